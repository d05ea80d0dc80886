"""The same rows in every encoding, delimiter and container give the same table."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from cscheck.text import say
from tests.read.containers import html_page, ods, spreadsheetml, xls, xlsb, zipped
from tests.read.reading import accounted, platform, read_files

HEADERS = ["订单编号", "订单付款时间 ", "发货时间", "店铺名称", "买家会员名", "总金额（元)"]
ROWS = [
    ["260517-607198974342268", "2026-11-18 10:00:00", "2026-11-18 12:00:05", "甲店", "买家一", "1"],
    ["0034", "2026-11-18 23:59:59", "", "甲店", "买家, 二", "2"],
    ["3400000000000012345", "2026-11-19 00:00:00", "2026-11-20 00:00:00", "乙店", '"三"', "3"],
]
GRID = [HEADERS, *ROWS]
EXPECTED = [
    ("0034", "甲店", "2026-11-18 23:59:59", None, "买家, 二"),
    ("260517-607198974342268", "甲店", "2026-11-18 10:00:00", "2026-11-18 12:00:05", "买家一"),
    ("3400000000000012345", "乙店", "2026-11-19 00:00:00", "2026-11-20 00:00:00", "三"),
]


def as_csv(delimiter: str = ",", before: str = "", end: str = "\r\n") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([HEADERS, *ROWS])
    return before + out.getvalue()


def as_workbook(*, preamble: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        notes = workbook.add_worksheet("说明")
        notes.write(0, 0, "本表由系统导出")
        sheet = workbook.add_worksheet("订单")
        for number, row in enumerate([HEADERS, *ROWS]):
            sheet.write_row(number + preamble, 0, row)
        if preamble:
            sheet.write(0, 0, "导出时间：2026-11-21")
        hidden = workbook.add_worksheet("隐藏")
        hidden.write_row(0, 0, HEADERS)
        hidden.write_row(1, 0, ["9", *ROWS[0][1:]])
        hidden.hide()
    return out.getvalue()


def encrypted(password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(as_workbook())).encrypt(password, out)
    return out.getvalue()


SHAPES: dict[str, Callable[[], tuple[str, bytes]]] = {
    "utf-8": lambda: ("a.csv", as_csv().encode()),
    "utf-8 with BOM": lambda: ("a.csv", as_csv().encode("utf-8-sig")),
    "gb18030": lambda: ("a.csv", as_csv().encode("gb18030")),
    "utf-16": lambda: ("a.csv", as_csv("\t").encode("utf-16")),
    "utf-16 without a mark": lambda: ("a.xls", as_csv("\t").encode("utf-16-le")),
    "tabs": lambda: ("a.txt", as_csv("\t").encode()),
    "semicolons": lambda: ("a.csv", as_csv(";").encode()),
    "line feeds": lambda: ("a.csv", as_csv(end="\n").encode()),
    "carriage returns": lambda: ("a.csv", as_csv(end="\r").encode("gb18030")),
    "a preamble": lambda: ("a.csv", as_csv(before="订单报表\r\n,,\r\n\r\n").encode("gb18030")),
    "gzip": lambda: ("a.csv.gz", gzip.compress(as_csv().encode("gb18030"))),
    "html": lambda: ("a.xls", html_page(GRID).encode()),
    "html in gbk": lambda: ("a.xls", html_page(GRID, charset="gb2312").encode("gb18030")),
    "html in utf-16": lambda: ("a.xls", html_page(GRID).encode("utf-16")),
    "html with a title": lambda: (
        "a.xls",
        html_page(GRID, before="<tr><td colspan=6>订单报表</td></tr>").encode(),
    ),
    "xml": lambda: ("a.xls", spreadsheetml(GRID).encode()),
    "ods": lambda: ("a.xls", ods(GRID)),
    "xlsb": lambda: ("a.xls", xlsb(GRID)),
    "xls": lambda: ("a.xlsx", xls(GRID)),
    "a zip": lambda: ("a.zip", zipped({"订单.csv": as_csv().encode("gb18030")})),
    "a zip with names in gbk": lambda: ("a.zip", zipped({"订单.csv": as_csv().encode()}, gbk=True)),
    "a zip of a workbook": lambda: ("a.zip", zipped({"订单.xlsx": as_workbook()})),
    "a zip of an encrypted workbook": lambda: (
        "a.zip",
        zipped({"订单_k7Qp2x.xlsx": encrypted("k7Qp2x")}),
    ),
    "a zip of gzip": lambda: ("a.zip", zipped({"订单.csv.gz": gzip.compress(as_csv().encode())})),
    "a compressed workbook": lambda: ("a.gz", gzip.compress(as_workbook())),
    "a workbook": lambda: ("a.xlsx", as_workbook()),
    "a workbook with a preamble": lambda: ("a.xlsx", as_workbook(preamble=3)),
    "a workbook with another name": lambda: ("a.csv", as_workbook()),
    "an encrypted workbook": lambda: ("订单_k7Qp2x.xlsx", encrypted("k7Qp2x")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_rows_in_every_shape(shape: str, tmp_path: Path) -> None:
    name, content = SHAPES[shape]()
    path = tmp_path / name
    path.write_bytes(content)
    intake = read_files(path, workspace=tmp_path / "work")
    assert [each.failure for each in intake.inputs] == [None]
    assert accounted(intake.inputs[0])
    orders = intake.tables["orders"].sort("order_id")
    found = [
        (
            *(each["order_id"], each["shop"], shown(each["paid_at"]), shown(each["shipped_at"])),
            each["buyer"],
        )
        for each in orders.iter_rows(named=True)
    ]
    assert found == EXPECTED


def shown(time: object) -> str | None:
    return None if time is None else f"{time:%Y-%m-%d %H:%M:%S}"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = "报表\n\n" + as_csv(end="\n").replace("买家, 二", "买家\n二")
    for name, content in (("a.csv", text.encode()), ("b.xlsx", as_workbook(preamble=3))):
        (tmp_path / name).write_bytes(content)
    first = read_files(tmp_path / "a.csv", workspace=tmp_path / "w1").tables["orders"]
    second = read_files(tmp_path / "b.xlsx", workspace=tmp_path / "w2").tables["orders"]
    assert first["row"].to_list() == [4, 5, 6]
    assert second["row"].to_list() == [5, 6, 7]


def test_a_hidden_sheet_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(as_workbook())
    (each,) = read_files(tmp_path / "a.xlsx", workspace=tmp_path / "work").inputs
    (said,) = (note for note in each.notes if note.key == "hidden_sheets")
    assert say(said, "zh").startswith("隐藏的工作表未读：隐藏；")


def test_cells_whose_formula_gives_nothing_are_counted(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["订单号", "支付时间", "发货时间"])
        for row in (1, 2, 3, 4):
            sheet.write_row(row, 0, [str(row), "2026-11-18 10:00:00"])
        sheet.write_formula(1, 2, "=VLOOKUP(1,A:A,1)", None, "#N/A")
        sheet.write_formula(2, 2, "=NOW()", None, 777)
        sheet.write_formula(4, 2, '=""', None, 778)
        sheet.write_formula(3, 2, '="2026-11-19 10:00:00"', None, "2026-11-19 10:00:00")
    with zipfile.ZipFile(out) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet_xml = parts["xl/worksheets/sheet1.xml"].replace(b"<v>777</v>", b"")
    sheet_xml = sheet_xml.replace(b"<v>778</v>", b"<v></v>")
    sheet_xml = sheet_xml.replace(b'<c r="C5"', b'<c r="C5" t="str"')
    parts["xl/worksheets/sheet1.xml"] = sheet_xml
    (tmp_path / "a.xlsx").write_bytes(zipped(parts))
    intake = read_files(tmp_path / "a.xlsx", workspace=tmp_path / "work")
    assert intake.tables["orders"]["shipped_at"].null_count() == 3
    notes = {note.key: note.values["count"] for note in intake.inputs[0].notes}
    assert notes == {"error_cells": 1, "formula_cells": 1}


@pytest.mark.parametrize(
    "name",
    [
        *("订单_k7Qp2x", "订单_k7Qp2x (1)", "订单_k7Qp2x(12)", "订单_k7Qp2x - 副本"),
        *(
            "订单_k7Qp2x - Copy",
            "订单_k7Qp2x - 副本 (2)",
            "订单_k7Qp2x - Copy (2)",
            "订单_k7Qp2x（1）",
        ),
    ],
)
def test_the_name_of_a_copy_gives_the_password_too(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(encrypted("k7Qp2x"))
    (each,) = read_files(path, workspace=tmp_path / "work").inputs
    assert (each.failure, each.used) == (None, 3)
    assert "password_from_name" in {note.key for note in each.notes}


def test_a_password_may_end_like_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "订单_p - (1).xlsx"
    path.write_bytes(encrypted(path.stem[-6:]))
    assert read_files(path, workspace=tmp_path / "work").inputs[0].used == 3


def test_a_password_file_opens_what_the_name_does_not(tmp_path: Path) -> None:
    path = tmp_path / "改过名.xlsx"
    path.write_bytes(encrypted("secret"))
    intake = read_files(path, workspace=tmp_path / "work", passwords=("wrong", "secret"))
    assert intake.inputs[0].encoding == "xlsx (encrypted)"
    assert intake.tables["orders"].height == 3


def test_dressed_ids_are_cleaned(tmp_path: Path) -> None:
    ids = ['="123"', "\t124\t", "'125", "`126", '"""127"""', "\u00a0128\u3000", "No:129", "130.0"]
    rows = "\n".join(f"{each},2026-11-18 10:00:00" for each in ids[:6])
    (tmp_path / "a.csv").write_text(f"订单编号,付款时间\n{rows}\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("订单编号,付款时间\nNo:129,2026-11-18 10:00:00\n", "utf-8")
    (tmp_path / "c.csv").write_text("订单编号,付款时间\n130.0,2026-11-18 10:00:00\n", "utf-8")
    orders = read_files(tmp_path, workspace=tmp_path / "work").tables["orders"]
    assert sorted(orders["order_id"]) == [str(number) for number in range(123, 131)]


def test_a_gbk_text_behind_an_ascii_beginning(tmp_path: Path) -> None:
    rows = [f"{number},2026-11-18 10:00:00,甲" for number in range(5_000)]
    ascii_rows = [row.replace("甲", "a") for row in rows[:4_000]]
    text = "\n".join(["order_id,paid_at,shop", *ascii_rows, *rows[4_000:]]) + "\n"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    assert set(intake.tables["orders"]["shop"]) == {"a", "甲"}
    assert intake.inputs[0].encoding == "gb18030"


def test_rows_of_uneven_width_are_read_or_rejected_never_lost(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "order_id,paid_at,shop\n"
        "1,2026-11-18 10:00:00,甲,\n"
        "2,2026-11-18 10:00:00\n"
        "3,2026-11-18 10:00:00,甲,\n" + "\n" * 50 + "4,2026-11-18 10:00:00,甲,多,出\n",
        encoding="utf-8",
    )
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    (each,) = intake.inputs
    assert sorted(intake.tables["orders"]["order_id"]) == ["1", "2", "3"]
    assert (each.rows, each.used, each.not_data, each.rejected) == (54, 3, {"blank": 50}, 1)
    assert intake.rejects[0].reason.key == "reject_more_cells_than_headers"


def test_headers_with_remarks_in_brackets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "售后单号,订单编号,售后申请时间(以提交为准),退款金额（元)\nR1,1,2026-11-18 10:00:00,5\n",
        encoding="utf-8",
    )
    refunds = read_files(tmp_path / "a.csv", workspace=tmp_path / "work").tables["refunds"]
    assert refunds.select("refund_id", "order_id", "amount").row(0) == ("R1", "1", 500)


def test_an_exact_header_wins_over_one_with_a_remark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "退款编号,退款申请时间,完结时间,退款完结时间\n"
        "R1,2026-11-18 10:00:00,2026-11-19 01:00:00,2026-11-19 02:00:00\n",
        encoding="utf-8",
    )
    refunds = read_files(tmp_path / "a.csv", workspace=tmp_path / "work").tables["refunds"]
    assert shown(refunds["finished_at"][0]) == "2026-11-19 02:00:00"


def test_a_users_headers_come_before_all_others(tmp_path: Path) -> None:
    columns = (
        "tables:\n  orders:\n    columns: {paid_at: 我的时间}\n    constants: {shop: 我的店}\n"
    )
    (tmp_path / "a.csv").write_text(
        "订单编号,付款时间,我的时间\n1,2026-11-18 10:00:00,2026-11-18 11:00:00\n", encoding="utf-8"
    )
    using = platform("kuaishou", columns)
    orders = read_files(tmp_path / "a.csv", workspace=tmp_path / "w", using=using).tables["orders"]
    assert (shown(orders["paid_at"][0]), orders["shop"][0]) == ("2026-11-18 11:00:00", "我的店")


def test_columns_that_nobody_asked_for_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "订单号,支付时间,身份证号码,手机,收货人\n1,2026-11-18 10:00:00,11,13800000000,张三\n",
        "utf-8",
    )
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    assert set(intake.tables["orders"].columns) == {"row", "order_id", "paid_at", "source", "shop"}
    assert intake.inputs[0].ignored == ("身份证号码", "手机", "收货人")
