"""The sheets of a workbook that is one XML file (SpreadsheetML of Excel 2003), row by row."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from cscheck.errors import DataError
from cscheck.model.sentences import sentence
from cscheck.read.page import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Grid

_SHEETS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHUNK = 1 << 16


def sheets_of(text: str) -> list[tuple[str, Grid]]:
    """The name and the cells of each sheet; raises DataError where there is none."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # what could make it grow without bounds
        raise DataError.saying("xml_not_a_table")
    sheets: list[_Sheet] = []
    inside: list[ElementTree.Element] = []
    cells = 0
    for event, element in _events(text):
        if event == "start":
            inside.append(element)
            if element.tag == f"{_SHEETS}Worksheet":
                sheets.append(_Sheet(element.get(f"{_SHEETS}Name") or ""))
            continue
        inside.pop()
        if element.tag == f"{_SHEETS}Row" and sheets:
            cells += sheets[-1].add(element)
            if cells > MOST_CELLS:
                raise DataError.saying("too_many_cells", limit=MOST_CELLS)
            for outer in inside[-1:]:
                outer.clear()  # what was read must not stay in memory
    if not sheets:
        raise DataError.saying("xml_not_a_table")
    return [(sheet.name, sheet.grid) for sheet in sheets]


def _events(text: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """The elements as they begin and end; raises DataError where the XML is broken."""
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(
        ("start", "end")
    )
    try:
        for place in range(0, len(text), _CHUNK):
            parser.feed(text[place : place + _CHUNK])
            yield from parser.read_events()  # type: ignore[misc]
        parser.close()
        yield from parser.read_events()  # type: ignore[misc]
    except ElementTree.ParseError as error:
        hint = sentence("download_again")
        raise DataError.saying("broken_xml", hint=hint, problem=str(error)) from error


class _Sheet:
    """The cells of a sheet, at the places that their indexes say."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.grid: Grid = []
        self._below: dict[int, tuple[int, str | None]] = {}

    def add(self, row: ElementTree.Element) -> int:
        """Adds a row, and the blank ones before it; how many cells it holds."""
        index = _number(row, "Index", len(self.grid) + 1)
        if not len(self.grid) < index <= MOST_ROWS:
            raise DataError.saying("broken_xml", problem=f"Row ss:Index={index}")
        self.grid.extend([] for _ in range(index - 1 - len(self.grid)))
        cells: dict[int, str | None] = {at: text for at, (_, text) in self._below.items()}
        self._below = {at: (left - 1, text) for at, (left, text) in self._below.items() if left > 1}
        place = 0
        for cell in row.findall(f"{_SHEETS}Cell"):
            place = _number(cell, "Index", place + 1)
            if not 0 < place <= MOST_COLUMNS:
                raise DataError.saying("broken_xml", problem=f"Cell ss:Index={place}")
            data = cell.find(f"{_SHEETS}Data")
            cells[place - 1] = None if data is None else "".join(data.itertext())
            if down := _number(cell, "MergeDown", 0):
                self._below[place - 1] = (down, cells[place - 1])
            place += _number(cell, "MergeAcross", 0)
        self.grid.append([cells.get(at) for at in range(max(cells, default=-1) + 1)])
        return len(self.grid[-1])


def _number(element: ElementTree.Element, name: str, default: int) -> int:
    text = element.get(f"{_SHEETS}{name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default
