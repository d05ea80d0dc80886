"""The parts of the page, as values that its template renders."""

from __future__ import annotations

from dataclasses import dataclass, field

from cscheck import __version__
from cscheck.report.html.charts import HeatMap, Histogram
from cscheck.report.html.days import DaysChart


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict: its name as a class of the style sheet, its sign and its word."""

    name: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group's figures; `meter` is how far its rate and its limit reach, in percent."""

    mark: Mark
    name: str
    figure: str
    others: str
    limit: str
    cases: int
    bad: str
    open: int
    remark: str
    excluded: str
    meter: tuple[float, float | None] | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A violation with its times, and the parts of its time line in percent."""

    id: str
    agent: str
    buyer: str
    late: str
    times: tuple[tuple[str, str], ...]
    detail: str
    where: str
    line: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule's card."""

    id: str
    mark: Mark
    title: str
    groups: tuple[GroupView, ...]
    violations: int
    worst: tuple[CaseView, ...]
    agents: tuple[tuple[str, ...], ...]
    histograms: tuple[Histogram, ...]
    heat_maps: tuple[HeatMap, ...]
    past: tuple[DaysChart, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    url: str
    doubt: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileView:
    """An input, and what became of its rows."""

    name: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    failure: str
    used: float
    sha256: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page."""

    title: str
    mark: Mark
    as_of: str
    counts: tuple[tuple[Mark, int], ...]
    troubles: tuple[str, ...]
    judged: tuple[RuleView, ...]
    unjudged: tuple[RuleView, ...]
    inputs: tuple[FileView, ...]
    shops: int
    version: str = field(default=__version__)
