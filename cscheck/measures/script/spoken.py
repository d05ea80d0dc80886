"""The messages in which a script's words may stand, and the waits that nobody announced."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.clock import Limit
from cscheck.intake import begins_conversation, ends_conversation
from cscheck.measures.cases import Scope, in_days
from cscheck.measures.script.parameters import Part
from cscheck.tables import BUYER, HUMAN, SENDERS

PLACE = ("source", "row")
_CODES = [SENDERS.index(sender) for sender in HUMAN]


def spoken_by_people(scope: Scope) -> pl.DataFrame:
    """The messages by people, numbered from both ends of conversations, of the days audited.

    A conversation belongs to the day of the first of them.
    """
    assert scope.messages is not None
    rows = scope.messages.narrow.lazy().with_columns(
        position=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    people = rows.filter(pl.col("sender").is_in(_CODES))
    begins, ends = begins_conversation(), ends_conversation()
    number = pl.int_range(pl.len())
    numbered = people.with_columns(
        nth=number - pl.when(begins).then(number).forward_fill() + 1,
        from_end=pl.when(ends).then(number).backward_fill() - number + 1,
        day=scope.zone.day(pl.when(begins).then(pl.col("at")).forward_fill()),
    )
    return numbered.filter(in_days("day", scope.days)).collect(engine="in-memory")


def looked_at(part: Part, spoken: pl.DataFrame) -> pl.DataFrame:
    """The messages in which the words of a part may stand."""
    if part.first is not None:
        return spoken.filter(pl.col("nth") <= part.first)
    return spoken if part.last is None else spoken.filter(pl.col("from_end") <= part.last)


def long_waits(wait: Limit, spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The waits longer than the limit: those of the messages that end them, and asked, before.

    `before_source` and `before_row` are the place of the message before the wait, if any.
    """
    assert scope.messages is not None
    rows = scope.messages.narrow.lazy().select("conversation", "at", "sender", *PLACE)
    is_buyer = pl.col("sender") == SENDERS.index(BUYER)
    rows = rows.filter(is_buyer | pl.col("sender").is_in(_CODES)).with_columns(is_buyer=is_buyer)
    after_a_buyer = ~begins_conversation() & pl.col("is_buyer").shift(1)
    rows = rows.with_columns(
        asked=pl.when(pl.col("is_buyer") & ~after_a_buyer).then("at").forward_fill(),
        waited=~pl.col("is_buyer") & after_a_buyer,
        **{f"before_{name}": _of_person_before(name) for name in ("conversation", *PLACE)},
    )
    longer = pl.col("at") - pl.col("asked") > timedelta(seconds=wait.seconds)
    same = pl.col("before_conversation") == pl.col("conversation")
    before = {f"before_{name}": pl.when(same).then(f"before_{name}") for name in PLACE}
    late = rows.filter(pl.col("waited") & longer).select(*PLACE, "asked", **before)
    return spoken.join(late.collect(engine="in-memory"), on=PLACE, how="inner")


def _of_person_before(name: str) -> pl.Expr:
    """The value of the last message by a person above a row, of whatever conversation."""
    return pl.when(~pl.col("is_buyer")).then(name).forward_fill().shift(1)


def spoken_by_buyers(spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The buyers' messages of these conversations."""
    assert scope.messages is not None
    rows = scope.messages.narrow.filter(pl.col("sender") == SENDERS.index(BUYER))
    return rows.join(spoken.select("conversation").unique(), on="conversation", how="semi")
