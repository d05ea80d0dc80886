"""Means, nearest-rank quantiles and maxima, against their definitions on lists of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cscheck.measures.cases import Kind
from cscheck.measures.figures import figure, figure_sums

NAMES = ("mean", "p50", "p90", "p95", "max")


def figures(values: Sequence[int | None], kind: Kind = Kind.SECONDS) -> dict[str, object]:
    """All figures of one group whose cases have these values, in microseconds."""
    frame = pl.DataFrame({"group": 1, "value": pl.Series(values, dtype=pl.Int64)})
    sums = frame.group_by("group").agg(cases=pl.len(), **figure_sums(NAMES, "value"))
    (row,) = sums.iter_rows(named=True)
    return {name: figure(row, name, "value", kind) for name in NAMES}


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=120))
def test_figures_are_exact_and_quantiles_the_nearest_rank(values: list[int]) -> None:
    found = figures(values)
    assert found["mean"] == Fraction(sum(values), len(values) * 1_000_000)
    for name, percent in (("p50", 50), ("p90", 90), ("p95", 95), ("max", 100)):
        at_most = [
            each
            for each in values
            if 100 * sum(other <= each for other in values) >= percent * len(values)
        ]
        assert found[name] == Fraction(min(at_most), 1_000_000), name


@pytest.mark.parametrize(
    ("count", "p50", "p90", "p95"),
    [
        (1, 1, 1, 1),
        (2, 1, 2, 2),
        (10, 5, 9, 10),
        (11, 6, 10, 11),
        (20, 10, 18, 19),
        (100, 50, 90, 95),
    ],
)
def test_which_of_many_is_the_quantile(count: int, p50: int, p90: int, p95: int) -> None:
    found = figures([number * 1_000_000 for number in range(count, 0, -1)])
    assert (found["p50"], found["p90"], found["p95"], found["max"]) == (p50, p90, p95, count)


def test_what_has_no_bound_stands_above_all_and_makes_a_mean_endless() -> None:
    found = figures([None, *(number * 1_000_000 for number in range(1, 10))])
    assert (found["p50"], found["p90"]) == (5, 9)
    assert (found["mean"], found["p95"], found["max"]) == (None, None, None)


def test_years_of_waiting_add_up() -> None:
    assert figures([2**62] * 4)["mean"] == Fraction(2**62, 1_000_000)


def test_durations_are_in_hours() -> None:
    found = figures([3_600_000_000, 7_200_000_000], Kind.HOURS)
    assert (found["mean"], found["p50"], found["max"]) == (Fraction(3, 2), 1, 2)
