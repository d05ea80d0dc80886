"""Buyers' messages, and what each waited for: reply, round and clock (measures.md, part 3).

All of it runs once over the narrow frame of messages, which stands in the order of conversation
and time: the next reply is a backward fill, a round begins where the row before is no buyer's.
"""

from __future__ import annotations

import polars as pl

from cscheck.intake import Messages
from cscheck.measures.cases import Scope
from cscheck.measures.replies.conversations import CODES, conversations, exclusion, sent_by
from cscheck.measures.replies.parameters import ReplyParameters
from cscheck.tables import ANSWERS, BUYER, ROBOT


def buyer_messages(messages: Messages, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """The buyers' messages that a rule looks at, in the order of conversation and time.

    Columns: shop, conversation, buyer, agent (the row's own), sent, clock (when its wait began),
    reply_at and reply_position (null without a reply), begins_round, excluded, opened (the
    conversation's start), position, source, row.
    """
    rows = messages.narrow.lazy().with_columns(
        position=pl.int_range(pl.len(), dtype=pl.UInt32), is_buyer=sent_by(BUYER)
    )
    rows = _with_conversations(rows, messages, params, scope)
    if params.population == "reached_agent":
        assigned = scope.has("conversations", "assigned_at")
        rows = _from_the_person_on(rows, params, assigned=assigned)
    stops = sent_by(*params.replies_by)
    ends_round = stops
    if params.automatic_rounds == "exclude":
        ends_round |= sent_by(ROBOT)
    rows = rows.filter(pl.col("is_buyer") | ends_round).with_columns(
        _clock(params).alias("clock"),
        pl.when(stops).then(pl.col("position")).backward_fill().alias("next_reply"),
        (pl.col("is_buyer") & ~_after_a_buyer()).alias("begins_round"),
    )
    if params.by_round:
        first_clock = pl.when("begins_round").then(pl.col("clock")).forward_fill()
        rows = rows.with_columns(clock=first_clock)
    if params.automatic_rounds == "exclude":
        by_robot = _next(ends_round, pl.col("sender")) == CODES[ROBOT]
        rows = rows.filter(~by_robot.fill_null(value=False))
    rows = _with_replies(rows.filter("is_buyer"), messages)
    return rows.select(
        *("shop", "conversation", "buyer", "agent", "clock", "reply_at", "reply_position"),
        *("begins_round", "opened", "position", "source", "row"),
        sent=pl.col("at"),
        excluded=exclusion(params),
    )


def _with_conversations(
    rows: pl.LazyFrame, messages: Messages, params: ReplyParameters, scope: Scope
) -> pl.LazyFrame:
    """Joins what is known of each conversation, where the rule asks for any of it."""
    if not params.looks_at_conversations:
        instant = pl.lit(None, scope.zone.dtype)
        return rows.with_columns(opened=instant, assigned_at=instant)
    facts = conversations(messages, scope).collect()
    number = pl.col("conversation")  # which is the row of its facts: much cheaper than a join
    return rows.with_columns(
        pl.lit(facts[name]).gather(number).alias(name)
        for name in facts.columns
        if name != "conversation"
    )


def _with_replies(rows: pl.LazyFrame, messages: Messages) -> pl.LazyFrame:
    """Adds reply_position and reply_at: of `next_reply`, where that is in the same conversation."""
    all_rows = messages.narrow
    where = pl.lit(all_rows["conversation"]).gather(pl.col("next_reply"))
    own = pl.when(where == pl.col("conversation")).then(pl.col("next_reply"))
    rows = rows.with_columns(reply_position=own)
    return rows.with_columns(reply_at=pl.lit(all_rows["at"]).gather(pl.col("reply_position")))


def _from_the_person_on(
    rows: pl.LazyFrame, params: ReplyParameters, *, assigned: bool
) -> pl.LazyFrame:
    """`population: reached_agent`: drops what came before a person took the conversation up.

    `assigned` says that exports tell when that was.
    """
    robots_turn = pl.col("position") < pl.col("last_robot")
    stays = pl.col("first_human").is_not_null() & ~robots_turn.fill_null(value=False)
    if params.starts == "assigned":
        stays |= pl.col("in_queue")  # excluded by name further on, not dropped in silence
    if assigned:
        answered_at = _next(sent_by(*ANSWERS), pl.col("at"))
        before = pl.col("at") < pl.col("assigned_at")
        settled = (before & (answered_at <= pl.col("assigned_at"))).fill_null(value=False)
        stays = pl.when(pl.col("assigned_at").is_not_null()).then(~settled).otherwise(stays)
    return rows.filter(~pl.col("is_buyer") | stays)


def _clock(params: ReplyParameters) -> pl.Expr:
    """When the wait of a buyer's message begins, taken by itself."""
    if params.starts == "message" and params.population == "all":
        return pl.col("at")
    return pl.max_horizontal("at", "assigned_at")


def _next(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The value at the next row of the same conversation that meets a condition, or null."""
    found = pl.when(condition).then(value).backward_fill()
    where = pl.when(condition).then(pl.col("conversation")).backward_fill()
    return pl.when(where == pl.col("conversation")).then(found)


def _after_a_buyer() -> pl.Expr:
    """Whether the row before is a buyer's message of the same conversation."""
    same = pl.col("conversation") == pl.col("conversation").shift(1)
    return (same & pl.col("is_buyer").shift(1)).fill_null(value=False)
