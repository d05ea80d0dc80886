"""The order of messages: no column says that it is sorted where it is not.

polars takes a column at its word: one that is said to be sorted is grouped and looked up by that.
"""

from __future__ import annotations

from pathlib import Path

from tests.read.reading import read_files

_HEAD = "conversation_id,message_id,sent_at,sender,buyer,agent,text"
_FILES = {
    "one.csv": [
        "C1,M1,2026-11-20 10:00:00,buyer,甲,,在吗",
        "C2,M2,2026-11-20 10:00:01,buyer,乙,,在吗",
        "C3,M3,2026-11-20 10:00:02,buyer,丙,,在吗",
        "C1,M4,2026-11-20 10:00:03,agent,甲,小张,在",
        "C2,M5,2026-11-20 10:00:04,agent,乙,小李,在",
    ],
    "two.csv": [
        "C3,M6,2026-11-20 10:00:05,agent,丙,小张,在",
        "C1,M7,2026-11-20 10:00:06,buyer,甲,,好",
        "C2,M8,2026-11-20 10:00:07,buyer,乙,,好",
    ],
}


def test_what_says_that_it_is_sorted_is(tmp_path: Path) -> None:
    for name, rows in _FILES.items():
        (tmp_path / name).write_text("\n".join([_HEAD, *rows]) + "\n", encoding="utf-8")
    paths = [tmp_path / name for name in _FILES]
    messages = read_files(*paths, workspace=tmp_path / "work").messages
    assert messages is not None
    for column in messages.narrow:
        values = column.to_physical().to_list()
        if column.flags["SORTED_ASC"]:
            assert values == sorted(values), column.name
        if column.flags["SORTED_DESC"]:
            assert values == sorted(values, reverse=True), column.name
    assert messages.narrow["source"].value_counts(sort=True)["count"].to_list() == [5, 3]
