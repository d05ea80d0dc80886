"""Every derived column against its second reading, on random exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tests.slow_reading as slow
from cscheck.derived import with_derived
from cscheck.intake import Intake
from cscheck.schema import unknown_mark
from cscheck.tables import TABLES
from tests.both_readings import Export, Row, intake, slow_tables_of

LAST_DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
AGENT_NUMBER = r"工号\d+"
HOURS = (-30, -24, -14, 0, 9, 9.5, 10, 15, 24, 33, 48)
moments = st.sampled_from(HOURS).map(lambda hours: MIDNIGHT + timedelta(hours=hours))
maybe = st.one_of(st.none(), moments)
shops = st.sampled_from((None, "甲店", "乙店"))
buyers = st.sampled_from((None, "买一", "买二"))
orders = st.sampled_from((None, "1", "2"))
money = st.sampled_from((None, Fraction(0), Fraction(1), Fraction(999, 100), Fraction(30)))

FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "messages": {
        "conversation_id": st.sampled_from(("C1", "C2", "C3")),
        "sent_at": moments,
        "sender": st.sampled_from(("buyer", "agent", "assist", "robot", "system")),
        "shop": shops,
        "buyer": buyers,
    },
    "conversations": {
        "conversation_id": st.sampled_from(("C1", "C2", "C3")),
        "shop": shops,
        "buyer": buyers,
        **dict.fromkeys(("started_at", "queued_at", "assigned_at"), maybe),
    },
    "orders": {
        "order_id": st.sampled_from(("1", "2", "3")),
        "sub_order_id": st.sampled_from((None, "a", "b")),
        "shop": shops,
        "buyer": buyers,
        **dict.fromkeys(("paid_at", "promised_ship_at", "shipped_at", "signed_at"), maybe),
        "amount": money,
        "seller_note": st.sampled_from((None, "工号08", "加急")),
    },
    "refunds": {
        "refund_id": st.sampled_from(("R1", "R2", "R3")),
        "applied_at": moments,
        "shop": shops,
        "order_id": orders,
        "status": st.sampled_from((None, "success", "rejected")),
        "refunded_at": maybe,
        "amount": money,
    },
    "complaints": {
        "complaint_id": st.sampled_from(("T1", "T2", "T3")),
        "created_at": moments,
        "shop": shops,
        "order_id": orders,
        "buyer": buyers,
        **dict.fromkeys(("first_followup_at", "last_followup_at", "shipped_at"), maybe),
        **dict.fromkeys(("refunded_at", "closed_at"), maybe),
    },
    "reviews": {
        "review_id": st.sampled_from(("V1", "V2", "V3")),
        "created_at": moments,
        "shop": shops,
        "rating": st.sampled_from((None, 1, 2, 3, 4, 5, Fraction(7, 2))),
    },
    "listings": {
        "listing_id": st.sampled_from(("L1", "L2", "L3")),
        "sku": st.sampled_from((None, "a", "b", "c", "d")),
        "shop": shops,
        "title": st.sampled_from((None, "碗", "盘")),
        "category": st.sampled_from((None, "厨具", "餐具")),
        "price": money,
        "shipping_fee": money,
    },
}


@st.composite
def exports(draw: st.DrawFn) -> Export:
    files, columns = {}, {}
    for table, whole in FIELDS.items():
        if draw(st.integers(0, 4)):
            needed = {column.name for column in TABLES[table].columns if column.required}
            droppable = sorted(whole.keys() - needed)
            gone = draw(st.sets(st.sampled_from(droppable), max_size=2))
            fields = {name: each for name, each in whole.items() if name not in gone}
            rows = st.lists(st.fixed_dictionaries(fields), max_size=8)
            files[table] = draw(st.lists(rows, min_size=1, max_size=2))
            columns[table] = tuple(fields)
    return Export(files, columns)


def plain(value: object) -> object:
    """A value of either reading in a form that both share; money in yuan."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return float(value) if isinstance(value, Fraction) else value


def fast_column(read: Intake, table: str, column: str) -> dict[tuple[int, int], object]:
    """The values of a column by the file and row they stand in."""
    frame = read.tables.get(table)
    if table == "messages":
        frame = read.messages.narrow if read.messages else pl.DataFrame()
    if frame is None or column not in frame.columns:
        return {}
    source, row, values = frame["source"], frame["row"], frame[column]
    if table == "refunds" and column == "order_amount":
        values = values / 100
    return {
        (at, number): plain(value)
        for at, number, value in zip(source, row, values, strict=True)
        if value is not None
    }


def slow_column(rows: list[Row], column: str, sources: list[int]) -> dict[tuple[int, int], object]:
    return {
        (sources[row["file"]], row["row"] + 2): plain(row[column])
        for row in rows
        if row.get(column) is not None
    }


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(exports(), st.sampled_from(HOURS))
def test_derived_columns_as_the_page_says(export: Export, as_of_hour: float) -> None:
    as_of = MIDNIGHT + timedelta(hours=as_of_hour)
    read, places = intake(export, agent_number=AGENT_NUMBER)
    wanted = {(name, each.name) for name, table in TABLES.items() for each in table.derived}
    aware = as_of.replace(tzinfo=read.zone.info)
    read = with_derived(read, wanted, last_day=LAST_DAY, as_of=aware)
    tables, columns = slow_tables_of(export)
    made = slow.derive(tables, columns, as_of=as_of, last_day=LAST_DAY, agent_number=AGENT_NUMBER)
    for table, column in sorted(wanted | {("conversations", unknown_mark("first_answer_by"))}):
        rows = made.get(table, [])
        sources = [index for index, (name, _) in enumerate(places) if name == table]
        fast = fast_column(read, table, column)
        if column.endswith("unknown"):  # a mark is there or not; the slow reading has no false
            fast = {place: value for place, value in fast.items() if value}
        assert fast == slow_column(rows, column, sources), f"{table}.{column}"
        if rows and (table, column) in wanted:
            assert (column in read.columns[table]) == (column in rows[0]), f"{table}.{column}"
