"""The derived columns of design.md part 2, read a second time: loops over dicts, exact arithmetic.

`Deriving` has a method a table; `slow_reading.py` is the public module and offers `derive` again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.slow_tables import (
    ANSWERS,
    HUMAN,
    Columns,
    Row,
    Tables,
    conversation_time,
    earliest,
    end_of,
    known_columns,
    number,
    seconds_of,
)


def derive(
    tables: Tables,
    columns: Columns,
    *,
    as_of: datetime | None = None,
    last_day: date | None = None,
    agent_number: str | None = None,
    default_shop: str = "default",
) -> Tables:
    """Design part 2: copies of the tables with their derived columns. A column whose sources are
    absent is not made at all.

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
    deriving.reviews()
    deriving.listings()
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

    def of_order(
        self, found: dict[tuple[object, ...], list[Row]], row: Row, table: str
    ) -> list[Row]:
        """The rows of an order: of the row's own shop, else of the one shop that has that order,
        where no other shop's row of this table names it either."""
        order = row.get("order_id")
        here = found.get((row["shop"], order))
        there = [rows for key, rows in found.items() if key[1] == order]
        asking = {other["shop"] for other in self.tables[table] if other.get("order_id") == order}
        return here or (there[0] if len(there) == 1 and len(asking) == 1 else [])

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
                    refund["applied_at"] for refund in self.of_order(accepted, row, "orders")
                )
            if self.has("messages") and self.has("orders", "buyer", "paid_at"):
                row["consulted_before_pay"] = consulted_before(row, told)
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
        for row in self.tables.get("refunds", ()) if self.has("refunds", "order_id") else ():
            order = (self.of_order(orders, row, "refunds") or [{}])[0]
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
                shipped = (self.of_order(orders, row, "complaints") or [{}])[0].get("shipped_at")
                row["order_shipped_at"] = row.get("shipped_at") or shipped
            if (linked and self.has("refunds", "order_id", "refunded_at")) or "refunded_at" in own:
                refunded = earliest(
                    each.get("refunded_at") for each in self.of_order(refunds, row, "complaints")
                )
                row["order_refunded_at"] = row.get("refunded_at") or refunded
            if last_day is not None and self.has("complaints", "closed_at"):
                row["open_at_end"] = open_at(row, end_of(last_day))
            followups = ("first_followup_at", "last_followup_at")
            if last_day is not None and any(self.has("complaints", name) for name in followups):
                times = [row[name] for name in followups if row.get(name) is not None]
                row["followed_up_on_last_day"] = any(t.date() == last_day for t in times)

    def reviews(self) -> None:
        """`credit_points` (rating >= 4: 1, 3: 0, <= 2: -1)."""
        for row in self.tables.get("reviews", ()) if self.has("reviews", "rating") else ():
            rating = number(row.get("rating"))
            if rating is not None:
                row["credit_points"] = 1 if rating >= 4 else -1 if rating <= 2 else 0
            else:
                row["credit_points"] = None

    def listings(self) -> None:
        """`title_repeated`, `shipping_fee_to_price`, `price_to_category_median`,
        `price_to_sku_median` (the siblings, without the row itself)."""
        rows = self.tables.get("listings", [])
        for row in rows:
            here = [other for other in rows if other["shop"] == row["shop"]]
            if self.has("listings", "title"):
                row["title_repeated"] = title_repeated(row, here)
            price = number(row.get("price"))
            if self.has("listings", "price", "shipping_fee"):
                row["shipping_fee_to_price"] = ratio(number(row.get("shipping_fee")), price)
            if self.has("listings", "price", "category"):
                alike = [other for other in here if other.get("category") == row.get("category")]
                middle = median_price(alike if row.get("category") is not None else [])
                row["price_to_category_median"] = ratio(price, middle)
            if self.has("listings", "price", "sku"):
                listing = [other for other in here if other["listing_id"] == row["listing_id"]]
                siblings = [other for other in listing if other is not row]
                row["price_to_sku_median"] = ratio(price, median_price(siblings))


def title_repeated(listing: Row, others: list[Row]) -> bool | None:
    """Design part 2: another listing (not another SKU of this one) has the same title."""
    if listing.get("title") is None:
        return None
    same_title = [other for other in others if other.get("title") == listing["title"]]
    return any(other["listing_id"] != listing["listing_id"] for other in same_title)


def median_price(rows: list[Row]) -> Fraction | None:
    """The middle one of the prices there are, or half way between the two in the middle."""
    prices = sorted(price for row in rows if (price := number(row.get("price"))) is not None)
    if not prices:
        return None
    return (prices[(len(prices) - 1) // 2] + prices[len(prices) // 2]) / 2


def ratio(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    """Exactly; blank where either is, and of nothing."""
    return part / whole if part is not None and whole else None


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


def consulted_before(order: Row, messages: list[Row]) -> bool | None:
    """Design part 2: the order's buyer wrote to the shop before paying; blank while nothing is
    paid, and where nobody knows who the buyer is."""
    paid = order.get("paid_at")
    if paid is None or order.get("buyer") is None:
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
