"""Messages of all files become one narrow frame: ordered, counted once, cut into conversations.

Strings are never sorted or compared row by row: conversations and buyers travel as 64-bit hashes,
and everything else that is text is fetched later for the few rows that end as evidence. Half of a
second hash of each conversation guards against two conversations that share the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from cscheck.intake import Messages, begins_conversation, buyer_key, shaped
from cscheck.read.threads import made_thread_key, thread_key
from cscheck.tables import ANSWERS, BUYER, SENDERS

_NARROW = ("shop", "conversation", "at", "sender", "agent", "buyer", "source", "row")
WIDE = ("message_id", "conversation_id", "buyer", "sender", "kind", "text")
_CODES = {sender: code for code, sender in enumerate(SENDERS)}
_GUARD = 20_261_121
_ROWS = 1 << 32
"""More than there are rows: polars numbers them so."""
Near = Callable[[pl.Series], pl.LazyFrame]


@dataclass(frozen=True, slots=True)
class MessageFile:
    """One file's messages: its index among the inputs, narrow rows, and typed text for later.

    `near` gives the typed text of some rows.
    """

    source: int
    narrow: pl.DataFrame
    typed: pl.LazyFrame
    near: Near


@dataclass(frozen=True, slots=True)
class MergedMessages:
    """The messages, and how many rows of each source were duplicates."""

    messages: Messages
    duplicates: dict[int, int]


def compact(
    default_shop: str, *, several_files: bool, with_shapes: bool = False
) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """What to keep of a file's typed messages while they are read.

    Columns: row, fault, shop, at, sender (a code), agent, thread and guard (null without a
    conversation id), buyer and message (hashes); text where files may overlap, shape where it is
    wanted.
    """

    def narrow(typed: pl.LazyFrame) -> pl.LazyFrame:
        have = set(typed.collect_schema().names())

        def text(name: str) -> pl.Expr:
            return pl.col(name) if name in have else pl.lit(None, pl.String)

        shop = text("shop").fill_null(default_shop)
        guard = thread_key(shop, text("conversation_id"), _GUARD)
        shape = pl.when(text("text").is_not_null()).then(shaped(text("text")).hash())
        return typed.select(
            "row",
            "fault",
            shop=shop.cast(pl.Categorical),
            at="sent_at",
            sender=pl.col("sender").to_physical(),
            agent=text("agent").cast(pl.Categorical),
            thread=thread_key(shop, text("conversation_id")),
            guard=guard.cast(pl.UInt32, wrap_numerical=True),
            buyer=buyer_key(text("buyer")),
            message=thread_key(shop, text("message_id")),
            **({"text": buyer_key(text("text"))} if several_files else {}),
            **({"shape": shape} if with_shapes else {}),
        )

    return narrow


def merge_messages(
    files: list[MessageFile],
    conversations: pl.DataFrame | None,
    session_gap: int,
    shapes_of: frozenset[str] = frozenset(),
) -> MergedMessages:
    """All messages in the order of conversation and time (measures.md, part 3).

    `conversations` (with `thread` and `buyer`) names buyers that the messages leave blank. The list
    of files is emptied, so that no row is held twice.
    """
    rows = pl.concat([_oldest_first(file) for file in files])
    wide = pl.concat([_wide(file.source, file.typed) for file in files], how="diagonal")
    nearby = {file.source: file.near for file in files}
    files.clear()
    rows = rows.with_columns(order=pl.int_range(pl.len(), dtype=pl.UInt32))
    kept = _counted_once(rows, several=len(nearby) > 1)
    duplicates = _dropped(rows, kept)
    del rows
    shapes = _shapes(kept, shapes_of)
    kept = kept.drop("message", "text", "shape", strict=False)
    kept = kept.with_columns(made=pl.col("thread").is_null())
    if kept["made"].any():
        kept = _cut_threads(kept, timedelta(seconds=session_gap))
    same = _constants(kept, "source", "made")
    kept = _by_conversation(kept.drop("order", *same))  # sorting moves every column there is
    kept = _with_buyers(kept.with_columns(**same), conversations)
    first = kept.filter(begins_conversation())
    known = first.select("conversation", "shop", "thread", "made", started_at="at")
    narrow = kept.select(*_NARROW)

    def near(places: pl.DataFrame) -> pl.LazyFrame:
        return _wide_near(wide, nearby, places)

    return MergedMessages(Messages(narrow, known, wide, near, shapes), duplicates)


def _shapes(rows: pl.DataFrame, shapes_of: frozenset[str]) -> pl.DataFrame | None:
    """Of what these senders say: source, row, sender and shape; None where they are none."""
    if not shapes_of:
        return None
    heard = rows.lazy().filter(pl.col("sender").is_in(_codes(shapes_of)))
    return heard.select("source", "row", "sender", "shape").collect()


def _codes(senders: Iterable[str]) -> list[int]:
    return sorted(_CODES[sender] for sender in senders)


def _constants(rows: pl.DataFrame, *names: str) -> dict[str, pl.Expr]:
    """Those of the columns that have one value throughout."""
    least = {name: rows[name].min() for name in names if rows.height}
    return {
        name: pl.lit(value, rows.schema[name])
        for name, value in least.items()
        if rows[name].max() == value
    }


def _oldest_first(file: MessageFile) -> pl.DataFrame:
    """A file's rows; turned round where from row to row times fall more often than they rise."""
    rows = file.narrow
    if not rows["at"].is_sorted():
        steps = rows["at"].diff().dt.total_microseconds()
        newest_first = (steps < 0).sum() > (steps > 0).sum()
        rows = rows.reverse() if newest_first else rows
    return rows.with_columns(source=pl.lit(file.source, pl.UInt16))


def _counted_once(rows: pl.DataFrame, *, several: bool) -> pl.DataFrame:
    """Drops what overlapping exports repeat.

    The same message id counts once. Without ids, an equal event counts as often as in the file
    that holds it most often: the n-th in one file is the n-th in another.
    """
    ids = rows["message"].drop_nulls()
    if ids.n_unique() < ids.len():  # counting is much cheaper than finding them
        rows = rows.filter(pl.col("message").is_null() | pl.col("message").is_first_distinct())
    if not several or not rows["message"].null_count():
        return rows
    named = pl.col("message").is_not_null()
    without_id = pl.when(pl.col("thread").is_null()).then(pl.col("buyer"))
    anonymous = rows.filter(~named).with_columns(thread_buyer=without_id)
    event = ("shop", "thread", "thread_buyer", "at", "sender", "text")
    nth = pl.int_range(pl.len(), dtype=pl.UInt32).over("source", *event)
    anonymous = anonymous.with_columns(nth=nth).unique([*event, "nth"], keep="first")
    return pl.concat([rows.filter(named), anonymous.select(rows.columns)]).sort("order")


def _dropped(rows: pl.DataFrame, kept: pl.DataFrame) -> dict[int, int]:
    """How many rows of each source were dropped."""
    if kept.height == rows.height:
        return dict.fromkeys(rows["source"].unique(), 0)
    before = rows.group_by("source").len()
    gone = before.join(kept.group_by("source").len(name="kept"), on="source", how="left")
    return {source: n - (left or 0) for source, n, left in gone.iter_rows()}


def _cut_threads(rows: pl.DataFrame, gap: timedelta) -> pl.DataFrame:
    """Gives rows without a conversation id the conversation of their shop and buyer.

    A thread is cut before a buyer's message that comes `gap` or more after its last message,
    unless a message of the buyer's still waits for an answer.
    """
    mine = rows.filter("made").with_columns(pair=pl.struct("shop", "buyer").hash())
    mine = mine.sort("at", maintain_order=True).sort("pair", maintain_order=True)
    is_buyer = pl.col("sender") == _CODES[BUYER]
    is_answer = pl.col("sender").is_in([_CODES[sender] for sender in ANSWERS])
    new_pair = (pl.col("pair") != pl.col("pair").shift(1)).fill_null(value=True)
    asks = pl.when(is_buyer | is_answer).then(is_buyer).when(new_pair).then(pl.lit(value=False))
    waiting = asks.forward_fill().shift(1).fill_null(value=False)
    silence = pl.col("at") - pl.col("at").shift(1)
    begins = new_pair | (is_buyer & (silence >= gap) & ~waiting)
    started_at = pl.when(begins).then(pl.col("at")).forward_fill()
    mine = mine.with_columns(
        thread=made_thread_key(pl.col("shop"), pl.col("buyer"), started_at),
        guard=pl.lit(0, pl.UInt32),
    )
    return pl.concat([rows.filter(~pl.col("made")), mine.drop("pair")]).sort("order")


def _by_conversation(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by conversation, then time, then the file's order, with `conversation` numbered.

    Hash, guard and place are sorted as one number, which takes a third of what sorting by the hash
    takes, and puts two conversations that share a hash one after the other.
    """
    if not rows["at"].is_sorted():
        rows = rows.sort("at", maintain_order=True)
    small = pl.col("guard").cast(pl.UInt64) * _ROWS + pl.col("place").cast(pl.UInt64)
    number = pl.col("thread").cast(pl.UInt128) * _ROWS**2 + small.cast(pl.UInt128)
    places = rows.lazy().select("thread", "guard").with_row_index("place").select(packed=number)
    packed = pl.col("packed")
    ordered = places.collect().sort("packed")
    ordered = ordered.select(
        thread=(packed // _ROWS**2).cast(pl.UInt64),
        guard=(packed // _ROWS).cast(pl.UInt32, wrap_numerical=True),
        place=packed.cast(pl.UInt32, wrap_numerical=True),
    )
    keys = map(pl.col, ("thread", "guard"))
    begins = pl.any_horizontal(key.ne_missing(key.shift(1)) for key in keys)
    conversation = (begins.cast(pl.UInt32).cum_sum() - 1).cast(pl.UInt32)
    numbered = ordered.select("thread", conversation=conversation)
    return rows.drop("thread", "guard")[ordered["place"]].with_columns(*numbered)


def _with_buyers(rows: pl.DataFrame, conversations: pl.DataFrame | None) -> pl.DataFrame:
    """Fills blank buyers: the conversation's other buyer, the buyer its row names, else its id."""
    if not rows["buyer"].null_count():
        return rows
    others = rows.group_by("conversation").agg(other=pl.col("buyer").drop_nulls().first())
    rows = rows.join(others, on="conversation", how="left", maintain_order="left")
    named = pl.lit(None, pl.UInt64)
    if conversations is not None and "buyer" in conversations.columns:
        rows_of = conversations.select("thread", named=buyer_key(pl.col("buyer")))
        rows = rows.join(rows_of, on="thread", how="left", maintain_order="left")
        named = pl.col("named")
    filled = pl.coalesce("buyer", "other", named, "thread")
    return rows.with_columns(buyer=filled)


def _wide(source: int, typed: pl.LazyFrame) -> pl.LazyFrame:
    have = typed.collect_schema().names()
    wide = typed.select(
        "row", *(name for name in WIDE if name in have), source=pl.lit(source, pl.UInt16)
    )
    return wide.with_columns(pl.col("sender").cast(pl.String))


def _wide_near(
    wide: pl.LazyFrame, nearby: Mapping[int, Near], places: pl.DataFrame
) -> pl.LazyFrame:
    """The text of some messages (source, row), file by file."""
    rows = {source: places.filter(source=source)["row"] for source in nearby}
    parts = [
        _wide(source, near(rows[source])) for source, near in nearby.items() if rows[source].len()
    ]
    return pl.concat(parts or [wide.head(0)], how="diagonal")
