"""Which conversation each message belongs to, and the order of all of them.

The rows are those of `cscheck.read.messages`: conversations and buyers are hashes, senders codes.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.intake import buyer_key
from cscheck.read.threads import made_thread_key
from cscheck.tables import ANSWERS, BUYER, SENDERS

_ROWS = 1 << 32
"""More than there are rows: polars numbers them so."""


def cut_threads(rows: pl.DataFrame, gap: timedelta) -> pl.DataFrame:
    """Gives rows without a conversation id the conversation of their shop and buyer.

    A thread is cut before a buyer's message that comes `gap` or more after its last message,
    unless a message of the buyer's still waits for an answer.
    """
    rows = rows.with_row_index("order")
    mine = rows.filter("made").with_columns(pair=pl.struct("shop", "buyer").hash())
    mine = mine.sort("at", maintain_order=True).sort("pair", maintain_order=True)
    is_buyer = pl.col("sender") == SENDERS.index(BUYER)
    is_answer = pl.col("sender").is_in([SENDERS.index(sender) for sender in ANSWERS])
    new_pair = (pl.col("pair") != pl.col("pair").shift(1)).fill_null(value=True)
    asks = pl.when(is_buyer | is_answer).then(is_buyer).when(new_pair).then(pl.lit(value=False))
    waiting = asks.forward_fill().shift(1).fill_null(value=False)
    silence = pl.col("at") - pl.col("at").shift(1)
    begins = new_pair | (is_buyer & (silence >= gap) & ~waiting)
    started_at = pl.when(begins).then(pl.col("at")).forward_fill()
    mine = mine.with_columns(
        thread=made_thread_key(pl.col("shop"), pl.col("buyer"), started_at),
        guard=pl.lit(0, pl.UInt32),
    )
    every = pl.concat([rows.filter(~pl.col("made")), mine.drop("pair")])
    return every.sort("order").drop("order")


def by_conversation(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by conversation, then time, then the file's order, with `conversation` numbered.

    Hash, guard and place are sorted as one number, which takes half of what keeping the order of
    equal hashes takes, and puts two conversations that share a hash one after the other.
    """
    if not rows["at"].is_sorted():
        rows = rows.sort("at", maintain_order=True)
    small = pl.col("guard").cast(pl.UInt64) * _ROWS + pl.col("place").cast(pl.UInt64)
    number = pl.col("thread").cast(pl.UInt128) * _ROWS**2 + small.cast(pl.UInt128)
    places = rows.lazy().select("thread", "guard").with_row_index("place").select(packed=number)
    packed = pl.col("packed")
    ordered = places.collect().sort("packed")
    ordered = ordered.select(
        thread=(packed // _ROWS**2).cast(pl.UInt64),
        guard=(packed // _ROWS % _ROWS).cast(pl.UInt32),
        place=(packed % _ROWS).cast(pl.UInt32),  # a cast alone would say that it is sorted
    )
    keys = map(pl.col, ("thread", "guard"))
    begins = pl.any_horizontal(key.ne_missing(key.shift(1)) for key in keys)
    conversation = (begins.cast(pl.UInt32).cum_sum() - 1).cast(pl.UInt32)
    numbered = ordered.select("thread", conversation=conversation)
    # A row is found at once in one piece, and looked for in many.
    moved = rows.drop("thread", "guard").rechunk()
    return moved[ordered["place"]].with_columns(*numbered)


def with_buyers(rows: pl.DataFrame, conversations: pl.DataFrame | None) -> pl.DataFrame:
    """Fills blank buyers: the conversation's other buyer, the buyer its row names, else its id."""
    if not rows["buyer"].null_count():
        return rows
    others = rows.group_by("conversation").agg(other=pl.col("buyer").drop_nulls().first())
    rows = rows.join(others, on="conversation", how="left", maintain_order="left")
    named = pl.lit(None, pl.UInt64)
    if conversations is not None and "buyer" in conversations.columns:
        rows_of = conversations.select("thread", named=buyer_key(pl.col("buyer")))
        rows = rows.join(rows_of, on="thread", how="left", maintain_order="left")
        named = pl.col("named")
    filled = pl.coalesce("buyer", "other", named, "thread")
    return rows.with_columns(buyer=filled)
