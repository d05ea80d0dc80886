"""What the history says of a rule over some days: its line, its pace, and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from cscheck.model.result import Result
from cscheck.model.stored import DayFigure
from cscheck.model.verdicts import Status
from cscheck.report.figures import number_text
from cscheck.text import Lang, length, percent, word

_BARS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"
_BROKEN = (Status.FAIL, Status.WARN)
_PACE_DAYS, _LEAST_DAYS, _FARTHEST = 7, 3, 90
_IN_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
Figured = tuple[str, DayFigure]
"""A platform, and a figure of one of its rules."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit that is one number, in the unit of the value."""

    operator: str
    number: Fraction

    def is_broken(self, value: Fraction) -> bool:
        return {
            ">=": value < self.number,
            ">": value <= self.number,
            "<=": value > self.number,
            "<": value >= self.number,
        }[self.operator]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of one shop (and agent) over some days.

    `days` has the figure of each day there is, `judged` what each night said of the rule's whole
    week, month or window.
    """

    platform: str
    rule: str
    shop: str
    agent: str | None
    days: Mapping[date, DayFigure]
    judged: Mapping[date, DayFigure] = field(default_factory=dict)

    @property
    def last(self) -> DayFigure:
        """The figure of the last day."""
        return self.days[max(self.days)]

    @property
    def verdict(self) -> DayFigure:
        """What was said last; of a rule by day its day's figure, which may be corrected."""
        said = self.judged.get(max(self.days))
        return self.last if said is None or said.period == "day" else said

    @property
    def verdict_before(self) -> DayFigure | None:
        """What was said the time before."""
        earlier = [day for day in (self.judged or self.days) if day < max(self.days)]
        if not earlier:
            return None
        said = self.judged.get(max(earlier)) or self.days[max(earlier)]
        return self.days.get(max(earlier), said) if said.period == "day" else said

    @property
    def has_changed(self) -> bool:
        """Whether the last verdict is another than the one before."""
        before = self.verdict_before
        return before is not None and before.status is not self.verdict.status

    def values(self, first: date, last: date) -> list[Fraction | None]:
        """The value of every day from the first to the last; None where there is none."""
        count = (last - first).days + 1
        found = (self.days.get(first + timedelta(days=number)) for number in range(count))
        return [None if each is None else each.value for each in found]

    def days_until_breach(self) -> int | None:
        """In how many days the rule breaks if it goes on as in the last week; None if it does not.

        A rate that is summed over a week, month or window gets days like those of the last week
        and loses its oldest; all other figures follow the straight line through that week.
        """
        now = self.verdict
        bound = bound_of(now.limit, now.kind)
        if bound is None or now.status in _BROKEN or now.value is None:
            return None
        recent = [self.days[day] for day in sorted(self.days)[-_PACE_DAYS:]]
        if len(recent) < _LEAST_DAYS:
            return None
        if now.kind == "rate" and now.period != "day":
            return self._sum_breaks(bound, now, recent)
        return _line_breaks(bound, recent)

    def good_in_a_row(self) -> int | None:
        """How many good cases in a row bring a broken rate back; None where it is not so mended."""
        now = self.verdict
        bound = bound_of(now.limit, now.kind)
        if now.status not in _BROKEN or now.kind != "rate" or bound is None or not now.room:
            return None
        mendable = bound.number != (0 if now.counts_bad else 1)
        return -now.room if now.room < 0 and mendable else None

    def _sum_breaks(self, bound: Bound, now: DayFigure, recent: Sequence[DayFigure]) -> int | None:
        """When the sums of a window break the bound, with days like the recent ones added."""
        size = now.window_days or len(self.days)
        end = max(self.days)
        inside: dict[date, tuple[Fraction, Fraction]] = {
            day: (Fraction(each.numerator or 0), Fraction(each.denominator))
            for day, each in self.days.items()
            if (end - day).days < size
        }
        like = tuple(
            Fraction(sum(amounts), len(recent))
            for amounts in zip(*((e.numerator or 0, e.denominator) for e in recent), strict=True)
        )
        steps = _FARTHEST if now.period.startswith("rolling") else _days_left(now)
        for number in range(1, steps + 1):
            day = end + timedelta(days=number)
            inside[day] = (like[0], like[1])
            if now.period.startswith("rolling"):
                inside.pop(day - timedelta(days=size), None)
            good = sum((each for each, _ in inside.values()), Fraction(0))
            cases = sum((each for _, each in inside.values()), Fraction(0))
            if cases and bound.is_broken(good / cases):
                return number
        return None


def _days_left(now: DayFigure) -> int:
    """How many days a week or month has left after a day."""
    if now.period == "week":
        return 6 - now.day.weekday()
    if now.period == "month":
        next_month = (now.day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (next_month - now.day).days - 1
    return 0


def _line_breaks(bound: Bound, recent: Sequence[DayFigure]) -> int | None:
    """When the straight line through the last values, drawn on from the last one, breaks it."""
    points = [(each.day.toordinal(), each.value) for each in recent if each.value is not None]
    if len(points) < _LEAST_DAYS:
        return None
    middle = Fraction(sum(day for day, _ in points), len(points))
    mean = sum((value for _, value in points), Fraction(0)) / len(points)
    spread = sum(((day - middle) * (day - middle) for day, _ in points), Fraction(0))
    slope = sum(((day - middle) * (value - mean) for day, value in points), Fraction(0)) / spread
    value, towards = points[-1][1], slope < 0 if bound.operator in (">=", ">") else slope > 0
    if not towards:
        return None
    number = max(ceil((bound.number - value) / slope), 1)
    number += not bound.is_broken(value + slope * number)
    return number if number <= _FARTHEST else None


def bound_of(limit: str | None, kind: str) -> Bound | None:
    """A limit as one number; None where it is none, or several."""
    found = re.fullmatch(r"(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*(%|s|m|h|d)?", limit or "")
    if found is None:
        return None
    number, unit = Fraction(found[2]), found[3]
    if unit == "%":
        number /= 100
    elif unit is not None:
        number *= Fraction(_IN_SECONDS[unit], 3600 if kind == "hours" else 1)
    return Bound(found[1], number)


def lines_of(figures: Iterable[Figured], judged: Iterable[Figured]) -> list[Line]:
    """The lines of some figures, in their order; of shops and agents, not of single buyers."""
    days: dict[tuple[str, str, str, str | None], dict[date, DayFigure]] = {}
    said: dict[tuple[str, str, str, str | None], dict[date, DayFigure]] = {}
    for found, into in ((figures, days), (judged, said)):
        for platform, each in found:
            if each.buyer is None:
                key = (platform, each.rule, each.shop, each.agent)
                into.setdefault(key, {})[each.day] = each
    return [Line(*key, of_days, said.get(key, {})) for key, of_days in days.items()]


def lines_of_result(result: Result) -> list[Line]:
    """The lines of an audit that had a history with days before those audited, rule by rule."""
    if not result.past:
        return []
    tonight = [each for each in result.day_figures if each.day >= result.from_]
    audited = {(each.rule, each.shop, each.agent) for each in tonight}
    past = [each for each in result.past if (each.rule, each.shop, each.agent) in audited]
    judged = [*result.past_judged, *result.judged]
    platform = result.platform
    return lines_of([(platform, e) for e in (*past, *tonight)], [(platform, e) for e in judged])


def sparkline(values: Sequence[Fraction | None]) -> str:
    """A bar a day from the least to the greatest; a dot where a day has no value."""
    known = [each for each in values if each is not None]
    if not known:
        return _NOTHING * len(values)
    low, span = min(known), max(known) - min(known)
    return "".join(
        _NOTHING
        if each is None
        else _BARS[int((each - low) / span * (len(_BARS) - 1)) if span else len(_BARS) // 2]
        for each in values
    )


def outlook(line: Line, lang: Lang) -> str:
    """When a line breaks at its present pace, or what brings it back; nothing where neither."""
    if (many := line.good_in_a_row()) is not None:
        limit = line.verdict.limit
        return word("trend_brings_back", lang).format(count=many, limit=limit)
    if (days := line.days_until_breach()) is not None:
        key = "trend_breaks_tomorrow" if days == 1 else "trend_breaks_in"
        return word(key, lang).format(days=days)
    return ""


def change(line: Line, lang: Lang) -> str:
    """How the last verdict differs from the one before: `passed -> broken (81.0% -> 65.2%)`."""
    before, now = line.verdict_before, line.verdict
    assert before is not None
    return word("trend_change", lang).format(
        before=word(f"status_{before.status}", lang),
        now=word(f"status_{now.status}", lang),
        was=amount(before.kind, before.value, lang),
        value=amount(now.kind, now.value, lang),
    )


def amount(kind: str, value: Fraction | None, lang: Lang) -> str:
    """A value in its unit."""
    if value is None:
        return "-"
    if kind in ("rate", "cover"):
        return percent(value)
    if kind in ("count", "hits"):
        return number_text(value)
    return length(float(value * 3600 if kind == "hours" else value), lang)
