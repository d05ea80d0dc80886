"""A day of two Suning shops: conversations, messages, orders, complaints, refunds; all of it text.

The second shop exports no messages, only how long its conversations waited.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from tests.fixture_days import suning_complaints
from tests.fixture_days.chats import BUSY_HOURS, Chat, Crowd, Plot, Shift, in_order, play
from tests.fixture_days.exports import (
    Cell,
    Day,
    Field,
    Row,
    Sheet,
    TextFile,
    as_formula,
    dashes,
    one_of,
    slashes,
    words,
    yes_no,
    yuan,
)
from tests.fixture_days.moments import MIDNIGHT, after, at, between

SEED = "suning 2026-11-20"
HOME, DIGITAL = "示例家电旗舰店", "示例数码专营店"
NEVER = "0000-00-00 00:00:00"
SHIFTS = (
    Shift("sn_示例01", 8, 17),
    Shift("sn_示例02", 8, 17),
    Shift("sn_示例03", 15, 24),
    Shift("sn_示例04", 16, 24),
)
DIGITAL_SHIFTS = (Shift("sn_示例11", 8, 18), Shift("sn_示例12", 14, 24))
ORDINARY = {
    "b0 w1 >1-6 a4-40 b20-90 a6-60": 36,
    "b0 >0-3 a8-44 b20-60 a5-50 b10-40 a5-40": 18,
    ">0 w1 b5-20 a6-40": 10,
    "b0 w1 r1 b10-30 >3-20 a5-40 b20-60 a5-50": 12,
    "b0 w1 >2 r1 b10-20 a12-30": 4,
    "b0 w1 >2 s2 b20-40 a10-40": 3,
    "b0 w1 >2 a60-400 b20-60 a10-40": 8,
    "b0 w1 y2 >50-200 a5-40 b20 a10": 6,
    "b0 w1 y2": 3,
}
EARLY, LATE = ("sn_示例01", "sn_示例02"), ("sn_示例03", "sn_示例04")


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    home, digital = _home_chats(rng), _digital_chats(rng)
    orders = _orders(rng)
    refunds, complaints = _refunds(rng), suning_complaints.complaints((HOME, DIGITAL), rng)
    files = (
        *_message_files(home),
        _conversation_file([*home, *digital]),
        *_order_files(orders),
        TextFile("退款单_20261121.csv", Sheet("refunds", REFUND_FIELDS, refunds)),
        TextFile("商品_20261121.csv", Sheet("listings", LISTING_FIELDS, _listings(rng))),
        TextFile("客服在线_20261121.csv", Sheet("presence", PRESENCE_FIELDS, _presence())),
        TextFile(
            "客诉_20261121.csv", Sheet("complaints", suning_complaints.COMPLAINT_FIELDS, complaints)
        ),
    )
    # The refunds of both shops come in one file that names none.
    return Day("suning", files, remarks=frozenset({"shops_not_named"}))


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"假会员{number:05d}"


def _home_chats(rng: random.Random) -> list[Chat]:
    buyers = [_buyer(number) for number in range(1, 57)]
    crowd = Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers, shop=HOME)
    plots = sorted([*crowd.plots(MIDNIGHT, rng), *_remarkable()], key=lambda plot: plot.begins)
    chats = [play(plot, f"6120{number:08d}", rng) for number, plot in enumerate(plots, start=1)]
    for chat in chats:
        _told(chat)
    return chats


def _told(chat: Chat) -> None:
    """What the platform says of a conversation, and who served each message of its buyer."""
    answers = [message for message in chat.messages if message["sender"] == "agent"]
    assigned = chat.row["assigned_at"]
    chat.row["queued_at"] = chat.row["started_at"]
    chat.row.setdefault("offline", False)
    chat.row.setdefault("excluded", False)
    if answers and assigned:
        chat.row["first_response_seconds"] = int((answers[0]["sent_at"] - assigned).total_seconds())
    for message in chat.messages:
        if message["sender"] == "buyer":
            message["agent"] = message["_served_by"]


def _remarkable() -> list[Plot]:
    """Edges of limits, ties, midnight, nights without anybody, twice the same question."""
    offline = {"offline": True}
    told: tuple[tuple[str, str, int, tuple[str, ...], Row], ...] = (
        ("-1 23:59:10", "b0 >2 a75 b30 a20", 201, LATE, {}),  # yesterday's, answered today
        ("02:40:00", "b0 w1", 202, EARLY, offline),
        ("03:15:30", "b0 w1", 203, EARLY, offline),
        ("08:30:00", "b0 w1 >1 a40", 202, EARLY, {}),  # the same member, served in the morning
        ("06:58:00", "b0 w1", 204, EARLY, offline | {"excluded": True}),
        ("08:59:59", "b0 >0 a200", 205, EARLY, {}),  # a second before the window of three minutes
        ("09:10:00", "b0 >0 a45 b9 a9", 206, EARLY, {}),  # 45 seconds, to the second
        ("09:15:00", "b0 >0 a46", 207, EARLY, {}),
        ("09:30:00", "b0 >10 a45", 208, EARLY, {}),  # from when it reached an agent
        ("10:00:00", ">0 b30 a44", 209, EARLY, {}),
        ("10:20:00", "b0 >0 a0", 210, EARLY, {}),  # answered in the same second
        ("13:00:00", "b0 >5 b20 >30 a30", 212, EARLY, {}),  # handed over before any answer
        ("14:14:14", "b0 >0 a180", 213, EARLY, {}),  # three minutes, to the second
        ("14:20:20", "b0 >0 a181", 214, EARLY, {}),
        ("16:16:16", "b0 >2 a30", 219, LATE, {"assigned_at": None}),  # only the messages know it
        ("17:45:00", "b0 w1 >1 b40", 215, LATE, {}),  # nobody answered
        ("23:58:00", "b0 >20 a150", 216, LATE, {}),  # answered tomorrow
        ("23:59:40", "b0 >5", 217, LATE, {}),  # not answered yet
        ("+1 00:02:00", "b0 >3 a15", 218, LATE, {}),
    )
    plots = [
        Plot(at(begins), script, _buyer(number), agents, HOME, known=known)
        for begins, script, number, agents, known in told
    ]
    same = {1: "在吗", 2: "在吗"}  # twice in the same second, and both in two exports
    return [*plots, Plot(at("11:53:20"), "b0 b0 >1 a20", _buyer(211), EARLY, HOME, texts=same)]


def _digital_chats(rng: random.Random) -> list[Chat]:
    """Rows without messages; of one the start is not known, one waited in vain."""
    rows = [_digital_row(number, rng) for number in range(24)]
    rows.sort(key=lambda row: row["started_at"])
    rows[5]["first_response_seconds"] = 45
    rows[9]["first_response_seconds"] = 46
    rows[12] |= {"assigned_at": None, "first_response_seconds": None, "agent": None}
    rows[15]["started_at"] = None
    for row in rows[:4]:
        row |= {"offline": True, "assigned_at": None, "first_response_seconds": None, "agent": None}
    for number, row in enumerate(rows, start=1):
        row["conversation_id"] = f"6121{number:08d}"
    return [Chat(row, []) for row in rows]


def _digital_row(number: int, rng: random.Random) -> Row:
    began = between(rng, "07:30:00", "22:30:00")
    assigned = after(began, seconds=rng.randint(0, 20))
    on_duty = [shift.agent for shift in DIGITAL_SHIFTS if shift.covers(began)]
    return {
        "shop": DIGITAL,
        "buyer": _buyer(300 + number % 22),
        "agent": rng.choice(on_duty or [DIGITAL_SHIFTS[0].agent]),
        "topic": rng.choice(("发货", "发票", "质量")),
        "started_at": began,
        "queued_at": began,
        "assigned_at": assigned,
        "first_response_seconds": rng.randint(3, 40),
        "ended_at": after(assigned, seconds=rng.randint(200, 900)),
        "offline": False,
        "excluded": False,
    }


SENDERS = {
    "buyer": "会员",
    "agent": "人工客服",
    "assist": "人机协同",
    "robot": "智能机器人",
    "welcome": "自动应答",
    "system": "系统提示",
}
MESSAGE_FIELDS = (
    Field("店铺名称", "shop"),
    Field("会话编号", "conversation_id", as_formula),
    Field("会员名", "buyer"),
    Field("发送方角色", "sender", words(SENDERS)),
    Field("客服账号", "agent", blank="--"),
    Field("发送时间", "sent_at", dashes),
    Field("消息内容", "text"),
)


def _time(header: str, column: str) -> Field:
    return Field(header, column, dashes, blank=NEVER)


def _waited(seconds: Any) -> Cell:
    """`37`, and above a minute `2分30秒`."""
    return str(seconds) if seconds < 60 else f"{seconds // 60}分{seconds % 60}秒"


CONVERSATION_FIELDS = (
    Field("会话编号", "conversation_id", as_formula),
    Field("店铺名称", "shop"),
    Field("会员名", "buyer"),
    Field("客服账号", "agent", blank="--"),
    Field("咨询类型", "topic"),
    _time("进线时间", "queued_at"),
    _time("会话开始时间", "started_at"),
    _time("会话建立时间", "assigned_at"),
    Field("首次响应时长(秒)", "first_response_seconds", _waited, blank="--"),
    _time("结束时间", "ended_at"),
    Field("是否离线留言", "offline", yes_no),
    Field("是否无效会话", "excluded", yes_no),
)


def _message_files(chats: Sequence[Chat]) -> tuple[TextFile, ...]:
    """Two exports that overlap by ten minutes, without ids of the messages."""
    messages = in_order(chats)
    first = [message for message in messages if message["sent_at"] < at("12:00:00")]
    second = [message for message in messages if message["sent_at"] >= at("11:50:00")]
    return (
        TextFile("聊天记录_20261120_上午_1.csv", Sheet("messages", MESSAGE_FIELDS, first)),
        TextFile("聊天记录_20261120_下午_2.csv", Sheet("messages", MESSAGE_FIELDS, second)),
    )


def _conversation_file(chats: Sequence[Chat]) -> TextFile:
    rows = [chat.row for chat in chats]
    note = ("会话明细", "统计日期：2026-11-20")
    fields = CONVERSATION_FIELDS
    return TextFile(
        "会话明细_20261121.csv",
        Sheet("conversations", fields, rows, preamble=(note, ("",)), blank_after=len(rows)),
    )


# ---------------------------------------------------------------- orders

STATUS = {
    "待发货": "unshipped",
    "部分发货": "shipped",
    "已发货": "shipped",
    "已完成": "received",
    "交易关闭": "closed",
}
EXPORTED_BEFORE = "-1 09:00:00"
# Shop, paid, promised, shipped, picked up, closed; presale or custom; what the status says.
REMARKABLE_ORDERS = (
    (HOME, "-3 10:00:00", None, "10:00:00", "11:00:00", None, "", "已发货"),  # 72 hours, exactly
    (HOME, "-3 11:00:00", None, "11:00:01", "12:00:00", None, "", "已发货"),
    (HOME, "-3 12:00:00", None, None, None, None, "", "待发货"),
    (HOME, "-3 13:00:00", None, None, None, "-1 13:00:00", "", "交易关闭"),  # closed in time
    # Closed between the two exports, nobody knows when: no time tells which row is the later, so
    # the first export's counts, in which the order waits to be shipped (design.md, part 2).
    (HOME, "-3 14:00:00", None, None, None, None, "", "交易关闭"),
    (HOME, "-3 15:00:00", "+5 12:00:00", "16:00:00", None, None, "", "已发货"),  # not presale: late
    (HOME, "-9 10:00:00", "12:00:00", "11:59:00", "14:00:00", None, "presale", "已发货"),
    (HOME, "-9 11:00:00", "20:00:00", None, None, None, "custom", "待发货"),
    # Shipped between the two exports, promised for later: again the first export's row counts.
    (HOME, "-9 12:00:00", "20:00:00", "-1 15:00:00", "-1 18:00:00", None, "presale", "已发货"),
    (HOME, "14:00:00", None, None, None, None, "presale", "待发货"),  # no date is promised
    (HOME, "15:30:00", "+9 20:00:00", None, None, None, "presale", "待发货"),
    (HOME, "16:10:00", "+12 20:00:00", None, None, None, "custom", "待发货"),
    (HOME, "-2 10:00:00", None, "-1 20:00:00", "10:00:00", None, "", "已发货"),  # 48 hours, exactly
    (HOME, "-2 11:00:00", None, "-1 20:00:00", "11:00:01", None, "", "已发货"),
    (HOME, "-2 12:00:00", None, "-1 21:00:00", None, None, "", "已发货"),  # never picked up
    (HOME, "-2 13:00:00", None, None, None, None, "", "待发货"),  # refunded in time
    (HOME, "-2 14:00:00", None, None, None, None, "", "待发货"),  # its refund was rejected
    (DIGITAL, "-9 16:00:00", "18:00:00", "17:00:00", "19:00:00", None, "presale", "已发货"),
    (DIGITAL, "10:30:00", "+9 10:00:00", None, None, None, "custom", "待发货"),
    (DIGITAL, "-2 18:00:00", None, "-1 09:30:00", "-1 20:00:00", None, "", "已完成"),
    (HOME, "-1 21:00:00", None, None, None, None, "", "待发货"),  # refunded, not fast enough for
    (HOME, "-1 22:00:00", None, None, None, None, "", "待发货"),  # the second one's complaint
)
# By their numbers in the order of the rows; those after the remarkable are ordinary and shipped.
NO_TRACKING, TWO_LINES, HALF_SHIPPED = 25, (1, 7, 27), 28


def _order_id(number: int) -> str:
    return f"4100000{number:05d}"


def _orders(rng: random.Random) -> list[Row]:
    """The lines of all orders: most have one, two have all shipped, one is shipped by half."""
    rows = [_order(*each) for each in REMARKABLE_ORDERS]
    for shop, count in ((HOME, 16), (DIGITAL, 8)):
        for days_before in (3, 2, 1, 0):
            wanted = count if days_before else 6
            rows += [_ordinary_order(shop, days_before, rng) for _ in range(wanted)]
    lines = []
    for number, row in enumerate(rows, start=1):
        lines += _lines(_completed(row, number, rng), number)
    return lines


def _order(
    shop: str,
    paid: str,
    promised: str | None,
    shipped: str | None,
    picked_up: str | None,
    closed: str | None,
    special: str,
    said: str,
) -> Row:
    times = {"paid_at": paid, "promised_ship_at": promised, "shipped_at": shipped}
    times |= {"picked_up_at": picked_up, "closed_at": closed}
    row: Row = {name: at(text) for name, text in times.items() if text}
    kinds = {"presale": special == "presale", "custom": special == "custom"}
    return row | kinds | {"shop": shop, "_said": said}


def _ordinary_order(shop: str, days_before: int, rng: random.Random) -> Row:
    paid = between(rng, f"-{days_before} 00:10:00", f"-{days_before} 23:50:00")
    shipped = after(paid, hours=rng.uniform(2, 38))
    picked_up = after(shipped, hours=rng.uniform(0.5, 8))
    row: Row = {"shop": shop, "paid_at": paid, "presale": False, "custom": False}
    if shipped >= at("+1 08:30:00"):
        return row | {"_said": "待发货"}
    row |= {"shipped_at": shipped, "_said": "已发货"}
    return row | {"picked_up_at": picked_up} if picked_up < at("+1 08:30:00") else row


def _completed(row: Row, number: int, rng: random.Random) -> Row:
    more: Row = {
        "order_id": _order_id(number),
        "buyer": _buyer(500 + number),
        "created_at": row["paid_at"] - timedelta(seconds=rng.randint(10, 900)),
        "status": STATUS[row["_said"]],
        "amount": Fraction(rng.randint(9900, 499900), 100),
    }
    if row.get("shipped_at") and number != NO_TRACKING:
        more |= {"tracking_no": f"SN00000{number:06d}", "courier": "示例物流"}
    return row | more


def _lines(order: Row, number: int) -> list[Row]:
    lines = [order | {"sub_order_id": f"{order['order_id']}01"}]
    if number in (*TWO_LINES, HALF_SHIPPED):
        lines.append(order | {"sub_order_id": f"{order['order_id']}02"})
    if number == HALF_SHIPPED:
        lines[1] |= {"shipped_at": None, "picked_up_at": None, "tracking_no": None}
        lines = [line | {"_said": "部分发货", "status": "shipped"} for line in lines]
    return lines


def _as_it_was(line: Row) -> Row:
    """A line of an order as the export of the day before had it."""
    moment = at(EXPORTED_BEFORE)
    known = dict(line)
    for column in ("shipped_at", "picked_up_at", "closed_at"):
        if known.get(column) and known[column] >= moment:
            known[column] = None
    if line.get("shipped_at") and not known["shipped_at"]:
        known |= {"tracking_no": None, "courier": None}
    if not known.get("shipped_at") and not known.get("closed_at"):
        known |= {"_said": "待发货", "status": "unshipped"}
    return known


ORDER_FIELDS = (
    Field("订单编号", "order_id", as_formula),
    Field("子订单编号", "sub_order_id", as_formula),
    Field("店铺名称", "shop"),
    Field("会员名", "buyer"),
    Field("商品名称", filler=one_of("示例空调,1.5匹", "示例洗衣机", "示例耳机")),
    Field("下单时间", "created_at", dashes),
    Field("支付时间", "paid_at", dashes),
    Field("订单状态", "status", key="_said"),
    Field("是否预售", "presale", yes_no),
    Field("是否定制", "custom", yes_no),
    _time("承诺发货时间", "promised_ship_at"),
    _time("发货时间", "shipped_at"),
    Field("物流公司", "courier", blank="--"),
    Field("物流单号", "tracking_no", as_formula, blank="--"),
    _time("揽收时间", "picked_up_at"),
    _time("订单关闭时间", "closed_at"),
    Field("实付金额", "amount", yuan),
    Field("收货人", filler=one_of("测试收货人")),
    Field("联系电话", filler=one_of("11111111111")),
    Field("收货地址", filler=one_of("测试省测试市测试路0号")),
)


def _order_files(lines: Sequence[Row]) -> tuple[TextFile, ...]:
    """The export of the day before, and the one after the audited day, compressed."""
    before = [_as_it_was(line) for line in lines if line["created_at"] < at(EXPORTED_BEFORE)]
    return (
        TextFile("订单_20261119.csv", Sheet("orders", ORDER_FIELDS, before)),
        TextFile("订单_20261121.csv.gz", Sheet("orders", ORDER_FIELDS, lines)),
    )


# ---------------------------------------------------------------- refunds, of both shops in one

KINDS = {"refund_only": "仅退款", "return_refund": "退货退款"}
STATES = {"success": "退款成功", "open": "处理中", "rejected": "拒绝退款"}
REMARKABLE_REFUNDS = (  # order, applied, decided, refunded, kind, status
    (16, "-1 10:00:00", "-1 11:00:00", "-1 11:00:10", "refund_only", "success"),
    (17, "-1 10:30:00", "-1 12:00:00", None, "refund_only", "rejected"),
    (3, "15:00:00", None, None, "refund_only", "open"),  # after the deadline of its order
    (21, "09:10:00", "09:40:00", "11:30:00", "refund_only", "success"),  # of complaints
    (22, "12:00:00", "12:30:00", "16:00:00", "refund_only", "success"),
    (32, "10:00:00", "10:20:00", "11:20:00", "return_refund", "success"),
    (33, "-1 20:00:00", "-1 21:00:00", "07:30:00", "refund_only", "success"),
)


def _refunds(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for order, applied, decided, refunded, kind, status in REMARKABLE_REFUNDS:
        times = {"applied_at": applied, "decided_at": decided, "refunded_at": refunded}
        row: Row = {name: at(text) for name, text in times.items() if text}
        rows.append(row | {"order_id": _order_id(order), "kind": kind, "status": status})
    rows += [_ordinary_refund(number, rng) for number in range(20)]
    return [_named_refund(row, number, rng) for number, row in enumerate(rows, start=1)]


def _named_refund(row: Row, number: int, rng: random.Random) -> Row:
    return row | {
        "refund_id": f"5200000{number:05d}",
        "amount": Fraction(rng.randint(9900, 299900), 100),
        "reason": ("不想要了", "质量问题", "未按时发货")[number % 3],
        "finished_at": row.get("refunded_at"),
    }


def _ordinary_refund(number: int, rng: random.Random) -> Row:
    """Of orders before those in the exports."""
    applied = between(rng, "-29 08:00:00", "-4 22:00:00")
    decided = after(applied, hours=rng.uniform(0.2, 30))
    return {
        "order_id": _order_id(90000 + number),
        "applied_at": applied,
        "decided_at": decided,
        "refunded_at": after(decided, hours=rng.uniform(0.1, 60)),
        "kind": rng.choice(list(KINDS)),
        "status": "success",
    }


REFUND_FIELDS = (
    Field("退款单号", "refund_id", as_formula),
    Field("订单编号", "order_id", as_formula),
    Field("退款类型", "kind", words(KINDS)),
    Field("退款状态", "status", words(STATES)),
    Field("退款申请时间", "applied_at", slashes),
    Field("审核时间", "decided_at", slashes, blank="-"),
    Field("退款时间", "refunded_at", slashes, blank="-"),
    Field("完结时间", "finished_at", slashes, blank="-"),
    Field("退款金额", "amount", lambda amount: f"￥{float(amount):,.2f}"),
    Field("退款原因", "reason"),
)

# ---------------------------------------------------------------- presence and listings

PRESENCE_STATUS = {"online": "在线", "away": "离开", "offline": "离线"}
PRESENCE_ROLES = {"complaint": "客诉专员", "presale": "售前"}
# Shop, agent, role, from when until when, and how. The first shop has nobody for twenty minutes
# at noon; the second one's complaint desk closes a second early.
PRESENCE = (
    (HOME, "sn_示例01", "presale", "07:58:00", "12:10:00", "online"),
    (HOME, "sn_示例02", "presale", "08:01:00", "12:00:00", "online"),
    (HOME, "sn_示例02", "presale", "12:00:00", "12:40:00", "away"),
    (HOME, "sn_示例01", "presale", "12:30:00", "17:00:00", "online"),
    (HOME, "sn_示例05", "complaint", "09:00:00", "11:00:00", "online"),
    (HOME, "sn_示例05", "complaint", "11:00:00", "18:00:00", None),
    (HOME, "sn_示例03", "presale", "15:00:00", "+1 00:00:00", "online"),
    (HOME, "sn_示例04", "presale", "16:00:00", "+1 00:20:00", "online"),
    (DIGITAL, "sn_示例11", "presale", "08:30:00", "17:30:00", "online"),
    (DIGITAL, "sn_示例12", "complaint", "08:55:00", "17:59:59", "online"),
    (DIGITAL, "sn_示例12", "complaint", "17:59:59", "20:25:00", "offline"),
)


def _presence() -> list[Row]:
    return [
        {
            "shop": shop,
            "agent": agent,
            "role": role,
            "from_at": at(first),
            "to_at": at(last),
            "status": status,
        }
        for shop, agent, role, first, last, status in PRESENCE
    ]


def _listings(rng: random.Random) -> list[Row]:
    return [
        {
            "listing_id": f"1200{number:06d}",
            "shop": rng.choice((HOME, DIGITAL)),
            "title": f"示例商品{number}",
            "price": Fraction(rng.randint(990, 399900), 100),
            "shipping_fee": None if number in (7, 19) else Fraction(rng.choice((0, 0, 1000))) / 100,
        }
        for number in range(1, 31)
    ]


PRESENCE_FIELDS = (
    Field("店铺名称", "shop"),
    Field("客服账号", "agent"),
    Field("岗位", "role", words(PRESENCE_ROLES)),
    Field("上线时间", "from_at", dashes),
    Field("下线时间", "to_at", dashes),
    Field("在线状态", "status", words(PRESENCE_STATUS)),
)
LISTING_FIELDS = (
    Field("商品编号", "listing_id", as_formula),
    Field("店铺名称", "shop"),
    Field("商品名称", "title"),
    Field("价格", "price", yuan),
    Field("运费", "shipping_fee", yuan),
)
