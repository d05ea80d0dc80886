"""What an audit found, as frozen values that every report renders."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from cscheck.groups import Groups


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people: a key of the catalogues in `cscheck.text`, and what fills it.

    Findings carry sentences, not strings, so that every report can say them in its own language.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """The name of a table, column or unit, which each language calls its own way."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or the first and the last of several, as sentences name them."""

    first: date
    last: date


def table_named(name: str) -> Term:
    return Term("table", name)


def columns_named(names: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term("column", name) for name in names)


def sentence(key: str, /, **values: object) -> Sentence:
    return Sentence(key, values)


class Status(enum.StrEnum):
    """The verdict on a group of cases, worst first (measures.md, part 2)."""

    FAIL = "fail"
    WARN = "warn"
    UNDECIDED = "undecided"
    PASS = "pass"
    NOT_ASSESSED = "not_assessed"
    NO_DATA = "no_data"
    INFO = "info"
    WAIVED = "waived"

    @classmethod
    def worst(cls, statuses: list[Status]) -> Status:
        """The worst of them; `no_data` where there is none."""
        order = list(cls)
        return min(statuses, key=order.index, default=cls.NO_DATA)


class Severity(enum.StrEnum):
    """What breaking a rule means: a failure, or a warning."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file or sheet that was read; rows = used + duplicate + not_data + rejected.

    Where it could not be read `failure` says why, and `hint` what may help.
    """

    path: str
    sheet: str | None
    table: str | None
    encoding: str
    rows: int = 0
    used: int = 0
    duplicate: int = 0
    not_data: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    sha256: str = ""
    notes: tuple[Sentence, ...] = ()
    failure: Sentence | None = None
    hint: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read; `row` counts as a spreadsheet program does.

    `cells` are all of the row, `column` and `value` the one at fault.
    """

    file: str
    sheet: str | None
    row: int
    column: str
    value: str | None
    reason: Sentence
    personal: bool = False
    cells: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Penalty:
    """An estimate in yuan and points of what a group may cost.

    `low` if every open case is kept, `high` if every one is broken; no `high` where nothing bounds
    it. `text` is what is no number.
    """

    low: Fraction = Fraction(0)
    high: Fraction | None = Fraction(0)
    points_low: int = 0
    points_high: int = 0
    text: Mapping[str, str] | None = None

    def __add__(self, other: Penalty) -> Penalty:
        """Both together; words are kept where they are the same."""
        bounded = self.high is not None and other.high is not None
        return Penalty(
            low=self.low + other.low,
            high=(self.high or 0) + (other.high or Fraction(0)) if bounded else None,
            points_low=self.points_low + other.points_low,
            points_high=self.points_high + other.points_high,
            text=self.text if self.text == other.text else None,
        )


def total(penalties: Iterable[Penalty | None]) -> Penalty | None:
    """The sum of estimates; None where there is none."""
    found = [each for each in penalties if each is not None]
    return reduce(Penalty.__add__, found) if found else None


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one shop (and agent and buyer) in one period of a rule, and the verdict on them.

    `value` is a fraction for rates, seconds for response times, hours for durations, a number for
    counts; `low` and `high` are what it can still become while cases are open. `limit` is what was
    required of this group, `room` how many bad cases it still bears (negative: how many good ones
    it lacks). `label` names the tier that a count reaches.
    """

    shop: str
    from_: date
    to: date
    days: int
    window_days: int | None
    status: Status
    agent: str | None = None
    buyer: str | None = None
    version: str | None = None
    numerator: int | None = None
    denominator: int = 0
    value: Fraction | None = None
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    open: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    review: int = 0
    label: Mapping[str, str] | None = None
    penalty: Penalty | None = None
    limit: str | None = None
    room: int | None = None
    reason: Sentence | None = None

    @property
    def bad(self) -> int | None:
        """Cases that were not good; None for measures that do not judge cases one by one."""
        return None if self.numerator is None else self.denominator - self.numerator


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A rule's figure of one shop (and agent and buyer) on one day, as the history keeps it.

    `value` is in the unit of the rule's value; `kind` says which (`RuleVerdict.value_kind`).
    What was judged that night is a DayFigure too, that of the last day of its week, month or
    window: then `days` and `window_days` say how much of it was there, `room` how far from the
    limit it is (`Group.room`).
    """

    rule: str
    shop: str
    agent: str | None
    buyer: str | None
    day: date
    version: str | None
    status: Status
    numerator: int | None
    denominator: int
    open: int
    value: Fraction | None
    limit: str | None
    kind: str
    period: str = "day"
    days: int = 1
    window_days: int | None = None
    room: int | None = None
    counts_bad: bool = False


# How many cases of a day were alike: what later nights need to add them up (`StoredDays.alike`).
# A case that is still open has a row of its own, with its id and the microsecond it began; of a
# few others there is that microsecond too.
ALIKE: Mapping[str, str] = {
    **dict.fromkeys(("rule", "shop", "day", "agent", "version", "definition"), "text"),
    "good": "whole",
    "excluded": "text",
    **dict.fromkeys(("value", "least", "most", "review", "rows", "cases"), "whole"),
    "id": "text",
    "start": "whole",
}
Place = tuple[str, str, date]
"""A rule, a shop and a day."""


@dataclass(frozen=True, slots=True)
class StoredDays:
    """Past days: the cases that were alike, and which days of each rule and shop there are.

    * alike: the columns of ALIKE; day is a date, good and review are booleans. `definition` tells
      whether the rule was measured as it is now.
    * runs: the run that left each rule, shop and day what there is, and the tables it had read
    * figures: those of the past weeks, and of the days audited where they were audited before
    * judged: what each of those nights said of a rule, over its own period
    * inputs: the digests of the files that those nights read
    """

    alike: pl.DataFrame
    days: Mapping[tuple[str, str], tuple[date, ...]] = field(default_factory=dict)
    runs: Mapping[Place, int] = field(default_factory=dict)
    tables: Mapping[int, frozenset[str]] = field(default_factory=dict)
    figures: tuple[DayFigure, ...] = ()
    judged: tuple[DayFigure, ...] = ()
    inputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AgentDay:
    """An agent's figure of one day by our count, and by the platform's own; it is never judged.

    `theirs` and `difference` (ours minus theirs) are in the unit of the rule's value; ours is None
    where the agent had no case.
    """

    shop: str
    agent: str
    day: date
    numerator: int | None
    denominator: int
    value: Fraction | None
    theirs: Fraction
    difference: Fraction | None


def _no_groups() -> Groups:
    from cscheck.groups import Groups

    return Groups.of(())


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
    groups: Groups = field(default_factory=_no_groups)
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
    * misses: rule, shop, day, agent, missed, undone: how many violations there are of each, and how
      many of them were still not done when their deadline had passed and the data ends.
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
