"""Whose case a reply case is (measures.md, part 2)."""

from __future__ import annotations

import polars as pl

from cscheck.intake import Messages
from cscheck.measures.cases import Scope
from cscheck.measures.replies.conversations import column_or_null, sent_by
from cscheck.tables import HUMAN


def with_agents(cases: pl.DataFrame, messages: Messages, scope: Scope) -> pl.DataFrame:
    """Names the agent of each case.

    The sender of the reply that stopped it; where no reply names one, the agent the conversation
    was with at the deadline (as-of, where there is none); else the agent of the row; else nobody.
    """
    replier = pl.lit(messages.narrow["agent"]).gather(pl.col("reply_position"))
    cases = cases.with_columns(replier=replier)
    names = [pl.col("replier"), _with_at_deadline(cases, messages, scope), pl.col("agent")]
    if scope.has("conversations", "agent"):
        cases = cases.join(_of_rows(scope), on="conversation", how="left", maintain_order="left")
        names.append(pl.col("served_by"))
    cases = cases.with_columns(agent=pl.coalesce(names))
    return cases.drop("replier", "served_by", strict=False)


def _with_at_deadline(cases: pl.DataFrame, messages: Messages, scope: Scope) -> pl.Expr:
    """The agent of the last message by a person, or the last assignment, before each deadline.

    Looked for where no `replier` is named.
    """
    nameless = pl.col("replier").is_null()
    asked = cases.lazy().select(
        "conversation",
        nameless=nameless,
        case=pl.int_range(pl.len(), dtype=pl.UInt32),
        place=_place(pl.col("deadline").fill_null(scope.as_of)),
    )
    spoken = messages.narrow.lazy().filter(sent_by(*HUMAN) & pl.col("agent").is_not_null())
    events = spoken.select(with_agent="agent", place=_place(pl.col("at")), of="conversation")
    if "conversations" in scope.tables:  # of the same moment, an assignment comes after a message
        events = pl.concat([events, _assignments(scope)]).sort("place", maintain_order=True)
    found = (
        asked.filter("nameless")
        .sort("place")
        .join_asof(events, on="place", allow_exact_matches=False, check_sortedness=False)
        .with_columns(with_agent=pl.when(pl.col("of") == pl.col("conversation")).then("with_agent"))
    )
    agents = found.select("case", "with_agent").sort("case").collect()["with_agent"]
    place = pl.when(nameless).then(nameless.cum_sum() - 1)
    return pl.lit(agents).gather(place)


def _place(at: pl.Expr) -> pl.Expr:
    """Where a moment of a conversation stands in the order of conversations and time."""
    conversation = pl.col("conversation").cast(pl.Int128)
    return conversation * (1 << 64) + at.to_physical().cast(pl.Int128)


def _assignments(scope: Scope) -> pl.LazyFrame:
    """When each conversation was assigned, and to whom: with_agent, place, of (conversation)."""
    rows = scope.tables["conversations"].lazy()
    return rows.select(
        with_agent=column_or_null("agent", scope).cast(pl.Categorical),
        place=_place(column_or_null("assigned_at", scope)),
        of="conversation",
    ).drop_nulls()


def _of_rows(scope: Scope) -> pl.DataFrame:
    """The agent that each conversation's own row names: conversation, served_by."""
    served_by = pl.col("agent").cast(pl.Categorical)
    rows = scope.tables["conversations"].select("conversation", served_by=served_by)
    return rows.filter(pl.col("conversation").is_not_null())
