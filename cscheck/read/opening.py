"""Opens files and folders: every file and sheet as text, or why it cannot be opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cscheck.errors import DataError
from cscheck.model import Sentence, sentence
from cscheck.read.files import data_files
from cscheck.read.raw import RawTable
from cscheck.read.recognise import known_headers
from cscheck.read.sources import open_source, unpacked
from cscheck.rules.platform import Platform

DEFAULT_SHOP = "default"


def _quietly(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    * workspace: an empty folder for copies of files that must be transcoded
    * default_shop: the shop of rows that name none; unless the user gave one, it is the shop that
      all others name
    * said: the table of a file, where the user said it
    * passwords: for encrypted workbooks
    * progress: called with the path of each file before it is read
    """

    workspace: Path
    default_shop: str = DEFAULT_SHOP
    said: Mapping[Path, str] = field(default_factory=dict)
    passwords: tuple[str, ...] = ()
    progress: Callable[[str], None] = _quietly


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or sheet: its text, or why there is none."""

    path: str
    raw: RawTable | None = None
    sha256: str = ""
    wanted: str | None = None
    failure: Sentence | None = None
    hint: Sentence | None = None


def open_all(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> list[Opened]:
    """Every file and sheet as it stands, or why it cannot be opened; raises DataError for none."""
    files = data_files([*paths, *(path for path in options.said if path not in paths)])
    known = known_headers(platform)
    return [each for path in files for each in _open(path, known, options)]


def _open(path: Path, known: frozenset[str], options: ReadOptions) -> Iterator[Opened]:
    options.progress(str(path))
    wanted = options.said.get(path)
    yield from _told(str(path), lambda: _open_file(path, str(path), wanted, known, options))


def _told(label: str, opened: Callable[[], Iterator[Opened]]) -> Iterator[Opened]:
    """What was opened, or why nothing (more) could be."""
    try:
        yield from opened()
    except PermissionError:
        yield Opened(label, failure=sentence("no_permission"))
    except OSError as error:
        yield Opened(label, failure=sentence("unreadable", problem=str(error)))
    except DataError as error:
        yield Opened(label, failure=error.problems[0].what, hint=error.problems[0].hint)


def _open_file(
    path: Path,
    label: str,
    wanted: str | None,
    known: frozenset[str],
    options: ReadOptions,
    *,
    inside: bool = False,
) -> Iterator[Opened]:
    """Every table of a file, and of the files in it where it is an archive that is in no other."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = unpacked(path, options.workspace, options.passwords)
    if found is not None:
        if inside:
            raise DataError.saying("zip_nested")
        empty = True
        for member in found:
            empty = False
            name = f"{label}/{member.name}".rstrip("/")
            if member.path is None:
                yield Opened(name, failure=member.failure)
            else:
                open_it = partial(_open_file, member.path, name, wanted, known, options)
                yield from _told(name, partial(open_it, inside=True))
        if empty:
            yield Opened(label, None, digest, failure=sentence("no_table_inside"))
        return
    tables = list(open_source(path, label, options.workspace, known, options.passwords))
    for raw in tables:
        yield Opened(label, raw, digest, wanted)
    if not tables:
        yield Opened(label, None, digest, failure=sentence("no_table_inside"))
