"""Reports to stdout and to files: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cscheck.cli.environment import forget, is_terminal
from cscheck.cli.log import note
from cscheck.errors import UsageError
from cscheck.legible import legible
from cscheck.report.formats import SUFFIXES, Format
from cscheck.text import Lang, word

_READ_AS_EXPORTS = (".csv", ".xlsx", ".txt")
_FOR_ALL = 0o644


def format_of(path: Path) -> Format:
    """The format that a file's suffix asks for; raises UsageError for one that is not known."""
    known = SUFFIXES.get(path.suffix.lower())
    if known is None:
        raise UsageError.saying("unknown_suffix", path=str(path), suffixes=tuple(SUFFIXES))
    return known


def planned(outputs: Sequence[Path], exports: Sequence[Path], lang: Lang) -> dict[Path, Format]:
    """The reports to write; raises UsageError, before hours of work, for what cannot be written.

    Warns of a report in a folder of exports, which the next audit would take for one.
    """
    reports: dict[Path, Format] = {}
    for path in outputs:
        kind = format_of(path)
        if path in reports:
            raise UsageError.saying("output_twice", path=str(path))
        if any(path.exists() and each.exists() and path.samefile(each) for each in exports):
            raise UsageError.saying("output_is_export", path=str(path))
        if not path.parent.is_dir():
            problem = os.strerror(2)
            raise UsageError.saying("cannot_write", path=str(path), problem=problem)
        folders = [each.resolve() for each in exports if each.is_dir()]
        if kind.suffix in _READ_AS_EXPORTS and set(folders) & set(path.resolve().parents):
            warning = word("output_among_exports", lang).format(path=legible(path))
            note(warning)
        reports[path] = kind
    return reports


def check_for_stdout(kind: Format) -> None:
    """Raises UsageError for a format that a terminal cannot show."""
    if kind.binary and is_terminal(sys.stdout):
        raise UsageError.saying("workbook_to_terminal")


def print_report(content: str | bytes) -> None:
    """Writes to stdout; a reader who stops reading early is no error.

    Raises UsageError where it cannot be written to: it is closed, or the disk is full.
    """
    try:
        if isinstance(content, str):
            sys.stdout.write(content)
        else:
            sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)
    except OSError as error:
        forget(sys.stdout)
        raise UsageError.saying("cannot_write", path="stdout", problem=error.strerror) from error


def write_report(path: Path, content: bytes, *, for_all: bool = False) -> None:
    """Writes a file beside its place and renames it; only the owner may read it, or everybody.

    Raises UsageError where the place cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError.saying("cannot_write", path=str(path), problem=error.strerror) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if for_all:
            Path(name).chmod(_FOR_ALL)
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise UsageError.saying("cannot_write", path=str(path), problem=error.strerror) from error
