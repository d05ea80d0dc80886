"""Between what an audit found and the rows of the history file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cscheck.model.result import Result
from cscheck.model.stored import ALIKE, DayFigure
from cscheck.model.verdicts import Status

if TYPE_CHECKING:
    import polars as pl

FIGURE = (
    *("rule", "shop", "agent", "buyer", "day", "version", "status", "numerator", "denominator"),
    *("open", "value", "required", "kind", "room", "counts_bad"),
)
JUDGED = (*FIGURE, "period", "days", "window_days")


def days(
    result: Result, shops: Sequence[str], rules: Sequence[str], run: int
) -> Iterator[tuple[Any, ...]]:
    """platform, shop, rule, day, run of what was audited."""
    for day in (
        date.fromordinal(n) for n in range(result.from_.toordinal(), result.to.toordinal() + 1)
    ):
        for rule in rules:
            for shop in shops:
                yield result.platform, shop, rule, day.isoformat(), run


def figure_row(platform: str, each: DayFigure) -> tuple[Any, ...]:
    """A platform, and a figure in the columns of FIGURE."""
    value = None if each.value is None else str(each.value)
    return (
        *(platform, each.rule, each.shop, each.agent, each.buyer, each.day.isoformat()),
        *(each.version, each.status.value, each.numerator, each.denominator, each.open, value),
        *(each.limit, each.kind, each.room, each.counts_bad),
    )


def judged_row(platform: str, each: DayFigure) -> tuple[Any, ...]:
    """A platform, and a verdict in the columns of JUDGED."""
    return (*figure_row(platform, each), each.period, each.days, each.window_days)


def alike_rows(result: Result) -> Iterator[tuple[Any, ...]]:
    """A platform, and cases that are alike in the columns of ALIKE."""
    if result.alike is None:
        return
    place = list(ALIKE).index("day")
    for row in result.alike.select(list(ALIKE)).iter_rows():
        yield result.platform, *row[:place], row[place].isoformat(), *row[place + 1 :]


def figure_of(row: Sequence[Any]) -> DayFigure:
    """The figure of a row in the columns of FIGURE, or of JUDGED."""
    told = dict(zip(JUDGED, row, strict=False))
    value = told["value"]
    return DayFigure(
        rule=told["rule"],
        shop=told["shop"],
        agent=told["agent"],
        buyer=told["buyer"],
        day=date.fromisoformat(told["day"]),
        version=told["version"],
        status=Status(told["status"]),
        numerator=told["numerator"],
        denominator=told["denominator"],
        open=told["open"],
        value=None if value is None else Fraction(value),
        limit=told["required"],
        kind=told["kind"],
        period=told.get("period", "day"),
        days=told.get("days", 1),
        window_days=told.get("window_days"),
        room=told["room"],
        counts_bad=bool(told["counts_bad"]),
    )


def alike_frame(rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows in the columns of ALIKE as StoredDays has them."""
    import polars as pl

    kinds = {"text": pl.String, "whole": pl.Int64}
    frame = pl.DataFrame(
        rows, schema={name: kinds[kind] for name, kind in ALIKE.items()}, orient="row"
    )
    return frame.with_columns(
        pl.col("day").str.to_date(), pl.col("good", "review").cast(pl.Boolean)
    )
