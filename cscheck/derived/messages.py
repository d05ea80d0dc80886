"""The derived column of messages, added to the narrow frame on which every measure runs."""

from __future__ import annotations

import polars as pl

from cscheck.tables import BUYER, SENDERS


def with_unanswered(narrow: pl.DataFrame) -> pl.DataFrame:
    """messages.unanswered: no message of the buyer comes after it in its conversation.

    The frame is in the order of conversations and their messages, so that the next message of any
    buyer tells: it is of another conversation, or there is none.
    """
    asks = pl.when(pl.col("sender") == SENDERS.index(BUYER)).then(pl.col("conversation"))
    next_asked = asks.shift(-1).backward_fill()
    return narrow.with_columns(unanswered=next_asked.ne_missing(pl.col("conversation")))
