"""What is shown of a cell that rejected its row: enough to mend it, and nothing of a person."""

from __future__ import annotations

import pytest

from cscheck.model.inputs import Reject
from cscheck.model.sentences import sentence
from cscheck.report.masking import reject_value


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("昨天 10:00", "昨天 10:00"),
        ("2026-13-45 25:00", "2026-13-45 25:00"),
        ("Nov 20 2026 10:00 PM", "Nov 20 2026 10:00 PM"),
        ("yesterday", "yesterday"),
        ("20261345250000", "20261345250000"),
        ("后天 我的电话是13911112222", "后天 …13***"),
        ("王小明", "…"),
        ("Tim Smith", "… …"),
        ("北京市朝阳区1号", "…1号"),
        ("13911112222", "13***"),
        ("110101199003078888", "11***"),
    ],
)
def test_where_a_time_is_asked_for_only_what_looks_like_one_is_shown(cell: str, shown: str) -> None:
    reject = Reject("a.csv", None, 2, "sent_at", cell, sentence("reject_unreadable_time"))
    assert reject_value(reject, show_pii=False) == shown
    assert reject_value(reject, show_pii=True) == cell


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("智能外呼机器人", "智能外呼机器人"),
        ("在吗，我的电话是13911112222", "在吗，我的电…"),
        ("13911112222x", "13***x"),
    ],
)
def test_where_a_word_is_asked_for_a_short_one_is_shown(cell: str, shown: str) -> None:
    reject = Reject("a.csv", None, 2, "sender", cell, sentence("reject_unknown_word"))
    assert reject_value(reject, show_pii=False) == shown


def test_a_personal_column_shows_nothing() -> None:
    reject = Reject("a.csv", None, 2, "buyer", "王小明", sentence("reject_no_id"), personal=True)
    assert reject_value(reject, show_pii=False) == "***"
