"""Why the data of an audit could not be judged, or not wholly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import polars as pl

from cscheck.clock import days_between
from cscheck.intake import Intake
from cscheck.judging.versions import NOT_IN_FORCE
from cscheck.measures.selection import LACKING
from cscheck.model.inputs import InputFile
from cscheck.model.result import RuleVerdict
from cscheck.model.sentences import Days, Sentence, sentence, table_named
from cscheck.tables import MESSAGES, TABLES


def troubles(
    intake: Intake,
    verdicts: Sequence[RuleVerdict],
    days: tuple[date, date],
    bears: Callable[[int, int], bool],
    expect: Sequence[str],
) -> Iterator[Sentence]:
    """Why the data could not be judged, or not wholly.

    `bears` says whether so many rejects among so many rows are borne; `expect` are the tables that
    must be there.
    """
    yield from of_inputs(intake.inputs, bears)
    for name in expect:
        yield from _missing_days(name, intake, days)
    if not _anything_judged(intake, verdicts, days):
        able = _anything_measured(verdicts)
        key = "trouble_nothing_judged" if able else "trouble_nothing_measured"
        yield sentence(key, days=Days(*days))


def of_inputs(inputs: Sequence[InputFile], bears: Callable[[int, int], bool]) -> Iterator[Sentence]:
    """The files that could not be read, and those of which too much could not."""
    for each in inputs:
        if each.failure is not None:
            yield sentence("trouble_file", path=each.path, sheet=each.sheet, failure=each.failure)
        elif not bears(each.rejected, each.rows):
            yield sentence(
                "trouble_rejects", path=each.path, rejected=each.rejected, rows=each.rows
            )


def _anything_judged(
    intake: Intake, verdicts: Sequence[RuleVerdict], days: tuple[date, date]
) -> bool:
    """Whether there was a case; or a count of none, in a period of which some table has rows.

    What has a case on any day one asks for tells nothing alone.
    """
    dated = [each for each in verdicts if _is_dated(each)]
    if any(kind.denominator or kind.open for each in dated for kind in each.groups.kinds):
        return True
    audited = set(days_between(*days))
    figures = [kind.value for verdict in verdicts for kind in verdict.groups.kinds]
    return any(figure is not None for figure in figures) and (
        {name for name, has in intake.columns.items() if has} == {"listings"}
        or any(_days_covered(name, intake) & audited for name in intake.columns)
    )


def _anything_measured(verdicts: Sequence[RuleVerdict]) -> bool:
    """Whether a rule could be measured, or none lacks anything: then the period may be wrong."""
    lacking = [each.reason is not None and each.reason.key in LACKING for each in verdicts]
    idle = [each.reason is not None and each.reason.key in NOT_IN_FORCE for each in verdicts]
    able = [
        each
        for each, lacks, rests in zip(verdicts, lacking, idle, strict=True)
        if not lacks and not rests and _is_dated(each)
    ]
    return bool(able) or not any(lacking)


def _is_dated(verdict: RuleVerdict) -> bool:
    """Hours online and snapshots have a case on any day one asks for."""
    return verdict.measure != "coverage" and verdict.unit != "listings"


def _missing_days(name: str, intake: Intake, days: tuple[date, date]) -> Iterator[Sentence]:
    """What an expected table lacks: itself, or rows on some of the days audited.

    A table of which every export is empty has had a quiet night.
    """
    if name not in intake.columns:
        yield sentence("trouble_expected", table=table_named(name))
        return
    covered = _days_covered(name, intake)
    missing = [day for day in days_between(*days) if day not in covered]
    if covered and missing:
        yield sentence("trouble_uncovered", table=table_named(name), days=tuple(missing))


def _days_covered(name: str, intake: Intake) -> set[date]:
    """The days on which any time of a table's rows falls."""
    if name == MESSAGES.name:
        if intake.messages is None:
            return set()
        return set(intake.messages.narrow.select(intake.zone.day(pl.col("at"))).to_series())
    covered: set[date] = set()
    frame = intake.tables[name]
    for column in TABLES[name].times:
        if column in frame.columns:
            covered |= set(frame.select(intake.zone.day(pl.col(column))).to_series().drop_nulls())
    return covered
