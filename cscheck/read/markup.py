"""Tables of HTML and SpreadsheetML, which back offices hand out as .xls."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from cscheck.errors import DataError
from cscheck.read.page import MOST_CELLS, Grid, tables_of
from cscheck.read.raw import SAYS_NO_DATA, RawTable, cell_name, says_no_data, table_in
from cscheck.read.sheets_in_xml import sheets_of
from cscheck.read.sniff import Encoding, encoding_of
from cscheck.read.staging import Changes

MOST_BYTES = 512 << 20


def read_html(path: Path, label: str, known: frozenset[str]) -> Iterator[RawTable]:
    """Each table of an HTML page; raises DataError where it has none."""
    text, encoding, changed = _text(path)
    grids = [grid for grid in tables_of(text) if grid]
    if not grids:
        raise DataError.saying("broken_html")
    named = [(str(number), grid) for number, grid in enumerate(grids, 1)]
    yield from _tables(named, label, f"html, {encoding.name}", known, changed)


def read_spreadsheetml(path: Path, label: str, known: frozenset[str]) -> Iterator[RawTable]:
    """Each sheet of a workbook written as XML; raises DataError where it is none."""
    text, encoding, changed = _text(path)
    yield from _tables(sheets_of(text), label, f"xml, {encoding.name}", known, changed)


def _text(path: Path) -> tuple[str, Encoding, Changes]:
    """The text of a file, its encoding, and what of it could not be kept."""
    if path.stat().st_size > MOST_BYTES:
        raise DataError.saying("too_large", limit=f"{MOST_BYTES >> 20} MiB")
    content = path.read_bytes()
    encoding = encoding_of(content)
    text = content.decode(encoding.codec, errors="replace")
    changed = Changes()
    changed.count(text)
    return text.replace("\0", "").removeprefix(codecs.BOM_UTF8.decode()), encoding, changed


def _tables(
    grids: Sequence[tuple[str, Grid]],
    label: str,
    encoding: str,
    known: frozenset[str],
    changed: Changes,
) -> Iterator[RawTable]:
    notes = changed.notes(encoding)
    found = False
    for name, grid in grids:
        width = max((len(row) for row in grid), default=0)
        if width * len(grid) > MOST_CELLS:  # a few wide rows among many: all become columns
            raise DataError.saying("too_many_cells", limit=MOST_CELLS)
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
            found = True
            yield table
    if not found and says_no_data(text for _, grid in grids for row in grid for text in row):
        raise DataError.saying(SAYS_NO_DATA)
