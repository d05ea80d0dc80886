"""What a verdict leads to: the tier that a count reaches, and what it may cost.

Definitions: measures.md, parts 7 and 11.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

import polars as pl

from cscheck.judging.grouping import VERSION, Grouping
from cscheck.measures.cases import ONE, Kind, Scope
from cscheck.measures.penalty import FEN, PenaltyTerms
from cscheck.measures.tally import TallyParameters, Tier
from cscheck.model.groups import Groups
from cscheck.model.verdicts import Group, Penalty, Status, total
from cscheck.rules.room import count_over
from cscheck.rules.ruleset import Rule, Version

_BROKEN = (Status.FAIL, Status.WARN)
Place = tuple[str, str | None, str | None, date]
"""What tells the groups of a rule apart: shop, agent, buyer and first day."""


def place_of(group: Group) -> Place:
    return group.shop, group.agent, group.buyer, group.from_


def with_consequences(
    groups: Groups, rule: Rule, cases: pl.DataFrame, grouping: Grouping, scope: Scope
) -> Groups:
    """The groups with the tier they reach and an estimate of what they may cost.

    `cases` are those of the rule in the columns of measures.cases, with their `span` and VERSION.
    """
    costs = _Costs(rule, cases, grouping, scope)
    return (groups if costs.cheap else groups.whole()).mapped(costs.told)


class _Costs:
    """What the groups of one rule may cost; the cases of each version are summed once."""

    def __init__(self, rule: Rule, cases: pl.DataFrame, grouping: Grouping, scope: Scope) -> None:
        self.rule, self.cases, self.grouping, self.scope = rule, cases, grouping, scope
        self.tiers: dict[Hashable, Tier | None] = {}
        self.cheap = not any(version.penalty for version in rule.versions)

    def told(self, group: Group) -> Group:
        day = self.grouping.rules_at or group.to
        figures = (group.from_, group.value)
        if figures not in self.tiers:
            self.tiers[figures] = _tier(group, self.rule.version_on(day))
        tier = self.tiers[figures]
        if tier is None and self.cheap:
            return group
        if tier is not None:
            group = replace(group, label=tier.label)
        limit = self.rule.limit_on(day)
        if limit is None or group.status not in (*_BROKEN, Status.UNDECIDED):
            return group
        terms = tier.penalty if tier is not None and tier.penalty else limit.penalty
        if terms is not None and terms.per == "group":
            return replace(group, penalty=_of_group(terms, group, 1))
        if terms is not None and self.rule.kind is Kind.COUNT and terms.rate is None:
            return replace(group, penalty=_of_group(terms, group, max(int(group.value or 0), 0)))
        parts = (self._of_cases(each, found, group) for each, found in self.sums)
        return replace(group, penalty=total(parts))

    @cached_property
    def sums(self) -> list[tuple[PenaltyTerms, Mapping[Place, Mapping[str, Any]]]]:
        """The terms of each version by which a case costs, and what its own cases come to.

        A case is computed under its version, and so is what it costs (measures.md, part 2).
        """
        return [
            (version.penalty, _summed(version.penalty, self.rule, mine, self.grouping, self.scope))
            for version in self.rule.versions
            if version.penalty is not None and version.penalty.per == "case"
            for mine in [self.cases.filter(pl.col(VERSION).eq_missing(pl.lit(version.name)))]
        ]

    @staticmethod
    def _of_cases(
        terms: PenaltyTerms, sums: Mapping[Place, Mapping[str, Any]], group: Group
    ) -> Penalty | None:
        """Every broken case costs; every open one may."""
        found = sums.get(place_of(group))
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


def _of_group(terms: PenaltyTerms, group: Group, times: int) -> Penalty:
    """What a group costs that breaks its limit, so many times."""
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
    counted = cases.filter(pl.col("excluded").is_null())
    if rule.kind is not Kind.COUNT:  # of a count every row is one too many
        counted = counted.filter(pl.col("good").is_null() | ~pl.col("good"))
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
    cases: pl.DataFrame, groups: Groups, rule: Rule, grouping: Grouping
) -> pl.DataFrame:
    """The evidence of a count: its rows, or of a combination's count the row that made it too many.

    That of groups that reach the lowest tier or, where a rule has none, are over their limit.
    """
    starts = {span.from_: number for number, span in enumerate(grouping.spans)}
    marked = [
        (number, starts[kind.from_], threshold)
        for number, kind in enumerate(groups.kinds)
        if (threshold := _too_many_from(kind, rule, grouping)) is not None
    ]
    if not marked:
        return cases.clear()
    schema = {"kind": pl.UInt32, "span": pl.Int64, "threshold": pl.Int64}
    places = groups.places.join(pl.DataFrame(marked, schema=schema, orient="row"), on="kind")
    places = places.select(*grouping.key, "threshold")
    places = places.cast({name: cases.schema[name] for name in grouping.key})
    rows = cases.filter(pl.col("excluded").is_null())
    rows = rows.join(places, on=grouping.key, how="inner", nulls_equal=True)
    if not grouping.by:
        return rows.drop("threshold")
    rows = rows.sort("day", "start", "source", "row", nulls_last=True)
    reached = pl.col("value").cum_sum().over(grouping.key) >= pl.col("threshold")
    first = rows.filter(reached).unique(grouping.key, keep="first", maintain_order=True)
    return first.drop("threshold")


def _too_many_from(group: Group, rule: Rule, grouping: Grouping) -> int | None:
    """From which count on (in millionths) a group has too many; None where it has not.

    The levels of a sum are no violations.
    """
    day = grouping.rules_at or group.to
    version, limit = rule.version_on(day), rule.limit_on(day)
    parameters = version.parameters if version is not None else None
    if isinstance(parameters, TallyParameters) and parameters.tiers:
        lowest = parameters.tiers[0].from_
        reached = parameters.sum is None and (group.value or 0) >= lowest
        return ceil(lowest * ONE) if reached else None
    if limit is None or group.status not in _BROKEN:
        return None
    per_day = Fraction(group.denominator, group.days)
    return count_over((limit.require, limit.warn), per_day)
