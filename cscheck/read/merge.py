"""Several files of one table become one: overlaps counted once, the lines of an order put together.

Of rows with the same key the one with the latest time in any of its columns wins; of several, the
last in the order of files and rows (design.md, part 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cscheck.schema import Table
from cscheck.tables import ORDERS

LATEST = ("shipped_at", "picked_up_at", "signed_at")


@dataclass(frozen=True, slots=True)
class Merged:
    """One row a thing, and how many rows of each source were duplicates."""

    frame: pl.DataFrame
    duplicates: dict[int, int]


def merge(table: Table, frames: list[pl.DataFrame], key_columns: Sequence[str]) -> Merged:
    """The rows of all files of a table; the frames have `source`, `row` and `shop`.

    `key_columns`, with the shop, make two rows the same thing.
    """
    rows = pl.concat(frames, how="diagonal").sort("source", "row")
    key = ["shop", *(name for name in key_columns if name in rows.columns)]
    times = [name for name in table.times if name in rows.columns]
    latest = pl.max_horizontal(times) if times else pl.lit(None)
    rows = rows.with_columns(order=pl.int_range(pl.len(), dtype=pl.UInt32), latest=latest)
    oldest_first = rows.sort("latest", nulls_last=False, maintain_order=True)
    kept = oldest_first.unique(key, keep="last", maintain_order=True).sort("order")
    places = rows.select("source", "row").unique()  # a row may hold several orders
    gone = places.join(kept, on=["source", "row"], how="anti").group_by("source").len()
    kept = kept.drop("order", "latest")
    if table is ORDERS and "sub_order_id" in kept.columns:
        kept = _whole_orders(kept)
    return Merged(kept, dict(gone.iter_rows()))


def _whole_orders(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an order: shipped (picked up, signed for) when its last line is."""
    several = [name for name in LATEST if name in lines.columns]
    complete = [
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).max()).alias(name)
        for name in several
    ]
    first = [
        pl.col(name).drop_nulls().first()
        for name in lines.columns
        if name not in (*several, "shop", "order_id")
    ]
    return lines.group_by("shop", "order_id", maintain_order=True).agg(*first, *complete)
