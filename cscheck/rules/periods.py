"""The periods over which a rule sums its cases (measures.md, part 2)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cscheck.clock import MOST_DAYS, TooLongError


@dataclass(frozen=True, slots=True)
class Span:
    """A group's days: its week, month or window, cut to the days audited.

    `window_days` is the length of the uncut window and `window_from` the day on which it begins,
    None where the period has no length of its own.
    """

    from_: date
    to: date
    window_days: int | None
    window_from: date | None = None

    @property
    def days(self) -> int:
        return (self.to - self.from_).days + 1


@dataclass(frozen=True, slots=True)
class Period:
    """`day`, `week` (Monday to Sunday), `month`, `run` (all days audited) or `rolling 30d`."""

    name: str
    rolling_days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as rules write it; raises ValueError, TooLongError for over ten years."""
        if text in ("day", "week", "month", "run"):
            return cls(text)
        found = re.fullmatch(r"rolling\s+([1-9]\d*)d", text)
        if found is None:
            raise ValueError(text)
        if int(found[1]) > MOST_DAYS:
            raise TooLongError(text)
        return cls("rolling", int(found[1]))

    @property
    def text(self) -> str:
        """The period as rules write it."""
        return f"rolling {self.rolling_days}d" if self.rolling_days else self.name

    def spans(self, first: date, last: date) -> tuple[Span, ...]:
        """The groups into which the days audited fall, in order."""
        if self.name == "run":
            return (Span(first, last, None),)
        if self.name == "rolling":
            begin = last - timedelta(days=self.rolling_days - 1)
            return (Span(max(first, begin), last, self.rolling_days, begin),)
        return tuple(self._calendar_spans(first, last))

    def _calendar_spans(self, first: date, last: date) -> Iterator[Span]:
        start = first
        while start <= last:
            begin, end = self._around(start)
            yield Span(start, min(end, last), (end - begin).days + 1, begin)
            start = end + timedelta(days=1)

    def _around(self, day: date) -> tuple[date, date]:
        """The whole day, week or month that a day belongs to."""
        if self.name == "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        if self.name == "month":
            length = calendar.monthrange(day.year, day.month)[1]
            return day.replace(day=1), day.replace(day=length)
        return day, day
