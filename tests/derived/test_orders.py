"""The derived columns of orders."""

from __future__ import annotations

import pytest

from tests.derived.tables import column_of, derived
from tests.read.reading import platform

# orders.refund_applied_at


def test_the_first_refund_that_was_not_rejected() -> None:
    orders = "order_id\nO1\nO2\nO3\nO4\nO5"
    refunds = """refund_id | order_id | applied_at | status
        R1 | O1 | 20 10:00 | open
        R2 | O1 | 19 10:00 | success
        R3 | O2 | 19 10:00 | rejected
        R4 | O2 | 20 10:00 | closed
        R5 | O3 | 20 10:00 | rejected
        R6 | O4 | 20 10:00 |
        R7 | | 18 10:00 | open"""
    applied = derived("orders.refund_applied_at", orders=orders, refunds=refunds)
    assert applied == ["19 10:00", "20 10:00", None, "20 10:00", None]


def test_without_a_status_every_refund_counts() -> None:
    refunds = "refund_id | order_id | applied_at\nR1 | O1 | 20 10:00\nR2 | O1 | 19 10:00"
    applied = derived("orders.refund_applied_at", orders="order_id\nO1", refunds=refunds)
    assert applied == ["19 10:00"]


def test_refunds_that_name_no_order_tell_nothing() -> None:
    orders = "order_id\nO1"
    assert derived("orders.refund_applied_at", orders=orders) is None
    refunds = "refund_id | applied_at\nR1 | 20 10:00"
    assert derived("orders.refund_applied_at", orders=orders, refunds=refunds) is None


def test_a_night_without_refunds_is_no_missing_table() -> None:
    refunds = "refund_id | order_id | applied_at | status"
    assert derived("orders.refund_applied_at", orders="order_id\nO1", refunds=refunds) == [None]


def test_the_same_order_id_in_two_shops() -> None:
    orders = "shop | order_id\n甲 | O1\n乙 | O1"
    refunds = """shop | refund_id | order_id | applied_at
        乙 | R1 | O1 | 19 10:00
        甲 | R1 | O1 | 20 10:00"""
    applied = derived("orders.refund_applied_at", orders=orders, refunds=refunds)
    assert applied == ["20 10:00", "19 10:00"]


@pytest.mark.parametrize(
    ("orders", "refunds"),
    [
        ("shop | order_id\n甲 | O1", "refund_id | order_id | applied_at\nR1 | O1 | 20 10:00"),
        (
            "order_id\nO1",
            "shop | refund_id | order_id | applied_at\n甲 | R1 | O1 | 20 10:00",
        ),
    ],
)
def test_an_export_that_does_not_name_the_shop_beside_one_that_does(
    orders: str, refunds: str
) -> None:
    assert derived("orders.refund_applied_at", orders=orders, refunds=refunds) == ["20 10:00"]


def test_an_order_without_a_shop_is_not_given_one_of_two_refunds() -> None:
    refunds = """shop | refund_id | order_id | applied_at
        甲 | R1 | O1 | 19 10:00
        乙 | R2 | O1 | 20 10:00"""
    assert derived("orders.refund_applied_at", orders="order_id\nO1", refunds=refunds) == [None]


def test_the_lines_of_an_order_have_one_refund() -> None:
    orders = "order_id | sub_order_id\nO1 | S1\nO1 | S2\nO2 | S3"
    refunds = "refund_id | order_id | applied_at\nR1 | O1 | 20 10:00"
    applied = derived("orders.refund_applied_at", orders=orders, refunds=refunds)
    assert applied == ["20 10:00", None]


# orders.promise_missed_at


def test_a_promise_is_missed_once_it_has_passed() -> None:
    orders = """order_id | promised_ship_at | shipped_at
        O1 | 20 10:00 | 20 10:00
        O2 | 20 10:00 | 20 10:00:01
        O3 | 20 10:00 |
        O4 | 20 12:00 |
        O5 | 20 12:00:01 |
        O6 | | 20 10:00"""
    missed = column_of("orders.promise_missed_at", {"orders": orders}, as_of="20 12:00")
    assert missed == [None, "20 10:00", "20 10:00", "20 12:00", None, None]


def test_what_happened_after_as_of_still_counts() -> None:
    orders = "order_id | promised_ship_at | shipped_at\nO1 | 20 10:00 | 20 18:00"
    assert column_of("orders.promise_missed_at", {"orders": orders}, as_of="20 12:00") == [
        "20 10:00"
    ]
    assert column_of("orders.promise_missed_at", {"orders": orders}, as_of="20 09:59") == [None]


@pytest.mark.parametrize("headers", ["order_id | shipped_at", "order_id | promised_ship_at"])
def test_a_missed_promise_needs_both_times(headers: str) -> None:
    assert derived("orders.promise_missed_at", orders=headers) is None


# orders.told_after_promise_at


def test_told_by_the_first_message_of_a_person_from_the_missed_promise_on() -> None:
    orders = """shop | order_id | buyer | promised_ship_at | shipped_at
        甲 | O1 | b1 | 20 10:00 |
        甲 | O2 | b1 | 20 10:30 | 20 12:00
        甲 | O3 | b1 | 20 10:00 | 20 09:00
        甲 | O4 | b2 | 20 10:00 |
        乙 | O5 | b1 | 20 10:00 |
        甲 | O6 | | 20 10:00 |
        甲 | O7 | b3 | 20 10:00 |"""
    messages = """shop | conversation_id | buyer | sent_at | sender
        甲 | C1 | b1 | 20 09:59:59 | agent
        甲 | C1 | | 20 10:00:00 | robot
        甲 | C1 | | 20 10:00:01 | welcome
        甲 | C1 | b1 | 20 10:00:02 | buyer
        甲 | C1 | | 20 10:00:03 | assist
        甲 | C1 | | 20 11:00 | agent
        甲 | C2 | b2 | 20 09:00 | agent
        甲 | C3 | b3 | 20 09:00 | buyer
        甲 | C4 | b3 | 20 10:00 | agent"""
    told = derived("orders.told_after_promise_at", orders=orders, messages=messages)
    assert told == ["20 10:00:03", "20 11:00", None, None, None, None, "20 10:00"]


def test_told_needs_messages_buyers_and_promises() -> None:
    messages = "conversation_id | buyer | sent_at | sender\nC1 | b1 | 20 10:00 | agent"
    column = "orders.told_after_promise_at"
    whole = "order_id | buyer | promised_ship_at | shipped_at\nO1 | b1 | 20 10:00 |"
    assert derived(column, orders=whole, messages=messages) == ["20 10:00"]
    assert derived(column, orders=whole) is None
    for headers in ("order_id | promised_ship_at | shipped_at", "order_id | buyer | shipped_at"):
        assert derived(column, orders=headers, messages=messages) is None


# orders.consulted_before_pay


def test_consulted_before_paying_in_any_conversation_of_the_shop() -> None:
    orders = """shop | order_id | buyer | paid_at
        甲 | O1 | b1 | 20 10:00
        甲 | O2 | b1 | 20 10:00:01
        甲 | O3 | b1 |
        甲 | O4 | b2 | 20 12:00
        乙 | O5 | b1 | 20 12:00
        甲 | O6 | | 20 12:00"""
    messages = """shop | conversation_id | buyer | sent_at | sender
        甲 | C1 | b1 | 20 10:00 | buyer
        甲 | C1 | b1 | 20 09:00 | robot
        甲 | C2 | b1 | 20 11:00 | buyer
        甲 | C3 | b2 | 20 09:00 | agent"""
    consulted = derived("orders.consulted_before_pay", orders=orders, messages=messages)
    assert consulted == [False, True, None, False, False, None]


def test_consulted_needs_messages_and_buyers() -> None:
    messages = "conversation_id | buyer | sent_at | sender\nC1 | b1 | 20 09:00 | buyer"
    orders = "order_id | buyer | paid_at\nO1 | b1 | 20 10:00"
    column = "orders.consulted_before_pay"
    assert derived(column, orders=orders, messages=messages) == [True]
    assert derived(column, orders=orders) is None
    assert derived(column, orders="order_id | paid_at", messages=messages) is None
    assert derived(column, orders="order_id | buyer", messages=messages) is None


# orders.note_has_agent_number


@pytest.mark.parametrize(
    ("note", "found"),
    [
        *(("工号08", True), ("客服A012 加急", True), ("#3", True), ("备注：工号：ａ", False)),
        *(("12", True), ("KF007", True), ("No.5 改地址", True), ("08", True)),
        *(("加急", False), ("", False), ("拍下2件发顺丰", False), ("订单2601011234567", False)),
        *(("#26010112345", False), ("13800000000", False), ("piano 12", False)),
    ],
)
def test_what_looks_like_an_agents_number(note: str, found: bool) -> None:
    orders = f"order_id | seller_note\nO1 | {note}"
    column = "orders.note_has_agent_number"
    assert column_of(column, {"orders": orders}, using=platform()) == [found]


def test_a_shop_says_how_its_agents_are_numbered() -> None:
    using = platform("any", "agent_number: '^[甲乙]组\\d$'\n")
    orders = "order_id | seller_note\nO1 | 甲组1\nO2 | 工号08\nO3 |"
    column = "orders.note_has_agent_number"
    assert column_of(column, {"orders": orders}, using=using) == [True, False, False]


def test_agents_numbers_need_a_pattern_and_notes() -> None:
    column = "orders.note_has_agent_number"
    assert derived(column, orders="order_id | seller_note\nO1 | 工号08") is None
    assert column_of(column, {"orders": "order_id\nO1"}, using=platform()) is None
