"""One rule over the tables: the cases of all its versions, its groups, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from cscheck.judging.breakdown import SLICES, WAITS, slices, waits
from cscheck.judging.consequences import rows_that_count, with_consequences
from cscheck.judging.judge import Grouping, groups, in_spans
from cscheck.judging.measured import Measured
from cscheck.judging.no_case import no_case, not_in_force
from cscheck.judging.past_days import (
    VERSION,
    alike,
    day_figures,
    told_from_first_day,
    with_past_days,
)
from cscheck.judging.platform_figures import beside_theirs
from cscheck.judging.waiving import Waiving, with_waived
from cscheck.measures.cases import Cases, Kind, Scope, empty_cases, in_days, in_words
from cscheck.measures.selection import lacks_columns
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.stored import StoredDays
from cscheck.rules.periods import Period
from cscheck.rules.ruleset import Rule, Version

_EVER = (date.min, date.max)
Dated = tuple[Version, tuple[date, date]]
"""A version, and the first and last deciding day of the cases computed under it."""


def measured(
    rule: Rule,
    scope: Scope,
    rules_at: date | None = None,
    *,
    breakdown: bool = False,
    waiving: Waiving | None = None,
    stored: StoredDays | None = None,
) -> Measured:
    """Measures and judges a rule; with `rules_at`, by the rules of that day alone.

    `breakdown` asks where the cases lie; without it `slices` and `waits` are empty. `waiving` says
    which cases are not counted, `stored` has the days before those audited (None: no history).
    """
    versions = list(_relevant(rule, scope, rules_at))
    if not versions:
        reason = not_in_force(rule, rules_at or scope.days[1])
        return _unmeasured(rule, scope, reason)
    lacks = [_lacks(rule, version, scope) for version, _ in versions]
    able = [dated for dated, lack in zip(versions, lacks, strict=True) if lack is None]
    if not able:
        return _unmeasured(rule, scope, next(filter(None, reversed(lacks))))
    missed = tuple(
        sentence("version_lacks", version=version.name, lack=lack)
        for (version, days), lack in zip(versions, lacks, strict=True)
        if lack is not None and days[0] <= scope.days[1] and days[1] >= scope.days[0]
    )
    waives = waiving is not None and bool(waiving.of(rule))
    wordy = waives or breakdown or stored is not None
    parts = [_cases(rule, version, days, scope, wordy=wordy) for version, days in able]
    counted_all = pl.concat(part.frame for part in parts) if waives else pl.DataFrame()
    if waives and waiving is not None:
        parts = [
            waiving.applied(rule, version, part)
            for (version, _), part in zip(able, parts, strict=True)
        ]
    cases = pl.concat(
        _of_version(part, version) for part, (version, _) in zip(parts, able, strict=True)
    )
    shops = tuple(sorted({shop for part in parts for shop in part.shops}))
    grouping = _grouping(rule, [version for version, _ in able], scope, rules_at, shops)
    cases = in_spans(cases, grouping)
    if any(part.once_a_day for part in parts):
        cases = _once_a_day(cases, grouping)
    kept = None if stored is None else alike(rule, cases, grouping)
    cases = cases.drop(VERSION)
    whole = cases
    if stored is not None:
        grouping, whole = with_past_days(rule, grouping, stored, cases)
    found = groups(rule, whole, grouping)
    if waives:
        past = whole.tail(whole.height - cases.height)
        every = pl.concat([in_spans(counted_all, grouping), past])
        found = with_waived(found, groups(rule, every, grouping))
    judged = with_consequences(found, rule, cases, grouping, scope)
    evidence = in_spans(pl.concat(_evidence(part) for part in parts), grouping)
    if rule.kind is Kind.COUNT and all(part.evidence is None for part in parts):
        evidence = rows_that_count(whole, judged, rule, grouping).drop_nulls("source")
    counted = cases.filter(pl.col("excluded").is_null()) if breakdown else cases.clear()
    return Measured(
        rule,
        slices=slices(rule, counted, scope.zone),
        waits=waits(rule, counted),
        groups=told_from_first_day(judged, grouping),
        day_figures=() if stored is None else day_figures(rule, cases, grouping, scope.days),
        alike=kept,
        agent_days=beside_theirs(rule, cases, scope, rules_at),
        violations=in_words(evidence.drop("span")),
        faces=in_words(_faces(cases, grouping)),
        due=in_words(pl.concat(_due(part) for part in parts)),
        notes=(*missed, *_all_notes(parts)),
        reason=None if judged else no_case(rule, able[-1][0], scope),
    )


def _of_version(part: Cases, version: Version) -> pl.DataFrame:
    return part.frame.with_columns(pl.lit(version.name, pl.String).alias(VERSION))


def cases_by_version(
    rule: Rule, scope: Scope, rules_at: date | None = None
) -> Iterator[tuple[Version, Cases]]:
    """The cases of each version of a rule that can be measured: what `measured` judges."""
    for version, days in _relevant(rule, scope, rules_at):
        if _lacks(rule, version, scope) is None:
            yield version, _cases(rule, version, days, scope, wordy=True)


def _cases(
    rule: Rule, version: Version, days: tuple[date, date], scope: Scope, *, wordy: bool
) -> Cases:
    """The cases that a version of a rule decides; `wordy` are those of which few may be groups."""
    cases = _decided_in(scope.recent.cases(rule.measure, version.parameters, scope), days)
    if not wordy:
        return cases
    evidence = None if cases.evidence is None else in_words(cases.evidence)
    return replace(cases, frame=in_words(cases.frame), evidence=evidence)


def _unmeasured(rule: Rule, scope: Scope, reason: Sentence | None) -> Measured:
    nothing = in_words(empty_cases(scope))
    unsliced, untimed = pl.DataFrame(schema=SLICES), pl.DataFrame(schema=WAITS)
    return Measured(rule, nothing, nothing, nothing, unsliced, untimed, reason=reason)


def _lacks(rule: Rule, version: Version, scope: Scope) -> Sentence | None:
    """Why the tables at hand do not allow a version of a rule, or None.

    What is counted by agent or buyer must say whose it is; a message always has a buyer.
    """
    if lack := rule.measure.lacks(version.parameters, scope):
        return lack
    if rule.kind is not Kind.COUNT:
        return None
    table = rule.measure.table(version.parameters)
    known = {"day", "buyer"} if table == "messages" else {"day"}
    return lacks_columns(table, set(version.by) - known, scope)


def _once_a_day(cases: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    """Of the cases of a group on one day only the first."""
    counted_first = pl.col("excluded").is_not_null()
    ordered = cases.sort(counted_first, "day", "start", "source", "row")
    return ordered.unique([*grouping.key, "day"], keep="first", maintain_order=True)


def _relevant(rule: Rule, scope: Scope, rules_at: date | None) -> Iterator[Dated]:
    """The versions that cases may be computed under."""
    if rules_at is not None:
        if version := rule.version_on(rules_at):
            yield version, _EVER
        return
    for version in rule.versions:
        first, last = version.from_ or date.min, version.until or date.max
        if version is rule.versions[-1] and rule.outlives:
            last = date.max
        outside = last < scope.days[0] or first > scope.days[1]
        if not (outside and rule.measure.decided_in_period(version.parameters)):
            yield version, (first, last)


def _decided_in(cases: Cases, days: tuple[date, date]) -> Cases:
    """Only the cases whose version is in force on the day that decides it."""
    if days == _EVER:
        return cases
    decided = in_days("decided", days)
    evidence = None if cases.evidence is None else cases.evidence.filter(decided)
    return replace(cases, frame=cases.frame.filter(decided), evidence=evidence)


def _evidence(cases: Cases) -> pl.DataFrame:
    """The rows that stand as violations."""
    return cases.evidence if cases.evidence is not None else cases.frame.filter(~pl.col("good"))


def _due(cases: Cases) -> pl.DataFrame:
    is_open = pl.col("good").is_null() & pl.col("excluded").is_null()
    return cases.frame.filter(is_open & pl.col("deadline").is_not_null())


def _faces(cases: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    """The cases by which buyers can be named; none where groups are not by buyer."""
    if "buyer" not in grouping.by:
        return cases.clear()
    return cases.drop_nulls("buyer")


def _all_notes(parts: Sequence[Cases]) -> tuple[Sentence, ...]:
    """What the versions have to say, each once."""
    notes: list[Sentence] = []
    for part in parts:
        notes.extend(note for note in part.notes if note not in notes)
    return tuple(notes)


def _grouping(
    rule: Rule,
    versions: Sequence[Version],
    scope: Scope,
    rules_at: date | None,
    shops: tuple[str, ...],
) -> Grouping:
    """By the version in force on the last day audited, or else the latest there is."""
    version = rule.version_on(rules_at or scope.days[1]) or versions[-1]
    period = Period("day") if "day" in version.by else version.period
    by = tuple(name for name in ("agent", "buyer") if name in version.by)
    spans = period.spans(*scope.days)
    not_judged = frozenset(
        number
        for number, span in enumerate(spans)
        if not any(rule.version_on(rules_at or span.to) is able for able in versions)
    )
    return Grouping(spans, by, rules_at, shops, not_judged)
