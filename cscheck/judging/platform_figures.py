"""The platform's own figure of each agent and day beside ours; shown, never judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import polars as pl

from cscheck.judging.grouping import Grouping, in_spans
from cscheck.judging.judge import groups
from cscheck.measures.cases import Scope
from cscheck.model.verdicts import AgentDay
from cscheck.rules.periods import Period
from cscheck.rules.ruleset import Rule
from cscheck.tables import AGENT_DAYS

Place = tuple[str, str, date]
"""A shop, an agent as both exports name him, and a day."""


def beside_theirs(
    rule: Rule, cases: pl.DataFrame, scope: Scope, rules_at: date | None
) -> tuple[AgentDay, ...]:
    """Every agent's day of which the platform gives a figure, in the order of shop, day and agent.

    `cases` are those of the rule in the columns of measures.cases, with their `span`. Days are
    those audited; a day on which an agent has no case has no figure of ours.
    """
    if rule.platform_figure is None or not scope.has(AGENT_DAYS.name, rule.platform_figure):
        return ()
    daily = Grouping(Period("day").spans(*scope.days), ("agent",), rules_at)
    ours = {
        (group.shop, _folded(group.agent), group.from_): group
        for group in groups(rule, in_spans(cases.drop("span"), daily), daily)
        if group.agent is not None
    }
    found = []
    for (shop, name, day), (agent, theirs) in _theirs(rule.platform_figure, scope):
        group = ours.get((shop, name, day))
        value = group.value if group else None
        found.append(
            AgentDay(
                *(shop, agent, day),
                numerator=group.numerator if group else None,
                denominator=group.denominator if group else 0,
                value=value,
                theirs=theirs,
                difference=None if value is None else value - theirs,
            )
        )
    return tuple(sorted(found, key=lambda each: (each.shop, each.day, each.agent)))


def _theirs(figure: str, scope: Scope) -> Iterator[tuple[Place, tuple[str, Fraction]]]:
    """Each agent and day audited, the agent's name as written, and the platform's figure."""
    rows = scope.tables[AGENT_DAYS.name].select(
        *("shop", "agent"), day=scope.zone.day(pl.col("day")), figure=figure
    )
    rows = rows.filter(pl.col("day").is_between(*scope.days)).drop_nulls()
    for shop, agent, day, amount in rows.iter_rows():
        yield (shop, _folded(agent), day), (agent, Fraction(str(amount)))


def _folded(agent: str | None) -> str:
    """An agent's name as exports are compared: `shop:nick` is written with either colon."""
    return (agent or "").replace("：", ":").casefold()
