"""Canonical rows as a platform's exports write them: its headers, its words, its encoding."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cscheck.rules.dialect import Spelling, spelling
from cscheck.rules.platform import Platform
from cscheck.schema import Column, Kind
from cscheck.tables import TABLES
from cscheck.text import word

Row = dict[str, Any]

_FLAGS = {True: "是", False: "否"}


def shaped(
    platform: Platform, tables: Mapping[str, Sequence[Row]], day: date, rng: random.Random
) -> dict[str, bytes]:
    """A file each table, by its name: GB18030 csv, as back offices write it."""
    files = {}
    for name, rows in tables.items():
        spelled = spelling(name, platform.dialects, lambda _: True)
        title = f"{word(f'table_{name}', 'zh')}_{day + timedelta(days=1):%Y%m%d}.csv"
        files[title] = _file(name, rows, spelled, rng)
    return files


def _file(name: str, rows: Sequence[Row], spelled: Spelling, rng: random.Random) -> bytes:
    columns = [
        column
        for column in TABLES[name].columns
        if any(column.name in row for row in rows) and column.name not in spelled.constants
    ]
    writers = {column.name: _writer(column, spelled, rng) for column in columns}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_headers(columns, spelled))
    for row in rows:
        writer.writerow(writers[column.name](row.get(column.name)) for column in columns)
    return out.getvalue().encode("gb18030")


def _headers(columns: Sequence[Column], spelled: Spelling) -> list[str]:
    """The likeliest header of each column that no other has taken; its own name, where none is."""
    headers: list[str] = []
    for column in columns:
        known = (*spelled.columns.get(column.name, ()), column.name)
        headers.append(next(header for header in known if header not in headers))
    return headers


def _writer(column: Column, spelled: Spelling, rng: random.Random) -> Callable[[Any], str]:
    """How the values of a column are written."""
    words: dict[str, str] = {}
    for said, value in spelled.words.get(column.name, {}).items():
        words.setdefault(value, said)
    if column.kind is Kind.WORD and not column.words and words:
        # A column of the platform's own words (the type of goods): one of them, mostly the first.
        kinds = list(words.values())
        weights = [20, *([1] * (len(kinds) - 1))]
        return lambda _: rng.choices(kinds, weights=weights)[0]
    formats = spelled.times.get(column.name, ("%Y-%m-%d %H:%M:%S",))

    def write(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return value.strftime(formats[0])
        if isinstance(value, bool):
            return words.get("true" if value else "false", _FLAGS[value])
        if column.kind is Kind.MONEY:
            return f"{value / 100:.2f}"
        return words.get(str(value), str(value))

    return write
