"""What people must look at: violations, worst first, and how many; what is due, soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from cscheck.intake import Intake
from cscheck.judging.evidence import Naming, named
from cscheck.judging.measured import Measured
from cscheck.judging.past_days import named_buyers
from cscheck.model.groups import gravity

_MISSES = pl.Schema(
    {
        **{"rule": pl.String(), "shop": pl.String(), "day": pl.Date(), "agent": pl.String()},
        **{"missed": pl.Int64(), "undone": pl.Int64(), "untimed": pl.Int64()},
    }
)
_PLACE = ("shop", "source", "row")
_UNDONE = pl.col("stop").is_null() & pl.col("deadline").is_not_null()


def findings(
    found: Sequence[Measured],
    intake: Intake,
    naming: Naming,
    group_limit: int | None = None,
) -> tuple[list[Measured], pl.DataFrame, pl.DataFrame]:
    """The rules with their buyers named, their violations, and all open cases (model.Result).

    With a `group_limit` the buyers of so many of the worst groups of each shop, and those that the
    history keeps. All are named together, because that may read the files once more.
    """
    bad = _of_rules([(each, each.violations) for each in found])
    left = _of_rules([(each, each.due) for each in found])
    faces = [_faces(each, group_limit) for each in found if each.faces.height]
    rows = named(pl.concat([bad, left, *faces], how="diagonal"), intake, naming)
    names = rows.slice(bad.height + left.height)
    return (
        [_under_names(each, names, naming) for each in found],
        _violations(rows.head(bad.height)),
        _due(rows.slice(bad.height, left.height)),
    )


def condensed(found: Measured, limit: int | None) -> Measured:
    """A rule of which the violations are counted, and in the order in which people look at them.

    With a `limit` only so many of the worst of each shop are kept, and of those still undone, lest
    those of all rules be held until the last is measured.
    """
    every = found.violations
    return replace(
        found, violations=_worst(every, limit), misses=_counted(found), broken=every.height
    )


def _worst(cases: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    """The cases in the order of how late they are; with a limit, as `condensed` describes it."""
    if not cases.height:
        return cases
    if limit and not cases["late_by"].null_count():
        # Sorting all by many columns is slow: first those as late as the last one wanted.
        late = pl.col("late_by")
        wanted = late >= late.top_k(limit).min().over("shop")
        waiting = late >= late.filter(_UNDONE).top_k(limit).min().over("shop")
        cases = cases.filter(wanted | (_UNDONE & waiting))
    order = ("review", "late_by", "day", *_PLACE)
    worst = cases.sort(order, descending=[False, True, *[False] * 4], nulls_last=True)
    if limit is None:
        return worst
    first = pl.int_range(pl.len()).over("shop") < limit
    undone = _UNDONE & (_UNDONE.cum_sum().over("shop") <= limit)
    return worst.filter(first | undone)


def _violations(rows: pl.DataFrame) -> pl.DataFrame:
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
    """How many violations each rule has, by shop, day and agent (model.Result)."""
    counted = [each.misses for each in found if each.misses is not None]
    return pl.concat([pl.DataFrame(schema=_MISSES), *counted]).sort(
        "rule", "shop", "day", "agent", nulls_last=True
    )


def _counted(found: Measured) -> pl.DataFrame | None:
    if not found.violations.height:
        return None
    rows = found.violations.filter(~pl.col("review")).group_by("shop", "day", "agent")
    counts = rows.agg(
        missed=pl.len(), undone=_UNDONE.sum(), untimed=pl.col("deadline").is_null().sum()
    )
    rule = pl.lit(found.rule.id, pl.String)
    return counts.with_columns(rule=rule).select(_MISSES.names()).cast(_MISSES)


def _due(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("deadline", "rule", *_PLACE).select(
        *("rule", "shop", "id", "agent", "buyer", "deadline"),
        left_seconds=-pl.col("late_by") / 1_000_000,
        file="file",
        sheet="sheet",
        row="row",
    )


def _faces(found: Measured, limit: int | None) -> pl.DataFrame:
    """A case of each buyer who is to be named: shop, source, row, conversation, unit, rule, key."""
    shown = found.groups
    if limit is not None:
        grave = partial(gravity, counts_bad=found.rule.counts_bad)
        shown = shown.worst(max(limit, 1), grave)
    told = pl.Series([figure.buyer for figure in found.day_figures], dtype=pl.String)
    keys = pl.concat([shown.places["buyer"], told.alias("buyer")]).cast(pl.UInt64).unique()
    faces = found.faces.filter(pl.col("buyer").is_in(keys.implode()))
    faces = faces.unique("buyer", keep="first", maintain_order=True)
    rule, unit = pl.lit(found.rule.id), pl.lit("buyer_day")
    return faces.select(*_PLACE, "conversation", unit=unit, rule=rule, key="buyer")


def _under_names(found: Measured, names: pl.DataFrame, naming: Naming) -> Measured:
    """The groups of buyers under their tokens (or names) instead of their keys."""
    if not found.faces.height:
        return found
    rows = names.filter(pl.col("rule") == found.rule.id).select("key", "buyer").iter_rows()
    known = {str(key): name for key, name in rows}
    tokens = {key: name if name is None else naming.token(name) for key, name in known.items()}
    kept = tokens if naming.show_pii else known  # the history never has a name
    return replace(
        found,
        groups=found.groups.with_buyers(known),
        day_figures=named_buyers(found.day_figures, kept),
    )


def _of_rules(found: Sequence[tuple[Measured, pl.DataFrame]]) -> pl.DataFrame:
    """The cases of all rules, each with its `rule` and `unit`."""
    some = [(each, cases) for each, cases in found if cases.height] or found[:1]
    return pl.concat(_of_rule(cases, each) for each, cases in some)


def _of_rule(cases: pl.DataFrame, found: Measured) -> pl.DataFrame:
    version = found.rule.versions[-1]
    unit = found.rule.measure.unit(version.parameters)
    return cases.drop("buyer").with_columns(rule=pl.lit(found.rule.id), unit=pl.lit(unit))
