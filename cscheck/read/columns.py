"""How each column of a file is read: from its cells' text to typed values, as expressions.

A plan is made from a sample of the file; what the sample did not show comes out as null and is
looked at again (`cscheck.read.normalise`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from cscheck.clock import Zone
from cscheck.read import cells
from cscheck.read.doubts import doubts_about
from cscheck.read.raw import cell_name
from cscheck.read.recognise import Recognised
from cscheck.read.times import formats_of, instants, slow_instants
from cscheck.schema import Column, Kind, Table
from cscheck.tables import AGENT, BUYER, SENDERS

FORMAT_SAMPLE = 1_000


def text_name(name: str) -> str:
    """The column that holds the text of a canonical column while its value is read."""
    return f"{name} text"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A canonical column of one file.

    * text: its cells without what exports dress them in; null for nothing
    * value: what the text means, over the column `text_name`
    * plain: the cells as they stand, where the sample has nothing to clean; null where it has
    * doubt: whether a plain cell may have to be cleaned after all; null where the value tells
    """

    column: Column
    text: pl.Expr
    value: pl.Expr
    plain: pl.Expr | None = None
    doubt: pl.Expr | None = None


def plan_columns(
    sample: pl.DataFrame, recognised: Recognised, zone: Zone, *, slowly: bool = False
) -> dict[str, ColumnPlan]:
    """A plan for every column that a file gives, from a sample of its cells.

    `slowly` also reads every distinct time of the sample one by one, for the values that no
    common format fits; the sample is then all there is to read.
    """
    readable = recognised.table.readable
    names = (*recognised.positions, *recognised.spelling.constants)
    texts = {name: _text(readable[name], recognised, sample) for name in names}
    seen = sample.select(**{text_name(name): text for name, text in texts.items()})
    planner = _Planner(seen, recognised, zone, slowly=slowly)
    plans = {
        name: ColumnPlan(readable[name], text, planner.value(readable[name]))
        for name, text in texts.items()
    }
    return _with_senders(plans if slowly else _plainly(plans, recognised, sample))


def _text(column: Column, recognised: Recognised, sample: pl.DataFrame) -> pl.Expr:
    """The cells of a column without what exports dress them in."""
    constant = recognised.spelling.constants.get(column.name)
    cell = pl.lit(constant)
    if constant is None:
        cell = pl.col(cell_name(recognised.positions[column.name]))
    if column.kind is Kind.ID:
        habits = {}
        if constant is None:
            seen = sample[cell_name(recognised.positions[column.name])]
            habits = cells.identifier_habits(seen)
        return cells.identifier(cell, **habits)
    text = cells.stripped(cell) if column.name == "text" else cells.cleaned(cell)
    if column.kind is Kind.TIME:
        return pl.when(~text.is_in(recognised.spelling.never)).then(text)
    if column.between and column.between[0] > 0:
        return pl.when(~text.is_in(cells.ZEROS)).then(text)
    return text


def _plainly(
    plans: Mapping[str, ColumnPlan], recognised: Recognised, sample: pl.DataFrame
) -> dict[str, ColumnPlan]:
    """The plans with the short way for columns that have nothing to clean in the sample.

    Cleaning costs more than reading the file. A time or a sender that is not as it was in the
    sample makes no sense, which is doubt enough.
    """
    plain = {name: pl.col(cell_name(position)) for name, position in recognised.positions.items()}
    doubts = {name: _doubts(plans[name].column, cell, recognised) for name, cell in plain.items()}
    unlike = {name: cell.ne_missing(plans[name].text).any() for name, cell in plain.items()}
    doubted = {
        f"{name} {number}": each.any()
        for name, several in doubts.items()
        for number, each in enumerate(several)
    }
    seen = sample.select(**unlike, **doubted).row(0, named=True)
    chosen = dict(plans)
    for name, several in doubts.items():
        useful = [each for number, each in enumerate(several) if not seen[f"{name} {number}"]]
        if not seen[name] and (useful or not several):
            doubt = useful[0] if useful else None
            chosen[name] = replace(plans[name], plain=plain[name], doubt=doubt)
    return chosen


def _doubts(column: Column, cell: pl.Expr, recognised: Recognised) -> list[pl.Expr]:
    """What may raise doubt about a plain cell; nothing where its value tells."""
    if _value_tells(column):
        return []
    whole = column.name in ids_that_must_be_whole(recognised.table)
    return doubts_about(cell, is_text=column.name == "text", whole=whole)


def ids_that_must_be_whole(table: Table) -> frozenset[str]:
    """The columns whose cells make a row worthless where a spreadsheet made numbers of them."""
    named = (table.readable[name] for name in (table.necessary_id, *table.key))
    return frozenset(each.name for each in named if each.kind is Kind.ID and each.required)


def _value_tells(column: Column) -> bool:
    """Whether a cell that the sample did not foresee has no value."""
    return column.kind is Kind.TIME or (column.kind is Kind.WORD and column.required)


@dataclass(frozen=True, slots=True)
class _Planner:
    """What the texts of a sample mean, column by column."""

    texts: pl.DataFrame
    recognised: Recognised
    zone: Zone
    slowly: bool

    def value(self, column: Column) -> pl.Expr:
        makers: Mapping[Kind, Callable[[Column, pl.Expr], pl.Expr]] = {
            Kind.ID: lambda _, same: same,
            Kind.TEXT: lambda _, same: same,
            Kind.WORD: self._word,
            Kind.FLAG: self._flag,
            Kind.TIME: self._time,
            Kind.MONEY: self._money,
            Kind.NUMBER: self._number,
            Kind.RATE: self._rate,
            Kind.SECONDS: self._seconds,
        }
        return makers[column.kind](column, pl.col(text_name(column.name)))

    def _distinct(self, text: pl.Expr) -> pl.Series:
        """The distinct texts of the sample, in order."""
        return self.texts.select(text.alias("text"))["text"].drop_nulls().unique().sort()

    def _read_with(
        self, text: pl.Expr, read: Callable[[str], object], dtype: pl.DataType
    ) -> pl.Expr:
        """The values that `read` finds in the distinct texts of the sample."""
        found = {word: read(word) for word in self._distinct(text)}
        known = {word: value for word, value in found.items() if value is not None}
        return cells.looked_up(text, known, dtype)

    def _word(self, column: Column, text: pl.Expr) -> pl.Expr:
        words = self.recognised.spelling.words.get(column.name, {})
        if column.required:
            read = cells.translate(words, column.words, by_parts=False)
            return self._read_with(text, read, pl.Enum(column.words))
        read = cells.translate(words, column.words, by_parts=True)
        return pl.coalesce(self._read_with(text, read, pl.String()), text)

    def _flag(self, column: Column, text: pl.Expr) -> pl.Expr:
        shared = {word: value for value, words in cells.FLAG_WORDS.items() for word in words}
        words = shared | dict(self.recognised.spelling.words.get(column.name, {}))
        read = cells.translate(words, (), by_parts=False)

        def flag(word: str) -> bool | None:
            value = read(word)
            return None if value is None else value == "true"

        return self._read_with(text, flag, pl.Boolean())

    def _time(self, column: Column, text: pl.Expr) -> pl.Expr:
        spelled = self.recognised.spelling
        formats = spelled.times.get(column.name)
        if formats is None:
            distinct = self._distinct(text)
            formats = formats_of(distinct.gather_every(max(1, distinct.len() // FORMAT_SAMPLE)))
        value = instants(text, formats, self.zone, written_in=spelled.zone)
        if not self.slowly:
            return value
        seen = self.texts.select(text=text, value=value)
        left = seen.filter(pl.col("value").is_null())["text"].drop_nulls().unique().sort()
        slow = slow_instants(left, self.zone, written_in=spelled.zone)
        return pl.coalesce(value, text.replace_strict(left, slow, default=None))

    def _money(self, _: Column, text: pl.Expr) -> pl.Expr:
        plain = text.str.replace_all(r"[￥¥,，元\s]", "").cast(pl.Float64, strict=False)
        fen = (plain * 100).round()
        sound = pl.when(fen.abs() <= cells.MOST_FEN).then(fen).cast(pl.Int64)
        return self._numbers(text, sound, cells.read_money)

    def _number(self, column: Column, text: pl.Expr) -> pl.Expr:
        words = self.recognised.spelling.words.get(column.name, {})
        named = cells.translate(words, (), by_parts=False)

        def read(word: str) -> float | None:
            value = named(word)
            return cells.read_number(word) if value is None else float(value)

        number = text.cast(pl.Float64, strict=False)
        plain = pl.when(number.abs() <= cells.MOST_NUMBER).then(number)
        value = self._numbers(text, plain, read)
        if column.between is None:
            return value
        return pl.when(value.is_between(*column.between)).then(value)

    def _rate(self, _: Column, text: pl.Expr) -> pl.Expr:
        """Shares; in a column where one is above 1, numbers without a sign are percentages."""
        words = self._distinct(text)
        numbers = words.str.replace_all(",", "").cast(pl.Float64, strict=False)
        read = cells.share_reader(in_hundreds=bool((numbers > 1).any()))
        return self._read_with(text, read, pl.Float64())

    def _seconds(self, _: Column, text: pl.Expr) -> pl.Expr:
        number = text.cast(pl.Float64, strict=False)
        length = pl.when(number.is_between(0, cells.MOST_SECONDS)).then(number)
        return self._numbers(text, length, cells.read_seconds)

    def _numbers(self, text: pl.Expr, quick: pl.Expr, read: Callable[[str], object]) -> pl.Expr:
        """Numbers read whole where they are plain, and one by one where they are not."""
        odd = pl.when(quick.is_null()).then(text)
        dtype = self.texts.select(quick.alias("quick")).schema["quick"]
        return pl.coalesce(quick, self._read_with(odd, read, dtype))


def _with_senders(plans: dict[str, ColumnPlan]) -> dict[str, ColumnPlan]:
    """Tells who sent a message by the name, where no column does.

    The buyer's own name is the buyer; `shop:nick` is an agent of the shop.
    """
    name = plans.pop("sender_name", None)
    if name is None or "sender" in plans:
        return plans
    column = Column("sender", Kind.WORD, required=True, personal=True, words=SENDERS)
    said = pl.col(text_name("sender"))
    buyer = plans["buyer"].value if "buyer" in plans else pl.lit(None, pl.String)
    words = pl.Enum(SENDERS)
    is_agent = pl.when(_names_agent(said)).then(pl.lit(AGENT, words))
    plans["sender"] = replace(
        name, column=column, value=is_agent.when(said == buyer).then(pl.lit(BUYER, words))
    )
    if "agent" not in plans:
        said = pl.col(text_name("agent"))
        agent = pl.when(_names_agent(said)).then(said)
        plans["agent"] = replace(name, column=Column("agent", Kind.ID), value=agent, doubt=None)
    return plans


def _names_agent(name: pl.Expr) -> pl.Expr:
    return name.str.contains(r"[:：]")
