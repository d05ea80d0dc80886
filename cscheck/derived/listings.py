"""The derived columns of listings, each against the other listings of its shop.

A row is a listing, or one SKU of it.
"""

from __future__ import annotations

import polars as pl

from cscheck.derived.sources import Sources, ratio

_LISTING = ("shop", "listing_id")


def title_repeated(sources: Sources) -> pl.DataFrame:
    """listings.title_repeated: another listing of the shop has the same title.

    The SKUs of one listing share theirs, and repeat nothing. Blank where there is no title.
    """
    several = pl.col("listing_id").n_unique().over("shop", "title") > 1
    titled = pl.when(pl.col("title").is_not_null()).then(several)
    return sources.table("listings").with_columns(title_repeated=titled)


def shipping_fee_to_price(sources: Sources) -> pl.DataFrame:
    """listings.shipping_fee_to_price: how many times its price the shipping costs."""
    frame = sources.table("listings")
    return frame.with_columns(shipping_fee_to_price=ratio(frame["shipping_fee"], frame["price"]))


def price_to_category_median(sources: Sources) -> pl.DataFrame:
    """listings.price_to_category_median: its price against the median of its category in the shop.

    The median is that of all rows of the category that have a price, this one included; blank where
    the category or the price is.
    """
    frame = sources.table("listings")
    median = pl.col("price").median().over("shop", "category")
    medians = frame.select(pl.when(pl.col("category").is_not_null()).then(median)).to_series()
    return frame.with_columns(price_to_category_median=ratio(frame["price"], medians))


def price_to_sku_median(sources: Sources) -> pl.DataFrame:
    """listings.price_to_sku_median: its price against the median of the listing's other SKUs.

    Without the row itself; blank where no other SKU of the listing has a price.
    """
    frame = sources.table("listings").with_row_index("place")
    priced = frame.filter(pl.col("price").is_not_null()).select("place", *_LISTING, "price")
    priced = priced.with_columns(
        mine=pl.col("price").rank("ordinal").over(_LISTING).cast(pl.Int64) - 1,
        others=pl.len().over(_LISTING).cast(pl.Int64) - 1,
    )
    prices = priced.group_by(_LISTING).agg(prices=pl.col("price").sort())
    priced = priced.join(prices, on=_LISTING).filter(pl.col("others") > 0)
    middle = (_nth_other((pl.col("others") - 1) // 2) + _nth_other(pl.col("others") // 2)) / 2
    medians = priced.select("place", middle=middle)
    frame = frame.join(medians, on="place", how="left", maintain_order="left")
    frame = frame.with_columns(price_to_sku_median=ratio(frame["price"], frame["middle"]))
    return frame.drop("place", "middle")


def _nth_other(nth: pl.Expr) -> pl.Expr:
    """The n-th of `prices`, in order, when that at `mine` is left out."""
    return pl.col("prices").list.get(nth + (nth >= pl.col("mine")).cast(pl.Int64))
