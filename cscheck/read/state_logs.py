"""Logs with a row each time an agent comes, is away or goes: a state lasts until his next row.

Such a log says when a state began and never when it ended: the files of all days are put together
before that is told, so that a night's shift ends in the next day's file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import polars as pl

from cscheck.model.sentences import Sentence, sentence
from cscheck.read.added import with_columns
from cscheck.read.cells import cleaned, translate
from cscheck.read.opening import Opened
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised, columns_of, recognise
from cscheck.rules.platform import Platform
from cscheck.tables import PRESENCE

_STATES = PRESENCE.by_name["status"].words
_ONLINE, _, _OFFLINE = _STATES
_NEEDED = {"agent", "from_at", "status"}
_MOST_REPEATED, _LONG = timedelta(hours=12), timedelta(hours=24)
"""A state said again after longer than this has ended in between, and the log lacks the row."""


def with_states(opened: Iterable[Opened], platform: Platform) -> Iterator[Opened]:
    """What was opened; a log of states is one of presence, whose rows have no end yet."""
    for each in opened:
        raw = each.raw
        if raw is None or each.wanted not in (None, PRESENCE.name):
            yield each
            continue
        found = columns_of(PRESENCE, raw.path, raw.headers, platform)
        states = found.positions.keys() >= _NEEDED and "to_at" not in found.positions
        if not states or (each.wanted is None and recognise(raw.path, raw.headers, platform)):
            yield each
            continue
        log = _without_ends(raw, found)
        yield each if log is None else replace(each, raw=log, wanted=PRESENCE.name)


def until_the_next(
    rows: pl.DataFrame, logs: Collection[int]
) -> tuple[pl.DataFrame, list[tuple[int, Sentence]]]:
    """The rows of presence, those of the logs with their ends, and what to say of which file.

    The last row of an agent has none. What ends nobody knows when takes no time, and is said.
    """
    of_logs = pl.col("source").is_in(list(logs))
    known = of_logs & pl.col("status").is_in(_STATES).fill_null(value=False)
    mine = [_oldest_first(each) for each in rows.filter(known).partition_by("source")]
    if not mine:
        return rows.with_columns(to_at=pl.when(of_logs).then("from_at").otherwise("to_at")), []
    agent = ["shop", "agent"]
    ordered = pl.concat(mine).sort(*agent, "from_at", maintain_order=True)
    ordered = ordered.with_columns(
        then=pl.col("from_at").shift(-1).over(agent),
        again=(pl.col("status") == pl.col("status").shift(-1).over(agent)).fill_null(value=False),
        first=pl.col("status").shift(1).over(agent).is_null(),
    )
    gone = pl.col("status") == _OFFLINE
    lasts = pl.col("then") - pl.col("from_at")
    lost = ~gone & pl.col("again") & (lasts > _MOST_REPEATED)
    ended = ordered.with_columns(to_at=pl.when(gone | lost).then("from_at").otherwise("then"))
    said = {
        "presence_end_lost": lost,
        "presence_began_before": pl.col("first") & gone,
        "presence_open": ~gone & pl.col("then").is_null(),
        "presence_long": (pl.col("status") == _ONLINE) & ~lost & (lasts > _LONG),
        "presence_again": pl.col("again") & ~lost,
    }
    remarks = [remark for key, when in said.items() for remark in _remarks(ended, key, when)]
    unknown = rows.filter(of_logs & ~known).with_columns(to_at="from_at")
    others = rows.filter(~of_logs)
    whole = pl.concat([others, unknown, ended.select(rows.columns)]).sort("source", "row")
    return whole, remarks


def _without_ends(raw: RawTable, found: Recognised) -> RawTable | None:
    """The log with a column of ends that are not known yet; None where it tells no states."""
    state = cell_name(found.positions["status"])
    word = translate(found.spelling.words.get("status", {}), _STATES, by_parts=True)
    told: set[str | None] = set()

    def reckon(cells: pl.DataFrame) -> tuple[dict[str, pl.Series], Sentence]:
        words = cells.select(cleaned(pl.col(state)))[state].drop_nulls().unique()
        told.update(map(word, words))
        ends = pl.Series([None] * cells.height, dtype=pl.String)
        return {"to_at": ends}, sentence(
            "from_states", column=raw.headers[found.positions["status"]]
        )

    log = with_columns(raw, (state,), reckon)
    return replace(log, log=True) if told & set(_STATES) else None


def _oldest_first(rows: pl.DataFrame) -> pl.DataFrame:
    """A file's rows, turned round where from row to row times fall more often than they rise."""
    steps = rows["from_at"].diff().dt.total_microseconds()
    return rows.reverse() if (steps < 0).sum() > (steps > 0).sum() else rows


def _remarks(rows: pl.DataFrame, key: str, when: pl.Expr) -> Iterator[tuple[int, Sentence]]:
    found = rows.filter(when).group_by("source").agg(pl.len(), pl.col("row").min()).sort("source")
    for source, count, row in found.iter_rows():
        yield source, sentence(key, count=count, row=row)
