"""What a `deadline` rule may say: what starts and stops its clock, and how long it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import Limit
from cscheck.measures.cases import Scope
from cscheck.measures.parameters import (
    Columns,
    CutoffTime,
    TableParameters,
    Where,
    column_names,
    reader,
)

BY_DEFAULT = " (default)"


@dataclass(frozen=True, slots=True)
class Stop:
    """The event that stops the clock: the latest of several (all must be there), or the first."""

    columns: tuple[str, ...]
    latest: bool = True

    @classmethod
    def parse(cls, source: object) -> Stop:
        """Read a column, `{all_of: [...]}` or `{any_of: [...]}`; raises ValueError."""
        if isinstance(source, str):
            return cls((source,))
        if not isinstance(source, Mapping) or len(source) != 1:
            raise ValueError(source)
        ((word, columns),) = source.items()
        return cls(column_names(columns), latest={"all_of": True, "any_of": False}[word])

    def time(self, absent: frozenset[str]) -> pl.Expr:
        """When it happened, or null; absent columns are left out."""
        columns = [pl.col(name) for name in self.columns if name not in absent]
        if not self.latest:
            return pl.min_horizontal(columns)
        complete = pl.all_horizontal(column.is_not_null() for column in columns)
        return pl.when(complete).then(pl.max_horizontal(columns))


@dataclass(frozen=True, slots=True)
class Within:
    """How long it may take: one limit, or one for each value of a column (else the first)."""

    limits: tuple[tuple[str, Limit], ...]
    by: str | None = None

    @classmethod
    def parse(cls, source: object) -> Within:
        """Read `48h` or `{by: column, value: 48h, ...}`; raises ValueError."""
        if isinstance(source, str):
            return cls((("", Limit.parse(source)),))
        if not isinstance(source, Mapping) or len(source) < 2:
            raise ValueError(source)
        limits = tuple(
            (str(word), Limit.parse(limit)) for word, limit in source.items() if word != "by"
        )
        return cls(limits, by=str(source["by"]))

    @property
    def longest(self) -> Limit:
        """The limit that reaches back farthest."""
        return max((limit for _, limit in self.limits), key=lambda limit: limit.days_back)

    def choose(self, scope: Scope, table: str) -> tuple[pl.Expr, pl.Expr]:
        """The deadline after `start`, and the limit's text, for each row."""
        first = self.limits[0][1]
        due = first.after(pl.col("start"), scope.zone)
        if self.by is None:
            return due, pl.lit(first.text)
        text = pl.lit(first.text + BY_DEFAULT)
        if not scope.has(table, self.by):
            return due, text
        for word, limit in self.limits:
            matches = pl.col(self.by) == word
            due = pl.when(matches).then(limit.after(pl.col("start"), scope.zone)).otherwise(due)
            text = pl.when(matches).then(pl.lit(limit.text)).otherwise(text)
        return due, text


class DeadlineParameters(TableParameters):
    """What a `deadline` rule may say."""

    start: Columns
    stop: Annotated[Stop, reader("not_a_stop", Stop.parse)]
    stop_requires: Where | None = None
    optional: Columns = ()
    within: Annotated[Within, reader("not_within", Within.parse)] | None = None
    cutoff: CutoffTime | None = None
    due_columns: Columns = ()
    due_where: Where | None = None
    where: Where | None = None
    unless: Where | None = None
    counted_on: Literal["due", "start", "stop"] = "due"
    cancelled_by: Columns = ()

    @model_validator(mode="after")
    def _one_limit(self) -> DeadlineParameters:
        given = [self.within, self.cutoff]
        if given.count(None) == 0 or (given.count(None) == 2 and not self.due_columns):
            raise PydanticCustomError("needs_one_limit", "within, cutoff or due_columns")
        return self
