"""The texts of messages that measures look at: fetched once for all rules, in one pass.

Reading the text of millions of messages costs more than any measure; so all rules say what they
want before any is measured, and of each text only what may matter to one of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cscheck.intake import Messages
from cscheck.measures.wording.lists import WordList
from cscheck.measures.wording.sieve import may_hold
from cscheck.tables import TABLES, Kind

FEW = 20_000  # so few are folded sooner than sifted
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

    * found: source, row, text and kind of the messages that may hold something, or were asked for
    * blank: source and row of the messages without a text, by the senders that rules look at
    * own_numbers: ids of the shop's orders, refunds, parcels ..., as `number_key` makes them
    """

    found: pl.DataFrame
    blank: pl.DataFrame
    own_numbers: pl.Series


def fetch(
    messages: Messages | None, tables: Mapping[str, pl.DataFrame], wanted: Sequence[Wanted]
) -> Texts | None:
    """The texts that rules want; None where no rule wants any."""
    if not wanted:
        return None
    numbers = _own_numbers(tables)
    if messages is None or "text" not in messages.wide.collect_schema().names():
        place = pl.Schema({"source": pl.UInt16(), "row": pl.UInt32()})
        nothing = pl.DataFrame(schema=place)
        text = {"text": pl.lit(None, pl.String), "kind": pl.lit(None, pl.String)}
        return Texts(nothing.with_columns(**text), nothing, numbers)
    lists = {each.id: each for want in wanted for each in want.lists}
    senders = sorted({sender for want in wanted for sender in want.senders})
    places = _places(want.places for want in wanted)
    rows = _passed(messages, tuple(lists.values()), senders, places)
    is_blank = pl.col("text").is_null()
    found = rows.filter(~is_blank | pl.col("asked")).drop("asked")
    return Texts(found, rows.filter(is_blank).select(_PLACE), numbers)


def _passed(
    messages: Messages,
    lists: tuple[WordList, ...],
    senders: Sequence[str],
    places: pl.DataFrame,
) -> pl.DataFrame:
    """source, row, text, kind and asked of all that passes, in the order of the files."""
    few = messages.narrow.height <= FEW
    sieve = pl.col("text").is_not_null() if few else may_hold(pl.col("text"), lists)
    if not lists:
        sieve = pl.lit(value=False)
    have = messages.wide.collect_schema().names()
    kind = pl.col("kind") if "kind" in have else pl.lit(None, pl.String).alias("kind")
    spoken = pl.col("sender").is_in(senders)

    def sifted(batch: pl.DataFrame) -> pl.DataFrame:
        batch = batch.join(places, on=_PLACE, how="left", maintain_order="left")
        asked = pl.col("asked").fill_null(value=False)
        batch = batch.filter(spoken | asked).with_columns(asked=asked)
        return batch.filter(pl.col("text").is_null() | pl.col("asked") | sieve).drop("sender")

    wide = messages.wide.select(*_PLACE, "sender", "text", kind)
    schema = {**{name: wide.collect_schema()[name] for name in (*_PLACE, "text", "kind")}}
    lazily = wide.map_batches(sifted, streamable=True, schema={**schema, "asked": pl.Boolean()})
    return lazily.collect().sort(_PLACE)


def _places(asked: Iterable[pl.DataFrame | None]) -> pl.DataFrame:
    frames = [each.select(_PLACE) for each in asked if each is not None]
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
