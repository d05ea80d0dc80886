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
from cscheck.read.by_conversation import by_conversation, cut_threads, with_buyers
from cscheck.read.threads import thread_key
from cscheck.tables import SENDERS

_NARROW = ("shop", "conversation", "at", "sender", "agent", "buyer", "source", "row")
WIDE = ("message_id", "conversation_id", "buyer", "sender", "kind", "text")
_CODES = {sender: code for code, sender in enumerate(SENDERS)}
_GUARD = 20_261_121
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
    kept = _counted_once(rows, several=len(nearby) > 1)
    duplicates = _dropped(rows, kept)
    del rows
    shapes = _shapes(kept, shapes_of)
    kept = kept.drop("message", "text", "shape", strict=False)
    kept = kept.with_columns(made=pl.col("thread").is_null())
    if kept["made"].any():
        kept = cut_threads(kept, timedelta(seconds=session_gap))
    same = _constants(kept, "source", "made")
    kept = by_conversation(kept.drop(*same))  # sorting moves every column there is
    kept = with_buyers(kept.with_columns(**same), conversations)
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
    rows = rows.with_row_index("order")
    named = pl.col("message").is_not_null()
    without_id = pl.when(pl.col("thread").is_null()).then(pl.col("buyer"))
    anonymous = rows.filter(~named).with_columns(thread_buyer=without_id)
    event = ("shop", "thread", "thread_buyer", "at", "sender", "text")
    nth = pl.int_range(pl.len(), dtype=pl.UInt32).over("source", *event)
    anonymous = anonymous.with_columns(nth=nth).unique([*event, "nth"], keep="first")
    every = pl.concat([rows.filter(named), anonymous.select(rows.columns)])
    return every.sort("order").drop("order")


def _dropped(rows: pl.DataFrame, kept: pl.DataFrame) -> dict[int, int]:
    """How many rows of each source were dropped."""
    if kept.height == rows.height:
        return dict.fromkeys(rows["source"].unique(), 0)
    before = rows.group_by("source").len()
    gone = before.join(kept.group_by("source").len(name="kept"), on="source", how="left")
    return {source: n - (left or 0) for source, n, left in gone.iter_rows()}


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
