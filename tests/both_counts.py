"""Runs a rule that counts, or that asks who was there, through the program and the slow reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from cscheck.derived import with_derived
from cscheck.judging.evidence import Naming
from cscheck.judging.findings import findings
from cscheck.judging.measured import Measured
from cscheck.judging.measuring import measured
from cscheck.measures.cases import Scope
from cscheck.model.verdicts import Group, Penalty
from cscheck.preparing import derived_columns
from tests import slow_counts, slow_reading
from tests.both_readings import Export, intake, rule_of, ruleset_of, slow_tables_of
from tests.slow_counts import Cost, CountGroup
from tests.slow_coverage import coverage

Found = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
"""The groups, and the violations."""


def found_by_program(
    source: Mapping[str, Any],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
) -> tuple[Measured, list[tuple[str, int]]]:
    """A rule over an export, with buyers under their names; and which table each source is."""
    rule = rule_of(source)
    read, sources = intake(export)
    aware = as_of.replace(tzinfo=read.zone.info)
    read = with_derived(read, derived_columns(ruleset_of(rule)), last_day=days[-1], as_of=aware)
    scope = Scope(read.zone, (days[0], days[-1]), aware, read.tables, read.columns, read.messages)
    found = measured(rule, scope, rules_at)
    (named,), _, _ = findings([found], read, Naming(show_pii=True))
    return named, sources


def fast(
    source: Mapping[str, Any],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
) -> Found:
    """What the program finds, in a form that can be compared."""
    found, sources = found_by_program(source, export, days, as_of, rules_at)
    groups = sorted((_group(group) for group in found.groups), key=repr)
    cases = [_case(case, sources, source) for case in found.violations.rows(named=True)]
    return groups, sorted(cases, key=repr)


def _group(group: Group) -> tuple[Any, ...]:
    place = (group.shop, group.agent, group.buyer, group.from_, group.to)
    label = group.label and group.label["en"]
    return (
        *(*place, group.denominator, group.value, group.status.value),
        *(label, group.penalty and _penalty(group.penalty)),
    )


def _penalty(found: Penalty) -> tuple[Any, ...]:
    return found.low, found.high, found.points_low, found.points_high


def _case(
    case: Mapping[str, Any], sources: Sequence[tuple[str, int]], rule: Mapping[str, Any]
) -> tuple[Any, ...]:
    table, file = (None, None) if case["source"] is None else sources[case["source"]]
    row = None if case["row"] is None else case["row"] - 2
    place = (table, file, row, case["shop"], case["day"], case["agent"])
    if rule["measure"] == "tally":
        return place
    times = (case["start"], case["stop"])
    return (*place, case["detail"], *(each and each.replace(tzinfo=None) for each in times))


def slow(
    source: Mapping[str, Any],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
) -> Found:
    """The same from the slow reading."""
    tables, columns = slow_tables_of(export)
    rule = dict(source)
    if source["measure"] == "coverage":
        groups, faults = coverage(
            rule, tables, columns, days=list(days), as_of=as_of, rules_at=rules_at
        )
        seen = [
            (
                *(each.table, each.file, each.row, each.shop, each.day, each.agent),
                *(each.detail, each.start, each.stop),
            )
            for each in faults
        ]
        return _sorted(groups), sorted(seen, key=repr)
    groups, rows = slow_counts.tally(
        rule, tables, columns, days=list(days), as_of=as_of, rules_at=rules_at
    )
    table = source["table"]
    named = [
        (table, each.row["file"], each.row["row"], each.shop, each.day, each.agent)
        for _, each in rows
    ]
    return _sorted(groups), sorted(named, key=repr)


def _sorted(groups: Sequence[CountGroup]) -> list[tuple[Any, ...]]:
    found = [
        (
            *(*group.place, group.denominator, group.value, group.status),
            *(group.label, group.cost and _cost(group.cost)),
        )
        for group in groups
    ]
    return sorted(found, key=repr)


def _cost(found: Cost) -> tuple[Any, ...]:
    return found.low, found.high, found.points_low, found.points_high


def costs_by_program(
    source: Mapping[str, Any], export: Export, days: Sequence[date], as_of: datetime
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What the groups of a rule with cases may cost, by shop, agent, first and last day."""
    found, _ = found_by_program(source, export, days, as_of)
    return {
        (group.shop, group.agent, group.from_, group.to): _penalty(group.penalty)
        for group in found.groups
        if group.penalty is not None
    }


def costs_by_reading(
    source: Mapping[str, Any], export: Export, days: Sequence[date], as_of: datetime
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The same from the slow reading."""
    tables, columns = slow_tables_of(export)
    rule = dict(source)
    found = slow_reading.groups(rule, tables, columns, days=list(days), as_of=as_of)
    statuses = {(one.shop, one.agent, one.from_, one.to): one.status for one in found}
    costs = slow_counts.penalties(rule, tables, columns, statuses, days=list(days), as_of=as_of)
    return {place: _cost(cost) for place, cost in costs.items()}


def fen(amount: int) -> Fraction:
    """An amount in yuan, exact to the fen, as exports have it."""
    return Fraction(amount, 100)
