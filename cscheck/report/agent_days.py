"""The platform's own figures of agents beside ours, what differs most first; never judged."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import AgentDay
from cscheck.report.figures import difference_text, value
from cscheck.text import Lang

HEADINGS = (
    *("col_day", "col_shop", "col_agent", "col_cases"),
    *("col_ours", "col_theirs", "col_difference"),
)
TEXTS = 3
"""How many of the headings are of texts; below the others stand figures."""


def compared(result: Result) -> list[RuleVerdict]:
    """The rules whose figures the platform gives too."""
    return [rule for rule in result.rules if rule.agent_days]


def most_different(rule: RuleVerdict) -> Sequence[AgentDay]:
    """The days of a rule's agents, those first that the two figures tell most differently."""
    return sorted(rule.agent_days, key=lambda each: -abs(each.difference or Fraction(-1, 10**9)))


def agent_cells(
    result: Result, rule: RuleVerdict, lang: Lang, most: int | None = None
) -> list[tuple[str, ...]]:
    """A row each agent and day under HEADINGS; at most so many."""
    return [
        (
            each.day.isoformat(),
            each.shop if result.shops > 1 else "-",
            each.agent,
            str(each.denominator) if each.denominator else "-",
            value(rule, each.value, lang),
            value(rule, each.theirs, lang),
            difference_text(rule, each.difference, lang),
        )
        for each in most_different(rule)[:most]
    ]
