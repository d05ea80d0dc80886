"""Where a rule's cases lie: by agent, by hour, and by how much of their time they took.

Views of the same cases as the verdict, so that the parts add up to the shop's figure
(measures.md, part 2). The hour is the one in which a case's clock started.
"""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from cscheck.clock import DAY, HOUR, MINUTE, Zone
from cscheck.measures.cases import Kind
from cscheck.measures.figures import figure, figure_sums
from cscheck.rules.ruleset import Rule

BY = {"agent": ("agent",), "hour": ("hour",), "agent_hour": ("agent", "hour")}
_COUNTS = ("cases", "good", "bad", "open")
SLICES = pl.Schema(
    {
        **{"rule": pl.String(), "by": pl.String(), "shop": pl.String(), "agent": pl.String()},
        "hour": pl.Int8(),
        **dict.fromkeys(_COUNTS, pl.Int64()),
        "figure": pl.Float64(),
    }
)
WAITS = pl.Schema(
    {
        **{"rule": pl.String(), "shop": pl.String(), "of_limit": pl.Boolean()},
        **{"low": pl.Float64(), "high": pl.Float64(), "limit_seconds": pl.Float64()},
        **dict.fromkeys(_COUNTS, pl.Int64()),
    }
)

_COUNTED = (Kind.RATE, Kind.SECONDS, Kind.HOURS)
# Shares of the time allowed: ten steps up to the limit, wider ones after it.
_OF_LIMIT = (*(step / 10 for step in range(11)), 1.25, 1.5, 2, 3, 5, 10)
_OF_TIME = {
    Kind.SECONDS: (
        *(0, 10, 20, 30, 45, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE),
        *(30 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR),
    ),
    Kind.HOURS: (
        *(0, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 36 * HOUR, 2 * DAY, 3 * DAY, 4 * DAY),
        *(5 * DAY, 7 * DAY, 10 * DAY, 15 * DAY),
    ),
}


def slices(rule: Rule, counted: pl.DataFrame, zone: Zone) -> pl.DataFrame:
    """The counted cases of a rule by agent, by hour, and by both: a row each (SLICES)."""
    if rule.measure.kind not in _COUNTED:
        return pl.DataFrame(schema=SLICES)
    cases = counted.with_columns(hour=zone.local(pl.col("start")).dt.hour())
    parts = [_sliced(rule, cases, by, columns) for by, columns in BY.items()]
    return pl.concat(parts, how="diagonal").select(SLICES.names())


def _sliced(rule: Rule, cases: pl.DataFrame, by: str, columns: tuple[str, ...]) -> pl.DataFrame:
    key = ["shop", *columns]
    first = rule.figures[:1]
    sums = cases.group_by(key).agg(**_counts(), **figure_sums(first, "value"))
    sums = sums.sort(key, nulls_last=True)
    figures: list[float | None] = [None] * sums.height
    if first:
        kind = rule.measure.kind
        exact = [figure(row, first[0], "value", kind) for row in sums.iter_rows(named=True)]
        figures = [None if each is None else float(each) for each in exact]
    told = sums.select(*key, *_COUNTS).with_columns(
        pl.Series("figure", figures, dtype=pl.Float64()),
        rule=pl.lit(rule.id),
        by=pl.lit(by),
    )
    return told.cast({name: SLICES[name] for name in told.columns})


def _counts() -> dict[str, pl.Expr]:
    return {
        "cases": pl.len(),
        "good": pl.col("good").sum(),
        "bad": (~pl.col("good")).sum(),
        "open": pl.col("good").null_count(),
    }


def waits(rule: Rule, counted: pl.DataFrame) -> pl.DataFrame:
    """How long the counted cases took, in steps (WAITS).

    For cases with a deadline the steps are shares of the time they had (`of_limit`), of which
    `limit_seconds` is the length where all had the same; otherwise they are seconds. Cases that
    never ended stand in a step without bounds.
    """
    timed = counted.filter(pl.col("value").is_not_null() | pl.col("deadline").is_not_null())
    if not timed.height or rule.measure.kind not in _COUNTED:
        return pl.DataFrame(schema=WAITS)
    of_limit = rule.measure.kind is Kind.RATE and counted["deadline"].null_count() == 0
    if rule.measure.kind is Kind.RATE and not of_limit:
        return pl.DataFrame(schema=WAITS)
    allowed = (pl.col("deadline") - pl.col("start")).dt.total_microseconds()
    edges = _OF_LIMIT if of_limit else _OF_TIME[rule.measure.kind]
    amount = _share(allowed) if of_limit else pl.col("value") / 1_000_000
    timed = timed.with_columns(step=_step(amount, edges, closed_above=of_limit))
    limits = timed.select(allowed)["deadline"].unique() if of_limit else pl.Series([0, 1])
    same = limits.item() / 1_000_000 if limits.len() == 1 else None
    counts = timed.group_by("shop", "step").agg(**_counts())
    told = _all_steps(counts, edges, least=edges.index(1) if of_limit else 1).with_columns(
        rule=pl.lit(rule.id),
        of_limit=pl.lit(of_limit),
        limit_seconds=pl.lit(same, pl.Float64),
    )
    return told.select(WAITS.names()).cast({name: WAITS[name] for name in WAITS.names()})


def _all_steps(counts: pl.DataFrame, edges: tuple[float, ...], least: int) -> pl.DataFrame:
    """Every step of every shop, also those without a case, up to the last that has one.

    At least `least` steps, so that the limit can be seen; the step without bounds only if needed.
    """
    last: int | None = counts["step"].max()  # type: ignore[assignment]  # steps are whole numbers
    bounds = [*pairwise(edges), (edges[-1], None)][: max(least, (last or 0) + 1)]
    steps = pl.DataFrame(
        [(number, *each) for number, each in enumerate(bounds)],
        schema={"step": pl.Int64(), "low": pl.Float64(), "high": pl.Float64()},
        orient="row",
    )
    endless = counts.filter(pl.col("step").is_null()).select("shop", "step").unique()
    shops = counts.select("shop").unique()
    places = pl.concat([shops.join(steps, how="cross"), endless], how="diagonal")
    found = places.join(counts, on=["shop", "step"], how="left", nulls_equal=True)
    return found.sort("shop", "step", nulls_last=True).with_columns(pl.col(_COUNTS).fill_null(0))


def _share(allowed: pl.Expr) -> pl.Expr:
    """The part of its time that a case took; where it had none, 0 or endless."""
    took = pl.when(pl.col("stop").is_not_null()).then(pl.col("value"))
    at_once = pl.when(pl.col("good")).then(0.0).otherwise(float("inf"))
    return (
        pl.when(took.is_null())
        .then(None)
        .when(allowed <= 0)
        .then(at_once)
        .otherwise(took / allowed)
    )


def _step(amount: pl.Expr, edges: tuple[float, ...], *, closed_above: bool) -> pl.Expr:
    """The number of the step an amount falls in; null where there is no amount.

    With `closed_above` what is exactly on an edge belongs to the step below: the limit is in time.
    """
    beyond = [amount > edge if closed_above else amount >= edge for edge in edges[1:]]
    return pl.when(amount.is_not_null()).then(pl.sum_horizontal(beyond).cast(pl.Int64))
