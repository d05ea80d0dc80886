"""What a rule needs of the exports: tables, columns, and days before the one audited."""

from __future__ import annotations

from dataclasses import dataclass

from cscheck.clock import DAY
from cscheck.measures.parameters import TableParameters
from cscheck.measures.selection import columns_of
from cscheck.rules.ruleset import Rule


@dataclass(frozen=True, slots=True)
class Needs:
    """The table and columns that a rule reads; `days_before` the day audited its rows begin."""

    table: str
    columns: tuple[str, ...]
    days_before: int


def needs(rule: Rule) -> Needs:
    """What the latest version of a rule needs."""
    measure, parameters = rule.measure, rule.versions[-1].parameters
    named = {each for names in measure.mentions(parameters).values() for each in names}
    if isinstance(parameters, TableParameters):
        named |= columns_of(*parameters.conditions())
    limit = measure.limit(parameters)
    back = 0
    if limit is not None and not measure.decided_in_period(parameters):
        back = limit.days or -(-limit.seconds // DAY)
    return Needs(measure.table(parameters), tuple(sorted(named)), back)
