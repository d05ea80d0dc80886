"""A day of a shop that audits itself by its own rules: eight lists kept by hand and by tools.

The log of presence covers the week, so that days of rest can be counted.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from tests.fixture_days.chats import Chat, Plot, in_order, play
from tests.fixture_days.exports import (
    Day,
    Field,
    File,
    Row,
    Sheet,
    TextFile,
    Workbook,
    as_formula,
    dashes,
    slashes,
    tabbed,
    words,
    yuan,
)
from tests.fixture_days.moments import after, at, between

SEED = "inhouse 2026-11-20"
LAN, MEI, JU, ZHU = AGENTS = ("阿兰（示例）", "阿梅（示例）", "阿菊（示例）", "阿竹（示例）")
ORDINARY = {"b0 w1 >1 a10-90 b30-90 a10-60": 30, "b0 >0 a5-200 b20 a20": 20, "b0 r1 >2 a30": 8}
SAID = {
    3: "亲，应该是吧，我也不清楚呢",
    9: "这款是棉的，会缩水一点点，可能要两天干",
    14: "亲，错过今天就没有这个价了，全网最低",
    20: "可能吧，您收到看看",
}


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = _chats(rng)
    files: tuple[File, ...] = (
        TextFile("聊天记录_20261121.csv", Sheet("messages", MESSAGE_FIELDS, in_order(chats))),
        TextFile(
            "接待清单_20261121.csv",
            Sheet("conversations", CONVERSATION_FIELDS, [chat.row for chat in chats]),
        ),
        TextFile("订单_20261121.csv", Sheet("orders", ORDER_FIELDS, _orders(rng))),
        TextFile("售后登记_20261121.csv", Sheet("refunds", REFUND_FIELDS, _refunds(rng)), "utf-8"),
        TextFile("投诉登记_20261121.csv", Sheet("complaints", COMPLAINT_FIELDS, _complaints())),
        TextFile("评价_20261121.csv", Sheet("reviews", REVIEW_FIELDS, _reviews(rng))),
        Workbook(
            "考勤_20261121.xlsx",
            (
                Sheet("presence", PRESENCE_FIELDS, _presence(), name="在线记录"),
                Sheet("roster", ROSTER_FIELDS, _roster(), name="排班表"),
            ),
        ),
    )
    return Day("inhouse", files)


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"测试买家{number:04d}"


def _chats(rng: random.Random) -> list[Chat]:
    plots = [
        Plot(
            between(rng, "08:30:00", "23:30:00"),
            rng.choices(list(ORDINARY), list(ORDINARY.values()))[0],
            _buyer(number),
            (rng.choice(AGENTS),),
        )
        for number in range(1, 71)
    ]
    plots.sort(key=lambda plot: plot.begins)
    told = [play(plot, f"N20261120{number:03d}", rng) for number, plot in enumerate(plots, 1)]
    for number, text in SAID.items():
        answer = next(each for each in told[number].messages if each["sender"] == "agent")
        answer["text"] = text
    return told


SENDERS = {
    "buyer": "买家",
    "agent": "客服",
    "assist": "智能辅助",
    "robot": "机器人",
    "welcome": "欢迎语",
    "system": "系统",
}
MESSAGE_FIELDS = (
    Field("会话编号", "conversation_id", tabbed()),
    Field("发送时间", "sent_at", dashes),
    Field("发送者类型", "sender", words(SENDERS)),
    Field("客服", "agent"),
    Field("买家昵称", "buyer"),
    Field("消息内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("会话编号", "conversation_id", tabbed()),
    Field("买家昵称", "buyer"),
    Field("客服", "agent"),
    Field("会话开始时间", "started_at", dashes),
    Field("会话结束时间", "ended_at", dashes),
)

# ---------------------------------------------------------------- orders

# Which buyer, when paid, the seller's note, the buyer's note, the flag.
REMARKABLE_ORDERS = (
    (1, "10:00:00", "工号08 已核对", "请发顺丰", "红旗"),
    (2, "10:10:00", "已核对", "周末送货", None),
    (3, "10:20:00", None, None, None),
    (4, "23:59:59", "A012", "要发票", "黄旗"),
    (5, "-1 23:59:59", None, "昨天的留言", None),
    (6, "00:00:00", "客服12", "早上送", None),
)


def _orders(rng: random.Random) -> list[Row]:
    rows = [
        {
            "order_id": f"2026112000{number:04d}",
            "buyer": _buyer(rng.randint(1, 70)),
            "agent": rng.choice((*AGENTS, None)),
            "paid_at": between(rng, "09:00:00", "23:50:00"),
            "amount": Fraction(rng.randint(1990, 39900), 100),
            "seller_note": rng.choice(("工号08", "工号12 加急", "kf03")),
        }
        for number in range(1, 61)
    ]
    rows += [
        {
            "order_id": f"2026112001{number:04d}",
            "buyer": _buyer(buyer),
            "agent": LAN,
            "paid_at": at(paid),
            "amount": Fraction(100),
            "seller_note": note,
            "buyer_note": wish,
            "flag": flag,
        }
        for number, (buyer, paid, note, wish, flag) in enumerate(REMARKABLE_ORDERS, 1)
    ]
    return rows


ORDER_FIELDS = (
    Field("订单编号", "order_id", as_formula),
    Field("买家昵称", "buyer"),
    Field("跟单客服", "agent"),
    Field("付款时间", "paid_at", slashes),
    Field("实付金额", "amount", yuan),
    Field("商家备注", "seller_note"),
    Field("买家留言", "buyer_note"),
    Field("旗帜颜色", "flag"),
)

# ---------------------------------------------------------------- refunds

REASONS = ("七天无理由", "拍错了", "不喜欢", "少件", "发错货", "无快递记录")
KINDS = {"refund_only": "仅退款", "return_refund": "退货退款", "resend": "补寄"}
# When resending was asked for, and when it was settled: 72 hours to the second, and one more.
RESENT = (
    ("-3 10:00:00", "10:00:00"),
    ("-3 11:00:00", "11:00:01"),
    ("-3 23:59:59", None),
    ("-2 09:00:00", None),
)
# How much of an order of 100 yuan was given back: 10 % to the fen, a fen more, all of it.
OFFERS = (Fraction(5), Fraction(8), Fraction(10), Fraction(1001, 100), Fraction(30), Fraction(100))


def _refunds(rng: random.Random) -> list[Row]:
    rows: list[Row] = [
        {
            "refund_id": f"SH{number:06d}",
            "order_id": f"2026112000{number:04d}",
            "kind": rng.choice(("refund_only", "return_refund")),
            "reason": rng.choice(REASONS),
            "applied_at": between(rng, "08:00:00", "23:00:00"),
        }
        for number in range(1, 21)
    ]
    rows += [
        {
            "refund_id": f"SH1{number:05d}",
            "order_id": f"2026112001{number:04d}",
            "kind": "refund_only",
            "reason": "不喜欢",
            "applied_at": after(at("12:00:00"), seconds=number),
            "amount": amount,
        }
        for number, amount in enumerate(OFFERS, 1)
    ]
    rows += [
        {
            "refund_id": f"SH2{number:05d}",
            "order_id": f"2026112000{30 + number:04d}",
            "kind": "resend",
            "reason": "漏发",
            "applied_at": at(asked),
            "finished_at": None if settled is None else at(settled),
        }
        for number, (asked, settled) in enumerate(RESENT, 1)
    ]
    return rows


REFUND_FIELDS = (
    Field("售后单号", "refund_id"),
    Field("订单编号", "order_id"),
    Field("售后类型", "kind", words(KINDS)),
    Field("退款原因", "reason"),
    Field("申请时间", "applied_at", dashes),
    Field("完结时间", "finished_at", dashes, blank="-"),
    Field("退款金额", "amount", yuan),
)

# ---------------------------------------------------------------- complaints

# When made, against whom, why, when followed up last and when closed.
COMPLAINTS = (
    ("09:00:00", LAN, "服务态度差", "15:00:00", None),
    ("10:00:00", MEI, "服务不及时", "10:30:00", "18:00:00"),
    ("11:00:00", LAN, "客服服务差", "11:20:00", None),
    ("12:00:00", JU, "物流慢", None, None),
    ("-2 12:00:00", JU, "包裹破损", "-1 12:00:00", None),
    ("-1 09:00:00", ZHU, "服务", "00:00:00", None),
    ("23:59:59", LAN, "服务差", None, "+1 08:00:00"),
)


def _complaints() -> list[Row]:
    return [
        {
            "complaint_id": f"TS{number:04d}",
            "created_at": at(made),
            "agent": agent,
            "reason": reason,
            "last_followup_at": None if followed is None else at(followed),
            "closed_at": None if closed is None else at(closed),
        }
        for number, (made, agent, reason, followed, closed) in enumerate(COMPLAINTS, 1)
    ]


COMPLAINT_FIELDS = (
    Field("投诉编号", "complaint_id"),
    Field("投诉时间", "created_at", dashes),
    Field("责任客服", "agent"),
    Field("投诉原因", "reason"),
    Field("最后跟进时间", "last_followup_at", dashes, blank="-"),
    Field("完结时间", "closed_at", dashes, blank="-"),
)

# ---------------------------------------------------------------- reviews


def _reviews(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 21):
        made = between(rng, "08:00:00", "22:00:00")
        replied = after(made, seconds=rng.randint(60, 5000)) if number % 7 else None
        rows.append({"review_id": f"PJ{number:04d}", "created_at": made, "replied_at": replied})
    # At the last second of the day, at the first of the next, and late.
    for number, replied_at in enumerate(("+1 00:00:00", "+1 00:00:01"), 21):
        rows.append(
            {
                "review_id": f"PJ{number:04d}",
                "created_at": at("23:59:59"),
                "replied_at": at(replied_at),
            }
        )
    for number, row in enumerate(rows):
        row["rating"] = 1 if number % 9 == 0 else 5
    return rows


REVIEW_FIELDS = (
    Field("评价编号", "review_id"),
    Field("评价时间", "created_at", dashes),
    Field("评分", "rating"),
    Field("回复时间", "replied_at", dashes, blank="-"),
)

# ---------------------------------------------------------------- presence and roster

STATUS = {"online": "在线", "away": "小休", "offline": "离线"}


def _shift(days: int, *, evening: bool) -> tuple[datetime, datetime]:
    midnight = at("00:00:00") + timedelta(days=days)
    begins, ends = (63_000, 90_000) if evening else (30_600, 63_000)
    return midnight + timedelta(seconds=begins), midnight + timedelta(seconds=ends)


def _roster() -> list[Row]:
    """The week from Saturday on; Ju works every day of it, the others rest once."""
    rows: list[Row] = []
    for days in range(-4, 1):
        for agent in AGENTS:
            if agent != JU and (days + AGENTS.index(agent)) % 5 == 0 and days:
                continue
            begins, ends = _shift(days, evening=agent in (JU, ZHU))
            shift = "晚班" if agent in (JU, ZHU) else "白班"
            rows.append({"agent": agent, "from_at": begins, "to_at": ends, "shift": shift})
    return rows


# On the audited day: five minutes late to the second, a second more; gone before the end.
LATENESS = {LAN: (300, 0), MEI: (301, 0), JU: (-600, 1200), ZHU: (0, -301)}


def _presence() -> list[Row]:
    rows: list[Row] = []
    for row in _roster():
        early, late = LATENESS[row["agent"]] if row["from_at"] >= at("00:00:00") else (-60, 30)
        came = row["from_at"] + timedelta(seconds=early)
        went = row["to_at"] + timedelta(seconds=late)
        rest = came + timedelta(hours=3)
        rows += [
            {"agent": row["agent"], "from_at": came, "to_at": rest, "status": "online"},
            {
                "agent": row["agent"],
                "from_at": rest,
                "to_at": rest + timedelta(minutes=20),
                "status": "away",
            },
            {
                "agent": row["agent"],
                "from_at": rest + timedelta(minutes=20),
                "to_at": went,
                "status": "online",
            },
        ]
    return rows


PRESENCE_FIELDS: Sequence[Field] = (
    Field("客服", "agent"),
    Field("上线时间", "from_at", dashes),
    Field("下线时间", "to_at", dashes),
    Field("在线状态", "status", words(STATUS)),
)
ROSTER_FIELDS: Sequence[Field] = (
    Field("客服", "agent"),
    Field("上班时间", "from_at", dashes),
    Field("下班时间", "to_at", dashes),
    Field("班次", "shift"),
)
