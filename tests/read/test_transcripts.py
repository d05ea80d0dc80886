"""Conversations whose messages stand in one cell become messages, none lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cscheck.intake import Intake
from cscheck.tables import SENDERS
from tests.read.reading import accounted, platform, read_files

QIDIAN = """|-----------------------|
日期    2026-11-20
|-----------------------|
未登记/380-1(339766448)    20:10:45
在吗

尺码怎么选

张三(3007975776)    20:12:41
亲 平时穿多大
第二行
|-----------------------|
日期    2026-11-21
|-----------------------|
机器人    00:00:05
晚安
"""
BROKEN = """客服已接入
小李 2026-11-20 09:00:00
您好
"""


def read_cells(tmp_path: Path, cells: list[str], using: str | None = None) -> Intake:
    with (tmp_path / "会话.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["会话ID", "客服", "客户", "会话开始时间", "会话记录"])
        for number, cell in enumerate(cells, 1):
            agent = ("张三", "小李")[number % 2 - 1]
            row = [f"S{number}", agent, "未登记/380-1", "2026-11-20 20:10:40", cell]
            writer.writerow(row)
    platform_used = platform("any", using)
    intake = read_files(tmp_path / "会话.csv", workspace=tmp_path / "w", using=platform_used)
    assert all(accounted(each) for each in intake.inputs)
    return intake


def messages(intake: Intake) -> list[tuple[object, ...]]:
    assert intake.messages is not None
    narrow = intake.messages.narrow.sort("row")
    wide = intake.messages.wide.sort("row").collect()
    wide = wide.filter(wide["row"].is_in(narrow["row"].implode()))
    times = [f"{at:%d %H:%M:%S}" for at in narrow["at"]]
    senders = [SENDERS[code] for code in narrow["sender"]]
    return list(zip(wide["conversation_id"], times, senders, wide["text"], strict=True))


def test_a_transcript_is_taken_apart(tmp_path: Path) -> None:
    intake = read_cells(tmp_path, [QIDIAN])
    assert messages(intake) == [
        ("S1", "20 20:10:45", "buyer", "在吗\n\n尺码怎么选"),
        ("S1", "20 20:12:41", "agent", "亲 平时穿多大\n第二行"),
        ("S1", "21 00:00:05", "robot", "晚安"),
    ]
    assert [(each.table, each.rows) for each in intake.inputs] == [
        ("conversations", 1),
        ("messages", 3),
    ]


def test_lines_that_belong_to_no_message_are_rejected(tmp_path: Path) -> None:
    intake = read_cells(tmp_path, [QIDIAN, BROKEN, ""])
    assert [(each.row, each.reason.key) for each in intake.rejects] == [(5, "reject_no_time")]
    assert "客服已接入" in intake.rejects[0].cells
    assert messages(intake)[-1] == ("S2", "20 09:00:00", "agent", "您好")


def test_a_clock_without_a_day_is_of_the_day_of_the_conversation(tmp_path: Path) -> None:
    intake = read_cells(tmp_path, ["张三(1)  21:00:01\n好"])
    assert messages(intake) == [("S1", "20 21:00:01", "agent", "好")]


def test_a_layout_of_ones_own(tmp_path: Path) -> None:
    using = (
        "tables:\n  messages:\n    transcript:\n      cell: 会话记录\n"
        "      line: '^\\[(?P<time>[^\\]]+)\\] (?P<name>[^:：]+)[:：](?P<said>.*)$'\n"
    )
    cell = "[2026-11-20 20:11:00] 客人: 在吗\n[2026-11-20 20:11:30] 张三：在的\n请说"
    assert messages(read_cells(tmp_path, [cell], using)) == [
        ("S1", "20 20:11:00", "buyer", "在吗"),
        ("S1", "20 20:11:30", "agent", "在的\n请说"),
    ]


def test_a_column_of_that_name_without_messages_is_only_a_column(tmp_path: Path) -> None:
    intake = read_cells(tmp_path, ["见附件", "https://example.com/1"])
    assert [(each.table, each.rows) for each in intake.inputs] == [("conversations", 2)]


@pytest.mark.parametrize(("cell", "tables"), [("见附件", 1), ("张三(1) 09:00:00\n好", 2)])
def test_a_column_of_messages_beside_rows_that_are_too_wide(
    cell: str, tables: int, tmp_path: Path
) -> None:
    row = '{},小李,甲,2026-11-20 09:00:00,"' + cell + '"'
    text = (
        "会话ID,客服,客户,会话开始时间,会话记录\n" + row.format("S1") + ",多\n" + row.format("S2")
    )
    (tmp_path / "会话.csv").write_text(text + "\n", encoding="utf-8")
    inputs = read_files(tmp_path / "会话.csv", workspace=tmp_path / "w").inputs
    assert all(accounted(each) for each in inputs)
    assert [each.table for each in inputs] == ["conversations", "messages"][:tables]
    assert (inputs[0].used, inputs[0].rejected) == (1, 1)


TAKEN_OVER = """日期    2026-11-20
未登记/380-1(33)    09:00:00
在吗
张三(30)    09:00:20
转给同事
李四(31)    09:00:40
您好
"""


def test_a_colleague_who_took_over_is_not_taken_for_the_buyer(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    intake = read_cells(tmp_path / "a", [TAKEN_OVER])
    assert [row[2] for row in messages(intake)] == ["buyer", "agent"]
    assert [(each.row, each.value) for each in intake.rejects] == [(4, "李四")]
    (tmp_path / "b").mkdir()
    own = "tables: {messages: {words: {sender: {agent: 李四}}}}"
    known = read_cells(tmp_path / "b", [TAKEN_OVER], own)
    assert [row[2] for row in messages(known)] == ["buyer", "agent", "agent"]
    (tmp_path / "c").mkdir()
    nickname = read_cells(tmp_path / "c", [TAKEN_OVER.replace("未登记/380-1", "小可爱")])
    assert [row[2] for row in messages(nickname)] == ["buyer", "agent"]
    assert [each.value for each in nickname.rejects] == ["李四"]
