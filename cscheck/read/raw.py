"""A file or sheet as it stands: cells of text under headers, and the row each stands in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from cscheck.model.sentences import Sentence

CANNOT_PARSE = (pl.exceptions.ComputeError, pl.exceptions.SchemaError)
"""What a frame raises whose rows only a careful reading can take apart."""
LOOK_AHEAD = 40
"""The header is looked for in so many rows."""
_LONGEST_HEADER = 1_000
_BYTES_A_ROW = 100
SAYS_NO_DATA = "says_no_data"
_NO_DATA = frozenset(("暂无数据", "无数据", "没有数据", "暂无记录", "没有记录", "查询结果为空"))
_HEADER_NOISE = re.compile(r"[\s'\"`*\ufeff]+")
_NUMBERED = re.compile(r"(_duplicated_\d+|\.\d+)$")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of a file or sheet, all of them text.

    `frame` has the columns c0, c1 ... and `row`, which counts as a spreadsheet program does.
    `cut_off` says that the last row breaks off, `torn` which rows have quotes that do not close;
    `lines` counts the lines of text below the header, one a row where no cell has several. `size`
    is the bytes of a text that is not held in memory yet.

    `log` says that several rows are one thing, a row each event. `otherwise` are the headers whose
    cells were read into another table or column.

    `careful` reads the same cells more slowly where the quick way fails; it is told how to tell a
    line that is a whole row from one of a cell's. `few` reads some rows out of so many without the
    others, or says None where it cannot. `short` gives those of some rows that have fewer cells
    than headers. None where there is no such way.
    """

    path: str
    sheet: str | None
    encoding: str
    headers: tuple[str, ...]
    header_row: int
    frame: pl.LazyFrame
    delimiter: str | None = None
    size: int = 0
    notes: tuple[Sentence, ...] = ()
    cut_off: bool = False
    torn: tuple[int, ...] = ()
    lines: Callable[[], int | None] | None = None
    careful: Callable[[Callable[[Sequence[str]], bool]], RawTable] | None = None
    few: Callable[[pl.Series, int], pl.DataFrame | None] | None = None
    short: Callable[[pl.Series], Iterator[int]] | None = None
    log: bool = False
    otherwise: frozenset[str] = frozenset()

    def about_rows(self) -> int:
        """How many rows there are, of a text that is not read yet roughly.

        0 where only a careful reading can tell, which is for small files.
        """
        if self.size:
            return -(-self.size // _BYTES_A_ROW)
        try:
            return int(self.frame.select(pl.len()).collect().item())
        except CANNOT_PARSE:
            return 0


def says_no_data(texts: Iterable[str | None]) -> bool:
    """Whether all that stands in a file is that there is no data: an empty export of some shops."""
    said = {text.strip(",;\t\r\n \ufeff") for text in texts if text} - {""}
    return bool(said) and said <= _NO_DATA


def cell_name(position: int) -> str:
    return f"c{position}"


def header_key(header: str) -> str:
    """A header as it is compared: full width folded, blanks, quotes and stars removed."""
    folded = _HEADER_NOISE.sub("", unicodedata.normalize("NFKC", header)).casefold()
    return _NUMBERED.sub("", folded)


def header_key_without_brackets(header: str) -> str:
    """A header without its remarks in brackets, for a second try."""
    key = header_key(header)
    return _BRACKETS.sub("", key) if len(key) <= _LONGEST_HEADER else key


def header_keys(headers: Sequence[str | None]) -> frozenset[str]:
    """The keys of several headers, with and without their remarks in brackets."""
    named = [header for header in headers if header]
    keys = {header_key(header) for header in named}
    return frozenset(keys | {header_key_without_brackets(header) for header in named})


def header_position(rows: Sequence[Sequence[str | None]], known: frozenset[str]) -> int | None:
    """Which of the first rows is the header: the one with the most known names.

    Or one above it that is made of them, and has half as many: then the other is that of another
    export, put behind the first. Where no row has two known names, the first with two cells; None
    where there is none.
    """

    def hits(row: Sequence[str | None]) -> int:
        return len(header_keys(row) & known)

    counts = [hits(row) for row in rows]
    most = max(counts, default=0)
    cells = [sum(bool(cell) for cell in row) for row in rows]
    if most >= 2:
        likely = (
            index
            for index, count in enumerate(counts)
            if count == most or (count >= max(2, most / 2) and count > cells[index] / 2)
        )
        return next(likely)
    wide = (index for index, count in enumerate(cells) if count >= 2)
    return next(wide, counts.index(most) if most else None)


def table_in(
    cells: pl.DataFrame,
    label: str,
    sheet: str | None,
    encoding: str,
    known: frozenset[str],
    notes: tuple[Sentence, ...] = (),
) -> RawTable | None:
    """The table that a sheet's cells hold, the header found among its first rows; None for none."""
    if cells.is_empty():
        return None
    position = header_position(cells.head(LOOK_AHEAD).rows(), known)
    if position is None:
        return None
    headers = tuple((header or "").strip() for header in cells.row(position))
    names = [cell_name(column) for column in range(cells.width)]
    frame = cells.rename(dict(zip(cells.columns, names, strict=True))).slice(position + 1)
    return RawTable(
        path=label,
        sheet=sheet,
        encoding=encoding,
        headers=headers,
        header_row=position + 1,
        frame=frame.with_row_index("row", offset=position + 2).lazy(),
        notes=notes,
    )
