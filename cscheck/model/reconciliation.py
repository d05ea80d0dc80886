"""Which readings of a rule give the figure that a platform reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as somebody wrote it down, in the unit of the rule's value.

    `slack` is how far the true figure may lie from it, because it was rounded.
    """

    text: str
    value: Fraction
    slack: Fraction

    def is_met_by(self, value: Fraction | None) -> bool:
        return value is not None and abs(value - self.value) <= self.slack


@dataclass(frozen=True, slots=True)
class ReadingFigure:
    """A reading of a rule and the figure that it gives; `reason` says why it gives none.

    `settings` are the parameters that were changed (None: left out); `rules_at` the day whose
    version judges everything. The rule as it stands has neither.
    """

    settings: Mapping[str, object]
    rules_at: date | None
    value: Fraction | None
    numerator: int | None
    denominator: int
    reason: Sentence | None = None

    @property
    def is_as_it_stands(self) -> bool:
        return not self.settings and self.rules_at is None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A rule, the figure reported, and that of each reading, the closest first."""

    result: Result
    reported: Reported
    readings: tuple[ReadingFigure, ...]

    @property
    def rule(self) -> RuleVerdict:
        (rule,) = self.result.rules
        return rule

    @property
    def fitting(self) -> tuple[ReadingFigure, ...]:
        """The readings whose figure is the one reported, as far as it was rounded."""
        return tuple(each for each in self.readings if self.reported.is_met_by(each.value))

    def apart(self, reading: ReadingFigure) -> Fraction | None:
        """How far a reading's figure is above the one reported."""
        return None if reading.value is None else reading.value - self.reported.value
