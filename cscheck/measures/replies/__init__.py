"""`reply_rate` and `response_time`: was the buyer answered in time (measures.md, parts 3 and 4)."""

from __future__ import annotations

import polars as pl

from cscheck.clock import Limit
from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days
from cscheck.measures.replies.agents import with_agents
from cscheck.measures.replies.first_replies import can_tell, first_replies
from cscheck.measures.replies.parameters import (
    ReplyParameters,
    ReplyRateParameters,
    ResponseTimeParameters,
)
from cscheck.measures.replies.units import judged, rolled_up
from cscheck.measures.replies.waits import buyer_messages
from cscheck.model.sentences import Sentence, sentence, table_named

_NOT_KEPT = ("buyer", "sent", "opened", "begins_round", "position", "rank")


def _unit(params: ReplyParameters) -> str:
    return params.unit


def _table(_: ReplyParameters) -> str:
    return "messages"


def _lacks(params: ReplyParameters, scope: Scope) -> Sentence | None:
    if scope.messages is not None or (params.first_replies and can_tell(scope)):
        return None
    return sentence("no_table", table=table_named("messages"))


def _due_any_day(params: ReplyParameters) -> bool:
    return isinstance(params, ReplyRateParameters) and params.counted_on == "due"


def _as_told(params: ReplyParameters, scope: Scope) -> ReplyParameters:
    """Where no export says when a conversation was assigned, its clocks start at the messages."""
    if params.starts == "message" or scope.has("conversations", "assigned_at"):
        return params
    return params.model_copy(update={"starts": "message"})


def _cases(params: ReplyParameters, scope: Scope) -> Cases:
    frames, notes = [], []
    if scope.messages is not None:
        rows = judged(buyer_messages(scope.messages, params, scope), params, scope)
        rows = _dated(rolled_up(rows, params, scope), params, scope)
        rows = rows.drop(_NOT_KEPT, strict=False)
        if isinstance(params, ReplyRateParameters) and params.rounds != "mean":
            rows = rows.drop("least", "most")  # they are the value
        frames.append(_as_cases(with_agents(rows.collect(), scope.messages, scope), params, scope))
    if params.first_replies and can_tell(scope):
        rows = _dated(judged(first_replies(params, scope), params, scope), params, scope)
        told = _as_cases(rows.collect(), params, scope)
        frames.append(told)
        if told.height:
            notes.append(sentence("from_conversations", cases=told.height))
    return Cases(pl.concat(frames), tuple(notes), due_any_day=_due_any_day(params))


def _dated(rows: pl.LazyFrame, params: ReplyParameters, scope: Scope) -> pl.LazyFrame:
    """Keeps the cases of the days audited; open ones of any day where the deadline's day counts."""
    if _due_any_day(params):
        rows = rows.with_columns(decided="day", day=scope.zone.day_ending(pl.col("deadline")))
    if dates := sorted(params.exclude.dates):
        on_date = pl.when(pl.col("day").is_in(dates)).then(pl.lit("date"))
        rows = rows.with_columns(excluded=pl.coalesce("excluded", on_date))
    audited = in_days("day", scope.days)
    if _due_any_day(params):
        audited |= pl.col("good").is_null() & pl.col("excluded").is_null()
    return rows.filter(audited)


def _as_cases(rows: pl.DataFrame, params: ReplyParameters, scope: Scope) -> pl.DataFrame:
    columns = {"day": pl.col("day"), "value": pl.col("value")}
    for name, same in (("decided", "day"), ("least", "value"), ("most", "value")):
        columns[name] = pl.col(name if name in rows.columns else same)
    columns |= {
        "start": pl.col("clock"),
        "stop": pl.col("reply_at"),
        "good": pl.when(pl.col("excluded").is_null()).then(pl.col("good")),
        "excluded": pl.col("excluded"),
    }
    if isinstance(params, ReplyRateParameters):
        columns["deadline"] = pl.col("deadline")
    if "late_by" in rows.columns:
        ended = pl.col("reply_at").fill_null(scope.as_of)
        overdue = (ended - pl.col("deadline")).dt.total_microseconds()
        columns["late_by"] = pl.coalesce("late_by", overdue)
    return as_cases(rows, columns, scope)


def _decided_in_period(params: ReplyParameters) -> bool:
    return not _due_any_day(params)


def _limit(params: ReplyParameters) -> Limit | None:
    return params.within if isinstance(params, ReplyRateParameters) else None


REPLY_RATE = Measure(
    name="reply_rate",
    kind=Kind.RATE,
    parameters=ReplyRateParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    as_told=_as_told,
    decided_in_period=_decided_in_period,
    limit=_limit,
)
RESPONSE_TIME = Measure(
    name="response_time",
    kind=Kind.SECONDS,
    parameters=ResponseTimeParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    as_told=_as_told,
    decided_in_period=_decided_in_period,
    limit=_limit,
)
