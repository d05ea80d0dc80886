"""The part THE LAST DAYS: how the rules went before, where a history is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from rich.console import RenderableType
from rich.text import Text

from cscheck.model.verdicts import Status
from cscheck.report.console import Column
from cscheck.report.parts.page import STYLES, Page, cells
from cscheck.report.trending import Line, change, lines_of_result, outlook, sparkline

_SHOWN_DAYS = 14
_WORST_FIRST = list(Status)


def past_part(page: Page) -> Iterator[RenderableType]:
    """A line a rule and shop: its last days, what changed since the last run, what comes of it.

    Where a rule tells agents apart only those whose verdict changed or who have an outlook; no
    rule that said the same every day.
    """
    lines = [line for line in lines_of_result(page.result) if _says_something(page, line)]
    if not lines:
        return
    lines.sort(key=lambda line: _WORST_FIRST.index(line.verdict.status))
    titles = {rule.rule: page.title(rule) for rule in page.result.rules}
    several = len({line.shop for line in lines}) > 1
    columns = [
        Column(page.word("col_verdict")),
        Column(page.word("col_rule"), folds=True),
        Column(page.word("col_shop"), folds=True),
        Column(page.word("col_agent"), folds=True),
        Column(page.word("trend_line")),
        Column(page.word("trend_change_heading"), folds=True),
        Column(page.word("trend_outlook"), folds=True),
    ]
    table = [
        [
            Text(page.word(f"status_{line.verdict.status}"), STYLES.get(line.verdict.status, "")),
            *cells([titles[line.rule], line.shop if several else "-", line.agent or "-"]),
            *cells([_bars(page, line), _changed(page, line), outlook(line, page.options.lang)]),
        ]
        for line in lines
    ]
    yield page.part("part_past", list(page.tables(columns, [table])))


def _says_something(page: Page, line: Line) -> bool:
    if line.has_changed or outlook(line, page.options.lang):
        return True
    return line.agent is None and len({each.value for each in line.days.values()}) > 1


def _bars(page: Page, line: Line) -> str:
    last = page.result.to
    return sparkline(line.values(last - timedelta(days=_SHOWN_DAYS - 1), last))


def _changed(page: Page, line: Line) -> str:
    return change(line, page.options.lang) if line.has_changed else "-"
