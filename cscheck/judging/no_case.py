"""Why a rule has no case, in words that help."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from cscheck.measures.cases import Scope
from cscheck.model.sentences import Days, Sentence, sentence, table_named
from cscheck.rules.ruleset import Rule, Version
from cscheck.tables import TABLES


def no_case(rule: Rule, version: Version, scope: Scope) -> Sentence:
    """Why there is no case, in words that help: which rows would be needed, and which there are."""
    table = rule.measure.table(version.parameters)
    first, last = scope.days
    limit = rule.measure.limit(version.parameters)
    values: dict[str, object] = {"table": table_named(table), "days": Days(first, last)}
    if span := _span_of(table, scope):
        values["have"] = Days(*span)
    if limit is None or rule.measure.decided_in_period(version.parameters):
        if span and span[0] <= last and first <= span[1]:
            return sentence("no_case_fits", **values)
        return sentence("no_case_of" if span else "no_case", **values)
    needed = first - timedelta(days=limit.days_back)
    if span and span[0] <= needed <= span[1]:  # there is nothing more to export
        return sentence("no_case_fits", **values)
    values["needed"] = needed
    return sentence("no_case_due_of" if span else "no_case_due", **values)


def _span_of(table: str, scope: Scope) -> tuple[date, date] | None:
    """The first and last day of which a table has rows."""
    if table == "messages":
        moments = scope.messages.narrow["at"] if scope.messages else None
    else:
        names = [name for name in TABLES[table].day if scope.has(table, name)]
        moments = scope.tables[table].select(at=pl.coalesce(names))["at"] if names else None
    if moments is None or moments.null_count() == moments.len():
        return None
    days = moments.to_frame("at").select(
        first=scope.zone.day(pl.col("at").min()), last=scope.zone.day(pl.col("at").max())
    )
    first, last = days.row(0)
    return first, last
