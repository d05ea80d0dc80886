"""What people must look at: violations, worst first, and how many; what is due, soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from cscheck.evidence import Naming, named
from cscheck.intake import Intake
from cscheck.measuring import Measured

_PLACE = ("shop", "source", "row")
_UNDONE = pl.col("stop").is_null() & pl.col("deadline").is_not_null()


def violations(
    found: Sequence[Measured], intake: Intake, naming: Naming, limit: int | None
) -> pl.DataFrame:
    """The violations of all rules, as model.Result describes them.

    With a `limit` only so many of the worst of each rule and shop, and of those still undone.
    """
    frames = []
    for each in found:
        worst = each.violations.sort(
            *("review", "late_by", "day", *_PLACE),
            descending=[False, True, *[False] * 4],
            nulls_last=True,
        )
        if limit is not None:
            first = pl.int_range(pl.len()).over("shop") < limit
            undone = _UNDONE & (_UNDONE.cum_sum().over("shop") <= limit)
            worst = worst.filter(first | undone)
        frames.append(_of_rule(worst, each))
    rows = named(pl.concat(frames), intake, naming)
    return rows.select(
        *("rule", "shop", "day", "id", "agent", "buyer", "start", "deadline", "stop"),
        late_by_seconds=pl.col("late_by") / 1_000_000,
        detail="detail",
        review="review",
        file="file",
        sheet="sheet",
        row="row",
    )


def misses(found: Sequence[Measured]) -> pl.DataFrame:
    """How many violations each rule has, by shop, day and agent, and how many are still undone."""
    frames = [
        each.violations.filter(~pl.col("review")).select(
            "shop", "day", "agent", rule=pl.lit(each.rule.id), undone=_UNDONE.cast(pl.Int64)
        )
        for each in found
    ]
    key = ("rule", "shop", "day", "agent")
    counted = (
        pl.concat(frames)
        .group_by(key)
        .agg(missed=pl.len().cast(pl.Int64), undone=pl.col("undone").sum())
    )
    return counted.sort(key, nulls_last=True).select(*key, "missed", "undone")


def due(found: Sequence[Measured], intake: Intake, naming: Naming) -> pl.DataFrame:
    """Every open case that has a deadline, as model.Result describes them."""
    frames = [_of_rule(each.due, each) for each in found]
    rows = named(pl.concat(frames), intake, naming).sort("deadline", "rule", *_PLACE)
    return rows.select(
        *("rule", "shop", "id", "agent", "buyer", "deadline"),
        left_seconds=-pl.col("late_by") / 1_000_000,
        file="file",
        sheet="sheet",
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
