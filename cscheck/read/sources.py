"""Opens files: whatever a file is, the tables of text that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cscheck.errors import DataError
from cscheck.read.delimited import read_delimited
from cscheck.read.raw import RawTable
from cscheck.read.sniff import HEAD_BYTES, FileKind, kind_of
from cscheck.read.staging import decompressed_head


def open_source(
    path: Path, workspace: Path, known: frozenset[str], passwords: Sequence[str]
) -> Iterator[RawTable]:
    """Each table of text that a file holds.

    `workspace` is an empty folder for copies in UTF-8, `known` the keys of headers that mean
    something, `passwords` are tried on encrypted workbooks. Raises DataError where the content is
    no table, OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = kind_of(head)
    if kind is FileKind.GZIP:
        kind = kind_of(decompressed_head(path))
    match kind:
        case FileKind.EMPTY:
            raise DataError.saying("empty_file")
        case FileKind.XLSX | FileKind.OLE:
            from cscheck.read.workbook import read_workbook  # the Excel libraries load slowly

            yield from read_workbook(path, known, passwords)
        case FileKind.TEXT:
            yield read_delimited(path, workspace, known)
        case _:
            raise DataError.saying("binary_file")
