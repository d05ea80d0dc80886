"""Parquet files as tables of text, so that they go the same way as every other export.

A typed value is written as an export would write it; what no cell of text can hold (lists, bytes)
is blank. Folders named `shop=主店` give their rows a column of that name.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath
from urllib.parse import unquote

import polars as pl

from cscheck.errors import DataError
from cscheck.model.sentences import sentence
from cscheck.read.hostile import hostile
from cscheck.read.raw import RawTable, cell_name

_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_LOCAL, _UTC = "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ"
_MOST_WHOLE = 1 << 53  # above it a float no longer knows every whole number
_BEGUN, _WHOLE = "!", "+"
_TRIAL_SECONDS = 600
_TRIAL = f"""
import os
import sys
from pathlib import Path
from cscheck.read.parquet import look_through
def say(sign):
    sys.stdout.write(sign)
    sys.stdout.flush()
say("{_BEGUN}")
for path in os.fsdecode(sys.stdin.buffer.read()).split(chr(0)):
    try:
        look_through(Path(path))
    except BaseException:
        say("-")
    else:
        say("{_WHOLE}")
"""


def read_parquet(path: Path, label: str) -> RawTable:
    """A Parquet file as a raw table; raises DataError where it is broken or has no column."""
    with hostile("broken_parquet", hint=sentence("download_again")):
        rows, schema = _opened(path)
    if not schema.names():
        raise DataError.saying("no_table_inside")
    cells = [_text(pl.col(name), dtype) for name, dtype in schema.items()]
    places = _folders(PurePath(label))
    folders = {name: value for name, value in places.items() if name not in schema}
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


def damaged_ones(paths: Sequence[Path]) -> frozenset[Path]:
    """Those of some Parquet files that cannot be read to their end.

    A process of its own tells: the library may end the one in which it meets a damaged page.
    """
    damaged, left = set[Path](), [*paths]
    while left and sys.executable:
        signs = _tried(left)
        if not signs.startswith(_BEGUN):
            break  # nothing could be tried
        told = signs.removeprefix(_BEGUN)
        damaged |= {path for path, sign in zip(left, told, strict=False) if sign != _WHOLE}
        damaged |= {*left[len(told) : len(told) + 1]}  # that at which it ended
        left = left[len(told) + 1 :]
    return frozenset(damaged)


def _tried(paths: Sequence[Path]) -> str:
    """What the trial says: that it began, and of each file whether it is whole."""
    command = [sys.executable, "-c", _TRIAL]
    try:
        done = subprocess.run(  # noqa: S603  our own words; the files' names come by standard input
            command,
            input=b"\0".join(map(os.fsencode, paths)),
            capture_output=True,
            timeout=_TRIAL_SECONDS + len(paths),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode()
    return done.stdout.decode()


def look_through(path: Path) -> None:
    """Decodes every cell of a file; raises whatever the library raises."""
    rows, schema = _opened(path)
    cells = (_text(pl.col(name), dtype) for name, dtype in schema.items())
    texts = (each.str.len_bytes().sum().alias(cell_name(at)) for at, each in enumerate(cells))
    rows.select(pl.len(), *texts).collect()


def _opened(path: Path) -> tuple[pl.LazyFrame, pl.Schema]:
    rows = pl.scan_parquet(path, hive_partitioning=False, glob=False)
    return rows, rows.collect_schema()


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
