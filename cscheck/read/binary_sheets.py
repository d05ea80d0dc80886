"""Where the cells of a binary workbook (xlsb) say that they stand, before a library believes it.

The library drops cells beyond the last row or column of a sheet, and puts one row over another that
has the same number, without a word.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from cscheck.errors import DataError
from cscheck.model.sentences import sentence

_ROWS, _COLUMNS = 1 << 20, 1 << 14
_ROW = 0
_CELLS = frozenset((*range(1, 12), 62))
"""The kinds of records that are a row's head, and a cell ([MS-XLSB] 2.3.2)."""


def check_places(content: bytes) -> None:
    """Raises DataError where a row or a cell stands where none can."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".bin"):
                _check(book.read(name))


def _check(sheet: bytes) -> None:
    row = -1
    for kind, number in _places(sheet):
        if kind == _ROW and not row < number < _ROWS:
            key = "row_twice" if 0 <= number <= row else "row_beyond"
            raise DataError.saying(
                key, hint=sentence("download_again"), row=number + 1, limit=_ROWS
            )
        if kind == _ROW:
            row = number
        elif number >= _COLUMNS:
            hint = sentence("download_again")
            raise DataError.saying(
                "cell_beyond", hint=hint, row=row + 1, column=number + 1, limit=_COLUMNS
            )


def _places(sheet: bytes) -> Iterator[tuple[int, int]]:
    """The kind of each row's head and cell, and the row or column that it says, from 0."""
    place, end = 0, len(sheet) - 8
    while place < end:
        kind = sheet[place]
        place += 1
        if kind & 0x80:
            kind |= sheet[place] << 8
            place += 1
        size = sheet[place] & 0x7F
        shift = 7
        while sheet[place] & 0x80 and shift < 28:
            place += 1
            size |= (sheet[place] & 0x7F) << shift
            shift += 7
        place += 1
        if kind == _ROW or kind in _CELLS:
            yield kind, int.from_bytes(sheet[place : place + 4], "little")
        place += size
