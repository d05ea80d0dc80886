"""`cscheck template`: workbooks to fill in are read as the tables they are for."""

from __future__ import annotations

import io
from pathlib import Path

import fastexcel
import openpyxl
import pytest

from cscheck.read.recognise import recognise
from cscheck.rules.platform import Library
from cscheck.tables import TABLES
from cscheck.templates import needed_tables, template
from tests.program import cscheck
from tests.read.reading import accounted, read_files

PLATFORMS = [each.id for each in Library().platforms()]


def headers_of(content: bytes) -> list[str]:
    sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string")
    return [str(cell) for cell in sheet.to_polars().row(0)]


@pytest.mark.parametrize("name", [*PLATFORMS, "any"])
@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_template_is_known(name: str, table: str) -> None:
    platform = Library().platform(name)
    headers = headers_of(template(platform, table, "zh"))
    found = recognise("待填.xlsx", headers, platform)
    assert found is not None
    assert found.table.name == table
    assert {column: headers[at] for column, at in found.positions.items()} == {
        column.name: header for column, header in zip(TABLES[table].columns, headers, strict=True)
    }


def test_a_template_keeps_every_digit_of_an_id_and_every_second(tmp_path: Path) -> None:
    platform = Library().platform("kuaishou")
    book = openpyxl.load_workbook(io.BytesIO(template(platform, "complaints", "zh")))
    sheet = book.worksheets[0]
    formats = {
        sheet.cell(1, at).value: sheet.column_dimensions[
            sheet.cell(1, at).column_letter
        ].number_format
        for at in range(1, sheet.max_column + 1)
    }
    names = list(formats)
    assert formats[names[0]] == "@"
    assert "yyyy-mm-dd hh:mm:ss" in formats.values()
    assert sheet.cell(1, 1).comment is not None
    row = {0: "T340000000000001234", 1: "2026-11-20 09:00:01"}
    for at, value in row.items():
        sheet.cell(2, at + 1, value)
    book.save(tmp_path / "客诉.xlsx")
    intake = read_files(tmp_path / "客诉.xlsx", workspace=tmp_path / "work", using=platform)
    assert accounted(intake.inputs[0])
    assert intake.tables["complaints"]["complaint_id"].to_list() == ["T340000000000001234"]


def test_templates_for_what_the_rules_need(tmp_path: Path) -> None:
    run = cscheck("template", tmp_path / "new", "-p", "suning", "--lang", "zh")
    assert run.code == 0, run.err
    files = sorted((tmp_path / "new").iterdir())
    assert len(files) == len(needed_tables(Library().platform("suning")))
    assert (tmp_path / "new" / "客诉单.xlsx") in files
    again = cscheck("template", tmp_path / "new", "-p", "suning", "--lang", "zh")
    assert again.code == 2
    assert cscheck("inspect", *files, "-p", "suning").code == 0
