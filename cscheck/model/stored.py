"""Past days, as the history keeps them and later nights count them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from cscheck.model.verdicts import Status

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A rule's figure of one shop (and agent and buyer) on one day, as the history keeps it.

    `value` is in the unit of the rule's value; `kind` says which (`RuleVerdict.value_kind`).
    What was judged that night is a DayFigure too, that of the last day of its week, month or
    window: then `days` and `window_days` say how much of it was there, `room` how far from the
    limit it is (`Group.room`).
    """

    rule: str
    shop: str
    agent: str | None
    buyer: str | None
    day: date
    version: str | None
    status: Status
    numerator: int | None
    denominator: int
    open: int
    value: Fraction | None
    limit: str | None
    kind: str
    period: str = "day"
    days: int = 1
    window_days: int | None = None
    room: int | None = None
    counts_bad: bool = False


# How many cases of a day were alike: what later nights need to add them up (`StoredDays.alike`).
# A case that is still open has a row of its own, with its id and the microsecond it began; of a
# few others there is that microsecond too.
ALIKE: Mapping[str, str] = {
    **dict.fromkeys(("rule", "shop", "day", "agent", "version", "definition"), "text"),
    "good": "whole",
    "excluded": "text",
    **dict.fromkeys(("value", "least", "most", "review", "rows", "cases"), "whole"),
    "id": "text",
    "start": "whole",
}
Place = tuple[str, str, date]
"""A rule, a shop and a day."""


@dataclass(frozen=True, slots=True)
class StoredDays:
    """Past days: the cases that were alike, and which days of each rule and shop there are.

    * alike: the columns of ALIKE; day is a date, good and review are booleans. `definition` tells
      whether the rule was measured as it is now.
    * runs: the run that left each rule, shop and day what there is, and the tables it had read
    * figures: those of the past weeks, and of the days audited where they were audited before
    * judged: what each of those nights said of a rule, over its own period
    * inputs: the digests of the files that those nights read
    """

    alike: pl.DataFrame
    days: Mapping[tuple[str, str], tuple[date, ...]] = field(default_factory=dict)
    runs: Mapping[Place, int] = field(default_factory=dict)
    tables: Mapping[int, frozenset[str]] = field(default_factory=dict)
    figures: tuple[DayFigure, ...] = ()
    judged: tuple[DayFigure, ...] = ()
    inputs: frozenset[str] = frozenset()
