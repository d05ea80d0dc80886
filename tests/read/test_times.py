"""Times as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cscheck.clock import Zone
from cscheck.read.times import formats_of, instants, read_time
from tests.read.reading import platform, read_files

MORNING = datetime(2026, 11, 20, 8, 5, 33)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-20 08:05:33", MORNING),
        ("2026/11/20 8:05:33", MORNING),
        ("2026.11.20 8:05:33", MORNING),
        ("2026/11/20 8:05", MORNING.replace(second=0)),
        ("2026-11-20T08:05:33", MORNING),
        ("2026-11-20T08:05:33.250", MORNING.replace(microsecond=250_000)),
        ("20261120080533", MORNING),
        ("202611200805", MORNING.replace(second=0)),
        ("20261120", datetime(2026, 11, 20)),
        ("2026-11-20", datetime(2026, 11, 20)),
        ("2026年11月20日", datetime(2026, 11, 20)),
        ("2026年11月20日 8时5分33秒", MORNING),
        ("2026年11月20日8点5分", MORNING.replace(second=0)),
        ("2026/11/20 上午8:05:33", MORNING),
        ("2026/11/20 下午8:05:33", MORNING + timedelta(hours=12)),
        ("2026/11/20 下午12:05:33", MORNING.replace(hour=12)),
        ("2026/11/20 上午12:05:33", MORNING.replace(hour=0)),
        ("2026/11/20 中午12:05:33", MORNING.replace(hour=12)),
        ("2026/11/20 8:05:33 PM", MORNING + timedelta(hours=12)),
        ("2026-11-20 24:00:00", datetime(2026, 11, 21)),
        ("２０２６－１１－２０ ０８：０５：３３", MORNING),
        ("46346.337188", datetime(2026, 11, 20, 8, 5, 33, 43_000)),
        ("46346", datetime(2026, 11, 20)),
        ("1795133133", datetime(2026, 11, 20, 0, 5, 33, tzinfo=UTC)),
        ("1795133133000", datetime(2026, 11, 20, 0, 5, 33, tzinfo=UTC)),
        ("2026-11-20T08:05:33+08:00", datetime(2026, 11, 20, 0, 5, 33, tzinfo=UTC)),
        ("2026-11-20 08:05:33 +0800", datetime(2026, 11, 20, 0, 5, 33, tzinfo=UTC)),
        ("2026-11-20T08:05:33Z", datetime(2026, 11, 20, 8, 5, 33, tzinfo=UTC)),
    ],
)
def test_known_formats(text: str, time: datetime) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(
    "text",
    [
        *("昨天", "26-11-20", "11/20/2026", "9/1/2023 10:00", "2026-02-30", "2026-11-20 25:00"),
        *("2026-11-20 09:00:00+99:00", "2026-11-20T09:00:00-24:00", "2100-01-01 00:00:00"),
        *("2026-11-20 24:00:01", "2026-13-01", "12:30", "0001-01-01 00:00:00", "1899-12-31", "x"),
    ],
)
def test_what_is_no_time_or_can_be_read_two_ways(text: str) -> None:
    assert read_time(text) is None


@settings(deadline=None)
@given(
    st.datetimes(datetime(2003, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(
        (
            *("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S"),
            *("%Y年%m月%d日 %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"),
        )
    ),
)
def test_the_quick_and_the_slow_way_agree(time: datetime, written: str) -> None:
    text, zone = time.strftime(written), Zone("Asia/Shanghai")
    column = pl.Series("text", [text])
    quick = column.to_frame().select(instants(pl.col("text"), formats_of(column), zone)).item()
    slow = read_time(text)
    assert slow is not None
    assert quick == slow.replace(tzinfo=zone.info)


@pytest.mark.parametrize(
    "mark",
    [
        *("9999-12-31", "9999-12-31 23:59:59", "9999/12/31 0:00:00", "2099-12-31 23:59:59"),
        *("1970-01-01 08:00:00", "0000-00-00"),
    ],
)
def test_a_mark_of_no_end_is_no_time(mark: str, tmp_path: Path) -> None:
    text = f"order_id,paid_at,promised_ship_at\n1,2026-11-18 10:00:00,{mark}\n2,{mark},\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    orders = intake.tables["orders"]
    assert (orders["promised_ship_at"].to_list(), orders["paid_at"][1]) == ([None, None], None)
    assert not intake.rejects


@pytest.mark.parametrize("far", ["2999-12-31 23:59:59", "9999-12-30", "2100年1月1日", "21260101"])
def test_a_year_that_no_shop_sees_is_said(far: str, tmp_path: Path) -> None:
    usual = "".join(f"{number},2026-11-18 10:00:00,\n" for number in range(30))
    text = f"order_id,paid_at,promised_ship_at\n{usual}a,2026-11-18 10:00:00,{far}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (reject,) = read_files(tmp_path / "a.csv", workspace=tmp_path / "w").rejects
    assert (reject.row, reject.value, reject.reason.key) == (32, far, "reject_no_such_year")
    own = platform("any", f"never: ['{far}']")
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "w", using=own)
    assert not intake.rejects


def test_rare_formats_in_one_column_are_all_read(tmp_path: Path) -> None:
    usual = "".join(f"{number},2026-11-18 10:00:{number % 60:02}\n" for number in range(20_000))
    rare = "a,2026/11/18 下午1:00\nb,2026-11-18 24:00:00\nc,2026年11月18日\nd,-\ne,前天\n"
    (tmp_path / "a.csv").write_text(f"order_id,paid_at\n{usual}{rare}", encoding="utf-8")
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    orders = dict(intake.tables["orders"].select("order_id", "paid_at").iter_rows())
    assert {name: orders[name] and f"{orders[name]:%d %H:%M}" for name in "abcd"} == {
        "a": "18 13:00",
        "b": "19 00:00",
        "c": "18 00:00",
        "d": None,
    }
    assert [(each.row, each.value) for each in intake.rejects] == [(20_006, "前天")]


def test_zones_offsets_and_changes_of_the_clock(tmp_path: Path) -> None:
    columns = "timezone: America/New_York\ntables: {}\n"
    (tmp_path / "a.csv").write_text(
        "order_id,paid_at,shipped_at\n"
        "1,2026-03-07 12:00:00,2026-03-08 12:00:00\n"
        "2,2026-03-07T12:00:00-05:00,2026-03-08T16:00:00Z\n"
        "3,2026-03-08 02:30:00,2026-03-09 00:00:00\n",
        encoding="utf-8",
    )
    using = platform("any", columns)
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "w", using=using)
    orders = intake.tables["orders"]
    elapsed = (orders["shipped_at"] - orders["paid_at"]).to_list()
    assert elapsed == [timedelta(hours=23), timedelta(hours=23)]
    assert [(each.row, each.column) for each in intake.rejects] == [(4, "paid_at")]
