"""`deadline`, `duration` and `share` against the slow reading, on random exports of every table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.both_readings import Export, fast_groups, slow_groups
from tests.random_rules import often, with_dates, with_groups
from tests.random_tables import BEGINS, DAY, EDGES, HOUR, MIDNIGHT, TIMES, condition, exports


@st.composite
def deadlines(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(("orders", "refunds", "complaints", "reviews", "advances")))
    times = TIMES[table]
    starts = {"orders": ("paid_at", "created_at", ["grouped_at", "paid_at"])}
    begins = BEGINS[table][0]
    rule: dict[str, Any] = {"measure": "deadline", "table": table}
    rule["start"] = draw(st.sampled_from(starts.get(table, (begins, [times[0], begins]))))
    stop = draw(st.sampled_from(times))
    both = draw(st.lists(st.sampled_from(times), min_size=1, max_size=2, unique=True))
    more = ("order_shipped_at", "order_refunded_at") if table == "complaints" else (stop,)
    rule["stop"] = draw(st.sampled_from((stop, {"all_of": both}, {"any_of": both}, *more)))
    if often(draw, 1, 3):
        rule["optional"] = draw(st.lists(st.sampled_from(times), min_size=1, max_size=2))
    with_limit(draw, rule)
    for key in ("where", "unless", "stop_requires"):
        if often(draw, 1, 6):
            rule[key] = draw(condition(table))
    if often(draw, 1, 2):
        rule["counted_on"] = draw(st.sampled_from(("due", "start", "stop")))
    if table == "orders" and draw(st.booleans()):
        rule["cancelled_by"] = ["closed_at", "refund_applied_at"]
    rule["require"] = draw(st.sampled_from(("100%", ">= 50%", 0, "> 50%")))
    if often(draw, 1, 5):
        rule["warn"] = draw(st.sampled_from(("100%", "> 60%")))
    changes = ({"where": draw(condition(table))}, {"counted_on": "start"}, {"require": "> 70%"})
    return with_dates(draw, with_groups(draw, rule), DAY, changes)


def with_limit(draw: st.DrawFn, rule: dict[str, Any]) -> None:
    """Adds how long a thing may take: a length of time, a cut-off, a promise."""
    limit = draw(st.sampled_from(("within", "by", "cutoff", "due")))
    if limit == "cutoff":
        rule["cutoff"] = draw(st.sampled_from(CUTOFFS))
    elif limit == "by" and rule["table"] == "orders":
        rule["within"] = {"by": "goods_type", "normal": "48h", "bonded": "120h"}
    elif limit != "due":
        rule["within"] = draw(st.sampled_from(("48h", "12h", "24h", "1d", "5d", "72h")))
    if limit == "due" or often(draw, 1, 3):
        promised = st.sampled_from(TIMES[rule["table"]])
        rule["due_columns"] = draw(st.lists(promised, min_size=1, max_size=2, unique=True))
        if draw(st.booleans()):
            rule["due_where"] = draw(condition(rule["table"]))


CUTOFFS = (
    {"time": "16:00", "before": "same_day", "after": "next_day", "at": "24:00"},
    {"time": "18:00", "before": "same_day", "after": "next_day", "at": "18:00"},
)


@st.composite
def durations(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.permutations(["mean", "p50", "p90", "max"]))
    rule: dict[str, Any] = {
        "measure": "duration",
        "table": "refunds",
        "intervals": [["applied_at", "decided_at"], ["return_signed_at", "confirmed_at"]],
        "figures": names[: draw(st.sampled_from((4, 2, 1)))],
    }
    if draw(st.booleans()):
        rule["else"] = [["applied_at", "finished_at"]]
    if often(draw, 1, 4):
        rule["day"] = draw(st.sampled_from(("decided_at", "applied_at")))
    for key in ("where", "unless"):
        if often(draw, 1, 4):
            rule[key] = draw(condition("refunds"))
    if draw(st.booleans()):
        rule["optional"] = ["platform_involved"]
    if draw(st.booleans()):
        rule["require"] = draw(st.sampled_from(("<= 24h", "<= 0.5", "< 48h", "> 12h")))
    changes = ({"figures": ["p90"]}, {"require": "<= 12h"}, {"where": {"status": "success"}})
    return with_dates(draw, with_groups(draw, rule), DAY, changes)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(tuple(TIMES)))
    counts = draw(st.sampled_from(("good", "bad")))
    rule: dict[str, Any] = {"measure": "share", "table": table, counts: draw(condition(table))}
    if often(draw, 1, 3):
        rule["of"] = draw(condition(table))
    if TIMES[table] and often(draw, 1, 2):
        rule["day"] = draw(st.sampled_from(TIMES[table]))
    if often(draw, 1, 2):
        rule["distinct"] = draw(st.sampled_from(DISTINCT[table]))
    snapshot = table == "listings" or rule.get("of") == {"open_at_end": True}
    if ("day" in rule or not snapshot) and often(draw, 1, 4):
        rule["hours"] = draw(st.sampled_from(("08:00-23:00", "16:00-02:00")))
    rule["require"] = draw(st.sampled_from(REQUIRED))
    changes = ({counts: draw(condition(table))}, {"period": "day"}, {"require": ">= 40%"})
    return with_dates(draw, with_groups(draw, rule), DAY, changes)


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


def check(rule: dict[str, Any], export: Export, days: list[date], as_of: datetime) -> None:
    fast, slow = fast_groups(rule, export, days, as_of), slow_groups(rule, export, days, as_of)
    for mine, theirs in zip(fast, slow, strict=True):
        assert mine == theirs


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(deadlines(), durations(), shares()),
    exports(),
    st.integers(0, 1),
    st.sampled_from((*[24 * HOUR] * 9, *EDGES)),
)
def test_tables_as_the_page_says(
    rule: dict[str, Any], export: Export, further: int, as_of_second: int
) -> None:
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    check(rule, export, days, MIDNIGHT + timedelta(days=further, seconds=as_of_second))
