"""A few rows of a large text file, found by counting line ends instead of parsing all once more."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

_CHUNK = 1 << 20


def lines_at(path: Path, wanted: Sequence[int], lines: int) -> list[bytes] | None:
    """The lines of a file with these numbers, counted from 0, in order.

    None where the file does not have that many lines: then a row stands on several of them.
    """
    left = sorted(set(wanted), reverse=True)
    found: list[bytes] = []
    first = 0
    for chunk in _whole_lines(path):
        count = chunk.count(b"\n") + (not chunk.endswith(b"\n"))
        if left and left[-1] < first + count:
            inside = chunk.split(b"\n")
            while left and left[-1] < first + count:
                found.append(inside[left.pop() - first])
        first += count
    return found if first == lines and not left else None


def short_rows(path: Path, above: int, delimiter: str, cells: int) -> Iterator[int]:
    """Which rows (counted from 0, below the lines `above` them) have fewer cells, and some.

    Of rows with quotes nothing is said: their delimiters may stand inside a cell.
    """
    sign, row, inside = delimiter.encode(), 0, False
    if _all_whole(path, sign, cells):
        return
    with path.open("rb") as file:
        for line in itertools.islice(file, above, None):
            quotes = line.count(b'"')
            if not (quotes or inside) and line.strip() and line.count(sign) < cells - 1:
                yield row
            inside ^= bool(quotes % 2)
            row += not inside


def _all_whole(path: Path, sign: bytes, cells: int) -> bool:
    """Whether a file has as many delimiters as whole rows have, and no quotes: told by counting."""
    lines = signs = 0
    for chunk in _whole_lines(path):
        if b'"' in chunk:
            return False
        lines += chunk.count(b"\n") + (not chunk.endswith(b"\n"))
        signs += chunk.count(sign)
    return signs == lines * (cells - 1)


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk + file.readline()
