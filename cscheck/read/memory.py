"""Tables that are in memory already, read as if they were files: for rule cases and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cscheck.read.opening import Opened
from cscheck.read.raw import RawTable, cell_name


def open_rows(
    name: str, table: str, headers: Sequence[str], rows: Sequence[Mapping[str, str | None]]
) -> Opened:
    """Rows of text as a file called `name`; the first stands in row 2, below the headers."""
    cells = {
        cell_name(position): pl.Series([row.get(header) for row in rows], dtype=pl.String)
        for position, header in enumerate(headers)
    }
    frame = pl.DataFrame(cells).with_row_index("row", offset=2)
    raw = RawTable(
        path=name,
        sheet=None,
        encoding="utf-8",
        headers=tuple(headers),
        header_row=1,
        frame=frame.lazy(),
    )
    return Opened(name, raw, wanted=table)
