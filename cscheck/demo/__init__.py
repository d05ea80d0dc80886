"""A realistic day of exports from a seed, in any platform's own shape, with its figures known."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cscheck.demo.chats import busy_day
from cscheck.demo.known import known_figures
from cscheck.demo.shape import shaped
from cscheck.demo.trade import complaints, orders, refunds
from cscheck.rules.needs import needs
from cscheck.rules.platform import Platform

EXPORTED_AT = timedelta(days=1, hours=9)
_BESIDE = {"messages": ("conversations",)}


@dataclass(frozen=True, slots=True)
class Demo:
    """Files by their names, and what an audit of them must find."""

    files: Mapping[str, bytes]
    known: Mapping[str, tuple[int, int]]


def demo(platform: Platform, day: date, size: int, seed: int) -> Demo:
    """A day with `size` conversations; the same seed gives the same bytes.

    Written are the tables that the platform's rules read, under the headers and with the words
    that the platform's exports have.
    """
    rng = random.Random(f"{seed} {platform.id} {day} {size}")
    midnight = datetime(day.year, day.month, day.day)
    exported = midnight + EXPORTED_AT
    conversations, messages = busy_day(midnight, size, rng)
    bought = orders(midnight, size, exported, rng)
    tables = {
        "messages": [each for each in messages if each["sent_at"] <= exported],
        "conversations": conversations,
        "orders": bought,
        "refunds": refunds(midnight, bought, exported, rng),
        "complaints": complaints(midnight, bought, exported, rng),
    }
    wanted = {name for rule in platform.ruleset().rules for name in needs(rule).exported}
    wanted |= {beside for name in wanted for beside in _BESIDE.get(name, ())}
    written = {name: rows for name, rows in tables.items() if name in wanted}
    return Demo(shaped(platform, written, day, rng), known_figures(written, midnight))
