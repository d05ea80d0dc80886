"""The verdict on a group of cases, and what it may cost."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce

from cscheck.model.sentences import Sentence


class Status(enum.StrEnum):
    """The verdict on a group of cases, worst first (measures.md, part 2)."""

    FAIL = "fail"
    WARN = "warn"
    UNDECIDED = "undecided"
    PASS = "pass"
    NOT_ASSESSED = "not_assessed"
    NO_DATA = "no_data"
    INFO = "info"
    WAIVED = "waived"

    @classmethod
    def worst(cls, statuses: list[Status]) -> Status:
        """The worst of them; `no_data` where there is none."""
        order = list(cls)
        return min(statuses, key=order.index, default=cls.NO_DATA)


class Severity(enum.StrEnum):
    """What breaking a rule means: a failure, or a warning."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Penalty:
    """An estimate in yuan and points of what a group may cost.

    `low` if every open case is kept, `high` if every one is broken; no `high` where nothing bounds
    it. `text` is what is no number.
    """

    low: Fraction = Fraction(0)
    high: Fraction | None = Fraction(0)
    points_low: int = 0
    points_high: int = 0
    text: Mapping[str, str] | None = None

    def __add__(self, other: Penalty) -> Penalty:
        """Both together; words are kept where they are the same."""
        bounded = self.high is not None and other.high is not None
        return Penalty(
            low=self.low + other.low,
            high=(self.high or 0) + (other.high or Fraction(0)) if bounded else None,
            points_low=self.points_low + other.points_low,
            points_high=self.points_high + other.points_high,
            text=self.text if self.text == other.text else None,
        )


def total(penalties: Iterable[Penalty | None]) -> Penalty | None:
    """The sum of estimates; None where there is none."""
    found = [each for each in penalties if each is not None]
    return reduce(Penalty.__add__, found) if found else None


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one shop (and agent and buyer) in one period of a rule, and the verdict on them.

    `value` is a fraction for rates, seconds for response times, hours for durations, a number for
    counts; `low` and `high` are what it can still become while cases are open. `limit` is what was
    required of this group, `room` how many bad cases it still bears (negative: how many good ones
    it lacks). `label` names the tier that a count reaches.
    """

    shop: str
    from_: date
    to: date
    days: int
    window_days: int | None
    status: Status
    agent: str | None = None
    buyer: str | None = None
    version: str | None = None
    numerator: int | None = None
    denominator: int = 0
    value: Fraction | None = None
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    open: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    review: int = 0
    label: Mapping[str, str] | None = None
    penalty: Penalty | None = None
    limit: str | None = None
    room: int | None = None
    reason: Sentence | None = None

    @property
    def bad(self) -> int | None:
        """Cases that were not good; None for measures that do not judge cases one by one."""
        return None if self.numerator is None else self.denominator - self.numerator


@dataclass(frozen=True, slots=True)
class AgentDay:
    """An agent's figure of one day by our count, and by the platform's own; it is never judged.

    `theirs` and `difference` (ours minus theirs) are in the unit of the rule's value; ours is None
    where the agent had no case.
    """

    shop: str
    agent: str
    day: date
    numerator: int | None
    denominator: int
    value: Fraction | None
    theirs: Fraction
    difference: Fraction | None
