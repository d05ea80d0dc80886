"""Whose case it is that nobody replied to: whoever had the conversation at the deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.both_readings import Export, Row, agree, fast_groups

DAY = date(2026, 11, 20)
END = datetime(2026, 11, 21)
RULE = {
    **{"measure": "reply_rate", "unit": "message", "clock": "message", "replies_by": "human"},
    **{"starts": "message", "within": "5m", "require": "100%", "by": ["agent"]},
}


def at(minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 20, 10, minute, second)


@pytest.mark.parametrize(
    ("assigned_at", "agent"),
    [
        (at(0), "小李"),  # of the same moment, the assignment comes last
        (at(0, 1), "小李"),
        (datetime(2026, 11, 20, 9, 59, 59), "小张"),
        (at(6, 4), "小李"),
        (at(6, 5), "小张"),  # not before the deadline
    ],
)
def test_the_last_to_have_it_before_the_deadline(assigned_at: datetime, agent: str) -> None:
    said: dict[str, Any] = {"conversation_id": "C1", "buyer": "甲"}
    rows: list[Row] = [
        {**said, "sent_at": at(0), "sender": "agent", "agent": "小张"},
        {**said, "sent_at": at(1, 5), "sender": "buyer", "agent": None},
    ]
    row: Row = {**said, "started_at": at(0), "assigned_at": assigned_at, "agent": "小李"}
    export = Export(
        {"messages": [rows], "conversations": [[row]]},
        {"messages": tuple(rows[0]), "conversations": tuple(row)},
    )
    groups, _, _ = fast_groups(RULE, export, [DAY], END)
    assert [group[1] for group in groups] == [agent]
    agree([RULE], export, [DAY], END)
