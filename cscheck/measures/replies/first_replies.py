"""First replies from rows of conversations, where there are no messages (measures.md, part 4)."""

from __future__ import annotations

import polars as pl

from cscheck.clock import within_hours
from cscheck.measures.cases import Scope
from cscheck.measures.replies.conversations import column_or_null, exclusion
from cscheck.measures.replies.parameters import ReplyParameters
from cscheck.tables import CONVERSATIONS

REPLIES = ("first_reply_at", "first_response_seconds")


def can_tell(scope: Scope) -> bool:
    """Whether the rows of conversations say when a conversation began and was first answered."""
    starts = any(scope.has("conversations", name) for name in CONVERSATIONS.day)
    return starts and any(scope.has("conversations", name) for name in REPLIES)


def first_replies(params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """Conversations of the shops and days without any message row, in the columns of `waits`.

    Columns: shop, conversation, agent, sent (the deciding time), clock, reply_at, excluded,
    source, row.
    """
    rows = scope.tables["conversations"].lazy()
    rows = rows.with_columns(
        offline=column_or_null("offline", scope).fill_null(value=False),
        flagged=column_or_null("excluded", scope).fill_null(value=False),
        sent=pl.coalesce(column_or_null(name, scope) for name in CONVERSATIONS.day),
        started_at=column_or_null("started_at", scope),
        assigned_at=column_or_null("assigned_at", scope),
    )
    rows = rows.filter(pl.col("sent").is_not_null())
    rows = rows.with_columns(clock=_clock(params)).with_columns(reply_at=_reply_at(scope))
    rows = rows.with_columns(in_queue=_never_assigned(scope))
    if params.population == "reached_agent":
        taken_up = pl.col("assigned_at").is_not_null() | pl.col("reply_at").is_not_null()
        queued = pl.col("in_queue") if params.starts == "assigned" else pl.lit(value=False)
        rows = rows.filter(taken_up | queued)
    rows = rows.with_columns(day=scope.zone.day(pl.col("sent")))
    rows = rows.join(_days_with_messages(scope), on=["shop", "day"], how="anti")
    rows = rows.filter(within_hours(pl.col("sent"), params.hours, scope.zone))
    return rows.select(
        *("shop", "conversation", "sent", "clock", "reply_at", "source", "row"),
        agent=column_or_null("agent", scope),
        excluded=exclusion(params),
    )


def _clock(params: ReplyParameters) -> pl.Expr:
    """The later of started and assigned, where the rule starts at assignment; else the start."""
    if params.starts == "message" and params.population == "all":
        return pl.col("sent")
    later = pl.max_horizontal("started_at", "assigned_at")
    return pl.coalesce(later, "sent")


def _reply_at(scope: Scope) -> pl.Expr:
    seconds = pl.lit(None, pl.Float64)
    if scope.has("conversations", "first_response_seconds"):
        seconds = pl.col("first_response_seconds")
    microseconds = (seconds * 1_000_000).round().cast(pl.Int64)
    told = pl.col("clock") + pl.duration(microseconds=microseconds)
    return pl.coalesce(column_or_null("first_reply_at", scope), told)


def _never_assigned(scope: Scope) -> pl.Expr:
    """Whether an export that knows assignments says a conversation never reached anybody."""
    if not scope.has("conversations", "assigned_at"):
        return pl.lit(value=False)
    return pl.col("assigned_at").is_null() & pl.col("reply_at").is_null()


def _days_with_messages(scope: Scope) -> pl.LazyFrame:
    """The shops and days of which the export holds a message: shop, day."""
    if scope.messages is None:
        return pl.LazyFrame(schema={"shop": pl.String, "day": pl.Date})
    day = scope.zone.day(pl.col("at"))
    days = scope.messages.narrow.lazy().select("shop", day=day).unique()
    return days.with_columns(pl.col("shop").cast(pl.String))
