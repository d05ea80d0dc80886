"""What is made of a rule's days: pace, what brings it back, what changed; and how pages show it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from cscheck.model.stored import DayFigure
from cscheck.model.verdicts import Status
from cscheck.report.trending import Line, change, lines_of, outlook

MONDAY = date(2026, 11, 16)


def figure(number: int, value: Fraction | None, limit: str = ">= 70%", **more: object) -> DayFigure:
    kind = str(more.pop("kind", "rate"))
    status = more.pop("status", Status.PASS)
    counts = more.pop("counts", (None, 0))
    assert isinstance(status, Status)
    assert isinstance(counts, tuple)
    day = MONDAY + timedelta(days=number)
    numerator, denominator = counts
    told = DayFigure(
        *("r", "A", None, None, day, None, status, numerator, denominator, 0, value, limit, kind),
        **more,  # type: ignore[arg-type]
    )
    assert told.rule == "r"
    return told


def line(days: list[DayFigure], judged: list[DayFigure] | None = None) -> Line:
    (found,) = lines_of([("ks", e) for e in days], [("ks", e) for e in judged or []])
    return found


@pytest.mark.parametrize(
    ("values", "limit", "days"),
    [
        ((80, 78, 76, 74), ">= 70%", 3),  # 72, 70, 68: the limit itself is kept
        ((80, 78, 76, 75), ">= 70%", 3),
        ((74, 76, 78, 80), ">= 70%", None),
        ((80, 80, 80, 80), ">= 70%", None),
        ((80, 74), ">= 70%", None),  # two days are no pace
        ((1, 2, 3, 4), "<= 5%", 2),
        ((1, 2, 3, 4), "< 5%", 1),
        ((1, 2, 3, 4), "bad_cases < 4 | <= 5%", None),  # no one number
    ],
)
def test_days_until_breach_at_the_pace_of_the_last_days(
    values: tuple[int, ...], limit: str, days: int | None
) -> None:
    figures = [figure(n, Fraction(v, 100), limit) for n, v in enumerate(values)]
    assert line(figures).days_until_breach() == days


def test_times_and_hours_have_a_pace_too() -> None:
    waits = [figure(n, Fraction(30 + 10 * n), "<= 60s", kind="seconds") for n in range(3)]
    assert line(waits).days_until_breach() == 2  # 50, 60, 70
    hours = [figure(n, Fraction(20 + n), "<= 1d", kind="hours") for n in range(3)]
    assert line(hours).days_until_breach() == 3


def test_a_window_breaks_when_its_good_days_fall_out_of_it() -> None:
    good, poor = (10, 10), (6, 10)
    days = [figure(n, None, counts=good) for n in range(3)]
    days += [figure(n, None, counts=poor) for n in range(3, 10)]
    window = [good] * 3 + [poor] * 7
    value = Fraction(sum(g for g, _ in window), sum(n for _, n in window))
    assert value == Fraction(72, 100)
    said = figure(9, value, period="rolling 10d", window_days=10, days=10)
    # A day more of 60% for one of 100%: 68 of 100.
    assert line(days, [said]).days_until_breach() == 1
    said = figure(9, value, limit=">= 65%", period="rolling 10d", window_days=10, days=10)
    assert line(days, [said]).days_until_breach() == 2
    said = figure(9, value, limit=">= 60%", period="rolling 10d", window_days=10, days=10)
    assert line(days, [said]).days_until_breach() is None


def test_a_week_breaks_before_its_sunday_or_not_at_all() -> None:
    days = [figure(n, None, counts=counts) for n, counts in enumerate([(10, 10), (6, 10), (6, 10)])]
    said = figure(2, Fraction(22, 30), period="week", window_days=7, days=3)
    assert line(days, [said]).days_until_breach() is None  # 7.33 of 10 a day stays where it is
    days.append(figure(3, None, counts=(2, 10)))
    said = figure(3, Fraction(24, 40), limit=">= 60%", period="week", window_days=7, days=4)
    assert line(days, [said]).days_until_breach() is None


def test_good_ones_in_a_row_bring_a_rate_back() -> None:
    told = figure(0, Fraction(6, 10), status=Status.FAIL, counts=(6, 10), room=-4)
    found = line([told])
    assert found.good_in_a_row() == 4
    assert Fraction(6 + 4, 10 + 4) >= Fraction(7, 10) > Fraction(6 + 3, 10 + 3)
    assert outlook(found, "en") == "4 good ones in a row bring back >= 70%"
    always = figure(0, Fraction(9, 10), ">= 100%", status=Status.FAIL, counts=(9, 10), room=-1)
    assert line([always]).good_in_a_row() is None  # no number of them does
    assert line([figure(0, Fraction(8, 10), counts=(8, 10), room=1)]).good_in_a_row() is None


def test_what_changed_since_the_last_run() -> None:
    days = [figure(0, Fraction(8, 10)), figure(2, Fraction(6, 10), status=Status.FAIL)]
    found = line(days)
    assert found.has_changed
    assert change(found, "en") == "pass -> FAIL (80.0% -> 60.0%)"
    assert change(found, "zh") == "达标 → 违规（80.0% → 60.0%）"
    assert not line(days[:1]).has_changed
