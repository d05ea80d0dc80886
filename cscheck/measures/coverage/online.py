"""When somebody was online: the union of the agents' intervals, and the gaps, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cscheck.clock import DAY, HOUR, Window, Zone, days_between
from cscheck.measures.cases import Scope, on_each_day
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


def days_of_shops(scope: Scope, *tables: str) -> pl.DataFrame:
    """Every day audited of every shop that the tables name: shop, day."""
    named = [scope.tables[name] for name in tables if name in scope.tables]
    shops = pl.concat([each.select(pl.col("shop").cast(pl.String)) for each in named]).unique()
    days = pl.DataFrame({"day": days_between(*scope.days)}, schema={"day": pl.Date})
    return shops.join(days, how="cross").sort("shop", "day")


def windows_of_days(params: CoverageParameters, scope: Scope) -> pl.DataFrame:
    """The parts of the window on every shop's every audited day: shop, day, opens, closes.

    The whole day, where there is no window; one that runs past midnight is two parts of each day.
    A window is looked at until as-of, because nobody knows who was online later; but the hours of a
    day that has begun are those that are recorded.
    """
    hours = pl.DataFrame(
        _parts_of_a_day(params.window), schema={"opens": pl.Int64, "closes": pl.Int64}, orient="row"
    )
    midnight = pl.col("day").cast(pl.Datetime("us"))
    moments = {
        name: clock_shows(midnight + pl.duration(seconds=name), scope.zone)
        for name in hours.columns
    }
    windows = days_of_shops(scope, "presence").join(hours, how="cross").with_columns(**moments)
    as_of = pl.lit(scope.as_of).cast(scope.zone.dtype)
    if params.hours_per_day:
        return windows.filter(pl.col("opens").min().over("shop", "day") < as_of)
    windows = windows.with_columns(pl.min_horizontal("closes", as_of))
    return windows.filter(pl.col("opens") < pl.col("closes"))


def _parts_of_a_day(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """The seconds of a day that are in any of the windows, as parts that do not overlap."""
    parts: list[tuple[int, int]] = []
    for opens, closes in sorted(
        part for window in (windows or (Window(0, DAY),)) for part in _within_a_day(window)
    ):
        if parts and opens <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(parts[-1][1], closes))
        else:
            parts.append((opens, closes))
    return parts


def _within_a_day(window: Window) -> list[tuple[int, int]]:
    if window.start < window.end:
        return [(window.start, window.end)]
    return [(0, window.end), (window.start, DAY)] if window.end else [(window.start, DAY)]


def clock_shows(local: pl.Expr, zone: Zone) -> pl.Expr:
    """The instant from which the clock on the wall shows a time or a later one.

    Where clocks are put forward past it, that is when they are (at a full hour).
    """
    hour_later = (local + pl.duration(seconds=HOUR)).dt.truncate("1h")
    return pl.coalesce(zone.instant(local), zone.instant(hour_later))


def covered(intervals: pl.DataFrame, windows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """When somebody was online inside the windows, without overlaps: shop, day, opens, start, end.

    Cut at midnight and at the windows' edges; in the order of time.
    """
    first, last = scope.zone.day(pl.col("start")), scope.zone.day_ending(pl.col("end"))
    days = on_each_day(intervals, first, last, scope.days)
    cut = days.join(windows, on=["shop", "day"]).with_columns(
        start=pl.max_horizontal("start", "opens"), end=pl.min_horizontal("end", "closes")
    )
    return without_overlaps(cut.filter(pl.col("start") < pl.col("end")), _PART)


def without_overlaps(intervals: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The union of each key's intervals, in the order of time: the key, start, end."""
    ordered = intervals.sort(*key, "start", "end")
    reached = pl.col("end").cum_max().shift(1).over(key)
    begins_anew = (pl.col("start") > reached).fill_null(value=True)
    blocks = ordered.with_columns(block=begins_anew.cum_sum().over(key))
    return (
        blocks.group_by(*key, "block", maintain_order=True)
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
