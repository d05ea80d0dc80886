"""Which files an audit reads, and in which order (measures.md, part 3)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from cscheck.errors import DataError, Problem
from cscheck.legible import is_utf8, legible
from cscheck.model.sentences import Sentence, sentence
from cscheck.read.staging import new_copy

# What programs leave in folders, and reports that cscheck itself may have written there.
_NOT_DATA = frozenset(
    (
        *(
            ".md",
            ".json",
            ".xml",
            ".prom",
            ".yaml",
            ".yml",
            ".toml",
            ".log",
            ".pdf",
        ),
        *(
            ".png",
            ".jpg",
            ".jpeg",
            ".gif",
            ".db",
            ".sqlite",
            ".py",
            ".sh",
            ".lock",
            ".tmp",
            ".part",
        ),
    )
)
_LEFTOVERS = frozenset(
    (
        *("thumbs.db", "desktop.ini", "_success", "_metadata", "_common_metadata"),
        *("lost+found", "system volume information", "$recycle.bin"),
    )
)
_PAGES = (".html", ".htm")
_OWN_PAGE, _HEAD_OF_PAGE = b'<meta name="generator" content="cscheck ', 1 << 12


def data_files(paths: Sequence[Path]) -> dict[Path, Sentence | None]:
    """The files to read: those named, and those in the folders named, by name, at any depth.

    With each why it is passed over, if it is. What cannot be read is among them, so that opening
    it says why: a link to nothing, a folder that nobody may look into.

    Raises DataError where a path does not exist or nothing is left to read.
    """
    found: dict[Path, Sentence | None] = {}
    for path in paths:
        if _is_closed(path) or path.is_file():
            found[path] = None
        elif path.is_dir():
            inside = _in_folder(path)
            if not inside:
                raise DataError.saying("empty_folder", path=legible(path))
            for each in inside:
                found.setdefault(each, _passed_over(each))
        elif path.exists():  # a pipe can be read once, and never ends where nobody writes
            raise DataError(Problem(sentence("no_plain_file"), path=legible(path)))
        else:
            raise DataError(Problem(sentence("no_such_path", path=legible(path))))
    return found


def openable(path: Path, folder: Path) -> Path:
    """A path to open a file by: its own, or a link in `folder` where its name is not UTF-8.

    Libraries take no other names. Where no link can be made, the path stays as it is.
    """
    if is_utf8(path):
        return path
    link = new_copy(folder)
    link.unlink()
    try:
        link.symlink_to(path.absolute())
    except OSError:
        return path
    return link


def _in_folder(folder: Path) -> list[Path]:
    """What may be an export in a folder, by name, and the folders in it that are closed."""
    found = [each for each in _everything_in(folder) if is_data(each.relative_to(folder))]
    return sorted(each for each in found if not _is_own_report(each))


def _everything_in(folder: Path) -> Iterator[Path]:
    """What a folder holds at any depth but for folders, unless they are closed, or links."""
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        links = (name for name in folders if _is_link(Path(parent, name)))
        yield from (Path(parent, name) for name in (*names, *links))
    yield from (Path(error.filename) for error in closed)


def _is_closed(path: Path) -> bool:
    """Whether a path stands in a folder that nobody may look into."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _is_link(path: Path) -> bool:
    with suppress(PermissionError):  # which is said where it is opened
        return path.is_symlink()
    return False


def _passed_over(path: Path) -> Sentence | None:
    """Why what stands in a folder is not opened; None where it is."""
    if path.suffix.lower() in _PAGES:
        return sentence("page_passed_over")
    if _is_link(path) and path.is_dir():
        return sentence("linked_folder_passed_over")
    return None


def _is_own_report(path: Path) -> bool:
    """Whether a page is a report that cscheck wrote beside the exports."""
    if path.suffix.lower() in _PAGES:
        with suppress(OSError):
            return path.is_file() and _OWN_PAGE in _head(path)
    return False


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_OF_PAGE)


def is_data(inside: PurePath) -> bool:
    """Whether a file of a folder or archive may be an export, by its path in there."""
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in inside.parts)
    known = any(part.lower() in _LEFTOVERS for part in inside.parts)
    return not (hidden or known or inside.suffix.lower() in _NOT_DATA)
