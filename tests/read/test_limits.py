"""What one file may take: no file hangs, exhausts memory or ends the program, and each says why."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.errors import DataError
from cscheck.read.torn import TornRows, cells_of, csv_reader, records
from tests.program import cscheck
from tests.read.containers import html_page, ods, spreadsheetml, xls, xlsb, zipped
from tests.read.reading import accounted, read_files

PAID = "2026-11-18 10:00:00"
GRID = [["订单号", "支付时间"], ["1", PAID]]
FAR = (1_048_575, 16_383)


def workbook(*further: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(GRID):
            sheet.write_row(place, 0, row)
        for at, column in further:
            sheet.write_string(at, column, "x")
    return out.getvalue()


def edited(content: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part is written otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {each: book.read(each) for each in book.namelist()}
    return zipped(parts | {name: edit(parts[name])})


SHEET = "xl/worksheets/sheet1.xml"
BINARY_SHEET = "xl/worksheets/sheet1.bin"


def without_places(sheet: bytes) -> bytes:
    return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", sheet)


def far_without_places(sheet: bytes) -> bytes:
    wide = b'<c t="str"><v>x</v></c>' * 15_000 + b"</row>"
    sheet = without_places(sheet).replace(b'<row r="2"', b'<row r="1048570"')
    return sheet.replace(b"</row>", wide, 1)


def far_in_xls() -> bytes:
    content = bytearray(xls([*GRID, ["x", "y"]]))
    place = content.rfind(struct.pack("<HHHHB", 2, 1, 0, 1, 1))
    struct.pack_into("<HH", content, place, 65_535, 65_535)
    return bytes(content)


def circular_xls() -> bytes:
    """An old workbook whose list of tables of sectors is followed by itself."""
    content = bytearray(xls(GRID))
    struct.pack_into("<I", content, 68, 0)
    struct.pack_into("<I", content, 512 + 4 * 127, 0)
    return bytes(content)


def with_last_row(number: int) -> bytes:
    """A binary workbook whose last row says that it has another number (from 0)."""
    head = struct.pack("<BBI", 0, struct.calcsize("<IIHHBI"), 1)
    said = struct.pack("<BBI", 0, struct.calcsize("<IIHHBI"), number)
    return edited(xlsb(GRID), BINARY_SHEET, lambda each: each.replace(head, said))


def with_last_column(number: int) -> bytes:
    last, said = struct.pack("<II", 1, 0), struct.pack("<II", number, 0)
    return edited(xlsb(GRID), BINARY_SHEET, lambda each: said.join(each.rsplit(last, 1)))


REPEATED = (
    b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
    b'table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p>'
    b"</table:table-cell></table:table-row></table:table>"
)
TAGS = "<table><tr><th>订单号</th><th>支付时间</th></tr>"

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a cell in the last corner": (lambda: workbook(FAR), "too_many_cells"),
    "a row beyond the last": (
        lambda: edited(workbook(), SHEET, lambda each: each.replace(b'"B2"', b'"B4294967290"')),
        "too_many_cells",
    ),
    "a far cell that says no place": (
        lambda: edited(workbook(), SHEET, far_without_places),
        "too_many_cells",
    ),
    "a far cell in an old workbook": (far_in_xls, "broken_workbook"),
    "sectors in a circle": (circular_xls, "broken_workbook"),
    "cells repeated without end": (
        lambda: edited(
            ods(GRID), "content.xml", lambda each: each.replace(b"</table:table>", REPEATED)
        ),
        "broken_workbook",
    ),
    "two rows in one place": (
        lambda: edited(
            workbook((2, 0)), SHEET, lambda each: each.replace(b'"3"', b'"2"').replace(b"A3", b"A2")
        ),
        "row_twice",
    ),
    "a row of a binary workbook beyond 32 bits": (lambda: with_last_row(2**32 - 1), "row_beyond"),
    "a row of a binary workbook beyond the last": (lambda: with_last_row(2**20), "row_beyond"),
    "two rows of a binary workbook in one place": (lambda: with_last_row(0), "row_twice"),
    "a cell of a binary workbook beyond the last column": (
        lambda: with_last_column(2**14),
        "cell_beyond",
    ),
    "cells in XML in the last corner": (
        lambda: (
            spreadsheetml(GRID)
            .replace("</Table>", '<Row ss:Index="1048576"><Cell ss:Index="1000"/></Row></Table>')
            .encode()
        ),
        "too_many_cells",
    ),
    "a header of a hundred thousand cells": (
        lambda: ("订单号,支付时间" + ",a" * 100_000 + "\n").encode(),
        "too_many_columns",
    ),
    "a line without an end": (
        lambda: ("订单号,支付时间\n" + "x" * (40 << 20)).encode(),
        "line_too_long",
    ),
}


@pytest.mark.parametrize("trap", REFUSED)
def test_what_would_take_too_much_is_refused(
    trap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cscheck.read.sheet_spans._TRIAL_SECONDS", 1)
    make, failure = REFUSED[trap]
    (tmp_path / "a.xls").write_bytes(make())
    (each,) = read_files(tmp_path / "a.xls", workspace=tmp_path / "work").inputs
    assert each.failure is not None
    assert each.failure.key == failure


def test_cells_that_reach_everywhere_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cscheck.read.page.MOST_CELLS", 100_000)
    monkeypatch.setattr("cscheck.read.sheets_in_xml.MOST_CELLS", 100_000)
    page = "<table>" + "<tr><td colspan=1000 rowspan=1000>x" * 200
    cells = '<Cell ss:MergeDown="9999"><Data>x</Data></Cell>' * 999
    down = f"<Row>{cells}</Row>{'<Row/>' * 200}"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    (tmp_path / "b.xls").write_text(
        spreadsheetml(GRID).replace("</Table>", f"{down}</Table>"), encoding="utf-8"
    )
    for each in read_files(tmp_path, workspace=tmp_path / "work").inputs:
        assert each.failure is not None
        assert each.failure.key == "too_many_cells"


def test_a_text_that_is_held_whole_has_a_limit_and_messages_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cscheck.read.normalise.MOST_IN_MEMORY", 1 << 20)
    orders = "订单号,支付时间\n" + "".join(f"{n},{PAID}\n" for n in range(50_000))
    chat = "会话ID,发送时间,发送者类型\n" + "".join(f"{n},{PAID},买家\n" for n in range(50_000))
    for name, text in {"a.csv": orders, "b.csv": chat, "c.csv": orders[:100_000]}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    intake = read_files(tmp_path, workspace=tmp_path / ".work")
    failures = [each.failure and each.failure.key for each in intake.inputs]
    assert failures == ["too_large", None, None]
    assert intake.inputs[1].used == 50_000


@pytest.mark.parametrize("special", ["/dev/zero", "pipe"])
def test_what_never_ends_is_no_file(special: str, tmp_path: Path) -> None:
    path = Path(special)
    if special == "pipe":
        path = tmp_path / "a.csv"
        os.mkfifo(path)
    with pytest.raises(DataError) as raised:
        read_files(path, workspace=tmp_path / "work")
    assert raised.value.problems[0].what.key == "no_plain_file"


READ: dict[str, Callable[[], bytes]] = {
    "a cell in the last column": lambda: workbook((1, FAR[1])),
    "cells without places": lambda: edited(workbook(), SHEET, without_places),
    "colours in the last corner": lambda: edited(
        workbook(),
        SHEET,
        lambda each: each.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        ),
    ),
    "tags that never end": lambda: (html_page(GRID) + "<a " * 200_000).encode(),
    "comments that never end": lambda: (html_page(GRID) + "<!--" * 200_000).encode(),
    "ends of nothing": lambda: (html_page(GRID) + "</" * 200_000).encode(),
    "quotes in tags that never close": lambda: (html_page(GRID) + '<td a="' * 200_000).encode(),
    "declarations that never end": lambda: (html_page(GRID) + "<![CDATA[" * 200_000).encode(),
    "a reference to no sign": lambda: (
        f"{TAGS}<tr><td>1<td>{PAID}<td>&#{'9' * 5_000};</table>".encode()
    ),
    "elements within elements": lambda: (
        spreadsheetml(GRID)
        .replace("</Table>", f"</Table>{'<b>' * 50_000}{'</b>' * 50_000}")
        .encode()
    ),
}


@pytest.mark.parametrize("odd", READ)
def test_what_is_only_odd_is_read(odd: str, tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(READ[odd]())
    intake = read_files(tmp_path / "a.xls", workspace=tmp_path / "work")
    assert [each.failure for each in intake.inputs] == [None]
    assert intake.tables["orders"]["order_id"].to_list() == ["1"]


def test_a_row_of_a_great_many_cells_is_one_reject(tmp_path: Path) -> None:
    rows = ["订单号,支付时间", "1" + "," * 200_000, f"2,{PAID}" + ",x" * 100_000, f"3,{PAID}"]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    assert intake.tables["orders"]["order_id"].to_list() == ["1", "3"]
    (reject,) = intake.rejects
    assert (reject.row, reject.reason.key) == (3, "reject_more_cells_than_headers")
    assert sum(cell.count("x") for cell in reject.cells if cell) == 100_000


@pytest.mark.parametrize("torn", [False, True])
def test_a_cell_may_hold_a_very_long_conversation(torn: bool, tmp_path: Path) -> None:
    talk = "".join(f'甲 2026-11-20 09:{n // 60:02}:{n % 60:02}\n他说""好""\n' for n in range(1_500))
    rows = f'C1,乙,2026-11-20 09:00:00,"{talk}"\n' + ('C2,乙"丙"丁",,\n' if torn else "")
    text = f"会话ID,客服,会话开始时间,会话记录\n{rows}"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    assert all(accounted(each) for each in intake.inputs)
    assert [(each.table, each.used) for each in intake.inputs] == [
        ("conversations", 1 + torn),
        ("messages", 1_500),
    ]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from('",a\n'), max_size=12), max_size=6))
def test_rows_of_well_formed_text_are_those_of_the_csv_reader(texts: list[str]) -> None:
    text = "\n".join(texts)
    torn = TornRows()
    found = list(records(text.split("\n"), ",", 2, lambda _: False, torn))
    if not torn.literal and not torn.lost:
        assert [row or [""] for row in found] == [
            row or [""] for row in csv_reader(io.StringIO(text, newline=""), ",")
        ] + ([[""]] if not text or text.endswith("\n") else [])
    assert cells_of("a,b", ",") == ["a", "b"]


LONG = 300_000


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-11-18 10:00" + " " * LONG + "x", "2026 " + " " * LONG + "-11-18", "1" * LONG + "x"),
        *("(" * LONG, "[" * LONG, "1," * LONG + "x", "¥" * LONG, "1:" * LONG, '"' * LONG + "x"),
    ],
)
def test_a_long_cell_is_told_in_time_that_grows_with_its_length(cell: str, tmp_path: Path) -> None:
    """Without its bounds, each of these would take hours: a test that fails does not end."""
    quoted = '"' + cell.replace('"', '""') + '"'
    rows = [f"1,{PAID},,", f"{quoted},x,,", f"2,{quoted},,", f"3,{PAID},{quoted},{quoted}"]
    text = "\n".join([f"订单号,支付时间,实付款,{quoted}", *rows]) + "\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (each,) = read_files(tmp_path / "a.csv", workspace=tmp_path / "work").inputs
    assert (each.rows, each.used, each.rejected) == (4, 2, 2)
    seconds = "conversation_id,started_at,rating,first_response_seconds\n"
    waited = f"1,{PAID},{quoted},{quoted}\n"
    (tmp_path / "b.csv").write_text(seconds + waited, encoding="utf-8")
    (each,) = read_files(tmp_path / "b.csv", workspace=tmp_path / "work").inputs
    assert each.used == 1


def test_a_report_quotes_only_the_beginning_of_a_long_cell(tmp_path: Path) -> None:
    """Breaking the whole of it into lines would take minutes."""
    cell = "订 " * LONG
    rows = [f"1,{PAID},,", f"2,{cell},,", f"3,{PAID},{cell},{cell}"]
    text = "\n".join([f"订单号,支付时间,实付款,{cell}", *rows]) + "\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    day = ("-p", "pinduoduo", "--date", "2026-11-20")
    for command in (("inspect", tmp_path / "a.csv"), ("audit", tmp_path / "a.csv", *day)):
        run = cscheck(*command)
        assert "订" in run.out
        assert len(run.out) < 10_000
