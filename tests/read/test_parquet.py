"""Parquet files and folders of them are read like the same rows as csv."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from cscheck.intake import Intake
from cscheck.read import ReadOptions, read
from cscheck.read.parquet import damaged_ones
from cscheck.rules.platform import Library

ROWS = pl.DataFrame(
    {
        "conversation_id": [1001, 1001, 1002],
        "sent_at": [datetime(2026, 11, 20, 9, 0), datetime(2026, 11, 20, 9, 1), None],
        "sender": ["buyer", "agent", "buyer"],
        "agent": [None, "小美", None],
        "buyer": [7.0, 7.0, 8.0],
        "text": ["在吗", "在的", "你好"],
        "marks": [[1], [2], []],
    }
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


def intake(path: Path, workspace: Path) -> Intake:
    return read([path], Library().platform("kuaishou"), ReadOptions(workspace))


def narrow(found: Intake) -> pl.DataFrame:
    assert found.messages is not None
    return found.messages.narrow


def test_a_parquet_file_is_read_like_the_same_rows_as_csv(tmp_path: Path, workspace: Path) -> None:
    as_text = ROWS.drop("marks").with_columns(pl.col("buyer").cast(pl.Int64))
    as_text.write_csv(tmp_path / "log.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    ROWS.write_parquet(tmp_path / "log.parquet")
    mine = intake(tmp_path / "log.parquet", workspace)
    theirs = intake(tmp_path / "log.csv", workspace)
    assert narrow(mine).equals(narrow(theirs))
    (told,), (said,) = mine.inputs, theirs.inputs
    assert (
        (told.rows, told.used, told.rejected) == (said.rows, said.used, said.rejected) == (3, 2, 1)
    )
    assert [each.row for each in mine.rejects] == [each.row for each in theirs.rejects] == [4]


def test_instants_are_told_in_the_time_of_the_platform(tmp_path: Path, workspace: Path) -> None:
    utc = pl.col("sent_at").dt.replace_time_zone("UTC").dt.offset_by("-8h")
    ROWS.with_columns(utc).write_parquet(tmp_path / "utc.parquet")
    ROWS.write_parquet(tmp_path / "local.parquet")
    told = narrow(intake(tmp_path / "utc.parquet", workspace))
    assert told["at"].equals(narrow(intake(tmp_path / "local.parquet", workspace))["at"])


def test_folders_name_the_shop_of_their_files(tmp_path: Path, workspace: Path) -> None:
    for day, shop in (("2026-11-20", "主店"), ("2026-11-20", "%E5%88%86%2F%E5%BA%97")):
        folder = tmp_path / "log" / f"dt={day}" / f"shop={shop}"
        folder.mkdir(parents=True)
        ROWS.with_columns(conversation_id=pl.lit(shop)).write_parquet(folder / "part-0.parquet")
        (folder / "_SUCCESS").touch()
    found = intake(tmp_path / "log", workspace)
    assert set(narrow(found)["shop"].cast(pl.String)) == {"主店", "分/店"}
    assert all(each.failure is None for each in found.inputs)
    assert [each.used for each in found.inputs] == [2, 2]


def test_a_column_of_the_file_goes_before_the_folders_name(tmp_path: Path, workspace: Path) -> None:
    folder = tmp_path / "shop=别家"
    folder.mkdir()
    ROWS.with_columns(shop=pl.lit("主店")).write_parquet(folder / "log.parquet")
    assert set(narrow(intake(folder, workspace))["shop"].cast(pl.String)) == {"主店"}


def test_a_parquet_file_that_breaks_off_is_said_to(tmp_path: Path, workspace: Path) -> None:
    ROWS.write_parquet(tmp_path / "log.parquet")
    whole = (tmp_path / "log.parquet").read_bytes()
    (tmp_path / "log.parquet").write_bytes(whole[: len(whole) // 2])
    (told,) = intake(tmp_path / "log.parquet", workspace).inputs
    assert told.failure is not None
    assert told.failure.key == "broken_parquet"


def test_damaged_parquet_files_are_said_to_be_or_read(
    tmp_path: Path, workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each has one byte wrong."""
    (tmp_path / "log").mkdir()
    ROWS.write_parquet(tmp_path / "log" / "whole.parquet")
    whole = (tmp_path / "log" / "whole.parquet").read_bytes()
    for place in range(4, len(whole) - 8, 41):
        damaged = bytearray(whole)
        damaged[place] ^= 0x5A
        (tmp_path / "log" / f"{place:04}.parquet").write_bytes(damaged)
    *told, good = intake(tmp_path / "log", workspace).inputs
    assert good.failure is None
    assert sum(each.failure is not None for each in told) > 10
    assert "panicked" not in capfd.readouterr().err


def test_a_name_that_the_library_cannot_open_stops_no_other_file(tmp_path: Path) -> None:
    whole, strange = tmp_path / "log.parquet", tmp_path / os.fsdecode(b"\xd6\xf7.parquet")
    ROWS.write_parquet(whole)
    strange.write_bytes(whole.read_bytes())
    assert damaged_ones([strange, whole]) == {strange}
