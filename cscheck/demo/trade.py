"""The orders, refunds and complaints of a demonstration, with some parcels late and some lost."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]

_DAYS_BACK = 6
_KINDS = ("refund_only", "return_refund", "exchange", "resend")
_SCENARIOS = (
    *("delivery", "logistics_stalled", "return_unshipped", "return_shipped_anyway"),
    *("return_not_received", "other"),
)


def _hours(rng: random.Random, least: float, most: float) -> timedelta:
    return timedelta(seconds=round(rng.uniform(least, most) * 3600))


def _waking(midnight: datetime, rng: random.Random) -> datetime:
    return midnight + timedelta(hours=7) + _hours(rng, 0, 16.9)


def _known(moment: datetime | None, exported: datetime) -> datetime | None:
    """What an export of that moment knows."""
    return moment if moment is not None and moment <= exported else None


def orders(midnight: datetime, size: int, exported: datetime, rng: random.Random) -> list[Row]:
    """Orders of the day and the days before: most shipped within a day or two."""
    rows: list[Row] = []
    for back in range(_DAYS_BACK, -1, -1):
        for _ in range(max(size // 6, 3)):
            paid = _waking(midnight - timedelta(days=back), rng)
            rows.append(_order(f"8{len(rows) + 1:015d}", paid, exported, rng))
    return rows


def _order(name: str, paid: datetime, exported: datetime, rng: random.Random) -> Row:
    chance = rng.random()
    presale = chance > 0.96
    if chance < 0.02:
        shipped = None  # forgotten
    elif chance < 0.06:
        shipped = paid + _hours(rng, 48.1, 90)
    else:
        shipped = paid + _hours(rng, 2, 47)
    cancelled = 0.06 <= chance < 0.08
    closed = paid + _hours(rng, 1, 20) if cancelled else None
    shipped = None if cancelled else _known(shipped, exported)
    picked_up = shipped and _known(shipped + _hours(rng, 1, 20 if chance < 0.9 else 40), exported)
    signed = picked_up and _known(picked_up + _hours(rng, 24, 90), exported)
    reached = "received" if signed else "shipped" if shipped else "unshipped"
    return {
        "order_id": name,
        "buyer": f"示例买家{rng.randint(1, 999_999):06d}",
        "created_at": paid - timedelta(seconds=rng.randint(10, 1500)),
        "paid_at": paid,
        "grouped_at": paid + timedelta(seconds=rng.randint(0, 60)),
        "promised_ship_at": paid + timedelta(days=7) if presale else None,
        "shipped_at": shipped,
        "picked_up_at": picked_up,
        "signed_at": signed,
        "closed_at": closed,
        "status": "closed" if cancelled else reached,
        "goods_type": None,
        "presale": presale,
        "custom": False,
        "no_stock": False,
        "amount": rng.randint(990, 59_900),
        "tracking_no": f"YT{rng.randint(10**11, 10**12 - 1)}" if shipped else None,
        "courier": "示例快递" if shipped else None,
        "refund_status": "none",
    }


def refunds(
    midnight: datetime, bought: list[Row], exported: datetime, rng: random.Random
) -> list[Row]:
    """After-sales of some of the orders: most decided within a day, some late, some open."""
    rows = []
    for number, order in enumerate(rng.sample(bought, k=max(len(bought) // 8, 2)), start=1):
        applied = order["paid_at"] + _hours(rng, 49, 90)
        if applied >= midnight + timedelta(days=1):
            applied = _waking(midnight, rng)
        decided = _known(applied + _hours(rng, 0.2, 44 if rng.random() < 0.93 else 80), exported)
        kind = rng.choices(_KINDS, weights=(50, 40, 6, 4))[0]
        sent_back = decided if kind == "return_refund" else None
        returned = sent_back and _known(sent_back + _hours(rng, 5, 30), exported)
        signed = returned and _known(returned + _hours(rng, 20, 60), exported)
        ended = signed if kind == "return_refund" else decided
        finished = ended and _known(ended + _hours(rng, 0.5, 10), exported)
        rows.append(
            {
                "refund_id": f"9{number:014d}",
                "order_id": order["order_id"],
                "buyer": order["buyer"],
                "applied_at": applied,
                "kind": kind,
                "reason": rng.choice(("不想要了", "尺码不合适", "质量问题", "发货太慢")),
                "decided_at": decided,
                "returned_at": returned,
                "return_signed_at": signed,
                "confirmed_at": finished if signed else None,
                "refunded_at": finished,
                "finished_at": finished,
                "status": "success" if finished else "open",
                "platform_involved": rng.random() < 0.03,
                "liability": rng.choices(("none", "merchant", "buyer"), weights=(97, 1, 2))[0],
                "amount": order["amount"],
            }
        )
    return sorted(rows, key=lambda row: row["applied_at"])


def complaints(
    midnight: datetime, bought: list[Row], exported: datetime, rng: random.Random
) -> list[Row]:
    """Complaints of the last days: accepted, followed up and closed, a few of them late."""
    rows = []
    for number, order in enumerate(rng.sample(bought, k=max(len(bought) // 10, 4)), start=1):
        created = _waking(midnight - timedelta(days=rng.randint(0, 4)), rng)
        slow = rng.random() < 0.06
        accepted = _known(created + _hours(rng, 0.1, 30 if slow else 3), exported)
        followed = accepted and _known(accepted + _hours(rng, 0.1, 2), exported)
        closed = followed and _known(followed + _hours(rng, 0.5, 130 if slow else 40), exported)
        rows.append(
            {
                "complaint_id": f"7{number:011d}",
                "order_id": order["order_id"],
                "buyer": order["buyer"],
                "agent": rng.choice(("客诉专员甲（示例）", "客诉专员乙（示例）")),
                "scenario": rng.choice(_SCENARIOS),
                "reason": "示例",
                "created_at": created,
                "accepted_at": accepted,
                "first_followup_at": followed,
                "last_followup_at": closed or followed,
                "followups": 2 if closed else 1 if followed else 0,
                "courier_contacted_at": followed,
                "confirmed_at": closed,
                "shipped_at": order["shipped_at"],
                "tracking_no": order["tracking_no"],
                "refunded_at": None,
                "closed_at": closed,
                "close_kind": "normal" if closed else None,
                "severity": "normal",
                "repeated": False,
            }
        )
    return sorted(rows, key=lambda row: row["created_at"])
