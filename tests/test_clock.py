"""Days, hours, limits and cut-offs, in a zone with one offset and in one that changes its clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cscheck.clock import Cutoff, Limit, Window, Zone, days_between, within_hours

SHANGHAI, NEW_YORK = Zone("Asia/Shanghai"), Zone("America/New_York")


def instant(zone: Zone, text: str) -> pl.DataFrame:
    time = datetime.fromisoformat(text).replace(tzinfo=zone.info)
    return pl.DataFrame({"at": pl.Series([time], dtype=zone.dtype)})


def shown(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("limit", "start", "deadline"),
    [
        ("45s", "2026-11-20 23:59:30", "2026-11-21 00:00:15"),
        ("48h", "2026-11-18 10:00:00", "2026-11-20 10:00:00"),
        ("5d", "2026-07-01 10:00:00", "2026-07-07 00:00:00"),
        ("1d", "2026-07-01 00:00:00", "2026-07-03 00:00:00"),
    ],
)
def test_limits_in_hours_are_exact_and_limits_in_days_end_with_the_day(
    limit: str, start: str, deadline: str
) -> None:
    frame = instant(SHANGHAI, start)
    found = frame.select(Limit.parse(limit).after(pl.col("at"), SHANGHAI)).item()
    assert shown(found) == deadline


def test_an_exact_limit_crosses_a_change_of_the_clock_and_a_day_does_not() -> None:
    frame = instant(NEW_YORK, "2026-03-07 12:00:00")
    exact = frame.select(Limit.parse("24h").after(pl.col("at"), NEW_YORK)).item()
    days = frame.select(Limit.parse("1d").after(pl.col("at"), NEW_YORK)).item()
    assert (shown(exact), shown(days)) == ("2026-03-08 13:00:00", "2026-03-09 00:00:00")


@pytest.mark.parametrize("text", ["", "5", "h", "5 minutes", "-5m", "1.5h", "5m5s", "5M"])
def test_what_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("window", "time", "inside"),
    [
        ("08:00-24:00", "08:00:00", True),
        ("08:00-24:00", "07:59:59", False),
        ("08:00-24:00", "23:59:59", True),
        ("08:00-23:00", "22:59:59", True),
        ("08:00-23:00", "23:00:00", False),
        ("22:00-02:00", "01:59:59", True),
        ("22:00-02:00", "02:00:00", False),
        ("22:00-02:00", "22:00:00", True),
        ("00:00-24:00", "00:00:00", True),
    ],
)
def test_windows_are_half_open(window: str, time: str, inside: bool) -> None:
    for zone in (SHANGHAI, NEW_YORK):
        frame = instant(zone, f"2026-11-20 {time}")
        hours = (Window.parse(window),)
        assert frame.select(within_hours(pl.col("at"), hours, zone)).item() is inside


@pytest.mark.parametrize("text", ["08:00", "8-24", "24:00-08:00", "08:00-08:00", "08:60-09:00"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Window.parse(text)


@pytest.mark.parametrize(
    ("start", "deadline"),
    [
        ("2026-11-20 15:59:59", "2026-11-21 00:00:00"),
        ("2026-11-20 16:00:00", "2026-11-22 00:00:00"),
    ],
)
def test_exactly_at_the_cut_off_counts_as_after(start: str, deadline: str) -> None:
    cutoff = Cutoff(time=16 * 3600, before=0, after=1, at=24 * 3600)
    found = instant(SHANGHAI, start).select(cutoff.deadline(pl.col("at"), SHANGHAI)).item()
    assert shown(found) == deadline


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    frame = instant(SHANGHAI, "2026-11-21 00:00:00")
    assert frame.select(SHANGHAI.day_ending(pl.col("at"))).item() == date(2026, 11, 20)
    assert frame.select(SHANGHAI.day(pl.col("at"))).item() == date(2026, 11, 21)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(("Asia/Shanghai", "UTC")),
)
def test_there_and_back(time: datetime, name: str) -> None:
    zone = Zone(name)
    frame = pl.DataFrame({"wall": pl.Series([time], dtype=pl.Datetime("us"))})
    there = frame.select(at=zone.instant(pl.col("wall")))
    assert there.item().replace(tzinfo=None) == time
    assert there.select(zone.local(pl.col("at"))).item() == time


def test_which_zones_have_one_offset() -> None:
    assert SHANGHAI.fixed_offset == timedelta(hours=8)
    assert NEW_YORK.fixed_offset is None


def test_days_between_counts_both_ends() -> None:
    assert len(days_between(date(2026, 2, 27), date(2026, 3, 1))) == 3
