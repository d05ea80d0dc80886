"""`deadline`, `duration` and `share` against the slow reading, on random exports of every table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.both_readings import Export, Row, fast_groups, slow_groups

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
HOUR = 3600
EDGES = (
    *(0, 1, 12 * HOUR, 12 * HOUR + 1, 16 * HOUR - 1, 16 * HOUR, 18 * HOUR, 23 * HOUR + 3599),
    *(-48 * HOUR, -48 * HOUR + 1, -48 * HOUR - 1, -24 * HOUR, -24 * HOUR + 1, -6 * HOUR, -1),
    *(24 * HOUR, 24 * HOUR + 1, 30 * HOUR, 48 * HOUR, 72 * HOUR, -72 * HOUR, -120 * HOUR),
)
moments = st.sampled_from(EDGES).map(lambda second: MIDNIGHT + timedelta(seconds=second))
maybe = st.one_of(st.none(), moments)
shops = st.sampled_from((None, "甲店", "乙店"))

TIMES: dict[str, tuple[str, ...]] = {
    "orders": (
        *("created_at", "paid_at", "grouped_at", "promised_ship_at", "shipped_at"),
        *("picked_up_at", "closed_at"),
    ),
    "refunds": (
        *("decided_at", "return_signed_at", "confirmed_at", "refunded_at", "finished_at", "due_at"),
    ),
    "complaints": (
        *("accepted_at", "shipped_at", "refunded_at", "closed_at", "courier_contacted_at"),
        *("first_followup_at", "last_followup_at"),
    ),
    "reviews": ("replied_at",),
    "advances": ("paid_at",),
    "listings": (),
}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "orders": {
        "order_id": st.sampled_from(("1", "2", "3", "4")),
        "sub_order_id": st.sampled_from((None, "a", "b")),
        "agent": st.sampled_from((None, "小张")),
        "status": st.sampled_from((None, "closed", "shipped", "unshipped")),
        "refund_status": st.sampled_from((None, "success", "none")),
        "goods_type": st.sampled_from((None, "normal", "bonded", "别的")),
        "presale": st.sampled_from((None, True, False)),
        "tracking_no": st.sampled_from((None, "SF1")),
        "amount": st.sampled_from((None, Fraction(1), Fraction(999, 100), Fraction(300))),
    },
    "refunds": {
        "refund_id": st.sampled_from(("R1", "R2", "R3")),
        "applied_at": moments,
        "order_id": st.sampled_from((None, "1", "2")),
        "buyer": st.sampled_from((None, "买一", "买二")),
        "kind": st.sampled_from((None, "refund_only", "return_refund")),
        "status": st.sampled_from((None, "success", "rejected", "open")),
        "platform_involved": st.sampled_from((None, True, False)),
        "liability": st.sampled_from((None, "merchant", "buyer")),
        "reason": st.sampled_from((None, "七天无理由", "质量问题")),
        "amount": st.sampled_from((None, Fraction(1, 10), Fraction(30), Fraction(999, 100))),
    },
    "complaints": {
        "complaint_id": st.sampled_from(("T1", "T2", "T3")),
        "created_at": moments,
        "order_id": st.sampled_from((None, "1", "2")),
        "scenario": st.sampled_from((None, "delivery", "other")),
        "followups": st.sampled_from((None, 0, 1, 2)),
        "close_kind": st.sampled_from((None, "normal", "improper")),
        "repeated": st.sampled_from((None, True, False)),
    },
    "reviews": {
        "review_id": st.sampled_from(("V1", "V2", "V3")),
        "created_at": moments,
        "agent": st.sampled_from((None, "小张")),
        "rating": st.sampled_from((None, 1, 2, 3, 5)),
    },
    "advances": {
        "advance_id": st.sampled_from(("A1", "A2", "A3")),
        "notified_at": moments,
        "amount": st.sampled_from((None, Fraction(1), Fraction(999, 100))),
    },
    "listings": {
        "listing_id": st.sampled_from(("L1", "L2", "L3")),
        "sku": st.sampled_from((None, "a", "b")),
        "title": st.sampled_from((None, "碗包邮", "碗")),
        "price": st.sampled_from((Fraction(1), Fraction(10), Fraction(999, 100))),
        "shipping_fee": st.sampled_from((None, Fraction(0), Fraction(20))),
    },
}
NEEDED = {
    *("order_id", "refund_id", "applied_at", "complaint_id", "created_at", "review_id"),
    *("advance_id", "notified_at", "listing_id"),
}


@st.composite
def files_of(draw: st.DrawFn, table: str) -> tuple[list[list[Row]], tuple[str, ...]]:
    fields = {"shop": shops, **FIELDS[table], **dict.fromkeys(TIMES[table], maybe)}
    droppable = sorted(set(fields) - NEEDED)
    for name in draw(st.sets(st.sampled_from(droppable), max_size=4)):
        if name != "created_at" or table == "orders":
            del fields[name]
    row = st.fixed_dictionaries(fields)
    files = draw(st.lists(st.lists(row, max_size=7), min_size=1, max_size=2))
    return files, tuple(fields)


@st.composite
def exports(draw: st.DrawFn) -> Export:
    files, columns = {}, {}
    for table in TIMES:
        if draw(st.integers(0, 3)):
            files[table], columns[table] = draw(files_of(table))
    return Export(files, columns)


conditions = {
    "orders": (
        {"presale": True},
        {"tracking_no": "present"},
        {"amount": {">=": 9.99}},
        [{"status": ["closed", "shipped"]}, {"goods_type": "missing"}],
        {"shipped_at": {"after": "promised_ship_at"}},
        {"amount": {"<": 10}, "presale": [True, False]},
        {"promise_missed_at": "present"},
    ),
    "refunds": (
        {"kind": "refund_only"},
        {"platform_involved": True},
        {"reason": {"contains": ["无理由", "质量"]}},
        [{"status": "success", "liability": "merchant"}, {"finished_at": "present"}],
        {"decided_at": {"before": "finished_at"}},
        {"share_of_order": {">": 0.1}},
    ),
    "complaints": (
        {"scenario": "delivery"},
        [{"scenario": "other"}, {"scenario": "missing"}],
        {"followups": {">": 0}},
        {"closed_at": "present"},
        [{"close_kind": "improper"}, {"repeated": True}],
        {"open_at_end": True},
        {"followed_up_on_last_day": True},
        [{"open_at_end": True}, {"scenario": "other"}],
    ),
    "reviews": ({"rating": {"<=": 2}}, {"replied_at": "present"}, {"credit_points": {"<": 0}}),
    "advances": ({"paid_at": "missing"}, {"amount": {">": 5}}),
    "listings": (
        {"title_repeated": True},
        {"title": {"contains": "包邮"}},
        {"shipping_fee": {">": 0}},
        {"shipping_fee_to_price": {">": 2}},
        [{"price": {"<=": 1}}, {"price_to_sku_median": {"<": 0.2}}],
    ),
}


def condition(table: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(conditions[table])


def common(draw: st.DrawFn, rule: dict[str, Any]) -> dict[str, Any]:
    rule["period"] = draw(st.sampled_from(("day", "day", "week", "run", "rolling 30d")))
    if draw(st.booleans()) and rule["table"] not in ("advances", "listings"):  # nobody's
        rule["by"] = ["agent"]
    if draw(st.integers(0, 3)) == 0:
        rule["at_least"] = 2
    if draw(st.integers(0, 3)) == 0:
        rule["severity"] = "warn"
    return rule


@st.composite
def deadlines(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(("orders", "refunds", "complaints", "reviews", "advances")))
    times = TIMES[table]
    starts = {
        "orders": ("paid_at", "created_at"),
        "refunds": ("applied_at",),
        "advances": ("notified_at",),
    }
    rule: dict[str, Any] = {"measure": "deadline", "table": table}
    rule["start"] = draw(
        st.sampled_from((*starts.get(table, ("created_at",)), ["grouped_at", "paid_at"]))
        if table == "orders"
        else st.sampled_from((*starts.get(table, ("created_at",)), list(times[:2])))
    )
    stop = draw(st.sampled_from(times))
    both = draw(st.lists(st.sampled_from(times), min_size=1, max_size=2, unique=True))
    more = ("order_shipped_at", "order_refunded_at") if table == "complaints" else (stop,)
    rule["stop"] = draw(st.sampled_from((stop, {"all_of": both}, {"any_of": both}, *more)))
    if draw(st.booleans()):
        rule["optional"] = draw(st.lists(st.sampled_from(times), min_size=1, max_size=2))
    limit = draw(st.sampled_from(("within", "by", "cutoff", "due")))
    if limit == "cutoff":
        rule["cutoff"] = draw(
            st.sampled_from(
                (
                    {"time": "16:00", "before": "same_day", "after": "next_day", "at": "24:00"},
                    {"time": "18:00", "before": "same_day", "after": "next_day", "at": "18:00"},
                )
            )
        )
    elif limit == "by" and table == "orders":
        rule["within"] = {"by": "goods_type", "normal": "48h", "bonded": "120h"}
    elif limit != "due":
        rule["within"] = draw(st.sampled_from(("12h", "24h", "48h", "1d", "5d", "72h")))
    if limit == "due" or draw(st.booleans()):
        rule["due_columns"] = draw(
            st.lists(st.sampled_from(times), min_size=1, max_size=2, unique=True)
        )
        if draw(st.booleans()):
            rule["due_where"] = draw(condition(table))
    for key in ("where", "unless", "stop_requires"):
        if draw(st.integers(0, 3)) == 0:
            rule[key] = draw(condition(table))
    if draw(st.booleans()):
        rule["counted_on"] = draw(st.sampled_from(("due", "start", "stop")))
    if table == "orders" and draw(st.booleans()):
        rule["cancelled_by"] = ["closed_at", "refund_applied_at"]
    rule["require"] = draw(st.sampled_from(("100%", ">= 50%", 0, "> 50%")))
    return common(draw, rule)


@st.composite
def durations(draw: st.DrawFn) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "measure": "duration",
        "table": "refunds",
        "intervals": [["applied_at", "decided_at"], ["return_signed_at", "confirmed_at"]],
        "figures": draw(st.permutations(["mean", "p50", "p90", "max"])),
    }
    if draw(st.booleans()):
        rule["else"] = [["applied_at", "finished_at"]]
    for key in ("where", "unless"):
        if draw(st.integers(0, 2)) == 0:
            rule[key] = draw(condition("refunds"))
    if draw(st.booleans()):
        rule["optional"] = ["platform_involved"]
    if draw(st.booleans()):
        rule["require"] = draw(st.sampled_from(("<= 24h", "<= 0.5", "< 48h")))
    return common(draw, rule)


DISTINCT = {
    "orders": ("agent",),
    "refunds": ("buyer", "reason"),
    "complaints": ("order_id",),
    "reviews": ("agent",),
    "advances": ("advance_id",),
    "listings": ("title",),
}


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(tuple(TIMES)))
    counts = draw(st.sampled_from(("good", "bad")))
    rule: dict[str, Any] = {"measure": "share", "table": table, counts: draw(condition(table))}
    if draw(st.booleans()):
        rule["of"] = draw(condition(table))
    if draw(st.booleans()) and TIMES[table]:
        rule["day"] = draw(st.sampled_from(list(TIMES[table])))
    if draw(st.booleans()):
        rule["distinct"] = draw(st.sampled_from(list(DISTINCT[table])))
    snapshot = table == "listings" or rule.get("of") == {"open_at_end": True}
    if not (snapshot and "day" not in rule) and draw(st.booleans()):
        rule["hours"] = draw(st.sampled_from(("08:00-23:00", "16:00-02:00")))
    rule["require"] = draw(
        st.sampled_from(
            (
                *(">= 50%", "<= 50%", 0),
                {"any_of": ["bad_cases < 2", "<= 40%"]},
                [{"when": "cases_per_day < 2", "be": "<= 20%"}, {"be": "<= 60%"}],
            )
        )
    )
    return common(draw, rule)


def check(rule: dict[str, Any], export: Export, days: list[date], as_of: datetime) -> None:
    fast, slow = fast_groups(rule, export, days, as_of), slow_groups(rule, export, days, as_of)
    for mine, theirs in zip(fast, slow, strict=True):
        assert mine == theirs


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(deadlines(), durations(), shares()),
    exports(),
    st.integers(0, 1),
    st.sampled_from(EDGES),
)
def test_tables_as_the_page_says(
    rule: dict[str, Any], export: Export, further: int, as_of_second: int
) -> None:
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    check(rule, export, days, MIDNIGHT + timedelta(days=further, seconds=as_of_second))
