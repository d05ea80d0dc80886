"""`share` of what is judged as it stands on the last day audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from cscheck.errors import RulesetError
from tests.both_readings import Export, Row, fast_groups, rule_of

DAYS = [date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)]
END = datetime(2026, 11, 21)


def judged(rule: Mapping[str, Any], rows: list[Row]) -> list[tuple[Any, ...]]:
    """From, to, bad, cases and status of each group."""
    table = rule["table"]
    export = Export({table: [rows]}, {table: tuple(rows[0])})
    groups, _, _ = fast_groups({"measure": "share", "require": "<= 0%", **rule}, export, DAYS, END)
    return [(*group[2:6], group[-1]) for group in groups]


def test_listings_are_one_group_of_the_last_day() -> None:
    rows: list[Row] = [
        {"listing_id": "L1", "price": Fraction(1)},
        {"listing_id": "L2", "price": Fraction(2)},
        {"listing_id": "L3", "price": None},
    ]
    rule = {"table": "listings", "bad": {"price": {"<=": 1}}}
    assert judged(rule, rows) == [(DAYS[2], DAYS[2], 1, 3, "fail")]
    assert judged({**rule, "of": {"price": {">": 1}}}, rows) == [(DAYS[2], DAYS[2], 0, 1, "pass")]


def test_so_are_complaints_that_are_open_at_the_end() -> None:
    rows = [
        {
            "complaint_id": name,
            "created_at": datetime(2026, 11, made),
            "closed_at": closed and datetime(2026, 11, closed),
        }
        for name, made, closed in (
            ("T1", 1, None),
            ("T2", 19, 22),
            ("T3", 18, 19),
            ("T4", 21, None),
        )
    ]
    rule = {"table": "complaints", "bad": {"complaint_id": "T1"}}
    open_ones = {**rule, "of": {"open_at_end": True}}
    assert judged(open_ones, rows) == [(DAYS[2], DAYS[2], 1, 2, "fail")]
    closed_ones = {**rule, "of": {"open_at_end": False}}
    assert judged(closed_ones, rows) == [(DAYS[0], DAYS[0], 0, 1, "pass")]


def test_what_has_no_time_has_no_hours() -> None:
    with pytest.raises(RulesetError) as caught:
        rule_of(
            {
                "measure": "share",
                "table": "listings",
                "bad": {"price": {"<=": 1}},
                "hours": "08:00-23:00",
            }
        )
    assert caught.value.problems[0].what.key == "yaml_not_for_unit"
