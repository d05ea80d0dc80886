"""A slow, literal reading of `measures.md`, part 10: was somebody there.

Written from the page, to be compared with it line by line. Intervals are pairs of moments in plain
lists. What the page leaves open is said where it is settled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.slow_counts import CountGroup, audit_of, cost_of_count, count_status, spans_of
from tests.slow_reading import (
    Audit,
    Rule,
    Standing,
    measuring_version,
    version_on,
    versions_of,
)
from tests.slow_tables import (
    ONE_DAY,
    Columns,
    Row,
    Tables,
    conversation_time,
    midnight,
    seconds_of,
    span,
    time_of_day,
)

Interval = tuple[datetime, datetime]
USUAL_SHIFTS = ["08:30-17:30", "17:30-01:00"]


@dataclass(frozen=True)
class Fault:
    """What a person must look at: a gap, a conversation that began in one, or a faulty shift."""

    shop: str
    day: date
    agent: str | None
    detail: str | None
    start: datetime
    stop: datetime | None
    table: str | None
    file: int | None
    row: int | None


def coverage(
    rule: Rule,
    tables: Tables,
    columns: Columns,
    *,
    days: list[date],
    as_of: datetime,
    rules_at: date | None = None,
    default_shop: str = "default",
) -> tuple[list[CountGroup], list[Fault]]:
    """Part 10: the groups of a rule about presence, and what stands as its violations."""
    audit = audit_of(tables, columns, days, as_of, default_shop)
    versions = versions_of(rule)
    able = [version for version in versions if can_tell(version, audit)]
    if not able:
        return [], []
    known = measuring_version(versions, rules_at or audit.days[-1])
    shape = known if known in able else able[-1]
    groups: list[CountGroup] = []
    faults: list[Fault] = []
    for begin, end in spans_of(shape, audit.days):
        limit = version_on(versions, rules_at or end)
        measured = measuring_version(versions, rules_at or end)
        for shop in shops_of(shape, audit):
            days_in = [
                (day, version)
                for day in audit.days
                for version in able
                if begin <= day <= end and measuring_version(versions, rules_at or day) == version
            ]
            found = [(version, day_of(version, shop, day, audit)) for day, version in days_in]
            counted = [(version, one) for version, one in found if one is not None]
            if not counted:
                continue
            value = value_of(versions[-1], [one for _, one in counted])
            faults += [fault for _, one in counted for fault in one.faults]
            per_day = Fraction(len(counted), (end - begin).days + 1)
            standing = Standing(value, 0, math.ceil(value), per_day, 3600)
            status = count_status(len(counted), standing, limit, measured)
            cost = None
            if limit is not None and limit.get("penalty") and status in ("fail", "warn"):
                cost = cost_of_count(limit["penalty"], value, [])
            place = (shop, None, None, begin, end)
            groups.append(CountGroup(*place, len(counted), value, status, None, cost))
    return groups, faults


def can_tell(version: Rule, audit: Audit) -> bool:
    """Part 2: the table of presence must be there, and the column of roles where one is asked for;
    conversations that began need conversations or their messages."""
    if "presence" not in audit.tables or not audit.has("presence", "agent"):
        return False
    if version.get("role") and not audit.has("presence", "role"):
        return False
    return not version.get("asked") or bool({"conversations", "messages"} & set(audit.tables))


def shops_of(version: Rule, audit: Audit) -> list[str]:
    """Every shop of the presence file; where shifts are judged, those of the roster too."""
    rows = list(audit.rows("presence"))
    if version.get("grace"):
        rows += audit.rows("roster")
    return sorted({audit.shop(row) for row in rows})


@dataclass(frozen=True)
class ShopDay:
    """One shop on one day: how long it was covered, of how long a window, and what was wrong."""

    covered: timedelta
    window: timedelta
    faults: list[Fault]


def day_of(version: Rule, shop: str, day: date, audit: Audit) -> ShopDay | None:
    """Part 10: one of the four questions, asked of one day; None where the day has no window that
    began before as-of."""
    nothing = timedelta(0)
    if version.get("grace"):
        return ShopDay(nothing, nothing, shift_faults(version, shop, day, audit))
    windows = windows_on(version, day)
    if not version.get("hours_per_day"):
        windows = [(opens, min(closes, audit.as_of)) for opens, closes in windows]
    windows = [each for each in windows if each[0] < each[1]]
    begun = any(opens < audit.as_of for opens, _ in windows)
    online = union([(begin, end) for begin, end, _ in online_in(version, shop, audit)])
    covered = [cut(each, window) for window in windows for each in online]
    covered = sorted(each for each in covered if each[0] < each[1])
    gaps = [gap for window in windows for gap in gaps_in(window, covered)]
    if version.get("asked"):
        return ShopDay(nothing, nothing, asked_in(gaps, shop, day, audit))
    if not begun:
        return None
    faults = [Fault(shop, day, None, None, *gap, None, None, None) for gap in gaps]
    return ShopDay(length(covered), length(windows), [] if version.get("hours_per_day") else faults)


def value_of(version: Rule, days: list[ShopDay]) -> Fraction:
    """Part 10: the mean of the hours, the share of the windows, or how many there were."""
    if version.get("asked") or version.get("grace"):
        return Fraction(sum(len(day.faults) for day in days))
    covered = sum((seconds_of(day.covered) for day in days), Fraction(0))
    if version.get("hours_per_day"):
        return covered / 3600 / len(days)
    return covered / sum((seconds_of(day.window) for day in days), Fraction(0))


# ---------------------------------------------------------------- part 10: intervals


def online_in(version: Rule, shop: str, audit: Audit) -> list[tuple[datetime, datetime, Row]]:
    """Part 10: rows whose status is blank or `online`, of `role:`; a blank to_at is as-of."""
    found = []
    for row in audit.rows("presence"):
        if audit.shop(row) != shop or row.get("status") not in (None, "online"):
            continue
        if version.get("role") and row.get("role") != version["role"]:
            continue
        begin, end = row["from_at"], row.get("to_at") or audit.as_of
        if begin < end:  # [from, to): what ends as it begins covers nothing
            found.append((begin, end, row))
    return found


def union(intervals: list[Interval]) -> list[Interval]:
    """Part 10: "union of the intervals"; touching ones are one."""
    merged: list[Interval] = []
    for begin, end in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def cut(interval: Interval, window: Interval) -> Interval:
    return max(interval[0], window[0]), min(interval[1], window[1])


def length(intervals: list[Interval]) -> timedelta:
    return sum((end - begin for begin, end in intervals), timedelta(0))


def windows_on(version: Rule, day: date) -> list[Interval]:
    """Part 1: what of the windows is on one natural day; the whole day, where none is named. One
    that runs past midnight is two parts of each day, and overlapping ones are one."""
    named = version.get("window") or ["00:00-24:00"]
    parts: list[Interval] = []
    for window in [named] if isinstance(named, str) else named:
        opens, closes = (midnight(day) + time_of_day(part) for part in window.split("-"))
        if opens < closes:
            parts.append((opens, closes))
        else:
            parts += [(midnight(day), closes), (opens, midnight(day) + ONE_DAY)]
    return union([each for each in parts if each[0] < each[1]])


def gaps_in(window: Interval, covered: list[Interval]) -> list[Interval]:
    """Part 10: when nobody was online inside the window."""
    gaps: list[Interval] = []
    reached = window[0]
    for begin, end in covered:
        if window[0] <= begin and end <= window[1]:
            if reached < begin:
                gaps.append((reached, begin))
            reached = max(reached, end)
    if reached < window[1]:
        gaps.append((reached, window[1]))
    return gaps


# ---------------------------------------------------------------- part 10: asked


def asked_in(gaps: list[Interval], shop: str, day: date, audit: Audit) -> list[Fault]:
    """Part 10: the conversations that began inside a gap."""
    found = []
    for table, row, began in beginnings(shop, audit):
        if began.date() == day and any(begin <= began < end for begin, end in gaps):
            agent = row.get("agent") if table == "conversations" else None
            place = (table, row["file"], row["row"])
            found.append(Fault(shop, day, agent, None, began, None, *place))
    return found


def beginnings(shop: str, audit: Audit) -> list[tuple[str, Row, datetime]]:
    """When conversations began: by their row, or where that does not say, by the first message."""
    found: list[tuple[str, Row, datetime]] = []
    told: set[str] = set()
    for row in audit.rows("conversations"):
        began = conversation_time(row)
        if audit.shop(row) == shop and began is not None:
            found.append(("conversations", row, began))
            told.add(row["conversation_id"])
    for message in audit.rows("messages"):  # in the order of time, conversation by conversation
        if audit.shop(message) == shop and message["conversation_id"] not in told:
            told.add(message["conversation_id"])
            found.append(("messages", message, message["sent_at"]))
    return found


# ---------------------------------------------------------------- part 10: shifts


@dataclass(frozen=True)
class Shift:
    agent: str
    begin: datetime
    end: datetime
    table: str
    row: Row


def shift_faults(version: Rule, shop: str, day: date, audit: Audit) -> list[Fault]:
    """Part 10: "late in and early out by more than `grace:`"; whoever never came is absent. What
    is not there (he has not come, he is not there any more) is a fault once its time is over at
    as-of, exactly at as-of included (part 1)."""
    grace = span(version["grace"])
    found: list[Fault] = []
    online = online_in(version, shop, audit)
    for shift in shifts_on(version, shop, day, audit):
        times = [
            (begin, end)
            for begin, end, row in online
            if row["agent"] == shift.agent and begin < shift.end and end > shift.begin
        ]
        place = (shift.table, shift.row["file"], shift.row["row"])

        def fault(
            detail: str, stop: datetime, shift: Shift = shift, place: tuple[str, int, int] = place
        ) -> Fault:
            return Fault(shop, day, shift.agent, detail, shift.begin, stop, *place)

        if not times:
            if shift.begin + grace <= audit.as_of:
                found.append(fault("absent", min(shift.end, audit.as_of)))
            continue
        came, left = min(begin for begin, _ in times), max(end for _, end in times)
        if came > shift.begin + grace:
            found.append(fault("late in", came))
        if left < shift.end - grace <= audit.as_of:
            found.append(fault("early out", shift.end))
    return found


def shifts_on(version: Rule, shop: str, day: date, audit: Audit) -> list[Shift]:
    """The shifts that begin on a day: a shift that crosses midnight is one. The roster's; without
    a roster, of the usual shifts for each agent the one that he was online for longest (the page
    does not say whose a default shift is; the first of equals)."""
    if "roster" in audit.tables:
        return [
            Shift(row["agent"], row["from_at"], row["to_at"], "roster", row)
            for row in audit.rows("roster")
            if audit.shop(row) == shop
            and row["from_at"].date() == day
            and row["from_at"] < row["to_at"]
            and has_role(version, row, audit)
        ]
    found: list[Shift] = []
    online = online_in(version, shop, audit)
    for agent in sorted({row["agent"] for _, _, row in online}):
        best: Shift | None = None
        longest = timedelta(0)
        for window in version.get("shifts") or USUAL_SHIFTS:
            begin, end = (midnight(day) + time_of_day(part) for part in window.split("-"))
            end += ONE_DAY if end <= begin else timedelta(0)
            mine = [
                (cut((b, e), (begin, end)), row) for b, e, row in online if row["agent"] == agent
            ]
            mine = [(part, row) for part, row in mine if part[0] < part[1]]
            worked = length(union([part for part, _ in mine]))
            if worked > longest:
                first = min((row for _, row in mine), key=lambda row: (row["file"], row["row"]))
                best, longest = Shift(agent, begin, end, "presence", first), worked
        if best is not None:
            found.append(best)
    return found


def has_role(version: Rule, row: Row, audit: Audit) -> bool:
    if not version.get("role") or not audit.has("roster", "role"):
        return True
    return bool(row.get("role") == version["role"])
