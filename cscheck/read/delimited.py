"""Text files of delimited cells: comma, tab, semicolon or bar, with or without a preamble."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cscheck.errors import DataError
from cscheck.model.sentences import sentence
from cscheck.read.endings import breaks_off
from cscheck.read.lines import TextLines, short_rows
from cscheck.read.raw import (
    LOOK_AHEAD,
    SAYS_NO_DATA,
    RawTable,
    cell_name,
    header_keys,
    header_position,
    says_no_data,
)
from cscheck.read.staging import MOST_IN_MEMORY, StagedText, check_lines, stage_text
from cscheck.read.torn import IsRow, TornRows, csv_reader, opens_only, records

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_HEAD_CHARACTERS = 1 << 18
_CHUNK = 1 << 16
_BATCH = 20_000
_MOST_COLUMNS = 4_096
_MOST_BEYOND = 32
"""How many cells a row may have beyond the headers; all further ones are one cell."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the cells begin: delimiter, header, and how wide the first rows are.

    `lines` are the physical lines up to the end of the header, `row` the header's row as a
    spreadsheet shows it.
    """

    delimiter: str
    headers: tuple[str, ...]
    row: int
    lines: int
    width: int

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {cell_name(position): pl.String() for position in range(self.width)}


def read_delimited(path: Path, label: str, folder: Path, known: frozenset[str]) -> RawTable:
    """A text file as a raw table; `known` are the keys of headers that mean something.

    `label` is what people call the file, which may stand in an archive.

    Raises DataError where the file has no header.
    """
    staged = stage_text(path, folder)
    check_lines(staged.path)
    layout = _layout(staged.path, known)
    frame = pl.scan_csv(
        staged.path,
        separator=layout.delimiter,
        has_header=False,
        skip_lines=layout.lines,
        schema=layout.schema,
        row_index_name="row",
        row_index_offset=layout.row + 1,
        missing_columns="insert",  # the first row of data may be a short one
    )
    lines = TextLines(staged.path)
    return replace(
        _raw(label, staged, layout, frame),
        lines=lambda: _lines_below(lines, layout),
        careful=lambda is_row: _read_carefully(path, label, folder, known, is_row),
        few=lambda rows, total: _few(lines, layout, rows, total),
    )


def _lines_below(lines: TextLines, layout: _Layout) -> int | None:
    """The lines below the header, if no careful reading is needed to tell them."""
    count = lines.count()
    return None if count is None else count - layout.lines


def _few(text: TextLines, layout: _Layout, rows: pl.Series, total: int) -> pl.DataFrame | None:
    """The cells of some rows of a file that has `total`, if each stands on a line of its own."""
    rows = rows.unique().sort()
    lines = rows.cast(pl.Int64) - (layout.row + 1) + layout.lines
    found = text.at(lines.to_list(), layout.lines + total)
    if not found:
        return None
    cells = pl.read_csv(
        b"\n".join(found),
        separator=layout.delimiter,
        has_header=False,
        schema=layout.schema,
        missing_columns="insert",
    )
    return cells.with_columns(rows.alias("row")) if cells.height == rows.len() else None


def _raw(label: str, staged: StagedText, layout: _Layout, frame: pl.LazyFrame) -> RawTable:
    return RawTable(
        path=label,
        sheet=None,
        encoding=staged.encoding.name,
        headers=layout.headers,
        header_row=layout.row,
        frame=frame,
        delimiter=DELIMITERS[layout.delimiter],
        size=staged.path.stat().st_size,
        notes=staged.changed.notes(staged.encoding.name),
        cut_off=breaks_off(staged.path, layout.lines, layout.delimiter, len(layout.headers)),
        short=lambda suspects: _short(staged.path, layout, suspects),
    )


def _short(path: Path, layout: _Layout, suspects: pl.Series) -> Iterator[int]:
    """Those of some rows that have fewer cells than there are headers."""
    first = layout.row + 1
    places = suspects.cast(pl.Int64) - first
    found = short_rows(path, layout.lines, layout.delimiter, len(layout.headers), places)
    return (first + place for place in found)


def _read_carefully(
    path: Path, label: str, folder: Path, known: frozenset[str], is_row: IsRow
) -> RawTable:
    """The file read row by row: for rows of uneven width, and for quotes that never close."""
    staged = stage_text(path, folder, thoroughly=True)
    if staged.path.stat().st_size > MOST_IN_MEMORY:
        raise DataError.saying("too_large", limit=f"{MOST_IN_MEMORY >> 20} MiB")
    layout = _layout(staged.path, known)
    torn, width, short = TornRows(), len(layout.headers), list[int]()
    with staged.path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        lines = (line.removesuffix("\n").removesuffix("\r") for line in file)
        below = itertools.islice(lines, layout.lines, None)
        rows = records(below, layout.delimiter, width, is_row, torn)
        rows = _noting_short(rows, width, short)
        cut = (_cut(row, width + _MOST_BEYOND, layout.delimiter) for row in rows)
        batches = [_frame(batch) for batch in iter(lambda: list(itertools.islice(cut, _BATCH)), [])]
    frame = pl.concat([pl.DataFrame(schema=layout.schema), *batches], how="diagonal")
    first = layout.row + 1
    raw = _raw(label, staged, layout, frame.with_row_index("row", offset=first).lazy())
    raw = replace(raw, short=lambda _: (first + each for each in short))
    lost = tuple(first + each for each in torn.lost)
    if torn.literal:
        places = tuple(first + each for each in torn.literal[:5])
        note = sentence("torn_quotes", count=len(torn.literal), rows=places)
        raw = replace(raw, notes=(*raw.notes, note))
    breaks_off = torn.open_at_end and frame.height - 1 in (*torn.lost[-1:], *torn.literal[-1:])
    return replace(raw, torn=lost, cut_off=raw.cut_off or breaks_off)


def _noting_short(rows: Iterable[list[str]], width: int, short: list[int]) -> Iterator[list[str]]:
    """The rows as they come; which of them (counted from 0) have fewer cells is noted."""
    for number, row in enumerate(rows):
        if any(row) and len(row) < width:
            short.append(number)
        yield row


def _cut(row: list[str], most: int, delimiter: str) -> list[str]:
    """A row of at most so many cells, the last of which holds all the others."""
    if len(row) <= most:
        return row
    rest = row[most - 1 :]
    return [*row[: most - 1], delimiter.join(rest) if any(cell.strip() for cell in rest) else ""]


def _frame(rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Rows of uneven width as columns of text; an empty cell holds nothing."""
    cells = {
        cell_name(position): pl.Series(
            [(row[position] or None) if position < len(row) else None for row in rows],
            dtype=pl.String,
        )
        for position in range(max(1, *(len(row) for row in rows)))
    }
    return pl.DataFrame(cells, height=len(rows))


def _layout(staged: Path, known: frozenset[str]) -> _Layout:
    with staged.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = file.read(_HEAD_CHARACTERS)
    layouts = (_layout_with(delimiter, head, known) for delimiter in DELIMITERS)
    found = [layout for layout in layouts if layout is not None]
    if not found:
        raise DataError.saying(SAYS_NO_DATA if says_no_data(head.split("\n")) else "no_header")
    layout = max(found, key=lambda pair: pair[0])[1]
    if (count := len(layout.headers)) > _MOST_COLUMNS:
        raise DataError.saying("too_many_columns", count=count, limit=_MOST_COLUMNS)
    return layout


def _layout_with(
    delimiter: str, head: str, known: frozenset[str]
) -> tuple[tuple[int, int], _Layout] | None:
    """The layout if cells are delimited so, and how well it fits: known headers, then width."""
    reader = csv_reader(io.StringIO(head, newline=""), delimiter)
    records, lines = [], []
    with suppress(csv.Error):  # what stands above may be enough
        for record in itertools.islice(reader, LOOK_AHEAD):
            records.append(record)
            lines.append(reader.line_num)
    position = header_position(records, known)
    if position is None:
        return None
    headers = tuple(cell.strip() for cell in records[position])
    layout = _Layout(
        delimiter=delimiter,
        headers=headers,
        row=position + 1,
        lines=lines[position],
        width=min(_width(records[position:]), len(headers) + _MOST_BEYOND),
    )
    return (len(header_keys(headers) & known), len(headers)), layout


def _width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells the header and the rows below have, without those that `="a,b"` broke."""
    header, *below = rows
    whole = (row for row in below if not any(map(opens_only, row)))
    return max(len(header), *map(len, whole), 0)
