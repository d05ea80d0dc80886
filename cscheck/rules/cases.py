"""Rule cases: tiny inputs with the verdict a rule must give on them, written in YAML.

A table is a few lines with `|` between the cells, the first line its headers. Times may leave out
the date: `10:00:00` is on the case's day, `-2 10:00` two days before it, `+1 00:01:00` after it. A
line that begins with `99 *` stands for 99 rows, in which `{n}` counts from 1, `{n+100}` from 101.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from cscheck.errors import Problem, RulesetError
from cscheck.measures.parameters import Written, column_names, reader
from cscheck.model.sentences import sentence
from cscheck.model.verdicts import Status
from cscheck.rules.drafts import did_you_mean
from cscheck.rules.strict_yaml import Document, Place
from cscheck.schema import Table
from cscheck.tables import TABLES

Rows = list[dict[str, str | None]]


def _value(text: Any) -> Fraction:
    """`80%`, `4/5`, `61.5` (seconds or hours)."""
    number = str(text).strip()
    return Fraction(number.removesuffix("%")) / 100 if number.endswith("%") else Fraction(number)


Day = Annotated[date, reader("not_a_day", date.fromisoformat)]
Ids = Annotated[
    tuple[str, ...], reader("not_columns", lambda ids: column_names(ids) if ids else ())
]


class Cost(Written):
    """What the penalties of a rule's groups must add up to, in yuan and points.

    `text` is something that their words say, in any language.
    """

    low: Annotated[Fraction | None, reader("not_a_value", _value)] = None
    high: Annotated[Fraction | None, reader("not_a_value", _value)] = None
    points_low: int | None = None
    points_high: int | None = None
    text: str | None = None


class Expectation(Written):
    """What a rule must say; only what is named is compared. Counts are summed over the groups.

    `groups` is how many there are: shops, agents, and the periods that the days fall into.
    `label` is the tier that its only group reaches, in any language; `-` where it reaches none.
    """

    status: Annotated[Status, reader("not_a_status", Status)]
    groups: int | None = None
    value: Annotated[Fraction | None, reader("not_a_value", _value)] = None
    good: int | None = None
    bad: int | None = None
    open: int | None = None
    review: int | None = None
    excluded: dict[str, int] | None = None
    violations: Ids | None = None
    due: Ids | None = None
    label: str | None = None
    penalty: Cost | None = None


class _Case(Written):
    name: str
    rule: str
    date: Day | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    as_of: str | None = None
    tables: dict[str, str]
    expect: Expectation


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: the rule, the days, the tables as rows of text, and what is expected."""

    name: str
    rule: str
    days: tuple[date, date]
    as_of: str | None
    tables: Mapping[str, tuple[tuple[str, ...], Rows]]
    expect: Expectation
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file's cases and, of each rule that no platform's export can feed, the missing column."""

    cases: tuple[RuleCase, ...]
    not_exported: Mapping[str, str]


_KEYS = ("cases", "not_exported")


def read_cases(document: Document) -> CaseFile:
    """What a file of cases says; raises RulesetError with every problem found."""
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("cases"), list):
        raise RulesetError(document.problem((), sentence("yaml_no_cases")))
    problems = [
        document.problem(
            (key,),
            sentence("yaml_unknown_key", key=key),
            hint=did_you_mean(key, _KEYS),
            at_key=True,
        )
        for key in data
        if key not in _KEYS
    ]
    not_exported = data.get("not_exported", {})
    if not _is_words(not_exported):
        what = sentence("yaml_wrong_type", key="not_exported", value=str(not_exported))
        problems.append(document.problem(("not_exported",), what))
    cases = [
        _case(document, ("cases", number), each, problems)
        for number, each in enumerate(data["cases"])
    ]
    if problems:
        raise RulesetError(*problems)
    return CaseFile(tuple(case for case in cases if case is not None), not_exported)


def _is_words(data: Any) -> bool:
    return isinstance(data, Mapping) and all(isinstance(each, str) for each in data.values())


def _case(document: Document, place: Place, data: Any, problems: list[Problem]) -> RuleCase | None:
    try:
        case = _Case.model_validate(data)
    except ValidationError as error:
        problems.extend(_problem(document, place, detail) for detail in error.errors())
        return None
    first, last = case.date or case.from_, case.date or case.to
    if first is None or last is None:
        problems.append(document.problem(place, sentence("yaml_case_without_day")))
        return None
    tables = {}
    for name, text in case.tables.items():
        inside: Place = (*place, "tables", name)
        if name not in TABLES:
            hint = did_you_mean(name, TABLES)
            what = sentence("yaml_not_a_table", value=name)
            problems.append(document.problem(inside, what, hint=hint, at_key=True))
            return None
        headers, rows = _table(text, TABLES[name], first)
        unknown = [header for header in headers if header not in TABLES[name].readable]
        for header in unknown:
            what = sentence("yaml_unknown_column", table=name, column=header)
            hint = did_you_mean(header, TABLES[name].readable)
            problems.append(document.problem(inside, what, hint=hint))
        tables[name] = (headers, rows)
    line = document.values[place][0]
    days = (first, last)
    return RuleCase(
        case.name, case.rule, days, case.as_of, tables, case.expect, document.path, line
    )


def _table(text: str, table: Table, day: date) -> tuple[tuple[str, ...], Rows]:
    lines = (each for line in text.splitlines() if line.strip() for each in _repeated(line))
    headers, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    times = {name for name in headers if name in table.times}
    found = []
    for cells in rows:
        padded = [*cells, *[""] * (len(headers) - len(cells))]
        row = dict(zip(headers, padded, strict=False))
        found.append(
            {
                name: (dated(cell, day) if name in times else cell) or None
                for name, cell in row.items()
            }
        )
    return tuple(headers), found


_COUNT = re.compile(r"\{n(?:\+(\d+))?\}")


def _repeated(line: str) -> Iterator[str]:
    """A line, or the many that `99 * C{n} | ...` stands for."""
    found = re.fullmatch(r"\s*(\d+)\s*\*(.*)", line)
    if found is None:
        yield line
        return
    for number in range(1, int(found[1]) + 1):
        yield _COUNT.sub(lambda count, n=number: str(n + int(count[1] or 0)), found[2])


_SHORT = re.compile(r"(?:([+-]\d+)\s+)?(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")


def dated(text: str, day: date) -> str:
    """A time with its date: `10:00:00` on the day, `-2 10:00` two days before; others unchanged."""
    found = _SHORT.fullmatch(text)
    if found is None:
        return text
    on = day + timedelta(days=int(found[1] or 0))
    clock = found[2] if found[2].count(":") == 2 else f"{found[2]}:00"
    return f"{on.isoformat()} {clock}"


_MODELS: Mapping[str, type[BaseModel]] = {"expect": Expectation, "penalty": Cost}


def _problem(document: Document, place: Place, detail: Any) -> Problem:
    inside: Place = (*place, *detail["loc"])
    key = str(inside[-1])
    if detail["type"] == "extra_forbidden":
        model = _MODELS.get(str(inside[-2]), _Case)
        known = [field.alias or name for name, field in model.model_fields.items()]
        what = sentence("yaml_unknown_key", key=key)
        return document.problem(inside, what, hint=did_you_mean(key, known), at_key=True)
    if detail["type"] == "missing":
        return document.problem(place, sentence("yaml_case_lacks", key=key))
    what = sentence("yaml_wrong_type", key=key, value=str(detail["input"]))
    return document.problem(inside, what)
