"""Nothing is lost: rows read = used + duplicate + not data + rejected, for any file and sheet."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.intake import Intake
from cscheck.read.opening import DEFAULT_SHOP
from tests.read.reading import accounted, read_files

HEADERS = {
    "messages": ["conversation_id", "sent_at", "sender", "buyer", "message_id", "text"],
    "orders": ["order_id", "sub_order_id", "paid_at", "shipped_at", "status", "amount"],
    "refunds": ["refund_id", "applied_at", "order_id", "kind", "amount", "finished_at"],
}
anything = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
likely = st.sampled_from(
    (
        *(
            "",
            " ",
            "-",
            "--",
            "无",
            "合计",
            "1",
            "2",
            "3",
            '="1"',
            "\t2",
            "buyer",
            "agent",
            "机器人",
        ),
        *("2026-11-20 09:00:00", "2026/11/20 9:05", "昨天", "24:00", "2026-11-20 24:00:00", "\n"),
        *("1970-01-01 08:00:00", "0000-00-00 00:00:00", "￥1,234.50", "已发货", "交易关闭"),
    )
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    table = draw(st.sampled_from(sorted(HEADERS)))
    width = len(HEADERS[table])
    cells = st.lists(st.one_of(likely, likely, anything), min_size=width, max_size=width + 1)
    return table, draw(st.lists(cells, max_size=12))


PLAIN = {
    "messages": ["C{}", "2026-11-20 09:{:02}:00", "buyer", "甲{}", "M{}", "在吗"],
    "orders": ["O{}", "S{}", "2026-11-20 09:{:02}:00", "2026-11-20 10:{:02}:00", "已发货", "9.90"],
    "refunds": ["R{}", "2026-11-20 09:{:02}:00", "O{}", "仅退款", "9.90", ""],
}


@st.composite
def nearly_plain_tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """Many rows as a back office writes them, and among them a few of which cells are otherwise."""
    table = draw(st.sampled_from(sorted(HEADERS)))
    rows = [[cell.format(number) for cell in PLAIN[table]] for number in range(40)]
    width = len(HEADERS[table])
    for at in draw(st.lists(st.integers(0, 39), max_size=3, unique=True)):
        for cell in draw(st.sets(st.integers(0, width - 1), min_size=1)):
            rows[at][cell] = draw(likely)
    return table, rows


def csv_of(table: str, rows: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADERS[table], *rows])
    return out.getvalue().encode(encoding)


def workbook_of(table: str, rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([HEADERS[table], *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()


def read_contents(*contents: tuple[str, bytes], default_shop: str = DEFAULT_SHOP) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents:
            (Path(folder) / name).write_bytes(content)
        workspace = Path(folder) / ".work"
        intake = read_files(Path(folder), workspace=workspace, default_shop=default_shop)
        if intake.messages is not None:
            intake.messages.wide.collect()
        return intake


@settings(max_examples=50, deadline=None)
@given(tables(), st.sampled_from(("utf-8", "gb18030", "utf-8-sig")))
def test_any_csv_is_accounted_for(table: tuple[str, list[list[str]]], encoding: str) -> None:
    name, rows = table
    (each,) = read_contents(("a.csv", csv_of(name, rows, encoding))).inputs
    assert each.failure is None
    assert each.rows == len(rows)
    assert accounted(each)


@settings(max_examples=150, deadline=None)
@given(nearly_plain_tables())
def test_a_few_odd_rows_among_many_plain_ones_are_accounted_for(
    table: tuple[str, list[list[str]]],
) -> None:
    name, rows = table
    (each,) = read_contents(("a.csv", csv_of(name, rows, "utf-8"))).inputs
    assert each.failure is None
    assert each.rows == len(rows)
    assert accounted(each)


@pytest.mark.parametrize("table", ["messages", "conversations"])
def test_a_row_without_an_id_is_none_the_worse_for_a_blank_line(table: str) -> None:
    time, more = ("sent_at", ",sender") if table == "messages" else ("started_at", "")
    end = ",buyer" if more else ""
    lines = [f"C{number},b{number},2026-11-20 10:00:{number:02}{end}" for number in range(18)]
    lines = [f"conversation_id,buyer,{time}{more}", *lines, f",bb,2026-11-20 12:00:00{end}", "", ""]
    (each,) = read_contents(("a.csv", "\n".join(lines).encode())).inputs
    assert (each.rows, each.used, sum(each.not_data.values())) == (20, 19, 1)


@settings(max_examples=30, deadline=None)
@given(tables(), tables())
def test_any_workbooks_are_accounted_for(
    first: tuple[str, list[list[str]]], second: tuple[str, list[list[str]]]
) -> None:
    contents = [
        (f"{number}.xlsx", workbook_of(*table)) for number, table in enumerate((first, second))
    ]
    for each, (_, rows) in zip(read_contents(*contents).inputs, (first, second), strict=True):
        assert each.failure is None
        assert each.rows <= len(rows)  # blank rows at the end of a sheet are no rows
        assert accounted(each)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_the_same_export_twice_changes_nothing(table: tuple[str, list[list[str]]]) -> None:
    name, rows = table
    content = csv_of(name, rows, "utf-8")
    once = read_contents(("a.csv", content))
    twice = read_contents(("a.csv", content), ("b.csv", content))
    assert all(accounted(each) for each in twice.inputs)
    assert sum(each.used for each in twice.inputs) == once.inputs[0].used
    for table_name, frame in once.tables.items():
        assert twice.tables[table_name].drop("source").equals(frame.drop("source"))


def test_an_event_counts_as_often_as_in_the_file_that_has_it_most() -> None:
    rows = [["C1", "2026-11-20 09:00:00", "buyer", "", "", "在吗"]]
    first, second = csv_of("messages", rows * 2, "utf-8"), csv_of("messages", rows * 3, "utf-8")
    inputs = read_contents(("a.csv", first), ("b.csv", second)).inputs
    assert [(each.used, each.duplicate) for each in inputs] == [(2, 0), (1, 2)]


def test_of_rows_with_one_key_the_latest_wins() -> None:
    old = [["1", "", "2026-11-18 10:00:00", "", "待发货", "5"]]
    new = [["1", "", "2026-11-18 10:00:00", "2026-11-19 10:00:00", "已发货", "5"]]
    contents = (
        ("a.csv", csv_of("orders", new, "utf-8")),
        ("b.csv", csv_of("orders", old, "utf-8")),
    )
    intake = read_contents(*contents)
    assert intake.tables["orders"]["status"].to_list() == ["shipped"]
    assert [(each.used, each.duplicate) for each in intake.inputs] == [(1, 0), (0, 1)]


def test_the_lines_of_an_order_become_one_order() -> None:
    lines = [
        ["1", "a", "2026-11-18 10:00:00", "2026-11-19 10:00:00", "", ""],
        ["1", "b", "2026-11-18 10:00:00", "2026-11-20 10:00:00", "已发货", "7"],
        ["2", "a", "2026-11-18 10:00:00", "2026-11-19 10:00:00", "", ""],
        ["2", "b", "2026-11-18 10:00:00", "", "", ""],
    ]
    intake = read_contents(("a.csv", csv_of("orders", lines, "utf-8")))
    orders = {row["order_id"]: row for row in intake.tables["orders"].iter_rows(named=True)}
    assert f"{orders['1']['shipped_at']:%d}" == "20"
    assert (orders["1"]["status"], orders["1"]["amount"]) == ("shipped", 700)
    assert orders["2"]["shipped_at"] is None
    assert intake.inputs[0].used == 4


def orders(shop: str) -> bytes:
    return "\n".join(
        ("order_id,paid_at,shop", f"1,2026-11-20 10:00:00,{shop}", "2,2026-11-20 10:00:00,")
    ).encode()


def chats(*shops: str) -> bytes:
    rows = (f"C{n},2026-11-20 09:00:00,buyer,{shop}" for n, shop in enumerate(shops))
    return "\n".join(("conversation_id,sent_at,sender,shop", *rows)).encode()


def shops_of(intake: Intake) -> tuple[list[str], list[str]]:
    assert intake.messages is not None
    chatting = intake.messages.narrow["shop"].cast(pl.String)
    return intake.tables["orders"]["shop"].to_list(), sorted(chatting)


@pytest.mark.parametrize(
    ("ordered", "chatted", "expected", "remarks"),
    [
        ("A", ["", ""], (["A", "A"], ["A", "A"]), {"shop_taken_in_rows"}),
        ("A", ["A", ""], (["A", "A"], ["A", "A"]), {"shop_taken_in_rows"}),
        ("", ["A", ""], (["A", "A"], ["A", "A"]), {"shop_taken"}),
        ("A", ["B", ""], (["A", "default"], ["B", "default"]), {"shops_not_named_in_rows"}),
        ("", ["", ""], (["default", "default"], ["default", "default"]), set()),
    ],
)
def test_rows_without_a_shop_are_of_the_only_one_that_is_named(
    ordered: str, chatted: list[str], expected: tuple[list[str], list[str]], remarks: set[str]
) -> None:
    intake = read_contents(("orders.csv", orders(ordered)), ("chats.csv", chats(*chatted)))
    assert shops_of(intake) == expected
    assert {note.key for each in intake.inputs for note in each.notes} == remarks
    assert all(accounted(each) for each in intake.inputs)


def test_rows_without_a_shop_are_counted_and_the_first_is_told() -> None:
    rows = ["1,2026-11-20 10:00:00,A", "2,2026-11-20 10:00:00,", "3,2026-11-20 10:00:00, "]
    content = "\n".join(["order_id,paid_at,shop", *rows]).encode()
    (each,) = read_contents(("orders.csv", content)).inputs
    (said,) = each.notes
    assert said.key == "shop_taken_in_rows"
    assert said.values == {"count": 2, "row": 3, "shop": "A"}


@pytest.mark.parametrize("header", ["refund_id,applied_at", "refund_id,applied_at,shop"])
def test_a_file_without_rows_names_no_shop_and_needs_none(header: str) -> None:
    refunds = ("refunds.csv", f"{header}\n".encode())
    intake = read_contents(
        ("orders.csv", b"order_id,paid_at,shop\n1,2026-11-20 10:00:00,A"), refunds
    )
    assert [each.notes for each in intake.inputs] == [(), ()]


def test_the_shop_that_is_given_is_the_shop_of_rows_that_name_none() -> None:
    files = (("orders.csv", orders("A")), ("chats.csv", chats("", "")))
    intake = read_contents(*files, default_shop="B")
    assert shops_of(intake) == (["A", "B"], ["B", "B"])
    assert all(not each.notes for each in intake.inputs)
