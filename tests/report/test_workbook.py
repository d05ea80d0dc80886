"""The workbook, opened by openpyxl: every case, real times, and no formula or link anywhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from cscheck.model.result import Result
from cscheck.model.verdicts import Status
from cscheck.report.formats import FORMATS, rendered_as
from cscheck.report.options import TextOptions
from cscheck.text import LANGS, Lang, word

Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def opened() -> Opened:
    def open_book(result: Result, lang: Lang = "en") -> Any:
        return load_workbook(io.BytesIO(_rendered(result, lang)))

    return open_book


def _rendered(result: Result, lang: Lang = "en") -> bytes:
    return rendered_as(FORMATS["xlsx"], result, TextOptions(lang))


def rows_of(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows under the header, which is where the filter begins."""
    top = int(sheet.auto_filter.ref.split(":")[0].strip("A"))
    headings = [cell.value for cell in sheet[top]]
    for row in sheet.iter_rows(min_row=top + 1, values_only=True):
        if any(value is not None for value in row):
            yield dict(zip(headings, row, strict=True))


@pytest.mark.parametrize("lang", LANGS)
def test_every_broken_rule_has_its_sheet_with_every_case(
    sample: Result, opened: Opened, lang: Lang
) -> None:
    book = opened(sample, lang)
    for rule in sample.rules:
        if rule.status not in (Status.FAIL, Status.WARN) or not rule.violations:
            continue
        sheet = next(each for each in book if each["A1"].value == rule.title[lang])
        ids = [row[word("col_id", lang)] for row in rows_of(sheet)]
        expected = sample.violations.filter(pl.col("rule") == rule.rule)
        assert ids == expected["id"].to_list()
        assert len(ids) == rule.violations
    every = sum(
        sum(1 for _ in rows_of(book[name]))
        for name in book.sheetnames
        if name not in {word(f"sheet_name_{key}", lang) for key in _OWN_SHEETS}
    )
    assert every == sample.violations.height


_OWN_SHEETS = ("summary", "due", "data", "rejects")


@pytest.mark.parametrize("lang", LANGS)
def test_the_summary_has_every_group(sample: Result, opened: Opened, lang: Lang) -> None:
    rows = list(rows_of(opened(sample, lang)[word("sheet_name_summary", lang)]))
    found = sorted(
        (row[word("col_rule", lang)], row[word("html_shop", lang)], row[word("col_cases", lang)])
        for row in rows
        if row[word("html_shop", lang)]
    )
    assert found == sorted(
        (rule.title[lang], group.shop, group.denominator)
        for rule in sample.rules
        for group in rule.groups
    )
    assert len(rows) == sum(max(len(rule.groups), 1) for rule in sample.rules)
    figures = {row[word("col_rule", lang)]: row[word("col_figure", lang)] for row in rows}
    for rule in sample.rules:
        if len(rule.groups) == 1 and rule.value_kind == "rate" and rule.groups[0].value is not None:
            assert figures[rule.title[lang]] == pytest.approx(float(rule.groups[0].value))


def test_times_are_times_and_lengths_are_lengths(sample: Result, opened: Opened) -> None:
    book = opened(sample)
    (rule,) = [rule for rule in sample.rules if rule.rule in ("ship_48h", "ship_72h")][:1]
    row = next(rows_of(book[rule.title["en"]]))
    worst = sample.violations.filter(pl.col("rule") == rule.rule).row(0, named=True)
    assert row["deadline"] == worst["deadline"].replace(tzinfo=None)
    assert isinstance(row["clock started"], datetime)
    late = row["late by"]
    late = (
        late
        if isinstance(late, timedelta)
        else timedelta(hours=late.hour, minutes=late.minute, seconds=late.second)
    )
    assert abs(late.total_seconds() - worst["late_by_seconds"]) < 1


def test_headers_stay_in_sight_and_can_be_filtered(sample: Result, opened: Opened) -> None:
    for sheet in opened(sample):
        top = int(sheet.auto_filter.ref.split(":")[0].strip("A"))
        assert sheet.freeze_panes == f"A{top + 1}"
        assert sheet.conditional_formatting or sheet.title not in ("Summary", "Due")


def test_columns_are_wide_enough_for_chinese(sample: Result, opened: Opened) -> None:
    sheet = opened(sample, "zh")["汇总"]
    longest = max(len(rule.title["zh"].encode("gb18030")) for rule in sample.rules)
    assert sheet.column_dimensions["B"].width >= longest


def test_nothing_is_a_formula_or_a_link(hostile: Result, opened: Opened) -> None:
    book = opened(hostile)
    said = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                said.add(cell.value)
    assert "=HYPERLINK(1)" in said
    assert "http://evil.example/" in said
    assert "<script>alert(1)</script>" in said


def test_a_long_name_and_a_doubled_one_make_sheets_all_the_same() -> None:
    from cscheck.report.workbook.sheets import Book

    book = Book(io.BytesIO(), "x", datetime(2026, 11, 21), "en")
    long = "[a]:b*c?d/e\\f" + "很长的规则名称" * 9
    names = [book._sheet_name(name) for name in (long, long, "A", "a", "'quoted'", "")]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    book._book.close()


def test_a_workbook_of_nothing(quiet: Result, opened: Opened) -> None:
    book = opened(quiet)
    assert book.sheetnames == ["Summary", "Due", "Data", "Rejected rows"]
    assert "NOT TO BE RELIED ON" in [cell.value for cell in book["Summary"]["A"]]


def test_the_same_result_gives_the_same_bytes(sample: Result) -> None:
    assert _rendered(sample) == _rendered(sample)
