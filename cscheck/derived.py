"""Facts that need another table or arithmetic, as flat columns that rules can name.

Each function is one derived column of design.md, part 2: its docstring says what it means. A column
whose sources no export has does not exist, so that a rule about it says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from cscheck.clock import Zone
from cscheck.intake import Intake
from cscheck.tables import ANSWERS, CONVERSATIONS, HUMAN, SENDERS, unknown_mark

Derive = Callable[["Sources"], pl.DataFrame | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """What derived columns are computed from: an intake, with a few questions answered."""

    intake: Intake

    @property
    def zone(self) -> Zone:
        return self.intake.zone

    def has(self, table: str, *columns: str) -> bool:
        return set(columns) <= self.intake.columns.get(table, frozenset())

    def table(self, name: str) -> pl.DataFrame:
        return self.intake.tables[name]

    def spoken(self, *senders: str) -> pl.LazyFrame:
        """The messages by some senders, in order: conversation, at, sender, position."""
        assert self.intake.messages is not None
        codes = [SENDERS.index(sender) for sender in senders]
        rows = self.intake.messages.narrow.lazy()
        rows = rows.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32))
        return rows.filter(pl.col("sender").is_in(codes))


def with_derived(intake: Intake, wanted: Iterable[tuple[str, str]]) -> Intake:
    """The intake with the derived columns (table, column) that can be computed from it."""
    tables, columns = dict(intake.tables), dict(intake.columns)
    for table, column in sorted(set(wanted)):
        if table not in tables:
            continue
        derived = _DERIVED[table, column](Sources(replace(intake, tables=tables, columns=columns)))
        if derived is not None:
            tables[table] = derived
            columns[table] = columns[table] | {column}
    return replace(intake, tables=tables, columns=columns)


def _taken_up(sources: Sources) -> pl.DataFrame | None:
    """conversations.taken_up: it was assigned, or a person (agent or assist) wrote in it."""
    assigned = sources.has("conversations", "assigned_at")
    if not assigned and sources.intake.messages is None:
        return None
    frame = sources.table("conversations")
    spoke = pl.lit(value=False)
    if sources.intake.messages is not None:
        people = sources.spoken(*HUMAN).select("conversation").unique().collect()
        spoke = (
            pl.col("conversation").is_in(people["conversation"].implode()).fill_null(value=False)
        )
    reached = pl.col("assigned_at").is_not_null() if assigned else pl.lit(value=False)
    return frame.with_columns(taken_up=reached | spoke)


def _first_answer_by(sources: Sources) -> pl.DataFrame | None:
    """conversations.first_answer_by: who sent the first answer once it was taken up.

    From `assigned_at` on; without one, from the first message by a person, which is then it. For a
    shop and day without any message row nobody can tell.
    """
    if sources.intake.messages is None:
        return None
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
    moments = [pl.col(name) for name in CONVERSATIONS.day if sources.has("conversations", name)]
    frame = sources.table("conversations")
    if not moments:
        return frame
    days = sources.intake.messages.narrow.lazy().select(
        shop=pl.col("shop").cast(pl.String),
        day=sources.zone.day(pl.col("at")),
        told=pl.lit(value=True),
    )
    frame = frame.with_columns(day=sources.zone.day(pl.coalesce(moments)))
    frame = frame.join(
        days.unique().collect(), on=["shop", "day"], how="left", maintain_order="left"
    )
    unknown = pl.col("told").is_null().alias(unknown_mark(column))
    return frame.with_columns(unknown).drop("day", "told")


def _complained(sources: Sources) -> pl.DataFrame | None:
    """conversations.complained: its buyer has a complaint in the shop created that day."""
    if not sources.has("complaints", "buyer") or not sources.has("conversations", "buyer"):
        return None
    frame = sources.table("conversations")
    moments = [pl.col(name) for name in CONVERSATIONS.day if sources.has("conversations", name)]
    complaints = sources.table("complaints").select(
        "shop", "buyer", day=sources.zone.day(pl.col("created_at")), complained=pl.lit(value=True)
    )
    complaints = complaints.drop_nulls("buyer").unique()
    day = sources.zone.day(pl.coalesce(moments)) if moments else pl.lit(None, pl.Date)
    frame = frame.with_columns(day=day)
    frame = frame.join(complaints, on=["shop", "buyer", "day"], how="left", maintain_order="left")
    return frame.drop("day").with_columns(pl.col("complained").fill_null(value=False))


def _refund_applied_at(sources: Sources) -> pl.DataFrame | None:
    """orders.refund_applied_at: when the first refund that was not rejected was asked for."""
    if not sources.has("refunds", "order_id", "applied_at"):
        return None
    refunds = sources.table("refunds")
    if sources.has("refunds", "status"):
        refunds = refunds.filter(pl.col("status").ne_missing("rejected"))
    firsts = _by_order(refunds, refund_applied_at=pl.col("applied_at").min())
    return _joined_by_order(sources.table("orders"), firsts, "refund_applied_at")


def _order_shipped_at(sources: Sources) -> pl.DataFrame | None:
    """complaints.order_shipped_at: its own `shipped_at`, or where that is blank its order's."""
    orders = None
    if sources.has("orders", "order_id", "shipped_at"):
        orders = _by_order(sources.table("orders"), order_shipped_at=pl.col("shipped_at").first())
    return _own_or_of_order(sources, "shipped_at", "order_shipped_at", orders)


def _order_refunded_at(sources: Sources) -> pl.DataFrame | None:
    """complaints.order_refunded_at: its own `refunded_at`, or the order's first refund's."""
    refunds = None
    if sources.has("refunds", "order_id", "refunded_at"):
        refunds = _by_order(sources.table("refunds"), order_refunded_at=pl.col("refunded_at").min())
    return _own_or_of_order(sources, "refunded_at", "order_refunded_at", refunds)


def _own_or_of_order(
    sources: Sources, own: str, name: str, by_order: pl.DataFrame | None
) -> pl.DataFrame | None:
    frame = sources.table("complaints")
    if by_order is not None and sources.has("complaints", "order_id"):
        frame = _joined_by_order(frame, by_order, name)
    elif not sources.has("complaints", own):
        return None
    else:
        frame = frame.with_columns(pl.lit(None, sources.zone.dtype).alias(name))
    if sources.has("complaints", own):
        frame = frame.with_columns(pl.coalesce(own, name).alias(name))
    return frame


def _by_order(rows: pl.DataFrame, **value: pl.Expr) -> pl.DataFrame:
    """One value each order: shop, order_id, the value."""
    known = rows.filter(pl.col("order_id").is_not_null())
    return known.group_by("shop", "order_id", maintain_order=True).agg(**value)


def _joined_by_order(rows: pl.DataFrame, by_order: pl.DataFrame, name: str) -> pl.DataFrame:
    """Adds a value of the order: of the same shop, else of the only order that has the id.

    Exports that do not name the shop stand beside exports that do; an id that several shops have is
    nobody else's.
    """
    rows = rows.join(by_order, on=["shop", "order_id"], how="left", maintain_order="left")
    only = _of_one_shop(by_order).select("order_id", elsewhere=name)
    only = only.join(_of_one_shop(rows.select("shop", "order_id")), on="order_id", how="semi")
    rows = rows.join(only, on="order_id", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce(name, "elsewhere").alias(name)).drop("elsewhere")


def _of_one_shop(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows whose order id no other shop has."""
    return rows.filter(pl.col("shop").n_unique().over("order_id") == 1)


_DERIVED: Mapping[tuple[str, str], Derive] = {
    ("conversations", "taken_up"): _taken_up,
    ("conversations", "first_answer_by"): _first_answer_by,
    ("conversations", "complained"): _complained,
    ("orders", "refund_applied_at"): _refund_applied_at,
    ("complaints", "order_shipped_at"): _order_shipped_at,
    ("complaints", "order_refunded_at"): _order_refunded_at,
}
