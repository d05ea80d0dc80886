"""Values as machines read them: JSON and csv have the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import polars as pl


def plain(value: object) -> object:
    """A value without a type of ours: whole seconds without a point, times with their offset."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def plain_rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a frame, by the names of its columns."""
    for row in frame.iter_rows(named=True):
        yield {name: plain(value) for name, value in row.items()}
