"""`deadline`, `duration` and `share` against the slow reading, on random exports of every table."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.both_readings import agree
from tests.random_rules import often, shuffled, with_dates, with_groups
from tests.random_tables import BEGINS, CONDITIONS, DAY, EDGES, HOUR, MIDNIGHT, TIMES, exports


def deadlines(random: Random) -> dict[str, Any]:
    table = random.choice(("orders", "refunds", "complaints", "reviews", "advances"))
    times = TIMES[table]
    starts = {"orders": ("paid_at", "created_at", ["grouped_at", "paid_at"])}
    begins = BEGINS[table][0]
    rule: dict[str, Any] = {"measure": "deadline", "table": table}
    rule["start"] = random.choice(starts.get(table, (begins, [times[0], begins])))
    stop = random.choice(times)
    both = random.sample(times, min(len(times), random.randint(1, 2)))
    more = ("order_shipped_at", "order_refunded_at") if table == "complaints" else (stop,)
    rule["stop"] = random.choice((stop, {"all_of": both}, {"any_of": both}, *more))
    if often(random, 1, 3):
        rule["optional"] = random.sample(times, 1)
    with_limit(random, rule)
    for key in ("where", "unless", "stop_requires"):
        if often(random, 1, 6):
            rule[key] = random.choice(CONDITIONS[table])
    if often(random, 1, 2):
        rule["counted_on"] = random.choice(("due", "start", "stop"))
    if table == "orders" and often(random, 1, 2):
        rule["cancelled_by"] = ["closed_at", "refund_applied_at"]
    rule["require"] = random.choice(("100%", ">= 50%", 0, "> 50%"))
    if often(random, 1, 5):
        rule["warn"] = random.choice(("100%", "> 60%"))
    changes = (
        {"where": random.choice(CONDITIONS[table])},
        {"counted_on": "start"},
        {"require": "> 70%"},
    )
    return with_dates(random, with_groups(random, rule), DAY, changes)


def with_limit(random: Random, rule: dict[str, Any]) -> None:
    """Adds how long a thing may take: a length of time, a cut-off, a promise."""
    limit = random.choice(("within", "by", "cutoff", "due"))
    if limit == "cutoff":
        rule["cutoff"] = random.choice(CUTOFFS)
    elif limit == "by" and rule["table"] == "orders":
        rule["within"] = {"by": "goods_type", "normal": "48h", "bonded": "120h"}
    elif limit != "due":
        rule["within"] = random.choice(("48h", "12h", "24h", "1d", "5d", "72h"))
    if limit == "due" or often(random, 1, 3):
        times = TIMES[rule["table"]]
        rule["due_columns"] = random.sample(times, min(len(times), random.randint(1, 2)))
        if often(random, 1, 2):
            rule["due_where"] = random.choice(CONDITIONS[rule["table"]])


CUTOFFS = (
    {"time": "16:00", "before": "same_day", "after": "next_day", "at": "24:00"},
    {"time": "18:00", "before": "same_day", "after": "next_day", "at": "18:00"},
)


def durations(random: Random) -> dict[str, Any]:
    names = shuffled(random, ["mean", "p50", "p90", "max"])
    rule: dict[str, Any] = {
        "measure": "duration",
        "table": "refunds",
        "intervals": [["applied_at", "decided_at"], ["return_signed_at", "confirmed_at"]],
        "figures": names[: random.choice((4, 2, 1))],
    }
    if often(random, 1, 2):
        rule["else"] = [["applied_at", "finished_at"]]
    if often(random, 1, 4):
        rule["day"] = random.choice(("decided_at", "applied_at"))
    for key in ("where", "unless", "zero_where"):
        if often(random, 1, 6):
            rule[key] = random.choice(CONDITIONS["refunds"])
    if often(random, 1, 2):
        rule["optional"] = ["platform_involved"]
    if often(random, 1, 2):
        rule["require"] = random.choice(("<= 24h", "<= 0.5", "< 48h", "> 12h"))
    changes = ({"figures": ["p90"]}, {"require": "<= 12h"}, {"where": {"status": "success"}})
    return with_dates(random, with_groups(random, rule), DAY, changes)


def shares(random: Random) -> dict[str, Any]:
    table = random.choice(tuple(TIMES))
    counts = random.choice(("good", "bad"))
    rule: dict[str, Any] = {
        "measure": "share",
        "table": table,
        counts: random.choice(CONDITIONS[table]),
    }
    if often(random, 1, 3):
        rule["of"] = random.choice(CONDITIONS[table])
    if TIMES[table] and often(random, 1, 2):
        rule["day"] = random.choice(TIMES[table])
    if often(random, 1, 2):
        rule["distinct"] = random.choice(DISTINCT[table])
    snapshot = table == "listings" or rule.get("of") == {"open_at_end": True}
    if ("day" in rule or not snapshot) and often(random, 1, 4):
        rule["hours"] = random.choice(("08:00-23:00", "16:00-02:00"))
    rule["require"] = random.choice(REQUIRED)
    changes = ({counts: random.choice(CONDITIONS[table])}, {"period": "day"}, {"require": ">= 40%"})
    return with_dates(random, with_groups(random, rule), DAY, changes)


DISTINCT = {
    "orders": ("agent",),
    "refunds": ("buyer", "reason"),
    "complaints": ("order_id",),
    "reviews": ("agent",),
    "advances": ("advance_id",),
    "listings": ("title",),
}
REQUIRED = (
    *(">= 50%", "<= 50%", 0),
    {"any_of": ["bad_cases < 2", "<= 40%"]},
    [{"when": "cases_per_day < 2", "be": "<= 20%"}, {"be": "<= 60%"}],
)


@settings(max_examples=35, deadline=None)
@given(st.randoms(use_true_random=True))
def test_tables_as_the_page_says(random: Random) -> None:
    rules = [make(random) for make in (deadlines, durations, shares) for _ in range(2)]
    further = random.choice((0, 1, 1))
    as_of = random.choice((*[24 * HOUR] * len(EDGES), *EDGES))
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    moment = MIDNIGHT + timedelta(days=further, seconds=as_of)
    rules_at = DAY + timedelta(days=random.choice((-1, 0, 1))) if often(random, 1, 6) else None
    agree(rules, exports(random), days, moment, rules_at)
