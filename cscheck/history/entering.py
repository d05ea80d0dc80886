"""How a night is entered into the history, inside one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cscheck.history import rows
from cscheck.model.result import Result
from cscheck.model.stored import ALIKE, Place
from cscheck.model.verdicts import Status

_NEVER_SETTLED = timedelta(days=40)
"""After so long no night settles a case (`revising`), and single buyers are forgotten."""
_BY_DAY = ("days", "alike", "figures", "judged")


def marks(values: Sequence[str]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))


def enter(
    base: sqlite3.Connection, result: Result, shops: Sequence[str], made_at: datetime
) -> None:
    """Enters a night in the place of what there was, and the past days that it revises."""
    measured = [rule.rule for rule in result.rules if rule.rule in result.measured]
    place = (
        f"platform = ? AND shop IN ({marks(shops)}) AND rule IN ({marks(measured)})"
        " AND day BETWEEN ? AND ?"
    )
    asked = [result.platform, *shops, *measured, result.from_.isoformat(), result.to.isoformat()]
    for table in _BY_DAY:
        base.execute(f"DELETE FROM {table} WHERE {place}", asked)  # noqa: S608
    run = _enter_run(base, result, shops, made_at)
    overtaken = _make_room(base, result.platform, result.revised, run)
    _enter(base, "days", rows.days(result, shops, measured, run))
    figures = (rows.figure_row(result.platform, each) for each in result.day_figures)
    _enter(base, "figures", _but(figures, overtaken), rows.FIGURE)
    judged = (rows.judged_row(result.platform, each) for each in result.judged)
    _enter(base, "judged", judged, rows.JUDGED)
    _enter(base, "alike", _but(rows.alike_rows(result), overtaken), tuple(ALIKE))
    _fold(base, result.platform, result.from_ - _NEVER_SETTLED)


def _fold(base: sqlite3.Connection, platform: str, before: date) -> None:
    """Of long ago, cases that had rows of their own become alike with the others.

    And of buyers only those are kept who stood out: there may be very many.
    """
    quiet = "buyer IS NOT NULL AND status NOT IN (?, ?)"
    base.execute(
        f"DELETE FROM figures WHERE platform = ? AND day < ? AND {quiet}",  # noqa: S608
        (platform, before.isoformat(), Status.FAIL, Status.WARN),
    )
    of_old = "platform = ? AND day < ? AND start IS NOT NULL"
    asked = (platform, before.isoformat())
    key = [name for name in ALIKE if name not in ("id", "start", "cases")]
    names = ", ".join(key)
    query = f"SELECT platform, {names}, sum(cases) FROM alike WHERE {of_old} GROUP BY {names}"  # noqa: S608
    folded = base.execute(query, asked).fetchall()
    if folded:
        base.execute(f"DELETE FROM alike WHERE {of_old}", asked)  # noqa: S608
        _enter(base, "alike", folded, (*key, "cases"))


def _enter(
    base: sqlite3.Connection,
    table: str,
    entries: Iterable[Sequence[Any]],
    columns: Sequence[str] = ("shop", "rule", "day", "run"),
) -> None:
    """Enters rows of a platform and these columns."""
    names = ", ".join(("platform", *columns))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks(('platform', *columns))})"  # noqa: S608
    base.executemany(query, entries)


def _make_room(
    base: sqlite3.Connection, platform: str, revised: Mapping[Place, int], run: int
) -> set[tuple[str, str, str]]:
    """Takes away what past days had that are revised; those that another run entered since stay."""
    overtaken = set()
    here = "platform = ? AND rule = ? AND shop = ? AND day = ?"
    for (rule, shop, day), seen in revised.items():
        at = (rule, shop, day.isoformat())
        claim = f"UPDATE days SET run = ? WHERE {here} AND run = ?"  # noqa: S608
        if not base.execute(claim, (run, platform, *at, seen)).rowcount:
            overtaken.add(at)
            continue
        for table in ("alike", "figures"):
            base.execute(f"DELETE FROM {table} WHERE {here}", (platform, *at))  # noqa: S608
    return overtaken


def _but(
    entries: Iterable[Sequence[Any]], places: set[tuple[str, str, str]]
) -> Iterator[Sequence[Any]]:
    """The rows (platform, rule, shop, ..., day) that are of none of these rules, shops and days."""
    for row in entries:
        if not places or not any(row[1:3] == at[:2] and at[2] in row for at in places):
            yield row


def _enter_run(
    base: sqlite3.Connection, result: Result, shops: Sequence[str], made_at: datetime
) -> int:
    """The run and its inputs; of a night audited again, in the place of those before."""
    days = (result.from_.isoformat(), result.to.isoformat())
    there = json.dumps(sorted(shops), ensure_ascii=False)
    older = (
        "SELECT id FROM runs WHERE platform = ? AND first_day = ? AND last_day = ? AND shops = ?"
    )
    before = base.execute(older, (result.platform, *days, there)).fetchall()
    tables = sorted({each.table for each in result.inputs if each.table and not each.failure})
    values = (result.platform, *days, result.as_of.isoformat(), made_at.isoformat())
    values += (result.exit_code, there, json.dumps(tables))  # type: ignore[assignment]
    run = base.execute(f"INSERT INTO runs VALUES (NULL, {marks('????????')})", values).lastrowid  # noqa: S608
    assert run is not None
    for (replaced,) in before:  # only now, so that no run has the number of one that was there
        base.execute("DELETE FROM inputs WHERE run = ?", (replaced,))
        base.execute("DELETE FROM runs WHERE id = ?", (replaced,))
    base.executemany(
        f"INSERT INTO inputs VALUES ({marks('????????')})",  # noqa: S608
        [
            (run, e.path, e.sheet, e.table, e.sha256, e.rows, e.used, e.rejected)
            for e in result.inputs
        ],
    )
    return run
