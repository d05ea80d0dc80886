"""The derived columns of refunds."""

from __future__ import annotations

import pytest

from tests.derived.tables import column_of, derived, read, with_column
from tests.read.reading import platform

COLUMNS = ("order_signed_at", "no_reason_until", "order_amount", "share_of_order")


# refunds.order_signed_at, refunds.no_reason_until


def test_seven_days_from_the_midnight_after_signing() -> None:
    refunds = """refund_id | applied_at | order_id
        R1 | 20 10:00 | O1
        R2 | 20 10:00 | O2
        R3 | 20 10:00 | O3
        R4 | 20 10:00 | O4
        R5 | 20 10:00 | O9
        R6 | 20 10:00 |"""
    orders = """order_id | signed_at
        O1 | 01 10:00
        O2 | 01 00:00
        O3 | 01 23:59:59
        O4 |"""
    signed = derived("refunds.order_signed_at", refunds=refunds, orders=orders)
    until = derived("refunds.no_reason_until", refunds=refunds, orders=orders)
    assert signed == ["01 10:00", "01 00:00", "01 23:59:59", None, None, None]
    assert until == ["09 00:00", "09 00:00", "09 00:00", None, None, None]


def test_168_hours_also_where_the_clocks_change() -> None:
    refunds = "refund_id | applied_at | order_id\nR1 | 20 10:00 | O1"
    orders = "order_id | signed_at\nO1 | 2026-10-30 10:00"
    using = platform("any", "timezone: America/New_York\n")
    until = column_of(
        "refunds.no_reason_until", {"refunds": refunds, "orders": orders}, using=using
    )
    assert until == ["06 23:00"]


# refunds.order_amount, refunds.share_of_order


def test_the_share_of_what_was_paid() -> None:
    refunds = """refund_id | applied_at | order_id | amount
        R1 | 20 10:00 | O1 | 30
        R2 | 20 10:00 | O1 | 30.01
        R3 | 20 10:00 | O2 | 9.99
        R4 | 20 10:00 | O1 |
        R5 | 20 10:00 | O3 | 5
        R6 | 20 10:00 | O4 | 5
        R7 | 20 10:00 | | 5"""
    orders = "order_id | amount\nO1 | 300\nO2 | ￥9.99\nO3 | 0\nO4 |"
    paid = derived("refunds.order_amount", refunds=refunds, orders=orders)
    share = derived("refunds.share_of_order", refunds=refunds, orders=orders)
    assert paid == [30000, 30000, 999, 30000, 0, None, None]
    assert share == [0.1, 3001 / 30000, 1, None, None, None, None]


# all of them


@pytest.mark.parametrize("column", COLUMNS)
def test_refunds_tell_nothing_of_orders_they_do_not_name(column: str) -> None:
    orders = "order_id | signed_at | amount\nO1 | 01 10:00 | 30"
    nameless = "refund_id | applied_at | amount\nR1 | 20 10:00 | 5"
    named = "refund_id | applied_at | order_id | amount\nR1 | 20 10:00 | O1 | 5"
    name = f"refunds.{column}"
    assert derived(name, refunds=named, orders=orders) != [None]
    assert derived(name, refunds=nameless, orders=orders) is None
    assert derived(name, refunds=named) is None
    assert derived(name, refunds=named, orders="order_id | paid_at") is None


@pytest.mark.parametrize("column", COLUMNS)
def test_the_order_is_that_of_the_shop_or_the_only_one(column: str) -> None:
    two = "shop | order_id | signed_at | amount\n甲 | O1 | 01 10:00 | 30\n乙 | O1 | 02 10:00 | 60"
    refunds = """shop | refund_id | applied_at | order_id | amount
        乙 | R1 | 20 10:00 | O1 | 3
        甲 | R1 | 20 10:00 | O1 | 3"""
    every: dict[str, list[object]] = {
        "order_signed_at": ["02 10:00", "01 10:00"],
        "no_reason_until": ["10 00:00", "09 00:00"],
        "order_amount": [6000, 3000],
        "share_of_order": [0.05, 0.1],
    }
    expected = every[column]
    assert derived(f"refunds.{column}", refunds=refunds, orders=two) == expected
    nobodys = "refund_id | applied_at | order_id | amount\nR1 | 20 10:00 | O1 | 3"
    assert derived(f"refunds.{column}", refunds=nobodys, orders=two) == [None]
    (one, _) = (line for line in two.splitlines()[1:])
    only = f"shop | order_id | signed_at | amount\n{one}"
    assert derived(f"refunds.{column}", refunds=nobodys, orders=only) == expected[1:]


def test_each_stands_beside_the_others() -> None:
    refunds = "refund_id | applied_at | order_id | amount\nR1 | 20 10:00 | O1 | 3"
    intake = read(
        {"refunds": refunds, "orders": "order_id | signed_at | amount\nO1 | 01 10:00 | 30"}
    )
    for column in COLUMNS:
        intake = with_column(intake, f"refunds.{column}")
    (row,) = intake.tables["refunds"].select(COLUMNS).rows()
    assert None not in row
