"""The complaints of the Suning day: every scenario, kept and broken."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from tests.fixture_days.exports import Field, Row, as_formula, compact, words, yes_no
from tests.fixture_days.moments import after, at, between

SCENARIOS = {
    "delivery": "送货/发货类",
    "logistics_stalled": "物流停滞类",
    "return_unshipped": "退换货-未发货",
    "return_shipped_anyway": "发货前已申请退货仍发货",
    "return_not_received": "已发货未收到货",
    "other": "其他",
}
REASONS = {
    "delivery": "一直没有发货",
    "logistics_stalled": "物流三天没有更新",
    "return_unshipped": "没发货，要退款",
    "return_shipped_anyway": "申请退货后还是发货了",
    "return_not_received": "显示已发货，没有收到",
    "other": "安装师傅没有预约",
}
# In hours: how long an ordinary complaint may take to be refunded, and to be closed; and since when
# those came in that are due on the audited day.
ORDINARY = {
    "delivery": (None, 12, "-1 12:30:00", "11:30:00"),
    "logistics_stalled": (None, 48, "-2 00:30:00", "-2 23:30:00"),
    "return_unshipped": (4, 12, "-1 20:30:00", "11:30:00"),
    "return_shipped_anyway": (2, 12, "-1 22:30:00", "11:30:00"),
    "return_not_received": (12, 48, "-2 12:30:00", "11:30:00"),
    "other": (None, 120, "-5 00:30:00", "-5 23:30:00"),
}
AGENTS = ("客诉专员甲（示例）", "客诉专员乙（示例）")
CLOSING = {"normal": "正常完结", "improper": "不当完结"}
SEVERITY = {"normal": "普通", "major": "重大"}


def complaints(shops: Sequence[str], rng: random.Random) -> list[Row]:
    """The complaints of both shops; all that is remarkable is the first one's."""
    first, second = shops
    rows = [_remarkable(told) | {"shop": first} for told in REMARKABLE]
    for scenario in ORDINARY:
        rows += [_ordinary(scenario, rng) | {"shop": first} for _ in range(5)]
        rows += [_ordinary(scenario, rng) | {"shop": second} for _ in range(2)]
    rows.sort(key=lambda row: row["created_at"])
    return [_completed(row, number) for number, row in enumerate(rows, start=1)]


def _ordinary(scenario: str, rng: random.Random) -> Row:
    """Accepted, followed up and closed in time."""
    refund, close, first, last = ORDINARY[scenario]
    created = between(rng, first, last)
    closed = after(created, hours=close * rng.uniform(0.55, 0.97))
    row: Row = {
        "scenario": scenario,
        "created_at": created,
        "accepted_at": min(after(created, hours=rng.uniform(0.1, 3)), closed),
        "confirmed_at": after(closed, hours=-rng.uniform(0.1, 1)),
        "closed_at": closed,
        "followups": rng.randint(1, 4),
    }
    if refund is not None:
        row["refunded_at"] = after(created, hours=refund * rng.uniform(0.2, 0.95))
    if scenario == "delivery":
        row["shipped_at"] = after(created, hours=rng.uniform(1, 6))
        row["tracking_no"] = f"SN11111{rng.randint(0, 999999):06d}"
    if scenario == "logistics_stalled":
        row["courier_contacted_at"] = after(created, hours=rng.uniform(1, 20))
    return row


def _completed(row: Row, number: int) -> Row:
    closed: datetime | None = row.get("closed_at")
    usual: Row = {
        "complaint_id": f"7300000{number:05d}",
        "order_id": f"4100000{80000 + number:05d}",
        "buyer": f"假会员{700 + number:05d}",
        "agent": AGENTS[number % 2],
        "reason": REASONS[row["scenario"] or "other"],
        "first_followup_at": row.get("accepted_at"),
        "last_followup_at": row.get("confirmed_at") or row.get("accepted_at"),
        "close_kind": "normal" if closed else None,
        "severity": "normal",
        "repeated": False,
    }
    return usual | row


def _remarkable(told: Row) -> Row:
    """Times as `at` takes them; a complaint about one of the orders names its number."""
    row: Row = {"followups": 1, "confirmed_at": None}
    for name, value in told.items():
        row[name] = at(value) if name.endswith("_at") and value else value
    if "_order" in told:
        row["order_id"] = f"4100000{told['_order']:05d}"
    return row


def _told(scenario: str | None, created: str, accepted: str | None, **known: object) -> Row:
    return {"scenario": scenario, "created_at": created, "accepted_at": accepted} | known


REMARKABLE = (
    # On the stroke of 16:00: to be shipped tomorrow, which is the audited day.
    _told("delivery", "-1 16:00:00", "-1 16:30:00", shipped_at="23:59:59", closed_at="04:00:00"),
    # Before 16:00, shipped by its order; closed after twelve hours to the second, no number told.
    _told("delivery", "08:00:00", "08:20:00", _order=30, closed_at="20:00:00"),
    _told("delivery", "15:59:59", "17:59:59"),  # not shipped; due to be closed tomorrow
    _told("delivery", "07:00:00", "07:30:00", shipped_at="12:00:00", closed_at="19:00:00"),
    _told("delivery", "16:00:01", "16:10:00"),  # to be shipped tomorrow
    _told(
        "logistics_stalled",
        *("-2 09:00:00", "-2 10:00:00"),
        courier_contacted_at="09:00:00",
        confirmed_at="08:50:00",
        closed_at="09:00:00",
    ),
    _told(
        "logistics_stalled",
        *("-2 10:00:00", "-2 17:30:00"),
        courier_contacted_at="-1 20:00:00",
        confirmed_at="09:58:00",
        closed_at="10:00:01",
    ),
    _told("logistics_stalled", "-1 18:00:00", "18:00:00"),  # accepted after 24 hours, exactly,
    # and by 18:00 of the day after
    # Refunded as the export of refunds says, which names no shop.
    _told("return_unshipped", "08:00:00", "08:30:00", _order=21, closed_at="12:00:00"),
    _told("return_unshipped", "11:00:00", "11:30:00", _order=22, closed_at="23:00:00"),
    _told("return_shipped_anyway", "09:20:00", "09:30:00", _order=32, closed_at="13:00:00"),
    _told(
        "return_shipped_anyway",
        "10:00:00",
        "10:05:00",
        refunded_at="12:00:00",
        closed_at="13:00:00",
    ),
    _told("return_not_received", "-1 19:30:00", "-1 20:00:00", _order=33, closed_at="18:00:00"),
    # Five days, to the second; nobody followed up; improperly closed, serious, or not the first.
    _told("other", "-5 10:00:00", "-5 11:00:00", closed_at="10:00:00"),
    _told("other", "-5 11:00:00", "-5 12:00:00", closed_at="09:00:00", followups=0),
    _told(None, "-5 12:00:00", "-5 13:00:00"),
    _told(None, "-1 09:00:00", "-1 17:00:00", closed_at="15:00:00", close_kind="improper"),
    _told("other", "-1 18:30:00", "17:59:59", closed_at="23:59:59", severity="major"),
    _told("other", "-1 17:59:59", "-1 18:00:01", closed_at="24:00:00", repeated=True),
    _told("other", "14:00:00", None, followups=0),  # came in today, not accepted by 18:00
    _told("other", "19:00:00", "19:30:00"),
    _told("other", "-1 14:00:00", "14:00:00"),
)


def _time(header: str, column: str) -> Field:
    return Field(header, column, compact)


COMPLAINT_FIELDS = (
    Field("客诉编号", "complaint_id", as_formula),
    Field("店铺名称", "shop"),
    Field("订单编号", "order_id", as_formula),
    Field("会员名", "buyer"),
    Field("客诉场景", "scenario", words(SCENARIOS)),
    Field("投诉原因", "reason"),
    _time("投诉时间", "created_at"),
    Field("处理人", "agent"),
    _time("受理时间", "accepted_at"),
    _time("首次跟进时间", "first_followup_at"),
    _time("最近跟进时间", "last_followup_at"),
    Field("跟进次数", "followups"),
    _time("联系快递时间", "courier_contacted_at"),
    _time("顾客确认时间", "confirmed_at"),
    _time("发货时间", "shipped_at"),
    Field("物流单号", "tracking_no"),
    _time("退款时间", "refunded_at"),
    _time("完结时间", "closed_at"),
    Field("完结类型", "close_kind", words(CLOSING)),
    Field("客诉等级", "severity", words(SEVERITY)),
    Field("是否重复投诉", "repeated", yes_no),
)
