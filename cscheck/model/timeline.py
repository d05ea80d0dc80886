"""One case told from its rows: what happened when, and which clock that started or stopped."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cscheck.model.sentences import Sentence, Term


class Verdict(enum.StrEnum):
    """What became of a case.

    COUNTED is what adds to a count and breaks nothing by itself; REVIEW is for a person to judge;
    NONE is what is no case at all under one reading of a rule, and one under another.
    """

    GOOD = "good"
    BAD = "bad"
    COUNTED = "counted"
    REVIEW = "review"
    OPEN = "open"
    EXCLUDED = "excluded"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a row of the exports (or the rule) says happened at a moment.

    `clock` says what it means for the rule's clock; `text` is a message's text where it may be
    shown.
    """

    at: datetime
    what: Term | Sentence
    who: str | None = None
    clock: tuple[Sentence, ...] = ()
    file: str | None = None
    row: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    """A case: whose it is, what its clock did, the verdict, and the events that led to it."""

    id: str
    shop: str
    day: date | None
    agent: str | None
    buyer: str | None
    version: str | None
    parameters: Mapping[str, object]
    require: str | None
    verdict: Verdict
    excluded: str | None
    start: datetime | None
    deadline: datetime | None
    stop: datetime | None
    late_by_seconds: float | None
    detail: str | None
    file: str | None
    row: int
    in_time: Sentence | None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule, where it was read, and the cases that an id stands for."""

    platform: str
    rule: str
    title: Mapping[str, str]
    measure: str
    source: Mapping[str, str]
    as_of: datetime
    cases: tuple[ExplainedCase, ...] = field(default=())
