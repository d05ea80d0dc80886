"""`duration`: how long the finished things took, in hours (measures.md, part 5)."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from pydantic import Field

from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days, table_of
from cscheck.measures.parameters import (
    Columns,
    Figures,
    TableParameters,
    Where,
    column_names,
    reader,
)
from cscheck.measures.selection import absent_of, columns_of, lacks_columns, rows_where
from cscheck.model.sentences import Sentence, Term, columns_named, sentence
from cscheck.tables import TABLES

Interval = tuple[str, str]


def _intervals(source: Any) -> tuple[Interval, ...]:
    pairs = tuple(column_names(pair) for pair in source)
    if isinstance(source, str) or not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError(source)
    return tuple((pair[0], pair[1]) for pair in pairs)


Intervals = Annotated[tuple[Interval, ...], reader("not_intervals", _intervals)]


class DurationParameters(TableParameters):
    """What a `duration` rule may say.

    `instead` (in YAML: `else`) are the intervals used where the export lacks a column of
    `intervals` altogether. Rows of `zero_where` count, but no time is added for them: a mean of the
    others' time over all.
    """

    intervals: Intervals
    instead: Intervals = Field((), alias="else")
    day: str = "finished_at"
    figures: Figures = ("mean",)
    where: Where | None = None
    unless: Where | None = None
    zero_where: Where | None = None
    optional: Columns = ()


def _names(intervals: tuple[Interval, ...]) -> frozenset[str]:
    return frozenset(name for interval in intervals for name in interval)


def _chosen(params: DurationParameters, scope: Scope) -> tuple[Interval, ...]:
    """The intervals to measure with the columns at hand."""
    complete = _names(params.intervals) <= scope.columns.get(params.table, frozenset())
    return params.intervals if complete or not params.instead else params.instead


def _lacks(params: DurationParameters, scope: Scope) -> Sentence | None:
    needed = columns_of(params.where, params.unless, params.zero_where) - set(params.optional)
    needed |= _names(_chosen(params, scope)) | {params.day}
    return lacks_columns(params.table, needed, scope)


def _cases(params: DurationParameters, scope: Scope) -> Cases:
    absent = absent_of(params.table, params.optional, scope)
    intervals = _chosen(params, scope)
    rows = rows_where(params.table, scope, params.where, params.unless, absent)
    lengths = [pl.col(stop) - pl.col(start) for start, stop in intervals]
    free = _without_time(params, absent)
    some = free | pl.any_horizontal(length.is_not_null() for length in lengths)
    added = pl.sum_horizontal(length.dt.total_microseconds() for length in lengths)
    total = pl.when(free).then(0).otherwise(added)
    frame = as_cases(
        rows.filter(pl.col(params.day).is_not_null()),
        {
            "day": scope.zone.day(pl.col(params.day)),
            "decided": scope.zone.day(pl.col(params.day)),
            "start": pl.col(intervals[0][0]),
            "stop": pl.col(params.day),
            "value": pl.when(some).then(total),
            "least": pl.when(some).then(total),
            "most": pl.when(some).then(total),
            "good": pl.when(some).then(pl.lit(value=True)),
            "excluded": pl.when(~some).then(pl.lit("no_interval")),
        },
        scope,
    )
    return Cases(frame.filter(in_days("day", scope.days)), notes=_notes(params, scope, absent))


def _without_time(params: DurationParameters, absent: frozenset[str]) -> pl.Expr:
    """Whether a row counts without any time."""
    asked = None if params.zero_where is None else params.zero_where.ignoring(absent)
    return pl.lit(value=False) if asked is None else asked.expression(TABLES[params.table])


def _notes(
    params: DurationParameters, scope: Scope, absent: frozenset[str]
) -> tuple[Sentence, ...]:
    intervals = _chosen(params, scope)
    notes = []
    lacking = _names(params.intervals) - scope.columns[params.table]
    if lacking:
        used = tuple(
            sentence("interval", start=Term("column", start), stop=Term("column", stop))
            for start, stop in intervals
        )
        notes.append(
            sentence("other_intervals", columns=columns_named(sorted(lacking)), intervals=used)
        )
    if absent:
        notes.append(sentence("condition_left_out", columns=columns_named(sorted(absent))))
    return tuple(notes)


def _mentions(params: DurationParameters) -> dict[str, tuple[str, ...]]:
    return {
        "intervals": tuple(sorted(_names(params.intervals))),
        "else": tuple(sorted(_names(params.instead))),
        "day": (params.day,),
        "optional": params.optional,
    }


DURATION = Measure(
    name="duration",
    kind=Kind.HOURS,
    parameters=DurationParameters,
    unit=table_of,
    table=table_of,
    lacks=_lacks,
    cases=_cases,
    mentions=_mentions,
)
