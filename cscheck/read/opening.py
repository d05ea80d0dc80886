"""Opens files and folders: every file and sheet as text, or why it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from cscheck.errors import DataError
from cscheck.legible import legible
from cscheck.model.sentences import Sentence, sentence
from cscheck.read.archive import Member
from cscheck.read.digests import Digest
from cscheck.read.files import data_files, openable
from cscheck.read.raw import SAYS_NO_DATA, RawTable
from cscheck.read.recognise import known_headers
from cscheck.read.sources import check_kind, damaged_parquet, open_source, unpacked
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
    * named_elsewhere: shops that are named in files which are not read here
    * period: from when until when the messages should reach; None where nobody asks
    * shapes_of: senders in whose texts words will be looked for: of many messages, these get shapes
      (cscheck.intake)
    * progress: called with the path of each file before it is read
    """

    workspace: Path
    default_shop: str = DEFAULT_SHOP
    said: Mapping[Path, str] = field(default_factory=dict)
    passwords: tuple[str, ...] = ()
    progress: Callable[[str], None] = _quietly
    named_elsewhere: frozenset[str] = frozenset()
    period: tuple[datetime, datetime] | None = None
    shapes_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or sheet: its text, or why there is none; the digest of its file.

    `empty` says that it holds nothing, and that this is no fault of it.
    """

    path: str
    raw: RawTable | None = None
    digest: Digest | None = None
    wanted: str | None = None
    failure: Sentence | None = None
    empty: Sentence | None = None
    hint: Sentence | None = None


def open_all(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> list[Opened]:
    """Every file and sheet as it stands, or why it cannot be opened; raises DataError for none."""
    files = data_files([*paths, *(path for path in options.said if path not in paths)])
    places = {path: openable(path, options.workspace) for path in files}
    pool = ThreadPoolExecutor(max_workers=1)
    damaged = damaged_parquet(places[path] for path, why in files.items() if why is None)
    opener = _Opener(known_headers(platform), options, pool, damaged)
    return [each for path, why in files.items() for each in opener.opened(path, places[path], why)]


def _told(label: str, opened: Callable[[], Iterator[Opened]]) -> Iterator[Opened]:
    """What was opened, or why nothing (more) could be."""
    try:
        yield from opened()
    except PermissionError:
        yield Opened(label, failure=sentence("no_permission"))
    except OSError as error:
        yield Opened(label, failure=sentence("unreadable", problem=str(error)))
    except DataError as error:
        what, hint = error.problems[0].what, error.problems[0].hint
        if what.key == SAYS_NO_DATA:
            yield Opened(label, empty=what)
        else:
            yield Opened(label, failure=what, hint=hint)


@dataclass(frozen=True, slots=True)
class _Opener:
    """Opens files whose headers may be among the known ones."""

    known: frozenset[str]
    options: ReadOptions
    pool: ThreadPoolExecutor
    damaged: frozenset[Path]

    def opened(self, path: Path, place: Path, passed_over: Sentence | None) -> Iterator[Opened]:
        """The tables of a file, which is opened at a place where its name does not matter.

        Or that it is passed over, and why.
        """
        label = legible(path)
        if passed_over is not None:
            return iter([Opened(label, empty=passed_over)])
        self.options.progress(label)
        wanted = self.options.said.get(path)
        return _told(label, partial(self._tables, place, label, wanted))

    def _tables(
        self,
        path: Path,
        label: str,
        wanted: str | None,
        *,
        inside: bool = False,
        digest: Digest | None = None,
    ) -> Iterator[Opened]:
        """Every table of a file, and of those in it where it is an archive that is in no other.

        What goes by the name of a compressed file has the `digest` of that file.
        """
        check_kind(path)
        if path in self.damaged or (inside and damaged_parquet([path])):
            raise DataError.saying("broken_parquet", hint=sentence("download_again"))
        digest = digest or Digest(path, self.pool)
        options = self.options
        members = unpacked(path, options.workspace, options.passwords)
        if members is not None:
            if inside:
                raise DataError.saying("zip_nested")
            tables = self._members(members, label, wanted, digest)
        else:
            found = open_source(path, label, options.workspace, self.known, options.passwords)
            tables = (Opened(label, raw, digest, wanted) for raw in list(found))
        empty = True
        for each in tables:
            empty = False
            yield each
        if empty:
            yield Opened(label, None, digest, failure=sentence("no_table_inside"))

    def _members(
        self, members: Iterable[Member], label: str, wanted: str | None, digest: Digest
    ) -> Iterator[Opened]:
        """What is in the files of an archive, or of a compressed file, which have no name."""
        for member in members:
            name = f"{label}/{member.name}".rstrip("/")
            if member.path is None:
                yield Opened(name, failure=member.failure)
            else:
                opened = partial(
                    self._tables,
                    *(member.path, name, wanted),
                    inside=True,
                    digest=None if member.name else digest,
                )
                yield from _told(name, opened)
