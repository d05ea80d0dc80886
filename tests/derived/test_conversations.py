"""The derived columns of conversations."""

from __future__ import annotations

import pytest

from tests.derived.tables import derived

# conversations.taken_up


def test_taken_up_by_assignment_or_by_a_person() -> None:
    conversations = """conversation_id | assigned_at
        C1 | 20 10:00
        C2 |
        C3 |
        C4 |
        C5 |
        C6 |
        C7 |"""
    messages = """conversation_id | sent_at | sender
        C1 | 20 09:00 | buyer
        C2 | 20 09:01 | agent
        C3 | 20 09:01 | assist
        C4 | 20 09:01 | robot
        C5 | 20 09:01 | welcome
        C6 | 20 09:01 | system"""
    taken_up = derived("conversations.taken_up", conversations=conversations, messages=messages)
    assert taken_up == [True, True, True, False, False, False, False]


def test_taken_up_is_told_by_what_there_is() -> None:
    assigned = "conversation_id | assigned_at\nC1 | 20 10:00\nC2 |"
    plain = "conversation_id | agent\nC1 | 小张\nC2 | 小张"
    messages = "conversation_id | sent_at | sender\nC1 | 20 09:00 | buyer\nC1 | 20 09:01 | agent"
    assert derived("conversations.taken_up", conversations=assigned) == [True, False]
    assert derived("conversations.taken_up", conversations=plain, messages=messages) == [
        True,
        False,
    ]
    assert derived("conversations.taken_up", conversations=plain) is None


def test_taken_up_tells_shops_apart() -> None:
    conversations = "shop | conversation_id\n甲 | C1\n乙 | C1"
    messages = "shop | conversation_id | sent_at | sender\n乙 | C1 | 20 09:00 | agent"
    taken_up = derived("conversations.taken_up", conversations=conversations, messages=messages)
    assert taken_up == [False, True]


def test_taken_up_finds_conversations_without_an_id() -> None:
    conversations = "buyer | started_at\nb1 | 20 09:00\nb1 | 20 19:00"
    messages = """buyer | sent_at | sender
        b1 | 20 09:00 | buyer
        b1 | 20 09:01 | robot
        b1 | 20 19:00 | buyer
        b1 | 20 19:01 | agent"""
    taken_up = derived("conversations.taken_up", conversations=conversations, messages=messages)
    assert taken_up == [False, True]


# conversations.first_answer_by


def test_first_answer_from_the_assignment_on() -> None:
    conversations = """conversation_id | assigned_at
        C1 | 20 10:00
        C2 | 20 10:00
        C3 | 20 10:00
        C4 | 20 10:00
        C5 | 20 10:00"""
    messages = """conversation_id | sent_at | sender
        C1 | 20 09:59:59 | robot
        C1 | 20 10:01:00 | agent
        C2 | 20 10:00:00 | robot
        C2 | 20 10:00:00 | agent
        C3 | 20 10:00:00 | welcome
        C3 | 20 10:00:01 | system
        C3 | 20 10:00:02 | buyer
        C3 | 20 10:05:00 | assist
        C4 | 20 09:59:59 | agent
        C4 | 20 10:00:01 | welcome"""
    answered = derived(
        "conversations.first_answer_by", conversations=conversations, messages=messages
    )
    assert answered == ["agent", "robot", "assist", None, None]


@pytest.mark.parametrize("headers", ["conversation_id | assigned_at", "conversation_id | topic"])
def test_first_answer_without_an_assignment_is_the_first_persons(headers: str) -> None:
    conversations = f"{headers}\nC1 |\nC2 |\nC3 |\nC4 |"
    messages = """conversation_id | sent_at | sender
        C1 | 20 10:00 | buyer
        C1 | 20 10:01 | robot
        C1 | 20 10:02 | assist
        C1 | 20 10:03 | agent
        C2 | 20 10:00 | agent
        C2 | 20 10:01 | robot
        C3 | 20 10:00 | buyer
        C3 | 20 10:01 | robot"""
    answered = derived(
        "conversations.first_answer_by", conversations=conversations, messages=messages
    )
    assert answered == ["assist", "agent", None, None]


def test_first_answer_needs_messages_and_tells_shops_apart() -> None:
    conversations = "shop | conversation_id | assigned_at\n甲 | C1 | 20 10:00\n乙 | C1 | 20 10:00"
    messages = """shop | conversation_id | sent_at | sender
        甲 | C1 | 20 10:00 | robot
        乙 | C1 | 20 10:01 | agent"""
    answered = derived(
        "conversations.first_answer_by", conversations=conversations, messages=messages
    )
    assert answered == ["robot", "agent"]
    assert derived("conversations.first_answer_by", conversations=conversations) is None


# conversations.complained


def test_complained_in_the_shop_on_the_day() -> None:
    conversations = """shop | conversation_id | buyer | started_at
        甲 | C1 | b1 | 20 00:00:00
        甲 | C2 | b1 | 20 23:59:59
        甲 | C3 | b1 | 19 23:59:59
        甲 | C4 | b1 | 21 00:00:00
        甲 | C5 | b2 | 20 10:00:00
        乙 | C6 | b1 | 20 10:00:00
        甲 | C7 | | 20 10:00:00
        甲 | C8 | b1 |"""
    complaints = """shop | complaint_id | buyer | created_at
        甲 | T1 | b1 | 20 12:00
        甲 | T2 | b1 | 20 13:00
        甲 | T3 | | 20 13:00"""
    complained = derived(
        "conversations.complained", conversations=conversations, complaints=complaints
    )
    assert complained == [True, True, False, False, False, False, False, False]


def test_complained_goes_by_the_first_time_a_conversation_has() -> None:
    conversations = """conversation_id | buyer | started_at | queued_at | assigned_at
        C1 | b1 | 19 23:00 | 20 00:10 | 20 00:20
        C2 | b1 | | 20 00:10 | 21 00:20
        C3 | b1 | | | 20 00:20"""
    complaints = "complaint_id | buyer | created_at\nT1 | b1 | 20 12:00"
    complained = derived(
        "conversations.complained", conversations=conversations, complaints=complaints
    )
    assert complained == [False, True, True]


@pytest.mark.parametrize(
    ("conversations", "complaints"),
    [
        ("conversation_id | buyer | started_at\nC1 | b1 | 20 10:00", None),
        (
            "conversation_id | buyer | started_at\nC1 | b1 | 20 10:00",
            "complaint_id | created_at\nT1 | 20 12:00",
        ),
        (
            "conversation_id | started_at\nC1 | 20 10:00",
            "complaint_id | buyer | created_at\nT1 | b1 | 20 12:00",
        ),
    ],
)
def test_complained_needs_buyers_on_both_sides(conversations: str, complaints: str | None) -> None:
    tables = {"complaints": complaints} if complaints else {}
    assert derived("conversations.complained", conversations=conversations, **tables) is None


def test_a_night_without_complaints_is_no_missing_table() -> None:
    conversations = "conversation_id | buyer | started_at\nC1 | b1 | 20 10:00"
    complaints = "complaint_id | buyer | created_at"
    assert derived(
        "conversations.complained", conversations=conversations, complaints=complaints
    ) == [False]


# conversations.paid_within_seconds


def test_the_first_payment_from_the_beginning_on() -> None:
    conversations = """shop | conversation_id | buyer | started_at
        甲 | C1 | b1 | 20 10:00
        甲 | C2 | b1 | 20 10:30
        甲 | C3 | b1 | 20 12:00:00.5
        甲 | C4 | b1 | 21 12:00
        甲 | C5 | b2 | 20 10:00
        乙 | C6 | b1 | 20 10:00
        甲 | C7 | | 20 10:00
        甲 | C8 | b1 |"""
    orders = """shop | order_id | buyer | paid_at
        甲 | O1 | b1 | 20 12:00:01
        甲 | O2 | b1 | 20 10:30
        甲 | O3 | b1 | 20 11:00
        甲 | O4 | b1 |
        甲 | O5 | | 20 10:00
        乙 | O6 | b2 | 20 10:00"""
    paid = derived("conversations.paid_within_seconds", conversations=conversations, orders=orders)
    assert paid == [1800, 0, 0.5, None, None, None, None, None]


def test_payment_counts_from_the_first_time_a_conversation_has() -> None:
    conversations = """conversation_id | buyer | started_at | queued_at | assigned_at
        C1 | b1 | 20 10:00 | 20 11:00 | 20 11:30
        C2 | b1 | | 20 11:00 | 20 11:30
        C3 | b1 | | | 20 11:30"""
    orders = "order_id | buyer | paid_at\nO1 | b1 | 20 12:00"
    paid = derived("conversations.paid_within_seconds", conversations=conversations, orders=orders)
    assert paid == [7200, 3600, 1800]


@pytest.mark.parametrize(
    ("headers", "orders"),
    [
        ("conversation_id | started_at", "order_id | buyer | paid_at"),
        ("conversation_id | buyer | started_at", "order_id | paid_at"),
        ("conversation_id | buyer | started_at", "order_id | buyer"),
        ("conversation_id | buyer | started_at", None),
    ],
)
def test_payment_needs_buyers_on_both_sides(headers: str, orders: str | None) -> None:
    tables = {"orders": orders} if orders else {}
    assert derived("conversations.paid_within_seconds", conversations=headers, **tables) is None
