"""Rows that are no data, and rows that only look odd, as back offices really write them."""

from __future__ import annotations

import gzip
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from cscheck.intake import Intake
from cscheck.text import LANGS, say
from tests.read.reading import accounted, platform, read_files

PAID = "2026-11-18 10:00:01"
SHIPPED = "2026-11-19 10:00:00"


def read_text(tmp_path: Path, text: str, name: str = "a.csv", using: str = "any") -> Intake:
    (tmp_path / name).write_bytes(text.encode())
    path, work = tmp_path / name, tmp_path / "work"
    intake = read_files(path, workspace=work, using=platform(using))
    assert all(accounted(each) for each in intake.inputs)
    for note in (*intake.inputs[0].notes, *(each.reason for each in intake.rejects)):
        assert all(say(note, lang) for lang in LANGS)
    return intake


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("本店数据")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        length = book.add_format({"num_format": "[h]:mm:ss"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, (datetime, timedelta)):
                    form = moment if isinstance(value, datetime) else length
                    sheet.write_datetime(at, column, value, form)
                else:
                    sheet.write(at, column, value)
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "explained", "row"),
    [
        ("订单编号,付款时间,发货时间,实付款", " , , ,收入+支出", f"1,{PAID},{PAID},5"),
        ("主订单编号,子订单编号,支付完成时间", ",,系统记录的付款时间", f"'1,'2,{PAID}"),
        ("订单号,支付时间,实付款", "平台的编号,买家付款的时间,元", f"1,{PAID},5"),
    ],
)
def test_a_row_of_words_under_the_header_explains_it(
    header: str, explained: str, row: str, tmp_path: Path
) -> None:
    intake = read_text(tmp_path, f"{header}\n{explained}\n{row}\n")
    assert (intake.inputs[0].not_data, intake.rejects) == ({"explanation": 1}, ())
    assert intake.tables["orders"]["order_id"].to_list() == ["1"]


def test_an_order_that_has_lost_its_id_explains_nothing(tmp_path: Path) -> None:
    intake = read_text(tmp_path, f"订单号,支付时间,订单状态\n,{PAID},已发货\n1,{PAID},已发货\n")
    assert [(each.row, each.reason.key) for each in intake.rejects] == [(2, "reject_no_id")]


@pytest.mark.parametrize(
    "summary",
    [
        *(
            "汇总值：,,3",
            "总计(1人),,3",
            ",全店汇总值,3",
            "2026-11-18,合计：,3",
            "2026-11-18,均值,3",
        ),
        *("同行同层优秀,,3", "小计,-,3", "暂无数据,,"),
    ],
)
def test_summaries_are_no_agents(summary: str, tmp_path: Path) -> None:
    text = f"日期,旺旺昵称,接待人数\n2026-11-18,小张,3\n{summary}\n"
    intake = read_text(tmp_path, text, using="taobao")
    assert (intake.inputs[0].not_data, intake.rejects) == ({"summary": 1}, ())
    assert intake.tables["agent_days"]["agent"].to_list() == ["小张"]


def test_a_report_with_its_summary_above_and_the_day_in_its_name(tmp_path: Path) -> None:
    text = (
        "客服_服务工作量\n统计时间：2026-11-18 至 2026-11-18\n"
        "客服,登录时长,咨询量,接待量,应答率,满意率,首次平均响应\n"
        "合计,12:00:00,100,90,98%,99%,12.5\n小张,06:00:00,50,45,98%,99%,12.5\n"
    )
    intake = read_text(tmp_path, text, "客服_服务工作量_20261118.csv", "jd")
    assert intake.inputs[0].not_data == {"summary": 1}
    assert intake.tables["agent_days"].select("agent", "conversations").rows() == [("小张", 45)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "暂无数据\n".encode()),
        ("a.xlsx", workbook([["暂无数据"]])),
        ("a.xls", "<table><tr><td>暂无数据</table>".encode()),
    ],
)
def test_a_file_that_says_that_there_is_no_data_is_no_failure(
    name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    (each,) = read_files(tmp_path / name, workspace=tmp_path / "work").inputs
    assert each.failure is None
    assert [note.key for note in each.notes] == ["says_no_data"]


def test_two_exports_behind_one_another_lose_no_row(tmp_path: Path) -> None:
    text = f"订单号,支付时间\n1,{PAID}\n订单号,支付时间,发货时间\n2,{PAID},{PAID}\n"
    intake = read_text(tmp_path, text)
    (each,) = intake.inputs
    assert (each.rows, each.used, each.not_data) == (3, 1, {"header": 1})
    assert [reject.row for reject in intake.rejects] == [4]


def test_names_above_the_header_are_no_header(tmp_path: Path) -> None:
    text = (
        "店铺名称,甲店,日期,2026-11-18\n旺旺昵称,日期,接待人数,旺旺回复率\n小张,2026-11-18,3,98%\n"
    )
    intake = read_text(tmp_path, text, using="taobao")
    assert intake.tables["agent_days"].select("agent", "row").rows() == [("小张", 3)]


def test_some_lines_that_end_as_on_old_computers(tmp_path: Path) -> None:
    rows = f"1,{PAID},{PAID}\n2,{PAID},\r3,{PAID},{PAID}\r\n4,{PAID},甲\r乙\n"
    intake = read_text(tmp_path, f"订单号,支付时间,店铺\r\n{rows}")
    assert intake.tables["orders"].select("order_id", "row").rows() == [
        *(("1", 2), ("2", 3), ("3", 4), ("4", 5))
    ]


def test_every_cell_may_be_dressed_as_a_text(tmp_path: Path) -> None:
    header = ["订单编号", "店铺", "原始单号", "订单状态", "付款时间", "订单支付金额", "货到付款"]
    row = ["JY1", "甲店", "3400000000000012345", "已发货", PAID, "12.50", "否"]
    dressed = [f'="{each}"' for each in row]
    (tmp_path / "a.csv").write_bytes("\n".join(map(",".join, (header, dressed))).encode("gb18030"))
    (tmp_path / "b.csv").write_text("\n".join(map(",`".join, (header, row))), encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "c.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, dressed)
    for place, name in enumerate(("a.csv", "b.csv", "c.xlsx")):
        intake = read_files(tmp_path / name, workspace=tmp_path / f"w{place}")
        (found,) = (
            intake.tables["orders"].select("order_id", "shop", "status", "amount", "paid_at").rows()
        )
        assert found[:4] == ("3400000000000012345", "甲店", "shipped", 1250)
        assert f"{found[4]:%Y-%m-%d %H:%M:%S}" == PAID


def test_times_dates_and_lengths_in_typed_cells(tmp_path: Path) -> None:
    day = datetime(2026, 11, 18)
    (tmp_path / "a.xlsx").write_bytes(
        workbook(
            [
                ["日期", "旺旺昵称", "接待人数", "首次响应(秒)", "平均响应（秒)"],
                [day, "小张", 3, timedelta(seconds=75), 37.2],
                [day, "小李", 4, timedelta(hours=25), "2分30秒"],
            ]
        )
    )
    rows = read_files(tmp_path / "a.xlsx", workspace=tmp_path / "w").tables["agent_days"]
    figures = rows.select("conversations", "first_response_seconds", "average_response_seconds")
    assert figures.rows() == [(3, 75, 37.2), (4, 90_000, 150)]


def test_ids_that_lost_their_last_digits_and_became_one(tmp_path: Path) -> None:
    start = datetime(2026, 11, 18, 10)
    rows = [[3_400_000_000_000_012_345 + n, start + timedelta(seconds=n)] for n in range(8)]
    (tmp_path / "a.xlsx").write_bytes(workbook([["订单编号", "付款时间"], *rows]))
    (each,) = read_files(tmp_path / "a.xlsx", workspace=tmp_path / "w").inputs
    (said,) = (note for note in each.notes if note.key == "ids_rounded")
    assert (said.values["count"], said.values["row"]) == (8, 2)
    lines = "3400000000000011776,2026-11-18 10:00:01\n" * 9
    assert not read_text(tmp_path, f"订单编号,付款时间\n{lines}").inputs[0].notes


def whole_rows(count: int) -> str:
    return "订单号,支付时间,发货时间,订单状态\n" + "".join(
        f"{n},{PAID},{SHIPPED},已发货\n" for n in range(count)
    )


def test_rows_that_lack_their_last_cells_are_said(tmp_path: Path) -> None:
    text = whole_rows(40) + f'a,{PAID}\n"b\nc",{PAID},{SHIPPED},已发货\nd,{PAID}\n\n合计,40\n'
    notes = {each.key: each.values for each in read_text(tmp_path, text).inputs[0].notes}
    assert (notes["rows_short"]["count"], notes["rows_short"]["row"]) == (2, 42)


@pytest.mark.parametrize(
    "short",
    [
        *(f'="a",{PAID}', f'"\ta",{PAID}', f'"=""a""",{PAID}', f'"a,b,c",{PAID}'),
        *(f'"a\n,,,,b",{PAID}', f'"5"" 屏",{PAID}', f'5" 屏,{PAID}'),
    ],
)
def test_rows_with_quotes_that_lack_their_last_cells_are_said(short: str, tmp_path: Path) -> None:
    whole = f'="b",{PAID},{SHIPPED},\n"c,,d",{PAID},{SHIPPED},""\n"e","","",\n'
    for above in (whole_rows(40), whole_rows(30) + whole):
        text = f"{above}{short}\n" + whole_rows(40).partition("\n")[2]
        notes = {each.key: each.values for each in read_text(tmp_path, text).inputs[0].notes}
        row = 42 if above == whole_rows(40) else 35
        assert (notes["rows_short"]["count"], notes["rows_short"]["row"]) == (1, row)


def test_an_export_that_leaves_out_blank_cells_is_whole(tmp_path: Path) -> None:
    text = whole_rows(10) + "".join(f"a{n},{PAID}\n" for n in range(20))
    assert read_text(tmp_path, text).inputs[0].notes == ()


def test_bytes_that_no_text_has_are_counted_with_their_line(tmp_path: Path) -> None:
    rows = whole_rows(3).encode() + b"5," + PAID.encode() + b",,\xff\xff\n6\0,,,\n"
    for place, content in enumerate((rows, gzip.compress(rows))):
        (tmp_path / f"{place}.csv").write_bytes(content)
        path, work = tmp_path / f"{place}.csv", tmp_path / f"w{place}"
        notes = {each.key: each for each in read_files(path, workspace=work).inputs[0].notes}
        assert notes["bad_bytes"].values["line"] == 5
        assert notes["nul_bytes"].values["count"] == 1
