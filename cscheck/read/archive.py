"""Archives of exports: every file inside as one on disk, within limits, never where a name says."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cscheck.errors import DataError
from cscheck.model.sentences import Sentence, sentence
from cscheck.read.files import is_data
from cscheck.read.staging import MOST_FREE, MOST_RATIO, MOST_UNPACKED, new_copy

MOST_ENTRIES = 1_000
_CHUNK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError),
    *(OverflowError, IndexError),
)
_NAME = 30
"""Where the name of the first entry stands."""
_WORKBOOK_PARTS = ("_rels/", "docProps/", "mimetype", "xl/", "content.xml", "[Content_Types].xml")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name, and where it was unpacked or why it was not."""

    name: str
    path: Path | None = None
    failure: Sentence | None = None


def holds_files(path: Path) -> bool:
    """Whether a zip file is an archive of files, not a workbook; raises DataError where broken."""
    with _opened(path) as archive:
        return not any(name.startswith(_WORKBOOK_PARTS) for name in archive.namelist())


def check_size(path: Path, most: int) -> None:
    """Raises DataError where what a zip file holds is more than a file may take, or a trap."""
    with _opened(path) as archive:
        total = 0
        for info in archive.infolist():
            total += info.file_size
            _check_ratio(info)
        if total > most:
            raise DataError.saying("too_large", limit=_in_words(most))


def members(path: Path, folder: Path, passwords: Sequence[str]) -> Iterator[Member]:
    """Every file of an archive, unpacked into `folder`.

    `passwords` are tried on those that are encrypted. Raises DataError where the archive is broken
    or a trap.
    """
    with _opened(path) as archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        if len(infos) > MOST_ENTRIES:
            raise DataError.saying("zip_entries", count=len(infos), limit=MOST_ENTRIES)
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise DataError.saying("too_large", limit=_in_words(MOST_UNPACKED))
        for info in infos:
            name = _name(info)
            if not is_data(PurePosixPath(name)):
                continue
            try:
                _check_ratio(info)
                target = new_copy(folder)
                _unpack(archive, info, target, passwords)
            except DataError as error:
                yield Member(name, failure=error.problems[0].what)
            else:
                yield Member(name, target)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        hint = sentence("download_again")
        key = "broken_zip" if _begins_with_a_file(path) else "broken_workbook"
        raise DataError.saying(key, hint=hint) from error


def _begins_with_a_file(path: Path) -> bool:
    """Whether the first entry of a zip file that cannot be opened is a file, not a workbook's."""
    with path.open("rb") as file:
        head = file.read(1 << 10)
    name = head[_NAME : _NAME + int.from_bytes(head[_NAME - 4 : _NAME - 2], "little")]
    parts = tuple(part.encode() for part in _WORKBOOK_PARTS)
    return b"." in name and not name.startswith(parts)


def _check_ratio(info: zipfile.ZipInfo) -> None:
    if info.file_size > max(MOST_FREE, MOST_RATIO * info.compress_size):
        raise DataError.saying("bomb", ratio=MOST_RATIO)


def _name(info: zipfile.ZipInfo) -> str:
    """A name as it was written: in GBK where it is not marked as UTF-8."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    parts = (part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    return "/".join(parts)


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, passwords: Sequence[str]
) -> None:
    """Writes a file of an archive; what it says of its size is not believed."""
    tried: Sequence[str | None] = passwords if info.flag_bits & _ENCRYPTED else [None]
    for password in tried:
        try:
            with (
                archive.open(info, pwd=password.encode() if password else None) as source,
                target.open("wb") as out,
            ):
                left = info.file_size
                while chunk := source.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise DataError.saying("broken_zip")
                    out.write(chunk)
        except RuntimeError:  # what zipfile says of a wrong password, and of a method it lacks
            continue
        except (*_BROKEN, OSError) as error:
            if password is not None:  # one wrong password in 256 looks right at first
                continue
            raise DataError.saying("broken_zip") from error
        return
    raise DataError.saying("zip_password", tried=len(passwords))


def _in_words(size: int) -> str:
    return f"{size >> 30} GiB" if size >= 1 << 30 else f"{size >> 20} MiB"
