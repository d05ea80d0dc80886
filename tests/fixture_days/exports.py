"""Export files: rows with types under a platform's own headers, and how they are written down."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import msoffcrypto
import xlsxwriter
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

Row = dict[str, Any]
Cell = str | float | datetime
Filler = Callable[[int], Cell]


def as_text(value: object) -> Cell:
    return str(value)


@dataclass(frozen=True)
class Field:
    """A column of an export.

    * column: the canonical column that it is, if any
    * written: the cell of a value, where there is one; `blank` stands for none
    * key: where in a row the value lies, if not under the canonical name; keys that begin with an
      underscore are known to the writer alone
    * filler: the cells of a column that means nothing to an audit, by the number of the row
    """

    header: str
    column: str | None = None
    written: Callable[[Any], Cell] = as_text
    blank: str = ""
    key: str | None = None
    filler: Filler | None = None

    def cell(self, row: Row, number: int) -> Cell:
        if self.filler is not None:
            return self.filler(number)
        name = self.key or self.column
        value = row.get(name) if name else None
        return self.blank if value is None else self.written(value)


@dataclass(frozen=True)
class Sheet:
    """One table of an export: its rows from top to bottom, and the lines that are no rows."""

    table: str
    fields: Sequence[Field]
    rows: Sequence[Row]
    name: str | None = None
    preamble: Sequence[Sequence[str]] = ()
    blank_after: int | None = None
    summary: Sequence[str] | None = None

    @property
    def columns(self) -> set[str]:
        """The canonical columns that the export has."""
        return {each.column for each in self.fields if each.column is not None}

    @property
    def not_data(self) -> dict[str, int]:
        """How many lines under the header are no rows, and why."""
        found = {"blank": self.blank_after is not None, "summary": self.summary is not None}
        return {reason: 1 for reason, there in found.items() if there}

    def lines(self) -> Iterator[tuple[Sequence[Cell], Row | None]]:
        """Every line of the sheet, with the row that it holds."""
        for line in self.preamble:
            yield line, None
        yield [each.header for each in self.fields], None
        for number, row in enumerate(self.rows, start=1):
            yield [each.cell(row, number) for each in self.fields], row
            if number == self.blank_after:
                yield [], None
        if self.summary is not None:
            yield self.summary, None

    def placed(self) -> list[tuple[int, Row]]:
        """The rows with their numbers as a spreadsheet program shows them."""
        numbered = enumerate(self.lines(), start=1)
        return [(number, row) for number, (_, row) in numbered if row is not None]


@dataclass(frozen=True)
class TextFile:
    """A file of comma separated text."""

    name: str
    sheet: Sheet
    encoding: str = "gb18030"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return (self.sheet,)

    def write(self, folder: Path) -> None:
        lines = (",".join(_quoted(str(cell)) for cell in cells) for cells, _ in self.sheet.lines())
        content = "".join(f"{line}\r\n" for line in lines).encode(self.encoding)
        if self.name.endswith(".gz"):
            content = gzip.compress(content, mtime=0)
        folder.joinpath(self.name).write_bytes(content)


@dataclass(frozen=True)
class Workbook:
    """A workbook; `hidden` are the cells of a sheet that is not shown, `password` encrypts it."""

    name: str
    sheets: tuple[Sheet, ...]
    hidden: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    password: str | None = None

    def write(self, folder: Path) -> None:
        path, content = folder / self.name, self._content()
        if self.password is None:
            path.write_bytes(content)
        elif not path.exists() or decrypted(path.read_bytes(), self.password) != content:
            encrypted = io.BytesIO()
            OOXMLFile(io.BytesIO(content)).encrypt(self.password, encrypted)
            path.write_bytes(encrypted.getvalue())

    def _content(self) -> bytes:
        memory = io.BytesIO()
        options = {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
        with xlsxwriter.Workbook(memory, options) as book:
            book.set_properties({"created": datetime(2026, 11, 21, 9, 0)})
            for sheet in self.sheets:
                _fill(book.add_worksheet(sheet.name), [cells for cells, _ in sheet.lines()])
            for name, lines in self.hidden.items():
                unseen = book.add_worksheet(name)
                _fill(unseen, lines)
                unseen.hide()
        return memory.getvalue()


File = TextFile | Workbook


@dataclass(frozen=True)
class Day:
    """A platform's exports of the audited day.

    * remarks: what the reader has to say of them (the keys of its notes), nothing else
    * stood_in_for: for each rule that works without a column, the column that it says it lacks
    """

    platform: str
    files: tuple[File, ...]
    remarks: frozenset[str] = frozenset()
    stood_in_for: Mapping[str, str] = field(default_factory=dict)


def decrypted(content: bytes, password: str) -> bytes | None:
    """The workbook inside an encrypted one; None where the password does not fit."""
    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(plain)
    except (FileFormatError, InvalidKeyError, DecryptionError):
        return None
    return plain.getvalue()


def _quoted(cell: str) -> str:
    """A cell as back offices write it: quoted only where it must be, and `="123"` never."""
    dressed = re.fullmatch(r'="[^",\r\n]*"', cell)
    if dressed or not re.search(r'[",\r\n]', cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _fill(worksheet: Any, lines: Sequence[Sequence[Cell]]) -> None:
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                worksheet.write_datetime(row, column, cell)
            elif isinstance(cell, str):
                worksheet.write_string(row, column, cell)
            else:
                worksheet.write_number(row, column, cell)


# ---------------------------------------------------------------- how values are written


def dashes(moment: datetime) -> str:
    """`2026-11-18 08:05:33`"""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def a_day(moment: datetime) -> str:
    """`2026-11-18`"""
    return f"{moment:%Y-%m-%d}"


def slashes(moment: datetime) -> str:
    """`2026/11/18 8:05:33`"""
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M:%S}"


def compact(moment: datetime) -> str:
    """`20261118080533`"""
    return f"{moment:%Y%m%d%H%M%S}"


def a_date_cell(moment: datetime) -> Cell:
    """A true date in a workbook, not a text."""
    return moment


def tabbed(written: Callable[[Any], Cell] = as_text) -> Callable[[Any], Cell]:
    """The same with a tab behind it."""
    return lambda value: f"{written(value)}\t"


def as_formula(value: object) -> Cell:
    """`="123"`, which keeps spreadsheet programs from rounding an id."""
    return f'="{value}"'


def yuan(amount: Fraction) -> Cell:
    return f"{float(amount):.2f}"


def percent(share: float) -> Cell:
    """`88.33%`"""
    return f"{share * 100:.2f}%"


def yes_no(value: object) -> Cell:
    return "是" if value else "否"


def words(spelled: Mapping[Any, str]) -> Callable[[Any], Cell]:
    """The platform's word for each value."""
    return lambda value: spelled[value]


def one_of(*cells: Cell) -> Filler:
    """Takes its cells in turn."""
    return lambda number: cells[number % len(cells)]


def headers(*lines: str) -> list[str]:
    """The headers of an export, from lines with commas between them."""
    return [header for line in lines for header in line.split(",")]
