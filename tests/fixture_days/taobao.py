"""A day of a Taobao shop, as its old seller centre exports it: GBK text with ids as formulas."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fixture_days import taobao_rows as rows_of
from tests.fixture_days.chats import Chat, in_order
from tests.fixture_days.exports import (
    Day,
    Field,
    File,
    Row,
    Sheet,
    TextFile,
    Workbook,
    a_day,
    as_formula,
    dashes,
    headers,
    one_of,
    percent,
    words,
    yuan,
)
from tests.fixture_days.moments import DAY, MIDNIGHT

SEED = "taobao 2026-11-20"
SHOP = "示例小店"


def day(seed: str = SEED) -> Day:
    """The exports of the day; only the orders name the shop."""
    rng = random.Random(seed)
    chats = rows_of.chats(rng)
    files: tuple[File, ...] = (
        *_chat_files(chats),
        _orders_file(rows_of.orders(rng)),
        _refunds_file(rows_of.refunds(rng)),
        TextFile("评价管理_20261121.csv", Sheet("reviews", REVIEW_FIELDS, rows_of.reviews(rng))),
        _listings_file(rows_of.listings(rng)),
        _performance_file(),
    )
    return Day("taobao", files, remarks=frozenset({"shop_taken"}))


# ---------------------------------------------------------------- conversations

SENDERS = {
    "buyer": "买家",
    "agent": "人工客服",
    "assist": "机器人辅助",
    "robot": "全自动机器人",
    "welcome": "欢迎语",
    "system": "系统消息",
}
RATINGS = {5: "很满意", 4: "满意", 3: "一般", 2: "不满", 1: "很不满"}
MESSAGE_FIELDS = (
    Field("买家旺旺", "buyer"),
    Field("客服旺旺", "agent"),
    Field("发送时间", "sent_at", dashes),
    Field("发送方", "sender", words(SENDERS)),
    Field("消息内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("客服旺旺", "agent"),
    Field("买家旺旺", "buyer"),
    Field("咨询时间", "started_at", dashes),
    Field("结束时间", "ended_at", dashes),
    Field("评价时间", "rated_at", dashes, blank="-"),
    Field("服务评价", "rating", words(RATINGS), blank="-"),
)


def _chat_files(chats: Sequence[Chat]) -> tuple[TextFile, ...]:
    """One line a message, without any id of the conversation; and the list of conversations."""
    listed = [chat.row for chat in chats]
    return (
        TextFile("千牛聊天记录_20261121.csv", Sheet("messages", MESSAGE_FIELDS, in_order(chats))),
        TextFile("接待明细_20261121.csv", Sheet("conversations", CONVERSATION_FIELDS, listed)),
    )


# ---------------------------------------------------------------- the platform's own figures

PERFORMANCE_FIELDS = (
    Field("日期", "day", a_day),
    Field("旺旺昵称", "agent"),
    Field("咨询人数"),
    Field("接待人数", "conversations"),
    Field("平均响应时长（秒)", "average_response_seconds"),
    Field("3分钟人工响应率", "reply_3min_rate", percent),
    Field("客户满意比", "satisfaction", percent, blank="-"),
)
PERFORMANCE = (
    (rows_of.SHIFTS[0].agent, 29, 103, 0.8833, 0.6522),
    (rows_of.SHIFTS[1].agent, 19, 76, 0.9412, 0.8182),
    (rows_of.SHIFTS[2].agent, 11, 94, 0.8421, None),
    (rows_of.SHIFTS[3].agent, 21, 88, 0.9118, 0.3750),
)


def _performance_file() -> TextFile:
    """What the help desk says of each agent, and two rows that are none."""
    names = (
        *("agent", "conversations", "average_response_seconds"),
        *("reply_3min_rate", "satisfaction"),
    )
    rows = [{"day": MIDNIGHT, **dict(zip(names, figures, strict=True))} for figures in PERFORMANCE]
    summary = (f"{DAY}", "汇总值", "", "80", "92", "90.48%", "62%")
    sheet = Sheet("agent_days", PERFORMANCE_FIELDS, rows, summary=summary)
    return TextFile("客服绩效_20261121.csv", sheet)


# ---------------------------------------------------------------- orders

ORDER_HEADERS = headers(
    "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费",
    "买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言",
    "收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ",
    "宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因",
    "卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id",
    "是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息",
    "天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店,确认收货时间,打款商家金额",
    "含应开票给个人的个人红包,延迟发货自动赔付金额,预售订单,发货时间,应发货时间",
)
NEVER = "0000-00-00 00:00:00"


def _labelled(number: str) -> str:
    return f"No:{number}"


ORDER_FIELDS = {
    field.header: field
    for field in (
        Field("订单编号", "order_id", as_formula),
        Field("买家会员名", "buyer"),
        Field("买家实际支付金额", "amount", yuan),
        Field("订单状态", "status", key="_said"),
        Field("买家留言", "buyer_note"),
        Field("订单创建时间", "created_at", dashes),
        Field("订单付款时间 ", "paid_at", dashes),
        Field("物流单号 ", "tracking_no", _labelled),
        Field("物流公司", "courier"),
        Field("订单备注", "seller_note", blank="null"),
        Field("店铺名称", "shop", key="_shop"),
        Field("确认收货时间", "signed_at", dashes, blank=NEVER),
        Field("发货时间", "shipped_at", dashes, blank="null"),
        Field("应发货时间", "promised_ship_at", dashes, blank="null"),
        Field("退款金额", "refund_amount", blank="无退款申请", key="_nothing"),
        Field("打款商家金额", filler=one_of("76.61元", "0.00元")),
        Field("宝贝标题 ", filler=one_of("示例保温杯，示例杯刷", "示例折叠伞")),
        Field("买家支付宝账号", filler=one_of("测试实名")),
        Field("收货人姓名", filler=one_of("测试收货人")),
        Field("收货地址 ", filler=one_of("测试省测试市测试路0号")),
        Field("联系电话 ", filler=one_of("'11111111111")),
        Field("联系手机", filler=one_of("'11111111111")),
        Field("宝贝总数量", filler=one_of("1", "2")),
    )
}


def _orders_file(rows: Sequence[Row]) -> TextFile:
    named = [row | {"shop": SHOP, "_shop": SHOP, "refund_amount": 0} for row in rows]
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    return TextFile("ExportOrderList20261121091233.csv", Sheet("orders", fields, named))


# ---------------------------------------------------------------- refunds

REFUND_HEADERS = headers(
    "订单编号,退款编号,支付单号,订单付款时间,商品编码,商品id,退款完结时间,买家会员名称,买家实际支付金额,宝贝标题,买家退款金额,退给买家金额",
    "退给平台金额,手工退款/系统退款,售后类型,退款的申请时间,超时时间,退款状态,货物状态,退货物流信息,发货物流信息,客服介入状态",
    "卖家真实姓名,卖家真实姓名(新),卖家退货地址,卖家邮编,卖家电话,卖家手机,退货物流单号,退货物流公司,买家退款原因,买家退款说明,买家退货时间",
    "责任方,售中或售后,备注标签,商家备注,完结时间,部分退款/全部退款,审核操作人,审核操作人新会员名,举证超时,是否零秒响应,退款操作人",
    "退款操作人新会员名,退款原因标签,业务类型,是否帮他退款,帮他退款操作账号,小额收款,淘特订单,智能退款策略,执行方案",
)
INVOLVED = {True: "客服已介入", False: "无需客服介入"}
REFUND_FIELDS = {
    field.header: field
    for field in (
        Field("订单编号", "order_id"),
        Field("退款编号", "refund_id"),
        Field("退款完结时间", "finished_at", dashes),
        Field("买家会员名称", "buyer"),
        Field("买家退款金额", "amount", yuan),
        Field("售后类型", "kind", words(rows_of.KINDS)),
        Field("退款的申请时间", "applied_at", dashes),
        Field("退款状态", "status", key="_said"),
        Field("客服介入状态", "platform_involved", words(INVOLVED)),
        Field("买家退款原因", "reason"),
        Field("商家备注", "remark"),
        Field("退款操作人", "agent", blank="-"),
        Field("完结时间", filler=one_of("", NEVER)),
        Field("宝贝标题", filler=one_of("示例保温杯", "示例折叠伞", "示例拖鞋")),
        Field("卖家真实姓名", filler=one_of("测试实名")),
        Field("卖家退货地址", filler=one_of("测试省测试市测试路0号")),
        Field("卖家手机", filler=one_of("11111111111")),
        Field("手工退款/系统退款", filler=one_of("手工退款", "系统退款")),
    )
}


def refund_fields() -> list[Field]:
    """The 53 columns of a list of refunds, of Taobao and of Tmall."""
    return [REFUND_FIELDS.get(header) or Field(header) for header in REFUND_HEADERS]


def _refunds_file(rows: Sequence[Row]) -> Workbook:
    sheet = Sheet("refunds", refund_fields(), rows, name="退款管理")
    return Workbook("退款管理_20261121.xlsx", (sheet,))


# ---------------------------------------------------------------- reviews and listings

REVIEW_FIELDS = (
    Field("评价编号", "review_id"),
    Field("订单编号", "order_id", as_formula),
    Field("评价人", "buyer"),
    Field("评价时间", "created_at", dashes),
    Field("评价类型", "rating", words(rows_of.RATINGS), blank="-"),
    Field("评价内容", filler=one_of("不错", "还行", "物流很快，谢谢")),
    Field("解释时间", "replied_at", dashes),
)
LISTING_FIELDS = (
    Field("宝贝ID", "listing_id"),
    Field("宝贝标题", "title"),
    Field("宝贝类目", "category"),
    Field("销售属性", "sku"),
    Field("一口价", "price", yuan),
    Field("运费", "shipping_fee", yuan),
    Field("库存", "stock"),
)


def _listings_file(rows: Sequence[Row]) -> Workbook:
    return Workbook(
        "出售中的宝贝_20261121.xlsx", (Sheet("listings", LISTING_FIELDS, rows, name="宝贝"),)
    )
