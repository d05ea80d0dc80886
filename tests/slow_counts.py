"""A slow, literal reading of `measures.md`, parts 7 and 11: what is counted, and what it costs.

Written from the page, to be compared with it line by line; groups, versions and limits (part 2)
are those of `slow_reading.py`. Part 10 is in `slow_coverage.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.slow_reading import (
    DAY_COLUMNS,
    Audit,
    Case,
    Rule,
    Standing,
    cases,
    measuring_version,
    selected,
    verdict,
    version_on,
    versions_of,
    window_of,
)
from tests.slow_tables import (
    ONE_DAY,
    Columns,
    Row,
    Tables,
    columns_in,
    conversation_time,
    first_value,
    known_columns,
    midnight,
    number,
)

Place = tuple[str, str | None, str | None, date, date]
"""What tells groups apart: shop, agent, buyer, first and last day."""

INTERVALS = {"presence": "to_at", "roster": "to_at"}
"""The tables whose rows are intervals, and the column where these end."""


@dataclass(frozen=True)
class Cost:
    """Part 11: an estimate, low with every open case kept and high with all of them broken; `high`
    is None where nothing bounds it."""

    low: Fraction
    high: Fraction | None
    points_low: int = 0
    points_high: int = 0


@dataclass(frozen=True)
class CountGroup:
    """Parts 2 and 7: a combination (or a shop) in one period, with the tier it reaches."""

    shop: str
    agent: str | None
    buyer: str | None
    from_: date
    to: date
    denominator: int
    value: Fraction
    status: str
    label: str | None = None
    cost: Cost | None = None

    @property
    def place(self) -> Place:
        return (self.shop, self.agent, self.buyer, self.from_, self.to)


@dataclass(frozen=True)
class Counted:
    """Part 7: a row that counts on a day (several days, with `distinct: day`), for `amount`."""

    shop: str
    agent: str | None
    buyer: str | None
    day: date
    moment: datetime
    amount: Fraction
    row: Row


def audit_of(
    tables: Tables, columns: Columns, days: list[date], as_of: datetime, default_shop: str
) -> Audit:
    known = {name: known_columns(name, tables, columns) for name in tables}
    return Audit(tables, known, sorted(days), as_of, default_shop)


# ---------------------------------------------------------------- part 2: groups and their status


def spans_of(version: Rule, days: list[date]) -> list[tuple[date, date]]:
    """Part 2: the windows into which the days audited fall; `by: [day]` makes each day one."""
    period = "day" if "day" in (version.get("by") or []) else version.get("period", "day")
    windows = {window_of(period, day, days) for day in days}
    return sorted(window for window in windows if window is not None)


def shape_of(versions: list[Rule], days: list[date], rules_at: date | None) -> Rule:
    """The version by whose period and `by` the groups are formed: the last day's, or else the last
    that is able to measure."""
    return measuring_version(versions, rules_at or days[-1]) or versions[-1]


def count_status(counted: int, standing: Standing, limit: Rule | None, version: Rule | None) -> str:
    """Part 2: too few cases, no limit in force, or what the limit says."""
    if counted < (version or {}).get("at_least", 0):
        return "not_assessed"
    return "info" if limit is None else verdict(limit, standing)


def too_few_or_many(limit: Rule | None, value: Fraction, rows: Fraction) -> bool:
    """Whether a group of that value would break the limit, or the stricter one that warns."""
    standing = Standing(value, 0, math.ceil(value), rows)
    return limit is not None and verdict(limit, standing) in ("fail", "warn")


# ---------------------------------------------------------------- part 7: tally


def tally(
    rule: Rule,
    tables: Tables,
    columns: Columns,
    *,
    days: list[date],
    as_of: datetime,
    rules_at: date | None = None,
    default_shop: str = "default",
) -> tuple[list[CountGroup], list[tuple[Place, Counted]]]:
    """Part 7: the groups of a count, and its violations: of a combination the row that made it too
    many, of a shop's count every row."""
    audit = audit_of(tables, columns, days, as_of, default_shop)
    able = [version for version in versions_of(rule) if is_countable(version, audit)]
    days = audit.days
    versions = versions_of(rule)
    if not able:
        return [], []
    known = measuring_version(versions, rules_at or days[-1])
    shape = known if known in able else able[-1]
    members = members_of(shape, able, versions, audit, rules_at)
    for span in spans_of(shape, days):
        measured = measuring_version(versions, rules_at or span[1])
        if measured is None or measured not in able:
            continue
        for shop in shops_of(measured["table"], audit):
            if not any((place[0], *place[3:]) == (shop, *span) for place in members):
                members[shop, None, None, *span] = []  # nothing matches: it passes with value 0
    groups: list[CountGroup] = []
    violations: list[tuple[Place, Counted]] = []
    for place, rows in members.items():
        judged_at = rules_at or place[4]
        limit, measured = version_on(versions, judged_at), measuring_version(versions, judged_at)
        group = tally_group(place, rows, limit, measured)
        groups.append(group)
        named = too_many(group, rows, limit, measured, by_combination=bool(people(shape)))
        violations += [(place, each) for each in named]
    return groups, violations


def is_countable(version: Rule, audit: Audit) -> bool:
    """Part 2: a rule whose table or column is absent has no data. A count by agent needs to know
    whose the rows are; a message always has a buyer."""
    table = version["table"]
    needed = columns_in(version.get("where")) | columns_in(version.get("unless"))
    needed |= {version["sum"]} if version.get("sum") else set()
    needed |= {name for name in people(version) if (table, name) != ("messages", "buyer")}
    times = day_columns(version)
    timed = not times or any(audit.has(table, name) for name in times)
    return table in audit.tables and timed and all(audit.has(table, name) for name in needed)


def people(version: Rule) -> list[str]:
    return [name for name in ("agent", "buyer") if name in (version.get("by") or [])]


def day_columns(version: Rule) -> list[str]:
    """Part 6: the column named, else the table's own; none for a snapshot."""
    if version.get("day"):
        return [version["day"]]
    if version["table"] == "conversations":
        return ["started_at", "queued_at", "assigned_at"]
    return DAY_COLUMNS.get(version["table"], [])


def members_of(
    shape: Rule, able: list[Rule], versions: list[Rule], audit: Audit, rules_at: date | None
) -> dict[Place, list[Counted]]:
    """The rows of each group, in the order of their days and times; earlier cases than the rule
    do not count, and with `distinct: day` a day counts once."""
    by = people(shape)
    found: list[tuple[Counted, Rule]] = []
    for version in able:
        found += [
            (counted, version)
            for counted in counted_rows(version, audit)
            if measuring_version(versions, rules_at or counted.day) == version
        ]
    found.sort(key=lambda each: each[0].row["row"])
    found.sort(key=lambda each: (each[0].day, each[0].moment, each[0].row["file"]))
    members: dict[Place, list[Counted]] = {}
    spans = spans_of(shape, audit.days)
    for counted, version in found:
        agent = counted.agent if "agent" in by else None
        buyer = counted.buyer if "buyer" in by else None
        for begin, end in spans:
            if begin <= counted.day <= end:
                rows = members.setdefault((counted.shop, agent, buyer, begin, end), [])
                seen = version.get("distinct") and any(row.day == counted.day for row in rows)
                if not seen:
                    rows.append(counted)
    return members


def counted_rows(version: Rule, audit: Audit) -> Iterator[Counted]:
    """Part 7: the rows that match, on their day, for one each or for what `sum:` adds."""
    for row in selected(version, audit):
        moment = counting_moment(version, row, audit)
        if moment is None:
            continue
        amount = Fraction(1)
        if version.get("sum"):
            amount = number(row.get(version["sum"])) or Fraction(0)
        days = [moment.date()]
        if version.get("distinct") == "day":
            days = days_touched(version["table"], row, moment, audit)
        for day in days:
            if day in audit.days:
                shop, agent, buyer = audit.shop(row), row.get("agent"), row.get("buyer")
                yield Counted(shop, agent, buyer, day, moment, amount, row)


def counting_moment(version: Rule, row: Row, audit: Audit) -> datetime | None:
    columns = day_columns(version)
    if not columns:
        return midnight(audit.days[-1])  # a snapshot, as of the last audited day
    if version["table"] == "conversations" and not version.get("day"):
        return conversation_time(row)
    time: datetime | None = first_value(row, columns)
    return time


def days_touched(table: str, row: Row, moment: datetime, audit: Audit) -> list[date]:
    """Part 7: "the natural days that the rows touch ... (an interval ending at 00:00 does not
    touch that day)"; one that has not ended lasts until as-of."""
    days, day = [moment.date()], moment.date() + ONE_DAY
    if table in INTERVALS:
        ends = row.get(INTERVALS[table]) or audit.as_of
        while midnight(day) < ends:
            days.append(day)
            day += ONE_DAY
    return days


def shops_of(table: str, audit: Audit) -> set[str]:
    """Design part 4: every shop of the table; a table without a row had a good night in every shop
    that the other tables name."""
    rows: Iterable[Row] = audit.rows(table)
    if not rows:
        rows = (row for of_table in audit.tables.values() for row in of_table)
    return {audit.shop(row) for row in rows}


def tier_of(version: Rule | None, value: Fraction) -> dict[str, Any] | None:
    """Part 7: half-open tiers, each ends where the next begins."""
    reached: dict[str, Any] | None = None
    for tier in (version or {}).get("tiers") or []:
        if value >= Fraction(str(tier["from"])):
            reached = tier
    return reached


def tally_group(
    place: Place, rows: list[Counted], limit: Rule | None, version: Rule | None
) -> CountGroup:
    """Parts 2 and 7: the value is the count; what the tier and the rule say of its price."""
    value = sum((row.amount for row in rows), Fraction(0))
    per_day = Fraction(len(rows), (place[4] - place[3]).days + 1)
    standing = Standing(value, 0, math.ceil(value), per_day)
    status = count_status(len(rows), standing, limit, version)
    tier = tier_of(version, value)
    cost = None
    if limit is not None and status in ("fail", "warn"):
        if tier is not None and tier.get("penalty"):
            cost = cost_of_count(tier["penalty"], value, [row.row for row in rows])
        elif limit.get("penalty"):
            cost = cost_of_count(limit["penalty"], value, [row.row for row in rows])
    return CountGroup(*place, len(rows), value, status, tier["label"] if tier else None, cost)


def too_many(
    group: CountGroup,
    rows: list[Counted],
    limit: Rule | None,
    version: Rule | None,
    *,
    by_combination: bool,
) -> list[Counted]:
    """Part 7: what reaches the lowest tier is a violation; without tiers, what breaks its limit by
    being more than it allows. Levels of a sum are no violations."""
    tiers = (version or {}).get("tiers") or []
    if tiers and version is not None:
        if version.get("sum") or tier_of(version, group.value) is None:
            return []
    elif group.status not in ("fail", "warn"):
        return []
    if not tiers and too_few_or_many(limit, Fraction(0), Fraction(0)):
        return []  # nothing is too many where nothing at all is too few
    if not by_combination:
        return rows
    so_far, per_day = Fraction(0), Fraction(group.denominator, (group.to - group.from_).days + 1)
    for row in rows:
        so_far += row.amount
        reaches = tier_of(version, so_far) is not None
        if reaches if tiers else too_few_or_many(limit, so_far, per_day):
            return [row]
    return []


# ---------------------------------------------------------------- part 11: penalties


def yuan(terms: dict[str, Any], key: str) -> Fraction | None:
    return None if terms.get(key) is None else Fraction(str(terms[key]))


def cost_of_case(
    terms: dict[str, Any], amount: Fraction | None
) -> tuple[Fraction, Fraction | None]:
    """Part 11, per case: "rate of the amount with floor and cap, or a fixed sum", at least and at
    most: a case whose amount is not known costs at least the floor and at most the cap."""
    if terms.get("rate") is None:
        fixed = yuan(terms, "sum") or Fraction(0)
        return fixed, fixed
    floor, cap = yuan(terms, "floor") or Fraction(0), yuan(terms, "cap")
    if amount is None:
        return floor, cap
    cost = max(floor, amount * (number(terms["rate"]) or 0))
    cost = cost if cap is None else min(cost, cap)
    return cost, cost


def cost_of_count(terms: dict[str, Any], value: Fraction, rows: list[Row]) -> Cost | None:
    """Part 11: of a count, per group once; per case as often as it counts."""
    points = int(terms.get("points") or 0)
    if terms.get("rate") is not None:
        if not rows:
            return None  # there is no case to price
        return cost_of_cases(terms, [number(row.get("amount")) for row in rows], [], certain=True)
    times = int(value) if terms.get("per", "case") == "case" else 1
    whole = (yuan(terms, "sum") or Fraction(0)) * times
    return Cost(whole, whole, points * times, points * times)


def cost_of_cases(
    terms: dict[str, Any],
    broken: list[Fraction | None],
    open_: list[Fraction | None],
    *,
    certain: bool,
) -> Cost:
    """Part 11: `low` with every open case kept (nothing, where the limit would then be kept),
    `high` with all of them broken."""
    points = int(terms.get("points") or 0)
    low = sum((cost_of_case(terms, amount)[0] for amount in broken), Fraction(0))
    most = [cost_of_case(terms, amount)[1] for amount in (*broken, *open_)]
    bounded = [each for each in most if each is not None]
    high = sum(bounded, Fraction(0)) if len(bounded) == len(most) else None
    if not certain:
        return Cost(Fraction(0), high, 0, points * len(most))
    return Cost(low, high, points * len(broken), points * len(most))


def penalties(
    rule: Rule,
    tables: Tables,
    columns: Columns,
    statuses: dict[tuple[str, str | None, date, date], str],
    *,
    days: list[date],
    as_of: datetime,
) -> dict[tuple[str, str | None, date, date], Cost]:
    """Part 11: what each group (shop, agent, first and last day) of a rule with cases may cost;
    `statuses` are those of `slow_reading.groups`. Kept limits cost nothing."""
    versions = versions_of(rule)
    amounts = {
        (row["file"], row["row"]): number(row.get("amount"))
        for row in tables.get(str(rule.get("table")), [])
    }
    found = cases(rule, tables, columns, days=days, as_of=as_of)
    costs: dict[tuple[str, str | None, date, date], Cost] = {}
    for place, status in statuses.items():
        limit = version_on(versions, place[3])
        if limit is None or status not in ("fail", "warn", "undecided"):
            continue
        mine = [case for case in found if is_in(case, place, by_agent=bool(rule.get("by")))]
        terms, certain = limit.get("penalty") or {}, status != "undecided"
        if terms.get("per") == "group":
            whole, points = yuan(terms, "sum") or Fraction(0), int(terms.get("points") or 0)
            costs[place] = (
                Cost(whole, whole, points, points)
                if certain
                else Cost(Fraction(0), whole, 0, points)
            )
            continue
        parts = [
            cost_of_cases(
                terms,
                [amounts.get((case.file, case.row)) for case in theirs if case.good is False],
                [amounts.get((case.file, case.row)) for case in theirs if case.good is None],
                certain=certain,
            )
            for version in versions
            if (terms := version.get("penalty"))
            and terms.get("per", "case") == "case"
            and (
                theirs := [
                    case for case in mine if case.version == version and case.good is not True
                ]
            )
        ]
        if parts:
            costs[place] = together(parts)
    return costs


def together(parts: list[Cost]) -> Cost:
    """What the cases of several versions cost, each by the terms of its own (parts 2 and 11)."""
    highs = [each.high for each in parts if each.high is not None]
    return Cost(
        sum((each.low for each in parts), Fraction(0)),
        sum(highs, Fraction(0)) if len(highs) == len(parts) else None,
        sum(each.points_low for each in parts),
        sum(each.points_high for each in parts),
    )


def is_in(case: Case, place: tuple[str, str | None, date, date], *, by_agent: bool) -> bool:
    shop, agent, begin, end = place
    if case.excluded is not None or case.day is None or case.shop != shop:
        return False
    return begin <= case.day <= end and (not by_agent or case.agent == agent)
