"""The whole audit, without input or output: what was read and what is required, to a Result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cscheck.intake import Intake
from cscheck.judging.evidence import Naming, named
from cscheck.judging.findings import condensed, findings, misses
from cscheck.judging.measured import Measured
from cscheck.judging.measuring import measured
from cscheck.judging.revising import Named, Reviser, Revision, with_ids, with_past_told
from cscheck.judging.troubles import troubles
from cscheck.judging.waiving import Waiving
from cscheck.measures.cases import Scope
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.sentences import Sentence
from cscheck.model.verdicts import Status
from cscheck.preparing import prepared
from cscheck.request import Request
from cscheck.rules.ruleset import Ruleset

_BREAKING = {"fail": {Status.FAIL}, "warn": {Status.FAIL, Status.WARN}, "never": set[Status]()}
EXIT_OK, EXIT_BROKEN, EXIT_NO_VERDICT = 0, 1, 3


def audit(intake: Intake, ruleset: Ruleset, request: Request) -> Result:
    """Measures every rule on what was read, and judges it."""
    if request.digests:
        intake.begin_digests()
    intake, scope = prepared(intake, ruleset, request)
    return audited(intake, scope, ruleset, request)


def audited(intake: Intake, scope: Scope, ruleset: Ruleset, request: Request) -> Result:
    """The same of what is `prepared` already, for these rules or for more."""
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
        inputs=intake.inputs_with_digests() if request.digests else intake.inputs,
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
