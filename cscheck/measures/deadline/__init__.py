"""`deadline`: was a thing done in time (measures.md, part 5)."""

from __future__ import annotations

import polars as pl

from cscheck.clock import Limit
from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days, table_of
from cscheck.measures.deadline.parameters import BY_DEFAULT, DeadlineParameters
from cscheck.measures.selection import absent_of, columns_of, lacks_columns, rows_where
from cscheck.model.sentences import Sentence, Term, columns_named, sentence

SHIPPED = ("shipped_at", "picked_up_at")


def _lacks(params: DeadlineParameters, scope: Scope) -> Sentence | None:
    needed = columns_of(params.where, params.unless, params.stop_requires)
    needed = (needed | set(params.stop.columns)) - set(params.optional)
    if lack := lacks_columns(params.table, needed, scope):
        return lack
    if not any(scope.has(params.table, name) for name in params.start):
        return lacks_columns(params.table, params.start, scope)
    if absent_of(params.table, params.stop.columns, scope) >= set(params.stop.columns):
        return lacks_columns(params.table, params.stop.columns, scope)
    return None


def _present(params: DeadlineParameters, names: tuple[str, ...], scope: Scope) -> list[str]:
    return [name for name in names if scope.has(params.table, name)]


def _deadline(params: DeadlineParameters, scope: Scope) -> tuple[pl.Expr, pl.Expr]:
    """The deadline of each row that has `start`, and the name of the limit used."""
    due, detail = pl.lit(None, scope.zone.dtype), pl.lit(None, pl.String)
    if params.within is not None:
        due, detail = params.within.choose(scope, params.table)
    elif params.cutoff is not None:
        due, detail = params.cutoff.deadline(pl.col("start"), scope.zone), pl.lit("cutoff")
    applies = pl.lit(value=True)
    if params.due_where is not None:
        absent = params.due_where.columns - scope.columns[params.table]
        certain = params.due_where.not_naming(absent)
        applies = certain.expression(params.canonical) if certain else pl.lit(value=False)
    for name in reversed(_present(params, params.due_columns, scope)):
        promised = applies & pl.col(name).is_not_null()
        due = pl.when(promised).then(pl.col(name)).otherwise(due)
        detail = pl.when(promised).then(pl.lit(name)).otherwise(detail)
    return due, detail


def _exclusion(params: DeadlineParameters, scope: Scope) -> pl.Expr:
    """Why an order that was never shipped is not counted: cancelled in time, or nobody knows."""
    if not params.cancelled_by:
        return pl.lit(None, pl.String)
    shipping = _present(params, SHIPPED, scope)
    marks = [pl.col(name) for name in shipping] or [pl.col("stop")]
    never = pl.all_horizontal(mark.is_null() for mark in marks)
    times = [pl.col(name) for name in _present(params, params.cancelled_by, scope)]
    cancelled = pl.min_horizontal(times) if times else pl.lit(None, scope.zone.dtype)
    words = []
    if scope.has(params.table, "status"):
        words.append(pl.col("status").is_in(["closed", "refunded_unshipped"]))
    if scope.has(params.table, "refund_status"):
        words.append(pl.col("refund_status") == "success")
    said = pl.any_horizontal(pl.lit(value=False), *words).fill_null(value=False)
    return (
        pl.when(never & (cancelled < pl.col("deadline")))
        .then(pl.lit("cancelled"))
        .when(never & cancelled.is_null() & said)
        .then(pl.lit("closed, time unknown"))
    )


def _cases(params: DeadlineParameters, scope: Scope) -> Cases:
    absent = absent_of(params.table, params.optional, scope)
    rows = rows_where(params.table, scope, params.where, params.unless, absent)
    start = pl.coalesce(pl.col(name) for name in _present(params, params.start, scope))
    stop = params.stop.time(absent)
    if params.stop_requires is not None and (asked := params.stop_requires.ignoring(absent)):
        stop = pl.when(asked.expression(params.canonical)).then(stop)
    deadline, detail = _deadline(params, scope)
    rows = (
        rows.with_columns(start=start, stop=stop)
        .filter(pl.col("start").is_not_null())
        .with_columns(deadline=deadline, detail=detail)
        .filter(pl.col("deadline").is_not_null())
        .with_columns(excluded=_exclusion(params, scope))
    )
    frame = as_cases(rows, _judged(params, scope), scope)
    is_open = pl.col("good").is_null() & pl.col("excluded").is_null()
    frame = frame.filter(in_days("day", scope.days) | is_open)
    return Cases(frame, notes=_notes(params, scope, absent, frame), due_any_day=True)


def _judged(params: DeadlineParameters, scope: Scope) -> dict[str, pl.Expr]:
    stop, deadline = pl.col("stop"), pl.col("deadline")
    days = {
        "due": scope.zone.day_ending(deadline),
        "start": scope.zone.day(pl.col("start")),
        "stop": scope.zone.day(stop),
    }
    done = pl.when(stop.is_not_null()).then(stop <= deadline)
    good = done.when(deadline <= scope.as_of).then(pl.lit(value=False))
    return {
        "day": days[params.counted_on],
        "decided": days["start"],
        "start": pl.col("start"),
        "deadline": deadline,
        "stop": stop,
        "value": (stop - pl.col("start")).dt.total_microseconds(),
        "good": pl.when(pl.col("excluded").is_null()).then(good),
        "excluded": pl.col("excluded"),
        "detail": pl.col("detail"),
    }


def _notes(
    params: DeadlineParameters, scope: Scope, absent: frozenset[str], frame: pl.DataFrame
) -> tuple[Sentence, ...]:
    notes = []
    if missing := sorted(absent & set(params.stop.columns)):
        notes.append(sentence("upper_bound", columns=columns_named(missing)))
    unknown = columns_of(params.due_where) - scope.columns[params.table]
    if unknown and any(scope.has(params.table, name) for name in params.due_columns):
        notes.append(sentence("promises_left_out", columns=columns_named(sorted(unknown))))
    if missing := sorted(absent - set(params.stop.columns)):
        notes.append(sentence("condition_left_out", columns=columns_named(missing)))
    by_default = frame.filter(pl.col("detail").str.ends_with(BY_DEFAULT)).height
    if by_default and params.within is not None:
        word, limit = params.within.limits[0]
        by = params.within.by
        notes.append(
            sentence(
                "limit_by_default",
                column=Term("column", by or ""),
                word=word,
                limit=limit.text,
                cases=by_default,
            )
        )
    return tuple(notes)


def _mentions(params: DeadlineParameters) -> dict[str, tuple[str, ...]]:
    return {
        "start": params.start,
        "stop": params.stop.columns,
        "optional": params.optional,
        "due_columns": params.due_columns,
        "cancelled_by": params.cancelled_by,
        "within": (params.within.by,) if params.within and params.within.by else (),
    }


def _never_surely(_: DeadlineParameters) -> bool:
    return False


def _limit(params: DeadlineParameters) -> Limit | None:
    if params.counted_on != "due":
        return None
    if params.cutoff is not None:
        return Limit("cutoff", days=max(params.cutoff.before, params.cutoff.after))
    return params.within.longest if params.within is not None else None


DEADLINE = Measure(
    name="deadline",
    kind=Kind.RATE,
    parameters=DeadlineParameters,
    unit=table_of,
    table=table_of,
    lacks=_lacks,
    cases=_cases,
    mentions=_mentions,
    decided_in_period=_never_surely,
    limit=_limit,
)
