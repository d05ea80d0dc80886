"""The derived columns of complaints."""

from __future__ import annotations

from tests.derived.tables import derived

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


# complaints.open_at_end


def test_open_at_the_end_of_the_last_day() -> None:
    complaints = """complaint_id | created_at | closed_at
        T1 | 19 10:00 |
        T2 | 20 23:59:59 |
        T3 | 21 00:00 |
        T4 | 19 10:00 | 20 23:59:59
        T5 | 19 10:00 | 21 00:00
        T6 | 19 10:00 | 19 11:00"""
    assert derived("complaints.open_at_end", complaints=complaints) == [
        *(True, True, False, False, True, False),
    ]


def test_whether_one_is_open_needs_the_time_it_was_closed() -> None:
    complaints = "complaint_id | created_at\nT1 | 19 10:00"
    assert derived("complaints.open_at_end", complaints=complaints) is None


# complaints.followed_up_on_last_day


def test_followed_up_on_the_last_day_by_the_first_or_the_last() -> None:
    complaints = """complaint_id | created_at | first_followup_at | last_followup_at
        T1 | 18 10:00 | 19 10:00 | 20 00:00
        T2 | 18 10:00 | 20 23:59:59 | 21 09:00
        T3 | 18 10:00 | 18 10:00 | 19 23:59:59
        T4 | 18 10:00 | 21 00:00 | 21 00:00
        T5 | 18 10:00 | |
        T6 | 18 10:00 | | 20 10:00"""
    followed = derived("complaints.followed_up_on_last_day", complaints=complaints)
    assert followed == [True, True, False, False, False, True]


def test_followed_up_is_told_by_what_there_is() -> None:
    column = "complaints.followed_up_on_last_day"
    first = "complaint_id | created_at | first_followup_at\nT1 | 18 10:00 | 20 10:00"
    last = "complaint_id | created_at | last_followup_at\nT1 | 18 10:00 | 20 10:00"
    assert derived(column, complaints=first) == [True]
    assert derived(column, complaints=last) == [True]
    assert derived(column, complaints="complaint_id | created_at\nT1 | 18 10:00") is None
