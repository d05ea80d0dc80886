"""The lines of a large text file: how many there are, and where a few of them stand.

They are told by counting line ends, which is much cheaper than parsing the file once more; polars
counts them faster than Python does.
"""

from __future__ import annotations

import io
import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from cscheck.read.torn import csv_reader

_CHUNK = 1 << 20
_PIECES = 16
"""So many pieces are looked at together."""


@dataclass(frozen=True)
class TextLines:
    """The lines of a text file, which is gone through once, when they are first asked for.

    So many bytes are a `piece`: of each is kept how many line ends stand before it.
    """

    path: Path
    piece: int = 1 << 16

    def count(self) -> int | None:
        """How many there are; None where only a careful reading tells what they are.

        So it is where the last line has an open quote, or signs stand in the file that no text has.
        """
        _, ends, last = self._pieces
        if last is None or last.rpartition(b"\n")[2].count(b'"') % 2:
            return None
        return ends + (last[-1:] not in (b"\n", b""))

    def at(self, wanted: Sequence[int], lines: int) -> list[bytes] | None:
        """The lines with these numbers, counted from 0, in order.

        None where the file does not have so many lines: then a row stands on several of them.
        """
        if self.count() != lines:
            return None
        ends_before, _, _ = self._pieces
        found: list[bytes] = []
        with self.path.open("rb") as file:
            numbers = iter(sorted(set(wanted)))
            for piece, inside in itertools.groupby(numbers, lambda n: self._piece_of(n)):
                file.seek(piece * self.piece)
                texts = (file.read(self.piece) + file.readline()).split(b"\n")
                found += [texts[number - ends_before[piece]] for number in inside]
        return found

    def _piece_of(self, number: int) -> int:
        """The piece in which the line end before a line stands."""
        ends_before, _, _ = self._pieces
        return max(0, bisect_left(ends_before, number) - 1)

    @cached_property
    def _pieces(self) -> tuple[list[int], int, bytes | None]:
        """The line ends before each piece, and in all; the file's end, None where it has a NUL."""
        before, ends, last, odd = [], 0, b"", False
        with self.path.open("rb") as file:
            while chunk := file.read(_PIECES * self.piece):
                signs = pl.Series([chunk]).cast(pl.List(pl.UInt8)).explode()
                line_ends = signs == ord("\n")
                odd = odd or signs.min() == 0
                for begin in range(0, len(chunk), self.piece):
                    before.append(ends)
                    ends += int(line_ends.slice(begin, self.piece).sum())
                last = chunk
        return before, ends, None if odd else last


def short_rows(
    path: Path, above: int, delimiter: str, cells: int, suspects: pl.Series
) -> Iterator[int]:
    """Which rows (counted from 0, below the lines `above` them) have fewer cells, and some.

    Only the `suspects` may.
    """
    sign, row, open_lines = delimiter.encode(), 0, list[bytes]()
    if _all_whole(path, sign, cells):
        return
    suspected = set(suspects)
    with path.open("rb") as file:
        for line in itertools.islice(file, above, None):
            if line.count(b'"') % 2 != bool(open_lines):  # a quote is open, or still is
                open_lines.append(line)
                continue
            if row in suspected and _is_short(b"".join((*open_lines, line)), sign, cells):
                yield row
            open_lines.clear()
            row += 1


def _is_short(row: bytes, sign: bytes, cells: int) -> bool:
    """Whether a row that is not blank has fewer cells.

    Only where counting what stands outside quotes says so, the csv reader is asked, which is slow.
    """
    outside = row if b'"' not in row else b"".join(row.split(b'"')[::2])
    if outside.count(sign) + 1 >= cells or not row.strip():
        return False
    texts = io.StringIO(row.decode(errors="replace"), newline="")
    return len(next(csv_reader(texts, sign.decode()), [])) < cells


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
