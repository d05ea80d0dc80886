"""A day of a WeChat shop: messages, conversations and orders."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tests.fixture_days.chats import BUSY_HOURS, Chat, Crowd, Plot, Shift, in_order, play
from tests.fixture_days.exports import (
    Day,
    Field,
    File,
    Row,
    Sheet,
    TextFile,
    Workbook,
    dashes,
    headers,
    one_of,
    words,
    yuan,
)
from tests.fixture_days.moments import MIDNIGHT, at, between

SEED = "wechat 2026-11-20"


def day(seed: str = SEED) -> Day:
    """The exports of the day."""
    rng = random.Random(seed)
    chats = _chats(rng)
    files: tuple[File, ...] = (*_chat_files(chats), _orders_file(_orders(rng)))
    return Day("wechat", files)


# ---------------------------------------------------------------- conversations

SHIFTS = (Shift("小微（示例）", 8, 18), Shift("小信（示例）", 13, 24))
ORDINARY = {
    "b0 w1 a6-90 b15-120 a6-90": 20,
    "b0 w1 r1 b8-30 >1 a8-100 b20-90 a8-60": 8,
    "b0 w1 s2-30 b60-240 a10-90": 6,
    "b0 w1 a190-600 b10-60 a10-60": 5,
    "b0 w1 a10-60 b60-150": 3,
    "b0 w1 r2": 2,
}
MORNING, EVENING = ("小微（示例）",), ("小信（示例）",)
REMARKABLE = (
    ("-1 22:50:00", "b0 w1 a100", EVENING),  # yesterday's
    ("-1 23:59:20", "b0 w1 a100 b1200 a30", EVENING),  # goes on past midnight
    ("07:59:59", "b0 w1 a60", MORNING),  # a second before the window
    ("08:00:00", "b0 w1 a20", MORNING),
    ("10:15:00", "b0 a180", MORNING),  # three minutes, to the second
    ("10:25:00", "b0 a181", MORNING),
    ("10:40:00", "b0 b100 a81", MORNING),  # asked again before the answer
    ("11:10:00", "b0 a20 b60 a200 b30 a10", MORNING),  # a slow round, but not the first
    ("22:59:59", "b0 a150 b600 a20", EVENING),  # the last of the window, answered after it
    ("23:00:00", "b0 a600", EVENING),
    ("23:59:00", "b0 w1", EVENING),
    ("+1 00:03:10", "b0 w1 a30", EVENING),
)
SENDERS = {
    "buyer": "用户",
    "agent": "人工客服",
    "assist": "机器人辅助",
    "robot": "机器人",
    "welcome": "欢迎语",
    "system": "系统消息",
}
MESSAGE_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("发送时间", "sent_at", dashes),
    Field("发送方", "sender", words(SENDERS)),
    Field("客服昵称", "agent", blank="-"),
    Field("用户昵称", "buyer"),
    Field("消息内容", "text"),
)
CONVERSATION_FIELDS = (
    Field("会话ID", "conversation_id"),
    Field("用户昵称", "buyer"),
    Field("客服昵称", "agent", blank="-"),
    Field("会话开始时间", "started_at", dashes),
    Field("会话结束时间", "ended_at", dashes),
)


def _chats(rng: random.Random) -> list[Chat]:
    """The conversations in the order in which they began."""
    buyers = [f"测试用户{number:04d}" for number in range(1, 41)]
    plots = Crowd(ORDINARY, BUSY_HOURS, SHIFTS, buyers).plots(MIDNIGHT, rng)
    plots += [
        Plot(at(begins), script, f"测试用户{100 + number:04d}", agents)
        for number, (begins, script, agents) in enumerate(REMARKABLE)
    ]
    plots = [
        plot if ">" in plot.script else replace(plot, script=f">0 {plot.script}") for plot in plots
    ]
    plots.sort(key=lambda plot: plot.begins)
    return [play(plot, f"WX{number:07d}", rng) for number, plot in enumerate(plots, start=1)]


def _chat_files(chats: Sequence[Chat]) -> tuple[File, ...]:
    listed = [chat.row for chat in chats]
    return (
        TextFile(
            "微信客服聊天记录_20261121.csv",
            Sheet("messages", MESSAGE_FIELDS, in_order(chats)),
            encoding="utf-8-sig",
        ),
        Workbook(
            "会话明细_20261121.xlsx",
            (Sheet("conversations", CONVERSATION_FIELDS, listed, name="会话"),),
        ),
    )


# ---------------------------------------------------------------- orders

ORDER_HEADERS = headers(
    "订单号,商品名称,商品数量,商品实际价格(单件),订单实际收款金额,商品已退款金额,商品发货,商品售后,订单下单时间,技术服务费"
)
ORDER_FIELDS = {
    field.header: field
    for field in (
        Field("订单号", "order_id"),
        Field("订单下单时间", "created_at", dashes),
        Field("订单实际收款金额", "amount", yuan),
        Field("商品发货", "status", key="_said"),
        Field("商品名称", filler=one_of("示例香薰", "示例手账本")),
        Field("商品数量", filler=one_of("1")),
    )
}


def _orders(rng: random.Random) -> list[Row]:
    """Of the last three days; those of the first two are on their way."""
    rows = []
    for number in range(1, 25):
        created = between(rng, "-3 08:00:00", "22:00:00")
        sent = created < at("-1 00:00:00")
        rows.append(
            {
                "order_id": f"37260000000000{number:05d}",
                "created_at": created,
                "amount": Fraction(rng.randint(990, 29900), 100),
                "status": "shipped" if sent else "unshipped",
                "_said": "已发货" if sent else "待发货",
            }
        )
    return sorted(rows, key=lambda row: row["created_at"])


def _orders_file(rows: Sequence[Row]) -> TextFile:
    fields = [ORDER_FIELDS.get(header) or Field(header) for header in ORDER_HEADERS]
    return TextFile("视频号订单_20261121.csv", Sheet("orders", fields, rows))
