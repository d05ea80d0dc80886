"""Whether a text breaks off in the middle of its last row, as a download cut short does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cscheck.read.torn import cells_of, csv_reader, opens_only

_TAIL = 1 << 16
_LAST_ROWS, _FEWEST_ALIKE = 50, 10
"""Where the last cells of so many rows look alike, one that is only the beginning is cut off."""
_FEWEST_SHORT, _MANY_SHORT = 2, 0.1
"""Where so many of the last rows are as short, the export leaves out blank cells at the end."""
_END = "\x1fend of the text\x1f"
_BAD = "\ufffd"
_DIGIT, _LETTER, _NUMBER = re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"\d+")
_WORDS = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Ending:
    """The rows in which a text ends, and whether a quote of the last one is still open."""

    rows: Sequence[Sequence[str]]
    is_open: bool

    def whole_rows(self, cells: int) -> int:
        """How many rows above the last one have so many cells."""
        return sum(len(row) >= cells for row in self.rows[:-1])


def breaks_off(path: Path, header_lines: int, delimiter: str, cells: int) -> bool:
    """Whether the last line has no end, and fewer cells than headers or a part of its last one."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    text = tail.decode(errors="replace").replace("\r", "")
    is_whole = len(tail) == size
    lines = text.split("\n")[header_lines if is_whole else 1 :]
    if not lines or not lines[-1].strip():
        return False
    if text.find(_BAD) == len(text) - 1:  # the last sign is half a letter, and no other is
        return True
    ending = _ending(lines, delimiter) if is_whole else _likely_ending(lines, delimiter, cells)
    if ending is None:
        return False
    *above, last = ending.rows
    if ending.is_open:
        last = cells_of(lines[-1], delimiter)
        if len(last) != cells:  # else the quote may be that of a row far above
            return True
    usual = [row for row in above if row][-_LAST_ROWS:]
    return _lacks_cells(last, usual, cells) or _last_cell_breaks_off(last, usual)


def _ending(lines: Sequence[str], delimiter: str) -> _Ending:
    """The rows of lines of which the first begins a row."""
    rows = list(csv_reader([*lines, _END], delimiter))
    if rows[-1] == [_END]:
        return _Ending(rows[:-1], is_open=False)
    return _Ending(list(csv_reader(lines, delimiter)), is_open=True)


def _likely_ending(lines: Sequence[str], delimiter: str, cells: int) -> _Ending | None:
    """The rows of lines of which the first may stand inside a cell; None where nothing tells."""
    outside = _ending(lines, delimiter)
    if not any('"' in line for line in lines):
        return outside
    inside = _ending(['"' + lines[0], *lines[1:]], delimiter)
    likely = max(outside, inside, key=lambda each: each.whole_rows(cells))
    return likely if likely.whole_rows(cells) else None


def _lacks_cells(last: Sequence[str], usual: Sequence[Sequence[str]], cells: int) -> bool:
    """Whether a row has fewer cells than headers, which the rows above it do not."""
    widest = max((len(row) for row in usual), default=cells)
    as_short = sum(len(row) <= len(last) for row in usual)
    blanks_left_out = as_short >= max(_FEWEST_SHORT, len(usual) * _MANY_SHORT)
    is_short = len(last) < min(cells, widest)
    return is_short and not blanks_left_out and not _stands_below(last, usual)


def _stands_below(last: Sequence[str], usual: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a line below the table (`共12条记录`): words where others have ids."""
    return bool(_WORDS.search(last[0]) and usual) and not any(
        _WORDS.search(row[0]) for row in usual
    )


def _last_cell_breaks_off(last: Sequence[str], usual: Sequence[Sequence[str]]) -> bool:
    """Whether the last cell of a row is only the beginning of what stands there in others."""
    at = len(last) - 1
    cell, others = last[at], [row[at] for row in usual if len(row) > at and row[at]]
    if opens_only(cell):
        return True
    if len(usual) < _FEWEST_ALIKE or not cell:
        return False
    if all(":" in each for each in others) and _begins(cell, others, _fields):
        return True
    return _begins(cell, others, _shape)


def _begins(cell: str, others: Sequence[str], shape_of: Callable[[str], str]) -> bool:
    """Whether all others have one shape, of which a cell has only the beginning."""
    shapes = {shape_of(each) for each in others}
    return (
        len(shapes) == 1
        and (shape := shapes.pop()) != shape_of(cell)
        and (shape.startswith(shape_of(cell)))
    )


def _shape(cell: str) -> str:
    """A cell with every letter and every digit the same."""
    return _LETTER.sub("a", _DIGIT.sub("0", cell))


def _fields(cell: str) -> str:
    """A time with every number the same: hours have one digit or two."""
    return _NUMBER.sub("0", cell)
