"""How the workbook is written: nothing in it is a formula or a link, times are real times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from types import TracebackType
from typing import Any, BinaryIO, Self

from rich.cells import cell_len

from cscheck.model.verdicts import Status
from cscheck.report.untrusted import one_line
from cscheck.report.workbook.contents import Cell, Column, Rate, Table
from cscheck.text import Lang, word

LONGEST_TEXT = 32_767
MOST_ROWS = 1_000_000
_LONGEST_NAME = 31
_MEASURED_ROWS = 2_000
_NARROWEST, _WIDEST = 8, 60
_LENGTH = "[h]:mm:ss"
_NUMBERS = {
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "late": _LENGTH,
    "left": _LENGTH,
    "figure": _LENGTH,
    "number": "0",
}
_TO_THE_LEFT: dict[str, Any] = {"align": "left", "valign": "top", "indent": 1}
_TO_THE_RIGHT = ("number", "figure", "late", "left")
# Excel's own colours for bad, neutral and good: people know them.
_COLOURS = {
    Status.FAIL: ("#FFC7CE", "#9C0006"),
    Status.WARN: ("#FFEB9C", "#7F6000"),
    Status.UNDECIDED: ("#E4DFEC", "#5B2D91"),
    Status.PASS: ("#C6EFCE", "#006100"),
}
_SOON = ((2 / 24, Status.FAIL), (12 / 24, Status.WARN))


class Book:
    """A workbook being written."""

    def __init__(self, memory: BinaryIO, title: str, as_of: datetime, lang: Lang) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,  # a busy month has a million rows
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        self._lang = lang
        self._book: Any = xlsxwriter.Workbook(memory, options)
        # The moment audited, not the moment written: the same files give the same bytes.
        created = as_of.replace(tzinfo=None)
        self._book.set_properties({"title": one_line(title), "created": created})
        self._names: set[str] = set()
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def add(self, table: Table) -> None:
        """A sheet with the table; several where a sheet cannot hold its rows."""
        rows = iter(table.rows)
        part = list(islice(rows, MOST_ROWS))
        self._add_sheet(table, part)
        while part := list(islice(rows, MOST_ROWS)):
            self._add_sheet(table, part)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _add_sheet(self, table: Table, rows: Sequence[Sequence[Cell | Rate]]) -> None:
        sheet = self._book.add_worksheet(self._sheet_name(table.name))
        headings = [word(column.heading, self._lang) for column in table.columns]
        for place, width in enumerate(_widths(headings, table.columns, rows)):
            sheet.set_column(place, place, width)
        top = len(table.heading) + 1 if table.heading else 0
        for place, line in enumerate(table.heading):
            shown = self._format(bold=True, font_size=14) if place == 0 else None
            sheet.write_string(place, 0, _text(line), shown)
        for place, (heading, column) in enumerate(zip(headings, table.columns, strict=True)):
            align = "right" if column.kind in _TO_THE_RIGHT else "left"
            header = self._format(bold=True, bg_color="#DDE3EA", bottom=1, indent=1, align=align)
            sheet.write_string(top, place, heading, header)
        for number, cells in enumerate(rows, start=top + 1):
            for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                self._write(sheet, number, place, column, cell)
        last = top + max(len(rows), 1)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, last, len(headings) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        self._colour(sheet, table.columns, top + 1, last)

    def _write(self, sheet: Any, row: int, place: int, column: Column, cell: Cell | Rate) -> None:
        """A cell by its own kind of value; text is written as text whatever it says."""
        number = _NUMBERS.get(column.kind, "General")
        if cell is None or cell == "":
            return
        if isinstance(cell, Rate):
            decimals = "0" * cell.decimals
            shown = self._format(num_format=f"0.{decimals}%" if decimals else "0%", valign="top")
            sheet.write_number(row, place, cell.value, shown)
        elif isinstance(cell, str):
            shown = self._format(num_format="@", text_wrap=column.kind == "prose", **_TO_THE_LEFT)
            sheet.write_string(row, place, _text(cell), shown)
        elif isinstance(cell, (date, datetime)):
            shown = self._format(num_format=number, **_TO_THE_LEFT)
            sheet.write_datetime(row, place, _local(cell), shown)
        else:
            sheet.write_number(row, place, cell, self._format(num_format=number, valign="top"))

    def _colour(self, sheet: Any, columns: Sequence[Column], first: int, last: int) -> None:
        """Colours the words of verdicts, the lengths of delays, and what is due soon."""
        for place, column in enumerate(columns):
            where = (first, place, last, place)
            if column.kind == "verdict":
                for status, (ground, ink) in _COLOURS.items():
                    said = f'"{word(f"status_{status.value}", self._lang)}"'
                    shown = self._format(bg_color=ground, font_color=ink)
                    rule = {"type": "cell", "criteria": "==", "value": said, "format": shown}
                    sheet.conditional_format(*where, rule)
            elif column.kind == "late":
                bar = {"type": "data_bar", "bar_color": "#F4A6A0"}
                sheet.conditional_format(*where, {**bar, "min_type": "num", "min_value": 0})
            elif column.kind == "left":
                blank = {"type": "blanks", "stop_if_true": True}
                sheet.conditional_format(*where, blank)
                for limit, status in _SOON:
                    ground, ink = _COLOURS[status]
                    shown = self._format(bg_color=ground, font_color=ink)
                    soon = {"type": "cell", "criteria": "<=", "value": limit, "format": shown}
                    sheet.conditional_format(*where, {**soon, "stop_if_true": True})

    def _sheet_name(self, wanted: str) -> str:
        """A name as Excel takes it: short, without its signs, not twice."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", one_line(wanted)).strip(" '") or "-"
        name, number = plain[:_LONGEST_NAME], 1
        while name.casefold() in self._names:
            number += 1
            mark = f" ({number})"
            name = plain[: _LONGEST_NAME - len(mark)] + mark
        self._names.add(name.casefold())
        return name


def _text(text: str) -> str:
    return one_line(text)[:LONGEST_TEXT]


def _local(moment: date | datetime) -> date | datetime:
    """A time as the clock on the wall shows it: Excel knows no zones."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _widths(
    headings: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[Cell | Rate]]
) -> Iterator[float]:
    """How wide each column is, with Chinese two cells wide and room for the filter's arrow."""
    for place, (heading, column) in enumerate(zip(headings, columns, strict=True)):
        longest = max((_cells_of(row[place], column) for row in rows[:_MEASURED_ROWS]), default=0)
        wide = max(cell_len(heading) + 4, longest + 2)
        yield min(max(wide, _NARROWEST), _WIDEST)


def _cells_of(cell: Cell | Rate, column: Column) -> int:
    if isinstance(cell, str):
        return cell_len(cell[:_WIDEST])
    if cell is None:
        return 0
    return max(len(_NUMBERS.get(column.kind, "")), _NARROWEST)
