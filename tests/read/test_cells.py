"""What the short way through a column takes for clean is what cleaning would leave as it is."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from cscheck.read.cells import (
    DRESSING,
    LOST_DIGITS,
    PLACEHOLDERS,
    cleaned,
    identifier,
    stripped,
)
from cscheck.read.doubts import doubts_about

SIGNS = st.sampled_from([*DRESSING, "=", "a", "7", "客", "倀", "-", "无"])


@given(st.lists(st.text(SIGNS, max_size=4), min_size=1))
@example(sorted(PLACEHOLDERS))
def test_no_cell_that_needs_cleaning_is_taken_for_clean(texts: list[str]) -> None:
    cell = pl.col("cell")
    rows = pl.DataFrame({"cell": texts}, schema={"cell": pl.String})
    changed = identifier(cell).ne_missing(cell) | cleaned(cell).ne_missing(cell)
    for doubt in doubts_about(cell):
        assert rows.filter(changed & ~doubt).is_empty()
    for doubt in doubts_about(cell, is_text=True):
        assert rows.filter(stripped(cell).ne_missing(cell) & ~doubt).is_empty()


def test_ordinary_cells_are_taken_for_clean() -> None:
    words = ["M100", "客服小李", "tb 旗舰 店", "a=b", "x", "龟亀", None]
    cell = pl.col("cell")
    for exact in (doubts_about(cell)[-1], doubts_about(cell, is_text=True)[-1]):
        assert not pl.DataFrame({"cell": words}).select(exact).to_series().any()


def test_ordinary_ids_need_no_exact_look() -> None:
    ids = pl.DataFrame({"cell": ["M100", "C20261130-1", "小李7", None]})
    assert not ids.select(doubts_about(pl.col("cell"), whole=True)[0]).to_series().any()


@given(st.lists(st.from_regex(r"\A[0-9.eE+]{1,9}\Z"), min_size=1))
@example(["1E+9", "2e+17", "1.23456789E+017", "7.5E+300"])
def test_no_id_that_lacks_digits_is_taken_for_whole(texts: list[str]) -> None:
    rows = pl.DataFrame({"cell": texts}, schema={"cell": pl.String})
    lost = pl.col("cell").str.contains(LOST_DIGITS)
    for doubt in doubts_about(pl.col("cell"), whole=True):
        assert rows.filter(lost & ~doubt).is_empty()
