"""Text files of delimited cells: comma, tab, semicolon or bar, with or without a preamble."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cscheck.errors import DataError
from cscheck.model import Sentence, sentence
from cscheck.read.lines import lines_at
from cscheck.read.raw import RawTable, cell_name, header_keys, header_position
from cscheck.read.staging import StagedText, stage_text

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_LOOK_AHEAD = 40
_HEAD_CHARACTERS = 1 << 18


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


def read_delimited(path: Path, folder: Path, known: frozenset[str]) -> RawTable:
    """A text file as a raw table; `known` are the keys of headers that mean something.

    Raises DataError where the file has no header.
    """
    staged = stage_text(path, folder)
    layout = _layout(staged.path, path, known)
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
    return _raw(
        path,
        staged,
        layout,
        frame,
        careful=lambda: _read_carefully(path, folder, known),
        few=lambda rows, total: _few(staged.path, layout, rows, total),
    )


def _few(path: Path, layout: _Layout, rows: pl.Series, total: int) -> pl.DataFrame | None:
    """The cells of some rows of a file that has `total`, if each stands on a line of its own."""
    rows = rows.unique().sort()
    lines = rows.cast(pl.Int64) - (layout.row + 1) + layout.lines
    found = lines_at(path, lines.to_list(), layout.lines + total)
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


def _raw(
    path: Path, staged: StagedText, layout: _Layout, frame: pl.LazyFrame, **more: object
) -> RawTable:
    notes: tuple[Sentence, ...] = ()
    if staged.bad_bytes:
        notes = (sentence("bad_bytes", count=staged.bad_bytes, encoding=staged.encoding.name),)
    return RawTable(
        path=str(path),
        sheet=None,
        encoding=staged.encoding.name,
        headers=layout.headers,
        header_row=layout.row,
        frame=frame,
        delimiter=DELIMITERS[layout.delimiter],
        notes=notes,
        **more,  # type: ignore[arg-type]
    )


def _read_carefully(path: Path, folder: Path, known: frozenset[str]) -> RawTable:
    """The file read row by row, for rows of uneven width and text that breaks the encoding."""
    staged = stage_text(path, folder)
    if staged.encoding.is_utf8 and not _is_utf8(staged.path):
        staged = stage_text(path, folder, as_gb18030=True)
    layout = _layout(staged.path, path, known)
    with staged.path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(layout.lines):
            next(file)
        try:
            records = list(csv.reader(file, delimiter=layout.delimiter))
        except csv.Error as error:
            raise DataError.saying("broken_text", problem=str(error)) from error
    width = max((len(record) for record in records), default=layout.width)
    width = max(width, layout.width)
    columns = {
        cell_name(position): pl.Series(
            [record[position] if position < len(record) else None for record in records],
            dtype=pl.String,
        )
        for position in range(width)
    }
    frame = pl.DataFrame(columns).with_row_index("row", offset=layout.row + 1)
    return _raw(path, staged, layout, frame.lazy())


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _layout(staged: Path, path: Path, known: frozenset[str]) -> _Layout:
    with staged.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = file.read(_HEAD_CHARACTERS)
    layouts = (_layout_with(delimiter, head, known) for delimiter in DELIMITERS)
    found = [layout for layout in layouts if layout is not None]
    if not found:
        raise DataError.saying("no_header")
    return max(found, key=lambda pair: pair[0])[1]


def _layout_with(
    delimiter: str, head: str, known: frozenset[str]
) -> tuple[tuple[int, int], _Layout] | None:
    """The layout if cells are delimited so, and how well it fits: known headers, then width."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    records, lines = [], []
    try:
        for record in reader:
            records.append(record)
            lines.append(reader.line_num)
            if len(records) == _LOOK_AHEAD:
                break
    except csv.Error:
        return None
    position = header_position(records, known)
    if position is None:
        return None
    headers = tuple(cell.strip() for cell in records[position])
    layout = _Layout(
        delimiter=delimiter,
        headers=headers,
        row=position + 1,
        lines=lines[position],
        width=max(len(record) for record in records[position:]),
    )
    return (len(header_keys(headers) & known), len(headers)), layout
