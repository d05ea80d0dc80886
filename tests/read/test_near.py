"""A few rows of a large file are fetched as they would be found by reading all of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.read.reading import read_files

ROWS = 5_000


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    ["好的", '"第一行\n第二行"', "\u3000好的", ""],
    ids=["plain", "lines", "dressed", "blank"],
)
@pytest.mark.parametrize("last", ["\n", ""], ids=["ended", "open"])
def test_a_few_rows_are_those_of_the_whole(tmp_path: Path, end: str, text: str, last: str) -> None:
    rows = [
        f"C{number},2026-11-20 10:{number % 60:02}:00,buyer,\tB{number},M{number},{text}"
        for number in range(ROWS)
    ]
    head = f"报表{end}conversation_id,sent_at,sender,buyer,message_id,text{end}"
    content = head + end.join(rows) + (end if last else "")
    (tmp_path / "chat.csv").write_bytes(content.encode())
    messages = read_files(tmp_path / "chat.csv", workspace=tmp_path / "work").messages
    assert messages is not None
    wanted = [3, 4, 1_000, ROWS + 2]
    places = pl.DataFrame(
        {"source": [0] * 4, "row": wanted}, schema={"source": pl.UInt16, "row": pl.UInt32}
    )
    near = messages.near(places).sort("row").collect()
    assert near["buyer"].to_list() == [f"B{row - 3}" for row in wanted]
    whole = messages.wide.filter(pl.col("row").is_in(wanted)).sort("row").collect()
    assert near.equals(whole)
