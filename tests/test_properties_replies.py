"""The reply measures against the slow reading, on random exports."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.both_readings import agree
from tests.random_rules import often, shuffled, with_dates, with_groups
from tests.random_talks import DAY, EDGES, MIDNIGHT, exports

REPLIES_BY = ("any", "human", ["agent"], ["robot"], ["assist", "welcome"])


def rules(random: Random) -> dict[str, Any]:
    unit = random.choice(("message", "round", "conversation", "buyer_day"))
    rule: dict[str, Any] = {
        "measure": random.choice(("reply_rate", "reply_rate", "response_time")),
        "unit": unit,
        "replies_by": random.choice(REPLIES_BY),
        "starts": random.choice(("message", "assigned")),
        "population": random.choice(("all", "all", "all", "reached_agent")),
        "automatic_rounds": random.choice(("include", "include", "include", "exclude")),
    }
    if unit in ("message", "buyer_day"):
        rule["clock"] = random.choice(("message", "round"))
    if unit == "conversation":
        rule["rounds"] = random.choice(("first", "all", "mean"))
    changes: list[dict[str, Any]] = [{"population": "reached_agent"}, {"replies_by": "any"}]
    if rule["measure"] == "reply_rate":
        changes += with_limit(random, rule)
    else:
        changes += with_figures(random, rule)
    if often(random, 1, 4):
        windows = ("08:00-24:00", "08:00-23:00", ["23:00-02:00", "10:00-10:05"])
        rule["hours"] = random.choice(windows)
        rule["hours_by"] = random.choice(("message", "conversation"))
    if often(random, 1, 4):
        rule["exclude"] = random.choice(EXCLUDED)
    return with_dates(random, with_groups(random, rule), DAY, changes)


def with_limit(random: Random, rule: dict[str, Any]) -> list[dict[str, Any]]:
    """Adds how long a reply may take; returns what a later version may say of it."""
    rule["within"] = random.choice(("60s", "3m", "5m", "24h", "1d"))
    if rule.get("rounds") == "mean" and rule["within"] == "1d":
        rule["within"] = "24h"
    if rule["unit"] != "buyer_day" and rule.get("rounds", "first") == "first":
        rule["counted_on"] = random.choice(("start", "start", "due"))
    rule["require"] = random.choice((">= 50%", "> 0%", "100%", 0, ">= 66.7%"))
    if often(random, 1, 5):
        rule["warn"] = random.choice(("100%", ">= 50%"))
    return [{"within": "2m"}, {"require": "> 50%"}, {"require": None}]


def with_figures(random: Random, rule: dict[str, Any]) -> list[dict[str, Any]]:
    """Adds the figures and their limit; returns what a later version may say of them."""
    names = ["mean", "p50", "p90", "p95", "max"]
    rule["figures"] = shuffled(random, names)[: random.choice((5, 2, 1))]
    if often(random, 1, 2):
        rule["cap"] = random.choice(("180s", "600s"))
    rule["require"] = random.choice((None, "<= 60s", "<= 3m", "< 10m", ">= 30s"))
    return [{"cap": "61s"}, {"figures": ["p90", "mean"]}, {"require": "<= 1m"}]


EXCLUDED = (
    {"flags": ["offline"]},
    {"flags": ["offline", "excluded"]},
    {"dates": ["2026-11-19"]},
    {"dates": ["2026-11-21..2026-11-22"]},
)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=True))
def test_replies_as_the_page_says(random: Random) -> None:
    further = random.choice((0, 1, 1))
    as_of = random.choice((*[86_400] * len(EDGES), *EDGES))
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    moment = MIDNIGHT + timedelta(days=further, seconds=as_of)
    rules_at = DAY + timedelta(days=random.choice((-1, 0, 1))) if often(random, 1, 6) else None
    agree([rules(random) for _ in range(3)], exports(random), days, moment, rules_at)
