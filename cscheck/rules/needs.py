"""What a rule needs of the exports: tables, columns, and days before the one audited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from cscheck.measures.cases import Measure
from cscheck.measures.parameters import Parameters, TableParameters
from cscheck.measures.selection import columns_of, sources_of
from cscheck.rules.ruleset import Rule
from cscheck.tables import TABLES

_DOES_WITHOUT = ("cancelled_by", "due_columns", "optional", "within")
"""The parameters whose columns may be missing: a rule is measured without them."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The table and columns that a rule reads; `days_before` the day audited its rows begin.

    `exported` are the columns of every table that it cannot be measured without, its own first:
    those that derived ones are made from in place of these.
    """

    table: str
    columns: tuple[str, ...]
    exported: Mapping[str, tuple[str, ...]]
    days_before: int

    @property
    def beside(self) -> tuple[str, ...]:
        """The tables that must be there beside its own."""
        return tuple(self.exported)[1:]


def needs(rule: Rule) -> Needs:
    """What the latest version of a rule needs."""
    measure, parameters = rule.measure, rule.versions[-1].parameters
    table = measure.table(parameters)
    named = set(chain.from_iterable(measure.mentions(parameters).values()))
    if isinstance(parameters, TableParameters):
        named |= columns_of(*parameters.conditions())
    exported = _exported(table, named, frozenset(_spared(measure, parameters)))
    for name in measure.beside(parameters):
        exported.setdefault(name, ())
    limit = measure.limit(parameters)
    back = 0
    if limit is not None and not measure.decided_in_period(parameters):
        back = limit.days_back
    return Needs(table, tuple(sorted(named)), exported, back)


def _spared(measure: Measure, parameters: Parameters) -> Iterator[str]:
    """The columns that the rule is measured without where they are missing."""
    mentions = measure.mentions(parameters)
    for key in _DOES_WITHOUT:
        yield from mentions.get(key, ())


def _exported(
    table: str, named: Iterable[str], spared: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The columns of exports that these are, or are made from; of derived ones the needed alone."""
    derived = {column.name for column in TABLES[table].derived}
    found: dict[str, set[str]] = {table: set()}
    for name in sorted(set(named) - (spared & derived)):
        for source in sources_of(table, name):
            where, _, column = source.partition(".")
            found.setdefault(where, set()).add(column)
    return {where: tuple(sorted(columns)) for where, columns in found.items()}
