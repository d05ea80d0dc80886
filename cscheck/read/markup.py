"""Tables of HTML and SpreadsheetML, which back offices hand out as .xls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from cscheck.errors import DataError
from cscheck.model import sentence
from cscheck.read.raw import RawTable, cell_name, table_in
from cscheck.read.sniff import GB18030, Encoding, encoding_of

MOST_BYTES = 512 << 20
_MOST_COLUMNS = 1_000
_MOST_ROWS = 1 << 20
_SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"

Grid = list[list[str | None]]


def read_html(path: Path, label: str, known: frozenset[str]) -> Iterator[RawTable]:
    """Each table of an HTML page; raises DataError where it has none."""
    text, encoding, bad = _text(path)
    page = _Page()
    page.feed(text)
    page.close()
    grids = [grid for grid in page.tables if grid]
    if not grids:
        raise DataError.saying("broken_html")
    yield from _tables(
        [(str(number), grid) for number, grid in enumerate(grids, 1)],
        *(label, f"html, {encoding.name}", known, bad),
    )


def read_spreadsheetml(path: Path, label: str, known: frozenset[str]) -> Iterator[RawTable]:
    """Each sheet of a workbook written as XML; raises DataError where it is none."""
    text, encoding, bad = _text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # what could make it grow without bounds
        raise DataError.saying("xml_not_a_table")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  it declares no entities, see above
    except ElementTree.ParseError as error:
        hint = sentence("download_again")
        raise DataError.saying("broken_xml", hint=hint, problem=str(error)) from error
    sheets = root.findall(f"{{{_SHEETS}}}Worksheet")
    if not sheets:
        raise DataError.saying("xml_not_a_table")
    grids = [(sheet.get(f"{{{_SHEETS}}}Name") or "", _sheet(sheet)) for sheet in sheets]
    yield from _tables(grids, label, f"xml, {encoding.name}", known, bad)


def _text(path: Path) -> tuple[str, Encoding, int]:
    """The text of a file, its encoding, and how many bytes made no sense."""
    if path.stat().st_size > MOST_BYTES:
        raise DataError.saying("too_large", limit=f"{MOST_BYTES >> 20} MiB")
    content = path.read_bytes()
    encoding = encoding_of(content)
    text = content.decode(encoding.codec, errors="replace")
    if encoding is GB18030:  # UTF-8 with a bad byte is still UTF-8
        other = content.decode("utf-8", errors="replace")
        if other.count("\ufffd") < text.count("\ufffd"):
            text, encoding = other, Encoding("utf-8", "utf-8")
    text = text.replace("\0", "").removeprefix(codecs.BOM_UTF8.decode())
    return text, encoding, text.count("\ufffd")


def _tables(
    grids: list[tuple[str, Grid]], label: str, encoding: str, known: frozenset[str], bad: int
) -> Iterator[RawTable]:
    notes = (sentence("bad_bytes", count=bad, encoding=encoding),) if bad else ()
    for name, grid in grids:
        width = max((len(row) for row in grid), default=0)
        cells = pl.DataFrame(
            {
                cell_name(at): pl.Series(
                    [row[at] if at < len(row) else None for row in grid], dtype=pl.String
                )
                for at in range(width)
            }
        )
        table = table_in(cells, label, name if len(grids) > 1 else None, encoding, known, notes)
        if table is not None:
            yield table


class _Page(HTMLParser):
    """Collects the cells of every table; one inside another is part of its cell's text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Grid] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._hanging: dict[int, tuple[int, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._hanging = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            if len(self.tables[-1]) < _MOST_ROWS:
                self.tables[-1].append([])
                self._hang()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        if self._depth:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = re.sub(r"[ \t\r\f\v]*\n[ \t\r\f\v]*", "\n", "".join(self._cell)).strip() or None
        row, (across, down) = self.tables[-1][-1], self._span
        for place in range(min(across, _MOST_COLUMNS - len(row))):
            if down > 1:
                self._hanging[len(row)] = (down - 1, text if place == 0 else None)
            row.append(text if place == 0 else None)
        self._cell = None
        self._hang()

    def _hang(self) -> None:
        """Puts what cells above reach down to this row at its place."""
        row = self.tables[-1][-1]
        while (place := len(row)) in self._hanging and place < _MOST_COLUMNS:
            left, text = self._hanging.pop(place)
            row.append(text)
            if left > 1:
                self._hanging[place] = (left - 1, text)


def _span(text: str | None) -> int:
    return min(int(text), _MOST_COLUMNS) if text and text.isascii() and text.isdigit() else 1


def _sheet(sheet: ElementTree.Element) -> Grid:
    """The cells of a sheet, at the places that their indexes say."""
    grid: Grid = []
    below: dict[int, tuple[int, str | None]] = {}
    for row in sheet.iter(f"{{{_SHEETS}}}Row"):
        index = _number(row, "Index", len(grid) + 1)
        if not len(grid) < index <= _MOST_ROWS:
            raise DataError.saying("broken_xml", problem=f"Row ss:Index={index}")
        while len(grid) < index - 1:
            grid.append([])
        cells: dict[int, str | None] = {at: text for at, (_, text) in below.items()}
        below = {at: (left - 1, text) for at, (left, text) in below.items() if left > 1}
        place = 0
        for cell in row.findall(f"{{{_SHEETS}}}Cell"):
            place = _number(cell, "Index", place + 1)
            if not 0 < place <= _MOST_COLUMNS:
                raise DataError.saying("broken_xml", problem=f"Cell ss:Index={place}")
            data = cell.find(f"{{{_SHEETS}}}Data")
            cells[place - 1] = None if data is None else "".join(data.itertext())
            if down := _number(cell, "MergeDown", 0):
                below[place - 1] = (down, cells[place - 1])
            place += _number(cell, "MergeAcross", 0)
        grid.append([cells.get(at) for at in range(max(cells, default=-1) + 1)])
    return grid


def _number(element: ElementTree.Element, name: str, default: int) -> int:
    text = element.get(f"{{{_SHEETS}}}{name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default
