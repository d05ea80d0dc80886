"""What the rules want of the data beyond its own columns, made ready before any is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.measures.cases import Measure, Scope
from cscheck.measures.parameters import Parameters, TableParameters
from cscheck.measures.selection import columns_of
from cscheck.measures.wording.texts import Wanted, fetch
from cscheck.request import Request
from cscheck.rules.ruleset import Ruleset


def prepared(intake: Intake, ruleset: Ruleset, request: Request) -> tuple[Intake, Scope]:
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
    for measure, parameters in _asked(ruleset):
        if isinstance(parameters, TableParameters):
            named_columns = {
                name for names in measure.mentions(parameters).values() for name in names
            }
            named_columns |= columns_of(*parameters.conditions())
            derived = {column.name for column in parameters.canonical.derived}
            wanted |= {(parameters.table, name) for name in named_columns & derived}
    return wanted


def heard_in(ruleset: Ruleset) -> frozenset[str]:
    """By whom messages are in which a rule looks for words."""
    asked = _asked(ruleset)
    return frozenset(name for measure, parameters in asked for name in measure.hears(parameters))


def _texts(ruleset: Ruleset, scope: Scope) -> list[Wanted]:
    """The texts of messages that the rules will look at."""
    wanted = (measure.reads(parameters, scope) for measure, parameters in _asked(ruleset))
    return [each for each in wanted if each is not None]


def _asked(ruleset: Ruleset) -> Iterator[tuple[Measure, Parameters]]:
    """What every version of every rule measures, and by which parameters."""
    return ((rule.measure, each.parameters) for rule in ruleset.rules for each in rule.versions)
