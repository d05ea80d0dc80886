"""The texts of messages that measures look at: fetched once for all rules, in one pass.

Reading the text of millions of messages costs more than any measure; so all rules say what they
want before any is measured, and of each text only what may matter to one of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from cscheck.clock import Zone
from cscheck.intake import Messages
from cscheck.measures.wording.folding import with_folds
from cscheck.measures.wording.lists import WordList, each_once
from cscheck.measures.wording.shapes import may_hold_in_any_digits
from cscheck.schema import Kind
from cscheck.tables import SENDERS, TABLES

_PLACE = ("source", "row")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule wants to read: texts that may hold words of lists, by some senders; or places.

    `places` have source and row.
    """

    lists: tuple[WordList, ...] = ()
    senders: tuple[str, ...] = ()
    places: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What was fetched.

    * found: the messages whose text may hold something, or was asked for: shop, conversation, at,
      day, sender, agent, source, row, kind, and text_no (null without a text)
    * distinct: each text once: text_no, text, and its folds
    * spoken: how many messages (`rows`) on the days audited have a text, by shop, day, agent and
      sender
    * own_numbers: ids of the shop's orders, refunds, parcels ..., as `number_key` makes them
    """

    found: pl.DataFrame
    distinct: pl.DataFrame
    spoken: pl.DataFrame
    own_numbers: pl.Series


def fetch(
    messages: Messages | None,
    tables: Mapping[str, pl.DataFrame],
    wanted: Sequence[Wanted],
    zone: Zone,
    days: tuple[date, date],
) -> Texts | None:
    """The texts that rules want for the days audited; None where no rule wants any."""
    if not wanted:
        return None
    numbers = _own_numbers(tables)
    if messages is None:
        nothing = pl.DataFrame(schema={"source": pl.UInt16, "row": pl.UInt32})
        return Texts(nothing, nothing, nothing, numbers)
    lists = each_once(each for want in wanted for each in want.lists)
    codes = sorted({SENDERS.index(sender) for want in wanted for sender in want.senders})
    places = _places(wanted)
    if messages.shapes is None:
        rows, blank = _of_few(messages, all_of_them=bool(lists), places=places)
    else:
        rows, blank = _of_shapes(messages, messages.shapes, lists, codes, places)
    rows = messages.narrow.join(rows, on=_PLACE, how="inner", maintain_order="right")
    rows = rows.filter(pl.col("sender").is_in(codes) | pl.col("asked")).drop("asked")
    found, distinct = once_each(rows)
    found = found.with_columns(pl.col("shop", "agent").cast(pl.String), day=zone.day(pl.col("at")))
    spoken = _spoken(messages, codes, zone, days)
    if blank.height:
        spoken = spoken.join(blank.lazy(), on=_PLACE, how="anti")
    counts = spoken.group_by("shop", "day", "agent", "sender").agg(rows=pl.len()).collect()
    counts = counts.with_columns(pl.col("shop", "agent").cast(pl.String))
    return Texts(found, distinct, counts, numbers)


def _spoken(
    messages: Messages, codes: Sequence[int], zone: Zone, days: tuple[date, date]
) -> pl.LazyFrame:
    """The messages by some senders on some days: shop, day, agent, sender, source, row."""
    rows = messages.narrow.lazy().filter(pl.col("sender").is_in(codes))
    rows = rows.select("shop", "agent", "sender", *_PLACE, day=zone.day(pl.col("at")))
    return rows.filter(pl.col("day").is_between(*days))


def once_each(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with `text_no` instead of their text, and each distinct text with its folds.

    Shop chats say the same again and again.
    """
    distinct = rows.select("text").drop_nulls().unique(maintain_order=True)
    distinct = distinct.with_row_index("text_no")
    numbered = rows.join(distinct, on="text", how="left", maintain_order="left").drop("text")
    return numbered, with_folds(distinct)


def _of_few(
    messages: Messages, *, all_of_them: bool, places: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """source, row, text, kind and asked of all texts, or of those asked for, by place.

    And the places (source, row) that have no text.
    """
    text = pl.col("text")
    wide = _texts(messages.wide).join(places.lazy(), on=_PLACE, how="left")
    wide = wide.with_columns(pl.col("asked").fill_null(value=False))
    rows = wide.filter(text.is_null() | pl.lit(all_of_them) | pl.col("asked")).collect()
    rows = rows.sort(_PLACE)
    blank = rows.filter(text.is_null())
    return rows.filter(text.is_not_null() | pl.col("asked")), blank.select(_PLACE)


def _of_shapes(
    messages: Messages,
    shapes: pl.DataFrame,
    lists: Sequence[WordList],
    codes: Sequence[int],
    places: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same, where only texts of the shapes are read that may hold a word of the lists."""
    mine = shapes.lazy().filter(pl.col("sender").is_in(codes))
    blank = mine.filter(pl.col("shape").is_null()).select(_PLACE).collect()
    one_each = mine.drop_nulls("shape").unique("shape", keep="first").collect()
    holding = may_hold_in_any_digits(_texts(messages.near(one_each)), lists).select(_PLACE)
    telling = one_each.lazy().join(holding, on=_PLACE, how="semi").select("shape")
    found = mine.join(telling, on="shape", how="semi").select(_PLACE).collect()
    wanted = pl.concat([found, places.select(_PLACE)]).unique()
    rows = _texts(messages.near(wanted)).collect().sort(_PLACE)
    rows = rows.join(places, on=_PLACE, how="left", maintain_order="left")
    return rows.with_columns(pl.col("asked").fill_null(value=False)), blank


def _texts(wide: pl.LazyFrame) -> pl.LazyFrame:
    """source, row, text and kind, which are null where no file has them."""
    have = wide.collect_schema().names()
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("text", "kind") if name not in have]
    return wide.with_columns(nothing).select(*_PLACE, "text", "kind")


def _places(wanted: Iterable[Wanted]) -> pl.DataFrame:
    """The places that are asked for, whatever stands there."""
    frames = [each.places.select(_PLACE) for each in wanted if each.places is not None]
    schema = {"source": pl.UInt16(), "row": pl.UInt32()}
    rows = pl.concat(frames).unique() if frames else pl.DataFrame(schema=schema)
    return rows.with_columns(asked=pl.lit(value=True))


def _own_numbers(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The ids that stand in the shop's own tables."""
    parts = [pl.Series("number", [], pl.String)]
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            known = column.kind is Kind.ID and not column.personal and column.name != "agent"
            if known and column.name in frame.columns:
                cells = frame[column.name].drop_nulls().rename("number").str.to_lowercase()
                parts.append(cells.str.replace_all(r"[^\p{L}\p{N}]+", ""))
    return pl.concat(parts).unique()
