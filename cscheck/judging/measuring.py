"""One rule over the tables: the cases of all its versions, its groups, or why it has none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from cscheck.judging.breakdown import SLICES, WAITS, slices, waits
from cscheck.judging.consequences import rows_that_count, with_consequences
from cscheck.judging.grouping import VERSION, Grouping, in_spans
from cscheck.judging.judge import groups
from cscheck.judging.measured import Measured
from cscheck.judging.no_case import no_case
from cscheck.judging.past_days import (
    alike,
    day_figures,
    told_from_first_day,
    with_past_days,
)
from cscheck.judging.platform_figures import beside_theirs
from cscheck.judging.versions import cases_of, lacks_of, not_in_force, relevant_versions
from cscheck.judging.waiving import Waiving, with_waived
from cscheck.measures.cases import Cases, Kind, Scope, empty_cases, in_words
from cscheck.model.groups import Groups
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.stored import StoredDays
from cscheck.rules.periods import Period
from cscheck.rules.ruleset import Rule, Version

_NO_BREAKDOWN = pl.DataFrame(schema=SLICES), pl.DataFrame(schema=WAITS)


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
    versions = list(relevant_versions(rule, scope, rules_at))
    if not versions:
        reason = not_in_force(rule, rules_at or scope.days[1])
        return _unmeasured(rule, scope, reason)
    lacks = [lacks_of(rule, version, scope) for version, _ in versions]
    able = [dated for dated, lack in zip(versions, lacks, strict=True) if lack is None]
    if not able:
        return _unmeasured(rule, scope, next(filter(None, reversed(lacks))))
    missed = tuple(
        sentence("version_lacks", version=version.name, lack=lack)
        for (version, days), lack in zip(versions, lacks, strict=True)
        if lack is not None and days[0] <= scope.days[1] and days[1] >= scope.days[0]
    )
    waives = waiving if waiving is not None and waiving.of(rule) else None
    wordy = waives is not None or breakdown or stored is not None
    parts = [cases_of(rule, version, days, scope, wordy=wordy) for version, days in able]
    shops = tuple(sorted({shop for part in parts for shop in part.shops}))
    grouping = _grouping(rule, [version for version, _ in able], scope, rules_at, shops)
    unwaived = None
    if waives is not None:
        unwaived = in_spans(pl.concat(part.frame for part in parts), grouping)
        dated = zip(able, parts, strict=True)
        parts = [waives.applied(rule, version, part) for (version, _), part in dated]
    cases = _cases(parts, [version for version, _ in able], grouping)
    kept = None if stored is None else alike(rule, cases, grouping)
    by_version = cases
    cases = by_version.drop(VERSION)
    whole = cases
    if stored is not None:
        grouping, whole = with_past_days(rule, grouping, stored, cases)
    found = groups(rule, whole, grouping)
    if unwaived is not None:
        past = whole.tail(whole.height - cases.height)
        found = with_waived(found, groups(rule, pl.concat([unwaived, past]), grouping))
    judged = with_consequences(found, rule, by_version, grouping, scope)
    sliced, timed = _breakdown(rule, cases, scope) if breakdown else _NO_BREAKDOWN
    return Measured(
        rule,
        slices=sliced,
        waits=timed,
        groups=told_from_first_day(judged, grouping),
        day_figures=() if stored is None else day_figures(rule, cases, grouping, scope.days),
        alike=kept,
        agent_days=beside_theirs(rule, cases, scope, rules_at),
        violations=in_words(_violations(rule, parts, whole, judged, grouping)),
        faces=in_words(_faces(cases, grouping)),
        due=in_words(pl.concat(_due(part) for part in parts)),
        notes=(*missed, *_all_notes(parts)),
        reason=None if judged else no_case(rule, able[-1][0], scope),
    )


def _cases(parts: Sequence[Cases], versions: Sequence[Version], grouping: Grouping) -> pl.DataFrame:
    """The cases of all versions with their span, and which version each is of."""
    frames = [
        part.frame.with_columns(pl.lit(version.name, pl.String).alias(VERSION))
        for part, version in zip(parts, versions, strict=True)
    ]
    cases = in_spans(pl.concat(frames), grouping)
    once = any(part.once_a_day for part in parts)
    return _once_a_day(cases, grouping) if once else cases


def _violations(
    rule: Rule, parts: Sequence[Cases], whole: pl.DataFrame, judged: Groups, grouping: Grouping
) -> pl.DataFrame:
    """The rows that stand as violations: the bad cases, or those that made a count too high."""
    if rule.kind is Kind.COUNT and all(part.evidence is None for part in parts):
        rows = rows_that_count(whole, judged, rule, grouping).drop_nulls("source")
    else:
        rows = in_spans(pl.concat(_evidence(part) for part in parts), grouping)
    return rows.drop("span")


def _unmeasured(rule: Rule, scope: Scope, reason: Sentence | None) -> Measured:
    nothing = in_words(empty_cases(scope))
    return Measured(rule, nothing, nothing, nothing, *_NO_BREAKDOWN, reason=reason)


def _breakdown(rule: Rule, cases: pl.DataFrame, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where the counted cases lie, and how long they took."""
    counted = cases.filter(pl.col("excluded").is_null())
    return slices(rule, counted, scope.zone), waits(rule, counted)


def _once_a_day(cases: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    """Of the cases of a group on one day only the first."""
    counted_first = pl.col("excluded").is_not_null()
    ordered = cases.sort(counted_first, "day", "start", "source", "row")
    return ordered.unique([*grouping.key, "day"], keep="first", maintain_order=True)


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
