"""A day of a Tmall shop, as the newer back office exports it: a line a SKU, in workbooks."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fixture_days import taobao, taobao_rows
from tests.fixture_days.chats import Chat, in_order
from tests.fixture_days.exports import (
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
    slashes,
    words,
    yuan,
)

SEED = "tmall 2026-11-20"


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = taobao_rows.chats(rng)
    files: tuple[File, ...] = (
        *_chat_files(chats),
        _orders_file(taobao_rows.orders(rng)),
        _refunds_file(taobao_rows.refunds(rng)),
        _goods_file(taobao_rows.reviews(rng), taobao_rows.listings(rng)),
    )
    return Day("tmall", files)


# ---------------------------------------------------------------- conversations

MESSAGE_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("发送时间", "sent_at", slashes),
    Field("角色", "sender", words(taobao.SENDERS)),
    Field("旺旺昵称", "agent", blank="-"),
    Field("买家昵称", "buyer"),
    Field("聊天内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("旺旺昵称", "agent"),
    Field("买家昵称", "buyer"),
    Field("会话开始时间", "started_at", slashes),
    Field("接入时间", "assigned_at", slashes),
    Field("会话结束时间", "ended_at", slashes),
    Field("服务评价", "rating", words(taobao.RATINGS), blank="--"),
    Field("评价时间", "rated_at", slashes, blank="--"),
)


def _chat_files(chats: Sequence[Chat]) -> tuple[TextFile, ...]:
    """The messages newest first; the list of conversations with its sum below."""
    listed = [chat.row for chat in chats]
    total = ("汇总值", "", "", f"{len(listed)}")
    return (
        TextFile(
            "聊天记录_20261121.csv",
            Sheet("messages", MESSAGE_FIELDS, in_order(chats)[::-1]),
            encoding="utf-8-sig",
        ),
        TextFile(
            "客服接待_20261121.csv",
            Sheet("conversations", CONVERSATION_FIELDS, listed, summary=total),
        ),
    )


# ---------------------------------------------------------------- orders

ORDER_HEADERS = headers(
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,外部系统编号,商品属性,套餐信息,联系方式备注,订单状态,商家编码,支付单号,买家应付货款",
    "买家实付金额,退款状态,退款金额,订单创建时间,订单付款时间,发货时间,应发货时间,确认收货时间,淘鲜达渠道,飞猪购订单信息,免单资格,免单金额",
    "百亿补贴超链订单信息,超链半托管订单信息,商品ID,备注标签,商家备注,主订单买家留言,物流单号,物流公司,是否主动赔付,主动赔付金额",
    "主动赔付出账时间,买家会员名,收货人姓名",
)
ORDER_FIELDS = {
    field.header: field
    for field in (
        Field("子订单编号", "sub_order_id"),
        Field("主订单编号", "order_id"),
        Field("订单状态", "status", key="_said"),
        Field("买家实付金额", "amount", yuan),
        Field("退款状态", "refund_status", key="_after_sale"),
        Field("退款金额", "refund_amount", blank="无退款申请", key="_nothing"),
        Field("订单创建时间", "created_at", a_date_cell),
        Field("订单付款时间", "paid_at", a_date_cell),
        Field("发货时间", "shipped_at", a_date_cell),
        Field("应发货时间", "promised_ship_at", a_date_cell),
        Field("确认收货时间", "signed_at", a_date_cell),
        Field("商家备注", "seller_note"),
        Field("主订单买家留言", "buyer_note"),
        Field("物流单号", "tracking_no"),
        Field("物流公司", "courier"),
        Field("买家会员名", "buyer"),
        Field("收货人姓名", filler=one_of("测试收货人")),
        Field("商品标题", filler=one_of("示例保温杯", "示例折叠伞", "示例拖鞋")),
        Field("商品价格", filler=one_of("59.00", "29.90")),
        Field("购买数量", filler=one_of("1")),
        Field("是否主动赔付", filler=one_of("否")),
    )
}


def _orders_file(rows: Sequence[Row]) -> Workbook:
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    lines = [line for number, row in enumerate(rows, start=1) for line in _lines(row, number)]
    sheet = Sheet("orders", fields, lines, name="宝贝")
    return Workbook("天猫订单宝贝_20261121.xlsx", (sheet,))


def _lines(row: Row, number: int) -> list[Row]:
    """The lines of an order: some have two, of which the second may not be shipped yet."""
    more: Row = {"refund_amount": 0, "refund_status": "none", "_after_sale": "没有申请退款"}
    first = row | more | {"sub_order_id": f"{row['order_id']}01"}
    if number % 6:
        return [first]
    second = row | more | {"sub_order_id": f"{row['order_id']}02"}
    if number % 12 == 0:
        unsent = ("shipped_at", "signed_at", "tracking_no", "courier")
        second = {name: value for name, value in second.items() if name not in unsent}
    return [first, second]


# ---------------------------------------------------------------- refunds, reviews, listings


def _refunds_file(rows: Sequence[Row]) -> TextFile:
    return TextFile("退款明细_20261121.csv", Sheet("refunds", taobao.refund_fields(), rows))


REVIEW_FIELDS = (
    Field("评价ID", "review_id"),
    Field("主订单编号", "order_id"),
    Field("买家昵称", "buyer"),
    Field("评价时间", "created_at", dashes),
    Field("评价结果", "rating", words(taobao_rows.RATINGS), blank="-"),
    Field("解释时间", "replied_at", dashes),
)
LISTING_FIELDS = (
    Field("商品ID", "listing_id"),
    Field("商品标题", "title"),
    Field("类目", "category"),
    Field("SKU名称", "sku"),
    Field("SKU价格", "price", float),
    Field("快递运费", "shipping_fee", float),
    Field("库存", "stock", float),
)


def _goods_file(reviews: Sequence[Row], listings: Sequence[Row]) -> Workbook:
    """Reviews and listings in one workbook."""
    sheets = (
        Sheet("reviews", REVIEW_FIELDS, reviews, name="评价"),
        Sheet("listings", LISTING_FIELDS, listings, name="商品", blank_after=20),
    )
    return Workbook("评价与商品_20261121.xlsx", sheets)
