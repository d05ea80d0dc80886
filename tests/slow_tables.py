"""Times, conditions, rows and derived columns: what comes before any measure.

It reads measures.md part 1 (time), the conditions of part 5 and the first half of part 3 (the order
of messages, threads), and design.md part 2 (duplicates, the lines of an order, derived columns).
Everything is a loop over dicts; nothing is fast. `slow_reading.py` is the public module and offers
what others need again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    buyer's message in it still waits for an answer."""
    last: dict[tuple[str, str], datetime] = {}
    waiting: dict[tuple[str, str], bool] = {}
    piece: dict[tuple[str, str], int] = {}
    for row in messages:
        if row.get("conversation_id"):
            continue
        thread = (row["shop"], row["buyer"])
        if thread not in last:
            piece[thread], waiting[thread] = 1, False
        elif (
            row["sender"] == "buyer"
            and row["sent_at"] - last[thread] >= session_gap
            and not waiting[thread]
        ):
            piece[thread] += 1
        last[thread] = row["sent_at"]
        if row["sender"] == "buyer":
            waiting[thread] = True
        elif row["sender"] in ANSWERS:
            waiting[thread] = False
        row["conversation_id"] = f"\0thread {row['buyer']} {piece[thread]}"


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
    second = {"orders": "sub_order_id", "listings": "sku"}.get(name)
    best: dict[tuple[object, ...], Row] = {}
    for file in files:
        for found in file:
            row = {**found, "shop": found.get("shop") or default_shop}
            if name == "conversations" and not row.get(id_column):
                row[id_column] = made_conversation_id(row)
            if not row.get(id_column):
                continue  # a reject
            key = (row["shop"], row[id_column], row.get(second) if second else None)
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


# ---------------------------------------------------------------- design part 2: derived columns


def known_columns(table: str, tables: Tables, columns: Columns) -> set[str]:
    """The columns of a table's export; a derived one is known by being in the rows."""
    known = set(columns.get(table, ()))
    for row in tables.get(table, ()):
        known |= row.keys()
    return known


def derive(
    tables: Tables,
    columns: Columns,
    *,
    as_of: datetime | None = None,
    last_day: date | None = None,
    agent_number: str | None = None,
    default_shop: str = "default",
) -> Tables:
    """Design part 2: copies of the tables with the derived columns of messages, conversations,
    orders, refunds and complaints. A column whose sources are absent is not made at all.

    `as_of` is needed for promise_missed_at (and what follows from it), `last_day` for the two
    columns about the end of the audit, `agent_number` is platform.yaml's pattern.
    """
    made: Tables = {}
    for name, rows in tables.items():
        made[name] = [{**row, "shop": row.get("shop") or default_shop} for row in rows]
    deriving = Deriving(made, columns)
    deriving.messages()
    deriving.conversations()
    deriving.orders(as_of, agent_number)
    deriving.refunds()
    deriving.complaints(last_day)
    return made


class Deriving:
    """Design part 2: the derived columns of one set of tables, written into their rows."""

    def __init__(self, tables: Tables, columns: Columns) -> None:
        self.tables = tables
        self.known = {name: known_columns(name, tables, columns) for name in tables}

    def has(self, table: str, *names: str) -> bool:
        """Whether the table is there and its export has all these columns."""
        return table in self.tables and self.known[table].issuperset(names)

    def joined(self, table: str, *keys: str) -> dict[tuple[object, ...], list[Row]]:
        """The table's rows by shop and the named columns; rows with a blank one are left out."""
        found: dict[tuple[object, ...], list[Row]] = {}
        for row in self.tables.get(table, ()):
            key = (row["shop"], *(row.get(name) for name in keys))
            if None not in key:
                found.setdefault(key, []).append(row)
        return found

    def messages(self) -> None:
        """`unanswered`: no buyer message after it in the conversation."""
        for talk in self.joined("messages", "conversation_id").values():
            asked_later = False
            for message in reversed(talk):
                message["unanswered"] = not asked_later
                asked_later = asked_later or message["sender"] == "buyer"

    def conversations(self) -> None:
        """`taken_up`, `first_answer_by`, `paid_within_seconds`, `complained`."""
        talks = self.joined("messages", "conversation_id")
        orders = self.joined("orders", "buyer")
        complaints = self.joined("complaints", "buyer")
        told = {(each["shop"], each["sent_at"].date()) for each in self.tables.get("messages", ())}
        can_take_up = self.has("conversations", "assigned_at") or self.has("messages")
        can_pay = self.has("orders", "buyer", "paid_at") and self.has("conversations", "buyer")
        can_complain = self.has("complaints", "buyer") and self.has("conversations", "buyer")
        for row in self.tables.get("conversations", ()):
            buyer = (row["shop"], row.get("buyer"))
            began = conversation_time(row)
            talk = talks.get((row["shop"], row.get("conversation_id")), [])
            if can_take_up:
                row["taken_up"] = taken_up_at(row, talk) is not None
            if self.has("messages"):
                row["first_answer_by"] = first_answer_by(row, talk)
                if began is not None and (row["shop"], began.date()) not in told:
                    row["first_answer_by unknown"] = True  # no message row to tell by
            if can_pay:
                row["paid_within_seconds"] = paid_within(began, orders.get(buyer, []))
            if can_complain:
                row["complained"] = began is not None and any(
                    complaint["created_at"].date() == began.date()
                    for complaint in complaints.get(buyer, [])
                )

    def orders(self, as_of: datetime | None, agent_number: str | None) -> None:
        """`refund_applied_at`, `consulted_before_pay`, `promise_missed_at`,
        `told_after_promise_at`, `note_has_agent_number`."""
        refunds = self.joined("refunds", "order_id")
        accepted = {
            key: [row for row in rows if row.get("status") != "rejected"]
            for key, rows in refunds.items()
        }
        accepted = {key: rows for key, rows in accepted.items() if rows}
        talks = self.joined("messages", "buyer")
        missable = as_of is not None and self.has("orders", "promised_ship_at", "shipped_at")
        for row in self.tables.get("orders", ()):
            told = talks.get((row["shop"], row.get("buyer")), [])
            if self.has("refunds", "order_id"):
                row["refund_applied_at"] = earliest(
                    refund["applied_at"] for refund in of_order(accepted, row)
                )
            if self.has("messages") and self.has("orders", "buyer", "paid_at"):
                row["consulted_before_pay"] = consulted_before(row.get("paid_at"), told)
            if missable and as_of is not None:
                row["promise_missed_at"] = promise_missed_at(row, as_of)
                if self.has("messages") and self.has("orders", "buyer"):
                    row["told_after_promise_at"] = told_after(row["promise_missed_at"], told)
            if agent_number is not None and self.has("orders", "seller_note"):
                note = row.get("seller_note")
                row["note_has_agent_number"] = bool(note and re.search(agent_number, note))

    def refunds(self) -> None:
        """`order_signed_at`, `no_reason_until` (00:00 of the day after signing + 168 h),
        `order_amount`, `share_of_order`."""
        orders = self.joined("orders", "order_id")
        for row in self.tables.get("refunds", ()):
            order = (of_order(orders, row) or [{}])[0]
            if self.has("orders", "signed_at"):
                signed = order.get("signed_at")
                row["order_signed_at"] = signed
                row["no_reason_until"] = signed and end_of(signed.date()) + timedelta(hours=168)
            if self.has("orders", "amount"):
                whole = number(order.get("amount"))
                row["order_amount"] = order.get("amount")
                if self.has("refunds", "amount"):
                    part = number(row.get("amount"))
                    row["share_of_order"] = part / whole if whole and part is not None else None

    def complaints(self, last_day: date | None) -> None:
        """`order_shipped_at`, `order_refunded_at` (used where its own column is blank),
        `open_at_end`, `followed_up_on_last_day`."""
        orders = self.joined("orders", "order_id")
        refunds = self.joined("refunds", "order_id")
        own = self.known.get("complaints", set())
        for row in self.tables.get("complaints", ()):
            linked = "order_id" in own
            if (linked and self.has("orders", "shipped_at")) or "shipped_at" in own:
                shipped = (of_order(orders, row) or [{}])[0].get("shipped_at")
                row["order_shipped_at"] = row.get("shipped_at") or shipped
            if (linked and self.has("refunds", "order_id", "refunded_at")) or "refunded_at" in own:
                refunded = earliest(each.get("refunded_at") for each in of_order(refunds, row))
                row["order_refunded_at"] = row.get("refunded_at") or refunded
            if last_day is not None and self.has("complaints", "closed_at"):
                row["open_at_end"] = open_at(row, end_of(last_day))
            followups = ("first_followup_at", "last_followup_at")
            if last_day is not None and any(self.has("complaints", name) for name in followups):
                times = [row[name] for name in followups if row.get(name) is not None]
                row["followed_up_on_last_day"] = any(t.date() == last_day for t in times)


def of_order(found: dict[tuple[object, ...], list[Row]], row: Row) -> list[Row]:
    """The rows of an order: of the row's own shop, else of the one shop that has that order."""
    here = found.get((row["shop"], row.get("order_id")))
    there = [rows for key, rows in found.items() if key[1] == row.get("order_id")]
    return here or (there[0] if len(there) == 1 else [])


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    """Part 5, `any_of`: the earliest of those that are there."""
    return min((time for time in times if time is not None), default=None)


def sent_by(senders: frozenset[str], messages: list[Row]) -> Iterator[Row]:
    """The messages whose sender is one of those."""
    return (message for message in messages if message["sender"] in senders)


def taken_up_at(row: Row, talk: list[Row]) -> datetime | None:
    """Design part 2, `taken_up`: assigned_at has a value, or a message by agent or assist."""
    if row.get("assigned_at") is not None:
        taken: datetime = row["assigned_at"]
        return taken
    return earliest(message["sent_at"] for message in sent_by(HUMAN, talk))


def first_answer_by(row: Row, talk: list[Row]) -> str | None:
    """Design part 2: who sent the first answer after the conversation was taken up; with no
    assigned_at it is taken up by the first message of a person, which is that answer itself."""
    if row.get("assigned_at") is None:
        return next((str(message["sender"]) for message in sent_by(HUMAN, talk)), None)
    for message in sent_by(ANSWERS, talk):
        if message["sent_at"] >= row["assigned_at"]:
            return str(message["sender"])
    return None


def paid_within(began: datetime | None, orders: list[Row]) -> Fraction | None:
    """Design part 2: from the conversation's start to the buyer's first payment at or after it."""
    if began is None:
        return None
    paid = earliest(
        order["paid_at"] for order in orders if order.get("paid_at") and order["paid_at"] >= began
    )
    return seconds_of(paid - began) if paid else None


def consulted_before(paid: datetime | None, messages: list[Row]) -> bool | None:
    """Design part 2: the order's buyer wrote to the shop before paying; blank while unpaid."""
    if paid is None:
        return None
    return any(m["sent_at"] < paid for m in sent_by(frozenset({"buyer"}), messages))


def promise_missed_at(order: Row, as_of: datetime) -> datetime | None:
    """Design part 2: promised_ship_at, where it is `<=` as-of and the order was shipped after it
    or never."""
    promised: datetime | None = order.get("promised_ship_at")
    shipped = order.get("shipped_at")
    if promised is None or promised > as_of:
        return None
    return promised if shipped is None or shipped > promised else None


def told_after(missed: datetime | None, messages: list[Row]) -> datetime | None:
    """Design part 2: the first message by agent or assist to the buyer at or after that moment."""
    if missed is None:
        return None
    return earliest(m["sent_at"] for m in sent_by(HUMAN, messages) if m["sent_at"] >= missed)


def open_at(complaint: Row, end: datetime) -> bool:
    """Design part 2: created before 24:00 of the last audited day, not closed before it."""
    closed = complaint.get("closed_at")
    return complaint["created_at"] < end and (closed is None or closed >= end)
