"""The clock of every buyer's message of some conversations, for the explanation of a case."""

from __future__ import annotations

import polars as pl

from cscheck.measures.cases import Scope
from cscheck.measures.replies.parameters import ReplyParameters
from cscheck.measures.replies.units import in_hours, judged
from cscheck.measures.replies.waits import buyer_messages

CLOCKS = ("source", "row", "clock", "reply_at", "deadline", "good", "excluded", "reply_position")


def message_clocks(params: ReplyParameters, scope: Scope, conversations: pl.Series) -> pl.DataFrame:
    """A row each buyer's message that the rule looks at: source, row, clock, reply_at and more.

    `counts` says whether it was sent inside the rule's hours. A buyer's message without a row was
    dropped: the rule's population or its robot's rounds leave it out.
    """
    assert scope.messages is not None
    rows = judged(buyer_messages(scope.messages, params, scope), params, scope)
    rows = rows.filter(pl.col("conversation").is_in(conversations.implode()))
    inside = in_hours(rows, params, scope).select("source", "row", counts=pl.lit(value=True))
    rows = rows.join(inside, on=["source", "row"], how="left")
    return rows.select(*CLOCKS, pl.col("counts").fill_null(value=False)).collect()
