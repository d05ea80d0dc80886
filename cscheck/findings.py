"""The cases people must look at, named: violations, worst first; what is due, soonest first."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cscheck.evidence import Naming, named
from cscheck.intake import Intake
from cscheck.measuring import Measured

_PLACE = ("shop", "source", "row")


def findings(
    found: Sequence[Measured], intake: Intake, naming: Naming, limit: int | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The violations and the open cases of all rules, as model.Result describes them.

    At most `limit` violations of each rule, but every open case that has a deadline. Both are named
    together, because that may read the files once more.
    """
    bad = pl.concat(_of_rule(_worst(each.violations, limit), each) for each in found)
    left = pl.concat(_of_rule(each.due, each) for each in found)
    rows = named(pl.concat([bad, left]), intake, naming)
    return _violations(rows.head(bad.height)), _due(rows.tail(left.height))


def _worst(cases: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    """The cases in the order of how late they are, at most `limit`."""
    if limit is not None and cases.height > limit:
        # Sorting all by many columns is slow: first those as late as the last one wanted.
        latest = cases["late_by"].top_k(limit)
        if not latest.null_count():
            cases = cases.filter(pl.col("late_by") >= latest.min())
    order = ("late_by", "day", *_PLACE)
    worst = cases.sort(order, descending=[True, *[False] * 4], nulls_last=True)
    return worst if limit is None else worst.head(limit)


def _violations(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *("rule", "shop", "day", "id", "agent", "buyer", "start", "deadline", "stop"),
        late_by_seconds=pl.col("late_by") / 1_000_000,
        detail="detail",
        review=pl.lit(value=False),
        file="file",
        row="row",
    )


def _due(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("deadline", "rule", *_PLACE).select(
        *("rule", "shop", "id", "agent", "buyer", "deadline"),
        left_seconds=-pl.col("late_by") / 1_000_000,
        file="file",
        row="row",
    )


def _of_rule(cases: pl.DataFrame, found: Measured) -> pl.DataFrame:
    version = found.rule.versions[-1]
    unit = found.rule.measure.unit(version.parameters)
    return cases.with_columns(rule=pl.lit(found.rule.id), unit=pl.lit(unit))
