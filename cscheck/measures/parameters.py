"""The kinds of parameter that measures share, read from YAML and checked.

Each reader raises a PydanticCustomError whose type names a sentence of the catalogues; the ruleset
loader adds the place in the file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from cscheck.clock import Cutoff, Limit, TooLongError, Window, days_between, parse_time_of_day
from cscheck.measures.conditions import Condition, parse_condition
from cscheck.schema import Table
from cscheck.tables import ANSWERS, HUMAN, SENDERS, TABLES


def reader(error: str, read: Callable[[Any], object]) -> BeforeValidator:
    """A validator that turns any failure of `read` into the error of that name."""

    def validate(value: object) -> object:
        try:
            return read(value)
        except TooLongError as problem:
            raise PydanticCustomError("not_so_long", "{value}", {"value": str(value)}) from problem
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise PydanticCustomError(error, "{value}", {"value": str(value)}) from problem

    return BeforeValidator(validate)


def column_names(value: object) -> tuple[str, ...]:
    """A name, or a list of names, as a tuple; raises TypeError for anything else."""
    items = value if isinstance(value, (list, tuple)) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        raise TypeError(value)
    return tuple(items)


def _senders(value: object) -> tuple[str, ...]:
    groups = {"any": ANSWERS, "human": HUMAN}
    if isinstance(value, str) and value in groups:
        return groups[value]
    named = column_names(value)
    if not set(named) <= set(SENDERS) - {"buyer"}:
        raise ValueError(value)
    return named


def _day_span(text: str) -> tuple[date, ...]:
    first, dots, last = text.partition("..")
    start = date.fromisoformat(first.strip())
    return days_between(start, date.fromisoformat(last.strip()) if dots else start)


def _days(value: object) -> frozenset[date]:
    return frozenset(day for text in column_names(value) for day in _day_span(text))


_DAY_WORDS = {"same_day": 0, "next_day": 1}


def _cutoff(value: dict[str, str]) -> Cutoff:
    if set(value) - {"time", "before", "after", "at"}:
        raise ValueError(value)
    return Cutoff(
        time=parse_time_of_day(value["time"]),
        before=_DAY_WORDS[value.get("before", "same_day")],
        after=_DAY_WORDS[value.get("after", "next_day")],
        at=parse_time_of_day(value["at"]),
    )


def _windows(value: object) -> tuple[Window, ...]:
    return tuple(Window.parse(text) for text in column_names(value))


def _table_name(value: str) -> str:
    return TABLES[value].name


def _texts(value: Any) -> dict[str, str]:
    """A text in both languages, or one for both."""
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if set(value) != {"zh", "en"}:
        raise ValueError(value)
    return {language: str(text) for language, text in value.items()}


FIGURES = ("mean", "p50", "p90", "p95", "max")


def _figures(value: object) -> tuple[str, ...]:
    named = column_names(value)
    if not set(named) <= set(FIGURES):
        raise ValueError(value)
    return named


Texts = Annotated[dict[str, str], reader("not_texts", _texts)]
Figures = Annotated[tuple[str, ...], reader("not_figures", _figures)]
TableName = Annotated[str, reader("not_a_table", _table_name)]
Days = Annotated[frozenset[date], reader("not_days", _days)]
Duration = Annotated[Limit, reader("not_a_duration", Limit.parse)]
Windows = Annotated[tuple[Window, ...], reader("not_hours", _windows)]
Senders = Annotated[tuple[str, ...], reader("not_senders", _senders)]
Columns = Annotated[tuple[str, ...], reader("not_columns", column_names)]
Where = Annotated[Condition, reader("not_a_condition", parse_condition)]
CutoffTime = Annotated[Cutoff, reader("not_a_cutoff", _cutoff)]


class Written(BaseModel):
    """The base of all that stands in a file of rules: unknown keys are errors, nothing is cast."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, strict=True, defer_build=True
    )


class Parameters(Written):
    """The base of every measure's parameters."""


class TableParameters(Parameters):
    """The base of the measures that work on the rows of one table."""

    table: TableName

    @property
    def canonical(self) -> Table:
        return TABLES[self.table]

    def conditions(self) -> tuple[Condition, ...]:
        """Every condition among the parameters."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value for value in values if isinstance(value, Condition))


def exact_seconds(limit: Limit) -> timedelta:
    """A limit as an exact length of time; limits in days have none and raise ValueError."""
    if limit.days:
        raise ValueError(limit.text)
    return timedelta(seconds=limit.seconds)
