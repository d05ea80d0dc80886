"""Mean, nearest-rank quantiles and maximum of the values of a group, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from cscheck.measures.cases import Kind

QUANTILES = {"p50": 50, "p90": 90, "p95": 95}
_MICROSECONDS = {Kind.SECONDS: 1_000_000, Kind.HOURS: 3_600_000_000}


def figure_sums(names: Iterable[str], column: str) -> dict[str, pl.Expr]:
    """What the figures need of a column of microseconds, as aggregates called `column.figure`.

    A null in `most` has no bound: it stands above every value, and makes a mean endless.
    """
    return {f"{column}.{name}": _aggregate(name, pl.col(column)) for name in names}


def _aggregate(name: str, values: pl.Expr) -> pl.Expr:
    if name == "mean":
        total = values.cast(pl.Int128).sum()
        return pl.when(values.null_count() == 0).then(total)
    # The nearest rank of q % among n is the smallest whole number that is at least q * n / 100.
    percent = QUANTILES.get(name, 100)
    rank = (pl.len().cast(pl.Int64) * percent + 99) // 100
    return values.sort(nulls_last=True).get(rank - 1)


def figure(sums: Mapping[str, Any], name: str, column: str, kind: Kind) -> Fraction | None:
    """A figure in the unit of its measure, from the aggregates of a group; None is endless."""
    amount = sums[f"{column}.{name}"]
    if amount is None:
        return None
    count = int(sums["cases"]) if name == "mean" else 1
    return Fraction(int(amount), count * _MICROSECONDS[kind])
