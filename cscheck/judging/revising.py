"""Past nights put right by tonight's exports: open cases settled, and what came late counted.

Each night judges its own days. But what was still open that night ends later, and exports may come
late; so the stored days of which that may be so are measured once more on tonight's exports. A case
that was open is known again by its id. A day is replaced as a whole only where there is no doubt
that tonight's exports know more of it: a file that is new, at least as many cases, every table that
the night had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import polars as pl

from cscheck.intake import Intake
from cscheck.judging.grouping import VERSION, Grouping
from cscheck.judging.late_exports import knows_more, late_days
from cscheck.judging.measured import Measured
from cscheck.judging.past_days import (
    alike,
    as_cases_again,
    changed,
    day_figures,
    definition,
    is_still_open,
)
from cscheck.judging.versions import cases_by_version
from cscheck.judging.waiving import Waiving
from cscheck.measures.cases import Kind, Scope, in_days
from cscheck.measures.parameters import TableParameters
from cscheck.measures.selection import columns_of
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.stored import ALIKE, DayFigure, Place, StoredDays
from cscheck.rules.ruleset import Rule

_STILL_OPEN = timedelta(days=31)
_NAMED = 5  # cases, in a sentence
_KNOWN_BY_START = ("message", "round")
"""Units of which one id may have several cases, each with a start of its own."""
# What these derived columns say of a row depends on the last day audited.
_OF_LAST_DAY = {"open_at_end", "followed_up_on_last_day"}
Named = Callable[[pl.DataFrame], pl.DataFrame]
_AT = ["shop", "day"]


@dataclass(frozen=True, slots=True)
class Revision:
    """The stored days as they are now, what of a rule's was changed, and what to say of it."""

    rule: str
    stored: StoredDays
    alike: pl.DataFrame | None = None
    figures: tuple[DayFigure, ...] = ()
    places: Mapping[Place, int] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviser:
    """Puts the stored days of one audit right, rule by rule."""

    scope: Scope
    intake: Intake
    waiving: Waiving
    rules_at: date | None
    named: Named

    def revised(self, rule: Rule, stored: StoredDays) -> Revision:
        """The stored days, those of the rule settled and corrected where tonight's exports can."""
        mine = stored.alike.filter(pl.col("rule") == rule.id)
        late = set(late_days(rule, stored, self.intake, self.scope.days[0]))
        open_days = set(mine.drop_nulls("id").select(_AT).iter_rows())
        since = self.scope.days[0] - _STILL_OPEN
        wanted = late | {(shop, day) for shop, day in open_days if day >= since}
        if not wanted or not self._can_measure_again(rule):
            return Revision(rule.id, stored)
        mine = mine.join(_places(wanted), on=_AT)
        if {*mine["definition"]} - {definition(rule, each) for each in rule.versions}:
            return Revision(rule.id, stored)
        days = min(day for _, day in wanted), max(day for _, day in wanted)
        cases = self._measured_again(rule, days, wanted)
        if cases is None:
            return Revision(rule.id, stored)
        version = rule.version_on(days[1]) or rule.versions[-1]
        if "buyer" in version.by:
            return Revision(rule.id, stored)
        grouping = Grouping((), tuple(name for name in ("agent",) if name in version.by))
        again = alike(rule, cases, grouping)
        corrected = {at for at in late if knows_more(rule, mine, again, cases, at)}
        waiting = mine.with_row_index("at").filter(pl.col("id").is_not_null())
        waiting = waiting.join(_places(corrected), on=_AT, how="anti")
        pairs = self._known_again(rule, waiting, cases)
        if not corrected and not pairs.height:
            return Revision(rule.id, stored)
        kept = mine.with_row_index("at").join(pairs, on="at", how="anti").drop("at")
        kept = kept.join(_places(corrected), on=_AT, how="anti")
        renewed = again.join(_places(corrected), on=_AT)
        ended = alike(rule, pairs.select(cases.columns), grouping)
        now = pl.concat([kept, *(with_ids(each, self.named) for each in (renewed, ended))])
        touched = corrected | set(pairs.select(_AT).iter_rows())
        revision = _revision(rule, stored, cases, now, grouping, touched)
        before = [e for e in stored.figures if e.rule == rule.id and (e.shop, e.day) in corrected]
        notes = [*_told_ended(pairs), *changed("figures_corrected", before, revision.figures)]
        return replace(revision, notes=tuple(notes))

    def _can_measure_again(self, rule: Rule) -> bool:
        """Whether what a rule says of a day is the same whatever days are audited."""
        if rule.kind is Kind.COVER:
            return False
        for version in rule.versions:
            parameters = version.parameters
            named = {name for each in rule.measure.mentions(parameters).values() for name in each}
            if isinstance(parameters, TableParameters):
                named |= columns_of(*parameters.conditions())
            if named & _OF_LAST_DAY or rule.measure.table(parameters) == "listings":
                return False
            if rule.measure.reads(parameters, self.scope) is not None:  # texts of tonight alone
                return False
        return True

    def _measured_again(
        self, rule: Rule, days: tuple[date, date], wanted: set[tuple[str, date]]
    ) -> pl.DataFrame | None:
        """The cases of past days with their version; None where they cannot be had one by one."""
        scope = replace(self.scope, days=days)
        parts = []
        for version, part in cases_by_version(rule, scope, self.rules_at):
            if part.once_a_day:
                return None
            told = self.waiving.applied(rule, version, part).frame if part.frame.height else None
            frame = part.frame if told is None else told
            parts.append(frame.with_columns(pl.lit(version.name, pl.String).alias(VERSION)))
        if not parts:
            return None
        return pl.concat(parts).filter(in_days("day", days)).join(_places(wanted), on=_AT)

    def _known_again(self, rule: Rule, waiting: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
        """The cases that were waiting for their end and have it; `at` says which rows they were.

        `was_open` tells those that could still end well from those that were late already and had
        nobody's answer yet.
        """
        found = cases.with_columns(began=pl.col("start").dt.epoch("us"))
        found = found.filter(~is_still_open()).join(waiting.select(_AT).unique(), on=_AT)
        unit = rule.measure.unit(rule.versions[-1].parameters)
        key = ["shop", "day", "id"]
        if unit in _KNOWN_BY_START:
            key.append("began")
            found = found.filter(pl.col("began").is_in(waiting["start"].unique().implode()))
        waiting = waiting.rename({"start": "began"}).with_columns(was_open=is_still_open())
        known = self.named(found.drop("buyer").with_columns(unit=pl.lit(unit)))
        turn = pl.int_range(pl.len()).over(key)
        known = known.filter(pl.col("id").is_not_null()).with_columns(turn=turn)
        waiting = waiting.with_columns(turn=turn).select(*key, "turn", "at", "was_open")
        pairs = known.join(waiting, on=[*key, "turn"])
        has_end = pl.col("stop").is_not_null() | pl.col("excluded").is_not_null()
        return pairs.filter(pl.col("was_open") | has_end)


def with_past_told(found: Measured, revision: Revision) -> Measured:
    """What was measured, and in its notes what became of past days, and of these before."""
    days = {each.day for each in found.day_figures}
    before = [
        each
        for each in revision.stored.figures
        if each.rule == found.rule.id and each.day in days and each.buyer is None
    ]
    again = changed("audited_before", before, found.day_figures)
    return replace(found, notes=(*found.notes, *revision.notes, *again))


def with_ids(rows: pl.DataFrame, named: Named) -> pl.DataFrame:
    """What `alike` gives, with the ids of the cases that are open, in the columns of ALIKE."""
    is_open = pl.col("source").is_not_null()
    waiting = rows.filter(is_open).drop("id")
    closed = rows.filter(~is_open).select(list(ALIKE))
    if not waiting.height:
        return closed
    return pl.concat([closed, named(waiting).select(list(ALIKE))])


def _places(wanted: set[tuple[str, date]]) -> pl.DataFrame:
    return pl.DataFrame(sorted(wanted), schema={"shop": pl.String, "day": pl.Date}, orient="row")


def _revision(
    rule: Rule,
    stored: StoredDays,
    cases: pl.DataFrame,
    now: pl.DataFrame,
    grouping: Grouping,
    touched: set[tuple[str, date]],
) -> Revision:
    """The stored days with the rows of a rule that are other than before."""
    key = [name for name in ALIKE if name != "cases"]
    rows = now.join(_places(touched), on=_AT).group_by(key, maintain_order=True)
    alike_now = rows.agg(pl.col("cases").sum()).select(list(ALIKE))
    template = cases.clear().with_columns(span=pl.lit(0, pl.Int64)).drop(VERSION)
    figures = tuple(
        each
        for day in sorted({day for _, day in touched})
        for each in day_figures(
            rule,
            as_cases_again(alike_now.filter(pl.col("day") == day), template),
            grouping,
            (day, day),
        )
    )
    places = {(rule.id, shop, day) for shop, day in touched}
    others = stored.alike.join(
        _places(touched).with_columns(rule=pl.lit(rule.id)), on=["rule", *_AT], how="anti"
    )
    left = [each for each in stored.figures if (each.rule, each.shop, each.day) not in places]
    renewed = replace(stored, alike=pl.concat([others, alike_now]), figures=(*left, *figures))
    return Revision(rule.id, renewed, alike_now, figures, {at: stored.runs[at] for at in places})


def _told_ended(pairs: pl.DataFrame) -> Iterator[Sentence]:
    """How the cases that were open have ended, day by day."""
    is_bad = ~pl.col("good").fill_null(value=True)
    counts = (
        pairs.filter("was_open")
        .group_by("day")
        .agg(
            cases=pl.len(),
            good=pl.col("good").sum(),
            bad=is_bad.sum(),
            ids=pl.col("id").filter(is_bad).sort().head(_NAMED),
        )
    )
    for day, cases, kept, broken, ids in counts.sort("day").iter_rows():
        values = {"day": day, "cases": cases, "good": kept, "bad": broken}
        key = "open_settled_bad" if broken else "open_settled"
        yield sentence(key, **values, **({"ids": tuple(ids)} if broken else {}))
