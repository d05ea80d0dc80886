"""A day of a JD supplier: service orders, advances, orders by SKU, and chats."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
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
    tabbed,
    words,
    yuan,
)
from tests.fixture_days.moments import MIDNIGHT, after, at, between

SEED = "jd 2026-11-20"
SHIFTS = (Shift("示例供应商01", 9, 18), Shift("示例供应商02", 9, 21), Shift("示例供应商03", 13, 23))
ORDINARY = {
    "b0 w1 >1 a6-70 b15-120 a6-90": 30,
    "b0 w1 r1 b8-30 >5-40 a8-60 b20-90 a8-60": 12,
    "b0 w1 r1": 8,
    "b0 w1 >1 s2-5 b20-60 a10-70": 8,
    "b0 w1 >2 a190-1700": 6,
    "b0 w1": 4,
}
DAY_SHIFT, EVENING = ("示例供应商01",), ("示例供应商03",)


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = _chats(rng)
    files = (_chat_file(chats), _service_orders(rng), _advances(rng), _orders(rng))
    return Day("jd", files)


# ---------------------------------------------------------------- conversations


def _buyer(number: int) -> str:
    return f"jd_测试{number:04d}"


def _chats(rng: random.Random) -> list[Chat]:
    buyers = [_buyer(number) for number in range(1, 55)]
    plots = [*Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers).plots(MIDNIGHT, rng), *_remarkable()]
    plots.sort(key=lambda plot: plot.begins)
    return [play(plot, f"S{number:08d}", rng) for number, plot in enumerate(plots, start=1)]


def _remarkable() -> list[Plot]:
    """What an agent should not write, and what only looks like it."""
    told = (
        ("10:02:00", DAY_SHIFT, "亲，退款麻烦您加下微❤信 示例号，我转给您"),
        ("10:20:00", DAY_SHIFT, "您也可以打京东客服950618，或者直接在咚咚里留言"),
        ("11:45:00", DAY_SHIFT, "您自己不会看说明书吗，蠢货"),
        ("14:10:00", EVENING, "京东就是骗子平台，建议您以后别在京东买"),
        ("15:33:00", EVENING, "内部价告诉您：我们给京东的供货价是示例元，您别外传"),
        ("16:48:00", EVENING, "亲，快递单号 JD0000000000123，您留意签收"),
        ("19:15:00", EVENING, "再投诉就找人弄死你"),
    )
    return [
        Plot(at(begins), "b0 w1 >1 a30", _buyer(100 + number), agents, texts={3: text})
        for number, (begins, agents, text) in enumerate(told)
    ]


SENDERS = {
    "buyer": "顾客",
    "agent": "商家客服",
    "assist": "智能辅助回复",
    "robot": "智能机器人",
    "welcome": "欢迎语",
    "system": "系统提示",
}
MESSAGE_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("顾客账号", "buyer", tabbed()),
    Field("客服账号", "agent", blank="--"),
    Field("发送方", "sender", words(SENDERS)),
    Field("消息时间", "sent_at", dashes),
    Field("消息内容", "text"),
)


def _chat_file(chats: Sequence[Chat]) -> TextFile:
    return TextFile("咚咚聊天记录_20261121.csv", Sheet("messages", MESSAGE_FIELDS, in_order(chats)))


# ---------------------------------------------------------------- service orders

KINDS = {"return_refund": "退货", "exchange": "换货", "repair": "维修"}
STATES = {
    "待审核": "open",
    "待收货": "open",
    "完成": "success",
    "客户取消": "closed",
    "审核不通过": "rejected",
}
# When applied, audited and finished; the kind, the state, and what was noted.
REMARKABLE = (
    ("-1 20:00:00", "08:00:00", None, "return_refund", "待收货", None),  # 12 hours, to the second
    ("-1 20:10:00", "08:10:01", None, "exchange", "待收货", None),
    ("-1 12:00:00", "-1 23:00:00", None, "repair", "待收货", None),  # due yesterday at 24:00
    ("12:00:00", "23:59:59", None, "repair", "待收货", None),  # due today at 24:00
    ("-1 22:30:00", None, "09:00:00", "return_refund", "客户取消", None),  # withdrawn, not audited
    ("06:15:00", "07:00:00", "07:00:00", "return_refund", "审核不通过", None),
    ("07:40:00", None, None, "exchange", "待审核", None),
    ("15:00:00", None, None, "repair", "待审核", None),  # not yet due
    ("-7 10:00:00", "-7 11:00:00", "10:00:00", "return_refund", "完成", None),  # seven days
    ("-7 10:30:00", "-7 11:00:00", "10:30:01", "exchange", "完成", None),
    ("-7 16:00:00", "-7 17:00:00", None, "repair", "待收货", None),
    ("-7 18:00:00", "-7 18:30:00", "-2 18:00:00", None, "完成", None),  # no kind: the first rule's
    ("09:00:00", "10:00:00", None, "return_refund", "待收货", "请客户加QQ 123456789 联系退差价"),
    ("09:30:00", "10:00:00", None, "return_refund", "待收货", "客户无理取闹，神经病"),
    ("11:30:00", "12:00:00", None, "exchange", "待收货", "已电话联系客户，同意换货"),
)


def _service_orders(rng: random.Random) -> Workbook:
    """With a line of explanation above the headers, the newest first."""
    rows = [_service_order(*each) for each in REMARKABLE]
    rows += [_ordinary(number, rng) for number in range(95)]
    rows.sort(key=lambda row: row["applied_at"], reverse=True)
    rows = [_detailed(row, number, rng) for number, row in enumerate(rows, start=1)]
    note = ("说明：服务单按申请时间倒序，时间为北京时间",)
    sheet = Sheet("refunds", SERVICE_FIELDS, rows, name="服务单", preamble=(note,))
    return Workbook("售后服务单_20261121.xlsx", (sheet,))


def _service_order(
    applied: str,
    decided: str | None,
    finished: str | None,
    kind: str | None,
    said: str,
    remark: str | None,
) -> Row:
    times = {"applied_at": applied, "decided_at": decided, "finished_at": finished}
    known: Row = {name: at(text) for name, text in times.items() if text}
    return known | {"kind": kind, "_said": said, "remark": remark}


def _ordinary(number: int, rng: random.Random) -> Row:
    """Of the last two weeks; a third was asked for on the day before, and is due on the day."""
    applied = between(rng, "-1 12:00:01" if number % 3 == 0 else "-14 08:00:00", "11:59:00")
    row: Row = {"applied_at": applied, "kind": rng.choices(list(KINDS), (5, 3, 2))[0]}
    decided = after(applied, hours=rng.uniform(0.1, 11.8))
    if decided >= at("+1 08:30:00"):
        return row | {"_said": "待审核"}
    row["decided_at"] = decided
    finished = after(decided, hours=rng.uniform(20, 150))
    if rng.random() < 0.08:
        return row | {"finished_at": decided, "_said": rng.choice(("客户取消", "审核不通过"))}
    if finished >= at("+1 08:30:00"):
        return row | {"_said": "待收货"}
    return row | {"finished_at": finished, "_said": "完成"}


def _detailed(row: Row, number: int, rng: random.Random) -> Row:
    return row | {
        "refund_id": f"66{number:08d}",
        "order_id": f"28000000{rng.randint(0, 9999):04d}",
        "buyer": _buyer(number % 60),
        "status": STATES[row["_said"]],
        "reason": ("质量问题", "发错货", "不想要了", "运输损坏")[number % 4],
        "agent": SHIFTS[number % 3].agent if row.get("decided_at") else None,
    }


SERVICE_FIELDS = (
    Field("服务单号", "refund_id"),
    Field("订单号", "order_id"),
    Field("商品编号", filler=lambda number: f"10000{number % 9:03d}"),
    Field("商品名称", filler=one_of("示例电钻", "示例手套", "示例万用表")),
    Field("客户账号", "buyer"),
    Field("客户姓名", filler=one_of("测试实名")),
    Field("联系电话", filler=one_of("11111111111")),
    Field("客户期望", "kind", words(KINDS), blank="--"),
    Field("服务单状态", "status", key="_said"),
    Field("申请原因", "reason"),
    Field("申请时间", "applied_at", slashes),
    Field("审核人", "agent", blank="--"),
    Field("审核时间", "decided_at", slashes, blank="--"),
    Field("审核意见", "remark"),
    Field("处理完成时间", "finished_at", slashes, blank="--"),
)


# ---------------------------------------------------------------- advances

# When the supplier was told, and when he paid.
REMARKABLE_ADVANCES = (
    ("-5 00:00:00", "23:59:59"),  # the fifth day to its end
    ("-5 10:00:00", "+1 00:00:01"),  # a second into the sixth
    ("-5 16:20:00", None),
    ("-6 23:59:59", None),  # due yesterday
    ("-4 00:00:00", None),  # due tomorrow
    ("-5 23:59:59", "-5 23:59:59"),
)


def _advances(rng: random.Random) -> TextFile:
    rows: list[Row] = [
        {"notified_at": at(told)} | ({"paid_at": at(paid)} if paid else {})
        for told, paid in REMARKABLE_ADVANCES
    ]
    rows += [_ordinary_advance(rng) for _ in range(34)]
    rows.sort(key=lambda row: row["notified_at"])
    for number, row in enumerate(rows, start=1):
        row |= {
            "advance_id": f"DF2611{number:06d}",
            "amount": Fraction(rng.randint(500, 90000), 100),
        }
    total = f"{float(sum(row['amount'] for row in rows)):.2f}"
    summary = ("合计", "", "", total, "")
    return TextFile(
        "平台垫付明细_20261121.csv", Sheet("advances", ADVANCE_FIELDS, rows, summary=summary)
    )


def _ordinary_advance(rng: random.Random) -> Row:
    told = between(rng, "-12 09:00:00", "18:00:00")
    paid: datetime = after(told, hours=rng.uniform(5, 118))
    return {"notified_at": told} | ({"paid_at": paid} if paid < at("+1 08:30:00") else {})


ADVANCE_FIELDS = (
    Field("垫付单号", "advance_id"),
    Field("关联服务单", filler=lambda number: f"66{number:08d}"),
    Field("垫付通知时间", "notified_at", dashes),
    Field("垫付金额", "amount", yuan),
    Field("归还时间", "paid_at", dashes, blank="-"),
)


# ---------------------------------------------------------------- orders

ORDER_HEADERS = headers(
    "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名",
    "客户地址,联系电话,订单备注,发票类型,发票抬头,发票内容,商家备注,商家备注等级（等级1-5为由高到低）,运费金额,付款确认时间,增值税发票",
    "货号,订单完成时间,订单来源,订单渠道,送装服务,服务费,仓库id,仓库名称",
)
ORDER_STATES = {
    "等待出库": "unshipped",
    "等待确认收货": "shipped",
    "完成": "received",
    "(删除)": "closed",
}


def _orders(rng: random.Random) -> TextFile:
    """One line a SKU: those of one order say the same twice, and count once."""
    rows: list[Row] = []
    for number in range(1, 61):
        paid = between(rng, "-3 08:00:00", "22:00:00")
        said = rng.choices(list(ORDER_STATES), (3, 4, 3, 1))[0]
        row: Row = {
            "order_id": f"28000000{number:04d}",
            "created_at": after(paid, seconds=-rng.randint(5, 900)),
            "paid_at": None if said == "(删除)" else paid,
            "amount": Fraction(rng.randint(990, 259900), 100),
            "status": ORDER_STATES[said],
            "_said": said,
            "buyer": _buyer(number),
            "seller_note": "已核对 工号02" if number % 8 == 0 else None,
            "buyer_note": "请工作日送货" if number % 13 == 0 else None,
        }
        rows += [row] * (2 if number % 7 == 0 else 1)
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    return TextFile("京东订单_20261121.csv", Sheet("orders", fields, rows))


ORDER_FIELDS = {
    "订单号": Field("订单号", "order_id", tabbed()),
    "下单时间": Field("下单时间", "created_at", dashes),
    "应付金额": Field("应付金额", "amount", yuan),
    "订单金额": Field("订单金额", filler=one_of("0.00")),
    "订单状态": Field("订单状态", "status", key="_said"),
    "下单帐号": Field("下单帐号", "buyer"),
    "订单备注": Field("订单备注", "buyer_note"),
    "商家备注": Field("商家备注", "seller_note"),
    "付款确认时间": Field("付款确认时间", "paid_at", dashes),
    "商品ID": Field("商品ID", filler=lambda number: f"10000{number % 9:03d}"),
    "商品名称": Field("商品名称", filler=one_of("示例电钻", "示例手套", "示例万用表")),
    "订购数量": Field("订购数量", filler=one_of("1", "2")),
    "支付方式": Field("支付方式", filler=one_of("在线支付", "公司转账")),
    "客户姓名": Field("客户姓名", filler=one_of("测试实名")),
    "客户地址": Field("客户地址", filler=one_of("测试省测试市测试路0号")),
    "联系电话": Field("联系电话", filler=one_of("11111111111")),
}
