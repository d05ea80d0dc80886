"""What a rule may say beside its measure's parameters, key by key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from cscheck.measures.parameters import Columns, Texts, Written, reader
from cscheck.measures.penalty import PenaltyTerms
from cscheck.model.verdicts import Severity
from cscheck.rules.periods import Period


def _iso_day(value: Any) -> str:
    return date.fromisoformat(value).isoformat()


Day = Annotated[date, reader("not_a_day", date.fromisoformat)]
Confidence = Literal["official", "confirmed", "conflicting", "web", "seed-only", "own"]


class Source(Written):
    """Where a rule's text and numbers come from, and when they were read there."""

    title: str
    url: str | None = None
    clause: str | None = None
    read: Annotated[str, reader("not_a_day", _iso_day)]


class Head(Written):
    """What a rule says of itself, whatever its measure and version."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: Texts
    measure: str
    severity: Annotated[Severity, reader("not_a_severity", Severity)] = Severity.FAIL
    tags: Columns = ()
    after_end: Literal["info"] | None = None
    source: Source | None = None
    confidence: Confidence = "own"
    doubt: Texts = Field(default_factory=dict)
    export: Texts = Field(default_factory=dict)
    platform_figure: str | None = None


class Dated(Written):
    """What a version says beside its measure's parameters."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    period: Annotated[Period, reader("not_a_period", Period.parse)] = Period("day")
    at_least: Annotated[int, Field(ge=0)] = 0
    by: Columns = ()
    require: Any = None
    warn: Any = None
    penalty: PenaltyTerms | None = None


HEAD_KEYS = frozenset(Head.model_fields)
DATED_KEYS = frozenset(field.alias or name for name, field in Dated.model_fields.items())
