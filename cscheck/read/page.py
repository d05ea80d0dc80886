"""The tables of an HTML page, in time that grows with its length however broken it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from cscheck.errors import DataError

MOST_COLUMNS = 1_000
MOST_ROWS = 1 << 20
MOST_CELLS = 20_000_000
"""The cells that a page or a workbook in XML may take: each is an object in memory."""

Grid = list[list[str | None]]

_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:]*")
_SPANS = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?\s*(\d+)", re.IGNORECASE | re.ASCII)
_REFERENCE = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});?", re.ASCII
)
_RAW = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style")}
_MOST_QUOTED = 8
"""How many `>` a tag's attributes are believed to hold."""


def tables_of(text: str) -> list[Grid]:
    """The tables of a page; one inside another is part of its cell's text.

    Raises DataError where they have more cells than a file may take.
    """
    page = _Page()
    for said, tag, attributes in _pieces(text):
        if said:
            page.text(said)
        elif tag.startswith("/"):
            page.ends(tag[1:])
        else:
            page.begins(tag, attributes)
    page.finish()
    return page.tables


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """The text, and the tags with their attributes, as they come: (text, tag, attributes)."""
    place, tag_end, comments_end = 0, 0, True
    while (sign := text.find("<", place)) >= 0:
        if sign > place:
            yield text[place:sign], "", ""
        tag_end = tag_end if tag_end > sign else text.find(">", sign)
        if tag_end < 0:
            break
        name = _NAME.match(text, sign + 1)
        if name is not None:
            end = _end_of_tag(text, sign, tag_end)
            tag = name[0].lower()
            yield "", tag, text[name.end() : end]
            place = end + 1
            if tag in _RAW:
                closed = _RAW[tag].search(text, place)
                place = closed.start() if closed else len(text)
        elif text.startswith("<!--", sign) and comments_end:
            found = text.find("-->", sign + 4)
            comments_end = found >= 0
            place = found + 3 if comments_end else tag_end + 1
        elif text.startswith(("<!", "<?"), sign):
            place = tag_end + 1
        else:
            yield "<", "", ""
            place = sign + 1
    if place < len(text):
        yield text[place:], "", ""


def _end_of_tag(text: str, sign: int, first: int) -> int:
    """Where a tag ends: at the first `>`, or a later one where that stands between quotes."""
    end = first
    for _ in range(_MOST_QUOTED):
        if end < 0 or not text.count('"', sign, end) % 2:
            break
        end = text.find(">", end + 1)
    else:
        return first
    return end if end >= 0 else first


class _Page:
    """Collects the cells of every table."""

    def __init__(self) -> None:
        self.tables: list[Grid] = []
        self._cells = 0
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._hanging: dict[int, tuple[int, str | None]] = {}

    def begins(self, tag: str, attributes: str) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._hanging = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            if len(self.tables[-1]) == MOST_ROWS:
                raise DataError.saying("too_many_cells", limit=MOST_CELLS)
            self.tables[-1].append([])
            self._hang()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            spans = {name.lower(): digits for name, digits in _SPANS.findall(attributes)}
            self._span = (_span(spans.get("colspan")), _span(spans.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def ends(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def text(self, said: str) -> None:
        if self._cell is not None:
            self._cell.append(said)

    def finish(self) -> None:
        if self._depth:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = _plain("".join(self._cell))
        row, (across, down) = self.tables[-1][-1], self._span
        for place in range(min(across, MOST_COLUMNS - len(row))):
            if down > 1:
                self._hanging[len(row)] = (down - 1, text if place == 0 else None)
            self._put(row, text if place == 0 else None)
        self._cell = None
        self._hang()

    def _hang(self) -> None:
        """Puts what cells above reach down to this row at its place."""
        row = self.tables[-1][-1]
        while (place := len(row)) in self._hanging and place < MOST_COLUMNS:
            left, text = self._hanging.pop(place)
            self._put(row, text)
            if left > 1:
                self._hanging[place] = (left - 1, text)

    def _put(self, row: list[str | None], text: str | None) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise DataError.saying("too_many_cells", limit=MOST_CELLS)
        row.append(text)


def _plain(text: str) -> str | None:
    """The text of a cell without references and the blanks around its lines."""
    said = _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    lines = (line.strip(" \t\r\f\v") for line in said.split("\n"))
    return "\n".join(lines).strip() or None


def _span(digits: str | None) -> int:
    return min(int(digits[:4]), MOST_COLUMNS) if digits else 1
