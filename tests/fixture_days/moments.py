"""The audited day, and times around it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
AS_OF = MIDNIGHT + timedelta(days=1)


def at(text: str) -> datetime:
    """`10:00:00` on the audited day, `-2 10:00:00` two days before it, `+1 00:01:00` after it."""
    days, _, clock = text.rpartition(" ")
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    since = timedelta(days=int(days or 0), hours=hours, minutes=minutes, seconds=seconds)
    return MIDNIGHT + since


def after(moment: datetime, *, hours: float = 0, seconds: int = 0) -> datetime:
    """So much later, to the second."""
    return moment + timedelta(seconds=round(hours * 3600) + seconds)


def between(rng: random.Random, first: str, last: str) -> datetime:
    """Any second between two times as `at` takes them, both included."""
    begin, end = at(first), at(last)
    return begin + timedelta(seconds=rng.randint(0, int((end - begin).total_seconds())))
