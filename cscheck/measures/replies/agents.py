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
    names = [pl.col("replier"), _with_at_deadline(cases, messages, scope)]
    names.append(pl.col("agent").cast(pl.Categorical))
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
        at=pl.col("deadline").fill_null(scope.as_of),
    )
    asked = asked.filter("nameless").drop("nameless")
    spoken = messages.narrow.lazy().filter(sent_by(*HUMAN) & pl.col("agent").is_not_null())
    spoken = spoken.join(asked, on="conversation", how="semi", maintain_order="left")
    events = spoken.select("conversation", "at", with_agent="agent")  # in the order of time already
    if "conversations" in scope.tables:
        both = [events.with_columns(order=0), _assignments(scope).with_columns(order=1)]
        events = pl.concat(both).sort("at", "order", maintain_order=True).drop("order")
    found = asked.sort("at").join_asof(
        events,
        on="at",
        by="conversation",
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    agents = found.select("case", "with_agent").sort("case").collect()["with_agent"]
    place = pl.when(nameless).then(nameless.cum_sum() - 1)
    return pl.lit(agents).gather(place)


def _assignments(scope: Scope) -> pl.LazyFrame:
    """When each conversation was assigned, and to whom: conversation, at, with_agent."""
    rows = scope.tables["conversations"].lazy()
    return rows.select(
        "conversation",
        at=column_or_null("assigned_at", scope),
        with_agent=column_or_null("agent", scope).cast(pl.Categorical),
    ).drop_nulls()


def _of_rows(scope: Scope) -> pl.DataFrame:
    """The agent that each conversation's own row names: conversation, served_by."""
    served_by = pl.col("agent").cast(pl.Categorical)
    rows = scope.tables["conversations"].select("conversation", served_by=served_by)
    return rows.filter(pl.col("conversation").is_not_null())
