"""How the cases of a rule fall into groups: by shop, agent or buyer, and span of days; in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from cscheck.clock import days_between
from cscheck.model.verdicts import Group
from cscheck.rules.periods import Span
from cscheck.rules.ruleset import Rule

VERSION = "version"
"""The column that names the version of the rule by which a case was computed."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the cases of a rule fall into groups, and by which day's rules each is judged.

    `by` are those of agent and buyer that have groups of their own; `shops` have a group in each
    span also where they have no case, but for the spans `not_judged` (for want of a column, say).
    `stored` are the past days of each shop that the history adds to the first span.
    """

    spans: tuple[Span, ...]
    by: tuple[str, ...] = ()
    rules_at: date | None = None
    shops: tuple[str, ...] = ()
    not_judged: frozenset[int] = frozenset()
    stored: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    @property
    def key(self) -> list[str]:
        """The columns that tell groups apart."""
        return ["shop", *self.by, "span"]

    def days_of(self, shop: str, number: int) -> int:
        """How many days a group rests on: those audited, and those stored before them."""
        return self.spans[number].days + (0 if number else len(self.stored.get(shop, ())))

    def limit_day(self, span: Span) -> date:
        """The day whose limit judges a group: its last, or the one the user named."""
        return self.rules_at or span.to


def in_spans(cases: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    """The cases of the days audited, with the number of the `span` each belongs to."""
    numbers = {
        day: number
        for number, span in enumerate(grouping.spans)
        for day in days_between(span.from_, span.to)
    }
    if not numbers:
        return cases.clear().with_columns(span=pl.lit(None, pl.Int64))
    first, last = min(numbers), max(numbers)
    by_day = pl.Series([numbers.get(day) for day in days_between(first, last)], dtype=pl.Int64)
    day = pl.when(pl.col("day").is_between(first, last)).then(pl.col("day"))
    span = pl.lit(by_day).gather((day - first).dt.total_days())
    spanned = cases.with_columns(span=span)
    return spanned.drop_nulls("span") if spanned["span"].null_count() else spanned


def places_without_case(places: pl.DataFrame, rule: Rule, grouping: Grouping) -> pl.DataFrame:
    """The shops and spans that have a group though nothing was counted there."""
    spans = [
        number
        for number, span in enumerate(grouping.spans)
        if rule.version_on(grouping.limit_day(span)) is not None
        and number not in grouping.not_judged
    ]
    every = pl.DataFrame({"shop": grouping.shops}, schema={"shop": pl.String}).join(
        pl.DataFrame({"span": spans}, schema={"span": pl.Int64}), how="cross"
    )
    missing = every.join(places, on=["shop", "span"], how="anti")
    nobody = {"agent": pl.lit(None, pl.String), "buyer": pl.lit(None, pl.UInt64)}
    return missing.with_columns(**nobody)


def in_order(sums: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The sums sorted by these columns, nobody last, with shops and agents as texts.

    By one number for all of them, which is much faster where groups are many.
    """
    place = pl.lit(0, pl.Int128)
    for name in by:
        code, codes = _codes(sums[name])
        place = place * codes + code.cast(pl.Int128).fill_null(codes - 1)
    words = [name for name in ("shop", "agent") if name in by]
    return sums.sort(place).with_columns(pl.col(words).cast(pl.String))


def _codes(values: pl.Series) -> tuple[pl.Expr, int]:
    """A number for each value of a column, in their order, and one more than there are of them."""
    if values.dtype.is_integer():
        most: int = values.max() or 0  # type: ignore[assignment]  # they are whole numbers
        return pl.col(values.name), most + 2
    known = values.unique().cast(pl.String).drop_nulls().sort()
    return pl.col(values.name).cast(pl.Enum(known)).to_physical(), known.len() + 1


def order_of(group: Group) -> tuple[object, ...]:
    """By shop, agent, buyer and days; nobody last."""
    agent, buyer = group.agent, group.buyer
    return group.shop, agent is None, agent or "", buyer is None, buyer or "", group.from_
