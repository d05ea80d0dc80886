"""Each derived column: a few rows of one or two tables in, the column out.

Tables are text, the first line the headers; a table of several files is a tuple of them. `20 10:00`
is 10:00 on 20 November 2026, in the tables and in what is expected.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.read import Opened, ReadOptions, intake_of
from cscheck.read.memory import open_rows
from tests.both_readings import PLATFORM

MONTH = "2026-11"
Tables = str | tuple[str, ...]


def read(tables: dict[str, Tables]) -> Intake:
    """The tables as if they were files."""
    opened = [
        opened_file(f"{name}{number}.csv", name, text)
        for name, texts in tables.items()
        for number, text in enumerate([texts] if isinstance(texts, str) else texts)
    ]
    return intake_of(opened, PLATFORM, ReadOptions(Path()))


def opened_file(path: str, table: str, text: str) -> Opened:
    headers, *rows = ([cell.strip() for cell in line.split("|")] for line in text.splitlines())
    dated = [[re.sub(r"^\d\d (?=\d\d:)", rf"{MONTH}-\g<0>", cell) for cell in row] for row in rows]
    return open_rows(path, table, headers, [dict(zip(headers, row, strict=True)) for row in dated])


def shown(value: object) -> object:
    """A time as these tests write it; anything else as it is."""
    return f"{value:%d %H:%M:%S}".removesuffix(":00") if isinstance(value, datetime) else value


def derived(name: str, **tables: Tables) -> list[object] | None:
    """A column (`table.column`) of every row, in order; None where there is no such column."""
    table, column = name.split(".")
    intake = with_derived(read(tables), [(table, column)])
    assert not intake.rejects
    exists = column in intake.columns[table]
    assert exists == (column in intake.tables[table].columns)
    return [shown(value) for value in intake.tables[table][column]] if exists else None


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


# complaints.order_shipped_at


def test_shipped_by_the_complaints_own_column_or_its_order() -> None:
    complaints = """complaint_id | created_at | order_id | shipped_at
        T1 | 20 09:00 | O1 | 20 18:00
        T2 | 20 09:00 | O1 |
        T3 | 20 09:00 | O2 |
        T4 | 20 09:00 | O9 |
        T5 | 20 09:00 | |
        T6 | 20 09:00 | | 20 19:00"""
    orders = "order_id | shipped_at\nO1 | 20 12:00\nO2 |"
    shipped = derived("complaints.order_shipped_at", complaints=complaints, orders=orders)
    assert shipped == ["20 18:00", "20 12:00", None, None, None, "20 19:00"]


def test_shipped_is_told_by_what_there_is() -> None:
    own = "complaint_id | created_at | order_id | shipped_at\nT1 | 20 09:00 | O1 |"
    linked = "complaint_id | created_at | order_id\nT1 | 20 09:00 | O1"
    loose = "complaint_id | created_at\nT1 | 20 09:00"
    loose_own = "complaint_id | created_at | shipped_at\nT1 | 20 09:00 | 20 18:00"
    orders = "order_id | shipped_at\nO1 | 20 12:00"
    unshipped = "order_id | paid_at\nO1 | 20 12:00"
    column = "complaints.order_shipped_at"
    assert derived(column, complaints=linked, orders=orders) == ["20 12:00"]
    assert derived(column, complaints=own) == [None]
    assert derived(column, complaints=loose_own, orders=orders) == ["20 18:00"]
    assert derived(column, complaints=linked) is None
    assert derived(column, complaints=linked, orders=unshipped) is None
    assert derived(column, complaints=loose, orders=orders) is None


def test_shipped_tells_shops_apart() -> None:
    complaints = """shop | complaint_id | created_at | order_id
        甲 | T1 | 20 09:00 | O1
        乙 | T1 | 20 09:00 | O1"""
    orders = "shop | order_id | shipped_at\n乙 | O1 | 20 12:00\n甲 | O1 |"
    shipped = derived("complaints.order_shipped_at", complaints=complaints, orders=orders)
    assert shipped == [None, "20 12:00"]


def test_shipped_from_an_export_that_does_not_name_the_shop() -> None:
    complaints = "shop | complaint_id | created_at | order_id\n甲 | T1 | 20 09:00 | O1"
    orders = ("order_id | shipped_at\nO1 | 20 12:00", "shop | order_id | shipped_at\n乙 | O2 |")
    shipped = derived("complaints.order_shipped_at", complaints=complaints, orders=orders)
    assert shipped == ["20 12:00"]


def test_an_order_of_several_lines_is_shipped_with_its_last() -> None:
    complaints = """complaint_id | created_at | order_id
        T1 | 20 09:00 | O1
        T2 | 20 09:00 | O2"""
    orders = """order_id | sub_order_id | shipped_at
        O1 | S1 | 20 12:00
        O1 | S2 | 20 11:00
        O2 | S3 | 20 12:00
        O2 | S4 |"""
    shipped = derived("complaints.order_shipped_at", complaints=complaints, orders=orders)
    assert shipped == ["20 12:00", None]


# complaints.order_refunded_at


def test_refunded_by_the_complaints_own_column_or_the_orders_first_refund() -> None:
    complaints = """complaint_id | created_at | order_id | refunded_at
        T1 | 20 09:00 | O1 | 20 18:00
        T2 | 20 09:00 | O1 |
        T3 | 20 09:00 | O2 |
        T4 | 20 09:00 | O9 |
        T5 | 20 09:00 | |"""
    refunds = """refund_id | order_id | applied_at | refunded_at
        R1 | O1 | 19 10:00 |
        R2 | O1 | 19 11:00 | 20 14:00
        R3 | O1 | 19 12:00 | 20 13:00
        R4 | O2 | 19 12:00 |
        R5 | | 19 12:00 | 20 11:00"""
    refunded = derived("complaints.order_refunded_at", complaints=complaints, refunds=refunds)
    assert refunded == ["20 18:00", "20 13:00", None, None, None]


def test_refunded_is_told_by_what_there_is() -> None:
    own = "complaint_id | created_at | refunded_at\nT1 | 20 09:00 | 20 18:00"
    linked = "complaint_id | created_at | order_id\nT1 | 20 09:00 | O1"
    refunds = "refund_id | order_id | applied_at | refunded_at\nR1 | O1 | 20 10:00 | 20 13:00"
    unpaid = "refund_id | order_id | applied_at\nR1 | O1 | 20 10:00"
    column = "complaints.order_refunded_at"
    assert derived(column, complaints=linked, refunds=refunds) == ["20 13:00"]
    assert derived(column, complaints=own) == ["20 18:00"]
    assert derived(column, complaints=own, refunds=refunds) == ["20 18:00"]
    assert derived(column, complaints=linked) is None
    assert derived(column, complaints=linked, refunds=unpaid) is None


def test_refunded_tells_shops_apart() -> None:
    complaints = """shop | complaint_id | created_at | order_id
        甲 | T1 | 20 09:00 | O1
        乙 | T1 | 20 09:00 | O1"""
    refunds = """shop | refund_id | order_id | applied_at | refunded_at
        甲 | R1 | O1 | 20 10:00 |
        乙 | R1 | O1 | 20 10:00 | 20 13:00"""
    refunded = derived("complaints.order_refunded_at", complaints=complaints, refunds=refunds)
    assert refunded == [None, "20 13:00"]


# with_derived itself


def test_only_what_is_asked_for_is_added() -> None:
    intake = read({"conversations": "conversation_id | assigned_at\nC1 | 20 10:00"})
    wanted = [("conversations", "taken_up"), ("orders", "refund_applied_at")]
    more = with_derived(intake, wanted)
    assert more.columns["conversations"] - intake.columns["conversations"] == {"taken_up"}
    assert more.tables.keys() == {"conversations"}
    assert "taken_up" not in intake.tables["conversations"].columns
    assert with_derived(intake, []).columns == intake.columns
