"""The figures by which the program and its rivals are compared: the cases of each group."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

RULES = ("reply_5min", "reply_5min_agent", "reply_3min")
"""The rules that the logs of messages feed."""

Figures = dict[str, dict[str, tuple[int, int]]]
"""For each rule, for each shop, agent and first day: how many cases were good, and how many there
were."""


def of_rows(rule: str, rows: Iterable[tuple[Any, Any, Any, Any, Any]]) -> Figures:
    """Figures of one rule from rows of shop, agent, first day, good and all cases."""
    return {
        rule: {
            f"{shop} {agent or '-'} {str(day)[:10]}": (int(good), int(cases))
            for shop, agent, day, good, cases in rows
        }
    }


def of_report(report: str) -> Figures:
    """Figures from a JSON report."""
    rules = {each["rule"]: each["groups"] for each in json.loads(report)["rules"]}
    found: Figures = {}
    for rule in RULES:
        rows = (
            (group["shop"], group["agent"], group["from"], group["numerator"], group["denominator"])
            for group in rules[rule]
        )
        found |= of_rows(rule, rows)
    return found


def first_difference(ours: Figures, theirs: Figures) -> str | None:
    """Where two sets of figures part, or None."""
    for rule in RULES:
        places = {*ours[rule], *theirs[rule]}
        for place in sorted(places):
            mine, other = ours[rule].get(place), theirs[rule].get(place)
            if mine is None or other is None or tuple(mine) != tuple(other):
                return f"{rule}, {place}: {mine} here, {other} there"
    return None
