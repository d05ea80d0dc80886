"""Whether the columns and words that a rule names exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cscheck.errors import Problem
from cscheck.measures.cases import Measure
from cscheck.measures.conditions import Condition, Test
from cscheck.measures.parameters import Parameters, TableParameters
from cscheck.model.sentences import Sentence, sentence
from cscheck.rules.drafts import Located, did_you_mean
from cscheck.schema import Column, Kind, Table

_NUMBERS = (Kind.MONEY, Kind.NUMBER, Kind.RATE, Kind.SECONDS)
_TIMED = ("start", "stop", "due_columns", "cancelled_by", "intervals", "else", "day")
_KINDS_UNDER = {"sum": _NUMBERS, **dict.fromkeys(_TIMED, (Kind.TIME,))}
"""What columns must hold to stand under a key."""


def misnamed(
    measure: Measure, parameters: Parameters, keys: Mapping[str, Located]
) -> Iterator[Problem]:
    """The problems of columns, words and values that the rule's table does not have."""
    if not isinstance(parameters, TableParameters):
        return
    table = parameters.canonical
    for key, columns in measure.mentions(parameters).items():
        for name in columns:
            if key not in keys:
                continue
            if name not in table.known:
                yield _unknown_column(keys[key], name, table)
            elif table.known[name].kind not in _KINDS_UNDER.get(key, tuple(Kind)):
                kind = table.known[name].kind.value
                what = sentence("yaml_wrong_kind", column=name, kind=kind, key=key)
                yield keys[key].problem_with(name, what)
    for key, located in keys.items():
        condition = getattr(parameters, key, None)
        if isinstance(condition, Condition):
            yield from _misnamed_in(condition, located, table)


def _unknown_column(located: Located, name: str, table: Table) -> Problem:
    what = sentence("yaml_unknown_column", table=table.name, column=name)
    return located.problem_with(name, what, hint=did_you_mean(name, table.known))


def _misnamed_in(condition: Condition, located: Located, table: Table) -> Iterator[Problem]:
    for test in condition.tests():
        unknown = [name for name in test.columns if name not in table.known]
        for name in unknown:
            yield _unknown_column(located, name, table)
        if not unknown and (wrong := _misused(test, table.known[test.column])):
            what, hint = wrong
            word = what.values.get("word", test.column)
            yield located.problem_with(word, what, hint=hint)


def _misused(test: Test, column: Column) -> tuple[Sentence, Sentence | None] | None:
    """What is wrong with comparing this column so, and what may have been meant."""
    wanted = sentence(
        "yaml_wrong_comparison", column=column.name, kind=column.kind.value, value=str(test.value)
    )
    if test.operator in ("before", "after"):
        return None if column.kind is Kind.TIME else (wanted, None)
    if test.operator == "contains":
        return None if column.kind in (Kind.TEXT, Kind.ID, Kind.WORD) else (wanted, None)
    if test.operator != "is":
        is_number = isinstance(test.value, (int, float)) and not isinstance(test.value, bool)
        fits = test.operator in ("present", "missing") or (column.kind in _NUMBERS and is_number)
        return None if fits else (wanted, None)
    values = test.value if isinstance(test.value, list) else [test.value]
    return _misused_values(values, column, wanted)


def _misused_values(
    values: Iterable[object], column: Column, wanted: Sentence
) -> tuple[Sentence, Sentence | None] | None:
    for value in values:
        if column.kind is Kind.WORD and column.words and value not in column.words:
            what = sentence("yaml_unknown_word", column=column.name, word=str(value))
            return what, did_you_mean(str(value), column.words)
        if column.kind is Kind.TIME or isinstance(value, bool) != (column.kind is Kind.FLAG):
            return wanted, None
        if column.kind in _NUMBERS and not isinstance(value, (int, float)):
            return wanted, None
    return None
