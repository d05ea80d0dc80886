"""`compare`: the same exports under two readings of a rule, and the cases that flip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from cscheck.audit import audited
from cscheck.intake import Intake
from cscheck.judging.case_verdicts import with_verdicts
from cscheck.judging.evidence import named
from cscheck.judging.versions import cases_by_version
from cscheck.measures.cases import empty_cases, in_words
from cscheck.model.comparison import Comparison, Reading
from cscheck.model.result import Result
from cscheck.model.timeline import Verdict
from cscheck.preparing import prepared
from cscheck.request import Request
from cscheck.rules.ruleset import Ruleset

_ROW = ("shop", "source", "row")
_SHARED = ("day", "agent", "start", "stop", "conversation", "unit", "late_by")
_WORST_FIRST = (Verdict.BAD, Verdict.REVIEW, Verdict.OPEN, Verdict.COUNTED, Verdict.GOOD)
_NOT_COUNTED = (Verdict.EXCLUDED, Verdict.NONE)


@dataclass(frozen=True, slots=True)
class AskedReading:
    """A ruleset of one rule, by which day's version it judges (model.Reading), what was changed."""

    ruleset: Ruleset
    rules_at: date | None
    settings: Mapping[str, str]


def compare(
    intake: Intake, first: AskedReading, second: AskedReading, request: Request
) -> Comparison:
    """Both readings audited, and the cases of which they say something else."""
    was, before = _read(intake, first, request)
    now, after = _read(intake, second, request)
    return Comparison(was, now, _flips(before, after, intake, request))


def _read(intake: Intake, asked: AskedReading, request: Request) -> tuple[Reading, pl.DataFrame]:
    """What an audit finds under a reading, and its cases of the days that it judged."""
    request = replace(request, rules_at=asked.rules_at)
    intake, scope = prepared(intake, asked.ruleset, request)
    result = audited(intake, scope, asked.ruleset, request)
    (rule,) = asked.ruleset.rules
    frames = [in_words(empty_cases(scope)).with_columns(verdict=pl.lit(""), unit=pl.lit(""))]
    for version, found in cases_by_version(rule, scope, asked.rules_at):
        unit = pl.lit(rule.measure.unit(version.parameters))
        frames.append(with_verdicts(rule, found).drop("broken").with_columns(unit=unit))
    days = _days_judged(result)
    told = pl.concat(frames).drop_nulls(["source", "row"])
    told = told.filter(pl.col("day").is_null() | pl.col("day").is_between(*days))
    return Reading(result, asked.rules_at, asked.settings), told


def _days_judged(result: Result) -> tuple[date, date]:
    """The days audited, and those before them that their groups reach back to."""
    (rule,) = result.rules
    first = min((group.from_ for group in rule.groups.kinds), default=result.from_)
    return min(first, result.from_), result.to


def _flips(
    before: pl.DataFrame, after: pl.DataFrame, intake: Intake, request: Request
) -> pl.DataFrame:
    """The cases of two readings that are judged otherwise, as model.Comparison has them."""
    key = _key(before, after)
    both = before.unique(key, keep="first", maintain_order=True).join(
        after.unique(key, keep="first", maintain_order=True),
        on=key,
        how="full",
        coalesce=True,
        nulls_equal=True,
        suffix="_now",
    )
    none = pl.lit(Verdict.NONE.value)
    was, now = pl.col("verdict").fill_null(none), pl.col("verdict_now").fill_null(none)
    neither = was.is_in(_NOT_COUNTED) & now.is_in(_NOT_COUNTED)
    shared = [name for name in _SHARED if name not in key]
    flips = both.filter(was != now, ~neither).select(
        *key,
        was=was,
        now=now,
        was_excluded="excluded",
        now_excluded="excluded_now",
        was_deadline="deadline",
        now_deadline="deadline_now",
        **{name: pl.coalesce(f"{name}_now", name) for name in shared},
    )
    ranks = {verdict.value: place for place, verdict in enumerate(_WORST_FIRST)}
    rank = pl.col("now").replace_strict(ranks, default=len(ranks), return_dtype=pl.UInt8)
    ordered = flips.sort(rank, -pl.col("late_by"), "day", *_ROW, nulls_last=True)
    return named(ordered, intake, request.naming).select(
        *("shop", "day", "id", "agent", "buyer", "was", "now", "was_excluded", "now_excluded"),
        *("start", "stop", "was_deadline", "now_deadline", "file", "sheet", "row"),
    )


def _key(*sides: pl.DataFrame) -> list[str]:
    """What makes a case the same under both readings: its row, and its day where a row has many.

    An order counts on the day of its deadline, so another limit puts it on another day.
    """
    repeated = any(side.select(_ROW).is_duplicated().any() for side in sides)
    return [*_ROW, "day"] if repeated else [*_ROW]
