"""The careful reading of a text file, row by row."""

from __future__ import annotations

from pathlib import Path

from cscheck.read.delimited import read_delimited


def test_rows_of_which_none_holds_a_cell_are_rows(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes('""1"""""\t2024\t.2.万\r日期\n\n'.encode())
    raw = read_delimited(file, "a.csv", tmp_path, frozenset())
    assert raw.careful is not None
    rows = raw.careful(lambda _: False).frame.collect()
    assert rows.drop("row").null_count().row(0) == (rows.height,) * (rows.width - 1)
