"""From waits to cases: a case is a message, a round, a conversation or a buyer's day.

Each function takes judged messages (`judged`) and gives the rows that are cases, with the
message that decides a case standing for it (measures.md, part 3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl

from cscheck.clock import within_hours
from cscheck.intake import begins_conversation
from cscheck.measures.cases import Scope
from cscheck.measures.replies.parameters import (
    ReplyParameters,
    ReplyRateParameters,
    ResponseTimeParameters,
)

_LATE, _OPEN, _GOOD, _EXCLUDED = 0, 1, 2, 3
_EVER = 1 << 60
"""More microseconds than lie between 1970 and any time."""
_ROWS = 1 << 32
_PLACES = 1 << 48
"""More than a file has rows, and more than there are rows in all files."""


def judged(rows: pl.LazyFrame, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """Adds to waits: deadline, value, least and most (microseconds), good, day and rank.

    `rank` orders the messages of one case by what decides it: late, open, good, excluded.
    """
    if isinstance(params, ReplyRateParameters):
        rows = _against_limit(rows, params, scope)
    elif isinstance(params, ResponseTimeParameters):
        rows = _as_times(rows, params, scope)
    settled = pl.when("good").then(_GOOD).otherwise(_LATE)
    counted = pl.when(pl.col("good").is_null()).then(_OPEN).otherwise(settled)
    rank = pl.when(pl.col("excluded").is_null()).then(counted).otherwise(_EXCLUDED).cast(pl.Int8)
    return rows.with_columns(day=scope.zone.day(pl.col("sent")), rank=rank)


def _wait() -> pl.Expr:
    return (pl.col("reply_at") - pl.col("clock")).dt.total_microseconds()


def _so_far(as_of: datetime) -> pl.Expr:
    """How long a message has waited by as-of; never below 0."""
    elapsed = (pl.lit(as_of) - pl.col("clock")).dt.total_microseconds()
    return pl.max_horizontal(elapsed, pl.lit(0))


def _against_limit(rows: pl.LazyFrame, params: ReplyRateParameters, scope: Scope) -> pl.LazyFrame:
    deadline = params.within.after(pl.col("clock"), scope.zone)
    rows = rows.with_columns(deadline=deadline, value=_wait(), least=_wait(), most=_wait())
    answered = pl.when(pl.col("reply_at").is_not_null())
    in_time = answered.then(pl.col("reply_at") <= pl.col("deadline"))
    return rows.with_columns(
        good=in_time.when(pl.col("deadline") <= scope.as_of).then(pl.lit(value=False))
    )


def _as_times(rows: pl.LazyFrame, params: ResponseTimeParameters, scope: Scope) -> pl.LazyFrame:
    """Waits in which a message never answered takes part; it is open for ever."""
    so_far = pl.coalesce(_wait(), _so_far(scope.as_of))
    answered = pl.col("reply_at").is_not_null()
    if params.cap is None:
        deadline, value, least = pl.lit(None, scope.zone.dtype), so_far, so_far
        most: pl.Expr = pl.when(answered).then(value)
    else:
        cap = params.cap.seconds * 1_000_000
        deadline, least = (
            params.cap.after(pl.col("clock"), scope.zone),
            pl.min_horizontal(so_far, cap),
        )
        value = most = pl.when(answered).then(least).otherwise(cap)
    return rows.with_columns(
        deadline=deadline,
        value=value,
        least=least,
        most=most,
        good=pl.when(answered).then(pl.lit(value=True)),
    )


def in_hours(rows: pl.LazyFrame, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """The rows whose message (or conversation) began inside the rule's hours."""
    moment = "opened" if params.hours_by == "conversation" else "sent"
    return rows.filter(within_hours(pl.col(moment), params.hours, scope.zone))


def rolled_up(rows: pl.LazyFrame, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """The cases of the rule's unit, one row each, inside the rule's hours."""
    if params.unit == "message":
        return in_hours(rows, params, scope)
    if params.unit == "buyer_day":
        return _deciding(in_hours(rows, params, scope), ["shop", "buyer", "day"], params)
    rounds = rows.filter("begins_round")
    if params.unit == "round":
        return in_hours(rounds, params, scope)
    first = begins_conversation()
    if params.rounds == "first":
        return in_hours(rounds.filter(first), params, scope)
    opening = rounds.filter(first).select("conversation", first_sent="sent", first_day="day")
    rounds = rounds.join(opening, on="conversation", how="left", maintain_order="left")
    if params.rounds == "all":
        cases = _deciding(rounds, ["conversation"], params)
    else:
        cases = _mean_of_rounds(rounds, params, scope)
    return in_hours(cases.with_columns(sent="first_sent", day="first_day"), params, scope)


def _deciding(rows: pl.LazyFrame, key: list[str], params: ReplyParameters) -> pl.LazyFrame:
    """One row each key: the first late message, else the first open, else the first counted one.

    For response times the one that waited longest; open while any of them is.
    """
    if not isinstance(params, ResponseTimeParameters):
        # By rank, time and place: as one number, because ordering by many columns is slow.
        moment = pl.col("rank").cast(pl.Int64) * _EVER + pl.col("sent").dt.epoch("us")
        place = pl.col("source").cast(pl.Int64) * _ROWS + pl.col("row").cast(pl.Int64)
        decides = moment.cast(pl.Int128) * _PLACES + place
        return rows.filter(decides == decides.min().over(key))
    counted = pl.col("excluded").is_null()
    ordered = rows.sort(~counted, -pl.col("value"), "sent", "source", "row")
    answered = (pl.col("good").is_not_null() | ~counted).all()
    return ordered.group_by(key, maintain_order=True).agg(
        pl.all().exclude(*key, "good", "least", "most").first(),
        good=pl.when(answered).then(pl.lit(value=True)),
        least=pl.col("least").filter(counted).max(),
        most=_unless_endless(pl.col("most").filter(counted), pl.Expr.max),
    )


def _unless_endless(most: pl.Expr, total: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """A maximum or sum of bounds; null where one of them is missing."""
    return pl.when(most.null_count() == 0).then(total(most))


def _mean_of_rounds(rows: pl.LazyFrame, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """A conversation by the mean wait of its rounds; an unanswered round has waited until as-of."""
    waited = pl.coalesce("value", _so_far(scope.as_of))
    least = pl.coalesce("least", _so_far(scope.as_of))
    unanswered = pl.col("reply_at").is_null()
    cases = rows.group_by("conversation", maintain_order=True).agg(
        pl.all().exclude("value", "least", "most", "reply_at").first(),
        reply_at=pl.col("reply_at").max(),
        waited=waited.sum(),
        least=least.sum(),
        most=_unless_endless(pl.col("most"), pl.Expr.sum),
        rounds=pl.len().cast(pl.Int64),
        unanswered=unanswered.sum().cast(pl.Int64),
        since=pl.when(unanswered).then(pl.col("clock").dt.epoch("us")).otherwise(0).sum(),
        settled=pl.when(~unanswered).then(pl.col("value")).otherwise(0).sum(),
    )
    cases = cases.with_columns(
        value=pl.col("waited") // pl.col("rounds"),
        least=pl.col("least") // pl.col("rounds"),
        most=pl.col("most") // pl.col("rounds"),
    )
    if not isinstance(params, ReplyRateParameters):
        return cases.with_columns(good=pl.when(pl.col("unanswered") == 0).then(pl.lit(value=True)))
    allowed = params.within.seconds * 1_000_000 * pl.col("rounds")
    # The moment at which the mean reaches the limit if no round is answered until then.
    reached = (allowed - pl.col("settled") + pl.col("since")) // pl.col("unanswered")
    in_time = pl.when(pl.col("unanswered") == 0).then(pl.col("waited") <= allowed)
    return cases.with_columns(
        good=in_time.when(pl.col("waited") >= allowed).then(pl.lit(value=False)),
        deadline=pl.when(pl.col("unanswered") > 0).then(
            pl.from_epoch(reached, "us")
            .dt.replace_time_zone("UTC")
            .dt.convert_time_zone(scope.zone.name)
        ),
        late_by=pl.when(pl.col("unanswered") == 0).then(
            pl.col("value") - params.within.seconds * 1_000_000
        ),
    )
