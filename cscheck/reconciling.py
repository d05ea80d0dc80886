"""`reconcile`: which reading of a rule gives the figure that the platform reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from cscheck.audit import audited
from cscheck.errors import Problem, UsageError
from cscheck.intake import Intake
from cscheck.judging.measuring import measured
from cscheck.measures.cases import Kind
from cscheck.model.reconciliation import ReadingFigure, Reconciliation, Reported
from cscheck.model.result import RuleVerdict
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.verdicts import Group
from cscheck.preparing import prepared
from cscheck.request import Request
from cscheck.rules.readings import OtherReading, other_readings
from cscheck.rules.ruleset import Rule, Ruleset

_ADD_UP = (Kind.RATE, Kind.COUNT, Kind.HITS)
_WRITTEN = re.compile(r"(\d+)(?:\.(\d+))?\s*(%|s|m|h|d)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_EXAMPLES = {
    Kind.RATE: "83.2%",
    Kind.COVER: "83.2%",
    Kind.SECONDS: "41.5s",
    Kind.HOURS: "36.5h",
    Kind.COUNT: "12",
    Kind.HITS: "12",
}
_MOST_NAMES = 20


def reported(text: str, kind: Kind) -> Reported:
    """A figure as a console shows it: `83.2%`, `41.5s`, `36.5h`, `12`; raises UsageError.

    It may be off by half of its last digit.
    """
    found = _WRITTEN.fullmatch(text.strip())
    unit = found[3] or "" if found else ""
    scale: Fraction | None = None
    if kind in (Kind.RATE, Kind.COVER):
        scale = {"%": Fraction(1, 100), "": Fraction(1)}.get(unit)
    elif kind in (Kind.COUNT, Kind.HITS):
        scale = Fraction(1) if not unit else None
    elif unit in _SECONDS:
        scale = Fraction(_SECONDS[unit], 3600 if kind is Kind.HOURS else 1)
    if found is None or scale is None:
        raise UsageError.saying("not_reported", value=text, example=_EXAMPLES[kind])
    digits = found[2] or ""
    value = Fraction(int(found[1] + digits), 10 ** len(digits)) * scale
    exact = kind in (Kind.COUNT, Kind.HITS) and not digits
    return Reported(text, value, Fraction(0) if exact else scale / 10 ** len(digits) / 2)


def reconcile(
    intake: Intake, ruleset: Ruleset, request: Request, said: Reported, whose: str | None
) -> Reconciliation:
    """The ruleset's one rule under each of its readings, the closest to what was reported first.

    `whose` is the shop or agent whose figure it is. Raises UsageError where there are several
    figures and none is meant.
    """
    (rule,) = ruleset.rules
    others = list(other_readings(rule, request.rules_at or request.days[1]))
    every = replace(ruleset, rules=(rule, *(each.rule for each in others)))
    intake, scope = prepared(intake, every, request)
    result = audited(intake, scope, ruleset, request)
    figures = [_as_it_stands(result.rules[0], rule.kind, whose)]
    for other in others:
        found = measured(other.rule, scope, other.rules_at or request.rules_at)
        groups = _meant(found.groups, whose)
        figures.append(_figure(other, groups, rule, found.reason))
    reconciliation = Reconciliation(result, said, tuple(figures))

    def distance(each: ReadingFigure) -> tuple[bool, Fraction]:
        apart = reconciliation.apart(each)
        return apart is None, abs(apart or Fraction(0))

    return replace(reconciliation, readings=tuple(sorted(figures, key=distance)))


def _as_it_stands(rule: RuleVerdict, kind: Kind, whose: str | None) -> ReadingFigure:
    """The figure of the rule as it stands; raises UsageError where it is not one."""
    groups = _meant(rule.groups, whose)
    if rule.groups and not groups:
        names = _names(rule.groups)
        hint = sentence("figures_are_of", names=names)
        raise UsageError(Problem(sentence("figure_of_nobody", name=str(whose)), hint=hint))
    several = len(groups) > 1
    if several and (kind not in _ADD_UP or (whose is None and len(_names(groups)) > 1)):
        hint = sentence("figures_are_of", names=_names(groups))
        raise UsageError(Problem(sentence("several_figures"), hint=hint))
    value, numerator, denominator = _together(groups, kind)
    return ReadingFigure({}, None, value, numerator, denominator, rule.reason)


def _figure(
    other: OtherReading, groups: Sequence[Group], rule: Rule, reason: Sentence | None
) -> ReadingFigure:
    """The figure of a reading; none where its groups do not make one."""
    told = groups if rule.kind in _ADD_UP or len(groups) == 1 else ()
    value, numerator, denominator = _together(told, rule.kind)
    return ReadingFigure(other.settings, other.rules_at, value, numerator, denominator, reason)


def _meant(groups: Iterable[Group], whose: str | None) -> list[Group]:
    """The groups of the shop or agent that is meant; all, where none is."""
    return [each for each in groups if whose is None or whose in (each.shop, each.agent)]


def _names(groups: Iterable[Group]) -> tuple[str, ...]:
    """Whose figures they are: the agents, where the rule has them, else the shops."""
    found = dict.fromkeys(each.agent or each.shop for each in groups)
    return (*list(found)[:_MOST_NAMES], *(("…",) if len(found) > _MOST_NAMES else ()))


def _together(groups: Sequence[Group], kind: Kind) -> tuple[Fraction | None, int | None, int]:
    """The figure of several groups (of several days, say): value, numerator, denominator."""
    denominator = sum(each.denominator for each in groups)
    if len(groups) == 1:
        return groups[0].value, groups[0].numerator, denominator
    values = [each.value for each in groups if each.value is not None]
    if not values:
        return None, None, denominator
    if kind is Kind.RATE:
        numerator = sum(each.numerator or 0 for each in groups)
        return Fraction(numerator, denominator) if denominator else None, numerator, denominator
    counted = sum(values, Fraction(0))
    return counted, int(counted) if kind is Kind.HITS else None, denominator
