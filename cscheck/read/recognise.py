"""Which table a file is, and which of its headers stand for which columns."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cscheck.read.raw import header_key, header_key_without_brackets, header_keys
from cscheck.rules.dialect import Dialect, Spelling, TableDialect, spelling
from cscheck.rules.platform import Platform
from cscheck.schema import Column, Table
from cscheck.spelling import nearest
from cscheck.tables import AGENT_DAYS, TABLES

_SHORT = 3
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.年]?([01]\d)[-_.月]?([0-3]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's table: for each canonical column the position of the header that stands for it."""

    table: Table
    positions: Mapping[str, int]
    spelling: Spelling

    @property
    def given(self) -> frozenset[str]:
        """The canonical columns that the file gives."""
        names = {*self.positions, *self.spelling.constants}
        told = {"sender", "agent"} if "sender_name" in names else set()
        return frozenset((names - {"sender_name"}) | told)

    def missing(self) -> list[str]:
        """The columns that must be there and are not."""
        return [" / ".join(names) for names in needed_columns(self.table) if not self._have(names)]

    @property
    def telling(self) -> bool:
        """Whether the headers alone tell that the file is this table."""
        told = self.table.telling
        return len(self.positions) >= 2 and (not told or not self.positions.keys().isdisjoint(told))

    def _have(self, alternatives: tuple[str, ...]) -> bool:
        given = self.positions.keys() | self.spelling.constants.keys()
        return any(set(each.split("+")) <= given for each in alternatives)


def recognise(
    path: str, headers: Sequence[str], platform: Platform, *, wanted: str | None = None
) -> Recognised | None:
    """The table that a file with these headers is, or None where none fits.

    Of the tables whose necessary columns are all there, the more particular wins: an order's id
    stands in nearly every export. Of those that need the same columns, as a roster and a log of
    presence do, the one that more headers fit. `wanted` names the table where the user said it.
    """
    if wanted:
        return columns_of(TABLES[wanted], path, headers, platform)
    every = (columns_of(table, path, headers, platform) for table in TABLES.values())
    fitting = [found for found in every if not found.missing() and found.telling]
    if not fitting:
        return None
    needed = set(needed_columns(fitting[0].table))
    rivals = [found for found in fitting if set(needed_columns(found.table)) == needed]
    return max(rivals, key=lambda found: len(found.positions))


def columns_of(table: Table, path: str, headers: Sequence[str], platform: Platform) -> Recognised:
    """Which headers stand for which columns, if the file is this table.

    A header that is exactly a name wins over one that is so only without its remarks in brackets;
    a header stands for one column.
    """
    name = Path(path).name
    have = {header_key(header) for header in headers}

    def is_about(own: TableDialect) -> bool:
        named = own.files is None or fnmatch.fnmatch(name, own.files)
        return named and all(header_key(each) in have for each in own.having)

    spelled = spelling(table.name, platform.dialects, is_about)
    taken: dict[str, int] = {}
    for key_of in (header_key, header_key_without_brackets):
        free: dict[str, int] = {}
        for position, header in enumerate(headers):
            if position not in taken.values():
                free.setdefault(key_of(header), position)
        for column, names in _names(table, platform.dialects, spelled):
            key = next((key_of(each) for each in names if key_of(each) in free), None)
            if key and column.name not in taken and column.name not in spelled.constants:
                taken[column.name] = free.pop(key)
    day = _day_in(name) if table is AGENT_DAYS and "day" not in taken else None
    if day is not None:
        spelled = replace(spelled, constants={"day": day, **spelled.constants})
    return Recognised(table, taken, spelled)


def _day_in(name: str) -> str | None:
    """The one day that a file's name tells, as performance reports do in place of a column."""
    days = {"-".join(found) for found in _DAY_IN_NAME.findall(name)}
    return next(iter(days)) if len(days) == 1 else None


def known_headers(platform: Platform) -> frozenset[str]:
    """The keys of every header that means something in any table."""
    names: list[str] = []
    for table in TABLES.values():
        names.extend(table.readable)
        for dialect in platform.dialects:
            if table.name in dialect.tables:
                own = dialect.tables[table.name]
                for headers in (*own.columns.values(), *own.surest.values()):
                    names.extend(headers)
    return header_keys(names)


def headers_of(column: str, table: Table, platform: Platform) -> list[str]:
    """The headers that a column is known by, the likeliest first."""
    spelled = spelling(table.name, platform.dialects, lambda _: True)
    return [*spelled.columns.get(column, ()), *spelled.surest.get(column, ())]


def nearest_names(header: str, table: Table, platform: Platform) -> list[tuple[str, str]]:
    """The columns that an unknown header may stand for, with the known header it looks like."""
    spelled = spelling(table.name, platform.dialects, lambda _: True)
    owner = {
        each: column.name
        for column, names in _names(table, platform.dialects, spelled)
        for each in names
    }
    key = header_key(header)
    begun = [each for each in owner if header_key(each).startswith(key)]
    ended = [each for each in owner if header_key(each).endswith(key)]
    short = 1 < len(key) <= _SHORT  # 付款 is more like 付款时间 than like 实付款
    close = nearest(header, owner, most=2)
    found = [*begun, *close, *ended] if short else close
    likeliest: dict[str, str] = {}
    for each in found:
        likeliest.setdefault(owner[each], each)
    return list(likeliest.items())[:2]


def _names(
    table: Table, dialects: Iterable[Dialect], spelled: Spelling
) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """The headers of each column, the likeliest first; a user's own before the canonical name.

    Columns that a user maps come first, so that nothing else takes their headers.
    """
    own = next(iter(dialects), None)
    mapped = own.tables.get(table.name) if own else None
    first = set(mapped.columns) if mapped else set()
    ordered = sorted(table.readable.values(), key=lambda column: column.name not in first)
    for column in ordered:
        headers = (
            *spelled.surest.get(column.name, ()),
            *spelled.columns.get(column.name, ()),
        )
        if column.name in first:
            yield column, (*headers, column.name)
        else:
            yield column, (column.name, *headers)


def needed_columns(table: Table) -> Iterator[tuple[str, ...]]:
    """What a file must have to be the table: for each need, what meets it."""
    for column in table.columns:
        if not column.required:
            continue
        if column.name == "sender":
            yield ("sender", "sender_name")
        elif column.name == table.id or (table.instead and column.name == "conversation_id"):
            yield (column.name, "+".join(table.instead)) if table.instead else (column.name,)
        else:
            yield (column.name,)
