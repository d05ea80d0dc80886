"""Why a rule has no case: which rows would be needed, and which there are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cscheck.judging.measuring import measured
from cscheck.measures.cases import Scope
from tests.both_readings import Export, intake, rule_of

DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 10)


@pytest.mark.parametrize(
    ("days_later", "sender", "key"),
    [(0, "robot", "no_case_fits"), (3, "buyer", "no_case_of"), (-3, "buyer", "no_case_of")],
)
def test_a_day_without_rows_is_told_from_rows_that_are_no_case(
    days_later: int, sender: str, key: str
) -> None:
    row = {"conversation_id": "C1", "sent_at": MOMENT + timedelta(days=days_later)}
    export = Export(
        {"messages": [[{**row, "sender": sender}]]},
        {"messages": ("conversation_id", "sent_at", "sender")},
    )
    read, _ = intake(export)
    end = datetime(2026, 11, 30, tzinfo=read.zone.info)
    scope = Scope(read.zone, (DAY, DAY), end, read.tables, read.columns, read.messages)
    rule = rule_of(
        {"measure": "response_time", "unit": "message", "replies_by": "any", "figures": "mean"}
    )
    reason = measured(rule, scope).reason
    assert reason is not None
    assert reason.key == key
