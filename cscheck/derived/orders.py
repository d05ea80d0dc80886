"""The derived columns of orders."""

from __future__ import annotations

import polars as pl

from cscheck.derived.sources import Sources, by_order, first_at_or_after, joined_by_order
from cscheck.intake import buyer_key
from cscheck.tables import BUYER, HUMAN


def refund_applied_at(sources: Sources) -> pl.DataFrame:
    """orders.refund_applied_at: when the first refund that was not rejected was asked for."""
    refunds = sources.table("refunds")
    if sources.has("refunds", "status"):
        refunds = refunds.filter(pl.col("status").ne_missing("rejected"))
    firsts = by_order(refunds, refund_applied_at=pl.col("applied_at").min())
    return joined_by_order(sources.table("orders"), firsts, "refund_applied_at")


def promise_missed_at(sources: Sources) -> pl.DataFrame:
    """orders.promise_missed_at: `promised_ship_at`, where it has passed and was not kept.

    It has passed where it is not after as-of; it was not kept where the order was shipped after it
    or never.
    """
    promised, shipped = pl.col("promised_ship_at"), pl.col("shipped_at")
    missed = (promised <= sources.as_of) & (shipped.is_null() | (shipped > promised))
    return sources.table("orders").with_columns(promise_missed_at=pl.when(missed).then(promised))


def told_after_promise_at(sources: Sources) -> pl.DataFrame:
    """orders.told_after_promise_at: when the buyer was first written to once a promise was missed.

    The first message by agent or assist to the order's buyer, in any conversation of the shop, at
    `promise_missed_at` or later.
    """
    missed = promise_missed_at(sources)
    asked = missed.select("shop", "promise_missed_at", buyer=buyer_key(pl.col("buyer")))
    buyers = asked.drop_nulls()["buyer"].unique()
    told = (
        sources.spoken(*HUMAN)
        .filter(pl.col("buyer").is_in(buyers.implode()))
        .select("buyer", "at", shop=pl.col("shop").cast(pl.String))
        .collect()
    )
    told_at = first_at_or_after(asked, "promise_missed_at", told)
    return sources.table("orders").with_columns(told_after_promise_at=told_at)


def consulted_before_pay(sources: Sources) -> pl.DataFrame:
    """orders.consulted_before_pay: the buyer wrote to the shop before paying.

    On whatever day and about whatever order. Blank where nothing was paid or no buyer is named.
    """
    firsts = (
        sources.spoken(BUYER)
        .group_by("shop", "buyer")
        .agg(first_asked=pl.col("at").min())
        .select("first_asked", shop=pl.col("shop").cast(pl.String), asker="buyer")
        .collect()
    )
    frame = sources.table("orders").with_columns(asker=buyer_key(pl.col("buyer")))
    frame = frame.join(firsts, on=["shop", "asker"], how="left", maintain_order="left")
    before = (pl.col("first_asked") < pl.col("paid_at")).fill_null(value=False)
    known = pl.col("asker").is_not_null() & pl.col("paid_at").is_not_null()
    frame = frame.with_columns(consulted_before_pay=pl.when(known).then(before))
    return frame.drop("asker", "first_asked")


def note_has_agent_number(sources: Sources) -> pl.DataFrame | None:
    """orders.note_has_agent_number: the seller's note has what looks like an agent's number.

    What an agent's number looks like is the pattern `agent_number` of the platform, or of the
    shop's own `--columns`. A blank note has none.
    """
    pattern = sources.intake.agent_number
    if pattern is None:
        return None
    found = pl.col("seller_note").str.contains(pattern).fill_null(value=False)
    return sources.table("orders").with_columns(note_has_agent_number=found)
