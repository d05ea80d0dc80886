"""Logs with a row each event: the times of a ticket's events become columns of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from cscheck.clock import Zone
from cscheck.model.sentences import Sentence, sentence, table_named
from cscheck.read.added import place_of, with_columns
from cscheck.read.cells import cleaned, fold, identifier
from cscheck.read.opening import Opened
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import columns_of
from cscheck.read.times import formats_of, instants, slow_instants
from cscheck.rules.layouts import EventColumn, Events
from cscheck.rules.platform import Platform
from cscheck.schema import Table
from cscheck.tables import TABLES


def with_events(opened: Iterable[Opened], platform: Platform) -> Iterator[Opened]:
    """What was opened, with the columns that the events of a log give."""
    layouts = [
        (TABLES[name], own.events)
        for dialect in platform.dialects
        for name, own in dialect.tables.items()
        if own.events is not None
    ]
    for each in opened:
        yield _as_tickets(each, layouts, platform) if each.raw is not None else each


def one_row_a_ticket(rows: pl.DataFrame, key: Iterable[str]) -> pl.DataFrame:
    """The rows of a log put together: of each column the first value found."""
    names = [name for name in key if name in rows.columns]
    others = [pl.col(name).drop_nulls().first() for name in rows.columns if name not in names]
    return rows.group_by(names, maintain_order=True).agg(*others).select(rows.columns)


def _as_tickets(
    each: Opened, layouts: Iterable[tuple[Table, Events]], platform: Platform
) -> Opened:
    raw = each.raw
    assert raw is not None
    for table, layout in layouts:
        event, at = place_of(raw, layout.event), place_of(raw, layout.at)
        found = columns_of(table, raw.path, raw.headers, platform).positions
        own_id = found.get(table.necessary_id)
        if None in (event, at, own_id) or each.wanted not in (None, table.name):
            continue
        columns = {name: how for name, how in layout.columns.items() if name not in found}
        log = _Log(table, columns, platform.zone, *map(cell_name, (own_id, event, at)))  # type: ignore[arg-type]
        otherwise = raw.otherwise | {
            raw.headers[place] for place in (event, at) if place is not None
        }
        logged = _logged(replace(raw, otherwise=otherwise), log)
        return replace(each, raw=logged, wanted=table.name)
    return each


def _logged(raw: RawTable, log: _Log) -> RawTable:
    return replace(with_columns(raw, (log.own_id, log.event, log.at), log.reckon), log=True)


@dataclass(frozen=True, slots=True)
class _Log:
    """A log of events: the columns that they give, and in which cells they stand."""

    table: Table
    columns: Mapping[str, EventColumn]
    zone: Zone
    own_id: str
    event: str
    at: str

    def reckon(self, cells: pl.DataFrame) -> tuple[Mapping[str, pl.Series], Sentence]:
        """The columns, in every row of a ticket, and what was made of how many rows.

        A row with an event whose time cannot be read keeps that time, so that it is rejected.
        """
        rows = cells.select(
            ticket=identifier(pl.col(self.own_id)),
            word=cleaned(pl.col(self.event)),
            text=cleaned(pl.col(self.at)),
        )
        words = {word: fold(word) for word in rows["word"].drop_nulls().unique()}
        rows = rows.with_columns(
            pl.col("word").replace_strict(words, default=None, return_dtype=pl.String),
            moment=self._moments(rows["text"]),
        )
        made = {name: self._column(rows, how) for name, how in self.columns.items()}
        known = {fold(word) for how in self.columns.values() for word in how.words}
        said = sentence(
            "from_events",
            count=rows.height,
            tickets=rows["ticket"].n_unique(),
            table=table_named(self.table.name),
            unused=tuple(
                sorted(word[:100] for word, same in words.items() if same not in known)[:5]
            ),
        )
        return made, said

    def _moments(self, texts: pl.Series) -> pl.Series:
        distinct = texts.drop_nulls().unique().sort()
        quick = distinct.to_frame("text").with_columns(
            moment=instants(pl.col("text"), formats_of(distinct), self.zone)
        )
        left = quick.filter(pl.col("moment").is_null())["text"]
        slow = pl.DataFrame({"text": left, "slow": slow_instants(left, self.zone)})
        both = quick.join(slow, on="text", how="left")
        known = both.select("text", moment=pl.coalesce("moment", "slow"))
        return texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")[
            "moment"
        ]

    def _column(self, rows: pl.DataFrame, how: EventColumn) -> pl.Series:
        happened = pl.col("word").is_in([fold(word) for word in how.words]).fill_null(value=False)
        if how.count:
            return rows.select(value=happened.sum().over("ticket").cast(pl.String))["value"]
        moment = pl.when(happened).then("moment")
        end = (moment.min() if how.first else moment.max()).over("ticket")
        text = pl.when(moment == end).then("text").drop_nulls().first().over("ticket")
        unread = happened & pl.col("moment").is_null() & pl.col("text").is_not_null()
        return rows.select(value=pl.when(unread).then("text").otherwise(text))["value"]
