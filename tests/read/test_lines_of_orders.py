"""One order on several rows, and several orders on one."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from tests.read.reading import accounted, read_files

HEADERS = ["订单编号", "买家会员名", "订单付款时间", "发货时间", "货品标题", "数量"]
PAID, SHIPPED = "2026-11-18 10:00:00", "2026-11-19 10:00:00"


def test_merged_cells_are_filled_down_and_said(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ["3400000000000012345", "甲", PAID, SHIPPED, "杯", "1"])
        sheet.write_row(2, 4, ["碟", "2"])
        sheet.write_row(3, 4, ["碗", "3"])
        sheet.write_row(4, 0, ["3400000000000012346", "乙", PAID, "", "壶", "1"])
        sheet.write_row(5, 1, ["丙", PAID, "", "盘", "1"])
        sheet.write_row(6, 4, ["合计", "8"])
    (tmp_path / "a.xlsx").write_bytes(out.getvalue())
    intake = read_files(tmp_path / "a.xlsx", workspace=tmp_path / "work")
    (each,) = intake.inputs
    assert accounted(each)
    assert (each.rows, each.used + each.duplicate, each.rejected) == (6, 4, 1)
    assert each.not_data == {"summary": 1}
    assert intake.tables["orders"]["order_id"].to_list()[-1] == "3400000000000012346"
    (said,) = each.notes
    assert (said.key, said.values["count"], said.values["row"]) == ("rows_filled", 2, 3)
    assert [(reject.row, reject.reason.key) for reject in intake.rejects] == [(6, "reject_no_id")]


def test_several_ids_in_one_cell_are_several_orders(tmp_path: Path) -> None:
    rows = [f'"1,2",{PAID},{SHIPPED}', f"3;4； 5,{PAID},", f"6,{PAID},{SHIPPED}", f"2,{PAID},"]
    (tmp_path / "a.csv").write_text(
        "\n".join(["线上订单号,付款日期,发货日期", *rows]), encoding="utf-8"
    )
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    orders = intake.tables["orders"]
    assert sorted(orders["order_id"]) == ["1", "2", "3", "4", "5", "6"]
    shipped = orders.filter(orders["shipped_at"].is_not_null())["order_id"]
    assert sorted(shipped) == ["1", "2", "6"]
    (each,) = intake.inputs
    assert (each.rows, each.used, each.duplicate) == (4, 3, 1)
    (said,) = each.notes
    assert (said.key, said.values["count"], said.values["row"]) == ("ids_split", 2, 2)
