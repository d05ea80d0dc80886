"""Makes message logs of any size from a seed: a week, 50 shops, conversations interleaved."""

from __future__ import annotations

from pathlib import Path

import polars as pl

COLUMNS = ("shop", "conversation_id", "sent_at", "sender", "agent", "buyer")
_SENDERS = ("buyer",) * 10 + ("agent",) * 6 + ("robot",) * 2 + ("assist", "welcome")
_WEEK = 7 * 86_400
_MONDAY = 1_795_968_000  # 2026-11-30 00:00 in Shanghai, in seconds since 1970


def write_messages(path: Path, rows: int, *, seed: int = 1) -> None:
    """Writes a CSV of messages: about 13 a conversation, in the order of time."""
    number = pl.int_range(rows, eager=True).alias("number").to_frame()
    conversation = _random("number", seed) % max(rows * 75 // 1000, 1)
    frame = number.select(
        number="number",
        conversation=conversation,
        sent=_MONDAY + (pl.col("number") * _WEEK // rows),
        sender=(_random("number", seed + 1) % len(_SENDERS)).replace_strict(
            dict(enumerate(_SENDERS)), return_dtype=pl.String
        ),
    )
    shop = pl.col("conversation") % 50
    is_person = pl.col("sender").is_in(["agent", "assist"])
    frame.select(
        shop=pl.format("店铺{}", shop),
        message_id=pl.format("M{}", pl.col("number") + 10**12),
        conversation_id=pl.format("C20261130-{}", pl.col("conversation") + 10**9),
        sent_at=pl.from_epoch("sent").dt.offset_by("8h").dt.strftime("%Y-%m-%d %H:%M:%S"),
        sender="sender",
        agent=pl.when(is_person).then(pl.format("客服{}", pl.col("conversation") % 200)),
        buyer=pl.format("买家{}", pl.col("conversation").hash(seed + 2) % rows),
        text=pl.format("亲，您好，这款有现货的，今天可以发货哦 {}", "number"),
    ).write_csv(path)


def _random(column: str, seed: int) -> pl.Expr:
    return pl.col(column).hash(seed)
