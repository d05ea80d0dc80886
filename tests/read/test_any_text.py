"""Tables of any text, written in any shape, are read back as the same rows."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cscheck.text import LANGS, say
from tests.read.containers import html_page, ods, spreadsheetml, xls, xlsb, zipped
from tests.read.reading import accounted, read_files

HEADERS = ["会话ID", "发送时间", "发送者类型", "买家ID", "消息内容"]
# No control signs, which no XML may hold; no blanks at the ends, which reading takes off.
signs = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"))
odd = st.sampled_from(
    (
        '"',
        '""',
        '"a"',
        ",",
        "a,b,c,d,e",
        "\t",
        ";",
        "|",
        "'",
        "=1+1",
        "<b>",
        "&amp;",
        "a\nb",
        "1E+18",
    )
)
texts = st.one_of(st.text(signs, min_size=1, max_size=20), odd, st.just("亲，在吗")).map(str.strip)
rows_of_any_text = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 59), st.sampled_from(("买家", "客服")), texts),
    min_size=1,
    max_size=8,
)


def as_csv(grid: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(grid)
    return out.getvalue()


def as_workbook(grid: list[list[str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(grid):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()


SHAPES: dict[str, Callable[[list[list[str]]], bytes]] = {
    "utf-8": lambda grid: as_csv(grid).encode(),
    "utf-8 with BOM": lambda grid: as_csv(grid, end="\n").encode("utf-8-sig"),
    "gb18030": lambda grid: as_csv(grid).encode("gb18030"),
    "utf-16": lambda grid: as_csv(grid, "\t").encode("utf-16"),
    "tabs": lambda grid: as_csv(grid, "\t").encode(),
    "semicolons": lambda grid: as_csv(grid, ";").encode(),
    "bars": lambda grid: as_csv(grid, "|").encode("gb18030"),
    "gzip": lambda grid: gzip.compress(as_csv(grid).encode()),
    "zip": lambda grid: zipped({"聊天.csv": as_csv(grid).encode("gb18030")}),
    "xlsx": as_workbook,
    "xlsb": xlsb,
    "xls": xls,
    "ods": ods,
    "html": lambda grid: html_page(grid).encode(),
    "xml": lambda grid: spreadsheetml(grid).encode(),
}
# Where a format itself folds blanks or lines, as HTML and OpenDocument do.
FOLDING = ("html", "ods")


def folded(text: str | None) -> str:
    return "".join((text or "").split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows_of_any_text, st.sampled_from(sorted(SHAPES)))
def test_the_same_text_comes_back(rows: list[tuple[int, int, str, str]], shape: str) -> None:
    grid = [
        [f"C{thread}", f"2026-11-20 09:{at:02}:{second:02}", sender, f"B{thread}", text]
        for at, (thread, second, sender, text) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dat"
        path.write_bytes(SHAPES[shape]([HEADERS, *grid]))
        intake = read_files(path, workspace=Path(folder) / "work")
        (each,) = intake.inputs
        assert each.failure is None, each.failure
        assert accounted(each)
        assert (each.rows, each.used) == (len(grid), len(grid))
        assert intake.messages is not None
        wide = intake.messages.wide.sort("row").collect()
    plain = folded if shape in FOLDING else str.strip
    assert [plain(text or "") for text in wide["text"]] == [plain(row[4]) for row in grid]
    assert wide["conversation_id"].to_list() == [row[0] for row in grid]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(st.sampled_from('"",\n;\t|a甲1=<'), max_size=30), max_size=8),
    st.sampled_from(("utf-8", "gb18030", "utf-16")),
    st.booleans(),
)
def test_any_lines_are_accounted_for(lines: list[str], encoding: str, with_header: bool) -> None:
    header = ",".join(HEADERS)
    good = "C1,2026-11-20 09:00:00,买家,B1,好"
    text = "\n".join([*([header, good] if with_header else []), *lines])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode(encoding))
        intake = read_files(path, workspace=Path(folder) / "work")
        assert all(accounted(each) for each in intake.inputs)
        assert all((each.failure is None) or not each.rows for each in intake.inputs)
        assert not with_header or intake.inputs[0].used >= 1
        for each in intake.inputs:
            for lang in LANGS:
                assert all(say(note, lang) for note in each.notes)
        if intake.messages is not None:
            intake.messages.wide.collect()
