"""The whole audit, without input or output: what was read and what is required, to a Result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import polars as pl

from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.judging.evidence import Naming, named
from cscheck.judging.findings import condensed, findings, misses
from cscheck.judging.measured import Measured
from cscheck.judging.measuring import measured
from cscheck.judging.revising import Named, Reviser, Revision, with_ids, with_past_told
from cscheck.judging.troubles import troubles
from cscheck.judging.waiving import Waiving
from cscheck.measures.cases import Scope
from cscheck.measures.parameters import TableParameters
from cscheck.measures.selection import columns_of
from cscheck.measures.wording.lists import WordList
from cscheck.measures.wording.sieve import ListSieve
from cscheck.measures.wording.texts import Wanted, fetch
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.sentences import Sentence
from cscheck.model.stored import StoredDays
from cscheck.model.verdicts import Status
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.waivers import Waiver

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
    * shops: only those from one name up to another are judged; None where there is no such bound
    * stored: the days before those audited; None where there is no history
    * evidence_limit: how many violations of each rule the Result names; all, where None
    * group_limit: of how many groups of a rule and shop (the worst) it names the buyers; likewise
    """

    days: tuple[date, date]
    as_of: datetime
    rules_at: date | None = None
    fail_on: str = "fail"
    max_rejected: Rejectable = Rejectable()
    expect: tuple[str, ...] = ()
    breakdown: bool = False
    evidence_limit: int | None = None
    group_limit: int | None = None
    naming: Naming = field(default_factory=Naming)
    progress: Callable[[str], None] = _quietly
    waivers: tuple[Waiver, ...] = ()
    stored: StoredDays | None = None
    shops: tuple[str | None, str | None] = (None, None)


def audit(intake: Intake, ruleset: Ruleset, request: Request) -> Result:
    """Measures every rule on what was read, and judges it."""
    intake, scope = looked_at(intake, ruleset, request)
    waiving = Waiving(request.waivers, intake, request.naming, request.days[1])

    def without_names(cases: pl.DataFrame) -> pl.DataFrame:
        return named(cases, intake, Naming(request.naming.token_key))

    found, revisions = [], []
    for rule in ruleset.rules:
        request.progress(rule.id)
        stored = request.stored
        if stored is not None:
            reviser = Reviser(scope, intake, waiving, request.rules_at, without_names)
            revisions.append(reviser.revised(rule, stored))
            stored = revisions[-1].stored
        each = measured(
            rule,
            scope,
            request.rules_at,
            breakdown=request.breakdown,
            waiving=waiving,
            stored=stored,
        )
        told = each if stored is None else with_past_told(each, revisions[-1])
        found.append(condensed(told, request.evidence_limit))
    found, bad, left = findings(found, intake, request.naming, request.group_limit)
    verdicts = tuple(_verdict(each, request) for each in found)
    wrong = tuple(
        troubles(intake, verdicts, request.days, request.max_rejected.bears, request.expect)
    )
    statuses = [verdict.status for verdict in verdicts]
    return Result(
        platform=ruleset.platform,
        platform_title=ruleset.title,
        from_=request.days[0],
        to=request.days[1],
        as_of=request.as_of,
        status=Status.worst(statuses),
        exit_code=exit_code(wrong, statuses, request.fail_on),
        shops=len({shop for verdict in verdicts for shop in verdict.groups.shops}),
        inputs=intake.inputs,
        rules=verdicts,
        violations=bad,
        misses=misses(found),
        due=left,
        slices=pl.concat(each.slices for each in found),
        waits=pl.concat(each.waits for each in found),
        rejects=intake.rejects,
        troubles=wrong,
        tag_titles=ruleset.tag_titles,
        **_for_the_history(found, revisions, request, without_names),
        measured=frozenset(each.rule.id for each in found if each.alike is not None),
    )


def _for_the_history(
    found: Sequence[Measured], revisions: Sequence[Revision], request: Request, named: Named
) -> dict[str, Any]:
    """What the history keeps of this audit, and what it had; nothing where there is none."""
    if request.stored is None:
        return {}
    rows = [with_ids(each.alike, named) for each in found if each.alike is not None]
    rows += [each.alike for each in revisions if each.alike is not None]
    figures = [figure for each in found for figure in each.day_figures]
    figures += [figure for each in revisions for figure in each.figures]
    rules = {each.rule.id for each in found}
    past = [
        figure
        for each in revisions
        for figure in each.stored.figures
        if figure.rule == each.rule and figure.day < request.days[0]
    ]
    return {
        "alike": pl.concat(rows) if rows else None,
        "day_figures": tuple(figures),
        "revised": {at: run for each in revisions for at, run in each.places.items()},
        "past": tuple(past),
        "past_judged": tuple(
            each
            for each in request.stored.judged
            if each.rule in rules and each.day < request.days[0]
        ),
    }


def exit_code(wrong: Sequence[Sentence], statuses: Sequence[Status], fail_on: str) -> int:
    """What the program ends with: the data outranks the rules."""
    broken = _BREAKING[fail_on] & set(statuses)
    return EXIT_NO_VERDICT if wrong else EXIT_BROKEN if broken else EXIT_OK


def sieve_of(ruleset: Ruleset) -> ListSieve | None:
    """What the rules want the texts of many messages looked at with while they are read."""
    versions = ((rule, version) for rule in ruleset.rules for version in rule.versions)
    lists = (each for rule, version in versions for each in rule.measure.lists(version.parameters))
    known: list[WordList] = []
    for each in lists:
        known += [each] if each not in known else []
    return ListSieve(tuple(known)) if known else None


def _texts(ruleset: Ruleset, scope: Scope) -> list[Wanted]:
    """The texts of messages that the rules will look at."""
    versions = ((rule, version) for rule in ruleset.rules for version in rule.versions)
    wanted = (rule.measure.reads(version.parameters, scope) for rule, version in versions)
    return [each for each in wanted if each is not None]


def looked_at(intake: Intake, ruleset: Ruleset, request: Request) -> tuple[Intake, Scope]:
    """The intake with the derived columns that the rules name, and what measures see of it."""
    wanted = derived_columns(ruleset)
    intake = with_derived(intake, wanted, last_day=request.days[1], as_of=request.as_of)
    intake = _within(intake, request.shops)
    scope = Scope(
        zone=intake.zone,
        days=request.days,
        as_of=request.as_of,
        tables=intake.tables,
        columns=intake.columns,
        messages=intake.messages,
    )
    texts = fetch(intake.messages, intake.tables, _texts(ruleset, scope), intake.zone, request.days)
    return intake, replace(scope, texts=texts)


def _within(intake: Intake, shops: tuple[str | None, str | None]) -> Intake:
    """The intake without the tables' rows of other shops; messages are of these shops already."""
    first, end = shops
    tests = [pl.col("shop") >= first] if first is not None else []
    tests += [pl.col("shop") < end] if end is not None else []
    if not tests:
        return intake
    tables = {name: frame.filter(tests) for name, frame in intake.tables.items()}
    return replace(intake, tables=tables)


def derived_columns(ruleset: Ruleset) -> set[tuple[str, str]]:
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
        status=Status.worst([kind.status for kind in found.groups.kinds]),
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
        violations=found.broken,
        notes=found.notes,
        labels=rule.measure.labels(version.parameters),
        reason=found.reason,
        clock_starts=getattr(version.parameters, "starts", None),
    )
