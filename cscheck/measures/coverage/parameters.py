"""What a `coverage` rule may say."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import Window
from cscheck.measures.cases import Kind
from cscheck.measures.parameters import Duration, Parameters, Windows

DAY_SHIFT, EVENING_SHIFT = Window.parse("08:30-17:30"), Window.parse("17:30-01:00")


class CoverageParameters(Parameters):
    """One of four questions about the log of who was online.

    * hours_per_day: for how many hours of a day (inside `window`) somebody was online
    * window alone: which share of the window somebody was online
    * asked: how many conversations began inside the window while nobody was online
    * grace: who came to a shift later, or left it earlier, by more than this; by the roster, or by
      `shifts` where no roster is there
    """

    role: str | None = None
    window: Windows = ()
    hours_per_day: bool = False
    asked: bool = False
    grace: Duration | None = None
    shifts: Windows = (DAY_SHIFT, EVENING_SHIFT)

    @model_validator(mode="after")
    def _one_question(self) -> CoverageParameters:
        questions = [self.hours_per_day, self.asked, self.grace is not None]
        if sum(questions) > 1 or not (any(questions) or self.window):
            raise PydanticCustomError("needs_one_question", "coverage")
        if self.grace is not None and self.window:
            raise PydanticCustomError(
                "not_both", "{key}", {"key": "grace", "value": "grace, window"}
            )
        if self.grace is not None and self.grace.days:
            raise PydanticCustomError(
                "not_an_exact_duration", "{key}", {"key": "grace", "value": self.grace.text}
            )
        if self.grace is None and "shifts" in self.model_fields_set:
            raise PydanticCustomError("needs_grace", "{key}", {"key": "shifts"})
        return self

    @property
    def figures(self) -> tuple[str, ...]:
        return ("mean",)


def kind_by(params: Any) -> Kind:
    """Hours a day, a count of conversations or of faults, or a share of the window."""
    if params.hours_per_day:
        return Kind.HOURS
    return Kind.COUNT if params.asked or params.grace is not None else Kind.COVER
