"""Every rule case holds, and no shipped rule or dated version goes without the cases it needs.

Platforms, their rules and their cases are found by listing `rulesets/`: a new platform is held to
the same without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from cscheck.clock import DAY, HOUR, MINUTE, Cutoff, Limit
from cscheck.measures.deadline.parameters import Within
from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import Group, Severity, Status
from cscheck.rule_cases import Outcome, run_case
from cscheck.rules.cases import RuleCase, read_cases
from cscheck.rules.limit import BAD_CASES, Threshold
from cscheck.rules.platform import Library
from cscheck.rules.ruleset import Rule, Version
from cscheck.rules.strict_yaml import read_document
from cscheck.tables import SENDERS, TABLES
from tests.make_fixtures import DAYS

LIBRARY = Library()
PLATFORMS = {platform.id: platform for platform in LIBRARY.platforms()}
RULESETS = {name: platform.ruleset() for name, platform in PLATFORMS.items()}
CASES = [
    (name, case)
    for name in PLATFORMS
    for file in LIBRARY.case_files(name)
    for case in read_cases(read_document(file)).cases
]
IDS = [f"{name}-{case.rule}-{case.name}" for name, case in CASES]


@cache
def outcome(number: int) -> Outcome:
    """A case, run; once for all tests."""
    name, case = CASES[number]
    return run_case(case, PLATFORMS[name], RULESETS[name])


@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_the_case_holds(number: int) -> None:
    assert outcome(number).differences == ()


def test_no_two_cases_have_one_name() -> None:
    assert len(set(IDS)) == len(IDS)


def test_every_platform_with_rules_has_a_sample_day() -> None:
    assert {name for name, ruleset in RULESETS.items() if ruleset.rules} <= set(DAYS)


@dataclass(frozen=True, eq=False)
class Dated:
    """A version of a platform's rule, and the cases it is tried on."""

    platform: str
    rule: Rule
    version: Version

    def __str__(self) -> str:
        return "-".join(filter(None, (self.platform, self.rule.id, self.version.name)))

    def asks(self, name: str) -> Any:
        """One of its parameters; None where its measure has no such parameter."""
        return getattr(self.version.parameters, name, None)

    def tried_on_the_rule(self) -> Iterator[tuple[RuleCase, RuleVerdict]]:
        """The cases of its platform, and of others that have the very same rule, and verdicts."""
        for number, (name, case) in enumerate(CASES):
            if case.rule == self.rule.id and self.rule in RULESETS[name].rules:
                result = outcome(number).result
                assert result is not None
                yield case, result.rules[0]

    def tried(self) -> Iterator[tuple[RuleCase, RuleVerdict]]:
        """The cases whose last day the version is in force on, or that it outlives."""
        for case, verdict in self.tried_on_the_rule():
            if self.rule.version_on(case.days[1]) is self.version:
                yield case, verdict

    def groups(self) -> list[Group]:
        return [group for _, verdict in self.tried() for group in verdict.groups]

    def only_reviews(self) -> bool:
        """Whether all that it looks for is for a person to look at, so that nothing breaks it."""
        lists = self.asks("looked_for")
        return bool(lists) and all(entry.review for each in lists for entry in each.entries)

    def clocks(self) -> set[int]:
        """What the clock on the wall shows at the times of its cases, in seconds."""
        times = {moment.time() for case, _ in self.tried() for moment in moments(case)}
        return {time.hour * HOUR + time.minute * MINUTE + time.second for time in times}


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d?):(\d\d)(?::(\d\d))?")


def moments(case: RuleCase) -> Iterator[datetime]:
    """Every time in a case's tables."""
    for name, (headers, rows) in case.tables.items():
        for header in set(headers) & set(TABLES[name].times):
            for row in rows:
                if found := _MOMENT.match(row[header] or ""):
                    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
                    midnight = datetime.fromisoformat(found[1])
                    yield midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)


VERSIONS = [
    Dated(name, rule, version)
    for name, ruleset in RULESETS.items()
    for rule in ruleset.rules
    for version in rule.versions
]


def each_that(asks: Callable[[Dated], Any]) -> pytest.MarkDecorator:
    """Runs a test for every version of which something is true."""
    return pytest.mark.parametrize("dated", [each for each in VERSIONS if asks(each)], ids=str)


# limits


@each_that(lambda each: each.version.require and not each.only_reviews())
def test_a_case_keeps_the_limit_and_one_breaks_it_by_the_least(dated: Dated) -> None:
    broken = Status.FAIL if dated.rule.severity is Severity.FAIL else Status.WARN
    groups = dated.groups()
    assert {Status.PASS, broken} <= {group.status for group in groups}
    rooms = {group.room for group in groups if group.status is broken}
    assert -LEAST.get(dated.rule.id, 1) in rooms or rooms == {None}


@each_that(lambda each: each.only_reviews())
def test_a_case_has_what_a_person_must_look_at(dated: Dated) -> None:
    assert {group.status for group in dated.groups()} == {Status.PASS}
    assert any(group.review for group in dated.groups())


LEAST = {"listing_duplicate_title": 2}
"""How many cases are the fewest that can be bad: a title stands twice or is not repeated."""


@each_that(lambda each: each.version.require)
def test_a_case_lies_exactly_on_each_limit(dated: Dated) -> None:
    assert dated.version.require is not None
    for clause in dated.version.require.clauses:
        for threshold in clause.any_of:
            on_it = (is_on(threshold, group, dated.rule) for group in dated.groups())
            assert any(on_it), threshold.text


def is_on(threshold: Threshold, group: Group, rule: Rule) -> bool:
    if threshold.subject != BAD_CASES or group.numerator is None:
        return group.value == threshold.number
    bad = group.numerator if rule.counts_bad else group.denominator - group.numerator
    return bad == threshold.number


@each_that(lambda each: not each.version.require)
def test_a_case_shows_what_is_only_measured(dated: Dated) -> None:
    assert any(group.status is Status.INFO and group.value for group in dated.groups())


@each_that(lambda each: each.version.at_least)
def test_cases_have_the_fewest_that_are_assessed_and_one_less(dated: Dated) -> None:
    counted = {group.denominator + group.open for group in dated.groups()}
    assert {dated.version.at_least - 1, dated.version.at_least} <= counted


# days and hours


@each_that(lambda each: each.version.from_ or each.version.until)
def test_cases_have_the_first_and_last_day_and_those_outside(dated: Dated) -> None:
    day, edges = timedelta(days=1), set[date]()
    if first := dated.version.from_:
        edges |= {first - day, first}
    if last := dated.version.until:
        edges |= {last, last + day}
    tried = [case for case, _ in dated.tried_on_the_rule()]
    assert edges <= {moment.date() for case in tried for moment in moments(case)}


@each_that(lambda each: each.rule.outlives)
def test_a_case_shows_what_the_last_limit_would_say(dated: Dated) -> None:
    ended = dated.rule.versions[-1].until
    assert ended is not None
    tried = dated.tried_on_the_rule()
    assert any(case.days[1] > ended and verdict.status is Status.INFO for case, verdict in tried)


@each_that(lambda _: True)
def test_a_case_of_several_days_says_into_how_many_groups_they_fall(dated: Dated) -> None:
    several = [case for case, _ in dated.tried() if case.days[0] < case.days[1]]
    assert any(case.expect.groups for case in several)


@each_that(lambda each: each.asks("hours"))
def test_cases_have_the_edges_of_the_hours(dated: Dated) -> None:
    for window in dated.asks("hours"):
        edges = {window.start - 1, window.start, window.end - 1, window.end}
        assert {edge % DAY for edge in edges} <= dated.clocks()


def limits(dated: Dated) -> tuple[Limit, ...]:
    """How long its cases may take."""
    within = dated.asks("within")
    if isinstance(within, Within):
        return tuple(limit for _, limit in within.limits)
    return (within,) if isinstance(within, Limit) else ()


@each_that(limits)
def test_cases_take_what_the_limit_allows_and_a_second_more(dated: Dated) -> None:
    lengths = {
        int(abs(one - other).total_seconds())
        for case, _ in dated.tried()
        for one, other in combinations(set(moments(case)), 2)
    }
    for limit in limits(dated):
        if limit.days:  # ends with the day
            assert {0, 1} <= dated.clocks()
        else:
            assert {limit.seconds, limit.seconds + 1} <= lengths, limit.text


@each_that(lambda each: each.asks("cutoff"))
def test_cases_have_the_edges_of_the_cutoff(dated: Dated) -> None:
    cutoff: Cutoff = dated.asks("cutoff")
    edges = {cutoff.time - 1, cutoff.time, cutoff.at, cutoff.at + 1}
    assert {edge % DAY for edge in edges} <= dated.clocks()


@each_that(lambda each: limits(each) or each.asks("cutoff"))
def test_a_case_is_still_open(dated: Dated) -> None:
    assert any(group.open for group in dated.groups())


# what counts


@each_that(lambda each: each.asks("replies_by"))
def test_cases_have_every_sender(dated: Dated) -> None:
    tables = [case.tables["messages"] for case, _ in dated.tried() if "messages" in case.tables]
    assert set(SENDERS) <= {row["sender"] for _, rows in tables for row in rows}


def reasons(dated: Dated) -> set[str]:
    """Why the rule may exclude a case."""
    found = {"in_queue"} if dated.asks("starts") == "assigned" else set[str]()
    if dated.asks("cancelled_by"):
        found |= {"cancelled", "closed, time unknown"}
    if dated.asks("intervals"):
        found.add("no_interval")
    if exclude := dated.asks("exclude"):
        found |= {*exclude.flags, *(["date"] if exclude.dates else [])}
    return found


@each_that(reasons)
def test_a_case_is_excluded_for_each_reason(dated: Dated) -> None:
    excluded = {reason for group in dated.groups() for reason in group.excluded}
    assert reasons(dated) <= excluded


@each_that(lambda each: any(map(each.asks, ("where", "unless", "of", "distinct"))))
def test_a_case_has_rows_that_do_not_count(dated: Dated) -> None:
    table = dated.rule.measure.table(dated.version.parameters)
    assert any(
        len(case.tables[table][1]) > candidates(verdict)
        for case, verdict in dated.tried()
        if table in case.tables
    )


def candidates(verdict: RuleVerdict) -> int:
    """Everything that was counted or excluded."""
    counted = sum(group.denominator + group.open for group in verdict.groups)
    return counted + sum(sum(group.excluded.values()) for group in verdict.groups)
