"""Random exports of every table that is no messages, and conditions on their rows.

The times of a row lie about one moment, at which it is due: those that begin it some hours before,
the others a second or some hours to either side. Of every choice the first is what hypothesis tries
most, so that it comes before what leads nowhere.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.both_readings import Export, Row
from tests.random_rules import often

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
HOUR = 3600
EDGES = (
    *(12 * HOUR, 12 * HOUR + 1, 16 * HOUR - 1, 16 * HOUR, 18 * HOUR, 23 * HOUR, 24 * HOUR),
    *(1, 0, 24 * HOUR - 1, 24 * HOUR + 1, 30 * HOUR, 48 * HOUR, 72 * HOUR, -6 * HOUR),
)
STEPS = (0, 0, -1, 1, HOUR, -HOUR, 12 * HOUR, 24 * HOUR, -24 * HOUR, 24 * HOUR + 1, 48 * HOUR)
LIMITS = (48, 24, 12, 72, 5 * 24, 36)
shops = st.sampled_from((None, "甲店", "乙店"))

BEGINS: dict[str, tuple[str, ...]] = {
    "orders": ("created_at", "paid_at", "grouped_at"),
    "refunds": ("applied_at",),
    "complaints": ("created_at",),
    "reviews": ("created_at",),
    "advances": ("notified_at",),
    "listings": (),
}
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
NEEDED = {
    *("order_id", "refund_id", "applied_at", "complaint_id", "created_at", "review_id"),
    *("advance_id", "notified_at", "listing_id"),
}
agents = st.sampled_from(("小张", None, "小李"))
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "orders": {
        "order_id": st.sampled_from(("1", "2", "3", "4", "5", "6")),
        "sub_order_id": st.sampled_from((None, None, "a", "b")),
        "agent": agents,
        "status": st.sampled_from(("shipped", None, "closed", "unshipped", "refunded_unshipped")),
        "refund_status": st.sampled_from((None, "success", "none")),
        "goods_type": st.sampled_from(("normal", None, "bonded", "别的")),
        "presale": st.sampled_from((True, None, False)),
        "tracking_no": st.sampled_from(("SF1", None)),
        "amount": st.sampled_from((Fraction(999, 100), None, Fraction(1), Fraction(300))),
    },
    "refunds": {
        "refund_id": st.sampled_from(("R1", "R2", "R3", "R4", "R5")),
        "order_id": st.sampled_from(("1", None, "2", "3")),
        "buyer": st.sampled_from(("买一", None, "买二")),
        "agent": agents,
        "kind": st.sampled_from(("refund_only", None, "return_refund")),
        "status": st.sampled_from(("success", None, "rejected", "open")),
        "platform_involved": st.sampled_from((None, True, False)),
        "liability": st.sampled_from(("merchant", None, "buyer")),
        "reason": st.sampled_from(("七天无理由", None, "质量问题", "发错货")),
        "amount": st.sampled_from((Fraction(30), None, Fraction(1, 10), Fraction(999, 100))),
    },
    "complaints": {
        "complaint_id": st.sampled_from(("T1", "T2", "T3", "T4", "T5")),
        "order_id": st.sampled_from(("1", None, "2", "3")),
        "agent": agents,
        "scenario": st.sampled_from(("delivery", None, "other")),
        "followups": st.sampled_from((1, None, 0, 2)),
        "close_kind": st.sampled_from(("normal", None, "improper")),
        "repeated": st.sampled_from((None, True, False)),
    },
    "reviews": {
        "review_id": st.sampled_from(("V1", "V2", "V3", "V4")),
        "agent": agents,
        "rating": st.sampled_from((5, None, 1, 2, 3)),
    },
    "advances": {
        "advance_id": st.sampled_from(("A1", "A2", "A3", "A4")),
        "amount": st.sampled_from((Fraction(999, 100), None, Fraction(1))),
    },
    "listings": {
        "listing_id": st.sampled_from(("L1", "L2", "L3", "L4")),
        "sku": st.sampled_from((None, "a", "b")),
        "title": st.sampled_from(("碗包邮", None, "碗")),
        "price": st.sampled_from((Fraction(10), Fraction(1), Fraction(999, 100))),
        "shipping_fee": st.sampled_from((Fraction(20), None, Fraction(0))),
    },
}


@st.composite
def rows_of(draw: st.DrawFn, table: str, columns: tuple[str, ...]) -> Row:
    """A row whose times lie about one moment, those that begin it some hours before."""
    row: Row = {name: draw(each) for name, each in FIELDS[table].items() if name in columns}
    row["shop"] = draw(shops) if "shop" in columns else None
    due = MIDNIGHT + timedelta(seconds=draw(st.sampled_from(EDGES)))
    began = due - timedelta(hours=draw(st.sampled_from(LIMITS)))
    for name in columns:
        if name in BEGINS[table]:
            blank = table == "orders" and often(draw, 1, 5)
            step = draw(st.sampled_from((0, 0, 1, -1)))
            row[name] = None if blank else began + timedelta(seconds=step)
        elif name in TIMES[table]:
            step = draw(st.sampled_from(STEPS))
            row[name] = None if often(draw, 1, 4) else due + timedelta(seconds=step)
    return {name: row[name] for name in columns}


@st.composite
def files_of(draw: st.DrawFn, table: str) -> tuple[list[list[Row]], tuple[str, ...]]:
    columns = ("shop", *FIELDS[table], *TIMES[table], *BEGINS[table])
    columns = tuple(dict.fromkeys(columns))
    gone: set[str] = set()
    if often(draw, 1, 3):
        needed = NEEDED - {"created_at"} if table == "orders" else NEEDED
        droppable = sorted(set(columns) - needed)
        gone = draw(st.sets(st.sampled_from(droppable), max_size=3))
    columns = tuple(name for name in columns if name not in gone)
    rows = draw(st.lists(rows_of(table, columns), min_size=3, max_size=9))
    cut = draw(st.sampled_from((0, 0, len(rows) // 2)))
    return [rows[:cut], rows[cut:]] if cut else [rows], columns


@st.composite
def exports(draw: st.DrawFn) -> Export:
    files, columns = {}, {}
    for table in TIMES:
        if not often(draw, 1, 8):
            files[table], columns[table] = draw(files_of(table))
    return Export(files, columns)


conditions: dict[str, tuple[Any, ...]] = {
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
    """What `where`, `of`, `good` ... may say of a row."""
    return st.sampled_from(conditions[table])
