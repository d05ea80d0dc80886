"""Which rows of a table a rule is about, and what the export must have for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import polars as pl

from cscheck.measures.cases import Scope
from cscheck.measures.conditions import Condition
from cscheck.model.sentences import Sentence, columns_named, sentence, table_named
from cscheck.tables import MESSAGES, SENDERS, TABLES

LACKING = ("no_table", "no_table_with", "no_column")
"""The sentences that say what the exports lack for a rule to be measured."""


def lacks_columns(table: str, columns: Iterable[str], scope: Scope) -> Sentence | None:
    """Why a rule that needs these columns of a table cannot be judged, or None.

    Of a derived column, which no export has, it names what that is made from.
    """
    if not scope.columns.get(table):
        return sentence("no_table", table=table_named(table))
    absent = set(columns) - scope.columns[table]
    if not absent:
        return None
    lacking: dict[str, set[str]] = {}
    for source in chain.from_iterable(_lacking_of(table, name, scope) for name in absent):
        where, _, name = source.partition(".")
        lacking.setdefault(where, set()).add(name)
    where = min(lacking, key=lambda each: (each != table, each))
    if scope.columns.get(where):
        names = columns_named(sorted(lacking[where]))
        return sentence("no_column", table=table_named(where), columns=names)
    must = {column.name for column in TABLES[where].columns if column.required}
    names = columns_named(sorted(lacking[where] - must))
    key = "no_table_with" if names else "no_table"
    return sentence(key, table=table_named(where), columns=names)


def _lacking_of(table: str, column: str, scope: Scope) -> Iterable[str]:
    """Which columns of exports (`table.column`) are not there, but for which a column would be."""
    sources = sources_of(table, column)
    return [each for each in sources if not scope.has(*each.split("."))] or sources


def sources_of(table: str, column: str) -> tuple[str, ...]:
    """The columns of exports (`table.column`) that a column is made from.

    Of several ways the first; a column that is not derived is its own source.
    """
    known = TABLES[table].known.get(column)
    return known.made_from[0] if known and known.made_from else (f"{table}.{column}",)


def lacks_day(table: str, columns: Sequence[str], scope: Scope) -> Sentence | None:
    """Why the rows of a table have no day, or None: one of these columns is enough."""
    if any(scope.has(table, name) for name in columns):
        return None
    return lacks_columns(table, columns[:1], scope)


def absent_of(table: str, optional: Iterable[str], scope: Scope) -> frozenset[str]:
    """Those of the optional columns that the whole export lacks."""
    return frozenset(optional) - scope.columns.get(table, frozenset())


def moment_of(table: str, columns: Sequence[str], scope: Scope) -> pl.Expr:
    """The time that gives a row its day: the first of the columns that has a value.

    A table without such columns is a snapshot, taken as of the last audited day.
    """
    if not columns:
        return pl.lit(scope.zone.midnight(scope.days[1])).cast(scope.zone.dtype)
    return pl.coalesce(name for name in columns if scope.has(table, name))


def shops_of(table: str, scope: Scope) -> tuple[str, ...]:
    """The shops that the rows of a table name.

    Of a table that has no row, those of the other tables: theirs was a good night.
    """
    everywhere = (*scope.tables, MESSAGES.name)
    named = _shops_in(table, scope) or {
        shop for each in everywhere for shop in _shops_in(each, scope)
    }
    return tuple(sorted(named))


def _shops_in(table: str, scope: Scope) -> set[str]:
    if table == MESSAGES.name:
        rows = scope.messages.conversations if scope.messages else None
    else:
        rows = scope.tables.get(table)
    return set() if rows is None else set(rows["shop"].unique().cast(pl.String))


def rows_where(
    table: str,
    scope: Scope,
    where: Condition | None,
    unless: Condition | None = None,
    absent: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """The rows of a table that a rule selects; tests on `absent` columns are left out."""
    if table == MESSAGES.name:
        frame = _message_rows(scope, columns_of(where, unless))
    else:
        frame = scope.tables[table].lazy()
    if where is not None and (asked := where.ignoring(absent)) is not None:
        frame = frame.filter(asked.expression(TABLES[table]))
    if unless is not None and (asked := unless.ignoring(absent)) is not None:
        frame = frame.filter(~asked.expression(TABLES[table]))
    return frame.collect(engine="in-memory")  # which keeps the order


def _message_rows(scope: Scope, wanted: Iterable[str]) -> pl.LazyFrame:
    """The messages as a table: their small columns, and the wider ones that are wanted."""
    assert scope.messages is not None
    narrow = scope.messages.narrow
    rows = narrow.lazy().with_columns(
        sent_at="at", sender=pl.col("sender").cat.to(pl.Enum(SENDERS))
    )
    wide = sorted(set(wanted) & scope.columns[MESSAGES.name] - {*narrow.columns, "sent_at"})
    if not wide:
        return rows
    place = ["source", "row"]
    cells = scope.messages.wide.select(*place, *wide)
    return rows.join(cells, on=place, how="left", maintain_order="left")


def columns_of(*conditions: Condition | None) -> frozenset[str]:
    """Every column that the conditions name."""
    named = (condition.columns for condition in conditions if condition is not None)
    return frozenset().union(*named)
