"""The cases people must look at, named: violations, worst first; what is due, soonest first."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cscheck.evidence import Naming, named
from cscheck.intake import Intake
from cscheck.measuring import Measured

_PLACE = ("shop", "source", "row")


def violations(
    found: Sequence[Measured], intake: Intake, naming: Naming, limit: int | None
) -> pl.DataFrame:
    """The violations of all rules, as model.Result describes them; at most `limit` of each rule."""
    frames = []
    for each in found:
        worst = each.violations.sort(
            "late_by", "day", *_PLACE, descending=[True, *[False] * 4], nulls_last=True
        )
        frames.append(_of_rule(worst if limit is None else worst.head(limit), each))
    rows = named(pl.concat(frames), intake, naming)
    return rows.select(
        *("rule", "shop", "day", "id", "agent", "buyer", "start", "deadline", "stop"),
        late_by_seconds=pl.col("late_by") / 1_000_000,
        detail="detail",
        review=pl.lit(value=False),
        file="file",
        row="row",
    )


def due(found: Sequence[Measured], intake: Intake, naming: Naming) -> pl.DataFrame:
    """Every open case that has a deadline, as model.Result describes them."""
    frames = [_of_rule(each.due, each) for each in found]
    rows = named(pl.concat(frames), intake, naming).sort("deadline", "rule", *_PLACE)
    return rows.select(
        *("rule", "shop", "id", "agent", "buyer", "deadline"),
        left_seconds=-pl.col("late_by") / 1_000_000,
        file="file",
        row="row",
    )


def _of_rule(cases: pl.DataFrame, found: Measured) -> pl.DataFrame:
    version = found.rule.versions[-1]
    unit = found.rule.measure.unit(version.parameters)
    return cases.with_columns(rule=pl.lit(found.rule.id), unit=pl.lit(unit))
