"""The derived column of messages."""

from __future__ import annotations

from tests.derived.tables import derived


def test_unanswered_where_the_buyer_says_nothing_more() -> None:
    messages = """conversation_id | sent_at | sender
        C1 | 20 10:00:00 | agent
        C1 | 20 10:00:01 | buyer
        C1 | 20 10:00:02 | agent
        C1 | 20 10:00:02 | system"""
    assert derived("messages.unanswered", messages=messages) == [False, True, True, True]


def test_what_a_buyer_says_elsewhere_answers_nothing() -> None:
    one = "conversation_id | buyer | sent_at | sender\nC1 | b1 | 20 10:00 | agent"
    other = "conversation_id | buyer | sent_at | sender\nC2 | b1 | 20 10:01 | buyer"
    assert derived("messages.unanswered", messages=(one, other)) == [True, True]


def test_messages_of_the_same_second_are_in_the_order_of_the_file() -> None:
    messages = """conversation_id | sent_at | sender
        C1 | 20 10:00 | agent
        C1 | 20 10:00 | buyer
        C1 | 20 10:00 | agent"""
    assert derived("messages.unanswered", messages=messages) == [False, True, True]
