"""Archives and markup: what is inside is read within limits, and what is not is said."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from cscheck.intake import Intake
from tests.read.containers import html_page, spreadsheetml, xls, xlsb, zipped
from tests.read.reading import accounted, read_files
from tests.read.test_shapes import encrypted

PAID = "2026-11-18 10:00:00"
ORDERS = f"订单号,支付时间\n1,{PAID}\n"


def read_bytes(tmp_path: Path, content: bytes, name: str = "a.zip", **options: object) -> Intake:
    (tmp_path / name).write_bytes(content)
    return read_files(tmp_path / name, workspace=tmp_path / "work", **options)  # type: ignore[arg-type]


def failures(intake: Intake) -> list[str | None]:
    return [each.failure.key if each.failure else None for each in intake.inputs]


def test_every_file_of_an_archive_is_an_input_of_its_own(tmp_path: Path) -> None:
    files = {
        "导出/订单.csv": ORDERS.encode(),
        "导出/再来.csv": ORDERS.replace("1,", "2,").encode("gb18030"),
        "__MACOSX/._订单.csv": b"\0",
        ".DS_Store": b"x",
        "说明.pdf": b"%PDF",
        "坏.csv": b"\x00\x01\x02\x03" * 50,
    }
    intake = read_bytes(tmp_path, zipped(files))
    names = [each.path.removeprefix(f"{tmp_path}/") for each in intake.inputs]
    assert names == ["a.zip/导出/订单.csv", "a.zip/导出/再来.csv", "a.zip/坏.csv"]
    assert failures(intake) == [None, None, "binary_file"]
    assert sorted(intake.tables["orders"]["order_id"]) == ["1", "2"]


@pytest.mark.parametrize("kind", ["zip", "parquet.gz", "csv.gz"])
def test_files_of_one_name_in_several_folders_are_each_read(tmp_path: Path, kind: str) -> None:
    """A shop or a day has a folder, and the back office calls every export the same."""
    for shop in ("甲", "乙"):
        rows = pl.DataFrame({"店铺": [shop], "订单号": [f"{shop}1"], "支付时间": [PAID]})
        table = io.BytesIO()
        if kind == "parquet.gz":
            rows.write_parquet(table)
        else:
            rows.write_csv(table)
        content = table.getvalue()
        packed = zipped({"订单.csv": content}) if kind == "zip" else gzip.compress(content)
        (tmp_path / shop).mkdir()
        (tmp_path / shop / f"导出.{kind}").write_bytes(packed)
    intake = read_files(tmp_path / "甲", tmp_path / "乙", workspace=tmp_path / "work")
    assert failures(intake) == [None, None]
    assert sorted(intake.tables["orders"]["order_id"]) == ["乙1", "甲1"]
    digests = [each.sha256 for each in intake.inputs_with_digests()]
    if kind == "zip":
        assert len(set(digests)) == 2
    else:
        assert digests == [_sha256(tmp_path / shop / f"导出.{kind}") for shop in ("甲", "乙")]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_name_in_gbk_is_readable(tmp_path: Path) -> None:
    (each,) = read_bytes(tmp_path, zipped({"订单.csv": ORDERS.encode()}, gbk=True)).inputs
    assert each.path.endswith("a.zip/订单.csv__")


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    content = zipped({"../../逃.csv": ORDERS.encode(), "/etc/逃.csv": ORDERS.encode()})
    before = set(tmp_path.parent.rglob("*逃*"))
    intake = read_bytes(tmp_path, content)
    assert failures(intake) == [None, None]
    assert [Path(each.path).name for each in intake.inputs] == ["逃.csv", "逃.csv"]
    assert all(".." not in each.path for each in intake.inputs)
    assert set(tmp_path.parent.rglob("*逃*")) == before


def test_archives_that_are_traps_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("archive", "staging"):
        monkeypatch.setattr(f"cscheck.read.{module}.MOST_FREE", 1 << 20)
    zeros = b"," * (2 << 20)
    many = zipped({f"{number}.csv": b"x" for number in range(1_001)})
    assert failures(read_bytes(tmp_path, zipped({"a.csv": zeros}))) == ["bomb"]
    assert failures(read_bytes(tmp_path, many)) == ["zip_entries"]
    assert failures(read_bytes(tmp_path, gzip.compress(zeros, 9), "a.csv.gz")) == ["bomb"]
    inner = zipped({"b.zip": zipped({"a.csv": ORDERS.encode()})})
    assert failures(read_bytes(tmp_path, inner)) == ["zip_nested"]
    sheet = {"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b" " * (2 << 20)}
    assert failures(read_bytes(tmp_path, zipped(sheet), "a.xlsx")) == ["bomb"]


@pytest.mark.parametrize("cut", [60, 100, -30])
def test_a_broken_archive_is_said(cut: int, tmp_path: Path) -> None:
    content = zipped({"订单.csv": ORDERS.encode() * 50, "b.csv": ORDERS.encode()})
    intake = read_bytes(tmp_path, content[:cut])
    assert failures(intake) == ["broken_zip"]
    assert intake.inputs[0].hint is not None


def test_a_false_checksum_in_an_archive_is_said(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": ORDERS.encode(), "b.csv": ORDERS.encode()}))
    content[45] ^= 0xFF
    assert failures(read_bytes(tmp_path, bytes(content)))[1:] == [None]


# `zip -P secret a.zip 订单.csv`, because the standard library writes no encrypted archives.
def test_an_encrypted_archive_needs_a_password(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": ORDERS.encode()}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        place = archive.start_dir
    content[6] |= 1
    content[place + 8] |= 1
    intake = read_bytes(tmp_path, bytes(content), passwords=("wrong",))
    assert failures(intake) == ["zip_password"]


@pytest.mark.parametrize("make", [xls, xlsb])
def test_a_truncated_workbook_is_said(make: object, tmp_path: Path) -> None:
    content = make([["订单号", "支付时间"], *([["1", PAID]] * 50)])  # type: ignore[operator]
    intake = read_bytes(tmp_path, content[: len(content) // 2], "a.xls")
    assert failures(intake)[0] in ("broken_workbook", "broken_zip")


def test_merged_cells_of_a_page_reach_down_and_across(tmp_path: Path) -> None:
    page = (
        "<table><tr><th>会话ID<th>发送时间<th>角色<th>消息内容</tr>"
        f"<tr><td rowspan=2>C1<td>{PAID}<td>买家<td>一<br>二</tr>"
        f"<tr><td>{PAID}<td>客服<td>三</tr>"
        f"<tr><td>C2<td>{PAID}<td>买家<td colspan=9999999999>四"
        "<table><tr><td>五</table></tr></table>"
    )
    intake = read_bytes(tmp_path, page.encode(), "a.xls")
    assert failures(intake) == [None]
    assert intake.messages is not None
    wide = intake.messages.wide.sort("row").collect()
    assert wide["conversation_id"].to_list() == ["C1", "C1", "C2"]
    assert wide["text"].to_list() == ["一\n二", "三", "四五"]


def test_sheets_in_xml_keep_their_names_and_rows(tmp_path: Path) -> None:
    text = spreadsheetml([["订单号", "支付时间"], ["1", PAID]], sheet="一")
    other = spreadsheetml([["订单号", "支付时间"], ["2", PAID]], sheet="二")
    second = other[other.index("<Worksheet") : other.index("</Workbook>")]
    second = second.replace(
        '<Row><Cell ss:Index="1"><Data ss:Type="String">2',
        '<Row ss:Index="9"><Cell><Data ss:Type="String">2',
    )
    intake = read_bytes(tmp_path, text.replace("</Workbook>", second + "</Workbook>").encode())
    assert [(each.sheet, each.rows) for each in intake.inputs] == [("一", 1), ("二", 8)]
    assert dict(intake.tables["orders"].select("order_id", "row").iter_rows()) == {"1": 2, "2": 9}
    assert all(accounted(each) for each in intake.inputs)


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"<html><body>\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95</body></html>", "broken_html"),
        (b"<?xml version='1.0'?><a/>", "xml_not_a_table"),
        (b"<?xml version='1.0'?><Workbook><Row>", "broken_xml"),
        (
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "xml_not_a_table",
        ),
        (b"<?xml version='1.0'?>" + b"<a>" * 100_000, "broken_xml"),
        (
            spreadsheetml([["a", "b"]]).replace("<Row>", '<Row ss:Index="9999999">').encode(),
            "broken_xml",
        ),
        (
            spreadsheetml([["a", "b"]]).replace('Index="2"', 'Index="99999"').encode(),
            "broken_xml",
        ),
        (html_page([]).encode(), "broken_html"),
        (b"Rar!\x1a\x07\x01\0" + bytes(99), "packed_file"),
        (b"Rar!\x1a\x07\0" + b"abc" * 99, "packed_file"),
        (b"7z\xbc\xaf\x27\x1c\0\4" + b"abc" * 99, "packed_file"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(999), "packed_file"),
        (b"PK\x05\x06" + b"\0" * 18, "no_table_inside"),
    ],
)
def test_what_is_no_table_says_why(content: bytes, failure: str, tmp_path: Path) -> None:
    assert failures(read_bytes(tmp_path, content, "a.xls")) == [failure]


@pytest.mark.parametrize("place", [600, 1_500, 2_000, 3_000, 4_000, 6_000])
def test_a_damaged_encrypted_workbook_is_said(place: int, tmp_path: Path) -> None:
    content = bytearray(encrypted("k7Qp2x"))
    content[place : place + 400] = b"<" * 400
    intake = read_bytes(tmp_path, bytes(content), "订单_k7Qp2x.xlsx")
    assert failures(intake)[0] in {None, "broken_workbook", "wrong_password", "binary_file"}


def test_a_file_without_a_name_in_an_archive_is_read_all_the_same(tmp_path: Path) -> None:
    content = zipped({"a.csv": ORDERS.encode()})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.start_dir
    nameless = content[:26] + b"\0\0" + content[28:30] + content[35:place]
    entry = content[place : place + 28] + b"\0\0" + content[place + 30 : place + 46]
    end = content[place + 46 + 5 :]
    end = end[:12] + (46).to_bytes(4, "little") + (place - 5).to_bytes(4, "little") + end[20:]
    assert failures(read_bytes(tmp_path, nameless + entry + end)) == [None]
