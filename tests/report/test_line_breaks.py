"""Long texts in narrow columns: whole clauses where they fit, and never a number cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from cscheck.report.line_breaks import broken_lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("按旧规达标，2021-08-31 后停用", 20, ["按旧规达标，", "2021-08-31 后停用"]),
        ("超出 2 个；情节较轻；预计 500 元", 21, ["超出 2 个；情节较轻；", "预计 500 元"]),
        ("到 70% 还可错 6 个；7 天中仅 1 天", 22, ["到 70% 还可错 6 个；", "7 天中仅 1 天"]),
        ("共（含 3 个）个案", 6, ["共（含", "3 个）", "个案"]),
        ("6 more misses until 70%; day 1 of 7", 24, ["6 more misses until 70%;", "day 1 of 7"]),
        ("the slowest took 57 d 13 h", 25, ["the slowest took 57 d", "13 h"]),
        ("快手订单_20261121_k7Qp2x.xlsx", 16, ["快手订单", "_20261121_k7Qp2x", ".xlsx"]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(text: str, width: int, lines: list[str]) -> None:
    assert broken_lines(Text(text), width).plain.split("\n") == lines


@given(st.text(st.sampled_from("中文（）；，。 a1.%-"), max_size=60), st.integers(2, 30))
def test_no_line_is_too_long_and_no_sign_is_lost(text: str, width: int) -> None:
    broken = broken_lines(Text(text), width).plain
    assert all(cell_len(line) <= width for line in broken.split("\n") if cell_len(text) > width)
    assert broken.replace("\n", "").replace(" ", "") == text.replace(" ", "")
