"""What a rule requires of a group's figure: `>= 80%`, by volume, or one of several."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cscheck.measures.cases import Kind

_OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_SECONDS = {"s": Fraction(1), "m": Fraction(60), "h": Fraction(3600), "d": Fraction(86400)}
VALUE, BAD_CASES, CASES_PER_DAY = "value", "bad_cases", "cases_per_day"


@dataclass(frozen=True, slots=True)
class Facts:
    """What limits are compared with; a value of None is above every limit."""

    value: Fraction | None
    bad_cases: int = 0
    cases_per_day: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One comparison of a fact with a number; `text` is how the rule wrote it."""

    text: str
    operator: str
    number: Fraction
    subject: str = VALUE

    def holds(self, facts: Facts) -> bool:
        fact = {
            VALUE: facts.value,
            BAD_CASES: Fraction(facts.bad_cases),
            CASES_PER_DAY: facts.cases_per_day,
        }[self.subject]
        if fact is None:
            return self.operator in (">=", ">")
        return _OPERATORS[self.operator](fact, self.number)


@dataclass(frozen=True, slots=True)
class Clause:
    """Thresholds of which one must hold, for groups that meet `when`."""

    any_of: tuple[Threshold, ...]
    when: Threshold | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a group must keep: the first clause whose `when` it meets."""

    clauses: tuple[Clause, ...]

    def clause(self, facts: Facts) -> Clause:
        """The clause that applies to a group; the last one has no `when`."""
        met = (each for each in self.clauses if each.when is None or each.when.holds(facts))
        return next(met)

    def kept(self, facts: Facts) -> bool:
        return any(threshold.holds(facts) for threshold in self.clause(facts).any_of)

    def text(self, facts: Facts | None = None) -> str:
        """How the rule wrote it: what applies to a group, or all of it."""
        if facts is not None:
            return _any_text(self.clause(facts))
        texts = [
            f"{clause.when.text}: {_any_text(clause)}" if clause.when else _any_text(clause)
            for clause in self.clauses
        ]
        return "; ".join(texts)


def _any_text(clause: Clause) -> str:
    return " | ".join(threshold.text for threshold in clause.any_of)


def parse_requirement(source: Any, kind: Kind) -> Requirement:
    """Read `>= 80%`, `100%`, `0`, a list of `{when, be}`, or `{any_of: [...]}`.

    Percentages are for shares; lengths of time (`60s`, `24h`) for response times and durations;
    plain numbers (`< 6`) for counts.
    Raises ValueError for anything else.
    """
    if isinstance(source, list) and source:
        clauses = tuple(_clause(each, kind) for each in source)
        if clauses[-1].when is not None or any(each.when is None for each in clauses[:-1]):
            raise ValueError(source)
        return Requirement(clauses)
    if isinstance(source, dict):
        if set(source) != {"any_of"} or not isinstance(source["any_of"], list):
            raise ValueError(source)
        return Requirement((Clause(tuple(_threshold(each, kind) for each in source["any_of"])),))
    return Requirement((Clause((_threshold(source, kind),)),))


def _clause(source: Any, kind: Kind) -> Clause:
    if not isinstance(source, dict) or not {"be"} <= set(source) <= {"be", "when"}:
        raise ValueError(source)
    when = _threshold(source["when"], kind) if "when" in source else None
    if when is not None and when.subject != CASES_PER_DAY:
        raise ValueError(source)
    return Clause((_threshold(source["be"], kind),), when)


def _threshold(source: Any, kind: Kind) -> Threshold:
    counts_cases = kind in (Kind.RATE, Kind.COUNT, Kind.HITS)
    if source == 0 and counts_cases and not isinstance(source, bool):
        return Threshold("0", "<=", Fraction(0), BAD_CASES)
    if not isinstance(source, str):
        raise ValueError(source)
    found = re.fullmatch(
        r"(?:(bad_cases|cases_per_day)\s*)?(>=|<=|>|<)?\s*(\d+(?:\.\d+)?)\s*(%|s|m|h|d)?",
        source.strip(),
    )
    if found is None:
        raise ValueError(source)
    subject, sign, number, unit = found.groups()
    if (sign is None and unit != "%") or (subject == BAD_CASES and not counts_cases):
        raise ValueError(source)
    amount = _amount(Fraction(number), unit, kind, counts=subject is not None)
    text = source.strip() if sign else f">= {source.strip()}"
    return Threshold(text, sign or ">=", amount, subject or VALUE)


def _amount(number: Fraction, unit: str | None, kind: Kind, *, counts: bool) -> Fraction:
    """The number in the unit of the group's value."""
    if counts and unit is None:
        return number
    if not counts and kind in (Kind.RATE, Kind.COVER) and unit == "%":
        return number / 100
    if not counts and kind in (Kind.COUNT, Kind.HITS) and unit is None:
        return number
    if not counts and kind in (Kind.SECONDS, Kind.HOURS) and unit != "%":
        in_seconds = number * _SECONDS[unit] if unit else number
        return in_seconds / 3600 if kind is Kind.HOURS and unit else in_seconds
    raise ValueError(unit)
