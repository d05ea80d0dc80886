"""The messages in which a script's words may stand, and the waits that nobody announced."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from cscheck.clock import Limit
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
    rows = scope.messages.narrow.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32))
    people = rows.filter(pl.col("sender").is_in(_CODES))
    return people.with_columns(
        nth=pl.int_range(pl.len()).over("conversation") + 1,
        from_end=pl.len().over("conversation") - pl.int_range(pl.len()).over("conversation"),
        day=scope.zone.day(pl.col("at").first().over("conversation")),
    ).filter(in_days("day", scope.days))


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
    rows = scope.messages.narrow.select("conversation", "at", "sender", *PLACE)
    is_buyer = pl.col("sender") == SENDERS.index(BUYER)
    is_person = pl.col("sender").is_in(_CODES)
    rows = rows.filter(is_buyer | is_person).with_columns(is_person=is_person)
    answered = pl.col("is_person").cum_sum() - pl.col("is_person")
    rows = rows.with_columns(turn=answered.over("conversation"))
    before = [
        pl.when("is_person").then(name).forward_fill().shift(1).over("conversation")
        for name in PLACE
    ]
    rows = rows.with_columns(before_source=before[0], before_row=before[1])
    asked = pl.when(~pl.col("is_person")).then("at").min().over("conversation", "turn")
    rows = rows.with_columns(asked=asked).filter("is_person").drop("turn", "sender")
    late = rows.filter(pl.col("at") - pl.col("asked") > timedelta(seconds=wait.seconds))
    columns = ["asked", "before_source", "before_row"]
    return spoken.join(late.select(*PLACE, *columns), on=PLACE, how="inner")


def spoken_by_buyers(spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The buyers' messages of these conversations."""
    assert scope.messages is not None
    rows = scope.messages.narrow.filter(pl.col("sender") == SENDERS.index(BUYER))
    return rows.join(spoken.select("conversation").unique(), on="conversation", how="semi")
