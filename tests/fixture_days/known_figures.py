"""The figures that an audit of a sample day must find, from its typed rows by the slow reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

import tests.slow_reading as slow
import tests.slow_wording  # noqa: F401  adds its measures
from tests import slow_counts
from tests.fixture_days.exports import Day, File, Row, Sheet
from tests.fixture_days.moments import AS_OF, DAY
from tests.slow_counts import Cost, CountGroup
from tests.slow_coverage import coverage
from tests.slow_tables import Columns, Tables

SHOP = "default"
SESSION_GAP = timedelta(hours=8)
LISTS = ("due_columns", "optional", "cancelled_by", "by", "figures")


def figures_of(day: Day, rulesets: Path) -> dict[str, Any]:
    """What the audit of a day must find: an account of each file, each rule's groups and cases."""
    tables, columns = slow_tables(day, agent_number(rulesets))
    found = {
        rule["id"]: _rule_figures(rule, day, tables, columns)
        for rule in rules_of(day.platform, rulesets)
    }
    return {
        "platform": day.platform,
        "date": DAY.isoformat(),
        "as_of": AS_OF.isoformat(),
        "inputs": list(_accounts(day, tables)),
        "rules": found,
    }


def rules_of(platform: str, rulesets: Path) -> list[slow.Rule]:
    """The rules of a platform: its own, and those of the one it extends where it says nothing else.

    A key that it gives of a rule replaces that of the rule and of each of its versions.
    """
    folder = rulesets / platform
    heading = yaml.safe_load((folder / "platform.yaml").read_text(encoding="utf-8"))
    base = rules_of(heading["extends"], rulesets) if "extends" in heading else []
    rules = {rule["id"]: rule for rule in base}
    own = folder / "rules.yaml"
    for rule in plain_rules(own) if own.exists() else []:
        before = rules.get(rule["id"], {})
        kept = [
            {k: v for k, v in each.items() if k not in rule} for each in before.get("versions", ())
        ]
        rules[rule["id"]] = before | ({"versions": kept} if kept else {}) | rule
    return list(rules.values())


def plain_rules(path: Path) -> list[slow.Rule]:
    """The rules of a ruleset as plain maps; a single name where a list may stand becomes a list."""
    rules: list[slow.Rule] = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    for rule in rules:
        for each in (rule, *rule.get("versions", ())):
            for key in LISTS:
                if isinstance(each.get(key), str):
                    each[key] = [each[key]]
    return rules


def sources(day: Day) -> list[tuple[File, Sheet]]:
    """Every sheet in the order in which an audit of the folder reads them: files by their names.

    The index of a sheet is the `file` of its rows.
    """
    files = sorted(day.files, key=lambda file: file.name)
    return [(file, sheet) for file in files for sheet in file.sheets]


def agent_number(rulesets: Path) -> str:
    """How agents' numbers look in notes, as the platforms share it."""
    shared = yaml.safe_load((rulesets / "common" / "exports.yaml").read_text(encoding="utf-8"))
    return str(shared["agent_number"])


def slow_tables(day: Day, number_pattern: str | None = None) -> tuple[Tables, Columns]:
    """The tables as the slow reading takes them, derived columns too, and the columns exported."""
    read: dict[str, list[list[Row]]] = {}
    columns: Columns = {}
    for number, (_, sheet) in enumerate(sources(day)):
        read.setdefault(sheet.table, []).append(_typed(sheet, number))
        columns.setdefault(sheet.table, set()).update(sheet.columns)
    shop = slow.shop_of_the_rest((file for files in read.values() for file in files), SHOP)
    tables = {
        name: slow.read_table(name, files, default_shop=shop)
        for name, files in read.items()
        if name != "messages"
    }
    if "messages" in read:
        tables["messages"] = slow.read_messages(
            read["messages"],
            session_gap=SESSION_GAP,
            default_shop=shop,
            conversations=tables.get("conversations"),
        )
    return slow.derive(
        tables, columns, as_of=AS_OF, last_day=DAY, agent_number=number_pattern
    ), columns


def _typed(sheet: Sheet, number: int) -> list[Row]:
    """A sheet's rows with the columns that it has, and nothing else."""
    return [
        {name: row.get(name) for name in sheet.columns} | {"file": number, "row": place}
        for place, row in sheet.placed()
    ]


def _accounts(day: Day, tables: Tables) -> Iterator[dict[str, Any]]:
    """Rows, used, duplicate, not_data and rejected of each file or sheet."""
    for number, (file, sheet) in enumerate(sources(day)):
        kept = _messages_kept(tables) if sheet.table == "messages" else _kept(sheet.table, day)
        not_data = sum(sheet.not_data.values())
        used = kept.count(number)
        yield {
            "file": file.name,
            "sheet": sheet.name if len(file.sheets) > 1 else None,
            "table": sheet.table,
            "rows": len(sheet.rows) + not_data,
            "used": used,
            "duplicate": len(sheet.rows) - used,
            "not_data": sheet.not_data,
            "rejected": 0,
        }


def _messages_kept(tables: Tables) -> list[int]:
    """The source of each message that counts."""
    return [message["file"] for message in tables["messages"]]


def _kept(table: str, day: Day) -> list[int]:
    """The source of each row that counts; of orders, each line."""
    files = [
        [_line(row) for row in _typed(sheet, number)]
        for number, (_, sheet) in enumerate(sources(day))
        if sheet.table == table
    ]
    return [row["file"] for row in slow.read_table(table, files, default_shop=SHOP)]


def _line(row: Row) -> Row:
    """A line of an order as if it were an order of its own, so that it stays a row."""
    if not row.get("sub_order_id"):
        return row
    return row | {"order_id": f"{row['order_id']} {row['sub_order_id']}"}


def _rule_figures(rule: slow.Rule, day: Day, tables: Tables, columns: Columns) -> dict[str, Any]:
    names = [file.name for file, _ in sources(day)]
    if rule["measure"] not in slow.MEASURES:
        return _count_figures(rule, names, tables, columns)
    groups = slow.groups(rule, tables, columns, days=[DAY], as_of=AS_OF)
    cases = slow.cases(rule, tables, columns, days=[DAY], as_of=AS_OF)
    statuses = {(each.shop, each.agent, each.from_, each.to): each.status for each in groups}
    costs = slow_counts.penalties(rule, tables, columns, statuses, days=[DAY], as_of=AS_OF)
    late = [case for case in cases if case.day == DAY and (case.good is False or case.review)]
    due = [case for case in cases if _is_due(case, rule)]
    return {
        "status": slow.rule_status(groups),
        "groups": [
            _group(each) | _cost(costs.get((each.shop, each.agent, each.from_, each.to)))
            for each in groups
        ],
        "late": None if "distinct" in rule else sorted(_place(case, names) for case in late),
        "due": sorted(_place(case, names) for case in due),
    }


def _count_figures(
    rule: slow.Rule, names: list[str], tables: Tables, columns: Columns
) -> dict[str, Any]:
    """Of a count or of presence, whose evidence may be no row at all."""
    late = None
    if rule["measure"] == "coverage":
        groups, _ = coverage(rule, tables, columns, days=[DAY], as_of=AS_OF)
    else:
        groups, rows = slow_counts.tally(rule, tables, columns, days=[DAY], as_of=AS_OF)
        late = sorted(
            f"{names[each.row['file']]}:{each.row['row']} | {each.agent or '-'} | - | -"
            for _, each in rows
        )
    worst = min((each.status for each in groups), key=slow.WORST_FIRST.index, default="no_data")
    return {
        "status": worst,
        "groups": [_count_group(each, hours=bool(rule.get("hours_per_day"))) for each in groups],
        "late": late,
        "due": [],
    }


def _is_due(case: slow.Case, rule: slow.Rule) -> bool:
    is_open = case.good is None and case.excluded is None
    return is_open and rule["measure"] in ("reply_rate", "deadline")


def _place(case: slow.Case, names: list[str]) -> str:
    """Where the evidence of a case stands, whose it is, its deadline, and what stopped it."""
    known = (case.agent, case.deadline, case.stop)
    return " | ".join((f"{names[case.file]}:{case.row}", *(str(each or "-") for each in known)))


def _group(group: slow.Group) -> dict[str, Any]:
    return {
        "shop": group.shop,
        "agent": group.agent,
        "from": group.from_.isoformat(),
        "to": group.to.isoformat(),
        "numerator": group.numerator,
        "denominator": group.denominator,
        "value": _exact(group.value),
        "figures": {name: _exact(value) for name, value in group.figures.items()},
        "open": group.open,
        "excluded": group.excluded,
        "status": group.status,
    } | ({"review": group.review} if group.review else {})


def _count_group(group: CountGroup, *, hours: bool) -> dict[str, Any]:
    """The same of a count; the buyer has no name in a report. Hours a day are a mean."""
    plain: dict[str, Any] = {
        "shop": group.shop,
        "agent": group.agent,
        "from": group.from_.isoformat(),
        "to": group.to.isoformat(),
        "numerator": None,
        "denominator": group.denominator,
        "value": _exact(group.value),
        "figures": {"mean": _exact(group.value)} if hours else {},
        "open": 0,
        "excluded": {},
        "status": group.status,
    }
    return plain | ({"label": group.label} if group.label else {}) | _cost(group.cost)


def _cost(cost: Cost | None) -> dict[str, Any]:
    """Low and high in yuan and in points, where there is a penalty."""
    if cost is None:
        return {}
    return {"cost": [_exact(cost.low), _exact(cost.high), cost.points_low, cost.points_high]}


def _exact(value: Fraction | float | None) -> str | None:
    return None if value is None else str(value)
