"""First responses as exports write them: how long they took, when they were made, or neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.intake import Intake
from tests.program import inside
from tests.read.reading import read_files

FIRST, ENDLESS = "2026-11-20 10:00:00", 30 * 86400
NOT_LENGTHS = (
    *("9000000000000", "9300000000000", "99999999999999999999", "1e308", "-1", "inf", "NaN1"),
    *(str(ENDLESS + 1), "31天", "9223372036854775807"),
)


def conversations(folder: Path, header: str, *cells: str) -> Intake:
    rows = [f"c{n},甲,{FIRST},{FIRST},{cell}\n" for n, cell in enumerate(cells)]
    head = f"会话ID,客户,会话开始时间,分配时间,{header}\n"
    (folder / "会话.csv").write_text(head + "".join(rows), encoding="utf-8")
    return read_files(folder / "会话.csv", workspace=folder / "work")


@pytest.mark.parametrize("cell", NOT_LENGTHS)
def test_a_length_that_no_conversation_has_is_not_understood(tmp_path: Path, cell: str) -> None:
    intake = conversations(tmp_path, "首次响应时长(秒)", cell, "40", f"{ENDLESS}")
    found = intake.tables["conversations"]["first_response_seconds"].to_list()
    assert found == [None, 40, ENDLESS]
    (said,) = [each for each in intake.inputs[0].notes if each.key == "not_understood"]
    assert (said.values["count"], said.values["words"]) == (1, (cell,))


@pytest.mark.parametrize("cell", NOT_LENGTHS)
def test_it_is_judged_without_a_fault(tmp_path: Path, cell: str) -> None:
    conversations(tmp_path, "首次响应时长(秒)", cell, "40")
    asked = "audit -p suning --date 2026-11-20 --only first_response_45s --only first_response_time"
    done = inside(*asked.split(), tmp_path / "会话.csv")
    assert "50.0%" in done.out


@pytest.mark.parametrize("header", ["首次响应时长(秒)", "首次响应时间"])
@pytest.mark.parametrize(
    "cell",
    ["2026-11-20 10:00:40", "1795140040", "1795140040000", "20261120100040", "2026/11/20 10:00:40"],
)
def test_a_column_of_times_is_when_the_first_reply_was_made(
    tmp_path: Path, header: str, cell: str
) -> None:
    intake = conversations(tmp_path, header, cell, "", cell)
    table = intake.tables["conversations"]
    replies = [at and f"{at:%Y-%m-%d %H:%M:%S}" for at in table["first_reply_at"]]
    assert replies == ["2026-11-20 10:00:40", None, "2026-11-20 10:00:40"]
    assert "first_response_seconds" not in table.columns
    assert intake.inputs[0].columns["first_reply_at"] == header


def test_a_column_of_lengths_is_how_long_it_took(tmp_path: Path) -> None:
    intake = conversations(
        tmp_path, "首次响应时间", "11秒", "00:01:05", "37.2", "2026-11-20 10:00:40"
    )
    found = intake.tables["conversations"]
    assert found["first_response_seconds"].to_list() == [11, 65, 37.2, None]
    assert "first_reply_at" not in found.columns


def test_a_time_in_a_column_of_its_own_leaves_the_other_alone(tmp_path: Path) -> None:
    intake = conversations(tmp_path, "首次响应时间,应答时间", f"{FIRST},2026-11-20 10:00:05")
    (at,) = intake.tables["conversations"]["first_reply_at"]
    assert f"{at:%H:%M:%S}" == "10:00:05"
    assert [each.key for each in intake.inputs[0].notes] == ["not_understood"]
