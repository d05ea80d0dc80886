"""The history: the figures of every night in one SQLite file, to add up over days and to look back.

A night is one transaction, so that whatever happens a night is there whole or not at all; a night
that is audited again takes the place of what it left before.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cscheck.errors import Problem, UsageError
from cscheck.history import rows
from cscheck.history.entering import enter, marks
from cscheck.history.schema import MIGRATIONS as MIGRATIONS
from cscheck.history.schema import bring_up, version_of
from cscheck.model.result import Result
from cscheck.model.sentences import sentence
from cscheck.model.stored import ALIKE, DayFigure, StoredDays

_BUSY_SECONDS = 60
_LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class History:
    """A history file; each use of it is a connection of its own."""

    path: Path

    def check(self) -> None:
        """Makes or migrates the file; raises UsageError where it cannot be used."""
        with self._open():
            pass

    def examined(self) -> tuple[str, date | None]:
        """What SQLite finds wrong with the file (`ok` for nothing), and its last night.

        The file stays as it is.

        Raises UsageError where it is no history, or one of a newer cscheck.
        """
        with self._said():
            place = f"{self.path.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(place, timeout=_BUSY_SECONDS, uri=True)) as base:
                said = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
                if not self._not_newer(base):  # nothing has been entered yet
                    return said, None
                (last,) = base.execute("SELECT max(last_day) FROM runs").fetchone()
                return said, None if last is None else date.fromisoformat(last)

    def stored(
        self, platform: str, shops: Iterable[str], first: date, days: tuple[date, date]
    ) -> StoredDays:
        """What there is of the shops from a day until those audited, and what was said of those."""
        shops = list(shops)
        of_shops = f"platform = ? AND shop IN ({marks(shops)}) AND day BETWEEN ? AND ?"
        asked = [platform, *shops, first.isoformat(), (days[0] - timedelta(1)).isoformat()]
        weeks = [platform, *shops, (days[0] - _LOOK_BACK).isoformat(), days[1].isoformat()]
        with self._open() as base:
            base.execute("BEGIN")  # all of it as it is at one moment
            told = f"SELECT {', '.join(ALIKE)} FROM alike WHERE {of_shops}"  # noqa: S608
            alike = base.execute(told, asked).fetchall()
            told = f"SELECT rule, shop, day, run FROM days WHERE {of_shops}"  # noqa: S608
            runs = {
                (rule, shop, date.fromisoformat(day)): run
                for rule, shop, day, run in base.execute(told, asked)
            }
            of_all = f"{of_shops} AND buyer IS NULL"
            figures = _figures(base, "figures", rows.FIGURE, of_all, weeks)
            judged = _figures(base, "judged", rows.JUDGED, of_all, weeks)
            inputs = "SELECT sha256 FROM inputs JOIN runs ON run = id WHERE platform = ?"
            digests = frozenset(digest for (digest,) in base.execute(inputs, (platform,)))
            tables = dict(
                base.execute("SELECT id, tables FROM runs WHERE platform = ?", [platform])
            )
        known: dict[tuple[str, str], list[date]] = {}
        for rule, shop, day in sorted(runs):
            known.setdefault((rule, shop), []).append(day)
        return StoredDays(
            rows.alike_frame(alike),
            {key: tuple(each) for key, each in known.items()},
            runs,
            {run: frozenset(json.loads(names)) for run, names in tables.items()},
            tuple(each for _, each in figures),
            tuple(each for _, each in judged),
            digests,
        )

    def tables_last_time(
        self, platform: str, shops: Iterable[str], before: date
    ) -> tuple[str, ...]:
        """The tables that the last night before a day was judged on, of any of the shops."""
        wanted = set(shops)
        query = (
            "SELECT shops, tables FROM runs WHERE platform = ? AND last_day < ?"
            " ORDER BY last_day DESC, id DESC"
        )
        with self._open() as base:
            for there, tables in base.execute(query, (platform, before.isoformat())):
                if wanted & set(json.loads(there)):
                    return tuple(json.loads(tables))
        return ()

    def record(self, result: Result, shops: Sequence[str], made_at: datetime) -> None:
        """Enters a night, in the place of what the same shops, rules and days had before.

        Past days that it revises are entered too, but for those that another run has entered anew
        since this one looked.
        """
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            with base:
                enter(base, result, shops, made_at)

    def figures(
        self, first: date, last: date, platform: str | None = None, shop: str | None = None
    ) -> list[tuple[str, DayFigure]]:
        """The figures of some days with their platform, by platform, shop, rule, agent and day.

        Those of single buyers are not among them.
        """
        with self._open() as base:
            return _figures(base, "figures", rows.FIGURE, *_chosen(first, last, platform, shop))

    def judged(
        self, first: date, last: date, platform: str | None = None, shop: str | None = None
    ) -> list[tuple[str, DayFigure]]:
        """What was said of every rule on some days, likewise."""
        with self._open() as base:
            return _figures(base, "judged", rows.JUDGED, *_chosen(first, last, platform, shop))

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            what = sentence("history_failed", path=str(self.path), problem=str(error))
            raise UsageError(Problem(what)) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._said(), closing(self._connected()) as base:
            if self._not_newer(base) < len(MIGRATIONS):
                bring_up(base)
            yield base

    def _connected(self) -> sqlite3.Connection:
        if not self.path.exists():  # only its owner may read what the agents did
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        base = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        return base

    def _not_newer(self, base: sqlite3.Connection) -> int:
        version = version_of(base)
        if version > len(MIGRATIONS):
            raise UsageError.saying("history_is_newer", path=str(self.path), version=version)
        return version


def _chosen(
    first: date, last: date, platform: str | None, shop: str | None
) -> tuple[str, list[str]]:
    """The rows of some days, of one platform and shop where they are named."""
    where, asked = ["buyer IS NULL", "day BETWEEN ? AND ?"], [first.isoformat(), last.isoformat()]
    for name, value in (("platform", platform), ("shop", shop)):
        if value is not None:
            where.append(f"{name} = ?")
            asked.append(value)
    return " AND ".join(where), asked


def _figures(
    base: sqlite3.Connection, table: str, columns: Sequence[str], where: str, asked: Sequence[str]
) -> list[tuple[str, DayFigure]]:
    query = (
        f"SELECT platform, {', '.join(columns)} FROM {table} WHERE {where}"  # noqa: S608
        " ORDER BY platform, shop, rule, agent, buyer, day"
    )
    return [(row[0], rows.figure_of(row[1:])) for row in base.execute(query, asked)]
