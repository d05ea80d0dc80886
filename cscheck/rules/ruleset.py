"""Rules with their dated versions, as they are once loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cscheck.measures.cases import Kind, Measure
from cscheck.measures.parameters import Parameters
from cscheck.measures.penalty import PenaltyTerms
from cscheck.model.verdicts import Severity
from cscheck.rules.limit import Requirement
from cscheck.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it was (or is) from one day until another, both included.

    `written` are the measure's parameters as the ruleset has them.
    """

    parameters: Parameters
    period: Period
    from_: date | None = None
    until: date | None = None
    require: Requirement | None = None
    warn: Requirement | None = None
    at_least: int = 0
    by: tuple[str, ...] = ()
    penalty: PenaltyTerms | None = None
    written: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """What reports call it: the day it began, if it has one."""
        return self.from_.isoformat() if self.from_ else None

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures it names (mean, p50 ...), the first of which is judged; none for rates."""
        named: tuple[str, ...] = getattr(self.parameters, "figures", ())
        return named

    def in_force(self, day: date) -> bool:
        return (self.from_ or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a platform.

    `outlives` says that the rule is still measured, for information, after its last day
    (`after_end: info`). `platform_figure` is the column of agent_days in which the platform gives
    the same figure. Versions stand in the order of their dates and do not overlap.
    """

    id: str
    title: Mapping[str, str]
    measure: Measure
    versions: tuple[Version, ...]
    severity: Severity = Severity.FAIL
    tags: tuple[str, ...] = ()
    outlives: bool = False
    source: Mapping[str, str] = field(default_factory=dict)
    confidence: str = ""
    doubt: Mapping[str, str] = field(default_factory=dict)
    export: Mapping[str, str] = field(default_factory=dict)
    platform_figure: str | None = None
    path: str = ""

    def version_on(self, day: date) -> Version | None:
        """The version by which a case of that day is computed; the last, once it has outlived."""
        for version in self.versions:
            if version.in_force(day):
                return version
        last = self.versions[-1]
        ended = last.until is not None and day > last.until
        return last if ended and self.outlives else None

    def limit_on(self, day: date) -> Version | None:
        """The version whose limit is in force on that day, or None."""
        return next((each for each in self.versions if each.in_force(day)), None)

    @property
    def kind(self) -> Kind:
        """What the value of its groups is."""
        return self.measure.kind_of(self.versions[-1].parameters)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that any of its versions names."""
        return tuple(dict.fromkeys(name for each in self.versions for name in each.figures))

    @property
    def counts_bad(self) -> bool:
        """Whether its value is the share of bad cases."""
        bad = getattr(self.versions[-1].parameters, "bad", None)
        return bad is not None or self.kind is Kind.HITS


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of a platform, and of whatever rulesets were brought beside it.

    `tag_titles` are headings for the rules that have these tags.
    """

    platform: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]
    tag_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def chosen(self, only: tuple[str, ...], skip: tuple[str, ...]) -> Ruleset:
        """The rules whose id or tag is in `only` (all, where it is empty) and not in `skip`."""
        kept = tuple(
            rule
            for rule in self.rules
            if (not only or names(rule) & set(only)) and not names(rule) & set(skip)
        )
        return replace(self, rules=kept)


def names(rule: Rule) -> frozenset[str]:
    """What `--only` and `--skip` may call a rule: its id and its tags."""
    return frozenset((rule.id, *rule.tags))
