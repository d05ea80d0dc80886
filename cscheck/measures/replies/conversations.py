"""What is known of each conversation: its start, its assignment, its flags, who took it up."""

from __future__ import annotations

import polars as pl

from cscheck.intake import Messages, begins_conversation, ends_conversation
from cscheck.measures.cases import Scope
from cscheck.measures.replies.parameters import ReplyParameters
from cscheck.schema import Kind
from cscheck.tables import CONVERSATIONS, HUMAN, ROBOT, SENDERS

CODES = {sender: code for code, sender in enumerate(SENDERS)}


def sent_by(*senders: str) -> pl.Expr:
    """Whether a message of the narrow frame is by one of these senders."""
    return pl.col("sender").is_in([CODES[sender] for sender in senders])


def column_or_null(name: str, scope: Scope) -> pl.Expr:
    """A column of the conversations, or nulls of its kind where no export has it."""
    if scope.has("conversations", name):
        return pl.col(name)
    kind = CONVERSATIONS.by_name[name].kind
    kinds: dict[Kind, pl.DataType] = {Kind.TIME: scope.zone.dtype, Kind.FLAG: pl.Boolean()}
    return pl.lit(None, kinds.get(kind, pl.String()))


def conversations(messages: Messages, scope: Scope) -> pl.LazyFrame:
    """A row each conversation that has messages, in the order of their numbers.

    Columns: conversation, opened (its row's started_at, else its first message), assigned_at,
    offline, flagged (`excluded` in the export), in_queue (the export has `assigned_at`, its row
    leaves it blank, and no person wrote in it), first_human (position of the first message by a
    person), last_robot (of the last robot message before that).
    """
    first_human, last_robot = _first_people(messages)
    known = messages.conversations.lazy().select(
        "conversation",
        first_at="started_at",
        first_human=pl.lit(first_human),
        last_robot=pl.lit(last_robot),
    )
    unassigned = pl.lit(value=False)
    if scope.has("conversations", "assigned_at"):
        unassigned = pl.col("assigned_at").is_null()
    facts = {
        "started": column_or_null("started_at", scope),
        "assigned_at": column_or_null("assigned_at", scope),
        "offline": column_or_null("offline", scope),
        "flagged": column_or_null("excluded", scope),
        "unassigned": unassigned,
    }
    if (exported := scope.tables.get("conversations")) is None:
        known = known.with_columns(**facts)
    else:
        rows = exported.lazy().filter(pl.col("conversation").is_not_null())
        rows = rows.select("conversation", **facts)
        known = known.join(rows, on="conversation", how="left", maintain_order="left")
    return known.select(
        *("conversation", "first_human", "last_robot", "assigned_at"),
        opened=pl.coalesce("started", "first_at"),
        offline=pl.col("offline").fill_null(value=False),
        flagged=pl.col("flagged").fill_null(value=False),
        in_queue=pl.col("unassigned").fill_null(value=False) & pl.col("first_human").is_null(),
    )


def _first_people(messages: Messages) -> tuple[pl.Series, pl.Series]:
    """For each conversation: first_human and last_robot (see `conversations`).

    A conversation's number is its place, so that what is found is put there, without a join.
    """
    nowhere = pl.repeat(None, messages.conversations.height, dtype=pl.UInt32, eager=True)
    rows = messages.narrow.lazy().select(
        "conversation", "sender", position=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    people = rows.filter(sent_by(*HUMAN)).filter(begins_conversation()).collect()
    first_human = nowhere.clone().scatter(people["conversation"], people["position"])
    taken_up = pl.lit(first_human).gather(pl.col("conversation"))
    robots = rows.filter(sent_by(ROBOT)).filter(pl.col("position") < taken_up)
    last = robots.filter(ends_conversation()).collect()
    return first_human, nowhere.scatter(last["conversation"], last["position"])


def exclusion(params: ReplyParameters) -> pl.Expr:
    """Why a conversation is not counted, or null."""
    reasons = [pl.lit(None, pl.String)]
    for flag, column in (("offline", "offline"), ("excluded", "flagged")):
        if flag in params.exclude.flags:
            reasons.append(pl.when(column).then(pl.lit(flag)))
    if params.starts == "assigned":
        reasons.append(pl.when("in_queue").then(pl.lit("in_queue")))
    return pl.coalesce(reasons)
