"""What a rule needs of the exports: every table that it cannot be measured without, and days."""

from __future__ import annotations

import pytest

from cscheck.rules.needs import Needs, needs
from cscheck.tables import TABLES
from tests.read.reading import shipped

SEVERAL = {
    ("aliexpress", "delay_told"): ("orders", "messages"),
    ("inhouse", "conversion"): ("conversations", "orders"),
    ("inhouse", "stepwise_offer"): ("refunds", "orders"),
    ("pinduoduo", "complaint_rate"): ("conversations", "complaints"),
    ("suning", "first_answer_automatic"): ("conversations", "messages"),
    ("suning", "online_when_asked"): ("presence", "conversations"),
    ("taobao", "seven_day_return"): ("refunds", "orders"),
    ("tmall", "seven_day_return"): ("refunds", "orders"),
}


def needs_of(platform: str, rule: str) -> Needs:
    return next(needs(each) for each in shipped(platform).ruleset().rules if each.id == rule)


@pytest.mark.parametrize(("where", "tables"), SEVERAL.items())
def test_rules_over_two_tables_need_both(where: tuple[str, str], tables: tuple[str, ...]) -> None:
    assert tuple(needs_of(*where).exported) == tables


def test_no_derived_column_is_asked_for() -> None:
    found = needs_of("taobao", "seven_day_return")
    assert "no_reason_until" in found.columns
    assert "order_id" in found.exported["refunds"]
    assert found.exported["orders"] == ("order_id", "signed_at")
    for platform in ("aliexpress", "inhouse", "jd", "kuaishou", "pinduoduo", "suning", "taobao"):
        for rule in shipped(platform).ruleset().rules:
            for table, columns in needs(rule).exported.items():
                assert set(columns) <= TABLES[table].by_name.keys(), rule.id


def test_what_a_rule_does_without_is_not_needed() -> None:
    found = needs_of("taobao", "ship_48h")
    assert "refund_applied_at" in found.columns
    assert tuple(found.exported) == ("orders",)


@pytest.mark.parametrize(
    ("platform", "rule", "days"),
    [("pinduoduo", "ship_48h", 7), ("kuaishou", "ship_48h", 2), ("suning", "ship_72h", 3)],
)
def test_the_longest_of_several_limits_tells_the_days(platform: str, rule: str, days: int) -> None:
    assert needs_of(platform, rule).days_before == days
