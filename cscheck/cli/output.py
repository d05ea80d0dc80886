"""Reports to stdout and to files: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from cscheck.errors import UsageError

FORMATS = ("text", "json")
_SUFFIXES = {".json": "json", ".txt": "text"}


def format_of(path: Path) -> str:
    """The format that a file's suffix asks for; raises UsageError for one that is not known."""
    known = _SUFFIXES.get(path.suffix.lower())
    if known is None:
        raise UsageError.saying("unknown_suffix", path=str(path), suffixes=tuple(_SUFFIXES))
    return known


def print_report(text: str) -> None:
    """Writes to stdout; a reader who stops reading early is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_report(path: Path, content: bytes) -> None:
    """Writes a file beside its place and renames it; only the owner may read it.

    Raises UsageError where the place cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError.saying("cannot_write", path=str(path), problem=error.strerror) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise UsageError.saying("cannot_write", path=str(path), problem=error.strerror) from error
