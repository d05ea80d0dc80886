"""How each column of a file is read: from its cells' text to typed values, as expressions.

A plan is made from a sample of the file; what the sample did not show comes out as null and is
looked at again (`cscheck.read.normalise`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cscheck.clock import Zone
from cscheck.read import cells
from cscheck.read.raw import cell_name
from cscheck.read.recognise import Recognised
from cscheck.read.times import NEVER, formats_of, instants, slow_instants
from cscheck.tables import AGENT, BUYER, SENDERS, Column, Kind

FORMAT_SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A canonical column of one file: its cleaned text (null for nothing) and its value."""

    column: Column
    text: pl.Expr
    value: pl.Expr


def plan_columns(
    sample: pl.DataFrame, recognised: Recognised, zone: Zone, *, slowly: bool = False
) -> dict[str, ColumnPlan]:
    """A plan for every column that a file gives, from a sample of its cells.

    `slowly` also reads every distinct time of the sample one by one, for the values that no
    common format fits; the sample is then all there is to read.
    """
    readable = recognised.table.readable
    plans = {}
    for name in (*recognised.positions, *recognised.spelling.constants):
        column = readable[name]
        plans[name] = _Planner(sample, recognised, zone, slowly=slowly).plan(column)
    return _with_senders(plans)


@dataclass(frozen=True, slots=True)
class _Planner:
    sample: pl.DataFrame
    recognised: Recognised
    zone: Zone
    slowly: bool

    def plan(self, column: Column) -> ColumnPlan:
        cell = self._cell(column)
        text = cells.identifier(cell, **self._habits(column))
        if column.kind is not Kind.ID:
            keeps_all = column.name == "text"
            text = cells.stripped(cell) if keeps_all else cells.cleaned(cell)
        makers: Mapping[Kind, Callable[[Column, pl.Expr], pl.Expr]] = {
            Kind.ID: lambda _, same: same,
            Kind.TEXT: lambda _, same: same,
            Kind.WORD: self._word,
            Kind.FLAG: self._flag,
            Kind.TIME: self._time,
            Kind.MONEY: self._money,
            Kind.NUMBER: self._number,
            Kind.SECONDS: self._seconds,
        }
        if column.kind is Kind.TIME:
            text = pl.when(~text.is_in(NEVER)).then(text)
        return ColumnPlan(column, text, makers[column.kind](column, text))

    def _cell(self, column: Column) -> pl.Expr:
        constant = self.recognised.spelling.constants.get(column.name)
        if constant is not None:
            return pl.lit(constant)
        return pl.col(cell_name(self.recognised.positions[column.name]))

    def _distinct(self, text: pl.Expr) -> pl.Series:
        """The distinct texts of the sample, in order."""
        return self.sample.select(text.alias("text"))["text"].drop_nulls().unique().sort()

    def _habits(self, column: Column) -> dict[str, bool]:
        if column.name not in self.recognised.positions:
            return {}
        return cells.identifier_habits(
            self.sample[cell_name(self.recognised.positions[column.name])]
        )

    def _read_with(
        self, text: pl.Expr, read: Callable[[str], object], dtype: pl.DataType
    ) -> pl.Expr:
        """The values that `read` finds in the distinct texts of the sample."""
        found = {word: read(word) for word in self._distinct(text)}
        known = {word: value for word, value in found.items() if value is not None}
        return text.replace_strict(known, default=None, return_dtype=dtype)

    def _word(self, column: Column, text: pl.Expr) -> pl.Expr:
        words = self.recognised.spelling.words.get(column.name, {})
        read = cells.translate(words, column.words, by_parts=not column.required)
        value = self._read_with(text, read, pl.String())
        return value if column.required else pl.coalesce(value, text)

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
        seen = self.sample.select(text=text, value=value)
        left = seen.filter(pl.col("value").is_null())["text"].drop_nulls().unique().sort()
        slow = slow_instants(left, self.zone, written_in=spelled.zone)
        return pl.coalesce(value, text.replace_strict(left, slow, default=None))

    def _money(self, _: Column, text: pl.Expr) -> pl.Expr:
        plain = text.str.replace_all(r"[￥¥,，元\s]", "").cast(pl.Float64, strict=False)
        fen = (plain * 100).round().cast(pl.Int64, strict=False)
        return self._numbers(text, fen, cells.read_money)

    def _number(self, column: Column, text: pl.Expr) -> pl.Expr:
        words = self.recognised.spelling.words.get(column.name, {})
        named = cells.translate(words, (), by_parts=False)

        def read(word: str) -> float | None:
            value = named(word)
            return cells.read_number(word) if value is None else float(value)

        return self._numbers(text, text.cast(pl.Float64, strict=False), read)

    def _seconds(self, _: Column, text: pl.Expr) -> pl.Expr:
        return self._numbers(text, text.cast(pl.Float64, strict=False), cells.read_seconds)

    def _numbers(self, text: pl.Expr, quick: pl.Expr, read: Callable[[str], object]) -> pl.Expr:
        """Numbers read whole where they are plain, and one by one where they are not."""
        odd = pl.when(quick.is_null()).then(text)
        dtype = self.sample.select(quick.alias("quick")).schema["quick"]
        return pl.coalesce(quick, self._read_with(odd, read, dtype))


def _with_senders(plans: dict[str, ColumnPlan]) -> dict[str, ColumnPlan]:
    """Tells who sent a message by the name, where no column does.

    The buyer's own name is the buyer; `shop:nick` is an agent of the shop.
    """
    name = plans.pop("sender_name", None)
    if name is None or "sender" in plans:
        return plans
    column = Column("sender", Kind.WORD, required=True, personal=True, words=SENDERS)
    is_agent = name.value.str.contains(r"[:：]")
    buyer = plans["buyer"].value if "buyer" in plans else pl.lit(None, pl.String)
    sender = pl.when(is_agent).then(pl.lit(AGENT)).when(name.value == buyer).then(pl.lit(BUYER))
    plans["sender"] = ColumnPlan(column, name.text, sender)
    if "agent" not in plans:
        agent = pl.when(is_agent).then(name.value)
        plans["agent"] = ColumnPlan(Column("agent", Kind.ID), agent, agent)
    return plans
