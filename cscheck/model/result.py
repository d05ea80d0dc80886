"""What an audit found, as frozen values that every report renders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from cscheck.model.groups import Groups
from cscheck.model.inputs import InputFile, Reject
from cscheck.model.sentences import Sentence
from cscheck.model.stored import DayFigure, Place
from cscheck.model.verdicts import AgentDay, Penalty, Severity, Status, total


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """A rule, and the verdict on each of its groups.

    `labels` are what the codes in the details of its violations (`code: words; ...`) stand for.
    `clock_starts` says where a reply's clock starts: at the message, or when it is assigned.
    """

    rule: str
    title: Mapping[str, str]
    measure: str
    unit: str
    severity: Severity
    status: Status
    value_kind: str
    counts_bad: bool = False
    tags: tuple[str, ...] = ()
    period: str = "day"
    require: str | None = None
    in_force: bool = True
    source: Mapping[str, str] = field(default_factory=dict)
    confidence: str = ""
    doubt: Mapping[str, str] = field(default_factory=dict)
    groups: Groups = field(default_factory=Groups.none)
    violations: int = 0
    agent_days: tuple[AgentDay, ...] = ()
    notes: tuple[Sentence, ...] = ()
    reason: Sentence | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    clock_starts: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one audit found.

    `violations` and `due` are frames, because a busy shop has a great many:

    * violations: rule, shop, day, id, agent, buyer, start, deadline, stop, late_by_seconds, detail,
      review, file, sheet, row; ordered by rule, then worst first. Where the audit was asked for no
      more, only the worst of each rule and shop, and the worst of those that are still undone, at
      most `evidence_limit` each; `RuleVerdict.violations` always counts them all.
    * misses: rule, shop, day, agent, missed, undone, untimed: how many violations there are of
      each, how many of them were still not done when their deadline had passed and the data ends,
      and how many had no deadline.
    * due: rule, shop, id, agent, buyer, deadline, left_seconds, file, sheet, row; soonest first.
    * slices: rule, by (agent, hour, agent_hour), shop, agent, hour, cases, good, bad, open, figure
      (in the unit of the rule's value; null for rates): the same cases that the groups count.
    * waits: rule, shop, of_limit, low, high, limit_seconds, cases, good, bad, open: how many cases
      took from `low` to `high` of the time they had (of_limit), or as many seconds; without `high`
      longer than that; without either never ended. Both are empty unless they were asked for.

    `tag_titles` are the headings under which reports put the rules that have these tags.
    `day_figures` and `alike` are what the history keeps, `measured` the rules that could be;
    `revised` the past days that are among them because their open cases are settled or exports
    came late, each with the run that it corrects. `past` and `past_judged` are the figures of the
    weeks before, and what was said of them. All are empty unless the audit was asked for them.
    """

    platform: str
    platform_title: Mapping[str, str]
    from_: date
    to: date
    as_of: datetime
    status: Status
    exit_code: int
    shops: int
    inputs: tuple[InputFile, ...]
    rules: tuple[RuleVerdict, ...]
    violations: pl.DataFrame
    misses: pl.DataFrame
    due: pl.DataFrame
    slices: pl.DataFrame
    waits: pl.DataFrame
    rejects: tuple[Reject, ...]
    troubles: tuple[Sentence, ...] = ()
    tag_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    day_figures: tuple[DayFigure, ...] = ()
    alike: pl.DataFrame | None = None
    measured: frozenset[str] = frozenset()
    revised: Mapping[Place, int] = field(default_factory=dict)
    past: tuple[DayFigure, ...] = ()
    past_judged: tuple[DayFigure, ...] = ()

    @property
    def judged(self) -> tuple[DayFigure, ...]:
        """What this audit says of each rule, shop (and agent) and period, by its last day.

        Not of buyers: their figures are of a day, and tell the same (`day_figures`).
        """
        return tuple(
            DayFigure(
                *(rule.rule, each.shop, each.agent, each.buyer, each.to, each.version, each.status),
                *(each.numerator, each.denominator, each.open, each.value, each.limit),
                *(rule.value_kind, rule.period, each.days, each.window_days, each.room),
                counts_bad=rule.counts_bad,
            )
            for rule in self.rules
            for each in rule.groups
            if each.buyer is None
        )

    @property
    def penalty(self) -> Penalty | None:
        """What all groups may cost together; None where none may cost anything."""
        dear = (rule.groups.where(lambda group: group.penalty is not None) for rule in self.rules)
        return total(group.penalty for groups in dear for group in groups)

    def counts(self) -> dict[Status, int]:
        """How many rules have each status."""
        found = dict.fromkeys(Status, 0)
        for rule in self.rules:
            found[rule.status] += 1
        return found
