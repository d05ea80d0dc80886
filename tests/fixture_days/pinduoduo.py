"""A day of a Pinduoduo shop: wide orders with tabs, chats by buyer, after-sales and complaints."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from tests.fixture_days.chats import BUSY_HOURS, Chat, Crowd, Plot, Shift, in_order, play
from tests.fixture_days.exports import (
    Cell,
    Day,
    Field,
    File,
    Row,
    Sheet,
    TextFile,
    Workbook,
    a_date_cell,
    dashes,
    headers,
    one_of,
    tabbed,
    words,
    yes_no,
    yuan,
)
from tests.fixture_days.moments import MIDNIGHT, after, at, between

SEED = "pinduoduo 2026-11-20"
SHIFTS = (
    Shift("示例店:小安", 8, 17),
    Shift("示例店:小禾", 8, 20),
    Shift("示例店:小麦", 14, 24),
    Shift("示例店:小谷", 16, 24),
)
ORDINARY = {
    "b0 w1 a4-80 b20-90 a5-90": 34,
    "b0 w1 a5-120": 22,
    "b0 w1 r1 b10-40 a20-120": 14,
    "b0 w1 r1": 9,
    "b0 b5-30 w0 s3-20 b30-90 a10-100": 8,
    "b0 w1 a200-2400": 9,
    "b0 w1 r1 b30": 5,
    "b0 w1": 5,
}
EARLY, LATE = ("示例店:小安",), ("示例店:小谷",)


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = _chats(rng)
    files: tuple[File, ...] = (*_chat_files(chats, rng), _orders_file(rng), _after_sales(rng))
    return Day(
        "pinduoduo",
        files,
        stood_in_for={"ship_48h": "picked_up_at"},
        remarks=frozenset({"hidden_sheets"}),
    )


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"假买家_{number:04d}"


def _chats(rng: random.Random) -> list[Chat]:
    buyers = [_buyer(number) for number in range(1, 109)]
    crowd = Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers)
    plots = [_assigned_at_once(plot) for plot in [*crowd.plots(MIDNIGHT, rng), *_remarkable()]]
    plots.sort(key=lambda plot: plot.begins)
    return [play(plot, "", rng) for plot in plots]


def _assigned_at_once(plot: Plot) -> Plot:
    """This platform does not tell when a conversation reached somebody."""
    script = f">0 {plot.script}"
    return Plot(plot.begins, script, plot.buyer, plot.agents, topic=plot.topic, texts=plot.texts)


def _remarkable() -> list[Plot]:
    """Edges of the window and the limit, ties, waits over midnight, buyers who come back."""
    told = (
        ("-1 20:05:00", "b0 w1 a40", 1, LATE),  # comes back the next day: another conversation
        ("-1 22:51:00", "b0 w1", 201, LATE),  # asks again in the morning, before any answer
        ("09:03:00", "b0 a25 b30 a20", 201, EARLY),
        ("-1 23:57:30", "b0 w1 a200", 202, LATE),
        ("08:12:00", "b0 w1 b30600 a40", 219, LATE),  # asks again after eight hours, still waiting
        ("07:59:59", "b0 a900", 203, EARLY),
        ("08:00:00", "b0 a900", 204, EARLY),
        ("09:40:00", "b0 a180", 205, EARLY),  # three minutes, to the second
        ("09:47:00", "b0 a181", 206, EARLY),
        ("10:15:00", "b0 r0 b20 r1 b15 a40", 207, EARLY),  # two rounds of the robot, then a person
        ("10:30:00", "b0 r0 b35 w2", 208, EARLY),  # asked again after the robot: nothing
        ("11:11:11", "b0 a0 b0 a0", 209, EARLY),  # all in one second
        ("13:20:00", "b0 a3600", 210, EARLY),  # an hour, to the second
        ("13:30:00", "b0 a3601", 211, EARLY),
        ("21:05:00", "b0 y5 b60 y5", 212, LATE),
        ("22:59:59", "b0 a170", 213, LATE),
        ("23:00:00", "b0 a1500", 214, LATE),
        ("23:58:10", "b0 a150", 215, LATE),
        ("23:59:30", "b0", 216, LATE),  # nobody has answered yet
        ("+1 00:03:40", "b0 a33", 217, LATE),
    )
    plots = [
        Plot(at(begins), script, _buyer(number), agents) for begins, script, number, agents in told
    ]
    say = {2: "亲，平台不让说，您加ＱＱ 示例号 详谈"}
    return [*plots, Plot(at("19:45:00"), "b0 a30", _buyer(218), LATE, topic="优惠", texts=say)]


SENDERS = {
    "buyer": "消费者",
    "agent": "商家",
    "assist": "机器人辅助",
    "robot": "机器人",
    "welcome": "自动欢迎语",
    "system": "系统通知",
}
MESSAGE_FIELDS = (
    Field("店铺"),
    Field("买家昵称", "buyer", tabbed()),
    Field("消息时间", "sent_at", tabbed(dashes)),
    Field("发送方", "sender", words(SENDERS)),
    Field("客服账号", "agent"),
    Field("聊天内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("买家昵称", "buyer", tabbed()),
    Field("接待客服", "agent"),
    Field("咨询时间", "started_at", tabbed(dashes)),
    Field("首次响应时长", "first_response_seconds", written=lambda value: _in_words(value)),
    Field("结束时间", "ended_at", tabbed(dashes)),
    Field("咨询类型", "topic"),
)


def _in_words(seconds: int) -> Cell:
    """`11秒`, `2分30秒`, `1小时0分5秒`"""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (
        (f"{hours}小时" if hours else "") + (f"{minutes}分" if seconds >= 60 else "") + f"{rest}秒"
    )


def _chat_files(chats: Sequence[Chat], rng: random.Random) -> tuple[TextFile, ...]:
    """One line a message, without any id of the conversation; and the list of conversations."""
    rows = [_listed(chat) for chat in chats]
    rng.shuffle(rows)
    return (
        TextFile(
            "商家客服聊天记录_20261121.csv",
            Sheet("messages", MESSAGE_FIELDS, in_order(chats)),
            encoding="utf-8-sig",
        ),
        TextFile("客服接待明细_20261121.csv", Sheet("conversations", CONVERSATION_FIELDS, rows)),
    )


def _listed(chat: Chat) -> Row:
    answers = [each["sent_at"] for each in chat.messages if each["sender"] in ("agent", "assist")]
    if not answers:
        return chat.row | {"agent": None}
    waited = int((answers[0] - chat.row["started_at"]).total_seconds())
    return chat.row | {"first_response_seconds": waited}


# ---------------------------------------------------------------- orders

STATUS = {
    "待付款": "unpaid",
    "待发货": "unshipped",
    "已发货，待收货": "shipped",
    "已收货": "received",
    "已取消": "closed",
    "未发货，退款成功": "refunded_unshipped",
    "已发货，退款成功": "shipped",
}
AFTER_SALE = {"无售后或售后取消": "none", "售后处理中": "open", "退款成功": "success"}
GOODS = {"normal": "普通商品", "direct_mail": "海外直邮", "bonded": "保税直供"}
# When paid, the group complete, promised and shipped; the goods, and what the status says.
REMARKABLE_ORDERS = (
    ("-2 08:00:00", "-2 10:00:00", None, "10:00:00", "normal", "已发货，待收货"),  # to the second
    ("-2 08:30:00", "-2 11:00:00", None, "11:00:01", "normal", "已发货，待收货"),
    ("-2 14:00:00", None, None, "09:00:00", "normal", "已发货，待收货"),  # bought alone
    ("-2 15:00:00", "-2 15:05:00", None, None, "normal", "待发货"),
    ("-2 15:30:00", "-2 15:31:00", None, None, None, "待发货"),  # the goods are not named
    ("-5 12:00:00", "-5 12:30:00", None, "08:00:00", "direct_mail", "已发货，待收货"),
    ("-5 13:00:00", "-5 13:30:00", None, "15:00:00", "direct_mail", "已发货，待收货"),  # late
    ("-7 12:00:00", "-7 18:00:00", None, "17:59:59", "bonded", "已发货，待收货"),
    ("-7 20:00:00", "-7 20:00:30", None, None, "bonded", "待发货"),
    ("-5 12:00:00", "-5 12:10:00", "20:00:00", "19:00:00", "direct_mail", "已收货"),  # promised
    ("-2 16:00:00", "-2 16:01:00", "+3 23:59:59", None, "normal", "待发货"),  # promised for later
    ("-2 17:00:00", "-2 17:01:00", "24:00:00", "23:59:58", "normal", "已发货，待收货"),
    ("-2 09:00:00", "-2 09:05:00", None, None, "normal", "未发货，退款成功"),  # refunded in time
    ("-2 09:10:00", "-2 09:15:00", None, None, "normal", "未发货，退款成功"),  # no time is known
    ("-2 09:20:00", "-2 09:25:00", None, None, "normal", "已取消"),
    ("-2 19:00:00", "-2 19:05:00", None, "-1 09:00:00", "normal", "已发货，退款成功"),
    ("-1 10:00:00", "-1 10:01:00", None, None, "normal", "待发货"),
    (None, None, None, None, "normal", "待付款"),
)
REFUNDED_BEFORE_DUE = 13


def _order_id(number: int, day: datetime) -> str:
    return f"{day:%y%m%d}-0000000000{number:05d}"


def _remarkable_orders() -> list[Row]:
    rows = []
    for paid, grouped, promised, shipped, goods, said in REMARKABLE_ORDERS:
        times = {"paid_at": paid, "grouped_at": grouped, "promised_ship_at": promised}
        times["shipped_at"] = shipped
        row: Row = {"goods_type": goods, "_said": said, "_after_sale": "无售后或售后取消"}
        if said.endswith("退款成功"):
            row["_after_sale"] = "退款成功"
        rows.append(row | {name: at(text) for name, text in times.items() if text})
    return rows


def _ordinary_order(days_before: int, rng: random.Random) -> Row:
    """Most promise to ship within 48 hours of the group being complete, and most do."""
    paid = between(rng, f"-{days_before} 07:00:00", f"-{days_before} 23:30:00")
    grouped = after(paid, seconds=rng.choice((0, 0, 40, 900, 7200)))
    row: Row = {"paid_at": paid, "grouped_at": grouped, "goods_type": "normal"}
    if rng.random() < 0.7:
        row["promised_ship_at"] = after(grouped, hours=48)
    shipped = after(grouped, hours=rng.uniform(4, 46))
    if shipped >= at("+1 09:12:00"):
        return row | {"_said": "待发货", "_after_sale": "无售后或售后取消"}
    signed = after(shipped, hours=30)
    row |= {"shipped_at": shipped, "_after_sale": "无售后或售后取消", "_said": "已发货，待收货"}
    if signed < at("22:00:00"):
        row |= {"signed_at": signed, "_said": "已收货"}
    return row


def _orders(rng: random.Random) -> list[Row]:
    rows = _remarkable_orders()
    for days_before, count in ((3, 8), (2, 22), (1, 12), (0, 10)):
        rows += [_ordinary_order(days_before, rng) for _ in range(count)]
    return [_completed(row, number, rng) for number, row in enumerate(rows, start=1)]


def _completed(row: Row, number: int, rng: random.Random) -> Row:
    paid: datetime = row.get("paid_at") or at("20:20:20")
    more: Row = {
        "order_id": _order_id(number, paid),
        "created_at": paid - timedelta(seconds=rng.randint(3, 600)),
        "status": STATUS[row["_said"]],
        "refund_status": AFTER_SALE[row["_after_sale"]],
        "amount": Fraction(rng.randint(590, 59900), 100),
        "seller_note": "已核对" if number % 8 == 0 else None,
        "buyer_note": "不要发错颜色,谢谢" if number % 17 == 0 else None,
    }
    if row.get("shipped_at"):
        more |= {"tracking_no": f"ZT00000{number:06d}", "courier": "示例快递"}
    return row | more


ORDER_HEADERS = headers(
    "商品,订单号,订单状态,商品总价（元）,店铺优惠折扣（元）,平台优惠折扣（元）,多多支付立减金额（元）,邮费（元）,上门安装费（元）",
    "送货入户费（元）,送货入户并安装费（元）,用户实付金额（元）,商家实收金额（元）,商品数量（件）,身份证姓名,身份证号码,收货人,手机,是否异常",
    "省,市,区,街道,支付时间,拼单成功时间,订单确认时间,承诺发货时间,承诺送达时间,发货时间,确认收货时间,商品id,商品规格,用户购买手机号,样式ID",
    "商家编码-SKU维度,商家编码-商品维度,快递单号,快递公司,海淘清关订单号,支付ID,支付方式,是否抽奖或0元试用,是否顺丰加价,商家备注,售后状态",
    "买家留言,订单成交时间,是否审核中,商品一级类目,商品二级类目,商品三级类目,商品四级类目,消费者资料,团ID,团身份,是否门店自提,门店名称",
    "门店自定义编码,关联货品编码,货品名称,货品类型,子货品,仓库名称,仓库所在地址,保税仓,是否直播间成交,是否分期,订单来源,是否社区团购",
)


def _time(header: str, column: str) -> Field:
    return Field(header, column, tabbed(dashes), blank="\t")


def _fixed(header: str, *cells: str) -> Field:
    return Field(header, filler=one_of(*cells))


ORDER_FIELDS = (
    Field("订单号", "order_id", tabbed()),
    Field("订单状态", "status", tabbed(), key="_said"),
    Field("用户实付金额（元）", "amount", yuan),
    _time("支付时间", "paid_at"),
    _time("拼单成功时间", "grouped_at"),
    _time("承诺发货时间", "promised_ship_at"),
    _time("发货时间", "shipped_at"),
    _time("确认收货时间", "signed_at"),
    _time("订单成交时间", "created_at"),
    Field("快递单号", "tracking_no", tabbed(), blank="\t"),
    Field("快递公司", "courier", tabbed(), blank="\t"),
    Field("商家备注", "seller_note", tabbed(), blank="\t"),
    Field("售后状态", "refund_status", tabbed(), key="_after_sale"),
    Field("买家留言", "buyer_note", tabbed(), blank="\t"),
    Field("货品类型", "goods_type", words(GOODS)),
    _fixed("商品", "示例雨伞,折叠款\t", "示例水杯\t", "示例拖鞋\t"),
    _fixed("身份证姓名", "测试身份证姓名\t"),
    _fixed("身份证号码", "999999999999999999\t"),
    _fixed("收货人", "测试收货人\t"),
    _fixed("手机", "11111111111\t"),
    _fixed("用户购买手机号", "11111111111\t"),
    _fixed("省", "测试省\t"),
    _fixed("市", "测试市\t"),
    _fixed("街道", "测试路0号\t"),
    _fixed("支付方式", "微信\t", "多多支付\t"),
    _fixed("商品id", "300000000001\t", "300000000002\t"),
    _fixed("是否异常", "否"),
    _fixed("是否门店自提", "否"),
)


def _orders_file(rng: random.Random) -> TextFile:
    written = {field.header: field for field in ORDER_FIELDS}
    fields = [written.get(header) or Field(header) for header in ORDER_HEADERS]
    return TextFile("orders_export2026-11-21-09-12-33.csv", Sheet("orders", fields, _orders(rng)))


# ---------------------------------------------------------------- after-sales and complaints

KINDS = {"refund_only": "仅退款", "return_refund": "退货退款", "exchange": "换货", "resend": "补寄"}
STATES = {
    "待商家处理": "open",
    "待买家退货": "open",
    "待商家收货": "open",
    "退款成功": "success",
    "已撤销": "closed",
    "商家拒绝": "rejected",
}
# Order, when applied, decided, the return signed for, the money returned; kind and status.
REMARKABLE_REFUNDS = (
    (REFUNDED_BEFORE_DUE, "-1 20:00:00", "-1 20:30:00", None, "-1 20:30:05", "refund_only"),
    (4, "18:00:00", None, None, None, "refund_only"),  # after the deadline of its order
    (20, "-2 12:00:00", "12:00:00", None, "12:00:00", "refund_only"),  # 48 hours, to the second
    (21, "-2 12:00:00", "12:00:01", None, "12:00:01", "refund_only"),
    (22, "-2 21:00:00", None, None, None, "return_refund"),  # nobody has decided
    (23, "-6 09:00:00", "-6 10:00:00", "-1 10:00:00", "10:00:00", "return_refund"),
    (24, "-6 09:30:00", "-6 11:00:00", "-1 15:00:00", "-1 15:04:00", "return_refund"),
    (25, "-5 09:30:00", "-5 11:00:00", "-1 19:12:00", "09:00:30", "return_refund"),
    (26, "-5 10:30:00", "-5 12:00:00", "-1 08:00:00", "-1 21:00:00", "return_refund"),
    (27, "-4 10:30:00", "-4 12:00:00", "21:00:00", None, "return_refund"),  # due tomorrow
)


def _after_sales(rng: random.Random) -> Workbook:
    """After-sales and complaints in one workbook, times as dates, and a sheet that is not shown."""
    refunds = [_refund(*each) for each in REMARKABLE_REFUNDS]
    refunds += [_ordinary_refund(number, rng) for number in range(30)]
    refunds.sort(key=lambda row: row["applied_at"])
    refunds = [_detailed(row, number, rng) for number, row in enumerate(refunds, start=1)]
    sheets = (
        Sheet("refunds", REFUND_FIELDS, refunds, name="售后单"),
        Sheet("complaints", COMPLAINT_FIELDS, _complaints(rng), name="投诉单"),
    )
    dictionary = (("售后编号", "申请时间"), ("售后单的编号", "买家申请的时间"))
    return Workbook("售后与投诉_20261121.xlsx", sheets, hidden={"字段说明": dictionary})


def _refund(
    order: int,
    applied: str,
    decided: str | None,
    signed: str | None,
    refunded: str | None,
    kind: str,
) -> Row:
    times = {"decided_at": decided, "return_signed_at": signed, "refunded_at": refunded}
    known: Row = {name: at(text) for name, text in times.items() if text}
    waiting_for = "待商家收货" if signed else "待商家处理"
    known["_said"] = "退款成功" if refunded else waiting_for
    known["finished_at"] = known.get("refunded_at")
    return {"_order": order, "applied_at": at(applied), "kind": kind} | known


def _ordinary_refund(number: int, rng: random.Random) -> Row:
    """Of the last month; a third was asked for two days ago, and is due on the audited day."""
    recent = number % 3 == 0
    applied = between(rng, "-2 00:00:00" if recent else "-29 08:00:00", "-2 23:59:00")
    decided = after(applied, hours=rng.uniform(0.1, 40))
    said = rng.choices(("退款成功", "已撤销", "商家拒绝"), weights=(7, 2, 1))[0]
    row: Row = {"applied_at": applied, "decided_at": decided, "_said": said}
    row["kind"] = rng.choices(list(KINDS), weights=(6, 4, 1, 1))[0]
    if said == "退款成功" and row["kind"] == "return_refund":
        signed = after(decided, hours=rng.uniform(50, 150))
        if signed >= at("-1 00:00:00"):
            return row | {"_said": "待买家退货"}
        refunded = after(signed, hours=rng.uniform(0.5, 22))
        return row | {"return_signed_at": signed, "refunded_at": refunded, "finished_at": refunded}
    if said == "退款成功":
        row["refunded_at"] = after(decided, seconds=5)
    return row | {"finished_at": after(decided, seconds=5)}


def _detailed(row: Row, number: int, rng: random.Random) -> Row:
    order = row.get("_order", 900 + number)
    paid = at("-2 12:00:00") if "_order" in row else at("-30 12:00:00")
    return row | {
        "refund_id": f"8800000000{number:04d}",
        "status": STATES[row["_said"]],
        "order_id": _order_id(order, paid),
        "reason": ("多拍/不想要", "质量问题", "少件/漏发", "与描述不符")[number % 4],
        "amount": Fraction(rng.randint(590, 29900), 100),
    }


REFUND_FIELDS = (
    Field("售后编号", "refund_id"),
    Field("订单号", "order_id"),
    Field("商品名称", filler=one_of("示例雨伞", "示例水杯", "示例拖鞋")),
    Field("售后类型", "kind", words(KINDS)),
    Field("售后状态", "status", key="_said"),
    Field("申请时间", "applied_at", a_date_cell),
    Field("商家处理时间", "decided_at", a_date_cell),
    Field("退款金额（元）", "amount", float),
    Field("退款原因", "reason"),
    Field("退货签收时间", "return_signed_at", a_date_cell),
    Field("退款时间", "refunded_at", a_date_cell),
    Field("完结时间", "finished_at", a_date_cell),
)
SCENARIOS = {"delivery": "未发货", "logistics_stalled": "物流停滞", "other": "其他"}


def _complaints(rng: random.Random) -> list[Row]:
    """Some by those who also asked on the day: one on another day, one by somebody unknown."""
    asked = (3, 3, 17, 31, 44, 58, 206, 212)
    told = [(_buyer(number), between(rng, "09:00:00", "22:30:00")) for number in asked]
    told += [
        (_buyer(9), at("-1 23:59:59")),
        (_buyer(12), at("00:00:00")),
        (_buyer(990), at("15:00:00")),
        (_buyer(215), at("+1 00:20:00")),
    ]
    told.sort(key=lambda each: each[1])
    return [
        {
            "complaint_id": f"TS2611{number:05d}",
            "order_id": _order_id(18 + number, at("-2 12:00:00")),
            "buyer": buyer,
            "scenario": list(SCENARIOS)[number % 3],
            "reason": ("一直不发货", "物流三天没更新", "客服不回复")[number % 3],
            "created_at": created,
            "agent": SHIFTS[number % 4].agent,
            "first_followup_at": after(created, seconds=rng.randint(60, 4000)),
            "closed_at": after(created, hours=rng.uniform(2, 9)) if number % 4 else None,
            "repeated": number == 2,
        }
        for number, (buyer, created) in enumerate(told, start=1)
    ]


COMPLAINT_FIELDS = (
    Field("投诉编号", "complaint_id"),
    Field("订单编号", "order_id"),
    Field("买家昵称", "buyer"),
    Field("投诉类型", "scenario", words(SCENARIOS)),
    Field("投诉原因", "reason"),
    Field("投诉时间", "created_at", a_date_cell),
    Field("处理人", "agent"),
    Field("首次响应时间", "first_followup_at", a_date_cell),
    Field("处理完成时间", "closed_at", a_date_cell),
    Field("是否重复投诉", "repeated", yes_no),
)
