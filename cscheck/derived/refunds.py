"""The derived columns of refunds: what their orders say."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.derived.sources import Sources, by_order, joined_by_order, ratio

NO_REASON = timedelta(hours=168)


def order_signed_at(sources: Sources) -> pl.DataFrame:
    """refunds.order_signed_at: when its order was signed for."""
    return _of_order(sources, "signed_at", "order_signed_at")


def no_reason_until(sources: Sources) -> pl.DataFrame:
    """refunds.no_reason_until: until when the buyer may return the goods without a reason.

    168 hours from 00:00 of the day after the order was signed for; blank while it is not.
    """
    frame = order_signed_at(sources)
    signed_on = sources.zone.local(pl.col("order_signed_at")).dt.truncate("1d")
    until = sources.zone.instant(signed_on + timedelta(days=1)) + NO_REASON
    return sources.table("refunds").with_columns(frame.select(no_reason_until=until).to_series())


def order_amount(sources: Sources) -> pl.DataFrame:
    """refunds.order_amount: what was paid for its order."""
    return _of_order(sources, "amount", "order_amount")


def share_of_order(sources: Sources) -> pl.DataFrame:
    """refunds.share_of_order: the refund's amount as a share of the order's.

    Blank where either is not known or nothing was paid; exact to the fen.
    """
    frame = order_amount(sources)
    share = ratio(frame["amount"], frame["order_amount"])
    return sources.table("refunds").with_columns(share_of_order=share)


def _of_order(sources: Sources, column: str, name: str) -> pl.DataFrame:
    """The refunds with a column of their orders."""
    values = by_order(sources.table("orders"), **{name: pl.col(column).first()})
    refunds = sources.table("refunds").drop(name, strict=False)
    return joined_by_order(refunds, values, name)
