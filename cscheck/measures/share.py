"""`share`: how many of these are those (measures.md, part 6)."""

from __future__ import annotations

import polars as pl
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import within_hours
from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days
from cscheck.measures.parameters import TableParameters, Where, Windows
from cscheck.measures.selection import columns_of, lacks_columns, rows_where
from cscheck.model.sentences import Sentence
from cscheck.schema import unknown_mark

EVENTS = ("closed_at", "finished_at", "shipped_at", "rated_at")
AT_THE_END = ("open_at_end",)


class ShareParameters(TableParameters):
    """What a `share` rule may say: `of` the rows that count, and which of them are good or bad."""

    of: Where | None = None
    good: Where | None = None
    bad: Where | None = None
    distinct: str | None = None
    day: str | None = None
    hours: Windows = ()

    @model_validator(mode="after")
    def _can_be_counted(self) -> ShareParameters:
        if (self.good is None) == (self.bad is None):
            raise PydanticCustomError("needs_good_or_bad", "good or bad")
        if self.hours and self.is_snapshot:
            key = {"key": "hours", "unit": self.table}
            raise PydanticCustomError("not_for_unit", "{key} {unit}", key)
        return self

    @property
    def day_columns(self) -> tuple[str, ...]:
        """The columns of which the first with a value gives the day.

        Without `day:`, a rule about closed, finished, shipped or rated rows counts on that column.
        """
        if self.day:
            return (self.day,)
        about = self.of.surely_present if self.of is not None else frozenset[str]()
        return tuple(name for name in EVENTS if name in about)[:1] or self.canonical.day

    @property
    def is_snapshot(self) -> bool:
        """Whether its rows are judged as they stand on the last day audited, whatever their own.

        So are those of a table without days, and those selected for what they are at the end.
        """
        return not self.day and (not self.day_columns or self._selects_at_the_end)

    @property
    def _selects_at_the_end(self) -> bool:
        if self.of is None or len(self.of.alternatives) > 1:
            return False
        return any(test.column in AT_THE_END and test.value is True for test in self.of.tests())


def _unit(params: ShareParameters) -> str:
    return f"{params.distinct}_day" if params.distinct else params.table


def _table(params: ShareParameters) -> str:
    return params.table


def _lacks(params: ShareParameters, scope: Scope) -> Sentence | None:
    needed = columns_of(params.of, params.good, params.bad)
    if params.distinct:
        needed |= {params.distinct}
    if lack := lacks_columns(params.table, needed, scope):
        return lack
    if params.is_snapshot:
        return None
    if not any(scope.has(params.table, name) for name in params.day_columns):
        return lacks_columns(params.table, params.day_columns[:1], scope)
    return None


def _cases(params: ShareParameters, scope: Scope) -> Cases:
    counted = params.good or params.bad
    assert counted is not None
    rows = rows_where(params.table, scope, params.of)
    rows = rows.with_columns(counts=counted.expression(params.canonical))
    rows = _on_last_day(rows, scope) if params.is_snapshot else _on_their_days(rows, params, scope)
    if params.distinct is None:
        return Cases(_as_cases(rows, params, scope))
    rows = rows.with_columns(value_counted=_value(params.distinct))
    any_counts = pl.col("counts").any().over("shop", "day", "value_counted")
    # A value with one good row is good; of a bad value only the bad rows themselves are evidence.
    is_bad = ~any_counts if params.good is not None else pl.col("counts")
    evidence = _as_cases(rows.filter(is_bad), params, scope)
    values = (
        rows.sort("counts", descending=True, maintain_order=True)
        .with_columns(counts=any_counts)
        .group_by("shop", "day", "value_counted", maintain_order=True)
        .agg(pl.all().first(), rows=pl.len())
    )
    return Cases(_as_cases(values, params, scope), evidence=evidence)


def _on_their_days(rows: pl.DataFrame, params: ShareParameters, scope: Scope) -> pl.DataFrame:
    """The rows of the days audited, with the moment and the day they count on."""
    present = [pl.col(name) for name in params.day_columns if scope.has(params.table, name)]
    return (
        rows.with_columns(moment=pl.coalesce(present))
        .filter(pl.col("moment").is_not_null())
        .filter(within_hours(pl.col("moment"), params.hours, scope.zone))
        .with_columns(day=scope.zone.day(pl.col("moment")))
        .filter(in_days("day", scope.days))
    )


def _on_last_day(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """All rows, as they stand on the last day audited."""
    last = pl.lit(scope.days[1], pl.Date)
    return rows.with_columns(moment=pl.lit(None, scope.zone.dtype), day=last)


def _value(distinct: str) -> pl.Expr:
    """The value that counts once a day; a row without it stands for itself."""
    itself = pl.format("\0{} {}", "source", "row")
    return pl.coalesce(pl.col(distinct).cast(pl.String), itself)


def _as_cases(rows: pl.DataFrame, params: ShareParameters, scope: Scope) -> pl.DataFrame:
    marks = [unknown_mark(name) for name in columns_of(params.good, params.bad)]
    marked = [pl.col(mark) for mark in marks if mark in rows.columns]
    excluded = pl.when(pl.any_horizontal(pl.lit(value=False), *marked)).then(pl.lit("unknown"))
    good = pl.col("counts") if params.good is not None else ~pl.col("counts")
    columns = {
        "day": pl.col("day"),
        "decided": pl.col("day"),
        "start": pl.col("moment"),
        "good": pl.when(excluded.is_null()).then(good),
        "excluded": excluded,
    }
    if "rows" in rows.columns:
        columns["rows"] = pl.col("rows")
    return as_cases(rows, columns, scope)


def _mentions(params: ShareParameters) -> dict[str, tuple[str, ...]]:
    return {
        "distinct": (params.distinct,) if params.distinct else (),
        "day": (params.day,) if params.day else (),
    }


SHARE = Measure(
    name="share",
    kind=Kind.RATE,
    parameters=ShareParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    mentions=_mentions,
)
