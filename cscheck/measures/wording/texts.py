"""The texts of messages that measures look at: fetched once for all rules, in one pass.

Reading the text of millions of messages costs more than any measure; so all rules say what they
want before any is measured, and of each text only what may matter to one of them is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_PLACES = {"source": pl.UInt16(), "row": pl.UInt32()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule wants to read: texts that may hold words of lists, by some senders; or places.

    * taken_out: patterns of what the rule takes out of a text before it looks
    * places: source and row of messages; where they may be `alike`, a text may stand for those that
      differ from it in their digits alone
    """

    lists: tuple[WordList, ...] = ()
    senders: tuple[str, ...] = ()
    taken_out: tuple[str, ...] = ()
    places: pl.DataFrame | None = None
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """What was fetched.

    * found: the messages whose text may hold something: shop, conversation, at, day, sender, agent,
      source, row and text_no
    * asked: those asked for by their place: source, row, kind, and text_no (null without a text)
    * distinct: each text once: text_no, text, and its folds
    * spoken: how many messages (`rows`) on the days audited have a text, by shop, day, agent and
      sender
    * own_numbers: ids of the shop's orders, refunds, parcels ..., as `number_key` makes them
    """

    found: pl.DataFrame
    asked: pl.DataFrame
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
        nothing = pl.DataFrame(schema=_PLACES)
        return Texts(nothing, nothing, nothing, nothing, numbers)
    codes = sorted({SENDERS.index(sender) for want in wanted for sender in want.senders})
    found, asked, blank = _Fetching(messages, wanted, codes).rows()
    found = messages.narrow.join(found, on=_PLACE, how="inner", maintain_order="right")
    found = found.filter(pl.col("sender").is_in(codes))
    numbered, distinct = once_each(pl.concat([found, asked], how="diagonal"))
    found = numbered.head(found.height).with_columns(
        pl.col("shop", "agent").cast(pl.String), day=zone.day(pl.col("at"))
    )
    spoken = _spoken(messages, codes, zone, days)
    if blank.height:
        spoken = spoken.join(blank.lazy(), on=_PLACE, how="anti")
    counts = spoken.group_by("shop", "day", "agent", "sender").agg(rows=pl.len()).collect()
    counts = counts.with_columns(pl.col("shop", "agent").cast(pl.String))
    asked = numbered.tail(asked.height).select(*_PLACE, "kind", "text_no")
    return Texts(found, asked, distinct, counts, numbers)


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


@dataclass(frozen=True, slots=True)
class _Fetching:
    """What is read of the messages; `codes` are the senders whose texts are searched."""

    messages: Messages
    wanted: Sequence[Wanted]
    codes: Sequence[int]

    def rows(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Texts that may hold something, those asked for, and the places that have no text.

        The first two have source, row and text, the second kind too; in the order of the files.
        """
        shapes = self.messages.shapes
        return self._of_few() if shapes is None else self._of_shapes(shapes)

    def _of_few(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Of all messages."""
        searched = any(each.lists for each in self.wanted)
        wide = _texts(self.messages.wide)
        if not searched:
            wide = wide.join(self._places().lazy(), on=_PLACE, how="semi")
        rows = wide.collect().sort(_PLACE)
        asked = rows.join(self._places(), on=_PLACE, how="semi", maintain_order="left")
        blank = rows.filter(pl.col("text").is_null())
        return rows.drop("kind").drop_nulls("text"), asked, blank.select(_PLACE)

    def _of_shapes(self, shapes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Of the shapes that may hold a word of the lists, all messages; of the others none."""
        mine = shapes.lazy().filter(pl.col("sender").is_in(self.codes))
        blank = mine.filter(pl.col("shape").is_null()).select(_PLACE).collect()
        one_each = mine.drop_nulls("shape").unique("shape", keep="first").collect()
        lists = each_once(each for want in self.wanted for each in want.lists)
        taken_out = sorted({each for want in self.wanted for each in want.taken_out})
        likely = may_hold_in_any_digits(_texts(self._near(one_each)), lists, taken_out)
        telling = one_each.lazy().join(likely.select(_PLACE), on=_PLACE, how="semi")
        found = mine.join(telling.select("shape"), on="shape", how="semi").select(_PLACE).collect()
        rows = _texts(self._near(found)).drop("kind").collect().sort(_PLACE)
        return rows, self._asked(shapes), blank

    def _asked(self, shapes: pl.DataFrame) -> pl.DataFrame:
        """The texts asked for by place: those that may be alike by one of each shape."""
        exactly = self._places(alike=False)
        rows = _texts(self._near(exactly)).collect()
        alike = self._places(alike=True).join(exactly, on=_PLACE, how="anti")
        if alike.height:
            alike = alike.join(shapes.drop("sender"), on=_PLACE, how="left")
            one_each = alike.drop_nulls("shape").unique("shape", keep="first")
            texts = _texts(self._near(one_each)).collect().select(*_PLACE, "text")
            texts = one_each.join(texts, on=_PLACE).select("shape", "text")
            alike = alike.join(texts, on="shape", how="left").drop("shape")
            rows = pl.concat([rows, self._with_kinds(alike)])
        return rows.sort(_PLACE)

    def _with_kinds(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (source, row, text) with the kind of each message."""
        wide = self.messages.wide
        if "kind" not in wide.collect_schema().names():
            return rows.with_columns(kind=pl.lit(None, pl.String))
        kinds = wide.select(*_PLACE, "kind").join(rows.lazy(), on=_PLACE, how="semi").collect()
        return rows.join(kinds, on=_PLACE, how="left")

    def _near(self, places: pl.DataFrame) -> pl.LazyFrame:
        return self.messages.near(places.select(_PLACE))

    def _places(self, *, alike: bool | None = None) -> pl.DataFrame:
        """The places asked for, each once; those alone that may be alike, or may not."""
        frames = [
            each.places.select(_PLACE)
            for each in self.wanted
            if each.places is not None and alike in (None, each.alike)
        ]
        return pl.concat([pl.DataFrame(schema=_PLACES), *frames]).unique()


def _texts(wide: pl.LazyFrame) -> pl.LazyFrame:
    """source, row, text and kind, which are null where no file has them."""
    have = wide.collect_schema().names()
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("text", "kind") if name not in have]
    return wide.with_columns(nothing).select(*_PLACE, "text", "kind")


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
