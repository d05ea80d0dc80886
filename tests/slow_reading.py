"""A slow, literal reading of `measures.md`, parts 1 to 6: the second computation of every figure.

Written from the page alone, to be compared with it line by line. Plain dicts and loops, exact
arithmetic (timedelta, Fraction). The order of this file is the order of the page: cases, groups and
verdicts (part 2) frame the measures reply_rate, response_time (3, 4), deadline, duration (5) and
share (6). Part 1 and the order of messages are in `slow_tables.py`, derived columns in
`slow_derived.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.slow_derived import derive
from tests.slow_tables import (
    ANSWERS,
    HUMAN,
    ID_COLUMN,
    ONE_DAY,
    Columns,
    Row,
    Tables,
    columns_in,
    compared,
    conversation_time,
    deadline_after,
    due_day,
    earliest,
    first_value,
    holds,
    inside,
    known_columns,
    latest_of,
    left_out,
    midnight,
    number,
    read_messages,
    read_table,
    same,
    seconds_of,
    shop_of_the_rest,
    span,
    time_of_day,
)

__all__ = [
    "Case",
    "Group",
    "cases",
    "check_parameters",
    "deadline_after",
    "derive",
    "due_day",
    "groups",
    "holds",
    "inside",
    "late_by",
    "read_messages",
    "read_table",
    "rule_status",
    "shop_of_the_rest",
    "version_on",
    "versions_of",
]

Rule = dict[str, Any]
Amount = Fraction | float
ENDLESS = math.inf

WORST_FIRST = (
    "fail", "warn", "undecided", "pass", "not_assessed", "no_data", "info", "waived",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Part 2: one thing that was judged. `rows` is how many rows a distinct value stands for;
    `least` and `most` are what a wait that is still open can become (ENDLESS without a cap)."""

    shop: str
    day: date | None
    id: str | None
    agent: str | None
    buyer: str | None
    start: datetime | None
    deadline: datetime | None
    stop: datetime | None
    value: Fraction | None
    good: bool | None
    excluded: str | None
    file: int
    row: int
    rows: int = field(default=1, compare=False)
    from_conversation: bool = field(default=False, compare=False)
    unanswered: bool = field(default=False, compare=False)
    least: Fraction | None = field(default=None, compare=False)
    most: Amount | None = field(default=None, compare=False)
    review: bool = field(default=False, compare=False)
    version: Rule = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Group:
    """Part 2: what a rule is judged on, with its figures and its status. `low` and `high` are the
    value with every open case broken and kept; `would_be` is what a retired limit would say."""

    shop: str
    agent: str | None
    from_: date
    to: date
    numerator: int | None
    denominator: int
    value: Amount | None
    figures: dict[str, Fraction]
    open: int
    excluded: dict[str, int]
    status: str
    low: Amount | None = field(default=None, compare=False)
    high: Amount | None = field(default=None, compare=False)
    would_be: str | None = field(default=None, compare=False)
    review: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Audit:
    """What a measure reads besides its parameters: the tables, the audited days and as-of."""

    tables: Tables
    known: Columns
    days: list[date]
    as_of: datetime
    default_shop: str

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def has(self, table: str, column: str) -> bool:
        return column in self.known.get(table, set())

    def shop(self, row: Row) -> str:
        """Part 2: a blank shop is `--shop`, else `default`."""
        return str(row.get("shop") or self.default_shop)


def row_case(
    table: str,
    row: Row,
    audit: Audit,
    *,
    day: date | None,
    start: datetime | None = None,
    deadline: datetime | None = None,
    stop: datetime | None = None,
    value: Fraction | None = None,
    good: bool | None = None,
    excluded: str | None = None,
) -> Case:
    """Part 2: the case that one row of a table is. Whose case: the row's agent, else nobody."""
    return Case(
        shop=audit.shop(row),
        day=day,
        id=row.get(ID_COLUMN[table]),
        agent=row.get("agent"),
        buyer=row.get("buyer"),
        start=start,
        deadline=deadline,
        stop=stop,
        value=value,
        good=None if excluded else good,
        excluded=excluded,
        file=row["file"],
        row=row["row"],
    )


Dated = tuple[datetime, Case]
"""A case with the moment whose day decides its version (part 2, Versions)."""


# ---------------------------------------------------------------- part 2: versions


def versions_of(rule: Rule) -> list[Rule]:
    """Part 2, Versions; a key that a version lacks is taken from the rule itself."""
    shared = {key: value for key, value in rule.items() if key != "versions"}
    return [{**shared, **version} for version in rule.get("versions") or [{}]]


def in_force(version: Rule, day: date) -> bool:
    """Part 2: `from` and `until`, both days included."""
    begins, ends = version.get("from"), version.get("until")
    return (begins is None or date.fromisoformat(str(begins)) <= day) and (
        ends is None or day <= date.fromisoformat(str(ends))
    )


def version_on(versions: list[Rule], day: date) -> Rule | None:
    """Part 2: the version in force on a day; of several, the one that began last."""
    found: Rule | None = None
    for version in versions:
        if in_force(version, day) and (found is None or began(version) >= began(found)):
            found = version
    return found


def began(version: Rule) -> str:
    return str(version.get("from") or "")


def measuring_version(versions: list[Rule], day: date) -> Rule | None:
    """Part 2: the version in force; after the rule's end, `after_end: info` keeps the last one."""
    found = version_on(versions, day)
    if found is not None or any(version.get("until") is None for version in versions):
        return found
    last = max(versions, key=lambda version: str(version["until"]))
    if last.get("after_end") == "info" and date.fromisoformat(str(last["until"])) < day:
        return last
    return None


def check_parameters(version: Rule) -> None:
    """Part 3: "a parameter that a unit does not take is an error when the ruleset is loaded"."""
    measure, unit = version["measure"], version.get("unit")
    wrong: list[str] = []
    if "clock" in version and unit not in ("message", "buyer_day"):
        wrong.append("clock")
    if "rounds" in version and unit != "conversation":
        wrong.append("rounds")
    if version.get("counted_on") == "due" and (
        unit == "buyer_day" or version.get("rounds", "first") != "first"
    ):
        wrong.append("counted_on")
    others = {"reply_rate": ("figures", "cap"), "response_time": ("within", "counted_on")}
    wrong += [name for name in others.get(measure, ()) if name in version]
    if wrong:
        raise ValueError(f"{measure} by {unit} does not take {', '.join(wrong)}")


# ---------------------------------------------------------------- part 2: absent columns, no_data


def absent_columns(version: Rule, audit: Audit, names: set[str]) -> set[str]:
    """Those of the named columns that the whole export lacks."""
    return {name for name in names if not audit.has(version["table"], name)}


def optional_gone(version: Rule, audit: Audit) -> set[str]:
    """Part 5: the columns named under `optional:` that are absent from the whole export."""
    return absent_columns(version, audit, set(version.get("optional") or []))


def no_data(version: Rule, audit: Audit, needed: set[str]) -> bool:
    """Part 2: a rule whose table or column is absent is `no_data` (it has no case at all)."""
    if version["table"] not in audit.tables:
        return True
    return bool(absent_columns(version, audit, needed) - optional_gone(version, audit))


def selected(version: Rule, audit: Audit) -> Iterator[Row]:
    """Part 5: the rows that `where:` takes and `unless:` does not."""
    gone = optional_gone(version, audit)
    where = left_out(version.get("where"), gone)
    unless = left_out(version.get("unless"), gone)
    for row in audit.rows(version["table"]):
        if holds(where, row) and not (unless is not None and holds(unless, row)):
            yield row


# ---------------------------------------------------------------- part 3: reply_rate, response_time


@dataclass(frozen=True)
class Talk:
    """One conversation: its messages in order, and its row in `conversations`, if there is one."""

    shop: str
    messages: list[Row]
    row: Row | None

    @property
    def assigned_at(self) -> datetime | None:
        time: datetime | None = self.row.get("assigned_at") if self.row else None
        return time

    @property
    def begins(self) -> datetime:
        """Part 3, `hours_by: conversation`: the conversation's start."""
        known: datetime | None = self.row.get("started_at") if self.row else None
        first: datetime = self.messages[0]["sent_at"]
        return known or first


@dataclass(frozen=True)
class Wait:
    """A buyer's message with the clock it is measured by and the reply that stopped it."""

    message: Row
    clock: datetime
    reply: Row | None


def talks_of(audit: Audit) -> list[Talk]:
    """Part 3: the conversations of the messages, which are in order already (read_messages)."""
    rows: dict[tuple[str, str], Row] = {}
    for row in audit.rows("conversations"):
        if row.get("conversation_id"):
            rows.setdefault((audit.shop(row), row["conversation_id"]), row)
    talks: dict[tuple[str, str], list[Row]] = {}
    for message in audit.rows("messages"):
        talks.setdefault((audit.shop(message), message["conversation_id"]), []).append(message)
    return [Talk(key[0], messages, rows.get(key)) for key, messages in talks.items()]


def repliers(version: Rule) -> set[str]:
    """Part 3: `replies_by:` names those that stop the clock."""
    named = version["replies_by"]
    if named == "any":
        return set(ANSWERS)
    if named == "human":
        return set(HUMAN)
    return {named} if isinstance(named, str) else set(named)


def is_in_queue(version: Rule, talk: Talk, audit: Audit) -> bool:
    """Part 3, `starts: assigned`: a row with a blank `assigned_at` and no message by agent or
    assist: it never reached anybody."""
    if version.get("starts") != "assigned" or talk.row is None:
        return False
    if not audit.has("conversations", "assigned_at") or talk.assigned_at is not None:
        return False
    return not any(message["sender"] in HUMAN for message in talk.messages)


def population(version: Rule, talk: Talk, audit: Audit) -> list[Row]:
    """Part 3, `population: reached_agent`: what is kept of a conversation."""
    if version.get("population", "all") != "reached_agent" or is_in_queue(version, talk, audit):
        return talk.messages
    if talk.assigned_at is not None:
        return [
            message
            for place, message in enumerate(talk.messages)
            if not answered_before_assignment(talk, place)
        ]
    humans = [place for place, m in enumerate(talk.messages) if m["sender"] in HUMAN]
    if not humans:
        return []
    robots = [p for p, m in enumerate(talk.messages[: humans[0]]) if m["sender"] == "robot"]
    return talk.messages[robots[-1] + 1 :] if robots else talk.messages


def answered_before_assignment(talk: Talk, place: int) -> bool:
    """Part 3: a buyer message before `assigned_at` that had an answer sent at or before it."""
    message, assigned = talk.messages[place], talk.assigned_at
    if assigned is None or message["sender"] != "buyer" or message["sent_at"] >= assigned:
        return False
    return any(
        later["sender"] in ANSWERS and later["sent_at"] <= assigned
        for later in talk.messages[place + 1 :]
    )


def rounds_of(version: Rule, messages: list[Row]) -> list[tuple[list[Row], Row | None]]:
    """Part 3: a round is a maximal run of buyer messages with no reply between them; with it, its
    reply, which is the reply to each of its messages.

    `automatic_rounds: exclude`: a robot's message ends a round too, and such a round is dropped.
    """
    excluding = version.get("automatic_rounds") == "exclude"
    ends = repliers(version) | ({"robot"} if excluding else set())
    rounds: list[tuple[list[Row], Row | None]] = []
    asked: list[Row] = []
    for message in messages:
        if message["sender"] == "buyer":
            asked.append(message)
        elif message["sender"] in ends and asked:
            if not (excluding and message["sender"] == "robot"):
                rounds.append((asked, message))
            asked = []
    if asked:
        rounds.append((asked, None))
    return rounds


def clock_of(version: Rule, talk: Talk, message: Row) -> datetime:
    """Part 3: the clock starts at the message, or at `assigned_at` where that is later (with
    `starts: assigned`, and in `population: reached_agent`)."""
    sent: datetime = message["sent_at"]
    by_assignment = (
        version.get("starts") == "assigned" or version.get("population") == "reached_agent"
    )
    if by_assignment and talk.assigned_at is not None:
        return max(sent, talk.assigned_at)
    return sent


def units_of(version: Rule, talk: Talk, audit: Audit) -> list[list[Wait]]:
    """Part 3: the waits of each unit of one conversation (for buyer_day, of each message)."""
    unit, units = version["unit"], []
    for asked, reply in rounds_of(version, population(version, talk, audit)):
        first = clock_of(version, talk, asked[0])
        if unit in ("message", "buyer_day"):
            for message in asked:
                own = clock_of(version, talk, message)
                clock = first if version.get("clock") == "round" else own
                units.append([Wait(message, clock, reply)])
        else:
            units.append([Wait(asked[0], first, reply)])
    if unit != "conversation" or not units:
        return units
    if version.get("rounds", "first") == "first":
        return units[:1]
    return [[wait for one in units for wait in one]]


def reply_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Parts 3 and 4: the cases of reply_rate and response_time."""
    found: list[Dated] = []
    for talk in talks_of(audit):
        for unit in units_of(version, talk, audit):
            decided: datetime = unit[0].message["sent_at"]
            by_talk = version.get("hours_by") == "conversation"
            if is_inside(version, talk.begins if by_talk else decided):
                found.append((decided, unit_case(version, talk, unit, audit)))
    if version["unit"] == "buyer_day":
        return buyer_days(version, found)
    if version["unit"] == "conversation" and version.get("rounds", "first") == "first":
        found += cases_without_messages(version, audit)
    return found


def is_inside(version: Rule, moment: datetime) -> bool:
    """Part 3, `hours:`: a case counts when its deciding time is inside."""
    return not version.get("hours") or inside(version["hours"], moment)


def unit_case(version: Rule, talk: Talk, unit: list[Wait], audit: Audit) -> Case:
    """Part 3: the case of one message, round or conversation."""
    each = [wait_case(version, talk, wait, audit) for wait in unit]
    if version["unit"] == "conversation" and version.get("rounds") == "mean":
        case = mean_case(version, each, audit)
        if version["measure"] == "reply_rate":
            broken_at = mean_broken_at(version, each)
            case = replace(case, agent=whose_reply(version, talk, unit[0], broken_at, audit))
    else:
        case = deciding(version, each)
    first = unit[0].message
    if version["unit"] == "conversation":
        case = replace(case, id=first["conversation_id"])
    due = version.get("counted_on") == "due" and case.deadline is not None
    day = due_day(case.deadline) if due and case.deadline else first["sent_at"].date()
    queued = is_in_queue(version, talk, audit)
    reason = why_excluded(version, talk.row, day, queued)
    return replace(case, day=day, excluded=reason, good=None if reason else case.good)


def wait_case(version: Rule, talk: Talk, wait: Wait, audit: Audit) -> Case:
    """Part 3: one wait, judged."""
    message = wait.message
    stop: datetime | None = wait.reply["sent_at"] if wait.reply else None
    deadline = reply_deadline(version, wait.clock)
    return Case(
        shop=talk.shop,
        day=message["sent_at"].date(),
        id=message.get("message_id") or message["conversation_id"],
        agent=whose_reply(version, talk, wait, deadline, audit),
        buyer=message.get("buyer"),
        start=wait.clock,
        deadline=deadline,
        stop=stop,
        value=wait_seconds(version, wait.clock, stop, audit),
        good=in_time(deadline, stop, audit.as_of),
        excluded=None,
        file=message["file"],
        row=message["row"],
        unanswered=stop is None,
        least=least_seconds(version, wait.clock, stop, audit),
        most=most_seconds(version, wait.clock, stop, audit),
    )


def reply_deadline(version: Rule, clock: datetime) -> datetime | None:
    """Part 3: reply_rate has a limit, response_time has none."""
    if version["measure"] != "reply_rate":
        return None
    return deadline_after(clock, version["within"])


def wait_seconds(
    version: Rule, clock: datetime, stop: datetime | None, audit: Audit
) -> Fraction | None:
    """Part 3: reply time minus clock time. In response_time `cap:` bounds it and stands for a
    wait never answered; with no cap that is the time until as-of, never below 0."""
    wait = seconds_of(stop - clock) if stop is not None else None
    if version["measure"] != "response_time":
        return wait
    cap = seconds_of(span(version["cap"])) if version.get("cap") else None
    if wait is None:
        return cap if cap is not None else waited_so_far(clock, audit.as_of)
    return min(wait, cap) if cap is not None else wait


def least_seconds(
    version: Rule, clock: datetime, stop: datetime | None, audit: Audit
) -> Fraction | None:
    """Parts 2 and 3: a message still open has waited until as-of, bounded by the cap."""
    return wait_seconds(version, clock, stop or max(clock, audit.as_of), audit)


def most_seconds(
    version: Rule, clock: datetime, stop: datetime | None, audit: Audit
) -> Amount | None:
    """Parts 2 and 3: what is still open may never be answered."""
    if stop is None and not version.get("cap"):
        return ENDLESS
    return wait_seconds(version, clock, stop, audit)


def waited_so_far(clock: datetime, as_of: datetime) -> Fraction:
    """Part 3: the time until as-of, never below 0."""
    return max(seconds_of(as_of - clock), Fraction(0))


def in_time(deadline: datetime | None, stop: datetime | None, as_of: datetime) -> bool | None:
    """Parts 1 and 5: good: stop `<=` deadline; late: stop after it, or no stop and deadline `<=`
    as-of; else open (None)."""
    if deadline is None:
        return None
    if stop is not None:
        return stop <= deadline
    return False if deadline <= as_of else None


def deciding(version: Rule, each: list[Case]) -> Case:
    """Part 3, `rounds: all` and buyer_day: late if any is late, else open if any is open, else
    good; the first such one is the evidence. In response_time, the longest wait."""
    if version["measure"] == "response_time":
        return replace(
            max(each, key=lambda case: case.value or Fraction(0)),
            unanswered=any(case.unanswered for case in each),
            least=max(case.least or Fraction(0) for case in each),
            most=max(case.most or Fraction(0) for case in each),
        )
    for verdict in (False, None, True):
        for case in each:
            if case.good is verdict:
                return case
    raise ValueError("no case")


def mean_case(version: Rule, each: list[Case], audit: Audit) -> Case:
    """Part 3, `rounds: mean`: the mean wait. A round not answered takes part with its wait until
    as-of: once the mean is at the limit so the conversation is late, before that it is open."""
    waits = [
        case.value if case.value is not None else waited_so_far(case.start, audit.as_of)
        for case in each
        if case.start is not None
    ]
    mean = sum(waits, Fraction(0)) / len(waits)
    good: bool | None = None
    answered = all(case.stop is not None for case in each)
    if version["measure"] == "reply_rate":
        limit = seconds_of(span(version["within"]))
        good = mean <= limit if answered else (False if mean >= limit else None)
    stop = each[0].stop if answered else None
    least = sum((case.least or Fraction(0) for case in each), Fraction(0)) / len(each)
    most = sum((case.most or Fraction(0) for case in each), Fraction(0)) / len(each)
    case = replace(each[0], deadline=None, stop=stop, value=in_microseconds(mean), good=good)
    case = replace(case, least=in_microseconds(least), unanswered=not answered)
    return replace(case, most=most if most == ENDLESS else in_microseconds(most))


def in_microseconds(seconds: Amount) -> Fraction:
    """Part 1: a time is told to the microsecond, and so is a mean of times."""
    return Fraction(math.floor(seconds * 1_000_000), 1_000_000)


def mean_broken_at(version: Rule, each: list[Case]) -> datetime | None:
    """Part 2, Whose case, of a mean: its deadline is when the mean reaches the limit, if nothing
    more is answered; with every round answered it has none."""
    left = seconds_of(span(version["within"])) * len(each)
    left -= sum((case.value or Fraction(0) for case in each), Fraction(0))
    clocks = [case.start for case in each if case.stop is None and case.start is not None]
    if not clocks:
        return None
    left -= sum((seconds_of(clocks[0] - clock) for clock in clocks), Fraction(0))
    return clocks[0] + timedelta(microseconds=math.floor(left / len(clocks) * 1_000_000))


def buyer_days(version: Rule, messages: list[Dated]) -> list[Dated]:
    """Part 3, `unit: buyer_day`: a buyer on a natural day, from the counted messages."""
    days: dict[tuple[str, date, str | None], list[Dated]] = {}
    for decided, case in messages:
        days.setdefault((case.shop, decided.date(), case.buyer), []).append((decided, case))
    found: list[Dated] = []
    for (_, day, buyer), asked in days.items():
        asked.sort(key=lambda dated: (dated[0], dated[1].file, dated[1].row))
        counted = [case for _, case in asked if case.excluded is None]
        case = deciding(version, counted) if counted else asked[0][1]
        found.append((midnight(day), replace(case, id=buyer)))
    return found


def why_excluded(version: Rule, row: Row | None, day: date, in_queue: bool) -> str | None:
    """Part 3, `exclude:` a flag, then `in_queue`, then `exclude:` a date."""
    exclude = version.get("exclude") or {}
    for flag in ("offline", "excluded"):
        if flag in (exclude.get("flags") or []) and row is not None and row.get(flag) is True:
            return flag
    if in_queue:
        return "in_queue"
    for entry in exclude.get("dates") or []:
        first, _, last = str(entry).partition("..")
        if date.fromisoformat(first) <= day <= date.fromisoformat(last or first):
            return "date"
    return None


def whose_reply(
    version: Rule, talk: Talk, wait: Wait, deadline: datetime | None, audit: Audit
) -> str | None:
    """Part 2, Whose case: the sender of the reply; with none, the agent it was with at the
    deadline (last agent message or assignment before it); else the row's agent; else nobody."""
    if wait.reply is not None and wait.reply.get("agent"):
        return str(wait.reply["agent"])
    if deadline is None:  # response_time has none: its cap, else as-of
        deadline = wait.clock + span(version["cap"]) if version.get("cap") else audit.as_of
    served_by = talk.row.get("agent") if talk.row else None
    return agent_before(talk, deadline) or wait.message.get("agent") or served_by


def agent_before(talk: Talk, deadline: datetime) -> str | None:
    """Part 2: by the last message of a person or the last assignment before the deadline."""
    when, who = datetime.min, None
    for message in talk.messages:
        named = message["sender"] in HUMAN and message.get("agent")
        if named and when <= message["sent_at"] < deadline:
            when, who = message["sent_at"], str(message["agent"])
    assigned = talk.assigned_at
    if talk.row is not None and talk.row.get("agent") and assigned and when <= assigned < deadline:
        who = str(talk.row["agent"])
    return who


# ---------------------------------------------------------------- part 4: first response


def cases_without_messages(version: Rule, audit: Audit) -> Iterator[Dated]:
    """Part 4: for a shop and day without any message row, a rule about first replies is computed
    from the conversations."""
    has_messages = {(audit.shop(m), m["sent_at"].date()) for m in audit.rows("messages")}
    times = ("started_at", "queued_at", "assigned_at")
    replies = ("first_reply_at", "first_response_seconds")
    if not all(any(audit.has("conversations", each) for each in some) for some in (times, replies)):
        return
    for row in audit.rows("conversations"):
        decided = conversation_time(row)
        if decided is None or (audit.shop(row), decided.date()) in has_messages:
            continue
        if is_inside(version, decided) and is_in_population(version, row, audit):
            yield decided, conversation_case(version, row, decided, audit)


def is_in_population(version: Rule, row: Row, audit: Audit) -> bool:
    """Part 3, `population: reached_agent`, where there is no message to tell who took it up."""
    if version.get("population", "all") != "reached_agent":
        return True
    replied = row.get("first_reply_at") is not None or row.get("first_response_seconds") is not None
    queued = version.get("starts") == "assigned" and audit.has("conversations", "assigned_at")
    return replied or row.get("assigned_at") is not None or queued


def conversation_case(version: Rule, row: Row, decided: datetime, audit: Audit) -> Case:
    """Part 4: start = the later of started and assigned, with both blank the deciding time; stop =
    `first_reply_at`, else start + `first_response_seconds`."""
    known = [row[name] for name in ("started_at", "assigned_at") if row.get(name) is not None]
    clock: datetime = max(known, default=decided)
    if version.get("starts") != "assigned" and version.get("population") != "reached_agent":
        clock = decided  # the rule does not start at assignment
    stop: datetime | None = row.get("first_reply_at")
    seconds = number(row.get("first_response_seconds"))
    if stop is None and seconds is not None:
        stop = clock + timedelta(microseconds=round(seconds * 1_000_000))
    queued = stop is None and row.get("assigned_at") is None
    queued = queued and audit.has("conversations", "assigned_at")
    queued = queued and version.get("starts") == "assigned"
    deadline = reply_deadline(version, clock)
    due = version.get("counted_on") == "due" and deadline is not None
    day = due_day(deadline) if due and deadline else decided.date()
    reason = why_excluded(version, row, day, queued)
    case = row_case(
        "conversations",
        row,
        audit,
        day=day,
        start=clock,
        deadline=deadline,
        stop=stop,
        value=wait_seconds(version, clock, stop, audit),
        good=in_time(deadline, stop, audit.as_of),
        excluded=reason,
    )
    return replace(
        case,
        from_conversation=True,
        unanswered=stop is None,
        least=least_seconds(version, clock, stop, audit),
        most=most_seconds(version, clock, stop, audit),
    )


# ---------------------------------------------------------------- part 5: deadline


def start_columns(version: Rule) -> list[str]:
    """Part 5, `start:` one column or several, the first that has a value counts."""
    named = version["start"]
    return [named] if isinstance(named, str) else list(named)


def stop_columns(version: Rule, audit: Audit) -> list[str]:
    """Part 5, `stop:` the columns, less the optional ones that are absent."""
    stop = version["stop"]
    named = [stop] if isinstance(stop, str) else stop.get("all_of") or stop["any_of"]
    return [column for column in named if column not in optional_gone(version, audit)]


def deadline_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Part 5: every selected row that has a start and a limit is a case."""
    stops = stop_columns(version, audit)
    starts = {column for column in start_columns(version) if audit.has(version["table"], column)}
    needed = set(stops) | columns_in(version.get("where")) | columns_in(version.get("unless"))
    needed |= columns_in(version.get("stop_requires"))
    if no_data(version, audit, needed) or not starts or not stops:
        return []
    found: list[Dated] = []
    for row in selected(version, audit):
        start = first_value(row, start_columns(version))
        if start is None:
            continue
        deadline = deadline_of(version, row, start)
        if deadline is None:
            continue
        found.append((start, deadline_case(version, row, start, deadline, audit)))
    return found


def deadline_case(
    version: Rule, row: Row, start: datetime, deadline: datetime, audit: Audit
) -> Case:
    """Part 5: one row, judged. `counted_on:` its deadline's day, or that of its start or stop."""
    stop = stop_of(version, row, audit)
    reason = why_cancelled(version, row, deadline)
    counted_on = version.get("counted_on", "due")
    day: date | None = due_day(deadline)
    if counted_on == "start":
        day = start.date()
    elif counted_on == "stop":
        day = stop.date() if stop is not None else None
    return row_case(
        version["table"],
        row,
        audit,
        day=day,
        start=start,
        deadline=deadline,
        stop=stop,
        good=in_time(deadline, stop, audit.as_of),
        excluded=reason,
    )


def stop_of(version: Rule, row: Row, audit: Audit) -> datetime | None:
    """Part 5: `all_of:` the latest, any missing means not done; `any_of:` the earliest; a row that
    does not meet `stop_requires` is not stopped."""
    requires = left_out(version.get("stop_requires"), optional_gone(version, audit))
    if not holds(requires, row):
        return None
    times = [row.get(column) for column in stop_columns(version, audit)]
    if isinstance(version["stop"], dict) and "any_of" in version["stop"]:
        return earliest(times)
    return latest_of(times)


def deadline_of(version: Rule, row: Row, start: datetime) -> datetime | None:
    """Part 5: the first that applies of `due_columns:`, `within:`, `cutoff:`."""
    if holds(version.get("due_where"), row):
        promised: datetime | None = first_value(row, version.get("due_columns") or [])
        if promised is not None:
            return promised
    within = version.get("within")
    if isinstance(within, dict):
        within = within_by(within, row)
    if within is not None:
        return deadline_after(start, within)
    if version.get("cutoff"):
        return cut_off(version["cutoff"], start)
    return None


def within_by(within: dict[str, str], row: Row) -> str:
    """Part 5: by a column's value; a blank or unknown value, or an absent column, takes the first
    named."""
    limits = {value: limit for value, limit in within.items() if value != "by"}
    for value, limit in limits.items():
        if same(row.get(within["by"]), value):
            return limit
    return next(iter(limits.values()))


def cut_off(cutoff: dict[str, str], start: datetime) -> datetime:
    """Part 5: `{time, before, after, at}`; exactly at the time counts as after."""
    early = start - midnight(start.date()) < time_of_day(cutoff["time"])
    ends = cutoff["before"] if early else cutoff["after"]
    day = start.date() + (ONE_DAY if ends == "next_day" else timedelta(0))
    return midnight(day) + time_of_day(cutoff.get("at", "24:00"))


def why_cancelled(version: Rule, row: Row, deadline: datetime) -> str | None:
    """Part 5, `cancelled_by:` never shipped and closed or refunded before the deadline; or a
    status word says so and no time is known."""
    columns = version.get("cancelled_by")
    if not columns or row.get("shipped_at") is not None or row.get("picked_up_at") is not None:
        return None
    times = [row[column] for column in columns if row.get(column) is not None]
    if any(time < deadline for time in times):
        return "cancelled"
    if not times and (
        row.get("status") in ("closed", "refunded_unshipped")
        or row.get("refund_status") == "success"
    ):
        return "closed, time unknown"
    return None


def late_by(case: Case, as_of: datetime) -> timedelta | None:
    """Part 5: stop (or as-of) minus deadline, of a late case."""
    if case.good is not False or case.deadline is None:
        return None
    return (case.stop if case.stop is not None else as_of) - case.deadline


# ---------------------------------------------------------------- part 5: duration


def duration_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Part 5, `duration`: intervals per row added together, over rows finished in the period; rows
    of `zero_where:` count without any time."""
    day_column = version.get("day", "finished_at")
    zero = left_out(version.get("zero_where"), optional_gone(version, audit))
    intervals = intervals_of(version, audit)
    needed = {day_column} | {column for interval in intervals for column in interval}
    needed |= columns_in(version.get("where")) | columns_in(version.get("unless"))
    needed |= columns_in(version.get("zero_where"))
    if no_data(version, audit, needed):
        return []
    found: list[Dated] = []
    for row in selected(version, audit):
        finished: datetime | None = row.get(day_column)
        if finished is None:
            continue
        ends = [(row.get(begin), row.get(end)) for begin, end in intervals]
        lengths = [end - begin for begin, end in ends if begin is not None and end is not None]
        if zero is not None and holds(zero, row):
            lengths = [timedelta(0)]
        hours = seconds_of(sum(lengths, timedelta(0))) / 3600
        day, value = finished.date(), hours if lengths else None
        reason = None if lengths else "no_interval"
        case = row_case(version["table"], row, audit, day=day, value=value, excluded=reason)
        found.append((finished, case))
    return found


def intervals_of(version: Rule, audit: Audit) -> list[list[str]]:
    """Part 5, `else:` stands in when the export lacks a column altogether, never for a blank cell;
    an interval with an absent optional column is left out."""
    gone = optional_gone(version, audit)
    intervals = [pair for pair in version["intervals"] if not gone & set(pair)]
    columns = {column for pair in intervals for column in pair}
    if version.get("else") and absent_columns(version, audit, columns):
        intervals = [pair for pair in version["else"] if not gone & set(pair)]
    return intervals


# ---------------------------------------------------------------- part 6: share


def share_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Part 6: `of:` selects the denominator, `good:` or `bad:` the numerator; `distinct:` counts a
    value once a day, in the numerator if any of its rows that day is."""
    distinct = version.get("distinct")
    wanted = version["good"] if "good" in version else version["bad"]
    needed = columns_in(version.get("of")) | columns_in(wanted)
    needed |= {version[key] for key in ("distinct", "day") if version.get(key)}
    if no_data(version, audit, needed):
        return []
    found: list[Dated] = []
    values: dict[tuple[str, date, object], list[tuple[datetime, Row]]] = {}
    for row in audit.rows(version["table"]):
        moment = counting_time(version, row, audit)
        if not holds(version.get("of"), row) or moment is None:
            continue
        if version.get("hours") and not inside(version["hours"], moment):
            continue
        if distinct is None:
            unknown = any(row.get(f"{name} unknown") for name in columns_in(wanted))
            reason = "unknown" if unknown else None
            found.append((moment, share_case(version, [row], moment, reason, audit)))
        else:
            itself = (row["file"], row["row"])  # a row without the value stands for itself
            value = row.get(distinct) if row.get(distinct) is not None else itself
            key = (audit.shop(row), moment.date(), value)
            values.setdefault(key, []).append((moment, row))
    for counted in values.values():
        rows = [row for _, row in counted]
        found.append((counted[0][0], share_case(version, rows, counted[0][0], None, audit)))
    return found


def share_case(
    version: Rule, rows: list[Row], moment: datetime, reason: str | None, audit: Audit
) -> Case:
    """Part 6: one row, or the rows of one distinct value on one day."""
    wanted = version["good"] if "good" in version else version["bad"]
    those = [row for row in rows if holds(wanted, row)]
    evidence = those[0] if those else rows[0]
    good = bool(those) if "good" in version else not those
    day, table = moment.date(), version["table"]
    case = row_case(table, evidence, audit, day=day, good=good, excluded=reason)
    return replace(case, rows=len(rows))


def counting_time(version: Rule, row: Row, audit: Audit) -> datetime | None:
    """Part 6: the time whose day a row counts on: `day:`, else the page's list."""
    table, of = version["table"], version.get("of")
    time: datetime | None
    if version.get("day"):
        time = row.get(version["day"])
        return time
    asked = of if isinstance(of, dict) else {}
    if table == "listings" or asked.get("open_at_end") is True:
        return midnight(audit.days[-1])  # a snapshot, as of the last audited day
    for column in ("closed_at", "finished_at", "shipped_at", "rated_at"):
        if asked.get(column) == "present":  # a rule about closed, finished ... rows
            time = row.get(column)
            return time
    if table == "conversations":
        return conversation_time(row)
    time = first_value(row, DAY_COLUMNS[table])
    return time


DAY_COLUMNS = {
    "orders": ["paid_at", "created_at"],
    "refunds": ["applied_at"],
    "complaints": ["created_at"],
    "reviews": ["created_at"],
    "messages": ["sent_at"],
    "advances": ["notified_at"],
    "presence": ["from_at"],
    "roster": ["from_at"],
}


# ---------------------------------------------------------------- part 2: cases


MEASURES: dict[str, Callable[[Rule, Audit], list[Dated]]] = {
    "reply_rate": reply_cases,
    "response_time": reply_cases,
    "deadline": deadline_cases,
    "duration": duration_cases,
    "share": share_cases,
}


def cases(
    rule: Rule,
    tables: Tables,
    columns: Columns,
    *,
    days: list[date],
    as_of: datetime,
    rules_at: date | None = None,
    default_shop: str = "default",
) -> list[Case]:
    """Parts 1 and 2: the candidates of the audited days, each under the version in force on the day
    of its clock's start (a deadline) or of its deciding time (all others), or on `rules_at`; and
    open cases of other days, for `due`."""
    known = {name: known_columns(name, tables, columns) for name in tables}
    audit = Audit(tables, known, sorted(days), as_of, default_shop)
    versions = versions_of(rule)
    found: list[Case] = []
    for version in versions:
        for decided, case in MEASURES[version["measure"]](version, audit):
            if measuring_version(versions, rules_at or decided.date()) is not version:
                continue
            if case.day in days or is_due(version, case):
                found.append(replace(case, version=version))
    return found


def is_due(version: Rule, case: Case) -> bool:
    """Part 5: "`due` lists every open case, whatever its day"."""
    measure, counted_on = version["measure"], version.get("counted_on")
    as_in_5 = measure == "deadline" or (measure == "reply_rate" and counted_on == "due")
    return as_in_5 and case.good is None and case.excluded is None


# ---------------------------------------------------------------- part 2: groups


def window_of(period: str, day: date, days: list[date]) -> tuple[date, date] | None:
    """Part 2: the period a day belongs to, cut to the days audited; a rolling rule has one window,
    ending on the last audited day; None: the day is before it."""
    first, last = days[0], days[-1]
    begin, end = first, last  # run
    if period == "day":
        begin = end = day
    elif period == "week":  # Monday to Sunday
        begin = day - timedelta(days=day.weekday())
        end = begin + timedelta(days=6)
    elif period == "month":
        begin = day.replace(day=1)
        end = (begin + timedelta(days=31)).replace(day=1) - ONE_DAY
    elif period.startswith("rolling"):
        begin = last - span(period.removeprefix("rolling").strip()) + ONE_DAY
    if day < begin:
        return None
    return max(begin, first), min(end, last)


def groups(
    rule: Rule,
    tables: Tables,
    columns: Columns,
    *,
    days: list[date],
    as_of: datetime,
    rules_at: date | None = None,
    default_shop: str = "default",
) -> list[Group]:
    """Part 2: one group per shop and period (and agent, with `by: [agent]`) that has cases."""
    days = sorted(days)
    versions = versions_of(rule)
    known = [measuring_version(versions, rules_at or day) for day in reversed(days)]
    shape = next((version for version in known if version is not None), versions[-1])
    by_agent = "agent" in (shape.get("by") or [])
    members: dict[tuple[str, date, date, str | None], list[Case]] = {}
    for case in cases(
        rule, tables, columns, days=days, as_of=as_of, rules_at=rules_at, default_shop=default_shop
    ):
        if case.day is None or case.day not in days:
            continue
        window = window_of(shape.get("period", "day"), case.day, days)
        if window is not None:
            key = (case.shop, *window, case.agent if by_agent else None)
            members.setdefault(key, []).append(case)
    made: list[Group] = []
    for key in sorted(members, key=lambda key: (*key[:3], key[3] or "")):
        judged_at = rules_at or key[2]  # the limit is the one in force on the group's last day
        limit = version_on(versions, judged_at)
        ended = {**shape, "at_least": 0, "require": None}  # after its last day nothing is asked
        measured = measuring_version(versions, judged_at) or ended
        made.append(group_of(key, members[key], limit, measured))
    return made


def group_of(
    key: tuple[str, date, date, str | None],
    members: list[Case],
    limit: Rule | None,
    version: Rule,
) -> Group:
    """Part 2: a group's figures and status. `limit` is the version whose limit is in force (None:
    no limit in force), `version` the one the group is measured by."""
    shop, begin, end, agent = key
    counted = [case for case in members if case.excluded is None]
    excluded: dict[str, int] = {}
    for case in members:
        if case.excluded is not None:
            excluded[case.excluded] = excluded.get(case.excluded, 0) + 1
    now, possible, figures = standings(counted, version, (end - begin).days + 1)
    rates = version["measure"] not in FIGURES
    open_ = sum(case.good is None for case in counted) if rates else 0
    unanswered = 0
    if version["measure"] == "response_time":
        unanswered = sum(case.unanswered for case in counted)
    return Group(
        shop=shop,
        agent=agent,
        from_=begin,
        to=end,
        numerator=now.those if rates else None,
        denominator=len(counted) - open_,
        value=now.value,
        figures=figures,
        open=open_ + unanswered,
        excluded=excluded,
        status=status_of(len(counted), possible, limit, version),
        low=min((one.value for one in possible if one.value is not None), default=None),
        high=max((one.value for one in possible if one.value is not None), default=None),
        would_be=status_of(len(counted), possible, version, version) if limit is None else None,
        review=sum(case.review for case in counted),
    )


FIGURES = ("response_time", "duration")
"""The measures whose value is the first figure named; the others have a share of good or bad."""


@dataclass(frozen=True)
class Standing:
    """What a limit may look at. `those` is the numerator, `seconds` the value's unit in seconds."""

    value: Amount | None
    those: int
    bad_cases: int
    cases_per_day: Fraction
    seconds: int = 1


def standings(
    counted: list[Case], version: Rule, days: int
) -> tuple[Standing, list[Standing], dict[str, Fraction]]:
    """Parts 2, 3, 5, 6: the group as it is, as it would be with every open case broken and kept,
    and its figures. value = good / (good + late), the bad share, or the first figure named."""
    per_day = Fraction(sum(case.rows for case in counted), days)
    if version["measure"] in FIGURES:
        names = version.get("figures") or ["mean"]
        figures = figures_of([case.value for case in counted if case.value is not None], names)
        seconds = 1 if version["measure"] == "response_time" else 3600
        now = Standing(figures.get(names[0]), 0, 0, per_day, seconds)
        if version["measure"] == "duration":
            return now, [now], figures
        possible = [
            replace(now, value=figures_of(bounds, names[:1]).get(names[0]))
            for bounds in (
                [case.least for case in counted if case.least is not None],
                [case.most for case in counted if case.most is not None],
            )
        ]
        return now, possible, figures
    good = sum(case.good is True for case in counted)
    late = sum(case.good is False for case in counted)
    open_ = len(counted) - good - late
    now = rate(version, good, late, per_day)
    possible = [
        rate(version, good, late + open_, per_day),
        rate(version, good + open_, late, per_day),
    ]
    return now, possible, {}


def rate(version: Rule, good: int, bad: int, per_day: Fraction) -> Standing:
    """Parts 3 and 6: the good share, or the bad one of a `bad:` share; none of nothing. Of phrases
    (design part 4) the number of bad messages."""
    if version["measure"] == "phrases":
        return Standing(Fraction(bad), bad, bad, per_day)
    those = bad if version["measure"] == "share" and "bad" in version else good
    value = Fraction(those, good + bad) if good + bad else None
    return Standing(value, those, bad, per_day)


def figures_of(values: Sequence[Amount], names: list[str]) -> dict[str, Any]:
    """Part 3: mean, p50, p90, p95 or max; quantiles are nearest rank."""
    if not values:
        return {}
    ordered = sorted(values)
    figures: dict[str, Amount] = {}
    for name in names:
        if name == "mean":
            figures[name] = sum(ordered, Fraction(0)) / len(ordered)
        elif name == "max":
            figures[name] = ordered[-1]
        else:
            rank = math.ceil(Fraction(int(name.removeprefix("p")) * len(ordered), 100))
            figures[name] = ordered[rank - 1]
    return figures


# ---------------------------------------------------------------- part 2: limits and status


COMPARISON = re.compile(
    r"\s*(cases_per_day|bad_cases)?\s*(>=|<=|>|<)?\s*(-?\d+(?:\.\d+)?)\s*([%smhd])?\s*"
)


def comparison_holds(text: str | float, standing: Standing) -> bool:
    """Part 2: `>= 80%` compares the unrounded value; `100%` is `>= 100%`, `0` is `<= 0`."""
    found = COMPARISON.fullmatch(str(text))
    if text == 0:  # a limit of 0 allows no bad case
        return standing.bad_cases == 0
    if found is None:
        raise ValueError(f"not a limit: {text!r}")
    name, operator, digits, unit = found.groups()
    limit, value = Fraction(digits), standing.value or Fraction(0)
    if name == "cases_per_day":
        value = standing.cases_per_day
    elif name == "bad_cases":
        value = Fraction(standing.bad_cases)
    if unit == "%":
        limit /= 100
    elif unit is not None:
        limit *= {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
        value *= standing.seconds
    return compared(value, operator or ("<=" if limit == 0 else ">="), limit)


def limit_holds(limit: Any, standing: Standing) -> bool | None:
    """Part 6: a limit may depend on volume and may be a choice; None: no limit applies."""
    if limit is None:
        return None
    if isinstance(limit, list):
        for entry in limit:
            if "when" not in entry or comparison_holds(entry["when"], standing):
                return limit_holds(entry["be"], standing)
        return None
    if isinstance(limit, dict):
        return any(comparison_holds(one, standing) for one in limit["any_of"])
    return comparison_holds(limit, standing)


def verdict(version: Rule, standing: Standing) -> str:
    """Part 2: `require`, the stricter `warn`, and the severity."""
    kept = limit_holds(version.get("require"), standing)
    severity = version.get("severity", "fail")
    if kept is None or severity == "info":
        return "info"
    if not kept:
        return "warn" if severity == "warn" else "fail"
    return "warn" if limit_holds(version.get("warn"), standing) is False else "pass"


def status_of(count: int, possible: list[Standing], limit: Rule | None, version: Rule) -> str:
    """Part 2: no case is `no_data`, fewer than `at_least` is `not_assessed`, no limit in force is
    `info`; `undecided` when the open cases could still tip it."""
    if count == 0:
        return "no_data"
    if count < version.get("at_least", 0):
        return "not_assessed"
    if limit is None:
        return "info"
    verdicts = {verdict(limit, standing) for standing in possible}
    return verdicts.pop() if len(verdicts) == 1 else "undecided"


def rule_status(groups: list[Group]) -> str:
    """Part 2: a rule's status is the worst of its groups; with no group it has no data."""
    return min((group.status for group in groups), key=WORST_FIRST.index, default="no_data")
