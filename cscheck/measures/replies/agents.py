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
    repliers = messages.narrow["agent"].cast(pl.String)
    cases = cases.with_columns(
        case=pl.int_range(pl.len(), dtype=pl.UInt32),
        replier=pl.lit(repliers).gather(pl.col("reply_position")),
    )
    nameless = cases.filter(pl.col("replier").is_null())
    waiting_for = _with_at_deadline(nameless, messages, scope)
    cases = cases.join(waiting_for, on="case", how="left", maintain_order="left")
    cases = cases.join(_of_rows(scope), on="conversation", how="left", maintain_order="left")
    agent = pl.coalesce("replier", "with_agent", pl.col("agent").cast(pl.String), "served_by")
    return cases.with_columns(agent=agent).drop("case", "replier", "with_agent", "served_by")


def _with_at_deadline(cases: pl.DataFrame, messages: Messages, scope: Scope) -> pl.DataFrame:
    """The agent of the last message by a person, or the last assignment, before each deadline."""
    spoken = messages.narrow.lazy().filter(sent_by(*HUMAN) & pl.col("agent").is_not_null())
    spoken = spoken.join(cases.lazy(), on="conversation", how="semi")
    events = pl.concat(
        [
            spoken.select(
                "conversation", "at", order=pl.lit(0), with_agent=pl.col("agent").cast(pl.String)
            ),
            _assignments(scope)
            .with_columns(order=pl.lit(1))
            .select("conversation", "at", "order", "with_agent"),
        ]
    ).sort("at", "order", maintain_order=True)
    asked = cases.lazy().select(
        "case", "conversation", at=pl.col("deadline").fill_null(scope.as_of)
    )
    return (
        asked.sort("at")
        .join_asof(
            events.drop("order"),
            on="at",
            by="conversation",
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .select("case", "with_agent")
        .collect()
    )


def _assignments(scope: Scope) -> pl.LazyFrame:
    """When each conversation was assigned, and to whom: conversation, at, with_agent."""
    if "conversations" not in scope.tables:
        empty = {"conversation": pl.UInt32(), "at": scope.zone.dtype, "with_agent": pl.String()}
        return pl.LazyFrame(schema=pl.Schema(empty))
    rows = (
        scope.tables["conversations"]
        .lazy()
        .select(
            "conversation",
            at=column_or_null("assigned_at", scope),
            with_agent=column_or_null("agent", scope),
        )
    )
    return rows.drop_nulls()


def _of_rows(scope: Scope) -> pl.DataFrame:
    """The agent that each conversation's own row names: conversation, served_by."""
    if not scope.has("conversations", "agent"):
        return pl.DataFrame(schema={"conversation": pl.UInt32, "served_by": pl.String})
    rows = scope.tables["conversations"].select("conversation", served_by=pl.col("agent"))
    return rows.filter(pl.col("conversation").is_not_null())
