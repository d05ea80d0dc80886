"""Times, conditions and rows: what comes before any measure.

It reads measures.md part 1 (time), the conditions of part 5 and the first half of part 3 (the order
of messages, threads), and design.md part 2 (duplicates, the lines of an order). Everything is a
loop over dicts; nothing is fast. Derived columns are in `slow_derived.py`; `slow_reading.py` is the
public module and offers what others need again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Columns = dict[str, set[str]]
Condition = dict[str, Any] | list[dict[str, Any]]

HUMAN = frozenset({"agent", "assist"})
ANSWERS = frozenset({"agent", "assist", "robot"})
"""Part 3: "*Answers* below are messages by agent, assist or robot." """

ID_COLUMN = {
    "messages": "message_id",
    "conversations": "conversation_id",
    "orders": "order_id",
    "refunds": "refund_id",
    "complaints": "complaint_id",
    "reviews": "review_id",
    "listings": "listing_id",
    "advances": "advance_id",
    "presence": "agent",
    "roster": "agent",
    "agent_days": "agent",
}
FURTHER_KEYS = {
    "orders": ("sub_order_id",),
    "listings": ("sku",),
    "presence": ("from_at", "to_at"),
    "roster": ("from_at", "to_at"),
    "agent_days": ("day",),
}
"""Design part 2: the key is shop and the `*` id; orders also sub_order_id, listings also sku; the
starred columns of presence, roster and agent_days are all of their ids."""
ONE_DAY = timedelta(days=1)


# ---------------------------------------------------------------- part 1: time


def midnight(day: date) -> datetime:
    """Part 1: a natural day is `[00:00, 24:00)`; this is its 00:00."""
    return datetime(day.year, day.month, day.day)


def end_of(day: date) -> datetime:
    """Part 1: the day's 24:00, which is the next day's 00:00."""
    return midnight(day) + ONE_DAY


def due_day(deadline: datetime) -> date:
    """Part 5: the day a deadline falls on; "a deadline at 24:00 belongs to the day that ends"."""
    if deadline == midnight(deadline.date()):
        return deadline.date() - ONE_DAY
    return deadline.date()


def time_of_day(text: str) -> timedelta:
    """Part 1: `08:00`, `24:00` or `08:00:30` as the time since midnight."""
    parts = [int(part) for part in text.strip().split(":")]
    hours, minutes, seconds = [*parts, 0, 0][:3]
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def inside(hours: str | list[str], moment: datetime) -> bool:
    """Part 1: windows are half open, may run past midnight, and several may be named."""
    now = moment - midnight(moment.date())
    for window in [hours] if isinstance(hours, str) else hours:
        opens, closes = (time_of_day(part) for part in window.split("-"))
        if opens < closes:
            if opens <= now < closes:
                return True
        elif now >= opens or now < closes:  # 22:00-02:00
            return True
    return False


def span(text: str) -> timedelta:
    """A duration `45s`, `5m`, `48h`, `5d` as an exact length of time."""
    found = re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", text)
    if found is None:
        raise ValueError(f"not a duration: {text!r}")
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]
    return timedelta(seconds=int(found[1]) * seconds)


def deadline_after(start: datetime, within: str) -> datetime:
    """Part 1: hours are exact; days end with the day (`5d` from 1 July 10:00: 6 July 24:00)."""
    if within.strip().endswith("d"):
        return end_of(start.date() + span(within))
    return start + span(within)


def seconds_of(length: timedelta) -> Fraction:
    """A length of time in seconds, exactly."""
    return Fraction(length // timedelta(microseconds=1), 1_000_000)


def number(value: object) -> Fraction | None:
    """A cell or a parameter as an exact number; `10%` is a tenth, the float 0.1 too; else None."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction | Decimal):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(str(value))
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*", str(value))
    if found is None:
        return None
    return Fraction(found[1]) / (100 if found[2] else 1)


# ---------------------------------------------------------------- part 5: conditions


def holds(condition: Condition | None, row: Row) -> bool:
    """Part 5, `where:` and `unless:`: a map is AND, a list of maps is OR; none selects all."""
    if condition is None:
        return True
    if isinstance(condition, list):
        return any(holds(one, row) for one in condition)
    return all(clause_holds(row, column, wanted) for column, wanted in condition.items())


def clause_holds(row: Row, column: str, wanted: Any) -> bool:
    """Part 5: `column: value`, `[values]`, `present`, `missing`, or a map of operators."""
    value = row.get(column)
    if wanted == "present":
        return value is not None
    if wanted == "missing":
        return value is None
    if isinstance(wanted, list):
        return any(same(value, one) for one in wanted)
    if isinstance(wanted, dict):
        return all(operator_holds(row, value, name, to) for name, to in wanted.items())
    return same(value, wanted)


def same(value: object, wanted: object) -> bool:
    """Part 5, `column: value`: equal; a boolean equals only a boolean, numbers are exact."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(wanted, int | float) and not isinstance(value, str):
        return value is not None and number(value) == number(wanted)
    return value == wanted


def operator_holds(row: Row, value: Any, name: str, operand: Any) -> bool:
    """Part 5: `{contains}`, `{before: column}`, `{after: column}`, `{">": n}` and the like; a
    blank satisfies none of them (part 6: "a blank number satisfies no comparison")."""
    if value is None:
        return False
    if name == "contains":
        texts = operand if isinstance(operand, list) else [operand]
        return any(str(text) in str(value) for text in texts)
    if name in ("before", "after"):
        other = row.get(operand)
        return other is not None and bool(value < other if name == "before" else value > other)
    left, right = number(value), number(operand)
    return left is not None and right is not None and compared(left, name, right)


def compared(left: Fraction | float, operator: str, right: Fraction) -> bool:
    """Part 2: "exactly on the limit follows the operator"."""
    if operator == ">":
        return left > right
    if operator == ">=":
        return left >= right
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    raise ValueError(f"not an operator: {operator!r}")


def columns_in(condition: Condition | None) -> set[str]:
    """Every column a condition looks at, also in `before` and `after`."""
    if condition is None:
        return set()
    named: set[str] = set()
    for one in condition if isinstance(condition, list) else [condition]:
        for column, wanted in one.items():
            named.add(column)
            if isinstance(wanted, dict):
                named |= {wanted[key] for key in ("before", "after") if key in wanted}
    return named


def left_out(condition: Condition | None, gone: set[str]) -> Condition | None:
    """Part 5, `optional:`: the condition without its clauses on columns that are left out."""
    if condition is None:
        return None
    maps = condition if isinstance(condition, list) else [condition]
    kept = [{c: w for c, w in one.items() if not columns_in({c: w}) & gone} for one in maps]
    return [one for one in kept if one] or None


# ---------------------------------------------------------------- part 3: the order of messages


def oldest_first(file: list[Row]) -> list[Row]:
    """Part 3: a file is newest first when times fall more often than they rise; it is turned."""
    falls = rises = 0
    for earlier, later in pairwise(file):
        falls += later["sent_at"] < earlier["sent_at"]
        rises += later["sent_at"] > earlier["sent_at"]
    return file[::-1] if falls > rises else file[:]


def read_messages(
    files: list[list[Row]],
    *,
    session_gap: timedelta,
    default_shop: str,
    conversations: list[Row] | None = None,
) -> list[Row]:
    """Part 3: one list of messages in order: shop, conversation, `sent_at`, the file's row order.

    No conversation and no buyer: a reject, left out. The sorts are stable, so among equal times
    the order of the files and, inside a file (turned round where need be), of the rows remains.
    """
    read: list[list[Row]] = []
    for file in files:
        rows = [{**row, "shop": row.get("shop") or default_shop} for row in oldest_first(file)]
        read.append([row for row in rows if row.get("conversation_id") or row.get("buyer")])
    messages = sorted(without_duplicates(read), key=lambda row: row["sent_at"])
    name_blank_buyers(messages, conversations or [], default_shop)
    cut_threads(messages, session_gap)
    return sorted(messages, key=lambda row: (row["shop"], row["conversation_id"], row["sent_at"]))


def without_duplicates(files: list[list[Row]]) -> list[Row]:
    """Design part 2: the same message_id of a shop counts once; without ids an equal event counts
    as often as in the file that holds it most often (the first rows found are those kept)."""
    kept: list[Row] = []
    ids: set[tuple[str, str]] = set()
    counted: dict[object, int] = {}
    for file in files:
        here: dict[object, int] = {}
        for row in file:
            message_id = row.get("message_id")
            if message_id is not None:
                if (row["shop"], message_id) not in ids:
                    kept.append(row)
                ids.add((row["shop"], message_id))
                continue
            place = row.get("conversation_id") or ("thread", row["buyer"])
            event = (row["shop"], place, row["sent_at"], row["sender"], row.get("text"))
            here[event] = here.get(event, 0) + 1
            if here[event] > counted.get(event, 0):
                counted[event] = here[event]
                kept.append(row)
    return kept


def name_blank_buyers(messages: list[Row], conversations: list[Row], default_shop: str) -> None:
    """Part 3: a blank buyer takes the conversation's other buyer (one that another message names,
    or its row in `conversations`), else the conversation's id."""
    named: dict[tuple[str, str], str] = {}
    for row in messages:
        if row.get("conversation_id") and row.get("buyer"):
            named.setdefault((row["shop"], row["conversation_id"]), row["buyer"])
    for row in conversations:
        if row.get("conversation_id") and row.get("buyer"):
            named.setdefault(
                (row.get("shop") or default_shop, row["conversation_id"]), row["buyer"]
            )
    for row in messages:
        if not row.get("buyer"):
            conversation = row["conversation_id"]
            row["buyer"] = named.get((row["shop"], conversation), conversation)


def cut_threads(messages: list[Row], session_gap: timedelta) -> None:
    """Part 3: rows without conversation_id belong to the thread of their shop and buyer, cut
    before a buyer's message `session_gap` or more after the thread's last message, unless a
    buyer's message in it still waits for an answer. Its id is made as that of a row in
    `conversations` without one (design part 2): of its buyer and when it began."""
    last: dict[tuple[str, str], datetime] = {}
    waiting: dict[tuple[str, str], bool] = {}
    began: dict[tuple[str, str], datetime] = {}
    for row in messages:
        if row.get("conversation_id"):
            continue
        thread = (row["shop"], row["buyer"])
        if thread not in last:
            began[thread], waiting[thread] = row["sent_at"], False
        elif (
            row["sender"] == "buyer"
            and row["sent_at"] - last[thread] >= session_gap
            and not waiting[thread]
        ):
            began[thread] = row["sent_at"]
        last[thread] = row["sent_at"]
        if row["sender"] == "buyer":
            waiting[thread] = True
        elif row["sender"] in ANSWERS:
            waiting[thread] = False
        row["conversation_id"] = f"{row['buyer']} {began[thread].isoformat(' ')}"


# ---------------------------------------------------------------- design part 2: other tables


def shop_of_the_rest(files: Iterable[list[Row]], default_shop: str) -> str:
    """Whose the rows are that name no shop: the only one that any row of any file names."""
    named = {str(row["shop"]) for file in files for row in file if row.get("shop")}
    return named.pop() if len(named) == 1 else default_shop


def read_table(name: str, files: list[list[Row]], *, default_shop: str) -> list[Row]:
    """Design part 2: any other table with an id: blank shops, duplicates, the lines of an order.

    Among rows with the same key the one with the latest time in any column wins; ties: the last.
    """
    id_column = ID_COLUMN[name]
    further = FURTHER_KEYS.get(name, ())
    best: dict[tuple[object, ...], Row] = {}
    for file in files:
        for found in file:
            row = {**found, "shop": found.get("shop") or default_shop}
            if name == "conversations" and not row.get(id_column):
                row[id_column] = made_conversation_id(row)
            if not row.get(id_column):
                continue  # a reject
            key = (row["shop"], row[id_column], *(row.get(each) for each in further))
            if key not in best or latest_time(row) >= latest_time(best[key]):
                best[key] = row
    rows = sorted(best.values(), key=lambda row: (row["file"], row["row"]))
    return one_row_an_order(rows) if name == "orders" else rows


def made_conversation_id(row: Row) -> str | None:
    """Design part 2: conversation_id "or buyer and started_at, from which the id is then made"."""
    if row.get("buyer") and row.get("started_at"):
        return f"{row['buyer']} {row['started_at'].isoformat(' ')}"
    return None


def latest_time(row: Row) -> datetime:
    """Design part 2: the latest time in any of a row's columns."""
    return max((v for v in row.values() if isinstance(v, datetime)), default=datetime.min)


def one_row_an_order(lines: list[Row]) -> list[Row]:
    """Part 5: "an order on several rows is shipped when its last row is"; the other columns of the
    one order are the first value found (design part 2)."""
    orders: dict[tuple[str, str], list[Row]] = {}
    for line in lines:
        orders.setdefault((line["shop"], line["order_id"]), []).append(line)
    merged: list[Row] = []
    for of_one in orders.values():
        order: Row = {}
        for line in of_one:
            for column, value in line.items():
                if order.get(column) is None:
                    order[column] = value
        for column in ("shipped_at", "picked_up_at", "signed_at"):
            if column in order:
                order[column] = latest_of(line.get(column) for line in of_one)
        merged.append(order)
    return merged


def latest_of(times: Iterable[datetime | None]) -> datetime | None:
    """Part 5, `all_of`: the latest counts, any missing means not done."""
    known = list(times)
    if not known or None in known:
        return None
    return max(time for time in known if time is not None)


def first_value(row: Row, columns: Iterable[str]) -> Any:
    """Part 5: the first of the named columns that has a value, else None."""
    for column in columns:
        if row.get(column) is not None:
            return row[column]
    return None


def conversation_time(row: Row) -> datetime | None:
    """Parts 4 and 6: conversations count on started_at, else queued_at, else assigned_at."""
    time: datetime | None = first_value(row, ("started_at", "queued_at", "assigned_at"))
    return time


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    """Part 5, `any_of`: the earliest of those that are there."""
    return min((time for time in times if time is not None), default=None)


def known_columns(table: str, tables: Tables, columns: Columns) -> set[str]:
    """The columns of a table's export; a derived one is known by being in the rows."""
    known = set(columns.get(table, ()))
    for row in tables.get(table, ()):
        known |= row.keys()
    return known
