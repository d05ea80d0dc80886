"""What a random rule may have beside its measure's parameters: dates, a second limit, groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

NOBODYS = ("advances", "listings")
"""Tables whose rows name no agent."""


def often(draw: st.DrawFn, times: int, of: int) -> bool:
    """True as many times of so many; false is what hypothesis tries first."""
    return draw(st.sampled_from((*[False] * (of - times), *[True] * times)))


def with_dates(
    draw: st.DrawFn, rule: dict[str, Any], day: date, changes: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The rule in two versions that follow each other, or with a first or a last day.

    All on or about `day`; `changes` are what the second version may say otherwise.
    """
    kind = draw(st.sampled_from(("always", "always", "always", "two", "two", "begins", "ends")))
    first = day + timedelta(days=draw(st.sampled_from((1, 0, -1))))
    until = (first - timedelta(days=1)).isoformat()
    if kind == "begins":
        return {**rule, "from": first.isoformat()}
    if kind == "ends":
        after = {"after_end": "info"} if draw(st.booleans()) else {}
        return {**rule, "until": until, **after}
    if kind == "always":
        return rule
    second = {"from": first.isoformat(), **draw(st.sampled_from(changes))}
    if often(draw, 1, 4):
        second["until"] = (first + timedelta(days=1)).isoformat()
        rule = {**rule, "after_end": "info"}
    return {**rule, "versions": [{"until": until}, second]}


def with_groups(draw: st.DrawFn, rule: dict[str, Any]) -> dict[str, Any]:
    """Adds the period, groups of agents, the fewest cases, the severity."""
    periods = ("day", "day", "week", "month", "run", "rolling 30d", "rolling 1d")
    rule["period"] = draw(st.sampled_from(periods))
    if rule.get("table") not in NOBODYS and often(draw, 1, 3):
        rule["by"] = ["agent"]
    if often(draw, 1, 6):
        rule["at_least"] = 2
    if often(draw, 1, 4):
        rule["severity"] = "warn"
    return rule
