"""Runs rule cases: the whole audit on a few rows, compared with what the case expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from cscheck.audit import Request, audit
from cscheck.model import Result, RuleVerdict
from cscheck.read import ReadOptions, intake_of
from cscheck.read.memory import open_rows
from cscheck.rules.cases import RuleCase, dated
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
    """A case, and how it differed; it held where nothing differs."""

    case: RuleCase
    differences: tuple[Difference, ...]

    @property
    def held(self) -> bool:
        return not self.differences


def run_case(case: RuleCase, platform: Platform, ruleset: Ruleset) -> Outcome:
    """Audits the case's tables with its rule alone, and compares."""
    only = ruleset.chosen((case.rule,), ())
    if not only.rules:
        return Outcome(case, (Difference("rule", case.rule, "-"),))
    result = result_of(case, platform, only)
    return Outcome(case, tuple(_differences(case, result)))


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
        ("value", expect.value, rule.groups[0].value if len(rule.groups) == 1 else None),
        ("good", expect.good, _good(rule)),
        ("bad", expect.bad, _bad(rule)),
        ("open", expect.open, sum(group.open for group in rule.groups)),
        ("excluded", expect.excluded, _excluded(rule)),
        ("violations", _ids(expect.violations), _ids(result.violations["id"].to_list())),
        ("due", _ids(expect.due), _ids(result.due["id"].to_list())),
        ("review", expect.review, sum(group.review for group in rule.groups)),
        ("labels", _ids(expect.labels), _labels(rule)),
        ("penalty", expect.penalty, _penalty(rule)),
        ("points", expect.points, _points(rule)),
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


def _labels(rule: RuleVerdict) -> list[str]:
    return sorted(group.label["zh"] for group in rule.groups if group.label)


def _penalty(rule: RuleVerdict) -> tuple[Fraction, Fraction | None]:
    """What all groups may cost in yuan, at least and at most (None: nothing bounds it)."""
    found = [group.penalty for group in rule.groups if group.penalty]
    highs = [each.high for each in found]
    high = None if None in highs else sum((each or Fraction(0) for each in highs), Fraction(0))
    return sum((each.low for each in found), Fraction(0)), high


def _points(rule: RuleVerdict) -> tuple[Fraction, Fraction]:
    found = [group.penalty for group in rule.groups if group.penalty]
    low, high = sum(each.points_low for each in found), sum(each.points_high for each in found)
    return Fraction(low), Fraction(high)


def _ids(ids: object) -> list[str] | None:
    return None if ids is None else sorted(str(each) for each in ids)  # type: ignore[attr-defined]
