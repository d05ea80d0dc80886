"""Runs a rule through the program and through the slow reading, on the same rows.

An export is a table's files, each a list of rows whose values have Python types; the program gets
them as text, as it would from a file.
"""

from __future__ import annotations

import operator
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

import tests.slow_reading as slow
from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.judging.measuring import measured
from cscheck.measures.cases import Scope
from cscheck.model.verdicts import Group
from cscheck.preparing import derived_columns
from cscheck.read import Opened, ReadOptions, intake_of
from cscheck.read.memory import open_rows
from cscheck.rules.checking import load_rules
from cscheck.rules.platform import Platform
from cscheck.rules.ruleset import Rule, Ruleset
from cscheck.rules.strict_yaml import parse_document

Row = dict[str, Any]
Files = list[list[Row]]
GAP = timedelta(hours=8)
PLATFORM = Platform("test", {"zh": "测试", "en": "Test"}, (), (), ())


@dataclass(frozen=True)
class Export:
    """The files of each table, and the columns that each table's files have."""

    files: Mapping[str, Files]
    columns: Mapping[str, tuple[str, ...]]


def text(value: object) -> str | None:
    """A value as an export writes it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Fraction):
        return str(float(value))
    return str(value)


def rule_of(source: Mapping[str, Any]) -> Rule:
    """A rule as the program loads it."""
    named = {"id": "rule", "title": "rule", **source}
    document = parse_document(
        yaml.safe_dump({"rules": [named]}, allow_unicode=True, sort_keys=False), "rule.yaml"
    )
    (rule,) = load_rules([document])
    return rule


def intake(
    export: Export, *, agent_number: str | None = None, shapes_of: frozenset[str] = frozenset()
) -> tuple[Intake, list[tuple[str, int]]]:
    """What the program reads of an export, and which table and file each source is."""
    opened: list[Opened] = []
    sources: list[tuple[str, int]] = []
    for table, files in export.files.items():
        for number, rows in enumerate(files):
            cells = [{name: text(value) for name, value in row.items()} for row in rows]
            opened.append(open_rows(f"{table}{number}.csv", table, export.columns[table], cells))
            sources.append((table, number))
    with tempfile.TemporaryDirectory() as workspace:
        read = intake_of(opened, PLATFORM, ReadOptions(Path(workspace), shapes_of=shapes_of))
    return replace(read, agent_number=agent_number), sources


def fast_groups(
    source: Mapping[str, Any],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
    already: tuple[Intake, list[tuple[str, int]]] | None = None,
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Groups, violations and due cases as the program has them, in a form that can be compared.

    `already` is what `intake` gave of the export, where it was read before.
    """
    rule = rule_of(source)
    read, sources = already or intake(export)
    wanted = derived_columns(ruleset_of(rule))
    aware = as_of.replace(tzinfo=read.zone.info)
    read = with_derived(read, wanted, last_day=days[-1], as_of=aware)
    scope = Scope(read.zone, (days[0], days[-1]), aware, read.tables, read.columns, read.messages)
    found = measured(rule, scope, rules_at)
    violations = [] if found.violations is None else found.violations.rows(named=True)
    if "distinct" in source:  # the evidence is rows, the slow reading has values
        violations = []
    due = [] if found.due is None else found.due.rows(named=True)
    return (
        sorted((_group(group, source) for group in found.groups), key=repr),
        sorted((_case(case, sources, source) for case in violations), key=repr),
        sorted((_case(case, sources, source) for case in due), key=repr),
    )


def ruleset_of(rule: Rule) -> Ruleset:
    return Ruleset("test", {}, (rule,))


_WOULD = {"would_keep": "pass", "would_break": "fail"}


def _group(group: Group, rule: Mapping[str, Any]) -> tuple[Any, ...]:
    reason = group.reason.key if group.reason and _says_surely(group.open, rule) else ""
    return (
        *(group.shop, group.agent, group.from_, group.to, group.numerator, group.denominator),
        *(group.value, tuple(sorted(group.figures.items())), group.open, group.low, group.high),
        *(tuple(sorted(group.excluded.items())), _WOULD.get(reason), group.status.value),
    )


def _says_surely(still_open: int, rule: Mapping[str, Any]) -> bool:
    """Whether what a limit would say can be told from the status that it would give."""
    return not still_open and not ("warn" in rule and rule.get("severity") == "warn")


def _case(
    case: Mapping[str, Any], sources: Sequence[tuple[str, int]], rule: Mapping[str, Any]
) -> tuple[Any, ...]:
    table, number = sources[case["source"]]
    place = (table, number, case["row"] - 2, case["shop"], case["day"], case["agent"])
    if rule.get("rounds") == "mean" or rule["measure"] == "share":  # these have no deadline
        return place
    times = (case["start"], case["deadline"], case["stop"])
    return (*place, *(each and each.replace(tzinfo=None) for each in times))


def slow_groups(
    source: Mapping[str, Any],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The same from the slow reading."""
    tables, columns = slow_tables_of(export)
    tables = slow.derive(tables, columns, as_of=as_of, last_day=days[-1])
    given: dict[str, Any] = {"days": list(days), "as_of": as_of, "rules_at": rules_at}
    found = slow.groups(dict(source), tables, columns, **given)
    cases = slow.cases(dict(source), tables, columns, **given)
    spans = [(group.from_, group.to) for group in found]
    bad = [
        case
        for case in cases
        if case.good is False
        and "distinct" not in source
        and case.day in days
        and case.day is not None
        and any(first <= case.day <= last for first, last in spans)
    ]
    due = [
        case
        for case in cases
        if case.good is None
        and not case.excluded
        and (case.deadline or source.get("rounds") == "mean")
        and source["measure"] not in ("response_time", "duration")
    ]
    return (
        sorted((_slow_group(group, source) for group in found), key=repr),
        sorted((_slow_case(case, source) for case in bad), key=repr),
        sorted((_slow_case(case, source) for case in due), key=repr),
    )


def slow_tables_of(export: Export) -> tuple[dict[str, list[Row]], dict[str, set[str]]]:
    """The tables as the slow reading takes them, and the columns exported."""
    numbered = {
        table: [
            [{**row, "file": number, "row": place} for place, row in enumerate(rows)]
            for number, rows in enumerate(files)
        ]
        for table, files in export.files.items()
    }
    everything = (file for files in numbered.values() for file in files)
    shop = slow.shop_of_the_rest(everything, "default")
    tables = {
        table: slow.read_table(table, files, default_shop=shop)
        for table, files in numbered.items()
        if table != "messages"
    }
    if "messages" in numbered:
        tables["messages"] = slow.read_messages(
            numbered["messages"],
            session_gap=GAP,
            default_shop=shop,
            conversations=tables.get("conversations"),
        )
    columns = {table: set(names) for table, names in export.columns.items()}
    return tables, columns


def _slow_group(group: slow.Group, rule: Mapping[str, Any]) -> tuple[Any, ...]:
    broken = "fail" if rule.get("severity") == "warn" else "pass"
    would = {"pass": "pass", "fail": "fail", "warn": broken}.get(group.would_be or "")
    low, high = (group.low, group.high) if group.open else (None, None)
    endless = high == slow.ENDLESS
    return (
        *(group.shop, group.agent, group.from_, group.to, group.numerator, group.denominator),
        *(group.value, tuple(sorted(group.figures.items())), group.open),
        *(low, None if endless else high),
        tuple(sorted(group.excluded.items())),
        would if _says_surely(group.open, rule) else None,
        group.status,
    )


def case_table(case: slow.Case, rule: Mapping[str, Any]) -> str:
    """The table of a case's evidence; cases of replies told by conversations have no message."""
    return str(rule.get("table", "conversations" if case.from_conversation else "messages"))


def _slow_case(case: slow.Case, rule: Mapping[str, Any]) -> tuple[Any, ...]:
    table = case_table(case, rule)
    place = (table, case.file, case.row, case.shop, case.day, case.agent)
    if rule.get("rounds") == "mean" or rule["measure"] == "share":
        return place
    return (*place, case.start, case.deadline, case.stop)


def agree(
    rules: Sequence[Mapping[str, Any]],
    export: Export,
    days: Sequence[date],
    as_of: datetime,
    rules_at: date | None = None,
) -> None:
    """Holds the two readings of each rule together, over an export that is read once for all.

    Where they differ, on no more rows than it takes.
    """
    read = intake(export)
    for rule in rules:
        asked = (rule, export, days, as_of, rules_at)
        if fast_groups(*asked, already=read) != slow_groups(*asked):
            _show_difference(*asked)


def _show_difference(source: Mapping[str, Any], export: Export, *asked: Any) -> None:
    def readings(export: Export) -> tuple[Any, Any]:
        return fast_groups(source, export, *asked), slow_groups(source, export, *asked)

    while (
        smaller := _with_a_row_less(export, lambda each: operator.ne(*readings(each)))
    ) is not None:
        export = smaller
    for mine, theirs in zip(*readings(export), strict=True):
        assert mine == theirs, (source, export.files)


def _with_a_row_less(export: Export, differs: Callable[[Export], bool]) -> Export | None:
    """The export without one of its rows, where that makes the same trouble."""
    for table, files in export.files.items():
        for number, rows in enumerate(files):
            for place in range(len(rows)):
                fewer = [*rows[:place], *rows[place + 1 :]]
                others = {table: [*files[:number], fewer, *files[number + 1 :]]}
                smaller = Export({**export.files, **others}, export.columns)
                if differs(smaller):
                    return smaller
    return None
