"""Facts that need another table or arithmetic, as flat columns that rules can name.

Each function of a table's module is one derived column of design.md, part 2: its docstring says
what it means. What it is made from is declared in `cscheck.tables`: a column whose sources no
export has does not exist, so that a rule about it says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from cscheck.derived import complaints, conversations, listings, orders, refunds, reviews
from cscheck.derived.messages import with_unanswered
from cscheck.derived.sources import Derive, Sources
from cscheck.intake import Intake
from cscheck.tables import MESSAGES, TABLES

UNANSWERED = ("messages", "unanswered")


def with_derived(
    intake: Intake, wanted: Iterable[tuple[str, str]], *, last_day: date, as_of: datetime
) -> Intake:
    """The intake with the derived columns (table, column) that can be computed from it.

    `last_day` is the last day audited, `as_of` the moment up to which the data is complete.
    """
    tables, columns, messages = dict(intake.tables), dict(intake.columns), intake.messages
    for table, column in sorted(set(wanted)):
        if not _can_be_made(table, column, intake):
            continue
        if (table, column) == UNANSWERED:
            assert messages is not None
            messages = replace(messages, narrow=with_unanswered(messages.narrow))
            columns[table] = columns[table] | {column}
            continue
        so_far = replace(intake, tables=tables, columns=columns)
        derived = _DERIVED[table, column](Sources(so_far, last_day, as_of))
        if derived is not None:
            tables[table] = derived
            columns[table] = columns[table] | {column}
    return replace(intake, tables=tables, columns=columns, messages=messages)


def _can_be_made(table: str, column: str, intake: Intake) -> bool:
    """Whether the exports have the table, and what its derived column is made from."""

    def given(source: str) -> bool:
        where, _, name = source.partition(".")
        is_there = intake.messages is not None if where == MESSAGES.name else where in intake.tables
        return is_there and name in intake.columns.get(where, ())

    ways = TABLES[table].known[column].made_from
    has_rows_of_its_own = table in intake.tables or (table, column) == UNANSWERED
    return has_rows_of_its_own and any(all(map(given, way)) for way in ways)


_DERIVED: Mapping[tuple[str, str], Derive] = {
    ("conversations", "taken_up"): conversations.taken_up,
    ("conversations", "first_answer_by"): conversations.first_answer_by,
    ("conversations", "complained"): conversations.complained,
    ("conversations", "paid_within_seconds"): conversations.paid_within_seconds,
    ("orders", "refund_applied_at"): orders.refund_applied_at,
    ("orders", "promise_missed_at"): orders.promise_missed_at,
    ("orders", "told_after_promise_at"): orders.told_after_promise_at,
    ("orders", "consulted_before_pay"): orders.consulted_before_pay,
    ("orders", "note_has_agent_number"): orders.note_has_agent_number,
    ("refunds", "order_signed_at"): refunds.order_signed_at,
    ("refunds", "no_reason_until"): refunds.no_reason_until,
    ("refunds", "order_amount"): refunds.order_amount,
    ("refunds", "share_of_order"): refunds.share_of_order,
    ("complaints", "order_shipped_at"): complaints.order_shipped_at,
    ("complaints", "order_refunded_at"): complaints.order_refunded_at,
    ("complaints", "open_at_end"): complaints.open_at_end,
    ("complaints", "followed_up_on_last_day"): complaints.followed_up_on_last_day,
    ("reviews", "credit_points"): reviews.credit_points,
    ("listings", "title_repeated"): listings.title_repeated,
    ("listings", "shipping_fee_to_price"): listings.shipping_fee_to_price,
    ("listings", "price_to_category_median"): listings.price_to_category_median,
    ("listings", "price_to_sku_median"): listings.price_to_sku_median,
}
