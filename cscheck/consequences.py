"""What a verdict leads to: the tier that a count reaches, and what it may cost.

Definitions: measures.md, parts 7 and 11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import polars as pl

from cscheck.judge import Grouping
from cscheck.measures.cases import ONE, Scope
from cscheck.measures.penalty import FEN, PenaltyTerms
from cscheck.measures.tally import TallyParameters, Tier
from cscheck.model import Group, Penalty, Status
from cscheck.rules.ruleset import Rule, Version

_BROKEN = (Status.FAIL, Status.WARN)
Place = tuple[str, str | None, str | None, date]
"""What tells the groups of a rule apart: shop, agent, buyer and first day."""


def place_of(group: Group) -> Place:
    return group.shop, group.agent, group.buyer, group.from_


def with_consequences(
    groups: Sequence[Group], rule: Rule, cases: pl.DataFrame, grouping: Grouping, scope: Scope
) -> tuple[Group, ...]:
    """The groups with the tier they reach and an estimate of what they may cost.

    `cases` are those of the rule in the columns of measures.cases, with their `span`.
    """
    costs = _Costs(rule, cases, grouping, scope)
    return tuple(costs.told(group) for group in groups)


class _Costs:
    """What the groups of one rule may cost; the cases are summed once for each term."""

    def __init__(self, rule: Rule, cases: pl.DataFrame, grouping: Grouping, scope: Scope) -> None:
        self.rule, self.cases, self.grouping, self.scope = rule, cases, grouping, scope
        self.sums: dict[PenaltyTerms, Mapping[Place, Mapping[str, Any]]] = {}

    def told(self, group: Group) -> Group:
        day = self.grouping.rules_at or group.to
        limit = self.rule.limit_on(day)
        tier = _tier(group, self.rule.version_on(day))
        if tier is not None:
            group = replace(group, label=tier.label)
            if limit is not None and tier.penalty is not None:
                count = int(group.value or 0)
                return replace(group, penalty=_of_group(tier.penalty, group, count))
        if limit is None or limit.penalty is None:
            return group
        if limit.penalty.per == "group":
            return replace(group, penalty=_of_group(limit.penalty, group, 1))
        return replace(group, penalty=self._of_cases(limit.penalty, group))

    def _of_cases(self, terms: PenaltyTerms, group: Group) -> Penalty | None:
        """Every broken case costs; every open one may."""
        if group.status not in (*_BROKEN, Status.UNDECIDED):
            return None
        if terms not in self.sums:
            self.sums[terms] = _summed(terms, self.rule, self.cases, self.grouping, self.scope)
        found = self.sums[terms].get(place_of(group))
        if found is None:
            return None
        certain = group.status in _BROKEN
        scale = _scale(terms)
        return Penalty(
            low=Fraction(int(found["least"]), scale) if certain else Fraction(0),
            high=None if found["unbounded"] else Fraction(int(found["greatest"]), scale),
            points_low=terms.points * found["bad"] if certain else 0,
            points_high=terms.points * found["cases"],
            text=terms.text,
        )


def _tier(group: Group, version: Version | None) -> Tier | None:
    """The tier that a group's count reaches under the version in force."""
    if version is None or group.value is None:
        return None
    parameters = version.parameters
    return parameters.tier(group.value) if isinstance(parameters, TallyParameters) else None


def _of_group(terms: PenaltyTerms, group: Group, count: int) -> Penalty | None:
    """What a group costs that breaks its limit; `per: case` counts its cases."""
    if group.status not in (*_BROKEN, Status.UNDECIDED):
        return None
    times = count if terms.per == "case" else 1
    high, points = (terms.sum or Fraction(0)) * times, terms.points * times
    if group.status is Status.UNDECIDED:
        return Penalty(Fraction(0), high, 0, points, terms.text)
    return Penalty(high, high, points, points, terms.text)


def _summed(
    terms: PenaltyTerms, rule: Rule, cases: pl.DataFrame, grouping: Grouping, scope: Scope
) -> dict[Place, Mapping[str, Any]]:
    """For each group: its bad cases, what they cost at least, and what they and the open ones do.

    The amount of a case is that of its row; without one, it costs at least the floor and at most
    the cap.
    """
    not_good = pl.col("good").is_null() | ~pl.col("good")
    counted = cases.filter(pl.col("excluded").is_null(), not_good)
    is_bad = pl.col("good").is_not_null()
    sums = _with_costs(counted, terms, rule, scope).group_by(grouping.key)
    rows = sums.agg(
        cases=pl.len(),
        bad=is_bad.sum(),
        least=pl.col("least").filter(is_bad).sum(),
        greatest=pl.col("greatest").sum(),
        unbounded=pl.col("greatest").is_null().any(),
    ).iter_rows(named=True)
    return {
        (
            row["shop"],
            row.get("agent"),
            None if row.get("buyer") is None else str(row["buyer"]),
            grouping.spans[row["span"]].from_,
        ): row
        for row in rows
    }


def _scale(terms: PenaltyTerms) -> int:
    """In how many parts of a yuan costs are summed, so that they stay whole numbers."""
    return FEN * (terms.rate.denominator if terms.rate is not None else 1)


def _with_costs(cases: pl.DataFrame, terms: PenaltyTerms, rule: Rule, scope: Scope) -> pl.DataFrame:
    """Adds `least` and `greatest`, what each case costs at least and at most (null: unbounded)."""
    scale = _scale(terms)
    if terms.rate is None:
        fixed = pl.lit(int((terms.sum or 0) * scale), pl.Int128)
        return cases.with_columns(least=fixed, greatest=fixed)
    table = rule.measure.table(rule.versions[-1].parameters)
    amount = pl.lit(None, pl.Int64).alias("amount")
    if scope.has(table, "amount"):
        amounts = scope.tables[table].select("source", "row", "amount")
        cases = cases.join(amounts, on=["source", "row"], how="left")
    else:
        cases = cases.with_columns(amount)
    cost = pl.col("amount").cast(pl.Int128) * terms.rate.numerator
    floor = None if terms.floor is None else pl.lit(int(terms.floor * scale), pl.Int128)
    cap = None if terms.cap is None else pl.lit(int(terms.cap * scale), pl.Int128)
    if floor is not None:
        cost = pl.when(cost < floor).then(floor).otherwise(cost)
    if cap is not None:
        cost = pl.when(cost > cap).then(cap).otherwise(cost)
    least = pl.coalesce(cost, floor if floor is not None else pl.lit(0, pl.Int128))
    return cases.with_columns(least=least, greatest=cost if cap is None else pl.coalesce(cost, cap))


def rows_that_count(
    cases: pl.DataFrame, groups: Sequence[Group], rule: Rule, grouping: Grouping
) -> pl.DataFrame:
    """The evidence of a count: its rows, or of a combination's count the row that made it too many.

    That of groups that reach the lowest tier or, where a rule has none, break their limit.
    """
    marked = [
        {"shop": group.shop, "agent": group.agent, "buyer": group.buyer, "from_": group.from_}
        for group in groups
        if _is_too_many(group, rule)
    ]
    if not marked:
        return cases.clear()
    starts = pl.DataFrame(
        [(span.from_, number) for number, span in enumerate(grouping.spans)],
        schema={"from_": pl.Date, "span": pl.Int64},
        orient="row",
    )
    schema = {"shop": pl.String, "agent": pl.String, "buyer": pl.String, "from_": pl.Date}
    places = pl.DataFrame(marked, schema=schema).join(starts, on="from_")
    places = places.with_columns(pl.col("buyer").cast(pl.UInt64)).select(grouping.key)
    rows = cases.filter(pl.col("excluded").is_null())
    rows = rows.join(places, on=grouping.key, how="semi", nulls_equal=True)
    if not grouping.by:
        return rows
    rows = rows.sort("start", "source", "row", nulls_last=True)
    reached = pl.col("value").cum_sum().over(grouping.key) >= ceil(_lowest(rule) * ONE)
    return rows.filter(reached).unique(grouping.key, keep="first", maintain_order=True)


def _is_too_many(group: Group, rule: Rule) -> bool:
    parameters = rule.versions[-1].parameters
    if isinstance(parameters, TallyParameters) and parameters.tiers:
        return parameters.sum is None and (group.value or 0) >= _lowest(rule)
    return group.status in _BROKEN


def _lowest(rule: Rule) -> Fraction:
    """Where the lowest tier begins; without tiers, with the first row."""
    parameters = rule.versions[-1].parameters
    tiers = parameters.tiers if isinstance(parameters, TallyParameters) else ()
    return tiers[0].from_ if tiers else Fraction(1)
