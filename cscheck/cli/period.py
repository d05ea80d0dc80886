"""The days and the moment that the command line names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cscheck.errors import Problem, UsageError
from cscheck.model.sentences import sentence
from cscheck.schema import FIRST_YEAR, LAST_YEAR


def parse_day(text: str, flag: str) -> date:
    """The day of a flag; raises UsageError where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(Problem(sentence("not_a_date", flag=flag, value=text))) from error
    _check_year(day, text, flag)
    return day


def _check_year(day: date, text: str, flag: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError.saying(
            "no_such_year", flag=flag, value=text, first=FIRST_YEAR, last=LAST_YEAR
        )


def audited_days(
    day: str | None, first: str | None, last: str | None, today: date
) -> tuple[date, date]:
    """The first and last day audited: those named, or yesterday. Raises UsageError."""
    if day is not None:
        if first is not None or last is not None:
            raise UsageError.saying("date_or_from_to")
        only = parse_day(day, "--date")
        return only, only
    if first is None and last is None:
        yesterday = today - timedelta(days=1)
        return yesterday, yesterday
    if first is None or last is None:
        raise UsageError.saying("from_needs_to")
    days = parse_day(first, "--from"), parse_day(last, "--to")
    if days[0] > days[1]:
        raise UsageError.saying("from_after_to", from_=days[0], to=days[1])
    return days


def taken_complete_to(as_of: str | None, last_day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """As of when the data is complete: as told, or the end of the period, or now if it goes on."""
    if as_of is None:
        after = last_day + timedelta(days=1)
        end = datetime(after.year, after.month, after.day, tzinfo=zone)
        return min(end, now)
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise UsageError(Problem(sentence("not_a_moment", value=as_of))) from error
    _check_year(moment, as_of, "--as-of")
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def audited_time(days: tuple[date, date], as_of: datetime) -> tuple[datetime, datetime]:
    """From when until when the exports should reach: the days, as far as they are complete."""
    after = days[1] + timedelta(days=1)
    first, end = (
        datetime(at.year, at.month, at.day, tzinfo=as_of.tzinfo) for at in (days[0], after)
    )
    return first, min(end, as_of)
