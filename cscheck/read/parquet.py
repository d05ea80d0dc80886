"""Parquet files as tables of text, so that they go the same way as every other export.

A typed value is written as an export would write it; what no cell of text can hold (lists, bytes)
is blank. Folders named `shop=主店` give their rows a column of that name.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from urllib.parse import unquote

import polars as pl

from cscheck.errors import DataError
from cscheck.model.sentences import sentence
from cscheck.read.hostile import hostile, without_a_word
from cscheck.read.raw import RawTable, cell_name

_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_LOCAL, _UTC = "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ"
_MOST_WHOLE = 1 << 53  # above it a float no longer knows every whole number


def read_parquet(path: Path, label: str) -> RawTable:
    """A Parquet file as a raw table; raises DataError where it is broken or has no column."""
    with hostile("broken_parquet", hint=sentence("download_again")), without_a_word():
        rows = pl.scan_parquet(path, hive_partitioning=False, glob=False)
        schema = rows.collect_schema()
        cells = [_text(pl.col(name), dtype) for name, dtype in schema.items()]
        _look_through(rows.select(each.alias(cell_name(at)) for at, each in enumerate(cells)))
    if not cells:
        raise DataError.saying("no_table_inside")
    folders = {name: value for name, value in _folders(path).items() if name not in schema}
    cells += [pl.lit(value, pl.String) for value in folders.values()]
    return RawTable(
        path=label,
        sheet=None,
        encoding="parquet",
        headers=(*schema.names(), *folders),
        header_row=1,
        frame=rows.select(
            each.alias(cell_name(at)) for at, each in enumerate(cells)
        ).with_row_index("row", offset=2),
    )


def _look_through(rows: pl.LazyFrame) -> None:
    """Decodes every cell once, so that nothing breaks where the rows are wanted."""
    rows.select(pl.len(), pl.all().str.len_bytes().sum()).collect()


def _folders(path: PurePath) -> dict[str, str | None]:
    """What the names of the folders say that a file lies in: `dt=2026-11-20/shop=主店`."""
    pairs = [part.partition("=") for part in path.parent.parts if "=" in part[1:]]
    return {
        unquote(name): None if value == _NO_VALUE else unquote(value) for name, _, value in pairs
    }


def _text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value as an export would write it."""
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return value.dt.strftime(_LOCAL)
        return value.dt.convert_time_zone("UTC").dt.strftime(_UTC)
    if dtype.is_float():
        whole = (value == value.round()) & (value.abs() < _MOST_WHOLE)
        digits = value.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(digits).otherwise(value.cast(pl.String))
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object, pl.Duration):
        return pl.lit(None, pl.String)
    return value.cast(pl.String)
