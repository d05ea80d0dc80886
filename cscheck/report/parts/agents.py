"""The part that sets the platform's own figures of agents beside ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import RenderableType

from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import AgentDay
from cscheck.report.console import Column, Row
from cscheck.report.figures import difference_text, value
from cscheck.report.parts.page import Page, cells


def agents_part(page: Page) -> Iterator[RenderableType]:
    """A table each rule whose figures the platform gives too; what differs most comes first."""
    compared = [rule for rule in page.result.rules if rule.agent_days]
    if not compared or not page.options.top:
        return
    blocks = [list(_rows(page, rule)) for rule in compared]
    inside: list[RenderableType] = []
    for rule, table in zip(compared, page.tables(_columns(page), blocks), strict=True):
        inside += [page.lines([page.title(rule)], style="bold"), table]
        if (left := len(rule.agent_days) - page.options.top) > 0:
            inside.append(page.lines([page.word("more_agent_days", count=left)], style="dim"))
    yield page.part("part_agents", inside, more=page.word("agents_never_judged"))


def _columns(page: Page) -> list[Column]:
    return [
        Column(page.word("col_day")),
        Column(page.word("col_shop"), folds=True),
        Column(page.word("col_agent"), folds=True),
        *(
            Column(page.word(heading), right=True)
            for heading in ("col_cases", "col_ours", "col_theirs", "col_difference")
        ),
    ]


def _rows(page: Page, rule: RuleVerdict) -> Iterator[Row]:
    for each in _most_different(rule.agent_days)[: page.options.top]:
        yield cells(
            [
                each.day.isoformat(),
                each.shop if page.result.shops > 1 else "-",
                each.agent,
                str(each.denominator) if each.denominator else "-",
                value(rule, each.value, page.options.lang),
                value(rule, each.theirs, page.options.lang),
                difference_text(rule, each.difference, page.options.lang),
            ]
        )


def _most_different(days: Sequence[AgentDay]) -> list[AgentDay]:
    return sorted(days, key=lambda each: -abs(each.difference or Fraction(-1, 10**9)))
