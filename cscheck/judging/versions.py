"""The versions of a rule that the days audited need, what each lacks, and the cases of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cscheck.measures.cases import Cases, Kind, Scope, in_days, in_words
from cscheck.measures.selection import lacks_columns
from cscheck.model.sentences import Sentence, sentence
from cscheck.rules.ruleset import Rule, Version

_EVER = (date.min, date.max)
Dated = tuple[Version, tuple[date, date]]
"""A version, and the first and last deciding day of the cases computed under it."""

NOT_IN_FORCE = ("not_yet_in_force", "no_longer_in_force", "not_in_force")
"""What is said of a rule that none of the days audited is under."""


def not_in_force(rule: Rule, day: date) -> Sentence:
    """Why no version applies: the rule begins later, has ended, or pauses."""
    first, last = rule.versions[0].from_, rule.versions[-1].until
    if first is not None and day < first:
        return sentence("not_yet_in_force", from_=first)
    if last is not None and day > last:
        return sentence("no_longer_in_force", until=last)
    return sentence("not_in_force", day=day)


def relevant_versions(rule: Rule, scope: Scope, rules_at: date | None) -> Iterator[Dated]:
    """The versions that cases may be computed under."""
    if rules_at is not None:
        if version := rule.version_on(rules_at):
            yield version, _EVER
        return
    for version in rule.versions:
        first, last = version.from_ or date.min, version.until or date.max
        if version is rule.versions[-1] and rule.outlives:
            last = date.max
        outside = last < scope.days[0] or first > scope.days[1]
        if not (outside and rule.measure.decided_in_period(version.parameters)):
            yield version, (first, last)


def lacks_of(rule: Rule, version: Version, scope: Scope) -> Sentence | None:
    """Why the tables at hand do not allow a version of a rule, or None.

    What is counted by agent or buyer must say whose it is; a message always has a buyer.
    """
    if lack := rule.measure.lacks(version.parameters, scope):
        return lack
    if rule.kind is not Kind.COUNT:
        return None
    table = rule.measure.table(version.parameters)
    known = {"day", "buyer"} if table == "messages" else {"day"}
    return lacks_columns(table, set(version.by) - known, scope)


def cases_of(
    rule: Rule, version: Version, days: tuple[date, date], scope: Scope, *, wordy: bool
) -> Cases:
    """The cases that a version of a rule decides; `wordy` are those of which few may be groups."""
    cases = _decided_in(scope.recent.cases(rule.measure, version.parameters, scope), days)
    if not wordy:
        return cases
    evidence = None if cases.evidence is None else in_words(cases.evidence)
    return replace(cases, frame=in_words(cases.frame), evidence=evidence)


def cases_by_version(
    rule: Rule, scope: Scope, rules_at: date | None = None
) -> Iterator[tuple[Version, Cases]]:
    """The cases of each version of a rule that can be measured: what `measured` judges."""
    for version, days in relevant_versions(rule, scope, rules_at):
        if lacks_of(rule, version, scope) is None:
            yield version, cases_of(rule, version, days, scope, wordy=True)


def _decided_in(cases: Cases, days: tuple[date, date]) -> Cases:
    """Only the cases whose version is in force on the day that decides it."""
    if days == _EVER:
        return cases
    decided = in_days("decided", days)
    evidence = None if cases.evidence is None else cases.evidence.filter(decided)
    return replace(cases, frame=cases.frame.filter(decided), evidence=evidence)
