"""Makes message logs of any size from a seed: a week, many shops, conversations interleaved.

Most questions are answered within a minute or two and every conversation ends with an answer, as in
a shop that keeps its rules, so that violations are some and not all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

COLUMNS = ("shop", "message_id", "conversation_id", "sent_at", "sender", "agent", "buyer", "text")
_SENDERS = ("buyer",) * 10 + ("agent",) * 6 + ("robot",) * 2 + ("assist", "welcome")
_DAY = 86_400
_MONDAY = 1_795_968_000  # 2026-11-30 00:00 in Shanghai, in seconds since 1970


@dataclass(frozen=True, slots=True)
class Shape:
    """How the messages of a log fall into shops, conversations and buyers."""

    shops: int = 50
    messages_a_conversation: int = 13
    conversations_a_buyer: int = 1


def messages(rows: int, shape: Shape = Shape(), *, seed: int = 1) -> pl.LazyFrame:
    """A log of messages in the order of time."""
    conversations = max(rows // shape.messages_a_conversation, 1)
    number = pl.int_range(rows, eager=True).alias("number").to_frame().lazy()
    frame = number.select(
        number="number",
        conversation=pl.col("number") % conversations,
        step=pl.col("number") // conversations,
        chance=_random("number", seed),
    )
    frame = frame.with_columns(
        sent=_sent(rows // conversations + 1, seed), sender=_sender(rows, conversations)
    )
    buyer = pl.col("conversation") // shape.conversations_a_buyer
    is_person = pl.col("sender").is_in(["agent", "assist"])
    return frame.sort("sent", "number").select(
        shop=pl.format("店铺{}", buyer % shape.shops),
        message_id=pl.format("M{}", pl.col("number") + 10**12),
        conversation_id=pl.format("C20261130-{}", pl.col("conversation") + 10**9),
        sent_at=pl.from_epoch("sent").dt.offset_by("8h").dt.strftime("%Y-%m-%d %H:%M:%S"),
        sender="sender",
        agent=pl.when(is_person).then(pl.format("客服{}", pl.col("conversation") % 200)),
        buyer=pl.format("买家{}", buyer),
        text=pl.format("亲，您好，这款有现货的，今天可以发货哦 {}", "number"),
    )


def write_messages(path: Path, rows: int, shape: Shape = Shape(), *, seed: int = 1) -> None:
    """Writes a log of messages as CSV."""
    messages(rows, shape, seed=seed).collect().write_csv(path)


def _sent(steps: int, seed: int) -> pl.Expr:
    """When a message was sent: conversations begin in working hours, each has its pace.

    One too long for a day takes the whole week.
    """
    if steps * 70 > 16 * 3600:
        return _MONDAY + pl.col("step") * 7 * _DAY // steps
    day = (pl.col("conversation").hash(seed + 1) % 7).cast(pl.Int64) * _DAY
    pace = 10 + (pl.col("conversation").hash(seed + 2) % 60).cast(pl.Int64)
    latest = 16 * 3600 - steps * 70
    begins = 8 * 3600 + (pl.col("conversation").hash(seed + 3) % max(latest, 1)).cast(pl.Int64)
    within = (pl.col("chance") % 1_000).cast(pl.Int64) * pace // 1_000
    return _MONDAY + day + begins + pl.col("step") * pace + within


def _sender(rows: int, conversations: int) -> pl.Expr:
    """Who sent it: the buyer first, an agent last, in between whoever."""
    anyone = (pl.col("chance") // 1_000 % len(_SENDERS)).replace_strict(
        dict(enumerate(_SENDERS)), return_dtype=pl.String
    )
    is_last = pl.col("number") >= rows - conversations
    return (
        pl.when(pl.col("step") == 0)
        .then(pl.lit("buyer"))
        .when(is_last)
        .then(pl.lit("agent"))
        .otherwise(anyone)
    )


def _random(column: str, seed: int) -> pl.Expr:
    return pl.col(column).hash(seed)
