"""Which rows of a table a rule is about, and what the export must have for it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from cscheck.measures.cases import Scope
from cscheck.measures.conditions import Condition
from cscheck.model import Sentence, columns_named, sentence, table_named
from cscheck.tables import TABLES


def lacks_columns(table: str, columns: Iterable[str], scope: Scope) -> Sentence | None:
    """Why a rule that needs these columns of a table cannot be judged, or None."""
    if table not in scope.columns:
        return sentence("no_table", table=table_named(table))
    absent = sorted(set(columns) - scope.columns[table])
    if not absent:
        return None
    return sentence("no_column", table=table_named(table), columns=columns_named(absent))


def absent_of(table: str, optional: Iterable[str], scope: Scope) -> frozenset[str]:
    """Those of the optional columns that the whole export lacks."""
    return frozenset(optional) - scope.columns.get(table, frozenset())


def rows_where(
    table: str,
    scope: Scope,
    where: Condition | None,
    unless: Condition | None = None,
    absent: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """The rows of a table that a rule selects; tests on `absent` columns are left out."""
    frame = scope.tables[table]
    if where is not None and (asked := where.ignoring(absent)) is not None:
        frame = frame.filter(asked.expression(TABLES[table]))
    if unless is not None and (asked := unless.ignoring(absent)) is not None:
        frame = frame.filter(~asked.expression(TABLES[table]))
    return frame


def columns_of(*conditions: Condition | None) -> frozenset[str]:
    """Every column that the conditions name."""
    named = (condition.columns for condition in conditions if condition is not None)
    return frozenset().union(*named)
