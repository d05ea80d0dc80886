"""What tests of derived columns share: a few rows of one or two tables in, the column out.

Tables are text, the first line the headers; a table of several files is a tuple of them. `20 10:00`
is 10:00 on 20 November 2026, in the tables and in what is expected. That day is the last audited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.read import Opened, ReadOptions, intake_of
from cscheck.read.memory import open_rows
from cscheck.rules.platform import Platform
from cscheck.tables import MESSAGES
from tests.both_readings import PLATFORM

MONTH = "2026-11"
LAST_DAY = date(2026, 11, 20)
Tables = str | tuple[str, ...]


def read(tables: Mapping[str, Tables], using: Platform = PLATFORM) -> Intake:
    """The tables as if they were files."""
    opened = [
        opened_file(f"{name}{number}.csv", name, text)
        for name, texts in tables.items()
        for number, text in enumerate([texts] if isinstance(texts, str) else texts)
    ]
    return intake_of(opened, using, ReadOptions(Path()))


def opened_file(path: str, table: str, text: str) -> Opened:
    headers, *rows = ([cell.strip() for cell in line.split("|")] for line in text.splitlines())
    dated = [[re.sub(r"^\d\d (?=\d\d:)", rf"{MONTH}-\g<0>", cell) for cell in row] for row in rows]
    return open_rows(path, table, headers, [dict(zip(headers, row, strict=True)) for row in dated])


def shown(value: object) -> object:
    """A time as these tests write it; anything else as it is."""
    return f"{value:%d %H:%M:%S}".removesuffix(":00") if isinstance(value, datetime) else value


def with_column(intake: Intake, name: str, as_of: str = "21 00:00") -> Intake:
    """The intake with one derived column (`table.column`), where it can be computed."""
    table, column = name.split(".")
    moment = datetime.fromisoformat(f"{MONTH}-{as_of}").replace(tzinfo=intake.zone.info)
    return with_derived(intake, [(table, column)], last_day=LAST_DAY, as_of=moment)


def derived(name: str, **tables: Tables) -> list[object] | None:
    """A column (`table.column`) of every row, in order; None where there is no such column."""
    return column_of(name, tables)


def column_of(
    name: str,
    tables: Mapping[str, Tables],
    *,
    using: Platform = PLATFORM,
    as_of: str = "21 00:00",
) -> list[object] | None:
    """The same, of a platform's exports and as of some moment."""
    table, column = name.split(".")
    intake = with_column(read(tables, using), name, as_of)
    assert not intake.rejects
    exists = column in intake.columns[table]
    if table == MESSAGES.name:
        assert intake.messages is not None
        frame = intake.messages.narrow
    else:
        frame = intake.tables[table]
    assert exists == (column in frame.columns)
    return [shown(value) for value in frame[column]] if exists else None
