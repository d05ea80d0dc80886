"""The derived columns of conversations."""

from __future__ import annotations

import polars as pl

from cscheck.derived.sources import Sources, first_at_or_after
from cscheck.schema import unknown_mark
from cscheck.tables import ANSWERS, HUMAN, SENDERS


def taken_up(sources: Sources) -> pl.DataFrame:
    """conversations.taken_up: it was assigned, or a person (agent or assist) wrote in it."""
    assigned = sources.has("conversations", "assigned_at")
    frame = sources.table("conversations")
    spoke = pl.lit(value=False)
    if sources.intake.messages is not None:
        people = sources.spoken(*HUMAN).select("conversation").unique().collect()
        spoke = (
            pl.col("conversation").is_in(people["conversation"].implode()).fill_null(value=False)
        )
    reached = pl.col("assigned_at").is_not_null() if assigned else pl.lit(value=False)
    return frame.with_columns(taken_up=reached | spoke)


def first_answer_by(sources: Sources) -> pl.DataFrame:
    """conversations.first_answer_by: who sent the first answer once it was taken up.

    From `assigned_at` on; without one, from the first message by a person, which is then it. For a
    shop and day without any message row nobody can tell.
    """
    frame = _marked_where_unknown(sources, "first_answer_by")
    assigned = pl.lit(None, sources.zone.dtype)
    if sources.has("conversations", "assigned_at"):
        assigned = pl.col("assigned_at")
    taken = frame.lazy().select("conversation", assigned=assigned).drop_nulls("conversation")
    people = (
        sources.spoken(*HUMAN).group_by("conversation").agg(first_human=pl.col("position").min())
    )
    answers = sources.spoken(*ANSWERS).join(taken, on="conversation")
    answers = answers.join(people, on="conversation", how="left")
    assigned_first = pl.when(pl.col("assigned").is_not_null())
    after = assigned_first.then(pl.col("at") >= pl.col("assigned")).otherwise(
        pl.col("position") >= pl.col("first_human")
    )
    firsts = (
        answers.filter(after)
        .group_by("conversation")
        .agg(code=pl.col("sender").sort_by("position").first())
    )
    words = dict(enumerate(SENDERS))
    named = firsts.select(
        "conversation",
        first_answer_by=pl.col("code").replace_strict(words, return_dtype=pl.String),
    )
    return frame.join(named.collect(), on="conversation", how="left", maintain_order="left")


def _marked_where_unknown(sources: Sources, column: str) -> pl.DataFrame:
    """The conversations, with a mark on those of shops and days that have no message row."""
    assert sources.intake.messages is not None
    days = sources.intake.messages.narrow.lazy().select(
        shop=pl.col("shop").cast(pl.String),
        day=sources.zone.day(pl.col("at")),
        told=pl.lit(value=True),
    )
    began = sources.zone.day(sources.conversation_time())
    frame = sources.table("conversations").with_columns(day=began)
    frame = frame.join(
        days.unique().collect(), on=["shop", "day"], how="left", maintain_order="left"
    )
    unknown = pl.col("told").is_null() & pl.col("day").is_not_null()
    return frame.with_columns(unknown.alias(unknown_mark(column))).drop("day", "told")


def complained(sources: Sources) -> pl.DataFrame:
    """conversations.complained: its buyer has a complaint in the shop created that day."""
    complaints = sources.table("complaints").select(
        "shop", "buyer", day=sources.zone.day(pl.col("created_at")), complained=pl.lit(value=True)
    )
    complaints = complaints.drop_nulls("buyer").unique()
    began = sources.zone.day(sources.conversation_time())
    frame = sources.table("conversations").with_columns(day=began)
    frame = frame.join(complaints, on=["shop", "buyer", "day"], how="left", maintain_order="left")
    return frame.drop("day").with_columns(pl.col("complained").fill_null(value=False))


def paid_within_seconds(sources: Sources) -> pl.DataFrame:
    """conversations.paid_within_seconds: how long after it began its buyer paid for an order.

    Seconds from `started_at` (else `queued_at`, `assigned_at`) to the first `paid_at`, at that
    moment or later, of any order of the same buyer in the same shop. Blank where the buyer or the
    time is not known, or the buyer paid for nothing since.
    """
    frame = sources.table("conversations")
    rows = frame.select("shop", "buyer", began=sources.conversation_time())
    orders = sources.table("orders").select("shop", "buyer", at="paid_at")
    paid = first_at_or_after(rows, "began", orders)
    waited = (paid - rows["began"]).dt.total_microseconds()
    # Whole seconds stay whole: polars divides by a constant by way of its rounded reciprocal.
    seconds = waited // 1_000_000 + waited % 1_000_000 / 1_000_000
    return frame.with_columns(paid_within_seconds=seconds)
