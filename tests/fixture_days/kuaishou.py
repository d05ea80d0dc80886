"""A day of a Kuaishou shop: encrypted orders, after-sales, two chat exports, conversations."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from tests.fixture_days.chats import BUSY_HOURS, Chat, Crowd, Plot, Shift, in_order, play
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
    slashes,
    words,
    yes_no,
    yuan,
)
from tests.fixture_days.moments import MIDNIGHT, after, at, between

SEED = "kuaishou 2026-11-20"
SHIFTS = (
    Shift("小满（示例）", 8, 16),
    Shift("小雪（示例）", 8, 18),
    Shift("谷雨（示例）", 15, 24),
    Shift("白露（示例）", 17, 24),
)
ORDINARY = {
    "b0 w1 >1-4 a6-70 b15-120 a6-90 b10-60 a5-40": 38,
    "b0 w0 >2 b4-10 b5-20 a20-110 b30-100 a10-60": 12,
    "b0 w1 r1 b8-30 y1 >5-40 a8-60 b20-90 a8-60": 12,
    "b0 w1 r1 b20-60 r1": 8,
    "b0 w1 y1 >60-240 a10-60 b20-90 a10-90": 8,
    "b0 w1 y1": 3,
    "b0 w1 >2 a190-700 b10-60 a10-60": 9,
    "b0 w1 >1 b60-150": 4,
    "b0 w1 >2 a10-60 b40-90 >5-40 a20-100 b20 a10-60": 7,
    "b0 w1 >1 s2-5 b20-60 a10-70": 7,
}
EARLY, LATE = ("小满（示例）", "小雪（示例）"), ("谷雨（示例）", "白露（示例）")


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = _chats(rng)
    orders, refunds = _orders(rng), _refunds(rng)
    return Day(
        "kuaishou",
        (*_chat_files(chats), _orders_file(orders), refunds),
        remarks=frozenset({"password_from_name"}),
        stood_in_for=dict.fromkeys(
            ("refund_only_duration", "return_refund_duration"), "platform_involved"
        ),
    )


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"99000000{number:04d}"


def _chats(rng: random.Random) -> list[Chat]:
    buyers = [_buyer(number) for number in range(1, 48)]
    crowd = Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers)
    plots = [*crowd.plots(MIDNIGHT, rng), *_remarkable()]
    plots.sort(key=lambda plot: plot.begins)
    chats = [play(plot, f"KS{number:06d}", rng) for number, plot in enumerate(plots, start=1)]
    chats = [_rated(chat, rng) for chat in chats]
    for number, message in enumerate(in_order(chats), start=1):
        message["message_id"] = f"70261120{number:08d}"
    return chats


def _remarkable() -> list[Plot]:
    """What hardly happens by chance: edges of windows and limits, ties, midnight, and worse."""
    told = (
        ("-1 23:58:40", "b0 w1 >1 a150", LATE),  # yesterday's, answered today
        ("-1 23:41:00", "b0 w1 >1 a30 b1500 a40 b30 a20", LATE),  # goes on past midnight
        ("02:14:09", "b0 w1 y1 >20931 a60", EARLY),  # asked at night, answered in the morning
        ("07:59:59", "b0 w0 >1 a400", EARLY),  # a second before the window
        ("08:00:00", "b0 w0 >1 a400", EARLY),
        ("09:12:30", "b0 w1 >1 a180", EARLY),  # three minutes, to the second
        ("09:20:30", "b0 w1 >1 a181", EARLY),
        ("09:31:00", "b0 >0 a300 b9 a8", EARLY),  # five minutes, to the second
        ("10:10:15", "b0 >0 b305 a170 b20 a30", EARLY),  # asked again before the answer
        ("10:40:00", "b0 >0 a0 b60 a12", EARLY),  # answered in the same second
        ("11:02:07", "b0 b0 b1 w0 >1 a31", EARLY),  # three questions at once
        ("14:00:00", "b0 r0 b12 >8 a40", EARLY),  # the robot, then a person
        ("15:30:11", "b0 w1 >2 a20 b15 >290 a40", (EARLY[0], LATE[0])),  # handed over, late
        ("19:06:00", "b0 >0 a0", LATE),  # the same, in the export that is newest first
        ("22:59:30", "b0 >1 a119", LATE),  # the last of the window, answered after it
        ("23:00:00", "b0 >1 a600", LATE),
        ("23:58:50", "b0 >1 a109", LATE),  # answered tomorrow, in time
        ("23:59:20", "b0 >1 a760", LATE),  # answered tomorrow, late
        ("+1 00:05:13", "b0 w1 >1 a44", LATE),
    )
    plots = [
        Plot(at(begins), script, _buyer(100 + number), agents)
        for number, (begins, script, agents) in enumerate(told)
    ]
    return [*plots, *_unpleasant()]


def _unpleasant() -> Iterator[Plot]:
    """What an agent should not write."""
    pestered = "b0 w1 >1 a20 a600 a900 a1200 a1500 a1800 a2400"
    offer = {3: "亲，考虑得怎么样了？", **dict.fromkeys(range(4, 10), "亲，今天下单有优惠哦")}
    yield Plot(at("16:20:00"), pestered, _buyer(130), (LATE[0],), topic="优惠", texts=offer)
    yield Plot(
        at("20:33:12"),
        "b0 w1 >1 a35 b20 a25",
        _buyer(131),
        (LATE[1],),
        topic="质量",
        texts={
            1: "这个是正品吗？",
            3: "亲，这不是高仿，支持验货",
            5: "您加下薇❤示例号，我发您实拍图",
        },
    )


def _rated(chat: Chat, rng: random.Random) -> Chat:
    """About half of the buyers rate; those whom nobody served now and then too."""
    served = any(message["sender"] in ("agent", "assist") for message in chat.messages)
    if rng.random() > (0.55 if served else 0.2):
        return chat
    rating = rng.choices((5, 3, 1), weights=(7, 2, 1) if served else (1, 1, 2))[0]
    rated_at = chat.row["ended_at"] + timedelta(seconds=rng.randint(5, 400))
    return replace(chat, row=chat.row | {"rating": rating, "rated_at": rated_at})


def _asked_for_a_person(chat: Chat) -> bool:
    """Whether the list of conversations has it: what the robot alone answered is not in it."""
    was_queued = any(message["sender"] == "system" for message in chat.messages)
    return was_queued or chat.row["assigned_at"] is not None


SENDERS = {
    "buyer": "买家",
    "agent": "客服",
    "assist": "智能辅助",
    "robot": "智能客服",
    "welcome": "欢迎语",
    "system": "系统消息",
}
MESSAGE_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("消息ID", "message_id"),
    Field("发送时间", "sent_at", dashes),
    Field("发送方类型", "sender", words(SENDERS)),
    Field("客服昵称", "agent"),
    Field("买家ID", "buyer"),
    Field("消息类型", "kind"),
    Field("消息内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("买家ID", "buyer"),
    Field("客服昵称", "agent", blank="-"),
    Field("会话主题", "topic"),
    Field("会话开始时间", "started_at", slashes),
    Field("转人工时间", "assigned_at", slashes, blank="-"),
    Field("会话结束时间", "ended_at", slashes),
    Field("评价结果", "rating", words({5: "满意", 3: "一般", 1: "失望"}), blank="-"),
    Field("评价时间", "rated_at", slashes, blank="-"),
)


def _chat_files(chats: Sequence[Chat]) -> tuple[TextFile, ...]:
    """Two chat exports that overlap by ten minutes, the second newest first; and the list."""
    messages = in_order(chats)
    morning = [message for message in messages if message["sent_at"] < at("14:05:00")]
    evening = [message for message in messages if message["sent_at"] >= at("13:55:00")]
    note = ("导出时间：2026-11-21 09:00:12", f"共{len(morning)}条")
    rows = [chat.row for chat in chats if _asked_for_a_person(chat)]
    return (
        TextFile(
            "聊天记录_20261121_1.csv", Sheet("messages", MESSAGE_FIELDS, morning, preamble=(note,))
        ),
        TextFile(
            "聊天记录_20261121_2.csv",
            Sheet("messages", MESSAGE_FIELDS, evening[::-1], blank_after=100),
        ),
        TextFile(
            "会话列表_20261121.csv",
            Sheet(
                "conversations", CONVERSATION_FIELDS, rows, summary=("合计", f"{len(rows)}个会话")
            ),
        ),
    )


# ---------------------------------------------------------------- orders

STATUS = {
    "待付款": "unpaid",
    "待发货": "unshipped",
    "已发货": "shipped",
    "已收货": "received",
    "交易成功": "received",
    "交易关闭": "closed",
}
AFTER_SALE = {"售后成功": "success", "售后处理中": "open", "售后关闭": "closed"}
# When paid, promised and shipped, and what the columns of status say.
REMARKABLE_ORDERS = (
    ("-2 10:00:00", None, "10:00:00", "已发货", None),  # 48 hours, to the second
    ("-2 11:20:05", None, "11:20:06", "已发货", None),
    ("-2 15:03:10", None, None, "待发货", None),
    ("-2 16:40:00", None, "+1 00:30:00", "已发货", None),  # shipped after the end of the day
    ("-2 09:30:00", None, None, "交易关闭", "售后成功"),  # refunded in time: not counted
    ("-2 09:45:00", None, None, "交易关闭", None),  # closed, nobody knows when
    ("-2 13:00:00", None, None, "待发货", "售后处理中"),  # asked for a refund too late
    ("-2 12:00:00", "+5 23:59:59", None, "待发货", None),  # promised for later
    ("-2 12:30:00", "-1 12:30:00", "-1 12:00:00", "交易成功", None),  # promised for yesterday
    ("-10 20:00:00", "18:00:00", "17:10:44", "已发货", None),  # presale, kept
    ("-9 20:00:00", "23:59:59", None, "待发货", None),  # presale, broken
    ("-8 20:00:00", "24:00:00", "+1 08:00:00", "已发货", None),  # the deadline ends the day
    ("-1 21:15:00", None, None, "待发货", None),
    ("09:20:00", None, None, "待发货", None),
    (None, None, None, "待付款", None),
    (None, None, None, "交易关闭", None),
)


def _order_id(number: int) -> str:
    return f"23000000000{number:05d}"


def _orders(rng: random.Random) -> list[Row]:
    rows = []
    for paid, promised, shipped, said, after_sale in REMARKABLE_ORDERS:
        row: Row = {"_said": said, "_after_sale": after_sale}
        times = {"paid_at": paid, "promised_ship_at": promised, "shipped_at": shipped}
        row |= {name: at(text) for name, text in times.items() if text}
        rows.append(row)
    for day_before, count in ((3, 6), (2, 24), (1, 9), (0, 9)):
        rows += [_ordinary_order(day_before, rng) for _ in range(count)]
    return [_completed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _ordinary_order(days_before: int, rng: random.Random) -> Row:
    """Paid on a day and shipped within two, if that is over by now."""
    paid = between(rng, f"-{days_before} 00:00:00", f"-{days_before} 23:59:59")
    shipped = after(paid, hours=rng.uniform(3, 44))
    if shipped >= at("+1 09:00:00"):
        return {"paid_at": paid, "_said": "待发货"}
    received = days_before == 3 and rng.random() < 0.5
    return {"paid_at": paid, "shipped_at": shipped, "_said": "已收货" if received else "已发货"}


def _completed(row: Row, number: int, rng: random.Random) -> Row:
    said, after_sale = row["_said"], row.get("_after_sale")
    paid: datetime = row.get("paid_at") or between(rng, "08:00:00", "22:00:00")
    more: Row = {
        "order_id": _order_id(number),
        "created_at": paid - timedelta(seconds=rng.randint(5, 1500)),
        "status": STATUS[said],
        "refund_status": AFTER_SALE.get(after_sale or ""),
        "amount": Fraction(rng.randint(990, 39900), 100),
        "seller_note": "加急" if number % 11 == 0 else None,
        "buyer_note": "送人的，请包好，别放价签" if number % 13 == 0 else None,
        "flag": "红" if number % 11 == 0 else None,
    }
    if row.get("shipped_at"):
        more |= {"courier": "示例快递", "tracking_no": f"YT00000{number:06d}"}
    return row | more


def _fills(**headers: str) -> dict[str, Field]:
    return {name: Field(name, filler=one_of(cell)) for name, cell in headers.items()}


ORDER_HEADERS = headers(
    "订单号,赠品订单号,活动订单编号,订单创建时间,订单支付时间,预售定金支付时间,订单状态,实付款,快递费,店铺优惠,平台补贴,主播补贴",
    "混资活动优惠,支付优惠,支付方式,成交数量,买家留言,账号类型,账号明细,订单备注,旗帜颜色,售后状态,活动订单,预售/承诺发货时间,订单载体",
    "商品名称,商品ID,商品规格,SKU编码,商品单价,渠道,CPS达人ID,CPS达人昵称,预估推广佣金,预估推广者分佣比例,团长ID,团长昵称,快赚客ID",
    "快赚客昵称,授权推广者ID,授权推广者昵称,收货人姓名,收货人电话,收货地址-省,收货地址-市,收货地址-区,收货地址-街道,收货地址,发货时间",
    "快递公司,快递单号,物流信息,集运类型,直邮类型,仓库名称,仓库地址,实名姓名,服务门店ID,服务门店名称,服务门店地址",
)
ORDER_FIELDS = {
    "订单号": Field("订单号", "order_id"),
    "订单创建时间": Field("订单创建时间", "created_at", slashes),
    "订单支付时间": Field("订单支付时间", "paid_at", slashes),
    "订单状态": Field("订单状态", "status", key="_said"),
    "实付款": Field("实付款", "amount", yuan),
    "买家留言": Field("买家留言", "buyer_note"),
    "订单备注": Field("订单备注", "seller_note"),
    "旗帜颜色": Field("旗帜颜色", "flag"),
    "售后状态": Field("售后状态", "refund_status", key="_after_sale"),
    "预售/承诺发货时间": Field("预售/承诺发货时间", "promised_ship_at", slashes),
    "发货时间": Field("发货时间", "shipped_at", slashes),
    "快递公司": Field("快递公司", "courier"),
    "快递单号": Field("快递单号", "tracking_no"),
    "支付方式": Field("支付方式", filler=one_of("微信", "支付宝")),
    "商品名称": Field("商品名称", filler=one_of("示例毛衣", "示例保温杯", "示例台灯")),
    "商品ID": Field("商品ID", filler=lambda number: f"2100000000{number % 7:04d}"),
    **_fills(快递费="0.00", 成交数量="1", 订单载体="直播间", 渠道="快手小店"),
    **_fills(收货人姓名="测试收货人", 收货人电话="11111111111", 收货地址="测试省测试市测试路0号"),
    **_fills(实名姓名="测试实名"),
}


WITHOUT_STOCK = (56, 57, 59, 60, 62, 63)


def _orders_file(rows: Sequence[Row]) -> Workbook:
    """The password is the last six characters of the name.

    The shop itself added the last column, from the platform's list of violations.
    """
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    fields.append(Field("是否无货源", "no_stock", yes_no))
    rows = [row | {"no_stock": number in WITHOUT_STOCK} for number, row in enumerate(rows, 1)]
    sheet = Sheet("orders", fields, rows, name="订单")
    return Workbook("快手订单_20261121_k7Qp2x.xlsx", (sheet,), password="k7Qp2x")


# ---------------------------------------------------------------- after-sales

KINDS = {"refund_only": "仅退款", "return_refund": "退货退款", "exchange": "换货"}
STATES = {"success": "售后成功", "closed": "售后关闭", "open": "处理中"}
REASONS = ("七天无理由退货", "商品与描述不符", "拍错/多拍", "质量问题", "未按约定时间发货")
REMARKABLE_REFUNDS = (  # order, applied, finished, kind, status
    (5, "-1 10:12:00", "-1 11:00:00", "refund_only", "success"),
    (7, "14:00:00", None, "refund_only", "open"),
    (21, "-1 08:00:00", "20:00:00", "refund_only", "success"),
    (22, "00:00:00", "24:00:00", "refund_only", "success"),  # finished at midnight: tomorrow's
    (23, "09:00:00", "09:00:00", "refund_only", "success"),  # at once
    (24, "-6 12:00:00", "12:00:00", "return_refund", "success"),
    (25, "-3 12:00:00", "12:00:00", "return_refund", "closed"),
    (26, "-2 12:00:00", "13:00:01", "exchange", "success"),
)


def _refunds(rng: random.Random) -> Workbook:
    rows: list[Row] = [
        {
            "order_id": _order_id(order),
            "applied_at": at(applied),
            "finished_at": at(finished) if finished else None,
            "kind": kind,
            "status": status,
        }
        for order, applied, finished, kind, status in REMARKABLE_REFUNDS
    ]
    rows += [_ordinary_refund(number, rng) for number in range(44)]
    rows.sort(key=lambda row: row["applied_at"], reverse=True)
    rows = [_detailed(row, number, rng) for number, row in enumerate(rows, start=1)]
    return Workbook("售后单_20261121.xlsx", (Sheet("refunds", REFUND_FIELDS, rows, name="售后"),))


def _ordinary_refund(number: int, rng: random.Random) -> Row:
    """Of the last thirty days, of orders that may be too old for the export of orders."""
    kind = rng.choices(list(KINDS), weights=(5, 4, 1))[0]
    applied = between(rng, "-29 08:00:00", "22:00:00")
    finished = after(applied, hours=rng.uniform(0.2, 60 if kind == "refund_only" else 190))
    row: Row = {"order_id": _order_id(90000 + number), "applied_at": applied, "kind": kind}
    if finished >= at("+1 09:00:00"):
        return row | {"status": "open"}
    return row | {"finished_at": finished, "status": rng.choices(("success", "closed"), (5, 1))[0]}


def _detailed(row: Row, number: int, rng: random.Random) -> Row:
    return row | {
        "refund_id": f"24000000000{number:05d}",
        "buyer": _buyer(200 + number),
        "reason": REASONS[number % len(REASONS)],
        "amount": Fraction(rng.randint(990, 19900), 100),
        "remark": "衣服有色差，\n想退掉" if number % 9 == 0 else None,
    }


REFUND_FIELDS = (
    Field("订单编号", "order_id"),
    Field("订单状态", filler=one_of("已发货", "交易成功", "待发货")),
    Field("订单创建时间"),
    Field("商品ID", filler=lambda number: f"2100000000{number % 7:04d}"),
    Field("商品名称", filler=one_of("示例毛衣", "示例保温杯", "示例台灯")),
    Field("买家ID", "buyer"),
    Field("买家昵称", filler=one_of("测试买家")),
    Field("售后单号", "refund_id"),
    Field("售后状态", "status", words(STATES)),
    Field("售后申请时间", "applied_at", slashes),
    Field("售后类型", "kind", words(KINDS)),
    Field("售后原因", "reason"),
    Field("申请描述", "remark"),
    Field("商家实收金额"),
    Field("退款金额", "amount", yuan),
    Field("发货快递单号(如为西北订单，仅展示一段物流信息)", filler=one_of("YT0000000", "")),
    Field("退货物流单号"),
    Field("商家退货联系人电话", filler=one_of("11111111111")),
    Field("换货物流单号"),
    Field("售后完结时间", "finished_at", slashes),
    Field("是否ATOM处理", filler=one_of("否")),
)
