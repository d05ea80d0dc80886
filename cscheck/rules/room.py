"""How far a rate is from its limit: how many more bad cases it bears, or good ones it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from cscheck.measures.cases import ONE
from cscheck.rules.limit import (
    BAD_CASES,
    CASES_PER_DAY,
    Clause,
    Facts,
    Requirement,
    Threshold,
)


def room(clause: Clause, good: int, bad: int, *, counts_bad: bool) -> int | None:
    """Bad cases that may still be added before the limit breaks, or (negative) good cases needed.

    Where no number of further good cases would mend it, the bad cases there are. None for limits
    that are not bounds on a rate or a count. Of several alternatives the roomiest.
    """
    rooms = [_room(each, good, bad, counts_bad=counts_bad) for each in clause.any_of]
    return max((each for each in rooms if each is not None), default=None)


def count_room(clause: Clause, value: Fraction) -> int | None:
    """How many more may be counted before a limit on a count breaks (negative: how many too many).

    None for limits that are not bounds from above on a whole number.
    """
    rooms = [
        ceil(each.number) - 1 - ceil(value) if each.operator == "<" else floor(each.number - value)
        for each in clause.any_of
        if each.operator in ("<", "<=") and each.subject != CASES_PER_DAY
    ]
    return max(rooms, default=None)


def count_over(limits: Iterable[Requirement | None], per_day: Fraction) -> int | None:
    """From which count on (in millionths) the first of these limits is broken by being too many.

    None where a count is never too many, or nothing at all is already too few.
    """
    nothing = Facts(Fraction(0), 0, per_day)
    found = []
    for limit in limits:
        if limit is None:
            continue
        if not limit.kept(nothing):
            return None
        bounds = [_first_over(each) for each in limit.clause(nothing).any_of]
        found += [max(bound for bound in bounds if bound is not None)] if any(bounds) else []
    return min(found, default=None)


def _first_over(threshold: Threshold) -> int | None:
    """The least count (in millionths) that is over a threshold; bad cases are whole ones."""
    if threshold.subject == CASES_PER_DAY or threshold.operator not in ("<", "<="):
        return None
    if threshold.operator == "<=":
        return floor(threshold.number * ONE) + 1
    if threshold.subject == BAD_CASES:
        return (ceil(threshold.number) - 1) * ONE + 1
    return ceil(threshold.number * ONE)


def _room(threshold: Threshold, good: int, bad: int, *, counts_bad: bool) -> int | None:
    if threshold.subject == CASES_PER_DAY or good + bad == 0:
        return None
    if threshold.subject == BAD_CASES:
        allowed = threshold.number - (1 if threshold.operator == "<" else 0)
        return floor(allowed) - bad
    least_good = 1 - threshold.number if counts_bad else threshold.number
    if threshold.operator != ("<=" if counts_bad else ">="):
        return None
    return _rate_room(least_good, good, bad)


def _rate_room(least_good: Fraction, good: int, bad: int) -> int:
    """Room until the good share falls below (or reaches) its least."""
    cases = good + bad
    if Fraction(good, cases) < least_good:
        if least_good == 1:
            return -bad
        return -ceil((least_good * cases - good) / (1 - least_good))
    if least_good == 0:
        return 0
    return floor(good / least_good) - cases
