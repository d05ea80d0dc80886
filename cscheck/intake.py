"""What was read: the canonical tables of one run, and an account of every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import polars as pl

from cscheck.clock import Zone
from cscheck.model.inputs import InputFile, Reject


def buyer_key(buyer: pl.Expr) -> pl.Expr:
    """The hash by which messages know a buyer; null for none."""
    return pl.when(buyer.is_not_null()).then(buyer.hash())


def begins_conversation() -> pl.Expr:
    """Whether a row is the first of its conversation, where rows are in the order of these."""
    return pl.col("conversation").ne_missing(pl.col("conversation").shift(1))


def ends_conversation() -> pl.Expr:
    """Whether a row is the last of its conversation, where rows are in the order of these."""
    return pl.col("conversation").ne_missing(pl.col("conversation").shift(-1))


def shaped(text: pl.Expr) -> pl.Expr:
    """A text with zeros for its digits: what messages of one template have in common.

    Bytes are compared, because a pattern takes ten times as long; no byte of another sign is one of
    a digit.
    """
    byte, zero = pl.element(), pl.lit(ord("0"), pl.UInt8)
    folded = pl.when(byte.is_between(zero, ord("9"))).then(zero).otherwise(byte)
    in_bytes = text.cast(pl.Binary).cast(pl.List(pl.UInt8)).list.eval(folded)
    return in_bytes.cast(pl.Binary).cast(pl.String)


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages, turned once into small columns on which every reply measure runs.

    * narrow: shop (Categorical), conversation (UInt32, numbered in order), at (instant), sender
      (UInt8, an index of tables.SENDERS), agent (Categorical), buyer (UInt64, its `buyer_key`,
      never null), source (UInt16) and row (UInt32); ordered by conversation, then time, then the
      file's order.
    * conversations: a row each number of `conversation`: shop, thread (the hash by which rows of
      conversations find it), started_at (its first message), made (the export has no id for it).
    * wide: source, row and the columns of text, lazily: only the rows that end as evidence are
      fetched from it.
    * near: the rows of `wide` that stand in some places (source, row), without reading all of it
      where that can be helped.
    * shapes: source, row, sender and shape (a hash of the text as `shaped`, null without a text) of
      every message by somebody in whose texts rules look for words, in the order of the files; None
      where there are so few messages that their texts are simply read.
    """

    narrow: pl.DataFrame
    conversations: pl.DataFrame
    wide: pl.LazyFrame
    near: Callable[[pl.DataFrame], pl.LazyFrame]
    shapes: pl.DataFrame | None = None


class Digest(Protocol):
    """The digest of a file: told when it is called, and sooner where it was begun before."""

    def begin(self) -> object: ...
    def __call__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that was read for one audit.

    `tables` hold one row an order, refund, complaint ... with the canonical columns the exports
    have, and `source` (an index into `inputs`) and `row` (as a spreadsheet program counts).
    `columns` names the canonical columns that the exports of each table have. `digests` tell those
    of the inputs' files once they are reckoned. `agent_number` is the pattern of an agent's number
    in a seller's note.
    """

    zone: Zone
    tables: Mapping[str, pl.DataFrame]
    messages: Messages | None
    columns: Mapping[str, frozenset[str]]
    inputs: tuple[InputFile, ...]
    digests: tuple[Digest | None, ...]
    rejects: tuple[Reject, ...] = ()
    agent_number: str | None = None

    def begin_digests(self) -> None:
        """Has the digests of the files reckoned, while something else is done."""
        for digest in filter(None, self.digests):
            digest.begin()

    def inputs_with_digests(self) -> tuple[InputFile, ...]:
        """The inputs with the digests of their files; waits until those are reckoned."""
        return tuple(
            each if digest is None else replace(each, sha256=digest())
            for each, digest in zip(self.inputs, self.digests, strict=True)
        )
