"""Times as exports write them, found on a sample and read at the speed of one format.

Most columns hold one format, which is parsed for the whole column at once; the few values that do
not fit are read one by one by `read_time`, which knows all the others (export-formats.md, 7.5).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

from cscheck.clock import Zone
from cscheck.schema import FIRST_YEAR, LAST_YEAR

_LOCAL_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%Y%m%d",
)
_UTC_FORMATS = ("%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z")


def formats_of(samples: pl.Series) -> tuple[str, ...]:
    """The formats that read these texts, the most useful first; none where none reads any."""
    left = samples.drop_nulls().unique()
    chosen: list[str] = []
    while left.len():
        reads = {
            each: parse_with(each, pl.col(left.name)) for each in (*_LOCAL_FORMATS, *_UTC_FORMATS)
        }
        read = left.to_frame().select(
            **{each: sight.is_not_null() for each, sight in reads.items()}
        )
        best = max(read.columns, key=lambda each: read[each].sum())
        if not read[best].sum():
            break
        chosen.append(best)
        left = left.filter(~read[best])
    return tuple(chosen)


def parse_with(time_format: str, text: pl.Expr) -> pl.Expr:
    """The times of one format, null where a text has another; without zone unless it tells one."""
    return text.str.to_datetime(time_format, time_unit="us", strict=False)


def instants(
    text: pl.Expr, formats: Sequence[str], zone: Zone, *, written_in: Zone | None = None
) -> pl.Expr:
    """The instants that cleaned texts name, in the platform's zone; null where none is readable.

    `written_in` is the zone of times without an offset, where it is not the platform's. Years
    before 2000 and after 2099 are no times of a shop: an export's zero, a year of two digits, or
    one with a digit too many.
    """
    home = written_in or zone
    parts = []
    for each in formats:
        parsed = parse_with(each, text)
        if not _tells_zone(each):
            parsed = home.instant(parsed)
        elif each.endswith("Z"):
            parsed = parsed.dt.replace_time_zone("UTC")
        parts.append(parsed.dt.convert_time_zone(zone.name))
    if not parts:
        return pl.lit(None, zone.dtype)
    return _believable(pl.coalesce(parts), zone)


def _believable(instant: pl.Expr, zone: Zone) -> pl.Expr:
    first = datetime(FIRST_YEAR, 1, 1, tzinfo=zone.info)
    after = datetime(LAST_YEAR + 1, 1, 1, tzinfo=zone.info)
    return pl.when(instant.is_between(first, after, closed="left")).then(instant)


def _tells_zone(time_format: str) -> bool:
    return time_format.endswith(("%z", "Z"))


_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_HALF = r"(?P<half>上午|下午|凌晨|早上|中午|晚上|AM|PM)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})\s*"
    r"(?:[:分]\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*[分秒]?\s*"
    r"(?P<after>AM|PM)?"
)
_OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
_WRITTEN = re.compile(rf"{_DATE}[T\s]*(?:{_HALF}\s*{_CLOCK})?\s*{_OFFSET}", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:\s*(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?"
)
_LONGEST = 100
_AFTERNOON = ("下午", "晚上", "pm")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a wall clock, not an instant
_EXCEL_DAYS = (36526, 73050)  # the years 2000 to 2099


def read_time(text: str) -> datetime | None:
    """The time that a text names, without a zone unless it tells one; None where it names none.

    Knows 年月日 and 上午/下午, 24:00, offsets, 14, 12 and 8 digits, seconds and milliseconds since
    1970, and the serial numbers of spreadsheets. Refuses what can be read two ways: two-digit
    years, and days and months without a year in front.
    """
    if len(text) > _LONGEST:  # what is not a time must not take long to tell
        return None
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    if found := _WRITTEN.fullmatch(folded):
        return _assemble(found.groupdict())
    if re.fullmatch(r"1\d{9}|1\d{12}", folded):
        seconds = int(folded) if len(folded) == 10 else int(folded) / 1000
        return datetime.fromtimestamp(seconds, UTC)
    if found := _COMPACT.fullmatch(folded):
        return _assemble(found.groupdict())
    if re.fullmatch(r"\d{5}(\.\d+)?", folded) and _EXCEL_DAYS[0] <= float(folded) < _EXCEL_DAYS[1]:
        return _EXCEL_EPOCH + timedelta(milliseconds=round(float(folded) * 86_400_000))
    return None


def _assemble(parts: dict[str, str | None]) -> datetime | None:
    """A time from its parts; None where there is no such day or hour."""
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or parts.get("after") or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half and half not in (*_AFTERNOON, "中午") and hour == 12:
        hour = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    fraction = int((parts.get("fraction") or "").ljust(6, "0")[:6])
    after = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)
    offset = parts.get("offset") or ""
    try:
        moment = datetime(year, month, day) + after  # noqa: DTZ001  a wall clock, not an instant
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset.upper()}")
    except ValueError:  # no such day, or offset
        return None
    return moment


def slow_instants(texts: pl.Series, zone: Zone, *, written_in: Zone | None = None) -> pl.Series:
    """The instants of distinct texts that no format fits, one by one; null where unreadable."""
    home = written_in or zone
    moments = [_in_utc(read_time(text), home) for text in texts]
    naive = pl.Series(texts.name, moments, pl.Datetime("us"))
    return naive.dt.replace_time_zone("UTC").dt.convert_time_zone(zone.name)


def _in_utc(time: datetime | None, home: Zone) -> datetime | None:
    """A time as UTC has it; None for a wall clock's time that its zone skips."""
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=home.info)
    utc = aware.astimezone(UTC)
    skipped = time.tzinfo is None and utc.astimezone(home.info).replace(tzinfo=None) != time
    return None if skipped else utc.replace(tzinfo=None)
