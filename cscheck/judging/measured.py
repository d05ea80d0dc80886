"""What became of one rule when it was measured and judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from cscheck.model.groups import Groups
from cscheck.model.sentences import Sentence
from cscheck.model.stored import DayFigure
from cscheck.model.verdicts import AgentDay
from cscheck.rules.ruleset import Rule


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a rule: its groups, the cases that are evidence, and what to say of it.

    `violations` are the bad cases of the groups, `due` the open cases that have a deadline; both
    in the columns of measures.cases; `misses` and `broken` count the former (findings.condensed).
    `faces` are the cases of buyers who have groups of their own;
    `slices` and `waits` say where the counted cases lie (breakdown). `agent_days` are the
    platform's own figures beside ours.
    """

    rule: Rule
    violations: pl.DataFrame
    due: pl.DataFrame
    faces: pl.DataFrame
    slices: pl.DataFrame
    waits: pl.DataFrame
    misses: pl.DataFrame | None = None
    broken: int = 0
    groups: Groups = field(default_factory=lambda: Groups.of(()))
    agent_days: tuple[AgentDay, ...] = ()
    day_figures: tuple[DayFigure, ...] = ()
    alike: pl.DataFrame | None = None
    notes: tuple[Sentence, ...] = ()
    reason: Sentence | None = None
