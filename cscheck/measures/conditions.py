"""Conditions on the columns of a row: what `where`, `unless`, `of`, `good` and `bad` may say.

A condition compares columns with values or with each other, and nothing else: a fact that needs
another table or arithmetic is a derived column (measures.md, part 5).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from cscheck.schema import Column, Kind, Table

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
OPERATORS = ("contains", "before", "after", *_COMPARE)
PRESENT, MISSING = "present", "missing"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: `operator` is one of OPERATORS, `present`, `missing` or `is`."""

    column: str
    operator: str
    value: object = None

    def expression(self, table: Table) -> pl.Expr:
        """True or false for every row of the table; a blank cell satisfies no comparison."""
        cell = pl.col(self.column)
        column = table.known[self.column]
        match self.operator:
            case "present":
                return cell.is_not_null()
            case "missing":
                return cell.is_null()
            case "before":
                holds = cell < pl.col(str(self.value))
            case "after":
                holds = cell > pl.col(str(self.value))
            case "contains":
                # Senders of messages are codes, which have no parts.
                holds = cell.cast(pl.String).str.contains_any(list(_texts(self.value)))
            case "is":
                accepted = [_as_kind(value, column) for value in _sequence(self.value)]
                holds = pl.any_horizontal(cell == value for value in accepted)
            case compare:
                holds = _COMPARE[compare](cell, _number(self.value, column))
        return holds.fill_null(value=False)

    @property
    def columns(self) -> tuple[str, ...]:
        compares_columns = self.operator in ("before", "after")
        return (self.column, str(self.value)) if compares_columns else (self.column,)


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives, each a set of tests that must all hold."""

    alternatives: tuple[tuple[Test, ...], ...]

    def expression(self, table: Table) -> pl.Expr:
        return pl.any_horizontal(
            pl.all_horizontal(test.expression(table) for test in tests)
            for tests in self.alternatives
        )

    def ignoring(self, absent: frozenset[str]) -> Condition | None:
        """The condition without its tests on columns that an export lacks.

        An alternative that has no other test goes with them; None where nothing is left.
        """
        kept = (
            tuple(test for test in tests if absent.isdisjoint(test.columns))
            for tests in self.alternatives
        )
        left = tuple(tests for tests in kept if tests)
        return Condition(left) if left else None

    def not_naming(self, absent: frozenset[str]) -> Condition | None:
        """Its alternatives that name no absent column; None where all do."""
        kept = tuple(
            tests
            for tests in self.alternatives
            if all(absent.isdisjoint(test.columns) for test in tests)
        )
        return Condition(kept) if kept else None

    def tests(self) -> Iterator[Test]:
        for tests in self.alternatives:
            yield from tests

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for test in self.tests() for name in test.columns)

    @property
    def surely_present(self) -> frozenset[str]:
        """The columns that the condition itself says must have a value."""
        if len(self.alternatives) != 1:
            return frozenset()
        return frozenset(test.column for test in self.tests() if test.operator == PRESENT)


def parse_condition(source: object) -> Condition:
    """Read a map of tests (all must hold) or a list of such maps (one must).

    Raises ValueError, with what cannot be understood, for anything else.
    """
    maps = source if isinstance(source, list) else [source]
    if not maps:
        raise ValueError(source)
    return Condition(tuple(tuple(_tests(each)) for each in maps))


def _tests(source: object) -> Iterator[Test]:
    if not isinstance(source, Mapping) or not source:
        raise ValueError(source)
    for column, wanted in source.items():
        yield from _test(str(column), wanted)


def _test(column: str, wanted: object) -> Iterator[Test]:
    if isinstance(wanted, Mapping):
        if not wanted or not set(wanted) <= set(OPERATORS):
            raise ValueError(wanted)
        for sign, value in wanted.items():
            yield Test(column, str(sign), value)
    elif wanted in (PRESENT, MISSING):
        yield Test(column, str(wanted))
    elif wanted is None:
        raise ValueError(wanted)
    else:
        yield Test(column, "is", wanted)


def _sequence(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _texts(value: object) -> Iterator[str]:
    return (str(each) for each in _sequence(value))


def _as_kind(value: object, column: Column) -> object:
    """A value of a rule as the column holds it."""
    if column.kind is Kind.FLAG:
        return value
    if column.kind in (Kind.MONEY, Kind.NUMBER, Kind.RATE, Kind.SECONDS):
        return _number(value, column)
    return str(value)


def _number(value: object, column: Column) -> float | int:
    """Money in rules is in yuan, in columns in fen; both are compared exactly."""
    number = Fraction(str(value))
    if column.kind is Kind.MONEY:
        number *= 100
    return int(number) if number.denominator == 1 else float(number)
