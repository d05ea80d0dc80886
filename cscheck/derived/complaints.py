"""The derived columns of complaints."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.derived.sources import Sources, by_order, joined_by_order

FOLLOWUPS = ("first_followup_at", "last_followup_at")


def order_shipped_at(sources: Sources) -> pl.DataFrame:
    """complaints.order_shipped_at: its own `shipped_at`, or where that is blank its order's."""
    orders = None
    if sources.has("orders", "order_id", "shipped_at"):
        orders = by_order(sources.table("orders"), order_shipped_at=pl.col("shipped_at").first())
    return _own_or_of_order(sources, "shipped_at", "order_shipped_at", orders)


def order_refunded_at(sources: Sources) -> pl.DataFrame:
    """complaints.order_refunded_at: its own `refunded_at`, or the order's first refund's."""
    refunds = None
    if sources.has("refunds", "order_id", "refunded_at"):
        refunds = by_order(sources.table("refunds"), order_refunded_at=pl.col("refunded_at").min())
    return _own_or_of_order(sources, "refunded_at", "order_refunded_at", refunds)


def _own_or_of_order(
    sources: Sources, own: str, name: str, of_order: pl.DataFrame | None
) -> pl.DataFrame:
    frame = sources.table("complaints")
    if of_order is not None and sources.has("complaints", "order_id"):
        frame = joined_by_order(frame, of_order, name)
    else:
        frame = frame.with_columns(pl.lit(None, sources.zone.dtype).alias(name))
    if sources.has("complaints", own):
        frame = frame.with_columns(pl.coalesce(own, name).alias(name))
    return frame


def open_at_end(sources: Sources) -> pl.DataFrame:
    """complaints.open_at_end: made, and not closed, before 24:00 of the last day audited."""
    end = sources.zone.midnight(sources.last_day + timedelta(days=1))
    not_closed = (pl.col("closed_at") >= end).fill_null(value=True)
    return sources.table("complaints").with_columns(
        open_at_end=(pl.col("created_at") < end) & not_closed
    )


def followed_up_on_last_day(sources: Sources) -> pl.DataFrame:
    """complaints.followed_up_on_last_day: somebody saw to it on the last day audited.

    Told by the first and the last follow-up; those between are in no export.
    """
    times = [name for name in FOLLOWUPS if sources.has("complaints", name)]
    days = [sources.zone.day(pl.col(name)) == sources.last_day for name in times]
    followed = pl.any_horizontal(day.fill_null(value=False) for day in days)
    return sources.table("complaints").with_columns(followed_up_on_last_day=followed)
