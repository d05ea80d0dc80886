"""`tally`: how many of these there are, and the tier reached (measures.md, part 7)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

import polars as pl
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import MICROSECOND
from cscheck.measures.cases import (
    ONE,
    Cases,
    Kind,
    Measure,
    Scope,
    as_cases,
    in_days,
    on_each_day,
    table_of,
)
from cscheck.measures.parameters import Parameters, TableParameters, Texts, Where, reader
from cscheck.measures.penalty import PenaltyTerms
from cscheck.measures.selection import (
    columns_of,
    lacks_columns,
    lacks_day,
    moment_of,
    rows_where,
    shops_of,
)
from cscheck.model.sentences import Sentence
from cscheck.schema import Kind as ColumnKind
from cscheck.tables import MESSAGES


class Tier(Parameters):
    """A tier begins at a count and ends where the next begins."""

    from_: Annotated[Fraction, reader("not_a_number", lambda value: Fraction(str(value)))] = Field(
        alias="from"
    )
    label: Texts
    penalty: PenaltyTerms | None = None

    @model_validator(mode="after")
    def _without_rate(self) -> Tier:
        if self.penalty is not None and self.penalty.rate is not None:
            raise PydanticCustomError("not_in_a_tier", "rate")
        return self


class TallyParameters(TableParameters):
    """What a `tally` rule may say: the rows that count, how, and what the count leads to."""

    where: Where | None = None
    unless: Where | None = None
    sum: str | None = None
    distinct: Literal["day"] | None = None
    day: str | None = None
    tiers: tuple[Tier, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _consistent(self) -> TallyParameters:
        if any(before.from_ >= after.from_ for before, after in pairwise(self.tiers)):
            raise PydanticCustomError("not_ascending", "{key}", {"key": "tiers"})
        if self.sum and self.distinct:
            raise PydanticCustomError("not_both", "{key}", {"key": "sum", "value": "sum, distinct"})
        return self

    @property
    def day_columns(self) -> tuple[str, ...]:
        """The columns of which the first with a value gives a row its day."""
        return (self.day,) if self.day else self.canonical.day

    def tier(self, count: Fraction) -> Tier | None:
        """The tier that a count reaches, or None below the lowest."""
        reached = [tier for tier in self.tiers if count >= tier.from_]
        return reached[-1] if reached else None


def _unit(params: TallyParameters) -> str:
    return "message" if params.table == MESSAGES.name else params.table


def _lacks(params: TallyParameters, scope: Scope) -> Sentence | None:
    needed = columns_of(params.where, params.unless) | {*([params.sum] if params.sum else [])}
    if lack := lacks_columns(params.table, needed, scope):
        return lack
    return lacks_day(params.table, params.day_columns, scope)


def _cases(params: TallyParameters, scope: Scope) -> Cases:
    rows = rows_where(params.table, scope, params.where, params.unless)
    moment = moment_of(params.table, params.day_columns, scope)
    rows = rows.with_columns(moment=moment).filter(pl.col("moment").is_not_null())
    if params.distinct is None:
        rows = rows.with_columns(day=scope.zone.day(pl.col("moment")))
    else:
        rows = _each_day(rows, params, scope)
    rows = rows.filter(in_days("day", scope.days))
    columns = {
        "day": pl.col("day"),
        "decided": pl.col("day"),
        "value": _amount(params),
        "good": pl.lit(value=True),
        "buyer": _buyer_key(rows),
    }
    if params.day_columns:  # a row of a snapshot has no time
        columns["start"] = pl.col("moment")
    return Cases(
        as_cases(rows, columns, scope),
        shops=shops_of(params.table, scope),
        once_a_day=params.distinct is not None,
    )


def _each_day(rows: pl.DataFrame, params: TallyParameters, scope: Scope) -> pl.DataFrame:
    """Every row once for each audited natural day that it touches.

    An interval that ends at 00:00 does not touch that day; one without an end lasts until as-of.
    """
    first = scope.zone.day(pl.col("moment"))
    last = first
    if (until := params.canonical.until) and scope.has(params.table, until):
        ended = pl.col(until).fill_null(scope.as_of) - MICROSECOND
        last = scope.zone.day(pl.max_horizontal(ended, pl.col("moment")))
    return on_each_day(rows, first, last, scope.days)


def _amount(params: TallyParameters) -> pl.Expr:
    """What a row adds to the count, in millionths."""
    if params.sum is None:
        return pl.lit(ONE, pl.Int64)
    column = params.canonical.known[params.sum]
    one = ONE // 100 if column.kind is ColumnKind.MONEY else ONE
    return (pl.col(params.sum) * one).round().cast(pl.Int64)


def _buyer_key(rows: pl.DataFrame) -> pl.Expr:
    """A number that tells buyers apart; messages have one already."""
    if "buyer" not in rows.columns:
        return pl.lit(None, pl.UInt64)
    if rows.schema["buyer"] == pl.UInt64:
        return pl.col("buyer")
    return pl.when(pl.col("buyer").is_not_null()).then(pl.col("buyer").hash())


def _mentions(params: TallyParameters) -> dict[str, tuple[str, ...]]:
    return {
        "sum": (params.sum,) if params.sum else (),
        "day": (params.day,) if params.day else (),
    }


TALLY = Measure(
    name="tally",
    kind=Kind.COUNT,
    parameters=TallyParameters,
    unit=_unit,
    table=table_of,
    lacks=_lacks,
    cases=_cases,
    mentions=_mentions,
    by=("agent", "buyer", "day"),
)
