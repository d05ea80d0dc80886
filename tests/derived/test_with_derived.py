"""Which derived columns are added, and where."""

from __future__ import annotations

from datetime import datetime

from cscheck.derived import with_derived
from cscheck.tables import TABLES
from tests.derived.tables import LAST_DAY, read


def test_only_what_is_asked_for_is_added() -> None:
    intake = read({"conversations": "conversation_id | assigned_at\nC1 | 20 10:00"})
    as_of = datetime(2026, 11, 21, tzinfo=intake.zone.info)
    wanted = [
        *(("conversations", "taken_up"), ("orders", "refund_applied_at")),
        ("messages", "unanswered"),
    ]
    more = with_derived(intake, wanted, last_day=LAST_DAY, as_of=as_of)
    assert more.columns["conversations"] - intake.columns["conversations"] == {"taken_up"}
    assert more.tables.keys() == {"conversations"}
    assert "taken_up" not in intake.tables["conversations"].columns
    assert with_derived(intake, [], last_day=LAST_DAY, as_of=as_of).columns == intake.columns


def test_every_column_that_is_declared_can_be_computed() -> None:
    headers = {
        name: " | ".join(column.name for column in table.columns) for name, table in TABLES.items()
    }
    intake = read(headers)
    as_of = datetime(2026, 11, 21, tzinfo=intake.zone.info)
    wanted = {(name, each.name) for name, table in TABLES.items() for each in table.derived}
    intake = with_derived(intake, wanted, last_day=LAST_DAY, as_of=as_of)
    made = {(name, column) for name, columns in intake.columns.items() for column in columns}
    assert wanted - made == {("orders", "note_has_agent_number")}  # no pattern was given
