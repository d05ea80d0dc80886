"""What rules about replies may say (measures.md, part 3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import Limit
from cscheck.measures.parameters import (
    Days,
    Duration,
    Figures,
    Parameters,
    Senders,
    Windows,
    column_names,
    reader,
)

FLAGS = ("offline", "excluded")


def _exact(value: str) -> Limit:
    limit = Limit.parse(value)
    if limit.days:
        raise ValueError(value)
    return limit


def _flags(value: Any) -> tuple[str, ...]:
    named = column_names(value)
    if not set(named) <= set(FLAGS):
        raise ValueError(value)
    return named


ExactDuration = Annotated[Limit, reader("not_an_exact_duration", _exact)]
Flags = Annotated[tuple[str, ...], reader("not_flags", _flags)]


class Exclude(Parameters):
    """What does not count: conversations with a flag, and days."""

    flags: Flags = ()
    dates: Days = frozenset[date]()


class ReplyParameters(Parameters):
    """What every rule about replies may say; a parameter its unit does not take is an error."""

    unit: Literal["message", "round", "conversation", "buyer_day"]
    replies_by: Senders
    clock: Literal["message", "round"] = "message"
    rounds: Literal["first", "all", "mean"] = "first"
    starts: Literal["message", "assigned"] = "message"
    hours: Windows = ()
    hours_by: Literal["message", "conversation"] = "message"
    population: Literal["all", "reached_agent"] = "all"
    automatic_rounds: Literal["include", "exclude"] = "include"
    exclude: Exclude = Exclude()

    @model_validator(mode="after")
    def _fits_unit(self) -> ReplyParameters:
        for key in sorted(self.model_fields_set & _TAKEN_BY.keys()):
            if self.unit not in _TAKEN_BY[key]:
                raise PydanticCustomError(
                    "not_for_unit", "{key} {unit}", {"key": key, "unit": self.unit}
                )
        return self

    @property
    def by_round(self) -> bool:
        """Whether a round's messages all count from its first."""
        return self.clock == "round" or self.unit in ("round", "conversation")

    @property
    def looks_at_conversations(self) -> bool:
        """Whether more than the messages themselves is needed."""
        return bool(
            self.starts == "assigned"
            or self.population == "reached_agent"
            or self.hours_by == "conversation"
            or self.exclude.flags
        )

    @property
    def first_replies(self) -> bool:
        """Whether the rule is about first replies alone (measures.md, part 4)."""
        return self.unit == "conversation" and self.rounds == "first"


_TAKEN_BY = {
    "clock": ("message", "buyer_day"),
    "rounds": ("conversation",),
    "counted_on": ("message", "round", "conversation"),
}


class ReplyRateParameters(ReplyParameters):
    """What a `reply_rate` rule may say."""

    within: Duration
    counted_on: Literal["start", "due"] = "start"

    @model_validator(mode="after")
    def _one_deadline(self) -> ReplyRateParameters:
        if self.unit != "conversation" or self.rounds == "first":
            return self
        if self.counted_on == "due":
            key = {"key": "counted_on", "unit": f"rounds: {self.rounds}"}
            raise PydanticCustomError("not_for_unit", "{key} {unit}", key)
        if self.rounds == "mean" and self.within.days:
            raise PydanticCustomError("mean_within_days", "{key}", {"key": "within"})
        return self


class ResponseTimeParameters(ReplyParameters):
    """What a `response_time` rule may say."""

    figures: Figures = ("mean", "p50", "p90")
    cap: ExactDuration | None = None
