"""The part that sets the platform's own figures of agents beside ours."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from cscheck.report.agent_days import HEADINGS, TEXTS, agent_cells, compared
from cscheck.report.console import Column
from cscheck.report.parts.page import Page, cells


def agents_part(page: Page) -> Iterator[RenderableType]:
    """A table each rule whose figures the platform gives too."""
    result, top, lang = page.result, page.options.top, page.options.lang
    rules = compared(result)
    if not rules or not top:
        return
    blocks = [[cells(row) for row in agent_cells(result, rule, lang, top)] for rule in rules]
    inside: list[RenderableType] = []
    for rule, table in zip(rules, page.tables(_columns(page), blocks), strict=True):
        inside += [page.lines([page.title(rule)], style="bold"), table]
        if (left := len(rule.agent_days) - top) > 0:
            inside.append(page.lines([page.word("more_agent_days", count=left)], style="dim"))
    yield page.part("part_agents", inside, more=page.word("agents_never_judged"))


def _columns(page: Page) -> list[Column]:
    names, figures = HEADINGS[:TEXTS], HEADINGS[TEXTS:]
    return [
        *(Column(page.word(heading), folds=heading != "col_day") for heading in names),
        *(Column(page.word(heading), right=True) for heading in figures),
    ]
