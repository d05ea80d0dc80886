"""Logs of who came and went become presence: the hours between, and what is missing is said."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.audit import audit
from cscheck.intake import Intake
from cscheck.request import Request
from cscheck.text import LANGS, say
from tests.read.reading import accounted, platform, read_files, shipped

HEAD = "店铺,客服账号,操作,操作时间"
OPEN = "presence_open"


def read_log(folder: Path, *files: list[str], columns: str | None = None) -> Intake:
    folder.mkdir(exist_ok=True)
    for number, rows in enumerate(files, 1):
        text = "\n".join([HEAD, *(f"甲店,{row}" for row in rows)]) + "\n"
        (folder / f"{number}.csv").write_text(text, encoding="utf-8")
    using = platform("suning", columns)
    intake = read_files(folder, workspace=folder / ".work", using=using)
    for each in intake.inputs:
        assert accounted(each)
        assert all(say(note, lang) for note in each.notes for lang in LANGS)
    return intake


def spans(intake: Intake) -> list[tuple[str, str, str | None]]:
    """Agent, from and to of the rows that are online for some time."""
    rows = intake.tables["presence"].filter(status="online").sort("from_at", "agent")
    return [
        (agent, f"{begin:%d %H:%M}", end and f"{end:%d %H:%M}")
        for agent, begin, end in rows.select("agent", "from_at", "to_at").iter_rows()
        if begin != end
    ]


def said(intake: Intake) -> set[tuple[str, int, int]]:
    notes = (note for each in intake.inputs for note in each.notes)
    return {
        (note.key, int(str(note.values["count"])), int(str(note.values["row"])))
        for note in notes
        if note.key.startswith("presence_")
    }


def test_a_state_lasts_until_the_agents_next_row(tmp_path: Path) -> None:
    log = [
        "小李,上线,2026-11-20 08:00:00",
        "小王,上线,2026-11-20 09:00:00",
        "小李,挂起,2026-11-20 12:00:00",
        "小李,改昵称,2026-11-20 12:10:00",
        "小李,上线,2026-11-20 12:30:00",
        "小王,下线,2026-11-20 13:00:00",
        "小李,下线,2026-11-20 18:00:00",
    ]
    expected = [
        ("小李", "20 08:00", "20 12:00"),
        ("小王", "20 09:00", "20 13:00"),
        ("小李", "20 12:30", "20 18:00"),
    ]
    intake = read_log(tmp_path / "a", log)
    (each,) = intake.inputs
    assert (each.table, each.rows, each.used) == ("presence", 7, 7)
    assert (spans(intake), said(intake)) == (expected, set())
    assert spans(read_log(tmp_path / "b", log[::-1])) == expected


def test_a_night_ends_in_the_file_of_the_next_day(tmp_path: Path) -> None:
    night = ["小李,上线,2026-11-20 20:00:00"]
    intake = read_log(tmp_path / "a", night, ["小李,下线,2026-11-21 01:00:00"])
    assert (spans(intake), said(intake)) == ([("小李", "20 20:00", "21 01:00")], set())
    alone = read_log(tmp_path / "b", night)
    assert (spans(alone), said(alone)) == ([("小李", "20 20:00", None)], {(OPEN, 1, 2)})
    end = read_log(tmp_path / "c", ["小李,下线,2026-11-21 01:00:00"])
    assert (spans(end), said(end)) == ([], {("presence_began_before", 1, 2)})


def test_the_same_row_in_two_files_counts_once(tmp_path: Path) -> None:
    day = ["小李,上线,2026-11-20 08:00:00", "小李,下线,2026-11-20 08:00:00"]
    later = "小李,下线,2026-11-20 18:00:00"
    intake = read_log(tmp_path / "a", [day[0], later], [day[0], later])
    assert spans(intake) == [("小李", "20 08:00", "20 18:00")]
    assert sum(each.duplicate for each in intake.inputs) == 2
    assert spans(read_log(tmp_path / "b", day)) == []


@pytest.mark.parametrize(
    ("second", "found", "remark"),
    [
        ("2026-11-20 17:00:00", [("小李", "20 09:00", "20 17:00")], "presence_again"),
        ("2026-11-21 09:00:00", [], "presence_end_lost"),
    ],
)
def test_coming_twice_goes_on_or_ended_nobody_knows_when(
    second: str, found: list[tuple[str, str, str]], remark: str, tmp_path: Path
) -> None:
    log = ["小李,上线,2026-11-20 09:00:00", f"小李,上线,{second}"]
    until = f"{datetime.fromisoformat(second):%d %H:%M}"
    end = f"{second[:11]}20:00:00"
    intake = read_log(tmp_path, [*log, f"小李,下线,{end}"])
    assert spans(intake) == [*found, ("小李", until, f"{until[:3]}20:00")]
    assert said(intake) == {(remark, 1, 2)}


def test_more_than_a_day_online_is_counted_and_said(tmp_path: Path) -> None:
    log = ["小李,上线,2026-11-18 09:00:00", "小李,下线,2026-11-20 09:00:00"]
    intake = read_log(tmp_path, log)
    assert said(intake) == {("presence_long", 1, 2)}


def test_a_mapping_names_headers_and_words_of_its_own(tmp_path: Path) -> None:
    columns = """tables:
  presence:
    columns: {agent: 工号, from_at: 打卡, status: 动作}
    words: {status: {online: [到岗], offline: [离岗]}}
"""
    (tmp_path / "a.csv").write_text(
        "工号,动作,打卡\n7,到岗,2026-11-20 08:00:00\n7,离岗,2026-11-20 09:30:00\n", encoding="utf-8"
    )
    using = platform("any", columns)
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "w", using=using)
    assert spans(intake) == [("7", "20 08:00", "20 09:30")]


def test_a_log_of_other_things_is_no_presence(tmp_path: Path) -> None:
    text = "账号,操作,操作时间\n小李,改价,2026-11-20 08:00:00\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (each,) = read_files(tmp_path / "a.csv", workspace=tmp_path / "w").inputs
    assert each.failure is not None
    assert each.failure.key == "not_recognised"


def test_hours_online_are_judged_from_a_log(tmp_path: Path) -> None:
    log = [
        "小李,上线,2026-11-20 08:00:00",
        "小李,下线,2026-11-20 14:00:00",
        "小王,上线,2026-11-20 13:00:00",
        "小王,下线,2026-11-21 02:00:00",
        "小张,下线,2026-11-20 07:00:00",
    ]
    suning = shipped("suning")
    day = date(2026, 11, 20)
    as_of = datetime(2026, 11, 21, tzinfo=suning.zone.info)
    result = audit(read_log(tmp_path, log), suning.ruleset(), Request((day, day), as_of))
    (rule,) = (each for each in result.rules if each.rule == "daily_online_hours_each")
    (group,) = rule.groups
    assert (float(group.value or 0), group.status.value) == (16.0, "pass")


states = st.tuples(
    st.sampled_from("甲乙"),
    st.sampled_from(("上线", "挂起", "下线", "")),
    st.integers(0, 47),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(states, max_size=14, unique_by=lambda each: (each[0], each[2])))
def test_the_hours_are_those_of_a_plain_reading(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, str, int]]
) -> None:
    ordered = sorted(events, key=lambda each: each[2])
    rows = [
        f"{who},{state},2026-11-{19 + at // 24} {at % 24:02}:00:00" for who, state, at in ordered
    ]
    folder = tmp_path_factory.mktemp("log")
    expected: list[tuple[int, str, int | None]] = []
    for agent in "甲乙":
        mine = [each for each in ordered if each[0] == agent and each[1]]
        for (_, state, at), (_, then, end) in pairwise(mine):
            if state == "上线" and not (then == state and end - at > 12):
                expected.append((at, agent, end))
        expected += [(at, agent, None) for _, state, at in mine[-1:] if state == "上线"]
    intake = read_log(folder, rows)
    known = {state for _, state, _ in ordered} - {""}
    if not known:
        return
    clock = {at: f"{19 + at // 24} {at % 24:02}:00" for at in range(48)}
    found = [(who, clock[at], end and clock[end]) for at, who, end in expected]
    assert sorted(spans(intake), key=str) == sorted(found, key=str)
