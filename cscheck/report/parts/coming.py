"""The part NEXT TO BREAK: the open cases of rules in force, by their deadline."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from rich.console import RenderableType

from cscheck.report.console import Column
from cscheck.report.parts.moments import Moments
from cscheck.report.parts.page import Page, cells
from cscheck.report.parts.places import Places

_HOUR = 3600


def coming_part(page: Page) -> Iterator[RenderableType]:
    """How many fall due in the hours after as-of, and the first of them."""
    limited = {rule.rule: rule for rule in page.result.rules if rule.in_force and rule.require}
    due = page.result.due.filter(pl.col("rule").is_in(list(limited)))
    if not due.height or not page.options.top:
        return
    rows = list(due.head(page.options.top).iter_rows(named=True))
    places = Places.of(page.result, rows)
    moments = Moments.of(page.result, due["deadline"])
    columns = [
        Column(page.word("col_deadline")),
        Column(page.word("col_left"), right=True),
        Column(page.word("col_rule"), folds=True),
        Column(page.word("col_shop"), folds=True),
        *(Column(page.word("col_id")), Column(page.word("col_agent"), folds=True)),
        Column(page.word(places.heading), right=True),
    ]
    shops = {row["shop"] for row in rows} if page.result.shops > 1 else set()
    table = [
        cells(
            [
                moments.shown(row["deadline"]),
                page.length(row["left_seconds"]),
                page.title(limited[row["rule"]]),
                row["shop"] if len(shops) > 1 else "-",
                *(row["id"] or "-", row["agent"] or "-"),
                places.shown(row),
            ]
        )
        for row in rows
    ]
    soon, later = ((due["left_seconds"] <= hours * _HOUR).sum() for hours in (12, 24))
    counts = page.word("due_counts", soon=soon, later=later, all=due.height)
    inside: list[RenderableType] = [page.lines([counts]), *page.tables(columns, [table])]
    below = [places.legend] if places.legend else []
    if (left := due.height - len(rows)) > 0:
        below.append(page.word("more_due", count=left))
    if below:
        inside.append(page.lines(below, style="dim"))
    beside = (*(shops if len(shops) == 1 else ()), places.only)
    yield page.part("part_due", inside, more="  ".join(filter(None, beside)))
