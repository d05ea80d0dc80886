"""The whole audit, without input or output: what was read and what is required, to a Result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

import polars as pl

from cscheck.clock import days_between
from cscheck.derived import with_derived
from cscheck.evidence import Naming
from cscheck.findings import findings, misses, with_buyers_named
from cscheck.intake import Intake
from cscheck.measures.cases import Scope
from cscheck.measures.parameters import TableParameters
from cscheck.measures.selection import columns_of
from cscheck.measures.wording.texts import Wanted, fetch
from cscheck.measuring import Measured, measured
from cscheck.model import Days, Result, RuleVerdict, Sentence, Status, sentence, table_named
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.waivers import Waiver
from cscheck.tables import MESSAGES, TABLES
from cscheck.waiving import Waiving

FAIL_ON = ("fail", "warn", "never")
_BREAKING = {"fail": {Status.FAIL}, "warn": {Status.FAIL, Status.WARN}, "never": set[Status]()}
EXIT_OK, EXIT_BROKEN, EXIT_NO_VERDICT = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Rejectable:
    """How many rejected rows of a file are borne: a number, or a share of its rows."""

    number: int | None = None
    share: Fraction = Fraction(1, 100)

    def bears(self, rejected: int, rows: int) -> bool:
        if self.number is not None:
            return rejected <= self.number
        return rejected <= self.share * rows


def _quietly(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an audit.

    * days: the first and last day audited
    * as_of: the moment up to which the data is taken to be complete
    * rules_at: judge everything by the rules of this day
    * expect: tables that must be there and have rows on every day audited
    * breakdown: whether the Result says where the cases lie (slices, waits)
    * progress: called with the id of each rule before it is measured
    * waivers: cases that are not counted (rules.waivers)
    * evidence_limit: how many violations of each rule the Result names; all, where None
    """

    days: tuple[date, date]
    as_of: datetime
    rules_at: date | None = None
    fail_on: str = "fail"
    max_rejected: Rejectable = Rejectable()
    expect: tuple[str, ...] = ()
    breakdown: bool = False
    evidence_limit: int | None = None
    naming: Naming = field(default_factory=Naming)
    progress: Callable[[str], None] = _quietly
    waivers: tuple[Waiver, ...] = ()


def audit(intake: Intake, ruleset: Ruleset, request: Request) -> Result:
    """Measures every rule on what was read, and judges it."""
    intake, scope = looked_at(intake, ruleset, request)
    waiving = Waiving(request.waivers, intake, request.naming, request.days[1])
    found = []
    for rule in ruleset.rules:
        request.progress(rule.id)
        found.append(
            measured(rule, scope, request.rules_at, breakdown=request.breakdown, waiving=waiving)
        )
    found = [with_buyers_named(each, intake, request.naming) for each in found]
    verdicts = tuple(_verdict(each, request) for each in found)
    troubles = tuple(_troubles(intake, verdicts, request))
    statuses = [verdict.status for verdict in verdicts]
    bad, left = findings(found, intake, request.naming, request.evidence_limit)
    broken = _BREAKING[request.fail_on] & set(statuses)
    exit_code = EXIT_NO_VERDICT if troubles else EXIT_BROKEN if broken else EXIT_OK
    return Result(
        platform=ruleset.platform,
        platform_title=ruleset.title,
        from_=request.days[0],
        to=request.days[1],
        as_of=request.as_of,
        status=Status.worst(statuses),
        exit_code=exit_code,
        shops=len({group.shop for verdict in verdicts for group in verdict.groups}),
        inputs=intake.inputs,
        rules=verdicts,
        violations=bad,
        misses=misses(found),
        due=left,
        slices=pl.concat(each.slices for each in found),
        waits=pl.concat(each.waits for each in found),
        rejects=intake.rejects,
        troubles=troubles,
        tag_titles=ruleset.tag_titles,
    )


def _texts(ruleset: Ruleset, scope: Scope) -> list[Wanted]:
    """The texts of messages that the rules will look at."""
    versions = ((rule, version) for rule in ruleset.rules for version in rule.versions)
    wanted = (rule.measure.reads(version.parameters, scope) for rule, version in versions)
    return [each for each in wanted if each is not None]


def looked_at(intake: Intake, ruleset: Ruleset, request: Request) -> tuple[Intake, Scope]:
    """The intake with the derived columns that the rules name, and what measures see of it."""
    wanted = _derived_columns(ruleset)
    intake = with_derived(intake, wanted, last_day=request.days[1], as_of=request.as_of)
    scope = Scope(
        zone=intake.zone,
        days=request.days,
        as_of=request.as_of,
        tables=intake.tables,
        columns=intake.columns,
        messages=intake.messages,
    )
    texts = fetch(intake.messages, intake.tables, _texts(ruleset, scope))
    return intake, replace(scope, texts=texts)


def _derived_columns(ruleset: Ruleset) -> set[tuple[str, str]]:
    """The derived columns (table, column) that the rules name."""
    wanted = set()
    for rule in ruleset.rules:
        for version in rule.versions:
            parameters = version.parameters
            if isinstance(parameters, TableParameters):
                named_columns = {
                    name for names in rule.measure.mentions(parameters).values() for name in names
                }
                named_columns |= columns_of(*parameters.conditions())
                derived = {column.name for column in parameters.canonical.derived}
                wanted |= {(parameters.table, name) for name in named_columns & derived}
    return wanted


def _verdict(found: Measured, request: Request) -> RuleVerdict:
    rule = found.rule
    day = request.rules_at or request.days[1]
    version = rule.version_on(day) or rule.versions[-1]
    return RuleVerdict(
        rule=rule.id,
        title=rule.title,
        measure=rule.measure.name,
        unit=rule.measure.unit(version.parameters),
        severity=rule.severity,
        status=Status.worst([group.status for group in found.groups]),
        value_kind=rule.kind.value,
        counts_bad=rule.counts_bad,
        tags=rule.tags,
        period=version.period.text,
        require=version.require.text() if version.require else None,
        in_force=rule.limit_on(day) is not None,
        source=rule.source,
        confidence=rule.confidence,
        doubt=rule.doubt,
        groups=found.groups,
        agent_days=found.agent_days,
        violations=0 if found.violations is None else found.violations.height,
        notes=found.notes,
        labels=rule.measure.labels(version.parameters),
        reason=found.reason,
        clock_starts=getattr(version.parameters, "starts", None),
    )


def _troubles(
    intake: Intake, verdicts: Sequence[RuleVerdict], request: Request
) -> Iterator[Sentence]:
    """Why the data could not be judged, or not wholly."""
    for each in intake.inputs:
        if each.failure is not None:
            yield sentence("trouble_file", path=each.path, sheet=each.sheet, failure=each.failure)
        elif not request.max_rejected.bears(each.rejected, each.rows):
            yield sentence(
                "trouble_rejects", path=each.path, rejected=each.rejected, rows=each.rows
            )
    for name in request.expect:
        yield from _missing_days(name, intake, request.days)
    if not _anything_judged(intake, verdicts, request.days):
        yield sentence("trouble_nothing_judged", days=Days(*request.days))


def _anything_judged(
    intake: Intake, verdicts: Sequence[RuleVerdict], days: tuple[date, date]
) -> bool:
    """Whether there was a case; or a count of none, in a period of which some table has rows.

    Hours online and snapshots have a case on any day one asks for: they alone tell nothing.
    """
    dated = [each for each in verdicts if each.measure != "coverage" and each.unit != "listings"]
    if any(group.denominator or group.open for each in dated for group in each.groups):
        return True
    audited = set(days_between(*days))
    figures = [group.value for verdict in verdicts for group in verdict.groups]
    return any(figure is not None for figure in figures) and (
        {name for name, has in intake.columns.items() if has} == {"listings"}
        or any(_days_covered(name, intake) & audited for name in intake.columns)
    )


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
