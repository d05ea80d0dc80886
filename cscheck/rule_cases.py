"""Runs rule cases: the whole audit on a few rows, compared with what the case expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cscheck.audit import audit
from cscheck.model.result import Result, RuleVerdict
from cscheck.read import ReadOptions, intake_of
from cscheck.read.memory import open_rows
from cscheck.request import Request
from cscheck.rules.cases import Cost, RuleCase, dated
from cscheck.rules.platform import Platform
from cscheck.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a case expected and did not get."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, and how it differed; it held where nothing differs.

    `result` is what the audit of its tables gave, None where there is no such rule.
    """

    case: RuleCase
    differences: tuple[Difference, ...]
    result: Result | None = None

    @property
    def held(self) -> bool:
        return not self.differences


def run_case(case: RuleCase, platform: Platform, ruleset: Ruleset) -> Outcome:
    """Audits the case's tables with its rule alone, and compares."""
    only = ruleset.chosen((case.rule,), ())
    if not only.rules:
        return Outcome(case, (Difference("rule", case.rule, "-"),))
    result = result_of(case, platform, only)
    return Outcome(case, tuple(_differences(case, result)), result)


def result_of(case: RuleCase, platform: Platform, ruleset: Ruleset) -> Result:
    """The Result of auditing the case's tables with a ruleset."""
    opened = [
        open_rows(f"{name}.csv", name, headers, rows)
        for name, (headers, rows) in case.tables.items()
    ]
    intake = intake_of(opened, platform, ReadOptions(Path()))
    end = case.days[1] + timedelta(days=1)
    as_of = dated(case.as_of, case.days[0]) if case.as_of else end.isoformat()
    moment = datetime.fromisoformat(as_of).replace(tzinfo=platform.zone.info)
    return audit(intake, ruleset, Request(days=case.days, as_of=moment))


def _differences(case: RuleCase, result: Result) -> Iterator[Difference]:
    rule, expect = result.rules[0], case.expect
    if result.rejects:
        rows = ", ".join(f"{reject.file}:{reject.row}" for reject in result.rejects)
        yield Difference("rejected rows", "0", rows)
    pairs: list[tuple[str, object, object]] = [
        ("status", expect.status.value, rule.status.value),
        ("groups", expect.groups, len(rule.groups)),
        ("value", expect.value, rule.groups[0].value if len(rule.groups) == 1 else None),
        ("good", expect.good, _good(rule)),
        ("bad", expect.bad, _bad(rule)),
        ("open", expect.open, sum(group.open for group in rule.groups)),
        ("review", expect.review, sum(group.review for group in rule.groups)),
        ("excluded", expect.excluded, _excluded(rule)),
        ("violations", _ids(expect.violations), _ids(result.violations["id"].to_list())),
        ("due", _ids(expect.due), _ids(result.due["id"].to_list())),
        ("label", expect.label, _label(rule, expect.label)),
        *_costs(expect.penalty, rule),
    ]
    for what, expected, got in pairs:
        if expected is not None and expected != got:
            yield Difference(what, str(expected), str(got))


def _good(rule: RuleVerdict) -> int:
    numerators = sum(group.numerator or 0 for group in rule.groups)
    denominators = sum(group.denominator for group in rule.groups)
    return denominators - numerators if rule.counts_bad else numerators


def _bad(rule: RuleVerdict) -> int:
    return sum(group.denominator for group in rule.groups) - _good(rule)


def _excluded(rule: RuleVerdict) -> dict[str, int]:
    total: Counter[str] = Counter()
    for group in rule.groups:
        total.update(group.excluded)
    return dict(total)


def _label(rule: RuleVerdict, expected: str | None) -> str:
    """The label of the only group: the expected one, where it says so in any language."""
    labels = rule.groups[0].label if len(rule.groups) == 1 else None
    said = list((labels or {NONE: NONE}).values())
    return expected if expected in said else said[0]


NONE = "-"
_AMOUNTS = ("low", "high", "points_low", "points_high")


def _costs(expected: Cost | None, rule: RuleVerdict) -> Iterator[tuple[str, object, object]]:
    """Each figure of the penalties, added up over the groups; none, where no group has one."""
    if expected is None:
        return
    told = [group.penalty for group in rule.groups if group.penalty is not None]
    for name in _AMOUNTS:
        amounts = [getattr(penalty, name) for penalty in told]
        total = sum(amounts) if amounts and None not in amounts else None
        yield f"penalty {name}", getattr(expected, name), total
    said = [text for penalty in told for text in (penalty.text or {}).values()]
    is_said = any((expected.text or "") in text for text in said)
    yield "penalty text", expected.text, expected.text if is_said else " | ".join(said)


def _ids(ids: object) -> list[str] | None:
    return None if ids is None else sorted(str(each) for each in ids)  # type: ignore[attr-defined]
