"""Which files an audit reads, and in which order (measures.md, part 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from cscheck.errors import DataError, Problem
from cscheck.legible import is_utf8, legible
from cscheck.model.sentences import sentence
from cscheck.read.staging import new_copy

# What programs leave in folders, and reports that cscheck itself may have written there.
_NOT_DATA = frozenset(
    (
        *(
            ".md",
            ".json",
            ".html",
            ".htm",
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
_LEFTOVERS = ("thumbs.db", "desktop.ini", "_success", "_metadata", "_common_metadata")


def data_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those named, and those in the folders named, by name, at any depth.

    Raises DataError where a path does not exist or nothing is left to read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = list(_in_folder(path))
            if not inside:
                raise DataError.saying("empty_folder", path=legible(path))
            found.extend(inside)
        elif path.is_file():
            found.append(path)
        elif path.exists():  # a pipe can be read once, and never ends where nobody writes
            raise DataError(Problem(sentence("not_a_file", path=legible(path))))
        else:
            raise DataError(Problem(sentence("no_such_path", path=legible(path))))
    return list(dict.fromkeys(found))


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


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and is_data(path.relative_to(folder)):
            yield path


def is_data(inside: PurePath) -> bool:
    """Whether a file of a folder or archive may be an export, by its path in there."""
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in inside.parts)
    return not (hidden or inside.suffix.lower() in _NOT_DATA or inside.name.lower() in _LEFTOVERS)
