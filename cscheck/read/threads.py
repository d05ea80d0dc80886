"""The hashes by which messages and the rows of their conversations find each other."""

from __future__ import annotations

import polars as pl

from cscheck.intake import Messages, buyer_key


def thread_key(shop: pl.Expr, conversation: pl.Expr, seed: int = 0) -> pl.Expr:
    """The hash by which a conversation of a shop is known; null without an id."""
    key = conversation.hash(seed) ^ shop.cast(pl.String).hash(seed + 1)
    return pl.when(conversation.is_not_null()).then(key)


def made_thread_key(shop: pl.Expr, buyer: pl.Expr, started_at: pl.Expr) -> pl.Expr:
    """The hash of a conversation without an id: its shop, its buyer's hash and when it began."""
    return shop.cast(pl.String).hash(1) ^ buyer.hash(2) ^ started_at.dt.epoch("us").hash(3)


def threaded(conversations: pl.DataFrame) -> pl.DataFrame:
    """Adds `thread`, by which messages find their conversation's row."""
    thread = pl.lit(None, pl.UInt64)
    if "conversation_id" in conversations.columns:
        thread = thread_key(pl.col("shop"), pl.col("conversation_id"))
    if {"buyer", "started_at"} <= set(conversations.columns):
        made = made_thread_key(pl.col("shop"), buyer_key(pl.col("buyer")), pl.col("started_at"))
        thread = pl.coalesce(thread, made)
    return conversations.with_columns(thread=thread)


def numbered(conversations: pl.DataFrame, messages: Messages | None) -> pl.DataFrame:
    """Adds `conversation`, its number in the messages, null where it has none."""
    if messages is None:
        return conversations.with_columns(conversation=pl.lit(None, pl.UInt32))
    numbers = messages.conversations.select("thread", "conversation")
    return conversations.join(numbers, on="thread", how="left", maintain_order="left")
