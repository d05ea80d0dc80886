"""Rows of a text whose quotes do not close: read line by line, so that none swallows the next."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

MOST_LINES, FEWEST_LINES = 5_000, 50
"""The lines that a cell may have before its quote is taken for one that never closes.

So many at first, because a cell may hold a whole conversation; half as many after each quote that
never closed, because looking for the end of each of many would take for ever.
"""
_MOST_IN_A_CELL = 1 << 27
_CLOSING = re.compile(r'[^"]*(?:""[^"]*)*"(?!")')
_OPENING = '="'

IsRow = Callable[[Sequence[str]], bool]


@dataclass(slots=True)
class TornRows:
    """Which records (counted from 0) had quotes that do not close, and what became of them.

    * literal: read as they stand, because so they have as many cells as there are headers
    * lost: could not be told apart into cells
    * open_at_end: the last quote is still open where the file ends
    """

    literal: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    open_at_end: bool = False


def records(
    lines: Iterable[str], delimiter: str, width: int, is_row: IsRow, torn: TornRows
) -> Iterator[list[str]]:
    """The cells of each row; `is_row` tells a line that is a whole row from one inside a cell.

    A quote that is still open before such a line, or after `MOST_LINES`, never closes: then its
    first line is a row as it stands. What was so read, `torn` says.
    """
    source, waiting = iter(lines), list[str]()
    number, most_lines = -1, MOST_LINES
    while (line := waiting.pop() if waiting else next(source, None)) is not None:
        if "\r" in line:
            line, *others = _lines_in(line, delimiter, is_row)
            waiting.extend(reversed(others))
        number += 1
        if '"' not in line:
            yield line.split(delimiter) if line else []
            continue
        whole, closed = [line], _closes(line, delimiter)
        cells = _cells(line, delimiter)
        while not closed and len(whole) < most_lines:
            after = waiting.pop() if waiting else next(source, None)
            if after is None:
                torn.open_at_end = True
                break
            if is_row(cells_of(after, delimiter)):
                waiting.append(after)
                break
            whole.append(after)
            closed = _closes_in(after, delimiter)
            cells = _cells("\n".join(whole), delimiter) if closed else None
        if len(whole) == most_lines and not closed:
            most_lines = max(FEWEST_LINES, most_lines // 2)
        if cells is None:
            waiting.extend(reversed(whole[1:]))
            cells = _literally(line, delimiter)
            (torn.literal if len(cells) == width else torn.lost).append(number)
        yield _rejoined(cells, delimiter, width, number, torn)


def _rejoined(
    cells: list[str], delimiter: str, width: int, number: int, torn: TornRows
) -> list[str]:
    """A row of too many cells as it is once `="a,b"` is one; lost where it then fits no header."""
    if len(cells) <= width or not any(map(opens_only, cells)):
        return cells
    whole = joined(cells, delimiter)
    if len(whole) < width or any(whole[width:]):
        torn.lost.append(number)
    return whole


def _lines_in(line: str, delimiter: str, is_row: IsRow) -> list[str]:
    """The rows that stand on one line, where only some lines end as others do; else the line."""
    parts = line.split("\r")
    return parts if all(is_row(cells_of(part, delimiter)) for part in parts) else [line]


def csv_reader(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> Reader:
    """The csv reader, but for cells of any length: the usual 128 KiB are less than a long chat."""
    csv.field_size_limit(_MOST_IN_A_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of a line taken by itself; none where it cannot be."""
    try:
        return next(csv_reader([line], delimiter), [])
    except csv.Error:
        return []


def opens_only(cell: str) -> bool:
    """Whether a cell is the beginning of one that is written `="..."`."""
    return cell.startswith(_OPENING) and '"' not in cell[len(_OPENING) :]


def joined(cells: Sequence[str], delimiter: str) -> list[str]:
    """Cells of which those are one that stand between `="` and the next quote: `="a,b"`.

    Where that quote does not end a cell, they stay as they are.
    """
    whole: list[str] = []
    parts: list[str] = []
    for cell in cells:
        if parts and '"' in cell and cell.find('"') < len(cell) - 1:
            whole += parts
            parts = []
        parts.append(cell)
        if not opens_only(parts[0]) or (len(parts) > 1 and '"' in cell):
            whole.append(delimiter.join(parts))
            parts = []
    return [*whole, *parts]


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a row whose quotes all close; None where one does not, or closes too early."""
    try:
        rows = list(csv_reader([text], delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _closes(text: str, delimiter: str) -> bool:
    """Whether no quote is open at the end of a text, be it well formed or not."""
    try:
        list(csv_reader([text], delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" not in str(error)
    return True


def _closes_in(line: str, delimiter: str) -> bool:
    """Whether a quote that is open before a line is closed in it, and none is open behind it."""
    found = _CLOSING.match(line)
    if found is None:
        return False
    rest = line[found.end() :]
    return not rest.startswith(delimiter) or _closes(rest[1:], delimiter)


def _literally(line: str, delimiter: str) -> list[str]:
    """The cells of a line in which quotes mean nothing, without those around a whole cell."""
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in line.split(delimiter)
    ]
