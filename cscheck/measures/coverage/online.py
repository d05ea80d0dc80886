"""When somebody was online: the union of the agents' intervals, and the gaps, day by day."""

from __future__ import annotations

import polars as pl

from cscheck.clock import DAY, Window, days_between
from cscheck.measures.cases import Scope
from cscheck.measures.coverage.parameters import CoverageParameters

ONLINE = "online"
_PART = ["shop", "day", "opens"]


def online(params: CoverageParameters, scope: Scope) -> pl.DataFrame:
    """The intervals of agents (of the role) who were online: shop, agent, start, end, source, row.

    A row whose status is blank or `online` counts; one without an end lasts until as-of.
    """
    rows = scope.tables["presence"]
    if scope.has("presence", "status"):
        rows = rows.filter(pl.col("status").fill_null(ONLINE) == ONLINE)
    if params.role is not None:
        rows = rows.filter(pl.col("role") == params.role)
    shop, ended = pl.col("shop").cast(pl.String), pl.col("to_at").fill_null(scope.as_of)
    intervals = rows.select(shop, "agent", "source", "row", start="from_at", end=ended)
    return intervals.filter(pl.col("start") < pl.col("end"))


def days_of_shops(scope: Scope) -> pl.DataFrame:
    """Every day audited of every shop that the files of presence or the roster name: shop, day."""
    tables = [scope.tables[name] for name in ("presence", "roster") if name in scope.tables]
    shops = pl.concat([each.select(pl.col("shop").cast(pl.String)) for each in tables]).unique()
    days = pl.DataFrame({"day": days_between(*scope.days)}, schema={"day": pl.Date})
    return shops.join(days, how="cross").sort("shop", "day")


def windows_of_days(params: CoverageParameters, scope: Scope) -> pl.DataFrame:
    """The parts of the window on every shop's every audited day: shop, day, opens, closes.

    The whole day, where there is no window; one that runs past midnight is two parts of each day.
    A window is looked at until as-of, because nobody knows who was online later; but the hours of a
    day are those that are recorded.
    """
    parts = [
        (opens, closes)
        for window in (params.window or (Window(0, DAY),))
        for opens, closes in _within_a_day(window)
    ]
    hours = pl.DataFrame(parts, schema={"opens": pl.Int64, "closes": pl.Int64}, orient="row")
    midnight = pl.col("day").cast(pl.Datetime("us"))
    moments = {
        name: scope.zone.instant(midnight + pl.duration(seconds=name)) for name in hours.columns
    }
    windows = days_of_shops(scope).join(hours, how="cross").with_columns(**moments)
    if params.hours_per_day:
        return windows
    windows = windows.with_columns(pl.min_horizontal("closes", pl.lit(scope.as_of)))
    return windows.filter(pl.col("opens") < pl.col("closes"))


def _within_a_day(window: Window) -> list[tuple[int, int]]:
    if window.start < window.end:
        return [(window.start, window.end)]
    return [(0, window.end), (window.start, DAY)] if window.end else [(window.start, DAY)]


def covered(intervals: pl.DataFrame, windows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """When somebody was online inside the windows, without overlaps: shop, day, opens, start, end.

    Cut at midnight and at the windows' edges; in the order of time.
    """
    first, last = scope.zone.day(pl.col("start")), scope.zone.day_ending(pl.col("end"))
    days = intervals.with_columns(day=pl.date_ranges(first, last)).explode("day")
    cut = days.join(windows, on=["shop", "day"]).with_columns(
        start=pl.max_horizontal("start", "opens"), end=pl.min_horizontal("end", "closes")
    )
    cut = cut.filter(pl.col("start") < pl.col("end")).sort(*_PART, "start", "end")
    reached = pl.col("end").cum_max().shift(1).over(_PART)
    begins_anew = (pl.col("start") > reached).fill_null(value=True)
    blocks = cut.with_columns(block=begins_anew.cum_sum().over(_PART))
    return (
        blocks.group_by(*_PART, "block", maintain_order=True)
        .agg(pl.col("start").min(), pl.col("end").max())
        .drop("block")
    )


def gaps(blocks: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """When nobody was online inside the windows: shop, day, start, end; in the order of time."""
    edges = [
        windows.select(*_PART, start=edge, end=edge) for edge in (pl.col("opens"), pl.col("closes"))
    ]
    moments = pl.concat([blocks, *edges]).sort(*_PART, "start", "end")
    before = pl.col("end").shift(1).over(_PART)
    between = moments.select("shop", "day", start=before, end="start")
    return between.filter(pl.col("start") < pl.col("end"))
