"""The part TODAY: what is broken, what is still to be done about it, and who missed most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cscheck.model.groups import Groups
from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import Group, Penalty, Status, total
from cscheck.report.figures import bad_cases, figure, limit_of, penalty_text
from cscheck.report.masking import cell_text
from cscheck.report.parts.page import BROKEN, STYLES, Page
from cscheck.report.parts.places import Places

_NAMED = 3
_MOST_TASKS = 200
_WORST_FIRST = list(Status)


@dataclass(frozen=True, slots=True)
class _Task:
    """A rule that a shop must act on: the groups that say so, and the cases they missed.

    `misses` counts these cases, `named` are those of the shop that the report may name.
    """

    rule: RuleVerdict
    status: Status
    groups: tuple[Group, ...]
    misses: pl.DataFrame
    named: pl.DataFrame

    @property
    def missed(self) -> int:
        return int(self.misses["missed"].sum())

    @property
    def undone(self) -> int:
        return int(self.misses["undone"].sum())

    @property
    def untimed(self) -> int:
        return int(self.misses["untimed"].sum())

    @property
    def penalty(self) -> Penalty | None:
        """What its groups may cost."""
        return total(group.penalty for group in self.groups)

    @property
    def worst(self) -> Group:
        """The group farthest from its limit."""
        return min(self.groups, key=lambda group: group.room or 0)


def today_part(page: Page) -> Iterator[RenderableType]:
    """The tasks of the day, the gravest first."""
    tasks = sorted(_tasks(page), key=_urgency)
    if not tasks:
        yield page.part("part_today", [page.lines([page.word("today_nothing")])])
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    for number, task in enumerate(tasks[:_MOST_TASKS], 1):
        style = STYLES.get(task.status, "")
        grid.add_row(Text(str(number)), page.lines([_heading(page, task)], style=style))
        if doing := list(_doing(page, task)):
            grid.add_row("", page.lines(["   ".join(doing)]))
    if (left := len(tasks) - _MOST_TASKS) > 0:
        grid.add_row("", page.lines([page.word("more_cases", count=left)], style="dim"))
    yield page.part("part_today", [grid])


def _tasks(page: Page) -> Iterator[_Task]:
    for rule in page.result.rules:
        acting = rule.groups.where(_acts)
        if not acting:
            continue
        tables = page.result.misses, page.result.violations
        missed, named = (_of_groups(cases, rule, acting) for cases in tables)
        nothing = [cases.clear() for cases in tables]
        for shop, groups in acting.by_shop().items():
            worst = min((group.status for group in groups), key=_WORST_FIRST.index)
            mine = missed.get((shop,), nothing[0]), named.get((shop,), nothing[1])
            yield _Task(rule, worst, tuple(groups), *mine)


def _urgency(task: _Task) -> tuple[int, Fraction, int]:
    """The gravest first; of those, what may cost most, then what was missed most."""
    cost = Fraction(0) if task.penalty is None else task.penalty.high or Fraction(10**12)
    return _WORST_FIRST.index(task.status), -cost, -task.missed


def _acts(group: Group) -> bool:
    return group.status in (*BROKEN, Status.UNDECIDED) or group.review > 0


def _of_groups(
    cases: pl.DataFrame, rule: RuleVerdict, groups: Groups
) -> dict[tuple[object, ...], pl.DataFrame]:
    """The cases of a rule that are of one of these groups, shop by shop."""
    span = {"first": pl.Date, "last": pl.Date}
    days = pl.DataFrame([(kind.from_, kind.to) for kind in groups.kinds], span, orient="row")
    days = days.select(day=pl.date_ranges("first", "last")).with_row_index("kind")
    places = groups.places.join(days, on="kind").explode("day")
    key = ["shop", "day", *(name for name in ("agent",) if name in rule.groups.varying)]
    mine = cases.filter(pl.col("rule") == rule.rule)
    mine = mine.join(places, on=key, how="semi", nulls_equal=True, maintain_order="left")
    return mine.partition_by("shop", as_dict=True)


def _heading(page: Page, task: _Task) -> str:
    """The rule, its figure against the limit, and how many cases it missed."""
    rule, group, lang = task.rule, task.worst, page.options.lang
    title = page.title(rule)
    if page.result.shops > 1:
        title = page.word("today_of_shop", rule=title, shop=group.shop)
    bad = bad_cases(rule, group)
    values = {
        "rule": title,
        "figure": figure(rule, group, lang),
        "limit": limit_of(rule, group, lang),
        "cases": group.denominator,
        "missed": bad,
        "open": group.open,
        "review": group.review,
    }
    if task.status is Status.UNDECIDED:
        return page.word("today_undecided", **values)
    if task.status not in BROKEN:
        return page.word("today_review", **values)
    said = page.word("today_broken_time" if bad is None else "today_broken", **values)
    if others := len(task.groups) - 1:
        said += page.word("today_more_groups", count=others)
    if cost := penalty_text(task.penalty, lang):
        said += page.word("today_cost", cost=cost)
    return said


def _doing(page: Page, task: _Task) -> Iterator[str]:
    """The cases that wait for somebody, and the agent who missed most."""
    if said := _waiting(page, task):
        yield said
    by_agent: Counter[str] = Counter()
    for agent, missed in zip(task.misses["agent"], task.misses["missed"], strict=True):
        if agent is not None:
            by_agent[agent] += missed
    if by_agent:
        agent, count = min(by_agent.items(), key=lambda pair: (-pair[1], pair[0]))
        kind = "today_by" if count == task.missed else "today_most"
        yield page.word(kind, agent=cell_text(agent), count=count, missed=task.missed)


def _waiting(page: Page, task: _Task) -> str | None:
    """Which cases wait for somebody; how late they were, where every one of them was done."""
    rows = list(task.named.iter_rows(named=True))
    timed = [row for row in rows if row["deadline"] is not None]
    if task.undone:
        waiting = [row for row in timed if row["stop"] is None]
        kind = "reply" if task.rule.measure == "reply_rate" else "other"
        named = _named(page, task, waiting, task.undone)
        return page.word(f"today_undone_{kind}", count=task.undone, cases=named)
    if timed and not task.untimed:
        latest = page.length(max(row["late_by_seconds"] or 0 for row in timed))
        # A gap or a shift is over, which nobody has done.
        key = "today_longest" if task.rule.measure == "coverage" else "today_all_done"
        return page.word(key, late=latest)
    untimed = [row for row in rows if row["deadline"] is None]
    count = task.untimed or task.missed  # of hits that are only to be looked at, none is missed
    return page.word("today_look_at", cases=_named(page, task, untimed, count)) if rows else None


def _named(page: Page, task: _Task, rows: Sequence[dict[str, Any]], count: int) -> str:
    """The ids of the first few, and how many more there are."""
    places = Places.of(page.result, rows)
    ids = []
    for row in rows[:_NAMED]:
        name = cell_text(row["id"] or "-")
        # A buyer's token opens nothing in the back office; the row of the export does.
        ids.append(f"{name} ({places.whole(row)})" if task.rule.unit == "buyer_day" else name)
    if not ids:
        return page.word("today_count", count=count)
    if (left := count - len(ids)) > 0:
        ids.append(page.word("today_and_more", count=left))
    return page.listed(ids)
