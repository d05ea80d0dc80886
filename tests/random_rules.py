"""What a random rule may have beside its measure's parameters: dates, a second limit, groups.

Rules and exports are made from a `random.Random` of a seed, and not from strategies: hypothesis
varies an example a little at a time, so that of three hundred rules few dozen would be different.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

NOBODYS = ("advances", "listings")
"""Tables whose rows name no agent."""


def often(random: Random, times: int, of: int) -> bool:
    """True as many times of so many."""
    return random.randrange(of) < times


def shuffled(random: Random, items: Sequence[Any]) -> list[Any]:
    return random.sample(items, len(items))


def with_dates(
    random: Random, rule: dict[str, Any], day: date, changes: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The rule in two versions that follow each other, or with a first or a last day.

    All on or about `day`; `changes` are what the second version may say otherwise.
    """
    kind = random.choice((*["always"] * 6, "two", "two", "two", "begins", "ends"))
    first = day + timedelta(days=random.choice((1, 0, -1)))
    until = (first - timedelta(days=1)).isoformat()
    if kind == "begins":
        return {**rule, "from": first.isoformat()}
    if kind == "ends":
        after = {"after_end": "info"} if often(random, 2, 3) else {}
        return {**rule, "until": until, **after}
    if kind == "always":
        return rule
    second = {"from": first.isoformat(), **random.choice(changes)}
    if often(random, 1, 4):
        second["until"] = (first + timedelta(days=1)).isoformat()
        rule = {**rule, "after_end": "info"}
    return {**rule, "versions": [{"until": until}, second]}


def with_groups(random: Random, rule: dict[str, Any]) -> dict[str, Any]:
    """Adds the period, groups of agents, the fewest cases, the severity."""
    periods = ("day", "day", "week", "month", "run", "rolling 30d", "rolling 1d")
    rule["period"] = random.choice(periods)
    if rule.get("table") not in NOBODYS and often(random, 1, 3):
        rule["by"] = ["agent"]
    if often(random, 1, 6):
        rule["at_least"] = 2
    if often(random, 1, 4):
        rule["severity"] = "warn"
    return rule
