"""`explain`: the case that an id stands for, told row by row, with the clock of its rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from cscheck.errors import Problem, UsageError
from cscheck.explaining.events import CaseRow, Storyteller
from cscheck.intake import Intake
from cscheck.judging.case_verdicts import with_verdicts
from cscheck.judging.evidence import named
from cscheck.judging.versions import cases_by_version
from cscheck.measures.cases import Cases
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.timeline import ExplainedCase, Explanation, Verdict
from cscheck.preparing import prepared
from cscheck.request import Request
from cscheck.rules.ruleset import Rule, Ruleset, Version

MOST_CASES = 20


def explain(intake: Intake, ruleset: Ruleset, case: str, request: Request) -> Explanation:
    """The cases of the ruleset's one rule that an id stands for.

    The id is the case's own, that of its conversation, the buyer's token or name, or `file:row`.
    Raises UsageError where there is no such case.
    """
    (rule,) = ruleset.rules
    intake, scope = prepared(intake, ruleset, request)
    found: list[ExplainedCase] = []
    for version, cases in cases_by_version(rule, scope, request.rules_at):
        rows = _matching(rule, version, cases, case, (intake, request))
        teller = Storyteller(version, intake, scope, show_pii=request.naming.show_pii)
        found += [_explained(version, row, teller) for row in rows]
    if not found:
        hint = sentence("case_hint")
        raise UsageError(Problem(sentence("no_such_case", rule=rule.id, id=case), hint=hint))
    return Explanation(
        platform=ruleset.platform,
        rule=rule.id,
        title=rule.title,
        measure=rule.measure.name,
        source=rule.source,
        as_of=request.as_of,
        cases=tuple(found[:MOST_CASES]),
    )


def _matching(
    rule: Rule, version: Version, cases: Cases, case: str, asked: tuple[Intake, Request]
) -> Iterator[CaseRow]:
    """The cases that an id stands for, in the order of time."""
    intake, request = asked
    frame = with_verdicts(rule, cases).drop("buyer")  # a key; `named` tells the buyer
    unit = rule.measure.unit(version.parameters)
    rows = named(frame.with_columns(unit=pl.lit(unit)), intake, request.naming)
    whole = named(frame.with_columns(unit=pl.lit("conversation")), intake, request.naming)
    rows = rows.with_columns(conversation_id=whole["id"])
    ids = {case, request.naming.token(case)}
    place = pl.format("{}:{}", "file", "row")
    matches = pl.any_horizontal(pl.col("id", "conversation_id", "buyer").is_in(ids))
    matches |= (place == case) | place.str.ends_with(f"/{case}")
    chosen = rows.filter(matches.fill_null(value=False)).sort("start", "source", "row")
    yield from chosen.iter_rows(named=True)


def _explained(version: Version, row: CaseRow, teller: Storyteller) -> ExplainedCase:
    late = row["late_by"]
    verdict = Verdict(row["verdict"])
    return ExplainedCase(
        id=row["id"] or row["conversation_id"] or "",
        shop=row["shop"],
        day=row["day"],
        agent=row["agent"],
        buyer=row["buyer"],
        version=version.name,
        parameters=version.written,
        require=version.require.text() if version.require else None,
        verdict=verdict,
        excluded=row["excluded"],
        start=row["start"],
        deadline=row["deadline"],
        stop=row["stop"],
        late_by_seconds=None if late is None else late / 1_000_000,
        detail=row["detail"],
        file=row["file"],
        row=row["row"],
        in_time=_in_time(row, verdict, version),
        events=tuple(teller.events(row)),
    )


def _in_time(row: dict[str, Any], verdict: Verdict, version: Version) -> Sentence | None:
    """What would have been in time, or good."""
    deadline = row["deadline"]
    if deadline is not None:
        key = {Verdict.BAD: "was_in_time_until", Verdict.OPEN: "still_in_time_until"}.get(verdict)
        return sentence(key or "in_time_until", deadline=deadline.replace(tzinfo=None))
    for word in ("good", "bad"):
        if (asked := version.written.get(word)) is not None:
            return sentence(f"counts_as_{word}", condition=_plain(asked))
    return None


def _plain(condition: object) -> str:
    """A condition as the ruleset writes it, on one line."""
    if isinstance(condition, dict):
        return ", ".join(f"{key}: {_plain(value)}" for key, value in condition.items())
    if isinstance(condition, list):
        return " | ".join(_plain(each) for each in condition)
    return str(condition)
