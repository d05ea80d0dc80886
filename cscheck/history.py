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
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from cscheck.errors import Problem, UsageError
from cscheck.model import ALIKE, DayFigure, Result, Status, StoredDays, sentence

# One script a version; a file of an older version is brought up by those after it.
MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, first_day TEXT NOT NULL,
        last_day TEXT NOT NULL, as_of TEXT NOT NULL, made_at TEXT NOT NULL,
        exit_code INTEGER NOT NULL, shops TEXT NOT NULL, tables TEXT NOT NULL);
    CREATE TABLE inputs (
        run INTEGER NOT NULL REFERENCES runs, path TEXT NOT NULL, sheet TEXT, name TEXT,
        sha256 TEXT NOT NULL, rows INTEGER NOT NULL, used INTEGER NOT NULL,
        rejected INTEGER NOT NULL);
    CREATE TABLE days (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        run INTEGER NOT NULL, PRIMARY KEY (platform, shop, rule, day)) WITHOUT ROWID;
    CREATE TABLE alike (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        agent TEXT, version TEXT, definition TEXT NOT NULL, good INTEGER, excluded TEXT,
        value INTEGER, least INTEGER, most INTEGER, review INTEGER NOT NULL,
        rows INTEGER NOT NULL, cases INTEGER NOT NULL);
    CREATE INDEX alike_by_day ON alike (platform, shop, rule, day);
    """,
    """
    CREATE TABLE figures (
        platform TEXT NOT NULL, shop TEXT NOT NULL, rule TEXT NOT NULL, day TEXT NOT NULL,
        agent TEXT, buyer TEXT, version TEXT, status TEXT NOT NULL, numerator INTEGER,
        denominator INTEGER NOT NULL, open INTEGER NOT NULL, value TEXT, required TEXT,
        kind TEXT NOT NULL);
    CREATE INDEX figures_by_day ON figures (platform, shop, rule, day);
    """,
)
_BY_DAY = ("days", "alike", "figures")
_BUSY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class History:
    """A history file; each use of it is a connection of its own."""

    path: Path

    def check(self) -> None:
        """Makes or migrates the file; raises UsageError where it cannot be used."""
        with self._open():
            pass

    def stored(self, platform: str, shops: Iterable[str], first: date, before: date) -> StoredDays:
        """What there is of the shops from a day until another, which is not included."""
        import polars as pl

        where = (
            f"platform = ? AND shop IN ({_marks(shops := list(shops))}) AND day >= ? AND day < ?"
        )
        asked = [platform, *shops, first.isoformat(), before.isoformat()]
        names = ", ".join(ALIKE)
        with self._open() as base:
            rows = base.execute(f"SELECT {names} FROM alike WHERE {where}", asked).fetchall()  # noqa: S608
            days = base.execute(f"SELECT rule, shop, day FROM days WHERE {where}", asked).fetchall()  # noqa: S608
        texts = {**ALIKE, "day": "text", "good": "whole", "review": "whole"}
        kinds = {"text": pl.String, "whole": pl.Int64}
        frame = pl.DataFrame(
            rows, schema={name: kinds[kind] for name, kind in texts.items()}, orient="row"
        )
        frame = frame.with_columns(
            pl.col("day").str.to_date(), pl.col("good", "review").cast(pl.Boolean)
        )
        known: dict[tuple[str, str], list[date]] = {}
        for rule, shop, day in days:
            known.setdefault((rule, shop), []).append(date.fromisoformat(day))
        return StoredDays(frame, {key: tuple(sorted(each)) for key, each in known.items()})

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
        """Enters a night, in the place of what the same shops, rules and days had before."""
        measured = [rule.rule for rule in result.rules if rule.rule in result.measured]
        place = (
            f"platform = ? AND shop IN ({_marks(shops)}) AND rule IN ({_marks(measured)})"
            " AND day BETWEEN ? AND ?"
        )
        days = [result.from_.isoformat(), result.to.isoformat()]
        asked = [result.platform, *shops, *measured, *days]
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            with base:
                for table in _BY_DAY:
                    base.execute(f"DELETE FROM {table} WHERE {place}", asked)  # noqa: S608
                run = _enter_run(base, result, shops, made_at)
                _enter(base, "days", _days(result, shops, measured, run))
                _enter(base, "figures", _figures(result))
                _enter(base, "alike", _alike(result))

    def figures(
        self, first: date, last: date, platform: str | None = None, shop: str | None = None
    ) -> list[tuple[str, DayFigure]]:
        """The figures of some days with their platform, by platform, shop, rule, agent and day."""
        where, asked = ["day BETWEEN ? AND ?"], [first.isoformat(), last.isoformat()]
        for name, value in (("platform", platform), ("shop", shop)):
            if value is not None:
                where.append(f"{name} = ?")
                asked.append(value)
        query = (
            "SELECT platform, rule, shop, agent, buyer, day, version, status, numerator,"  # noqa: S608
            f" denominator, open, value, required, kind FROM figures WHERE {' AND '.join(where)}"
            " ORDER BY platform, shop, rule, agent, buyer, day"
        )
        with self._open() as base:
            return [(row[0], _figure(row[1:])) for row in base.execute(query, asked)]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connected()) as base:
                self._migrate(base)
                yield base
        except (sqlite3.Error, OSError) as error:
            what = sentence("history_failed", path=str(self.path), problem=str(error))
            raise UsageError(Problem(what)) from error

    def _connected(self) -> sqlite3.Connection:
        if not self.path.exists():  # only its owner may read what the agents did
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        base = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        return base

    def _migrate(self, base: sqlite3.Connection) -> None:
        version = _version(base)
        if version > len(MIGRATIONS):
            raise UsageError.saying("history_is_newer", path=str(self.path), version=version)
        if version == len(MIGRATIONS):
            return
        base.execute("BEGIN IMMEDIATE")  # another run may be doing the same
        with base:
            for number in range(_version(base), len(MIGRATIONS)):
                for statement in MIGRATIONS[number].split(";"):
                    base.execute(statement)
                base.execute(f"PRAGMA user_version = {number + 1}")


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _enter(base: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    rows = list(rows)
    if rows:
        base.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)  # noqa: S608


def _enter_run(
    base: sqlite3.Connection, result: Result, shops: Sequence[str], made_at: datetime
) -> int:
    """The run and its inputs; of a night audited again, in the place of those before."""
    days = (result.from_.isoformat(), result.to.isoformat())
    there = json.dumps(sorted(shops), ensure_ascii=False)
    older = (
        "SELECT id FROM runs WHERE platform = ? AND first_day = ? AND last_day = ? AND shops = ?"
    )
    for (run,) in base.execute(older, (result.platform, *days, there)).fetchall():
        base.execute("DELETE FROM inputs WHERE run = ?", (run,))
        base.execute("DELETE FROM runs WHERE id = ?", (run,))
    tables = sorted({each.table for each in result.inputs if each.table and not each.failure})
    values = (result.platform, *days, result.as_of.isoformat(), made_at.isoformat())
    values += (result.exit_code, there, json.dumps(tables))  # type: ignore[assignment]
    run = base.execute(f"INSERT INTO runs VALUES (NULL, {_marks('????????')})", values).lastrowid  # noqa: S608
    assert run is not None
    inputs = [
        (run, e.path, e.sheet, e.table, e.sha256, e.rows, e.used, e.rejected) for e in result.inputs
    ]
    _enter(base, "inputs", inputs)
    return run


def _days(
    result: Result, shops: Sequence[str], rules: Sequence[str], run: int
) -> Iterator[tuple[Any, ...]]:
    for day in (
        date.fromordinal(n) for n in range(result.from_.toordinal(), result.to.toordinal() + 1)
    ):
        for rule in rules:
            for shop in shops:
                yield result.platform, shop, rule, day.isoformat(), run


def _figures(result: Result) -> Iterator[tuple[Any, ...]]:
    for each in result.day_figures:
        value = None if each.value is None else str(each.value)
        yield (
            *(result.platform, each.shop, each.rule, each.day.isoformat(), each.agent, each.buyer),
            *(each.version, each.status.value, each.numerator, each.denominator, each.open),
            *(value, each.limit, each.kind),
        )


def _alike(result: Result) -> Iterator[tuple[Any, ...]]:
    if result.alike is None:
        return
    names = (
        "shop",
        "rule",
        "day",
        *(name for name in ALIKE if name not in ("shop", "rule", "day")),
    )
    for row in result.alike.select(names).iter_rows():
        shop, rule, day, *rest = row
        yield result.platform, shop, rule, day.isoformat(), *rest


def _figure(row: Sequence[Any]) -> DayFigure:
    rule, shop, agent, buyer, day, version, status, numerator, denominator, opened, value = row[:11]
    return DayFigure(
        *(rule, shop, agent, buyer, date.fromisoformat(day), version, Status(status)),
        *(numerator, denominator, opened, None if value is None else Fraction(value), *row[11:]),
    )
