"""The cases people must look at, named: violations, worst first; what is due, soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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


def with_buyers_named(found: Measured, intake: Intake, naming: Naming) -> Measured:
    """The groups of buyers under their tokens (or names) instead of their keys."""
    if not found.faces.height:
        return found
    faces = found.faces.select(*_PLACE, "conversation", unit=pl.lit("buyer_day"), key="buyer")
    rows = named(faces, intake, naming).select("key", "buyer").iter_rows()
    names = {str(key): name for key, name in rows}
    groups = tuple(
        group if group.buyer is None else replace(group, buyer=names.get(group.buyer))
        for group in found.groups
    )
    return replace(found, groups=groups)


def _of_rule(cases: pl.DataFrame, found: Measured) -> pl.DataFrame:
    version = found.rule.versions[-1]
    unit = found.rule.measure.unit(version.parameters)
    return cases.drop("buyer").with_columns(rule=pl.lit(found.rule.id), unit=pl.lit(unit))
