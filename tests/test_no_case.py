"""Why a rule has no case: which rows would be needed, and which there are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cscheck.judging.measuring import measured
from cscheck.measures.cases import Scope
from tests.both_readings import Export, intake, rule_of
from tests.program import Run, inside

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


ORDERS = "order_id,buyer,paid_at,goods_type"
REFUNDS = "refund_id,order_id,applied_at,reason,status"
CHATS = "conversation_id,buyer,started_at"
ALONE = {
    "refunds alone": (
        "taobao",
        "seven_day_return",
        (REFUNDS,),
        "no file of orders: export it, with signed_at",
    ),
    "orders not signed for": (
        "taobao",
        "seven_day_return",
        (REFUNDS, ORDERS),
        "the export of orders has no signed_at",
    ),
    "refunds without an order": (
        "tmall",
        "seven_day_return",
        ("refund_id,applied_at,reason,status", ORDERS + ",signed_at"),
        "the export of refunds has no order_id",
    ),
    "no promise": (
        "aliexpress",
        "delay_told",
        (ORDERS,),
        "the export of orders has no promised_ship_at, shipped_at",
    ),
    "nobody who tells": (
        "aliexpress",
        "delay_told",
        (ORDERS + ",promised_ship_at,shipped_at",),
        "no file of chat messages: export it and",
    ),
    "no share": ("inhouse", "stepwise_offer", (REFUNDS,), "the export of refunds has no amount"),
    "no whole": (
        "inhouse",
        "stepwise_offer",
        (REFUNDS + ",amount",),
        "no file of orders: export it, with amount",
    ),
    "no orders": (
        "inhouse",
        "conversion",
        (CHATS,),
        "no file of orders: export it, with buyer, paid_at",
    ),
    "no messages": (
        "suning",
        "first_answer_automatic",
        (CHATS + ",assigned_at",),
        "no file of chat messages: export it and",
    ),
    "no complaints": (
        "pinduoduo",
        "complaint_rate",
        (CHATS,),
        "no file of complaints: export it, with buyer",
    ),
}


def audit_of(folder: Path, platform: str, rule: str, *files: str) -> Run:
    """An audit of files of these texts, by one rule, as text."""
    for number, text in enumerate(files):
        (folder / f"{number}.csv").write_text(text + "\n", encoding="utf-8")
    args = ("-p", platform, "--date", "2026-11-20", "--only", rule, "--width", "200")
    return inside("audit", *args, folder, env={"CSCHECK_LANG": "en"})


@pytest.mark.parametrize(("platform", "rule", "headers", "says"), ALONE.values(), ids=ALONE)
def test_what_a_derived_column_is_made_from_is_what_is_missing(
    platform: str, rule: str, headers: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    run = audit_of(tmp_path, platform, rule, *headers)
    assert says in run.out
    assert "each lacks a file or a column" in run.out
    assert "is this the right period?" not in run.out


@pytest.mark.parametrize(
    ("goods", "paid", "says"),
    [
        ("保税", "2026-11-18", "export orders from 2026-11-13 on (these are of 2026-11-18)"),
        ("保税", "2026-11-12", "export orders from 2026-11-13 on (these are of 2026-11-12)"),
        ("普通", "2026-11-21", "export orders from 2026-11-13 on (these are of 2026-11-21)"),
    ],
)
def test_the_longest_limit_tells_which_orders_are_wanted(
    goods: str, paid: str, says: str, tmp_path: Path
) -> None:
    row = f"1,甲,{paid} 10:00:00,{goods},"
    run = audit_of(tmp_path, "pinduoduo", "ship_48h", f"{ORDERS},shipped_at\n{row}")
    assert f"nothing was due on 2026-11-20: {says}" in run.out
    assert "no rule had a case on 2026-11-20: is this the right period?" in run.out


def test_where_every_order_wanted_is_there_no_more_are_asked_for(tmp_path: Path) -> None:
    rows = [f"{day},甲,2026-11-{day} 10:00:00,普通," for day in (10, 21)]
    run = audit_of(tmp_path, "pinduoduo", "ship_48h", "\n".join([f"{ORDERS},shipped_at", *rows]))
    assert "none of the rows of orders (2026-11-10 .. 2026-11-21) is a case of this rule" in run.out
