"""The figures of a group: what they are, and what they can still become while cases are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from cscheck.measures.cases import ONE, Kind
from cscheck.measures.figures import figure
from cscheck.rules.limit import Facts, Requirement
from cscheck.rules.room import count_room, room


@dataclass(frozen=True, slots=True)
class RateFigures:
    """A share of good (or, with `counts_bad`, of bad) cases."""

    good: int
    bad: int
    open: int
    counts_bad: bool
    cases_per_day: Fraction

    @classmethod
    def of(cls, sums: Mapping[str, Any], days: int, *, counts_bad: bool) -> RateFigures:
        """From the sums of a group; its rows are spread over all its days."""
        bad = sums["cases"] - sums["open"] - sums["good"]
        return cls(sums["good"], bad, sums["open"], counts_bad, Fraction(sums["rows"], days))

    def shown(self) -> dict[str, Any]:
        """What a report shows, in the fields of `model.Group`."""
        low, high = sorted((self._value(self.good), self._value(self.good + self.open)))
        closed = self.good + self.bad
        return {
            "numerator": self.bad if self.counts_bad else self.good,
            "denominator": closed,
            "value": self._share(self.good, closed) if closed else None,
            "open": self.open,
            "low": low if self.open else None,
            "high": high if self.open else None,
        }

    def best(self) -> Facts:
        """The facts if every open case turns out good."""
        return Facts(self._value(self.good + self.open), self.bad, self.cases_per_day)

    def worst(self) -> Facts:
        """The facts if every open case turns out bad."""
        return Facts(self._value(self.good), self.bad + self.open, self.cases_per_day)

    def room(self, require: Requirement) -> int | None:
        """How far from the limit, in cases (rules.room)."""
        clause = require.clause(self.worst())
        return room(clause, self.good, self.bad, counts_bad=self.counts_bad)

    def _value(self, good: int) -> Fraction:
        return self._share(good, self.good + self.bad + self.open)

    def _share(self, good: int, cases: int) -> Fraction:
        return Fraction(cases - good if self.counts_bad else good, cases)


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """Mean, quantiles or maximum of times; the first one named is the value."""

    sums: Mapping[str, Any]
    names: tuple[str, ...]
    kind: Kind
    cases_per_day: Fraction = Fraction(0)

    def shown(self) -> dict[str, Any]:
        """What a report shows, in the fields of `model.Group`."""
        figures = {name: figure(self.sums, name, "value", self.kind) for name in self.names}
        is_open = bool(self.sums["open"])
        return {
            "numerator": None,
            "denominator": self.sums["cases"],
            "value": figures[self.names[0]],
            "figures": {name: value for name, value in figures.items() if value is not None},
            "open": self.sums["open"],
            "low": self.best().value if is_open else None,
            "high": self.worst().value if is_open else None,
        }

    def best(self) -> Facts:
        """The facts if every open case ended at as-of."""
        least = figure(self.sums, self.names[0], "least", self.kind)
        return Facts(least, cases_per_day=self.cases_per_day)

    def worst(self) -> Facts:
        """The facts if every open case took as long as it can; endless without a cap."""
        most = figure(self.sums, self.names[0], "most", self.kind)
        return Facts(most, cases_per_day=self.cases_per_day)

    def room(self, _: Requirement) -> int | None:
        """Times have no room in cases."""
        return None


@dataclass(frozen=True, slots=True)
class SumFigures:
    """A count, or the share of a time that is covered; `cases` is what it was taken of."""

    value: Fraction
    cases: int
    cases_per_day: Fraction

    @classmethod
    def of(cls, sums: Mapping[str, Any], kind: Kind, days: int) -> SumFigures:
        """From the sums of a group; its rows are spread over all its days."""
        whole = sums["most"] if kind is Kind.COVER else ONE
        per_day = Fraction(sums["rows"], days)
        return cls(Fraction(sums["value"], whole), sums["cases"], per_day)

    def shown(self) -> dict[str, Any]:
        """What a report shows, in the fields of `model.Group`."""
        return {"numerator": None, "denominator": self.cases, "value": self.value}

    def best(self) -> Facts:
        """The facts; nothing of them is open."""
        return Facts(self.value, ceil(self.value), self.cases_per_day)

    def worst(self) -> Facts:
        """The same."""
        return self.best()

    def room(self, require: Requirement) -> int | None:
        """How many more may be counted; None where the limit bounds no count from above."""
        return count_room(require.clause(self.worst()), self.value)


@dataclass(frozen=True, slots=True)
class HitFigures:
    """How many cases are bad, of how many that were looked at."""

    bad: int
    cases: int

    def shown(self) -> dict[str, Any]:
        """What a report shows, in the fields of `model.Group`."""
        return {"numerator": self.bad, "denominator": self.cases, "value": Fraction(self.bad)}

    def best(self) -> Facts:
        """The facts; nothing of them is open."""
        return Facts(Fraction(self.bad), bad_cases=self.bad)

    def worst(self) -> Facts:
        """The same."""
        return self.best()

    def room(self, require: Requirement) -> int | None:
        """How many more may be bad."""
        return room(require.clause(self.worst()), self.cases - self.bad, self.bad, counts_bad=True)


Figures = RateFigures | TimeFigures | SumFigures | HitFigures
