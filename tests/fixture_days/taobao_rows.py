"""What happens on a day of a shop on Taobao or Tmall: chats, orders, refunds, reviews, listings."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from tests.fixture_days.chats import BUSY_HOURS, Chat, Crowd, Plot, Shift, play
from tests.fixture_days.exports import Row
from tests.fixture_days.moments import MIDNIGHT, after, at, between

SHIFTS = (
    Shift("示例小店:小安", 8, 16),
    Shift("示例小店:小禾", 8, 20),
    Shift("示例小店:小麦", 15, 24),
    Shift("示例小店:小谷", 17, 24),
)
ORDINARY = {
    "b0 w1 a6-70 b15-120 a6-90 b10-60 a5-40": 34,
    "b0 w0 b4-10 b5-20 a20-110 b30-100 a10-60": 12,
    "b0 w1 r1 b8-30 a8-60 b20-90 a8-60": 14,
    "b0 w1 r1 b20-60 r1": 8,
    "b0 w1 s2-20 b60-240 a10-60 b20-90 a10-90": 10,
    "b0 w1 a190-700 b10-60 a10-60": 8,
    "b0 w1 a10-60 b60-150": 5,
    "b0 w1": 3,
}
EARLY, LATE = ("示例小店:小安",), ("示例小店:小谷",)


def buyer(number: int) -> str:
    return f"测试买家{number:04d}"


# ---------------------------------------------------------------- conversations


def chats(rng: random.Random) -> list[Chat]:
    """The conversations in the order in which they began; more than half of them rated."""
    buyers = [buyer(number) for number in range(1, 63)]
    plots = [*Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers).plots(MIDNIGHT, rng), *_remarkable()]
    plots = [replace(plot, script=f">0 {plot.script}") for plot in plots]
    plots.sort(key=lambda plot: plot.begins)
    told = [play(plot, f"TB{number:08d}", rng) for number, plot in enumerate(plots, start=1)]
    return [_rated(chat, rng) for chat in told]


def _remarkable() -> list[Plot]:
    """Edges of the hours and the three minutes, robots' rounds, midnight; and how not to speak."""
    told = (
        ("-1 22:58:40", "b0 w1 a150", LATE),  # yesterday's
        ("-1 23:59:10", "b0 w1 a75 b1500 a40", LATE),  # goes on past midnight
        ("07:59:59", "b0 w0 a900", EARLY),  # a second before the window
        ("08:00:00", "b0 w0 a900", EARLY),
        ("09:12:30", "b0 w1 a179", EARLY),  # three minutes, to the second
        ("09:20:30", "b0 w1 a180", EARLY),
        ("10:10:15", "b0 b305 a170 b20 a30", EARLY),  # asked again before the answer
        ("10:30:00", "b0 r0 b35 w2", EARLY),  # asked again after the robot: nothing
        ("10:41:00", "b0 r0 b12 a40", EARLY),
        ("10:55:00", "b0 a0 b0 a0", EARLY),  # all in one second
        ("14:20:00", "b0 s2 b200 a600 b10 a601", EARLY),  # ten minutes, and a second more
        ("22:59:30", "b0 a119", LATE),  # the last of the window, answered after it
        ("23:00:00", "b0 a600", LATE),
        ("+1 00:05:13", "b0 w1 a44", LATE),
    )
    plots = [
        Plot(at(begins), script, buyer(100 + number), agents)
        for number, (begins, script, agents) in enumerate(told)
    ]
    return [*plots, *_unpleasant()]


def _unpleasant() -> list[Plot]:
    """What an agent should not write, and what only looks like it."""
    told = (
        ("11:20:00", EARLY, "你没看详情页吗？", "退货"),
        ("13:05:00", EARLY, "亲，麻烦您把退款原因改成七天无理由，这样好处理", "退货"),
        ("16:40:00", LATE, "说了多少遍了，随便你", "质量"),
        ("18:22:00", LATE, "亲，退款原因您按实际情况选就可以", "退货"),
    )
    return [
        Plot(at(begins), "b0 w1 a40", buyer(130 + number), agents, topic=topic, texts={3: text})
        for number, (begins, agents, text, topic) in enumerate(told)
    ]


def _rated(chat: Chat, rng: random.Random) -> Chat:
    served = any(message["sender"] in ("agent", "assist") for message in chat.messages)
    if rng.random() > (0.68 if served else 0.25):
        return chat
    rating = rng.choices((5, 4, 3, 2, 1), weights=(6, 3, 2, 1, 1) if served else (1, 1, 2, 2, 2))[0]
    rated_at = chat.row["ended_at"] + timedelta(seconds=rng.randint(5, 900))
    return replace(chat, row=chat.row | {"rating": rating, "rated_at": rated_at})


# ---------------------------------------------------------------- orders

STATUS = {
    "等待买家付款": "unpaid",
    "买家已付款，等待卖家发货": "unshipped",
    "卖家已发货，等待买家确认": "shipped",
    "交易成功": "received",
    "交易关闭": "closed",
}
TO_SHIP, SHIPPED, DONE, CLOSED = list(STATUS)[1:]
# When paid, promised, shipped and signed for, and what the status says.
REMARKABLE_ORDERS = (
    ("-2 10:00:00", None, "10:00:00", None, SHIPPED),  # 48 hours, to the second
    ("-2 10:20:05", None, "10:20:06", None, SHIPPED),
    ("-2 15:03:10", None, None, None, TO_SHIP),
    ("-2 16:40:00", None, "+1 00:30:00", None, SHIPPED),  # shipped after the end of the day
    ("-2 09:30:00", None, None, None, CLOSED),  # refunded in time: not counted
    ("-2 09:45:00", None, None, None, CLOSED),  # closed, nobody knows when
    ("-2 13:00:00", None, None, None, TO_SHIP),  # a refund asked for too late
    ("-10 12:00:00", "+5 23:59:59", None, None, TO_SHIP),  # promised for later
    ("-9 20:00:00", "23:59:59", "17:10:44", None, SHIPPED),  # presale, kept
    ("-8 20:00:00", "23:59:59", None, None, TO_SHIP),  # presale, broken
    ("-1 21:15:00", "21:15:00", "21:15:01", None, SHIPPED),  # promised within a day
    ("-2 23:59:59", None, "-1 08:00:00", "15:00:00", DONE),
    ("-12 10:00:00", None, "-11 10:00:00", "-8 23:59:59", DONE),  # may be returned until 00:00
    ("-11 10:00:00", None, "-10 10:00:00", "-7 00:00:00", DONE),  # until 24:00
    ("-9 10:00:00", None, "-8 10:00:00", "-5 18:30:00", DONE),
    ("-9 11:00:00", None, "-8 10:00:00", "-4 09:00:00", DONE),
    ("-9 12:00:00", None, "-8 10:00:00", None, SHIPPED),  # not signed for yet
    (None, None, None, None, "等待买家付款"),
    (None, None, None, None, CLOSED),
)


def order_id(number: int) -> str:
    return f"36000000000000{number:05d}"


def orders(rng: random.Random) -> list[Row]:
    """Those worth remarking, and some of the last three weeks; the newest last."""
    rows = []
    for paid, promised, shipped, signed, said in REMARKABLE_ORDERS:
        times = {"paid_at": paid, "promised_ship_at": promised, "shipped_at": shipped}
        times["signed_at"] = signed
        row: Row = {"_said": said}
        rows.append(row | {name: at(text) for name, text in times.items() if text})
    for days_before, count in ((12, 6), (7, 8), (3, 6), (2, 22), (1, 9), (0, 9)):
        rows += [_ordinary_order(days_before, rng) for _ in range(count)]
    return [_completed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _ordinary_order(days_before: int, rng: random.Random) -> Row:
    """Paid on a day and shipped within two, if that is over by now."""
    paid = between(rng, f"-{days_before} 00:00:00", f"-{days_before} 23:59:59")
    shipped = after(paid, hours=rng.uniform(3, 44))
    if shipped >= at("+1 09:00:00"):
        return {"paid_at": paid, "_said": TO_SHIP}
    signed = after(shipped, hours=rng.uniform(40, 100))
    row: Row = {"paid_at": paid, "shipped_at": shipped, "_said": SHIPPED}
    return row | {"signed_at": signed, "_said": DONE} if signed < at("+1 09:00:00") else row


def _completed(row: Row, number: int, rng: random.Random) -> Row:
    paid: datetime = row.get("paid_at") or between(rng, "08:00:00", "22:00:00")
    more: Row = {
        "order_id": order_id(number),
        "buyer": buyer(number),
        "created_at": paid - timedelta(seconds=rng.randint(5, 1500)),
        "status": STATUS[row["_said"]],
        "amount": Fraction(rng.randint(990, 79900), 100),
        "seller_note": "加急 工号03" if number % 11 == 0 else None,
        "buyer_note": "送人的，请包好，别放价签" if number % 13 == 0 else None,
    }
    if row.get("shipped_at"):
        more |= {"courier": "示例快递", "tracking_no": f"YT00000{number:06d}"}
    return row | more


# ---------------------------------------------------------------- refunds

KINDS = {"refund_only": "仅退款", "return_refund": "退货退款", "exchange": "换货"}
STATES = {
    "买家已经申请退款，等待卖家同意": "open",
    "卖家已经同意退款，等待买家退货": "open",
    "卖家拒绝退款": "rejected",
    "退款成功": "success",
    "退款关闭": "closed",
}
WAITING, AGREED, REFUSED, PAID_BACK, WITHDRAWN = STATES
NO_REASON = "七天无理由退换货"
REASONS = (NO_REASON, "质量问题", "少件/漏发", "不喜欢/不想要", "商品描述的颜色与实物不符")
# The order, when a refund was asked for and finished; reason and state.
REMARKABLE_REFUNDS = (
    (5, "-1 20:00:00", "-1 20:10:00", "拍错/多拍", PAID_BACK),  # before its order was due
    (7, "18:00:00", None, "未按约定时间发货", WAITING),  # after its order was due
    (13, "00:00:00", None, NO_REASON, REFUSED),  # the window had just ended
    (14, "23:59:59", None, NO_REASON, REFUSED),  # its last second
    (15, "10:05:00", "11:00:00", NO_REASON, PAID_BACK),
    (16, "12:40:00", None, NO_REASON, REFUSED),
    (17, "13:10:00", None, NO_REASON, REFUSED),  # nobody knows when it was signed for
    (12, "16:45:00", None, "7天无理由退货", AGREED),
    (15, "17:00:00", None, "质量问题", REFUSED),
    (990, "17:30:00", None, NO_REASON, REFUSED),  # its order is in no export
    (16, "-1 23:59:59", None, NO_REASON, REFUSED),  # another day's
)


def refunds(rng: random.Random) -> list[Row]:
    """Those worth remarking, and others of the last month; the newest first."""
    rows: list[Row] = [
        {
            "order_id": order_id(order),
            "applied_at": at(applied),
            "finished_at": at(finished) if finished else None,
            "reason": reason,
            "_said": said,
        }
        for order, applied, finished, reason, said in REMARKABLE_REFUNDS
    ]
    rows += [_ordinary_refund(number, rng) for number in range(40)]
    rows.sort(key=lambda row: row["applied_at"], reverse=True)
    return [_detailed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _ordinary_refund(number: int, rng: random.Random) -> Row:
    """A third of them of orders that are in the export."""
    order = 20 + number if number % 3 == 0 else 90000 + number
    applied = between(rng, "08:00:00" if number % 3 == 0 else "-29 08:00:00", "22:00:00")
    row: Row = {"order_id": order_id(order), "applied_at": applied, "reason": REASONS[number % 5]}
    finished = after(applied, hours=rng.uniform(0.2, 150))
    if finished >= at("+1 09:00:00"):
        return row | {"_said": rng.choice((WAITING, AGREED))}
    return row | {"finished_at": finished, "_said": rng.choices((PAID_BACK, WITHDRAWN), (5, 1))[0]}


def _detailed(row: Row, number: int, rng: random.Random) -> Row:
    return row | {
        "refund_id": f"18000000000{number:07d}",
        "buyer": buyer(200 + number),
        "kind": rng.choices(list(KINDS), (3, 5, 1))[0],
        "status": STATES[row["_said"]],
        "platform_involved": number % 17 == 0,
        "amount": Fraction(rng.randint(990, 29900), 100),
        "agent": None if row["_said"] == WAITING else SHIFTS[number % 4].agent,
        "remark": "买家要求补差价，已说明" if number % 9 == 0 else None,
    }


# ---------------------------------------------------------------- reviews and listings

RATINGS = {5: "好评", 3: "中评", 1: "差评"}


def reviews(rng: random.Random) -> list[Row]:
    """Some of the day before and after as well; one without a rating."""
    times = [at(text) for text in ("-1 23:59:59", "00:00:00", "23:59:59", "+1 00:00:00")]
    times += sorted(between(rng, "00:10:00", "23:50:00") for _ in range(68))
    rows = []
    for number, created in enumerate(times, start=1):
        rating = rng.choices((5, 3, 1), weights=(16, 2, 1))[0]
        row: Row = {
            "review_id": f"90000000{number:05d}",
            "order_id": order_id(700 + number),
            "buyer": buyer(400 + number),
            "created_at": created,
            "rating": None if number == 7 else rating,
        }
        if rating == 1:
            row["replied_at"] = after(created, hours=rng.uniform(1, 30))
        rows.append(row)
    return rows


CATEGORIES = ("杯子", "雨伞", "拖鞋")
# The listing, SKU, title, category, price and fee in yuan.
REMARKABLE_LISTINGS = (
    (1, "红色", "示例保温杯 500ml 正品", "杯子", "59.00", "0.00"),
    (1, "蓝色", "示例保温杯 500ml 正品", "杯子", "59.00", "0.00"),
    (1, "配件", "示例保温杯 500ml 正品", "杯子", "11.80", "0.00"),  # a fifth of the others
    (2, "红色", "示例随手杯 双层", "杯子", "39.00", "6.00"),
    (2, "蓝色", "示例随手杯 双层", "杯子", "39.00", "6.00"),
    (2, "引流款", "示例随手杯 双层", "杯子", "7.79", "6.00"),  # a fen less than a fifth
    (3, None, "示例折叠伞 包邮", "雨伞", "29.90", "0.01"),  # not free at all
    (4, None, "包邮 示例长柄伞", "雨伞", "35.00", "0.00"),
    (5, None, "示例童伞", "雨伞", "4.90", "9.80"),  # twice the price
    (6, None, "示例钥匙伞", "雨伞", "4.90", "9.81"),
    (7, None, "示例拖鞋 防滑", "拖鞋", "19.90", "5.00"),
    (8, None, "示例拖鞋 防滑", "拖鞋", "19.90", "5.00"),  # the same title
    (9, None, "示例补差价专拍", "拖鞋", "1.00", "0.00"),
    (10, None, "示例鞋垫", "拖鞋", "1.01", "0.00"),
    (11, None, "示例新品 待定价", "拖鞋", None, "5.00"),
    (12, None, None, None, "26.00", None),
)


def listings(rng: random.Random) -> list[Row]:
    """A line a SKU."""
    rows: list[Row] = [
        {
            "listing_id": f"70000000{number:04d}",
            "sku": sku,
            "title": title,
            "category": category,
            "price": None if price is None else Fraction(price),
            "shipping_fee": None if fee is None else Fraction(fee),
        }
        for number, sku, title, category, price, fee in REMARKABLE_LISTINGS
    ]
    for number in range(13, 43):
        category = CATEGORIES[number % 3]
        rows.append(
            {
                "listing_id": f"70000000{number:04d}",
                "title": f"示例{category}{number}号",
                "category": category,
                "price": Fraction(rng.randint(1500, 4500), 100),
                "shipping_fee": Fraction(rng.choice((0, 500, 800)), 100),
            }
        )
    return [row | {"stock": rng.randint(0, 400)} for row in rows]
