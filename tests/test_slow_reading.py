"""The page's own worked examples, and the edges it names, held to the slow reading."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import tests.slow_reading as slow

DAY = date(2026, 7, 1)
END = datetime(2026, 7, 2)
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def at(clock: str, day: date = DAY) -> datetime:
    hours, minutes, seconds = (*(int(part) for part in clock.split(":")), 0)[:3]
    return datetime(day.year, day.month, day.day) + timedelta(
        hours=hours, minutes=minutes, seconds=seconds
    )


def talk(*said: str, **columns: Any) -> list[Row]:
    """`"buyer 10:10:15"` ... as read messages of one conversation."""
    rows: list[Row] = []
    for row, text in enumerate(said, start=2):
        sender, clock = text.split()
        agent = None if sender in ("buyer", "robot", "welcome", "system") else "Ann"
        message = {"conversation_id": "c1", "buyer": "b1", "agent": agent, **columns}
        rows.append({**message, "sender": sender, "sent_at": at(clock), "file": 0, "row": row})
    return slow.read_messages([rows], session_gap=timedelta(hours=8), default_shop="default")


def run(
    rule: Row, tables: Tables, *, days: list[date] | None = None, as_of: datetime = END
) -> list[Any]:
    columns = {name: {key for row in rows for key in row} for name, rows in tables.items()}
    return slow.groups(rule, tables, columns, days=days or [DAY], as_of=as_of)


def found(
    rule: Row, tables: Tables, *, days: list[date] | None = None, as_of: datetime = END
) -> list[Any]:
    columns = {name: {key for row in rows for key in row} for name, rows in tables.items()}
    return slow.cases(rule, tables, columns, days=days or [DAY], as_of=as_of)


def replies(**parameters: Any) -> Row:
    rule = {"id": "r", "measure": "reply_rate", "unit": "round", "replies_by": "human"}
    return {**rule, "within": "3m", "require": ">= 50%", **parameters}


def rate(groups: list[Any]) -> tuple[int | None, int]:
    return groups[0].numerator, groups[0].denominator


# part 1


def test_days_end_with_the_day() -> None:
    assert slow.deadline_after(at("10:00"), "5d") == datetime(2026, 7, 7)
    assert slow.due_day(datetime(2026, 7, 7)) == date(2026, 7, 6)
    assert slow.deadline_after(at("10:00"), "48h") == at("10:00", date(2026, 7, 3))


@pytest.mark.parametrize(
    ("hours", "clock", "is_inside"),
    [
        ("08:00-24:00", "08:00:00", True),
        ("08:00-24:00", "07:59:59", False),
        ("08:00-24:00", "23:59:59", True),
        ("08:00-23:00", "23:00:00", False),
        ("22:00-02:00", "01:59:59", True),
        ("22:00-02:00", "02:00:00", False),
        ("22:00-02:00", "22:00:00", True),
        (["09:00-12:00", "13:00-18:00"], "12:30", False),
        (["09:00-12:00", "13:00-18:00"], "13:00", True),
    ],
)
def test_hours_windows(hours: str | list[str], clock: str, is_inside: bool) -> None:
    assert slow.inside(hours, at(clock)) is is_inside


# part 3


def test_worked_example_of_rounds() -> None:
    said = ["buyer 10:10:15", "buyer 10:15:20", "agent 10:18:10"]
    assert rate(run(replies(), {"messages": talk(*said)})) == (0, 1)
    said += ["buyer 10:18:30", "agent 10:19:00"]
    assert rate(run(replies(), {"messages": talk(*said)})) == (1, 2)
    asked = [f"buyer 10:0{minute}:00" for minute in range(10)]
    assert rate(run(replies(), {"messages": talk(*asked)})) == (0, 1)


@pytest.mark.parametrize(
    ("said", "goods"),
    [
        (["buyer 10:00", "robot 10:00:01", "buyer 10:05", "agent 10:05:40"], [(True, 40)]),
        (["buyer 10:00", "robot 10:00:01"], []),
        (["buyer 10:00", "robot 10:00:01", "buyer 10:05"], [(False, None)]),
    ],
)
def test_automatic_rounds(said: list[str], goods: list[tuple[bool, int | None]]) -> None:
    cases = found(replies(automatic_rounds="exclude"), {"messages": talk(*said)})
    assert [(case.good, case.value) for case in cases] == goods


def test_exactly_at_the_limit_is_in_time_and_a_deadline_at_as_of_is_late() -> None:
    assert rate(run(replies(), {"messages": talk("buyer 10:00", "agent 10:03")})) == (1, 1)
    assert rate(run(replies(), {"messages": talk("buyer 10:00", "agent 10:03:01")})) == (0, 1)
    tables = {"messages": talk("buyer 10:00")}
    assert run(replies(), tables, as_of=at("10:03"))[0].status == "fail"
    group = run(replies(), tables, as_of=at("10:02:59"))[0]
    assert (group.status, group.open, group.denominator) == ("undecided", 1, 0)
    assert (group.low, group.high) == (0, 1)


def test_a_reply_after_midnight_counts() -> None:
    cases = found(replies(), {"messages": talk("buyer 23:58", "agent 24:01")})
    assert [(case.day, case.good) for case in cases] == [(DAY, True)]


def test_clock_of_messages_and_of_rounds() -> None:
    tables = {"messages": talk("buyer 10:00", "buyer 10:02", "agent 10:04")}
    assert rate(run(replies(unit="message"), tables)) == (1, 2)
    assert rate(run(replies(unit="message", clock="round"), tables)) == (0, 2)
    assert rate(run(replies(unit="buyer_day"), tables)) == (0, 1)


def test_a_reply_of_the_same_second() -> None:
    (case,) = found(replies(), {"messages": talk("agent 10:00", "buyer 10:00", "agent 10:00")})
    assert (case.value, case.agent) == (0, "Ann")


def test_newest_first_is_turned_round() -> None:
    tables = {"messages": talk("agent 10:05", "agent 10:01", "buyer 10:01", "buyer 10:00")}
    assert [case.value for case in found(replies(unit="message"), tables)] == [60, 0]


def test_threads() -> None:
    def pieces(*said: str) -> int:
        return len({row["conversation_id"] for row in talk(*said, conversation_id=None)})

    assert pieces("buyer 01:00", "agent 02:00", "buyer 09:59:59") == 1
    assert pieces("buyer 01:00", "agent 02:00", "buyer 10:00") == 2
    assert pieces("buyer 01:00", "buyer 12:00", "agent 22:00") == 1


def test_blank_buyers_duplicates_and_rejects() -> None:
    base = {"sender": "buyer", "sent_at": at("10:00"), "file": 0}
    first = [
        {**base, "conversation_id": "c", "buyer": None, "text": "hi", "row": 2},
        {**base, "conversation_id": "c", "buyer": "b", "text": "hi", "row": 3},
        {**base, "conversation_id": "d", "buyer": None, "message_id": "m", "row": 4},
        {**base, "conversation_id": None, "buyer": None, "row": 5},
    ]
    second = [{**row, "file": 1} for row in first[:3]]
    second.append({**second[0], "row": 9})
    read = slow.read_messages([first, second], session_gap=timedelta(hours=8), default_shop="s")
    where = [(row["file"], row["row"], row["buyer"], row["shop"]) for row in read]
    assert where == [(0, 2, "b", "s"), (0, 3, "b", "s"), (1, 9, "b", "s"), (0, 4, "d", "s")]


def row_of_talk(**columns: Any) -> list[Row]:
    return [{"conversation_id": "c1", "file": 1, "row": 2, "agent": "Bob", **columns}]


def test_starts_assigned_and_in_queue() -> None:
    rule = replies(starts="assigned", replies_by=["agent"])
    tables = {
        "messages": talk("buyer 10:00", "robot 10:00:01", "agent 10:07"),
        "conversations": row_of_talk(assigned_at=at("10:05")),
    }
    assert rate(run(rule, tables)) == (1, 1)
    tables["messages"] = talk("buyer 10:00", "robot 10:00:01")
    (case,) = found(rule, tables)
    assert (case.good, case.agent) == (False, "Bob")
    tables["conversations"] = row_of_talk(assigned_at=None)
    (group,) = run(rule, tables)
    assert (group.excluded, group.denominator, group.status) == ({"in_queue": 1}, 0, "no_data")
    tables["conversations"] = row_of_talk()
    assert rate(run(rule, tables)) == (0, 1)


def test_population_reached_agent() -> None:
    rule = replies(unit="message", population="reached_agent")
    said = talk("buyer 10:00", "robot 10:01", "buyer 10:02", "agent 10:07", "buyer 10:08")
    tables = {"messages": said, "conversations": row_of_talk(assigned_at=at("10:05"))}
    cases = found(rule, tables)
    assert [(case.start, case.good) for case in cases] == [
        (at("10:05"), True),
        (at("10:08"), False),
    ]
    del tables["conversations"]
    starts = [case.start for case in found(rule, tables)]
    assert starts == [at("10:02"), at("10:08")]
    assert found(rule, {"messages": talk("buyer 10:00", "robot 10:01")}) == []


def test_buyer_day_under_hours() -> None:
    rule = replies(unit="buyer_day", hours="08:00-23:00")
    tables = {"messages": talk("buyer 07:59", "buyer 08:00", "agent 08:01")}
    assert rate(run(rule, tables)) == (1, 1)
    assert run(rule, {"messages": talk("buyer 07:59", "agent 08:00")}) == []


def test_conversation_rounds() -> None:
    said = talk("buyer 10:00", "agent 10:01", "buyer 10:10", "agent 10:14", "buyer 10:20")
    tables = {"messages": said}
    assert [case.good for case in found(replies(unit="conversation"), tables)] == [True]
    every = replies(unit="conversation", rounds="all")
    assert [(case.good, case.start) for case in found(every, tables)] == [(False, at("10:10"))]
    mean = replies(unit="conversation", rounds="mean")
    tables["messages"] = said[:-1]
    assert [(case.good, case.value) for case in found(mean, tables)] == [(True, 150)]


def test_counted_on_due_belongs_to_the_day_that_ends() -> None:
    rule = replies(within="24h", counted_on="due")
    tables = {"messages": talk("buyer 00:00")}
    assert [case.day for case in found(rule, tables)] == [DAY]
    tables = {"messages": talk("buyer 00:01")}
    (case,) = found(rule, tables)
    assert (case.day, case.good) == (date(2026, 7, 2), None)
    assert run(rule, tables) == []


def test_response_time_figures_and_cap() -> None:
    rule: Row = {"measure": "response_time", "unit": "message", "replies_by": "human"}
    rule |= {"figures": ["mean", "p50", "p90", "max"], "require": "<= 60s"}
    said = talk("buyer 10:00", "agent 10:00:10", "buyer 10:01", "agent 10:01:20", "buyer 23:59")
    (group,) = run(rule, {"messages": said})
    assert group.figures == {"mean": 30, "p50": 20, "p90": 60, "max": 60}
    assert (group.numerator, group.denominator, group.value) == (None, 3, 30)
    assert (group.open, group.low, group.high) == (1, 30, slow.ENDLESS)
    assert group.status == "undecided"  # the last may yet take an hour
    (group,) = run(rule | {"cap": "15s"}, {"messages": said}, as_of=at("23:00"))
    assert group.figures == {"mean": Fraction(40, 3), "p50": 15, "p90": 15, "max": 15}
    assert (group.status, group.high) == ("pass", Fraction(40, 3))


def test_exclude_flags_and_dates() -> None:
    rule = replies(exclude={"flags": ["offline"], "dates": ["2026-06-30..2026-07-01"]})
    tables = {"messages": talk("buyer 10:00"), "conversations": row_of_talk(offline=True)}
    assert run(rule, tables)[0].excluded == {"offline": 1}
    tables["conversations"] = row_of_talk(offline=False)
    assert run(rule, tables)[0].excluded == {"date": 1}


def test_parameters_of_units() -> None:
    slow.check_parameters(replies())
    for wrong in ({"clock": "round"}, {"rounds": "all"}, {"cap": "600s"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            slow.check_parameters(replies(**wrong))


# part 4


def test_first_response_from_conversations() -> None:
    rule = replies(unit="conversation", replies_by=["agent"], starts="assigned", within="45s")
    base = {"shop": "s", "started_at": at("10:00"), "assigned_at": at("10:01"), "file": 0}
    blank = {"first_reply_at": None, "first_response_seconds": None}
    rows = [
        {**base, **blank, "conversation_id": "a", "first_response_seconds": 45, "row": 2},
        {**base, **blank, "conversation_id": "b", "first_reply_at": at("10:01:46"), "row": 3},
        {**base, **blank, "conversation_id": "c", "row": 4},
        {**base, **blank, "conversation_id": "d", "assigned_at": None, "row": 5},
    ]
    (group,) = run(rule, {"conversations": rows})
    assert (group.numerator, group.denominator, group.excluded) == (1, 3, {"in_queue": 1})
    tables = {"conversations": rows, "messages": talk("buyer 12:00", "agent 12:00:01", shop="s")}
    assert [case.id for case in found(rule, tables)] == ["c1"]


# part 5


def orders(*rows: Row) -> dict[str, list[Row]]:
    blank = {"shop": "s", "paid_at": None, "shipped_at": None, "picked_up_at": None}
    return {
        "orders": [
            {**blank, "order_id": str(number), "file": 0, "row": number, **row}
            for number, row in enumerate(rows, start=2)
        ]
    }


def deadline(**parameters: Any) -> Row:
    rule = {"measure": "deadline", "table": "orders", "start": "paid_at", "stop": "shipped_at"}
    return {**rule, "require": "100%", **parameters}


CUTOFF = {"time": "16:00", "before": "same_day", "after": "next_day", "at": "24:00"}


@pytest.mark.parametrize(("clock", "day"), [("15:59:59", 1), ("16:00", 2), ("23:00", 2)])
def test_cutoff(clock: str, day: int) -> None:
    rule, tables = deadline(cutoff=CUTOFF), orders({"paid_at": at(clock)})
    (case,) = found(rule, tables, days=[DAY, date(2026, 7, 2)])
    assert (case.day, case.deadline) == (date(2026, 7, day), datetime(2026, 7, day + 1))


def test_a_cutoff_that_is_the_end_of_the_day_is_never_reached() -> None:
    rule = deadline(cutoff={**CUTOFF, "time": "24:00"})
    assert [case.day for case in found(rule, orders({"paid_at": at("23:59:59")}))] == [DAY]


def test_which_limit_applies() -> None:
    rule = deadline(
        within={"by": "goods_type", "normal": "48h", "bonded": "168h"},
        due_columns=["promised_ship_at", "other_at"],
    )
    tables = orders(
        {"paid_at": at("10:00"), "goods_type": "bonded"},
        {"paid_at": at("10:00"), "goods_type": "odd", "shipped_at": at("58:00")},
        {"paid_at": at("10:00"), "promised_ship_at": at("09:00"), "other_at": at("20:00")},
        {"paid_at": at("10:00"), "other_at": at("20:00"), "shipped_at": at("20:00")},
        {"paid_at": None, "goods_type": "normal"},
    )
    cases = found(rule, tables, days=[DAY, date(2026, 7, 3)], as_of=datetime(2026, 7, 4))
    assert [(case.row, case.deadline, case.good) for case in cases] == [
        (2, at("10:00", date(2026, 7, 8)), None),  # of another day: for `due`
        (3, at("10:00", date(2026, 7, 3)), True),
        (4, at("09:00"), False),
        (5, at("20:00"), True),
    ]


def test_all_of_any_of_optional_and_missing_columns() -> None:
    row = {"paid_at": at("01:00"), "shipped_at": at("02:00"), "signed_at": at("09:00")}
    rule, tables = deadline(within="5h"), orders(row)

    def good(stop: Row, **parameters: Any) -> list[bool | None]:
        return [case.good for case in found({**rule, "stop": stop, **parameters}, tables)]

    assert good({"all_of": ["shipped_at", "signed_at"]}) == [False]
    assert good({"any_of": ["shipped_at", "signed_at"]}) == [True]
    assert good({"all_of": ["shipped_at", "picked_up_at"]}) == [False]
    assert good({"all_of": ["shipped_at", "gone_at"]}) == []
    assert good({"all_of": ["shipped_at", "gone_at"]}, optional=["gone_at"]) == [True]


def test_cancelled() -> None:
    rule = deadline(within="5h", cancelled_by=["closed_at", "refund_applied_at"])
    paid = {"paid_at": at("01:00"), "status": "closed"}
    tables = orders(
        {**paid, "closed_at": at("05:59:59")},
        {**paid, "closed_at": at("06:00")},
        paid,
        {**paid, "shipped_at": at("07:00"), "closed_at": at("05:00")},
    )
    cases = found(rule, tables)
    assert [case.excluded for case in cases] == ["cancelled", None, "closed, time unknown", None]
    assert [case.good for case in cases] == [None, False, None, False]
    assert slow.late_by(cases[3], END) == timedelta(hours=1)
    assert slow.late_by(cases[1], END) == timedelta(hours=18)


def test_an_order_on_several_rows_is_shipped_when_its_last_row_is() -> None:
    lines = [
        {"order_id": "1", "sub_order_id": "a", "shipped_at": at("02:00"), "amount": None},
        {"order_id": "1", "sub_order_id": "b", "shipped_at": at("03:00"), "amount": Decimal(5)},
    ]
    file = [{**line, "file": 0, "row": row} for row, line in enumerate(lines, start=2)]
    (order,) = slow.read_table("orders", [file], default_shop="s")
    assert (order["shipped_at"], order["amount"], order["row"]) == (at("03:00"), 5, 2)
    file[0]["shipped_at"] = None
    (order,) = slow.read_table("orders", [file], default_shop="s")
    assert order["shipped_at"] is None


def test_conditions() -> None:
    row = {"a": 1, "b": None, "text": "七天无理由退货", "t": at("10:00"), "u": at("11:00")}
    assert slow.holds({"a": 1, "b": "missing", "text": {"contains": ["x", "无理由"]}}, row)
    assert slow.holds([{"a": [2, 3]}, {"t": {"before": "u"}}], row)
    assert not slow.holds({"b": {"<": 5}}, row)
    assert not slow.holds({"t": {"after": "u"}}, row)
    assert slow.holds({"share": {">": 0.1}}, {"share": Fraction(1001, 10000)})
    assert not slow.holds({"share": {">": 0.1}}, {"share": Fraction(1, 10)})


def test_duration() -> None:
    base = {"shop": "s", "applied_at": at("01:00"), "finished_at": at("20:00"), "file": 0}
    back = {"return_signed_at": None, "confirmed_at": None}
    rows = [
        {**base, **back, "refund_id": "1", "decided_at": at("03:00"), "row": 2},
        {**base, "refund_id": "2", "decided_at": at("02:30"), "row": 3}
        | {"return_signed_at": at("10:00"), "confirmed_at": at("12:00")},
        {**base, **back, "refund_id": "3", "decided_at": None, "row": 4},
        {**base, **back, "refund_id": "4", "decided_at": None, "finished_at": None, "row": 5},
    ]
    rule: Row = {"measure": "duration", "table": "refunds", "figures": ["mean", "p90"]}
    rule["intervals"] = [["applied_at", "decided_at"], ["return_signed_at", "confirmed_at"]]
    rule["else"] = [["applied_at", "finished_at"]]
    (group,) = run(rule, {"refunds": rows})
    assert group.figures == {"mean": Fraction(11, 4), "p90": Fraction(7, 2)}
    assert (group.denominator, group.excluded) == (2, {"no_interval": 1})
    lacking = [{k: v for k, v in row.items() if k != "confirmed_at"} for row in rows]
    (group,) = run(rule, {"refunds": lacking})
    assert (group.value, group.denominator) == (19, 3)
    (group,) = run({**rule, "zero_where": {"refund_id": ["1", "3"]}}, {"refunds": rows})
    assert (group.value, group.denominator, group.excluded) == (Fraction(7, 6), 3, {})


# part 6


def talks(*rows: Row) -> dict[str, list[Row]]:
    return {
        "conversations": [
            {"shop": "s", "conversation_id": str(n), "file": 0, "row": n, **row}
            for n, row in enumerate(rows, start=2)
        ]
    }


def test_distinct_counts_a_value_once_a_day() -> None:
    tables = talks(
        {"started_at": at("10:00"), "buyer": "b", "offline": False},
        {"started_at": at("11:00"), "buyer": "b", "offline": True},
        {"started_at": at("11:00"), "buyer": "c", "offline": False},
        {"started_at": at("24:00"), "buyer": "b", "offline": False},
    )
    rule: Row = {"measure": "share", "table": "conversations", "distinct": "buyer"}
    rule |= {"bad": {"offline": True}, "period": "run"}
    rule["require"] = [{"when": "cases_per_day < 2", "be": "<= 1%"}, {"be": "<= 34%"}]
    days = [DAY, date(2026, 7, 2)]
    (group,) = run(rule, tables, days=days)
    assert (group.numerator, group.denominator) == (1, 3)
    assert group.status == "pass"  # 4 rows in 2 days: two a day, not fewer
    (group,) = run(rule, tables)
    assert group.value == Fraction(1, 2)
    assert group.status == "fail"


def test_a_choice_of_limits() -> None:
    rule: Row = {"measure": "share", "table": "conversations", "bad": {"offline": True}}
    rule["require"] = {"any_of": ["bad_cases < 4", "<= 0.35%"]}
    bad = {"started_at": at("10:00"), "offline": True}
    assert run(rule, talks(bad, bad, bad))[0].status == "pass"
    assert run(rule, talks(bad, bad, bad, bad))[0].status == "fail"


# part 2


def test_exactly_on_the_limit_follows_the_operator() -> None:
    tables = {"messages": talk("buyer 10:00", "agent 10:01", "buyer 10:02")}
    assert run(replies(require=">= 50%"), tables)[0].status == "pass"
    assert run(replies(require="> 50%"), tables)[0].status == "fail"
    assert run(replies(require="> 50%", severity="warn"), tables)[0].status == "warn"
    assert run(replies(require=">= 40%", warn=">= 60%"), tables)[0].status == "warn"
    assert run(replies(at_least=3), tables)[0].status == "not_assessed"
    assert run(replies(require=None), tables)[0].status == "info"
    assert slow.rule_status(run(replies(), {})) == "no_data"


def test_open_cases_that_can_no_longer_tip_it() -> None:
    said = ["buyer 10:00", "agent 10:01", "buyer 10:10", "agent 10:11", "buyer 23:59"]
    tables = {"messages": talk(*said)}
    assert run(replies(require=">= 60%"), tables)[0].status == "pass"
    assert run(replies(require=">= 80%"), tables)[0].status == "undecided"


def test_periods() -> None:
    days = [DAY + timedelta(days=n) for n in range(35)]  # 1 July 2026 is a Wednesday
    tables = orders(*({"paid_at": at("10:00", day)} for day in days))
    rule = deadline(within="1h")

    def windows(period: str) -> list[tuple[date, date, int]]:
        made = run({**rule, "period": period}, tables, days=days, as_of=datetime(2027, 1, 1))
        return [(group.from_, group.to, group.denominator) for group in made]

    assert len(windows("day")) == 35
    assert windows("week")[0] == (DAY, date(2026, 7, 5), 5)
    assert windows("week")[1] == (date(2026, 7, 6), date(2026, 7, 12), 7)
    assert windows("month") == [
        (DAY, date(2026, 7, 31), 31),
        (date(2026, 8, 1), date(2026, 8, 4), 4),
    ]
    assert windows("run") == [(DAY, date(2026, 8, 4), 35)]
    assert windows("rolling 30d") == [(date(2026, 7, 6), date(2026, 8, 4), 30)]


def test_versions_and_the_end_of_a_rule() -> None:
    rule = replies(unit="message", period="run", after_end="info")
    rule["versions"] = [
        {"until": "2026-06-30", "within": "1m"},
        {"from": "2026-07-01", "until": "2026-07-01", "within": "3m", "require": ">= 90%"},
    ]
    said = talk("buyer 10:00", "agent 10:02")
    earlier = [{**row, "conversation_id": "c0"} for row in said]
    for row in earlier:
        row["sent_at"] -= timedelta(days=1)
    tables = {"messages": earlier + said}
    days = [date(2026, 6, 30), DAY]
    assert [case.good for case in found(rule, tables, days=days)] == [False, True]
    assert run(rule, tables, days=days)[0].status == "fail"
    later = [*days, date(2026, 7, 2)]
    (group,) = run(rule, tables, days=later)
    assert (group.status, group.would_be, group.value) == ("info", "fail", Fraction(1, 2))


def test_deadlines_take_the_version_of_their_start() -> None:
    rule = deadline(versions=[{"until": "2026-06-30", "within": "72h"}, {"within": "48h"}])
    rule["versions"][1]["from"] = "2026-07-01"
    tables = orders({"paid_at": at("10:00", date(2026, 6, 30))}, {"paid_at": at("10:00")})
    cases = found(rule, tables, days=[date(2026, 7, 3)], as_of=datetime(2026, 7, 4))
    assert [case.deadline for case in cases] == [at("10:00", date(2026, 7, 3))] * 2


def test_by_agent() -> None:
    said = talk("buyer 10:00", "agent 10:01", "buyer 10:02")
    alone = [{**row, "conversation_id": "c2"} for row in talk("buyer 11:00")]
    groups = run(replies(by=["agent"]), {"messages": said + alone})
    assert [(group.agent, group.numerator, group.denominator) for group in groups] == [
        (None, 0, 1),
        ("Ann", 1, 2),
    ]


# design part 2


def test_derived_columns() -> None:
    base = {"shop": "s", "file": 0, "row": 2, "buyer": "b1"}
    tables = {
        "messages": talk("buyer 08:00", "robot 08:00", "agent 10:00", shop="s"),
        "conversations": [
            {**base, "conversation_id": "c1", "started_at": at("08:00"), "assigned_at": at("07:00")}
        ],
        "orders": [
            {**base, "order_id": "1", "paid_at": at("09:00"), "promised_ship_at": at("10:00")}
            | {"shipped_at": None, "amount": Decimal("9.99"), "signed_at": at("12:00")}
        ],
        "refunds": [
            {**base, "refund_id": "1", "order_id": "1", "status": "rejected"}
            | {"applied_at": at("01:00"), "amount": Decimal("1.00"), "refunded_at": None},
            {**base, "refund_id": "2", "order_id": "1", "status": "open"}
            | {"applied_at": at("02:00"), "amount": None, "refunded_at": at("03:00")},
        ],
        "complaints": [
            {**base, "complaint_id": "1", "order_id": "1", "created_at": at("09:00")}
            | {"closed_at": at("24:00"), "last_followup_at": at("10:00")}
        ],
    }
    columns: dict[str, set[str]] = {name: set() for name in tables}
    made = slow.derive(tables, columns, as_of=END, last_day=DAY)
    order, refund = made["orders"][0], made["refunds"][0]
    complaint, conversation = made["complaints"][0], made["conversations"][0]
    assert [row["unanswered"] for row in made["messages"]] == [True, True, True]
    assert (conversation["taken_up"], conversation["first_answer_by"]) == (True, "robot")
    assert (conversation["paid_within_seconds"], conversation["complained"]) == (3600, True)
    assert order["refund_applied_at"] == at("02:00")
    assert (order["promise_missed_at"], order["told_after_promise_at"]) == (at("10:00"),) * 2
    assert order["consulted_before_pay"] is True
    assert refund["share_of_order"] == Fraction(100, 999)
    assert refund["no_reason_until"] == datetime(2026, 7, 9)
    assert complaint["order_refunded_at"] == at("03:00")
    assert (complaint["open_at_end"], complaint["followed_up_on_last_day"]) == (True, True)
