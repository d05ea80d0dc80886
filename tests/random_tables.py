"""Random exports of every table that is no messages, and conditions on their rows.

The times of a row lie about one moment, at which it is due: those that begin it some hours before,
the others a second or some hours to either side.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from tests.both_readings import Export, Row
from tests.random_rules import often

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
HOUR = 3600
EDGES = (
    *(12 * HOUR, 12 * HOUR + 1, 16 * HOUR - 1, 16 * HOUR, 18 * HOUR, 23 * HOUR, 24 * HOUR),
    *(1, 0, 24 * HOUR - 1, 24 * HOUR + 1, 30 * HOUR, 48 * HOUR, 72 * HOUR, -6 * HOUR),
)
STEPS = (
    *[0] * 6,
    -1,
    1,
    1,
    HOUR,
    -HOUR,
    12 * HOUR,
    24 * HOUR,
    -24 * HOUR,
    24 * HOUR + 1,
    48 * HOUR,
)
LIMITS = (48, 24, 12, 72, 5 * 24, 36)
SHOPS = (None, "甲店", "乙店")

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
AGENTS = ("小张", None, "小李")
FIELDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "orders": {
        "order_id": ("1", "2", "3", "4", "5", "6"),
        "sub_order_id": (None, None, "a", "b"),
        "agent": AGENTS,
        "status": ("shipped", None, "closed", "unshipped", "refunded_unshipped"),
        "refund_status": (None, "success", "none"),
        "goods_type": ("normal", None, "bonded", "别的"),
        "presale": (True, None, False),
        "tracking_no": ("SF1", None),
        "amount": (Fraction(999, 100), None, Fraction(1), Fraction(300)),
    },
    "refunds": {
        "refund_id": ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"),
        "order_id": ("1", None, "2", "3"),
        "buyer": ("买一", None, "买二"),
        "agent": AGENTS,
        "kind": ("refund_only", None, "return_refund"),
        "status": ("success", None, "rejected", "open"),
        "platform_involved": (None, True, False),
        "liability": ("merchant", None, "buyer"),
        "reason": ("七天无理由", None, "质量问题", "发错货"),
        "amount": (Fraction(30), None, Fraction(1, 10), Fraction(999, 100)),
    },
    "complaints": {
        "complaint_id": ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"),
        "order_id": ("1", None, "2", "3"),
        "agent": AGENTS,
        "scenario": ("delivery", None, "other"),
        "followups": (1, None, 0, 2),
        "close_kind": ("normal", None, "improper"),
        "repeated": (None, True, False),
    },
    "reviews": {
        "review_id": ("V1", "V2", "V3", "V4"),
        "agent": AGENTS,
        "rating": (5, None, 1, 2, 3),
    },
    "advances": {
        "advance_id": ("A1", "A2", "A3", "A4"),
        "amount": (Fraction(999, 100), None, Fraction(1)),
    },
    "listings": {
        "listing_id": ("L1", "L2", "L3", "L4"),
        "sku": (None, "a", "b"),
        "title": ("碗包邮", None, "碗"),
        "price": (Fraction(10), Fraction(1), Fraction(999, 100)),
        "shipping_fee": (Fraction(20), None, Fraction(0)),
    },
}


def row_of(random: Random, table: str, columns: tuple[str, ...]) -> Row:
    """A row whose times lie about one moment, those that begin it some hours before."""
    row: Row = {name: random.choice(each) for name, each in FIELDS[table].items()}
    row["shop"] = random.choice(SHOPS)
    due = MIDNIGHT + timedelta(seconds=random.choice((*EDGES[:7] * 3, *EDGES)))
    began = due - timedelta(hours=random.choice(LIMITS))
    for name in TIMES[table]:
        step = timedelta(seconds=random.choice(STEPS))
        row[name] = None if often(random, 1, 4) else due + step
    for name in BEGINS[table]:
        step = timedelta(seconds=random.choice((0, 0, 1, -1)))
        row[name] = None if table == "orders" and often(random, 1, 5) else began + step
    return {name: row[name] for name in columns}


def files_of(random: Random, table: str) -> tuple[list[list[Row]], tuple[str, ...]]:
    """One or two files of a table, and the columns that the export has."""
    columns = dict.fromkeys(("shop", *FIELDS[table], *TIMES[table], *BEGINS[table]))
    if often(random, 1, 3):
        needed = NEEDED - {"created_at"} if table == "orders" else NEEDED
        for name in random.sample(sorted(set(columns) - needed), random.randint(1, 3)):
            del columns[name]
    rows = [row_of(random, table, tuple(columns)) for _ in range(random.randint(5, 14))]
    cut = random.choice((0, 0, len(rows) // 2))
    return [rows[:cut], rows[cut:]] if cut else [rows], tuple(columns)


def exports(random: Random) -> Export:
    files, columns = {}, {}
    for table in TIMES:
        if not often(random, 1, 8):
            files[table], columns[table] = files_of(random, table)
    return Export(files, columns)


CONDITIONS: dict[str, tuple[Any, ...]] = {
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
