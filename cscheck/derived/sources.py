"""What derived columns are computed from: an intake, with a few questions and joins answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from cscheck.clock import Zone
from cscheck.intake import Intake
from cscheck.tables import CONVERSATIONS, SENDERS


@dataclass(frozen=True, slots=True)
class Sources:
    """An intake, the last day audited, and the moment up to which the data is complete."""

    intake: Intake
    last_day: date
    as_of: datetime

    @property
    def zone(self) -> Zone:
        return self.intake.zone

    def has(self, table: str, *columns: str) -> bool:
        return set(columns) <= self.intake.columns.get(table, frozenset())

    def table(self, name: str) -> pl.DataFrame:
        return self.intake.tables[name]

    def conversation_time(self) -> pl.Expr:
        """When each conversation began: the first of its times that has a value, or null."""
        names = [name for name in CONVERSATIONS.day if self.has("conversations", name)]
        return pl.coalesce(names) if names else pl.lit(None, self.zone.dtype)

    def spoken(self, *senders: str) -> pl.LazyFrame:
        """The messages by some senders, in order: conversation, at, sender, position ..."""
        assert self.intake.messages is not None
        codes = [SENDERS.index(sender) for sender in senders]
        rows = self.intake.messages.narrow.lazy()
        rows = rows.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32))
        return rows.filter(pl.col("sender").is_in(codes))


Derive = Callable[[Sources], pl.DataFrame | None]
"""Gives the table with one column more, made from what the exports have; None where that is not
enough."""


def first_at_or_after(rows: pl.DataFrame, moment: str, events: pl.DataFrame) -> pl.Series:
    """For each row the time of the first event of its shop and buyer at or after a moment.

    `rows` have shop, buyer and the moment, `events` shop, buyer and at; null where a row lacks one
    of these or nothing happened.
    """
    asked = rows.select("shop", "buyer", moment=moment).with_row_index("place")
    told = (
        asked.drop_nulls()
        .sort("moment")
        .join_asof(
            events.select("shop", "buyer", "at").drop_nulls().sort("at"),
            left_on="moment",
            right_on="at",
            by=["shop", "buyer"],
            strategy="forward",
            coalesce=False,
            check_sortedness=False,  # both are sorted, which polars cannot see inside groups
        )
    )
    found = asked.join(told.select("place", "at"), on="place", how="left", maintain_order="left")
    return found["at"]


def ratio(part: pl.Series, whole: pl.Series) -> pl.Series:
    """Each part by its whole, rounded once; null where either is, and where the whole is nothing.

    What is exactly on a limit so stays there. Series, because an expression may find a column to be
    constant, and polars divides by a constant by way of its rounded reciprocal.
    """
    divisor = whole.cast(pl.Float64).replace(0.0, None)
    return part.cast(pl.Float64) / divisor


def by_order(rows: pl.DataFrame, **value: pl.Expr) -> pl.DataFrame:
    """One value each order: shop, order_id, the value."""
    known = rows.filter(pl.col("order_id").is_not_null())
    return known.group_by("shop", "order_id", maintain_order=True).agg(**value)


def joined_by_order(rows: pl.DataFrame, values: pl.DataFrame, name: str) -> pl.DataFrame:
    """Adds a value of the order: of the same shop, else of the only order that has the id.

    Exports that do not name the shop stand beside exports that do; an id that several shops have is
    nobody else's.
    """
    rows = rows.join(values, on=["shop", "order_id"], how="left", maintain_order="left")
    only = _of_one_shop(values).select("order_id", elsewhere=name)
    only = only.join(_of_one_shop(rows.select("shop", "order_id")), on="order_id", how="semi")
    rows = rows.join(only, on="order_id", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce(name, "elsewhere").alias(name)).drop("elsewhere")


def _of_one_shop(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows whose order id no other shop has."""
    return rows.filter(pl.col("shop").n_unique().over("order_id") == 1)
