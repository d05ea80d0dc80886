"""A day of an AliExpress shop in Pacific time: orders, messages, disputes and reviews."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from tests.fixture_days.chats import Chat, Plot, in_order, play
from tests.fixture_days.exports import (
    Day,
    Field,
    Row,
    Sheet,
    TextFile,
    Workbook,
    dashes,
    headers,
    one_of,
    tabbed,
    words,
    yes_no,
    yuan,
)
from tests.fixture_days.moments import after, at, between

SEED = "aliexpress 2026-11-20"
AGENTS = ("Ann Example", "Bo Example")
ORDINARY = {
    "b0 a600-30000 b3600-20000 a900-40000": 30,
    "b0 b60-4000 a3000-60000": 20,
    "b0 r1 b300-2000 a9000-50000": 15,
    "b0 w1 s30-600": 15,
    "b0 r1": 8,
    "b0 a60000-86000 b50-600 a50000-86000": 8,
    "b0": 2,
}
QUESTIONS = ("When will you ship?", "Any news?", "The tracking does not move.", "Thanks")
ANSWERS = ("Dear customer, it ships tomorrow.", "It is at customs, please wait a few more days.")


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    orders = _orders(rng)
    files = (
        _chat_file(_chats(rng)),
        _orders_file(orders),
        _disputes_file(_disputes(rng)),
        TextFile(
            "评价_20261121.csv",
            Sheet("reviews", REVIEW_FIELDS, _reviews(rng)),
            encoding="utf-8-sig",
        ),
    )
    return Day("aliexpress", files)


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"cn{number:07d}test"


# When it begins, what happens, and who asks; the buyers from 1 on have orders.
REMARKABLE = (
    ("-1 00:00:00", "b0", 301),  # due yesterday at 24:00
    ("-1 00:00:01", "b0", 302),
    ("-1 09:00:00", "b0 a86400", 303),  # twenty-four hours, to the second
    ("-1 09:10:00", "b0 a86401", 304),
    ("-1 10:00:00", "b0 w1 y5", 305),  # greeted, never answered
    ("-1 10:10:00", "b0 b40000 a40000 b10 a60", 306),  # asked again before the answer
    ("-1 23:59:59", "b0 a80000", 307),
    ("00:00:00", "b0 a300", 308),  # due today at 24:00
    ("00:00:01", "b0 a300", 309),
    ("17:30:00", "b0", 310),  # not yet due
    ("15:00:00", "b0 a1200", 3),  # told that it will be late
    ("08:59:59", "b0 a0", 4),  # told before it was late
    ("13:00:00", "b0 r2", 5),  # told by a machine
)


def _chats(rng: random.Random) -> list[Chat]:
    plots = [
        Plot(
            between(rng, "-2 00:00:00", "22:00:00"),
            rng.choices(list(ORDINARY), list(ORDINARY.values()))[0],
            _buyer(100 + number),
            (rng.choice(AGENTS),),
        )
        for number in range(90)
    ]
    plots += [
        Plot(at(begins), script, _buyer(who), AGENTS[:1]) for begins, script, who in REMARKABLE
    ]
    plots.sort(key=lambda plot: plot.begins)
    told = [
        play(_assigned_at_once(plot), f"{900000 + number}", rng)
        for number, plot in enumerate(plots, start=1)
    ]
    for chat in told:
        for number, message in enumerate(chat.messages):
            lines = QUESTIONS if message["sender"] == "buyer" else ANSWERS
            message["text"] = lines[number % len(lines)]
    return told


def _assigned_at_once(plot: Plot) -> Plot:
    """This platform does not tell when a conversation reached somebody."""
    return Plot(plot.begins, f">0 {plot.script}", plot.buyer, plot.agents)


SENDERS = {
    "buyer": "Buyer",
    "agent": "Seller",
    "assist": "智能辅助",
    "robot": "Auto Reply",
    "welcome": "Greeting",
    "system": "System",
}
MESSAGE_FIELDS = (
    Field("会话ID", "conversation_id", tabbed()),
    Field("Sent Time", "sent_at", dashes),
    Field("Sender", "sender", words(SENDERS)),
    Field("Buyer Name", "buyer"),
    Field("Agent", "agent"),
    Field("Message", "text"),
)


def _chat_file(chats: Sequence[Chat]) -> TextFile:
    """What had been said when the export was made."""
    said = [each for each in in_order(chats) if each["sent_at"] < at("+1 09:00:00")]
    return TextFile("messages_20261121.csv", Sheet("messages", MESSAGE_FIELDS, said), "utf-8")


# ---------------------------------------------------------------- orders

STATUS = {
    "等待买家付款": "unpaid",
    "等待您发货": "unshipped",
    "等待买家收货": "shipped",
    "订单完成": "received",
    "订单关闭": "closed",
}
TO_SHIP, SHIPPED, DONE, CLOSED = list(STATUS)[1:]
# When paid, promised, shipped and on the move; whether it has a number.
REMARKABLE_ORDERS = (
    ("-9 10:00:00", "-2 10:00:00", "-5 00:00:00", "23:59:59", True),  # the fifth day to its end
    ("-9 11:00:00", "-2 10:00:00", "-5 12:00:00", "+1 00:00:01", True),
    ("-8 10:00:00", "09:00:00", None, None, False),  # missed, and told
    ("-8 11:00:00", "09:00:00", "09:00:01", None, True),  # a second late, told before
    ("-8 12:00:00", "12:30:00", None, None, False),  # missed, told by a machine
    ("-8 13:00:00", "18:00:00", "18:00:00", None, True),  # kept, to the second
    ("-8 14:00:00", "19:00:00", "20:00:00", None, True),  # missed, not told
    ("-7 10:00:00", "24:00:00", None, None, False),  # missed at 24:00: tomorrow's
    ("-7 11:00:00", "-1 23:59:59", "08:00:00", None, False),  # yesterday's; no number
    ("-9 12:00:00", "-2 10:00:00", "-5 15:00:00", None, True),  # does not move
    ("-9 13:00:00", "-2 10:00:00", "-6 23:59:59", None, True),  # was due yesterday
    ("-6 10:00:00", "+1 10:00:00", "-4 00:00:00", None, True),  # is due tomorrow
    ("-6 11:00:00", "+1 10:00:00", "00:00:00", None, False),
    (None, None, None, None, False),
)


def _orders(rng: random.Random) -> list[Row]:
    rows = []
    for number, (*moments, tracked) in enumerate(REMARKABLE_ORDERS, start=1):
        names = ("paid_at", "promised_ship_at", "shipped_at", "picked_up_at")
        row: Row = {name: at(text) for name, text in zip(names, moments, strict=True) if text}
        row["_said"] = SHIPPED if "shipped_at" in row else TO_SHIP if moments[0] else CLOSED
        rows.append(row | ({"tracking_no": f"LP00000{number:08d}"} if tracked else {}))
    rows += [_ordinary_order(number, rng) for number in range(len(rows) + 1, 105)]
    return [_completed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _ordinary_order(number: int, rng: random.Random) -> Row:
    """Of the last sixteen days: shipped within six, on the move within four more."""
    paid = between(rng, "-16 00:00:00", "20:00:00")
    row: Row = {"paid_at": paid, "promised_ship_at": after(paid, hours=168), "_said": TO_SHIP}
    shipped = after(paid, hours=rng.uniform(10, 150))
    if shipped >= at("+1 09:00:00"):
        return row
    row |= {"shipped_at": shipped, "_said": SHIPPED, "tracking_no": f"LP00000{number:08d}"}
    moved = after(shipped, hours=rng.uniform(5, 96))
    if moved >= at("+1 09:00:00"):
        return row
    signed = after(moved, hours=200)
    row["picked_up_at"] = moved
    return row | ({"signed_at": signed, "_said": DONE} if signed < at("20:00:00") else {})


def _completed(row: Row, number: int, rng: random.Random) -> Row:
    paid = row.get("paid_at") or at("10:00:00")
    return row | {
        "order_id": f"81{number:014d}",
        "buyer": _buyer(number),
        "created_at": paid - timedelta(seconds=rng.randint(20, 4000)),
        "status": STATUS[row["_said"]],
        "amount": Fraction(rng.randint(199, 9999), 100),
        "seller_note": "拍错颜色" if number % 12 == 0 else None,
    }


ORDER_HEADERS = headers(
    "订单号,订单状态,负责人,买家名称,买家邮箱,下单时间,付款时间,产品总金额,物流费用,订单金额,产品信息,订单备注,收货地址,收货人名称",
    "收货国家,州/省,城市,地址,邮编,联系电话,手机,买家选择物流,发货期限,实际发货物流,运单号,发货时间,物流上网时间,妥投时间",
)
ORDER_FIELDS = {
    field.header: field
    for field in (
        Field("订单号", "order_id"),
        Field("订单状态", "status", key="_said"),
        Field("负责人", "agent"),
        Field("买家名称", "buyer"),
        Field("下单时间", "created_at", dashes),
        Field("付款时间", "paid_at", dashes),
        Field("订单金额", "amount", yuan),
        Field("订单备注", "seller_note"),
        Field("发货期限", "promised_ship_at", dashes),
        Field("实际发货物流", "courier"),
        Field("运单号", "tracking_no"),
        Field("发货时间", "shipped_at", dashes),
        Field("物流上网时间", "picked_up_at", dashes),
        Field("妥投时间", "signed_at", dashes),
        Field("收货人名称", filler=one_of("测试收货人")),
        Field("地址", filler=one_of("测试路0号")),
        Field("联系电话", filler=one_of("11111111111")),
        Field("手机", filler=one_of("11111111111")),
        Field("收货国家", filler=one_of("ES", "BR", "US")),
        Field("产品信息", filler=one_of("Sample Mug\n1 pcs", "Sample Umbrella\n2 pcs")),
    )
}


def _orders_file(rows: Sequence[Row]) -> Workbook:
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    return Workbook("aeOrder20261121.xlsx", (Sheet("orders", fields, rows, name="sheet1"),))


# ---------------------------------------------------------------- disputes and reviews

STATES = {"等待卖家响应": "open", "协商中": "open", "纠纷结束": "success", "买家取消": "closed"}
REASONS = ("未收到货", "与描述不符", "质量问题", "尺寸不符")
REMARKABLE_DISPUTES = (
    ("-5 00:00:00", "24:00:00"),  # the fifth day to its end
    ("-5 10:00:00", "+1 00:00:01"),
    ("-5 23:59:59", None),
    ("-6 23:59:59", None),  # was due yesterday
    ("-4 00:00:00", None),  # is due tomorrow
    ("20:00:00", "20:05:00"),
)


def _disputes(rng: random.Random) -> list[Row]:
    rows: list[Row] = [
        {"applied_at": at(applied)} | ({"decided_at": at(decided)} if decided else {})
        for applied, decided in REMARKABLE_DISPUTES
    ]
    for _ in range(50):
        applied = between(rng, "-10 00:00:00", "20:00:00")
        decided = after(applied, hours=rng.uniform(2, 118))
        known = {"decided_at": decided} if decided < at("+1 09:00:00") else {}
        rows.append({"applied_at": applied} | known)
    rows.sort(key=lambda row: row["applied_at"])
    return [_disputed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _disputed(row: Row, number: int, rng: random.Random) -> Row:
    said = "等待卖家响应"
    if "decided_at" in row:
        said = rng.choices(list(STATES)[1:], (3, 4, 1))[0]
    return row | {
        "refund_id": f"7000{number:010d}",
        "order_id": f"81{200 + number:014d}",
        "buyer": _buyer(200 + number),
        "reason": REASONS[number % 4],
        "platform_involved": number % 15 == 0,
        "amount": Fraction(rng.randint(199, 5999), 100),
        "_said": said,
        "status": STATES[said],
        "finished_at": row.get("decided_at") if said == "买家取消" else None,
    }


DISPUTE_FIELDS = (
    Field("纠纷编号", "refund_id"),
    Field("订单号", "order_id"),
    Field("买家名称", "buyer"),
    Field("纠纷原因", "reason"),
    Field("纠纷状态", "status", key="_said"),
    Field("纠纷提起时间", "applied_at", dashes),
    Field("卖家响应时间", "decided_at", dashes, blank="--"),
    Field("纠纷结束时间", "finished_at", dashes, blank="--"),
    Field("是否升级", "platform_involved", yes_no),
    Field("退款金额", "amount", float),
)


def _disputes_file(rows: Sequence[Row]) -> Workbook:
    return Workbook("纠纷_20261121.xlsx", (Sheet("refunds", DISPUTE_FIELDS, rows, name="纠纷"),))


REMARKABLE_REVIEWS = (
    ("-2 12:00:00", 1, "12:00:00"),  # forty-eight hours, to the second
    ("-2 12:10:00", 2, "12:10:01"),
    ("-2 15:00:00", 2, None),
    ("-2 16:00:00", 3, None),  # not a bad one
    ("-2 00:00:00", 1, None),  # was due yesterday at 24:00
    ("-1 09:00:00", 1, None),  # is due tomorrow
    ("00:00:00", 5, "+1 08:00:00"),
    ("23:59:59", 5, None),
)


def _reviews(rng: random.Random) -> list[Row]:
    told: list[Row] = [
        {"created_at": at(created), "rating": rating}
        | ({"replied_at": at(replied)} if replied else {})
        for created, rating, replied in REMARKABLE_REVIEWS
    ]
    for _ in range(70):
        created = between(rng, "-3 00:00:00", "23:00:00")
        row: Row = {
            "created_at": created,
            "rating": rng.choices((5, 4, 3, 2, 1), (10, 4, 2, 2, 2))[0],
        }
        replied = after(created, hours=rng.uniform(1, 46))
        there = replied < at("+1 09:00:00") and rng.random() < 0.9
        told.append(row | ({"replied_at": replied} if there else {}))
    told.sort(key=lambda row: row["created_at"])
    return [
        row
        | {
            "review_id": f"6{number:09d}",
            "order_id": f"81{400 + number:014d}",
            "buyer": _buyer(400 + number),
        }
        for number, row in enumerate(told, start=1)
    ]


REVIEW_FIELDS = (
    Field("评价编号", "review_id", tabbed()),
    Field("订单号", "order_id", tabbed()),
    Field("买家名称", "buyer"),
    Field("评价时间", "created_at", dashes),
    Field("评价星级", "rating", lambda stars: f"{stars}星"),
    Field("评价内容", filler=one_of("Good!", "ok", "Muy bien")),
    Field("回复时间", "replied_at", dashes),
)
