"""The part WORST CASES: for each broken rule the cases that missed it by most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import Status
from cscheck.report.console import Column
from cscheck.report.masking import harmless
from cscheck.report.parts.moments import Moments
from cscheck.report.parts.page import BROKEN, Page, cells, set_in
from cscheck.report.parts.places import Places

_TIMES = ("start", "deadline", "stop")


def cases_part(page: Page) -> Iterator[RenderableType]:
    """A table each broken rule."""
    inside: list[RenderableType] = []
    for rule in sorted(page.result.rules, key=_gravity):
        rows = page.result.violations.filter(pl.col("rule") == rule.rule).head(page.options.top)
        to_review = any(kind.review for kind in rule.groups.kinds)
        if rows.height and (rule.status in BROKEN or to_review):
            inside += [*([Text()] if inside else []), *_of_rule(page, rule, rows)]
    if inside:
        yield page.part("part_worst", inside)


def _gravity(rule: RuleVerdict) -> tuple[int, int]:
    """The graver a rule, the smaller: the order of the part TODAY."""
    return list(Status).index(rule.status), -rule.violations


def _of_rule(page: Page, rule: RuleVerdict, frame: pl.DataFrame) -> Iterator[RenderableType]:
    rows = list(frame.iter_rows(named=True))
    places = Places.of(page.result, rows)
    shops = {row["shop"] for row in rows} if page.result.shops > 1 else set()
    beside = "  ".join(filter(None, (*(shops if len(shops) == 1 else ()), places.only)))
    yield Text(page.title(rule), overflow="fold").append(f"  {harmless(beside)}", style="dim")
    table = _table(page, rule, rows, several_shops=len(shops) > 1)
    for each in page.tables(_columns(page, places), [table], deep=2):
        yield set_in(each)
    below = [places.legend] if places.legend else []
    if (left := rule.violations - len(rows)) > 0:
        below.append(page.word("more_cases", count=left))
    if below:
        yield set_in(page.lines(below, style="dim"))


def _columns(page: Page, places: Places) -> list[Column]:
    return [
        Column(page.word("col_id")),
        Column(page.word("col_shop"), folds=True),
        Column(page.word("col_agent"), folds=True),
        *(Column(page.word(heading)) for heading in ("col_start", "col_deadline", "col_stop")),
        Column(page.word("col_late"), right=True),
        Column(page.word("col_detail"), folds=True),
        Column(page.word(places.heading), right=True),
    ]


def _table(
    page: Page, rule: RuleVerdict, rows: Sequence[dict[str, Any]], *, several_shops: bool
) -> list[list[Text]]:
    moments = Moments.of(page.result, (row[name] for row in rows for name in _TIMES))
    places = Places.of(page.result, rows)
    timed = any(row["deadline"] is not None for row in rows)
    return [
        cells(
            [
                row["id"] or "-",
                row["shop"] if several_shops else "-",
                row["agent"] or "-",
                moments.shown(row["start"]),
                *(
                    (moments.shown(row["deadline"]), _stopped(page, moments, row))
                    if timed
                    else "--"
                ),
                "-" if row["late_by_seconds"] is None else page.length(row["late_by_seconds"]),
                # Of a deadline it says which limit was used, which the deadline itself shows.
                "-" if rule.measure == "deadline" else page.detail(rule, row["detail"]) or "-",
                places.shown(row),
            ]
        )
        for row in rows
    ]


def _stopped(page: Page, moments: Moments, row: dict[str, Any]) -> str:
    """When it was done; in words, where it was not."""
    if row["stop"] is None and row["deadline"] is not None:
        return page.word("not_done")
    return moments.shown(row["stop"])
