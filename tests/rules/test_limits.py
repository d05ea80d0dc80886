"""Limits, periods and room: what a group must keep, over which days, and how far it is from it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cscheck.measures.cases import Kind
from cscheck.rules.limit import Clause, Facts, parse_requirement
from cscheck.rules.periods import Period
from cscheck.rules.room import room

RATE = Kind.RATE


def kept(
    source: Any, value: Fraction | None, kind: Kind = RATE, bad: int = 0, rows: int = 0
) -> bool:
    return parse_requirement(source, kind).kept(Facts(value, bad, Fraction(rows)))


@pytest.mark.parametrize(
    ("source", "value", "holds"),
    [
        (">= 80%", Fraction(4, 5), True),
        (">= 80%", Fraction(3_999, 5_000), False),
        ("> 80%", Fraction(4, 5), False),
        ("<= 0.35%", Fraction(35, 10_000), True),
        ("<= 0.35%", Fraction(36, 10_000), False),
        ("< 1%", Fraction(1, 100), False),
        ("100%", Fraction(1), True),
        ("100%", Fraction(999_999, 1_000_000), False),
    ],
)
def test_the_unrounded_value_is_compared(source: str, value: Fraction, holds: bool) -> None:
    assert kept(source, value) is holds


def test_a_limit_of_nought_allows_no_bad_case() -> None:
    assert kept(0, Fraction(1), bad=0)
    assert not kept(0, Fraction(99, 100), bad=1)


def test_a_limit_may_depend_on_volume() -> None:
    source = [{"when": "cases_per_day < 50", "be": "<= 20%"}, {"be": "<= 10%"}]
    assert kept(source, Fraction(1, 5), rows=49)
    assert not kept(source, Fraction(1, 5), rows=50)
    assert kept(source, Fraction(1, 10), rows=50)


def test_a_limit_may_be_a_choice() -> None:
    source = {"any_of": ["bad_cases < 4", "<= 0.35%"]}
    assert kept(source, Fraction(3, 10), bad=3)
    assert kept(source, Fraction(4, 2_000), bad=4)
    assert not kept(source, Fraction(4, 1_000), bad=4)


@pytest.mark.parametrize(
    ("source", "kind", "value", "holds"),
    [
        ("<= 60s", Kind.SECONDS, Fraction(60), True),
        ("<= 1m", Kind.SECONDS, Fraction(61), False),
        ("<= 24h", Kind.HOURS, Fraction(24), True),
        ("<= 90m", Kind.HOURS, Fraction(3, 2), True),
        ("<= 1.5", Kind.HOURS, Fraction(8, 5), False),
        ("<= 60s", Kind.SECONDS, None, False),
    ],
)
def test_limits_of_times(source: str, kind: Kind, value: Fraction | None, holds: bool) -> None:
    assert kept(source, value, kind) is holds


@pytest.mark.parametrize(
    "source", ["80", "0.8", ">= 80% or so", 80, 0.8, None, [], {}, ["x"], {"any_of": ">= 8%"}]
)
def test_what_is_no_limit(source: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_requirement(source, RATE)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 999), st.booleans())
def test_room_is_exactly_what_the_limit_bears(
    good: int, bad: int, permille: int, counts_bad: bool
) -> None:
    if good + bad == 0:
        return
    sign = "<=" if counts_bad else ">="
    requirement = parse_requirement(f"{sign} {permille / 10}%", RATE)

    def keeps(good: int, bad: int) -> bool:
        share = Fraction(bad if counts_bad else good, good + bad)
        return requirement.kept(Facts(share, bad))

    found = room(requirement.clauses[0], good, bad, counts_bad=counts_bad)
    assert found is not None
    if keeps(good, bad):
        assert found >= 0
        assert keeps(good, bad + found)
        assert not keeps(good, bad + found + 1)
    else:
        assert found < 0
        assert keeps(good - found, bad)
        assert not keeps(good - found - 1, bad)


def test_the_room_of_a_limit_that_allows_nothing() -> None:
    clause: Clause = parse_requirement("100%", RATE).clauses[0]
    assert room(clause, 3, 0, counts_bad=False) == 0
    assert room(clause, 3, 2, counts_bad=False) == -2


@pytest.mark.parametrize(
    ("period", "first", "last", "spans"),
    [
        ("day", "11-19", "11-20", [("11-19", "11-19", 1), ("11-20", "11-20", 1)]),
        ("week", "11-20", "11-20", [("11-20", "11-20", 7)]),
        ("week", "11-20", "11-24", [("11-20", "11-22", 7), ("11-23", "11-24", 7)]),
        ("month", "11-29", "12-01", [("11-29", "11-30", 30), ("12-01", "12-01", 31)]),
        ("run", "11-19", "12-01", [("11-19", "12-01", None)]),
        ("rolling 30d", "11-20", "11-20", [("11-20", "11-20", 30)]),
        ("rolling 2d", "11-17", "11-20", [("11-19", "11-20", 2)]),
    ],
)
def test_periods_are_cut_to_the_days_audited(
    period: str, first: str, last: str, spans: list[tuple[str, str, int | None]]
) -> None:
    def day(text: str) -> date:
        return date.fromisoformat(f"2026-{text}")

    found = Period.parse(period).spans(day(first), day(last))
    assert [(each.from_, each.to, each.window_days) for each in found] == [
        (day(begin), day(end), window) for begin, end, window in spans
    ]
