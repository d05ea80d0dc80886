"""Columns that are reckoned from others of the same file and then read as if it had them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from cscheck.model.sentences import Sentence
from cscheck.read.raw import CANNOT_PARSE, RawTable, cell_name, header_key


def with_columns(
    raw: RawTable,
    wanted: Sequence[str],
    reckon: Callable[[pl.DataFrame], tuple[Mapping[str, pl.Series], Sentence]],
) -> RawTable:
    """The table with further columns, reckoned from the `wanted` cells of all its rows.

    `reckon` gives them by their headers, a value each row, and says what was done.
    """
    try:
        seen = raw.frame.select("row", *wanted).collect()
    except CANNOT_PARSE:
        if raw.careful is None:
            raise
        return with_columns(raw.careful(_as_wide_as(raw)), wanted, reckon)
    made, said = reckon(seen)
    width, names = len(raw.headers), raw.frame.collect_schema().names()
    shifted = [name for name in names if name != "row"]
    moved = {
        name: cell_name(at if at < width else at + len(made)) for at, name in enumerate(shifted)
    }
    added = {cell_name(width + at): column for at, column in enumerate(made.values())}
    further = pl.LazyFrame({"row": seen["row"], **added})
    frame = raw.frame.rename(moved).join(further, on="row", how="left", maintain_order="left")
    order = [cell_name(at) for at in range(len(shifted) + len(made))]
    careful = raw.careful
    return replace(
        raw,
        headers=(*raw.headers, *made),
        frame=frame.select("row", *order),
        notes=(*raw.notes, said),
        careful=careful and (lambda is_row: with_columns(careful(is_row), wanted, reckon)),
        few=None,
    )


def place_of(raw: RawTable, headers: Sequence[str]) -> int | None:
    """Where the first of these headers stands that a table has."""
    keys = [header_key(each) for each in raw.headers]
    known = (header_key(each) for each in headers)
    return next((keys.index(each) for each in known if each in keys), None)


def _as_wide_as(raw: RawTable) -> Callable[[Sequence[str]], bool]:
    return lambda cells: len(cells) == len(raw.headers)
