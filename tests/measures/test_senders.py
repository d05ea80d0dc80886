"""Rules may ask who sent a message: senders are codes within, words in a rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.both_counts import fast, slow
from tests.both_readings import Export, Row

DAY = date(2026, 11, 20)
END = datetime(2026, 11, 21)
SENT = ("buyer", "robot", "agent", "agent", "assist", "system")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("agent", 2),
        (["agent", "assist"], 3),
        ({"contains": "s"}, 2),
        ("present", 6),
        ("missing", 0),
    ],
)
def test_the_messages_of_some_senders_are_counted(asked: object, count: int) -> None:
    rows: list[Row] = [
        {
            "conversation_id": "C1",
            "buyer": "甲",
            "sent_at": datetime(2026, 11, 20, 10) + timedelta(seconds=place),
            "sender": sender,
        }
        for place, sender in enumerate(SENT)
    ]
    rule = {"measure": "tally", "table": "messages", "where": {"sender": asked}, "require": "< 9"}
    export = Export({"messages": [rows]}, {"messages": tuple(rows[0])})
    found = fast(rule, export, [DAY], END)
    assert [group[5] for group in found[0]] == [count]
    assert found == slow(rule, export, [DAY], END)
