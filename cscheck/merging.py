"""Puts together what was found of several parts of the shops, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import polars as pl

from cscheck.audit import exit_code
from cscheck.judging.troubles import of_inputs
from cscheck.model.groups import Groups
from cscheck.model.inputs import InputFile, Reject
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.sentences import Sentence
from cscheck.model.verdicts import Status
from cscheck.request import Request

_COUNTED = "from_conversations"
_BY_SHOP = "silent_hours"
_OF_ALL = "trouble_nothing_judged"


def merged(parts: Iterable[Result], parted: Sequence[int], request: Request) -> Result:
    """One Result of several, whose shops follow each other by name.

    `parted` are the inputs whose rows are in all parts; those of the others are in each.
    """
    whole = reduce(lambda one, other: _added(one, other, frozenset(parted)), parts)
    troubles = [
        *of_inputs(whole.inputs, request.max_rejected.bears),
        *(each for each in whole.troubles if each.key == _OF_ALL),
    ]
    statuses = [rule.status for rule in whole.rules]
    order = {each.rule: number for number, each in enumerate(whole.rules)}
    sources = {(each.path, each.sheet): number for number, each in enumerate(whole.inputs)}
    return replace(
        whole,
        status=Status.worst(statuses),
        exit_code=exit_code(troubles, statuses, request.fail_on),
        shops=len({shop for rule in whole.rules for shop in rule.groups.shops}),
        troubles=tuple(troubles),
        violations=_worst_first(whole.violations, order, sources),
        misses=whole.misses.sort("rule", "shop", "day", "agent", nulls_last=True),
        due=_soonest_first(whole.due, sources),
        rejects=tuple(sorted(whole.rejects, key=lambda each: _place(each, sources))),
    )


def _added(one: Result, other: Result, parted: frozenset[int]) -> Result:
    inputs = [
        _both(mine, theirs) if number in parted else mine
        for number, (mine, theirs) in enumerate(zip(one.inputs, other.inputs, strict=True))
    ]
    names = {(one.inputs[number].path, one.inputs[number].sheet) for number in parted}
    rejects = [each for each in other.rejects if (each.file, each.sheet) in names]
    return replace(
        one,
        inputs=tuple(inputs),
        rules=tuple(map(_rule, one.rules, other.rules)),
        violations=pl.concat([one.violations, other.violations]),
        misses=pl.concat([one.misses, other.misses]),
        due=pl.concat([one.due, other.due]),
        rejects=(*one.rejects, *rejects),
        troubles=tuple(each for each in one.troubles if each in other.troubles),
    )


def _rule(one: RuleVerdict, other: RuleVerdict) -> RuleVerdict:
    groups = Groups.chained(one.groups, other.groups)
    reasons = [each.reason for each in (one, other) if not each.groups]
    return replace(
        one,
        groups=groups,
        status=Status.worst([each.status for each in (one, other) if each.groups]),
        violations=one.violations + other.violations,
        agent_days=(*one.agent_days, *other.agent_days),
        notes=_notes(one.notes, other.notes),
        reason=None if groups else next(iter(reasons), None),
    )


def _both(one: InputFile, other: InputFile) -> InputFile:
    """What became of the rows of two parts of a file."""
    moments = [each for each in (one.first, other.first) if each is not None]
    last = [each for each in (one.last, other.last) if each is not None]
    kinds = {**one.not_data, **other.not_data}
    return replace(
        one,
        rows=one.rows + other.rows,
        used=one.used + other.used,
        duplicate=one.duplicate + other.duplicate,
        not_data={kind: one.not_data.get(kind, 0) + other.not_data.get(kind, 0) for kind in kinds},
        rejected=one.rejected + other.rejected,
        first=min(moments, default=None),
        last=max(last, default=None),
        notes=_notes(one.notes, other.notes),
        failure=one.failure or other.failure,
    )


def _notes(one: Sequence[Sentence], other: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """What both say, each once; what is counted is added up."""
    said = list(one)
    for note in other:
        same = next((at for at, each in enumerate(said) if each.key == note.key == _COUNTED), None)
        if same is not None:
            cases = int(str(said[same].values["cases"])) + int(str(note.values["cases"]))
            said[same] = Sentence(note.key, {**note.values, "cases": cases})
        elif note not in said:
            said.append(note)
    return tuple(_in_order(said))


def _in_order(notes: Sequence[Sentence]) -> Iterator[Sentence]:
    """The notes, those of shops where the first of them stands, by the shop's name."""
    of_shops = [note for note in notes if note.key == _BY_SHOP]
    by_name = iter(sorted(of_shops, key=lambda note: str(note.values["shop"])))
    for note in notes:
        yield next(by_name) if note.key == _BY_SHOP else note


def _numbered(rows: pl.DataFrame, sources: dict[Any, int]) -> pl.DataFrame:
    places = pl.DataFrame(
        [(*place, number) for place, number in sources.items()],
        schema={"file": pl.String, "sheet": pl.String, "source": pl.UInt16},
        orient="row",
    ).unique(["file", "sheet"], keep="first")
    return rows.join(
        places, on=["file", "sheet"], how="left", nulls_equal=True, maintain_order="left"
    )


def _worst_first(
    rows: pl.DataFrame, order: dict[str, int], sources: dict[Any, int]
) -> pl.DataFrame:
    """Violations in the order of the rules, then as cscheck.judging.findings puts them."""
    place = pl.col("rule").replace_strict(order, return_dtype=pl.UInt32)
    numbered = _numbered(rows, sources).with_columns(place=place)
    key = ("place", "review", "late_by_seconds", "day", "shop", "source", "row")
    down = [name == "late_by_seconds" for name in key]
    ordered = numbered.sort(key, descending=down, nulls_last=True, maintain_order=True)
    return ordered.select(rows.columns)


def _soonest_first(rows: pl.DataFrame, sources: dict[Any, int]) -> pl.DataFrame:
    key = ("deadline", "rule", "shop", "source", "row")
    return _numbered(rows, sources).sort(key, maintain_order=True).select(rows.columns)


def _place(reject: Reject, sources: dict[Any, int]) -> tuple[int, int]:
    return sources[reject.file, reject.sheet], reject.row
