"""Opens files and folders: every file and sheet as text, or why it cannot be opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from cscheck.errors import DataError
from cscheck.model import Sentence, sentence
from cscheck.read.files import data_files
from cscheck.read.raw import RawTable
from cscheck.read.recognise import known_headers
from cscheck.read.sources import open_source
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
    """A file or sheet: its text, or why there is none; `sha256` is reckoned while others work."""

    path: str
    raw: RawTable | None = None
    sha256: Future[str] | None = None
    wanted: str | None = None
    failure: Sentence | None = None
    hint: Sentence | None = None


def open_all(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> list[Opened]:
    """Every file and sheet as it stands, or why it cannot be opened; raises DataError for none."""
    files = data_files([*paths, *(path for path in options.said if path not in paths)])
    known = known_headers(platform)
    pool = ThreadPoolExecutor(max_workers=1)  # digests need a processor, but not the interpreter
    opened = [each for path in files for each in _open(path, known, options, pool)]
    pool.shutdown(wait=False)
    return opened


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(
    path: Path, known: frozenset[str], options: ReadOptions, pool: ThreadPoolExecutor
) -> Iterator[Opened]:
    options.progress(str(path))
    wanted = options.said.get(path)
    try:
        tables = list(open_source(path, options.workspace, known, options.passwords))
    except PermissionError:
        yield Opened(str(path), failure=sentence("no_permission"))
    except OSError as error:
        yield Opened(str(path), failure=sentence("unreadable", problem=str(error)))
    except DataError as error:
        yield Opened(str(path), failure=error.problems[0].what, hint=error.problems[0].hint)
    else:
        digest = pool.submit(_sha256, path)
        for raw in tables:
            yield Opened(str(path), raw, digest, wanted)
        if not tables:
            yield Opened(str(path), None, digest, failure=sentence("no_table_inside"))
