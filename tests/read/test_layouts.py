"""Tables that a mapping finds in files of another shape: logs of events, threads of messages."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.errors import RulesetError
from cscheck.intake import Intake
from cscheck.read.parents import _roots
from cscheck.text import LANGS, say
from tests.read.reading import accounted, platform, read_files

LOG = """工单号,订单编号,操作,操作时间,处理人
T1,1,创建,2026-11-20 09:00:00,
T1,,跟进,2026/11/20 9:30,小李
T2,2,创建,2026-11-20 10:00:00,小王
T1,,电话跟进,2026-11-20 11:00:00,小张
T1,,改备注,2026-11-20 12:00:00,小张
T1,,跟 进,2026-11-20 10:00:00,小张
T2,,完结,前天,小王
T1,,完结,2026年11月20日 13:00,小张
"""
EVENTS = """tables:
  complaints:
    columns: {complaint_id: 工单号}
    events:
      event: 操作
      at: 操作时间
      columns:
        created_at: {first: 创建}
        first_followup_at: {first: [跟进, 电话跟进]}
        last_followup_at: {last: [跟进, 电话跟进]}
        followups: {count: [跟进, 电话跟进]}
        closed_at: {last: 完结}
"""


def read_text(tmp_path: Path, text: str, columns: str | None = None) -> Intake:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    using = platform("any", columns)
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work", using=using)
    assert all(accounted(each) for each in intake.inputs)
    for note in (*intake.inputs[0].notes, *(each.reason for each in intake.rejects)):
        assert all(say(note, lang) for lang in LANGS)
    return intake


def test_the_events_of_a_ticket_become_its_columns(tmp_path: Path) -> None:
    intake = read_text(tmp_path, LOG, EVENTS)
    (each,) = intake.inputs
    assert (each.table, each.rows, each.used, each.rejected) == ("complaints", 8, 7, 1)
    times = ("created_at", "first_followup_at", "last_followup_at", "closed_at")
    found = intake.tables["complaints"].select(
        "complaint_id",
        "order_id",
        "agent",
        "followups",
        pl.col(times).dt.strftime("%H:%M"),
        "row",
    )
    assert found.rows() == [
        ("T1", "1", "小李", 3, "09:00", "09:30", "11:00", "13:00", 2),
        ("T2", "2", "小王", 0, "10:00", None, None, None, 4),
    ]
    (said,) = (note for note in each.notes if note.key == "from_events")
    assert (said.values["count"], said.values["tickets"], said.values["unused"]) == (
        8,
        2,
        ("改备注",),
    )


def test_an_event_whose_time_cannot_be_read_is_a_reject(tmp_path: Path) -> None:
    (reject,) = read_text(tmp_path, LOG, EVENTS).rejects
    assert (reject.row, reject.column, reject.value) == (8, "closed_at", "前天")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ("closed_at: {first: 完结, last: 完结}", "yaml_not_an_event"),
        ("closed_at: {}", "yaml_not_an_event"),
        ("closed_at: {count: 完结}", "yaml_not_an_event"),
        ("close_at: {last: 完结}", "yaml_unknown_column"),
        ("closed_at: {latest: 完结}", "yaml_unknown_key"),
    ],
)
def test_a_layout_that_says_what_cannot_be_is_refused(wrong: str, key: str) -> None:
    with pytest.raises(RulesetError) as caught:
        platform("any", EVENTS.replace("closed_at: {last: 完结}", wrong))
    assert [problem.what.key for problem in caught.value.problems] == [key]
    assert caught.value.problems[0].line == 12


THREADS = """消息ID,回复的消息ID,发送时间,发送者类型,消息内容
1,,2026-11-20 09:00:00,买家,在吗
2,1,2026-11-20 09:01:00,客服,在的
3,2,2026-11-20 09:02:00,买家,好
4,,2026-11-20 09:03:00,买家,另一个
5,9,2026-11-20 09:04:00,客服,答没有的
6,9,2026-11-20 09:05:00,客服,再答
"""


def conversations(intake: Intake) -> list[set[int]]:
    assert intake.messages is not None
    threads = intake.messages.narrow.group_by("conversation").agg("row").sort("conversation")
    return sorted((set(rows) for rows in threads["row"]), key=min)


def test_a_thread_is_found_by_going_back_from_answer_to_question(tmp_path: Path) -> None:
    intake = read_text(tmp_path, THREADS)
    assert conversations(intake) == [{2, 3, 4}, {5}, {6, 7}]
    assert intake.messages is not None
    assert set(intake.messages.wide.collect()["conversation_id"]) == {"1", "4", "9"}
    assert [note.key for note in intake.inputs[0].notes] == ["conversations_from_parents"]


def test_a_parent_of_ones_own_headers(tmp_path: Path) -> None:
    text = THREADS.replace("回复的消息ID", "上一条")
    columns = "tables: {messages: {parent: 上一条}}"
    assert conversations(read_text(tmp_path, text, columns)) == [{2, 3, 4}, {5}, {6, 7}]


def test_messages_that_have_a_conversation_keep_it(tmp_path: Path) -> None:
    lines = THREADS.splitlines()
    text = "\n".join([f"{lines[0]},会话ID", *(f"{line},C1" for line in lines[1:])])
    assert conversations(read_text(tmp_path, text)) == [{2, 3, 4, 5, 6, 7}]


def test_threads_of_rows_that_are_too_wide(tmp_path: Path) -> None:
    intake = read_text(tmp_path, THREADS.replace("另一个", "另一个,多"))
    assert conversations(intake) == [{2, 3, 4}, {6, 7}]
    assert [each.reason.key for each in intake.rejects] == ["reject_more_cells_than_headers"]


@settings(max_examples=200)
@given(st.lists(st.integers(0, 11), min_size=12, max_size=12))
def test_everyone_above_whom_someone_is_in_a_thread_with_him(above: list[int]) -> None:
    roots = _roots(pl.Series(above, dtype=pl.UInt32)).to_list()
    together = [{number} for number in range(12)]
    for number, up in enumerate(above):  # the slow way: join whoever is linked
        joined = together[number] | together[up]
        for each in joined:
            together[each] = joined
    for one in range(12):
        assert {other for other in range(12) if roots[other] == roots[one]} == together[one]
