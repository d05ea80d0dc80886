"""Finds rows that stand inside a cell because a quote in a row before them never closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from cscheck.read.cells import PLACEHOLDERS
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.read.times import read_time
from cscheck.read.torn import cells_of
from cscheck.schema import Kind

_SIGNS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_MOST_LOOKED_AT = 1_000


def row_teller(raw: RawTable, recognised: Recognised) -> Callable[[Sequence[str]], bool]:
    """Tells a line's cells that are a whole row: as many as headers, with times where they belong.

    A line of a chat message may well have as many commas, but not times at the same places.
    """
    readable = recognised.table.readable
    times = [at for name, at in recognised.positions.items() if readable[name].kind is Kind.TIME]

    def is_row(cells: Sequence[str]) -> bool:
        if len(cells) != len(raw.headers):
            return False
        texts = [cells[at].strip() for at in times]
        nothing = PLACEHOLDERS | recognised.spelling.never
        said = [each for each in texts if each not in nothing]
        readable_ones = [each for each in said if read_time(each) is not None]
        return len(readable_ones) == len(said) and bool(said or not times)

    return is_row


def has_swallowed(
    raw: RawTable, cell_rows: pl.LazyFrame, rows: int, is_row: Callable[[Sequence[str]], bool]
) -> bool:
    """Whether a cell holds whole rows; also where a text holds signs that must be taken out.

    A file with as many lines as rows has no cell of several lines, and needs no closer look.
    """
    if raw.lines is None or raw.careful is None:
        return False
    lines = raw.lines()
    if lines is None or lines == rows:
        return lines is None
    delimiter = _SIGNS[raw.delimiter or "comma"]
    names = [cell_name(position) for position in range(len(raw.headers))]
    sign = "\\" + delimiter if delimiter == "|" else delimiter
    pattern = rf"\n(?:[^\n]*{sign}){{{max(1, len(raw.headers) - 1)}}}"
    suspects = cell_rows.select(
        pl.concat_list(
            pl.when(pl.col(name).str.contains(pattern)).then(pl.col(name)) for name in names
        )
        .list.drop_nulls()
        .alias("cell")
    )
    found = suspects.filter(pl.col("cell").list.len() > 0).head(_MOST_LOOKED_AT).collect()
    inner = (line for cells in found["cell"] for cell in cells for line in cell.split("\n")[1:])
    return any(is_row(cells_of(line, delimiter)) for line in inner)
