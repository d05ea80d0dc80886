"""Time as the platforms count it: zones, natural days, hours windows, limits and cut-offs.

Instants are polars `Datetime("us", zone)` columns. Differences of instants are exact; everything
that depends on the clock on the wall (days, windows, cut-offs) goes through `Zone.local`.
Definitions: measures.md, parts 1 and 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MICROSECOND = pl.duration(microseconds=1)

MOST_DAYS = 3650
"""No limit and no window is longer than ten years: what is computed must stay in the calendar."""

_UNITS = {"s": 1, "m": MINUTE, "h": HOUR}


class TooLongError(ValueError):
    """A length of time that no rule can mean."""


@dataclass(frozen=True)
class Zone:
    """A time zone. China's has had one offset since 1992, which makes its days cheap to find."""

    name: str

    @cached_property
    def info(self) -> ZoneInfo:
        return ZoneInfo(self.name)

    @cached_property
    def fixed_offset(self) -> timedelta | None:
        """The one offset from UTC that holds from 2000 to 2100, or None where it changes."""
        months = (
            datetime(year, month, 1, tzinfo=self.info)
            for year in range(2000, 2100)
            for month in range(1, 13)
        )
        offsets = {month.utcoffset() for month in months}
        return offsets.pop() if len(offsets) == 1 else None

    @property
    def dtype(self) -> pl.Datetime:
        return pl.Datetime("us", self.name)

    def local(self, instant: pl.Expr) -> pl.Expr:
        """What the clock on the wall shows at an instant, as a Datetime without a zone."""
        if self.fixed_offset is None:
            return instant.dt.replace_time_zone(None)
        utc = instant.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return utc + self.fixed_offset

    def instant(self, local: pl.Expr) -> pl.Expr:
        """The instant at which the clock on the wall shows a time.

        Where clocks were put back, the first of the two; null where they were put forward past it.
        """
        if self.fixed_offset is None:
            return local.dt.replace_time_zone(self.name, ambiguous="earliest", non_existent="null")
        utc = (local - self.fixed_offset).dt.replace_time_zone("UTC")
        return utc.dt.convert_time_zone(self.name)

    def midnight(self, day: date) -> datetime:
        """00:00 of a natural day."""
        return datetime(day.year, day.month, day.day, tzinfo=self.info)

    def day(self, instant: pl.Expr) -> pl.Expr:
        """The natural day of an instant."""
        return self.local(instant).dt.date()

    def day_ending(self, deadline: pl.Expr) -> pl.Expr:
        """The natural day a deadline falls on; one at 24:00 belongs to the day that ends."""
        return self.local(deadline - MICROSECOND).dt.date()


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: exact seconds, or whole days that end with the day."""

    text: str
    seconds: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `45s`, `5m`, `48h` (exact) or `5d` (ends with the day).

        Raises ValueError for any other text, TooLongError for more than ten years.
        """
        found = re.fullmatch(r"(\d+)\s*([smhd])", text.strip())
        if found is None:
            raise ValueError(text)
        number, unit = int(found[1]), found[2]
        if number * _UNITS.get(unit, DAY) > MOST_DAYS * DAY:
            raise TooLongError(text)
        if unit == "d":
            return cls(text, days=number)
        return cls(text, seconds=number * _UNITS[unit])

    @property
    def days_back(self) -> int:
        """How many days before its deadline a clock may have started."""
        return self.days or -(-self.seconds // DAY)

    def after(self, start: pl.Expr, zone: Zone) -> pl.Expr:
        """The deadline of a clock that starts at `start`."""
        if not self.days:
            return start + timedelta(seconds=self.seconds)
        midnight = zone.local(start).dt.truncate("1d")
        return zone.instant(midnight + timedelta(days=self.days + 1))


def parse_time_of_day(text: str) -> int:
    """Seconds since midnight of `HH:MM`, from `00:00` to `24:00`; raises ValueError."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if found is None:
        raise ValueError(text)
    seconds = int(found[1]) * HOUR + int(found[2]) * MINUTE
    if int(found[2]) > 59 or seconds > DAY:
        raise ValueError(text)
    return seconds


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day, half open; one that ends before it starts runs past midnight."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read `08:00-24:00`; raises ValueError for any other text, and for an empty window."""
        start, dash, end = text.partition("-")
        window = cls(parse_time_of_day(start), parse_time_of_day(end))
        if not dash or window.start in {window.end, DAY}:
            raise ValueError(text)
        return window

    def holds(self, seconds: pl.Expr) -> pl.Expr:
        after, before = seconds >= self.start, seconds < self.end
        return after & before if self.start < self.end else after | before


def within_hours(instant: pl.Expr, windows: tuple[Window, ...], zone: Zone) -> pl.Expr:
    """Whether the clock on the wall is inside one of the windows; always, where there are none."""
    if not windows:
        return pl.lit(value=True)
    local = zone.local(instant)
    seconds = (local - local.dt.truncate("1d")).dt.total_seconds()
    return pl.any_horizontal(window.holds(seconds) for window in windows)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A deadline by the clock: what starts before `time` is due at `at` of one day, else another.

    `before` and `after` count days from the day the clock starts (0 the same, 1 the next).
    Exactly at `time` counts as after.
    """

    time: int
    before: int
    after: int
    at: int

    def deadline(self, start: pl.Expr, zone: Zone) -> pl.Expr:
        local = zone.local(start)
        midnight = local.dt.truncate("1d")
        early = local < midnight + timedelta(seconds=self.time)
        day = pl.when(early).then(midnight + timedelta(days=self.before))
        due = day.otherwise(midnight + timedelta(days=self.after)) + timedelta(seconds=self.at)
        return zone.instant(due)


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last, both included."""
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))
