"""What a measure gives: one row a case, from which every figure and all evidence are taken.

Columns of a frame of cases (measures.md, part 2):

* shop; day (the natural day the case belongs to, null while it has none); decided (the day whose
  rule version applies)
* start, deadline, stop: instants or null
* value: microseconds (millionths of one where things are counted), null where there is nothing to
  measure; least and most: as little and as much as it can still become while the case is open
  (most is null where nothing bounds it; of a window covered it is the whole window)
* good: true, false, or null while the case is open
* excluded: why the case is not counted, or null
* review: whether it is not counted as bad, but a person must look at it
* detail: which limit was used, what was said (`code: words; ...`), or null
* shop and agent are codes (Categorical), because very many cases have few of them: `in_words`
* agent: whose case it is, or null; only where the measure knows it at once
* buyer: a key that tells buyers apart, or null; only where a rule's groups are by buyer
* late_by: microseconds from the deadline to the stop, or to as-of
* source, row: where the evidence stands; conversation: its number in the messages, or null
* rows: how many rows of the table the case stands for
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from cscheck.clock import Limit, Zone
from cscheck.intake import Messages
from cscheck.measures.parameters import Parameters
from cscheck.measures.wording.texts import Texts, Wanted
from cscheck.model.sentences import Sentence


class Kind(enum.StrEnum):
    """What the value of a group is.

    * RATE: a share of good (or bad) cases
    * SECONDS, HOURS: a figure of lengths of time
    * COUNT: the sum of the cases' values
    * HITS: how many cases are bad; beside it how many there are
    * COVER: the share of a length of time that is covered
    """

    RATE = "rate"
    SECONDS = "seconds"
    HOURS = "hours"
    COUNT = "count"
    HITS = "hits"
    COVER = "cover"


ONE = 1_000_000
"""The value of a case that counts once."""


class Recent:
    """The cases that were computed last: two rules may differ in how they group the same cases."""

    def __init__(self) -> None:
        self._of: tuple[Any, ...] | None = None
        self._data: tuple[Any, ...] = ()
        self._found: Cases | None = None

    def cases(self, measure: Measure, parameters: Any, scope: Scope) -> Cases:
        parameters = measure.as_told(parameters, scope)
        of = (measure.name, parameters, scope.days, scope.as_of)
        data = (scope.tables, scope.messages, scope.texts)
        same = all(one is other for one, other in zip(self._data, data, strict=False))
        if self._found is None or self._of != of or not same:
            self._found = None  # only one is held at a time
            self._of, self._data, self._found = of, data, measure.cases(parameters, scope)
        return self._found


@dataclass(frozen=True, slots=True)
class Scope:
    """What a measure may look at: the tables, the days audited, and the moment data is complete to.

    `days` are the first and last day audited. `tables` and `columns` include derived columns.
    `texts` are those of the messages that the rules said they would read; `recent` are the cases
    that were computed last.
    """

    zone: Zone
    days: tuple[date, date]
    as_of: datetime
    tables: Mapping[str, pl.DataFrame]
    columns: Mapping[str, frozenset[str]]
    messages: Messages | None = None
    texts: Texts | None = None
    recent: Recent = field(default_factory=Recent)

    def has(self, table: str, column: str) -> bool:
        return column in self.columns.get(table, frozenset())


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one version of a rule.

    `evidence` are the rows that stand as violations where they are not simply the cases that are
    not good; `due_any_day` says that open cases are due whatever their day; `shops` have a group
    also where they have no case; with `once_a_day` the cases of a day count once in their group.
    """

    frame: pl.DataFrame
    notes: tuple[Sentence, ...] = ()
    evidence: pl.DataFrame | None = None
    due_any_day: bool = False
    shops: tuple[str, ...] = ()
    once_a_day: bool = False


def _always(_: Any) -> bool:
    return True


def _no_limit(_: Any) -> Limit | None:
    return None


def _no_texts(_: Any, __: Scope) -> Wanted | None:
    return None


def _all_of_them(parameters: Any, _: Scope) -> Any:
    return parameters


def _none_of_them(_: Any) -> tuple[str, ...]:
    return ()


def _no_columns(_: Any) -> Mapping[str, tuple[str, ...]]:
    return {}


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of computation, by which every rule that names it is measured.

    * kind: what the value of a group is; where that depends on the parameters, `kind_by` says it
    * parameters: what a rule may say, checked when the ruleset is loaded
    * unit: what one case is, in a word of the catalogues
    * table: the table that the rule is about
    * lacks: why the tables at hand do not allow the measure, or None
    * cases: one row a case, for the days audited and, where they are open, for any other day
    * as_told: the parameters without what the tables at hand cannot tell, which give the same cases
    * mentions: the columns that parameters name beside those in conditions, by the parameter's key
    * decided_in_period: whether every case's deciding day is one of the days audited
    * limit: how long a case may take, the longest where that depends on the row
    * beside: the tables that it needs beside its own, whatever its columns are made from
    * by: what a rule may give groups of their own
    * hears: by whom messages are whose texts it looks at
    * reads: which of these texts
    * labels: what the codes in `detail` stand for
    """

    name: str
    kind: Kind
    parameters: type[Parameters]
    unit: Callable[[Any], str]
    table: Callable[[Any], str]
    lacks: Callable[[Any, Scope], Sentence | None]
    cases: Callable[[Any, Scope], Cases]
    as_told: Callable[[Any, Scope], Any] = _all_of_them
    mentions: Callable[[Any], Mapping[str, tuple[str, ...]]] = _no_columns
    decided_in_period: Callable[[Any], bool] = _always
    limit: Callable[[Any], Limit | None] = _no_limit
    beside: Callable[[Any], tuple[str, ...]] = _none_of_them
    kind_by: Callable[[Any], Kind] | None = None
    by: tuple[str, ...] = ("agent",)
    hears: Callable[[Any], tuple[str, ...]] = _none_of_them
    reads: Callable[[Any, Scope], Wanted | None] = _no_texts
    labels: Callable[[Any], Mapping[str, Mapping[str, str]]] = _no_columns  # type: ignore[assignment]

    def kind_of(self, parameters: Any) -> Kind:
        """What the value of a group is under these parameters."""
        return self.kind if self.kind_by is None else self.kind_by(parameters)


def as_cases(frame: pl.DataFrame, columns: Mapping[str, pl.Expr], scope: Scope) -> pl.DataFrame:
    """A frame of cases from expressions over `frame`; what is not named is null."""
    instant = scope.zone.dtype
    given = {"shop", "agent", "source", "row", "conversation"} & set(frame.columns)
    empty: dict[str, pl.Expr] = {
        "day": pl.lit(None, pl.Date),
        "decided": pl.lit(None, pl.Date),
        "start": pl.lit(None, instant),
        "deadline": pl.lit(None, instant),
        "stop": pl.lit(None, instant),
        "value": pl.lit(None, pl.Int64),
        "least": pl.lit(None, pl.Int64),
        "most": pl.lit(None, pl.Int64),
        "good": pl.lit(None, pl.Boolean),
        "excluded": pl.lit(None, pl.String),
        "review": pl.lit(value=False),
        "detail": pl.lit(None, pl.String),
        "agent": pl.lit(None, pl.Categorical),
        "buyer": pl.lit(None, pl.UInt64),
        "conversation": pl.lit(None, pl.UInt32),
        "rows": pl.lit(1, pl.UInt32),
    }
    known = empty | {name: pl.col(name) for name in given} | dict(columns)
    if "late_by" not in columns:
        ended = known["stop"].fill_null(scope.as_of)
        known["late_by"] = (ended - known["deadline"]).dt.total_microseconds()
    known |= {name: known[name].cast(pl.Categorical) for name in ("shop", "agent")}
    return frame.select(**dict(sorted(known.items())))


def in_words(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases with shops and agents as texts."""
    return cases.with_columns(pl.col("shop", "agent").cast(pl.String))


def empty_cases(scope: Scope) -> pl.DataFrame:
    """A frame of cases that has none."""
    place = {"shop": pl.String(), "source": pl.UInt16(), "row": pl.UInt32()}
    return as_cases(pl.DataFrame(schema=pl.Schema(place)), {}, scope)


def in_days(day: str, days: tuple[date, date]) -> pl.Expr:
    """Whether a day is one of those audited; false where there is no day."""
    return pl.col(day).is_between(*days).fill_null(value=False)


def on_each_day(
    rows: pl.DataFrame, first: pl.Expr, last: pl.Expr, days: tuple[date, date]
) -> pl.DataFrame:
    """Every row once for each `day` from its first to its last that is one of those audited."""
    begin, end = (pl.lit(day, pl.Date) for day in days)
    clipped = rows.with_columns(
        first=pl.max_horizontal(first, begin), last=pl.min_horizontal(last, end)
    ).filter(pl.col("first") <= pl.col("last"))
    each = clipped.with_columns(day=pl.date_ranges("first", "last")).explode("day")
    return each.drop("first", "last")


def table_of(params: Any) -> str:
    """The table that the parameters name."""
    name: str = params.table
    return name
