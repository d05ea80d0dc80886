"""The JSON report: schema `cscheck.report/1` (design.md, part 4)."""

from __future__ import annotations

import json
from typing import Any

from cscheck import __version__
from cscheck.model.inputs import InputFile, Reject
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import AgentDay, Group, Penalty
from cscheck.report.details import with_details
from cscheck.report.masking import reject_value
from cscheck.report.options import TextOptions
from cscheck.report.plain import plain, plain_rows
from cscheck.report.trend_report import line_data
from cscheck.report.trending import lines_of_result
from cscheck.text import Lang, say

SCHEMA = "cscheck.report/1"


def render(result: Result, options: TextOptions) -> str:
    """The whole report as JSON; the same Result gives the same text."""
    data = as_data(result, lang=options.lang, show_pii=options.show_pii)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_data(result: Result, *, lang: Lang, show_pii: bool = False) -> dict[str, Any]:
    """The report as plain dictionaries and lists."""
    return {
        "schema": SCHEMA,
        "cscheck": __version__,
        "platform": result.platform,
        "from": result.from_.isoformat(),
        "to": result.to.isoformat(),
        "as_of": result.as_of.isoformat(),
        "status": result.status.value,
        "exit_code": result.exit_code,
        "penalty": _penalty(result.penalty, lang) if result.penalty else None,
        "troubles": [say(trouble, lang) for trouble in result.troubles],
        "inputs": [_input(each, lang) for each in result.inputs],
        "rules": [rule_data(each, lang) for each in result.rules],
        "violations": list(plain_rows(with_details(result, lang))),
        "due": list(plain_rows(result.due)),
        "rejects": [_reject(each, lang, show_pii=show_pii) for each in result.rejects],
        **_past(result),
    }


def _past(result: Result) -> dict[str, Any]:
    """The days before, where there is a history."""
    lines = lines_of_result(result)
    return {"past": [line_data(line) for line in lines]} if lines else {}


def _input(each: InputFile, lang: Lang) -> dict[str, Any]:
    return {
        "path": each.path,
        "sheet": each.sheet,
        "table": each.table,
        "encoding": each.encoding,
        "rows": each.rows,
        "used": each.used,
        "duplicate": each.duplicate,
        "not_data": sum(each.not_data.values()),
        "not_data_kinds": dict(each.not_data),
        "rejected": each.rejected,
        "columns": dict(each.columns),
        "ignored": list(each.ignored),
        "first": plain(each.first),
        "last": plain(each.last),
        "sha256": each.sha256,
        "notes": [say(note, lang) for note in each.notes],
        "failure": say(each.failure, lang) if each.failure else None,
    }


def rule_data(rule: RuleVerdict, lang: Lang) -> dict[str, Any]:
    """A rule as the JSON has it: what it is, its verdict and those of its groups."""
    return {
        "rule": rule.rule,
        "title": rule.title[lang],
        "measure": rule.measure,
        "unit": rule.unit,
        "severity": rule.severity.value,
        "status": rule.status.value,
        "reason": say(rule.reason, lang) if rule.reason else None,
        "require": rule.require,
        "in_force": rule.in_force,
        "period": rule.period,
        "tags": list(rule.tags),
        "source": dict(rule.source),
        "confidence": rule.confidence,
        "doubt": rule.doubt.get(lang),
        "notes": [say(note, lang) for note in rule.notes],
        "groups": [_group(group, lang) for group in rule.groups],
        "violations": rule.violations,
        "agent_days": [_agent_day(each) for each in rule.agent_days],
    }


def _agent_day(each: AgentDay) -> dict[str, Any]:
    return {
        "shop": each.shop,
        "agent": each.agent,
        "day": each.day.isoformat(),
        "numerator": each.numerator,
        "denominator": each.denominator,
        "value": plain(each.value),
        "theirs": plain(each.theirs),
        "difference": plain(each.difference),
    }


def _group(group: Group, lang: Lang) -> dict[str, Any]:
    return {
        "shop": group.shop,
        "agent": group.agent,
        "buyer": group.buyer,
        "from": group.from_.isoformat(),
        "to": group.to.isoformat(),
        "days": group.days,
        "window_days": group.window_days,
        "version": group.version,
        "numerator": group.numerator,
        "denominator": group.denominator,
        "value": plain(group.value),
        **{name: plain(group.figures.get(name)) for name in ("mean", "p50", "p90", "p95", "max")},
        "open": group.open,
        "low": plain(group.low),
        "high": plain(group.high),
        "limit": group.limit,
        "room": group.room,
        "excluded": dict(group.excluded),
        "review": group.review,
        "label": group.label[lang] if group.label else None,
        "penalty": _penalty(group.penalty, lang) if group.penalty else None,
        "status": group.status.value,
        "reason": say(group.reason, lang) if group.reason else None,
    }


def _penalty(penalty: Penalty, lang: Lang) -> dict[str, Any]:
    """An estimate in yuan and points; `high` is null where nothing bounds it."""
    return {
        "low": plain(penalty.low),
        "high": plain(penalty.high),
        "points_low": penalty.points_low,
        "points_high": penalty.points_high,
        "text": penalty.text[lang] if penalty.text else None,
    }


def _reject(reject: Reject, lang: Lang, *, show_pii: bool) -> dict[str, Any]:
    return {
        "file": reject.file,
        "sheet": reject.sheet,
        "row": reject.row,
        "column": reject.column,
        "value": reject_value(reject, show_pii=show_pii),
        "reason": say(reject.reason, lang),
    }
