"""Opens files: whatever a file is, the tables of text that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cscheck.errors import DataError
from cscheck.read.archive import Member, check_size, holds_files, members
from cscheck.read.delimited import read_delimited
from cscheck.read.markup import read_html, read_spreadsheetml
from cscheck.read.parquet import damaged_ones, read_parquet
from cscheck.read.raw import RawTable
from cscheck.read.sniff import HEAD_BYTES, FileKind, kind_of
from cscheck.read.staging import decompressed, decompressed_head


def open_source(
    path: Path, label: str, workspace: Path, known: frozenset[str], passwords: Sequence[str]
) -> Iterator[RawTable]:
    """Each table of text that a file holds, which is no archive.

    `label` is what people call the file, `workspace` an empty folder for copies in UTF-8, `known`
    the keys of headers that mean something; `passwords` are tried on encrypted workbooks. Raises
    DataError where the content is no table, OSError where the file cannot be read.
    """
    match kind_in(path):
        case FileKind.ZIP | FileKind.OLE as kind:
            from cscheck.read.workbook import MOST_BYTES, read_workbook  # its libraries load slowly

            if kind is FileKind.ZIP:
                check_size(path, MOST_BYTES)
            yield from read_workbook(path, label, known, passwords)
        case FileKind.TEXT:
            yield read_delimited(path, label, workspace, known)
        case FileKind.PARQUET:
            yield read_parquet(path, label)
        case FileKind.HTML:
            yield from read_html(path, label, known)
        case FileKind.XML:
            yield from read_spreadsheetml(path, label, known)
        case _:
            raise DataError.saying("binary_file")


def check_kind(path: Path) -> None:
    """Raises DataError where a file is nothing that could be read, by its first bytes."""
    match kind_in(path):
        case FileKind.EMPTY:
            raise DataError.saying("empty_file")
        case FileKind.BINARY:
            raise DataError.saying("binary_file")
        case FileKind.RAR | FileKind.SEVEN_ZIP | FileKind.TAR as kind:
            raise DataError.saying("packed_file", kind=kind.value)


def damaged_parquet(paths: Iterable[Path]) -> frozenset[Path]:
    """Which of some files are Parquet that cannot be read to its end."""
    return damaged_ones([path for path in paths if _is_parquet(path)])


def _is_parquet(path: Path) -> bool:
    try:
        return kind_in(path) is FileKind.PARQUET
    except (DataError, OSError):  # which is said where the file is opened
        return False


def kind_in(path: Path) -> FileKind:
    """What a file is; of text that is compressed, what is inside.

    Raises DataError where it is none: a pipe would be waited for, a device be read for ever.
    """
    if path.is_symlink() and not path.exists():
        raise DataError.saying("broken_link")
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise DataError.saying("no_plain_file")
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    if kind is not FileKind.GZIP:
        return kind
    inside = kind_of(decompressed_head(path))
    return inside if inside in (FileKind.TEXT, FileKind.EMPTY) else FileKind.GZIP


def unpacked(path: Path, workspace: Path, passwords: Sequence[str]) -> Iterator[Member] | None:
    """The files inside an archive or a compressed file; None where it is neither.

    Compressed text is none: it is read as it comes. Raises DataError where it is broken.
    """
    kind = kind_in(path)
    if kind is FileKind.ZIP and holds_files(path):
        return members(path, workspace, passwords)
    if kind is FileKind.GZIP:
        return iter([Member("", decompressed(path, workspace))])
    return None
