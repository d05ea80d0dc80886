"""Who came to a shift late, or left it early (measures.md, part 10)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.measures.cases import Scope, on_each_day
from cscheck.measures.coverage.online import clock_shows, without_overlaps
from cscheck.measures.coverage.parameters import CoverageParameters
from cscheck.measures.parameters import exact_seconds

LATE, EARLY, ABSENT = "late in", "early out", "absent"
_SHIFT = ["shop", "agent", "due_in", "due_out"]


def shifts(params: CoverageParameters, intervals: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The shifts that begin on the days audited: shop, agent, due_in, due_out, day, source, row.

    Those of the roster; without one, for each agent and day the one of `params.shifts` that his
    time online covers most of, the first of equals.
    """
    if "roster" in scope.tables:
        rows = scope.tables["roster"]
        if params.role is not None and scope.has("roster", "role"):
            rows = rows.filter(pl.col("role") == params.role)
        shop = pl.col("shop").cast(pl.String)
        found = rows.select(shop, "agent", "source", "row", due_in="from_at", due_out="to_at")
        found = found.filter(pl.col("due_in") < pl.col("due_out"))
    else:
        found = _usual_shifts(params, intervals, scope)
    found = found.with_columns(day=scope.zone.day(pl.col("due_in")))
    return found.filter(pl.col("day").is_between(*scope.days))


def _usual_shifts(
    params: CoverageParameters, intervals: pl.DataFrame, scope: Scope
) -> pl.DataFrame:
    """For each agent and day the usual shift that he was online for longest."""
    first, last = scope.zone.day(pl.col("start")), scope.zone.day_ending(pl.col("end"))
    rows = on_each_day(intervals, first - pl.duration(days=1), last, scope.days)
    midnight = pl.col("day").cast(pl.Datetime("us"))
    every = []
    for number, window in enumerate(params.shifts):
        days_on = 0 if window.start < window.end else 1
        due_in = midnight + timedelta(seconds=window.start)
        due_out = midnight + timedelta(days=days_on, seconds=window.end)
        edges = {
            name: clock_shows(edge, scope.zone)
            for name, edge in (("due_in", due_in), ("due_out", due_out))
        }
        every.append(rows.with_columns(number=pl.lit(number), **edges))
    inside = pl.concat(every).with_columns(
        start=pl.max_horizontal("start", "due_in"), end=pl.min_horizontal("end", "due_out")
    )
    inside = inside.filter(pl.col("start") < pl.col("end")).sort("source", "row")
    key = [*_SHIFT, "day", "number"]
    length = (pl.col("end") - pl.col("start")).sum()
    worked = without_overlaps(inside, key).group_by(key).agg(length=length)
    places = inside.unique(key, keep="first", maintain_order=True).select(*key, "source", "row")
    each = worked.join(places, on=key).sort(
        "length", "number", "source", "row", descending=[True, False, False, False]
    )
    chosen = each.unique(["shop", "agent", "day"], keep="first", maintain_order=True)
    return chosen.select("shop", "agent", "source", "row", "due_in", "due_out")


def faults(
    due: pl.DataFrame, params: CoverageParameters, intervals: pl.DataFrame, scope: Scope
) -> pl.DataFrame:
    """The shifts with a fault, once for each: the columns of `shifts`, detail, deadline, stop.

    Nobody has left early who may still come back, nor is absent who may still come in time: what
    is not there is a fault once its time is over at as-of.
    """
    assert params.grace is not None
    grace = exact_seconds(params.grace)
    mine = due.join(intervals.select("shop", "agent", "start", "end"), on=["shop", "agent"])
    mine = mine.filter(pl.col("start") < pl.col("due_out"), pl.col("end") > pl.col("due_in"))
    came = mine.group_by(_SHIFT).agg(came=pl.col("start").min(), left=pl.col("end").max())
    known = due.join(came, on=_SHIFT, how="left", maintain_order="left")
    as_of = pl.lit(scope.as_of).cast(scope.zone.dtype)
    latest, earliest = pl.col("due_in") + grace, pl.col("due_out") - grace
    checks = {
        LATE: (pl.col("came") > latest, pl.col("due_in"), pl.col("came")),
        EARLY: (
            (pl.col("left") < earliest) & (earliest <= as_of),
            pl.col("left"),
            pl.col("due_out"),
        ),
        ABSENT: (
            pl.col("came").is_null() & (latest <= as_of),
            pl.col("due_in"),
            pl.min_horizontal(pl.col("due_out"), as_of),
        ),
    }
    found = [
        known.filter(when).with_columns(detail=pl.lit(name), deadline=since, stop=until)
        for name, (when, since, until) in checks.items()
    ]
    return pl.concat(found)
