"""The reply measures against the slow reading, on random exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.both_readings import Export, Row, fast_groups, slow_groups

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
SENDERS = ("buyer", "agent", "assist", "robot", "welcome", "system")
EDGES = (
    *(0, 60, 28_799, 28_800, 28_801, 28_860, 28_980, 28_981, 29_100, 29_101, 82_799, 82_800),
    *(36_000, 36_030, 36_060, 36_179, 36_180, 36_181, 36_299, 36_300, 36_301, 36_600, 72_000),
    *(86_100, 86_220, 86_399, 86_400, 86_460, 86_520, 86_700, 90_000, 115_200, 115_260),
)
moments = st.sampled_from(EDGES).flatmap(
    lambda second: st.sampled_from((-1, 0, 0, 0, 1)).map(
        lambda day: MIDNIGHT + timedelta(days=day, seconds=second)
    )
)
agents = st.sampled_from((None, "小张", "小李"))
shops = st.sampled_from((None, "甲店", "乙店"))


@st.composite
def messages(draw: st.DrawFn) -> list[list[Row]]:
    with_ids = draw(st.booleans())

    def row() -> st.SearchStrategy[Row]:
        return st.fixed_dictionaries(
            {
                "sent_at": moments,
                "sender": st.sampled_from((*SENDERS, "buyer", "buyer", "agent")),
                "conversation_id": st.sampled_from(("C1", "C2", "C3", None)),
                "shop": shops if draw(st.booleans()) else st.none(),
                "agent": agents,
                "buyer": st.sampled_from(("买一", "买二", None)),
                "text": st.sampled_from(("在吗", "好的", None)),
            }
        ).filter(lambda each: each["conversation_id"] or each["buyer"])

    files = draw(st.lists(st.lists(row(), max_size=14), min_size=1, max_size=2))
    order = draw(st.sampled_from(("shuffled", "oldest first", "newest first")))
    for rows in files:
        if order != "shuffled":
            rows.sort(key=lambda each: each["sent_at"], reverse=order == "newest first")
    if draw(st.booleans()) and len(files) > 1:
        files[1].extend(dict(each) for each in files[0][:4])
    if with_ids:
        for number, each in enumerate(each for rows in files for each in rows):
            each["message_id"] = draw(st.sampled_from((f"M{number}", "M1", None)))
    return files


@st.composite
def exports(draw: st.DrawFn) -> Export:
    files: dict[str, list[list[Row]]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    if draw(st.integers(0, 9)):
        files["messages"] = draw(messages())
        columns["messages"] = (
            "sent_at",
            "sender",
            "conversation_id",
            "shop",
            "agent",
            "buyer",
            "text",
            "message_id",
        )
    if draw(st.booleans()):
        optional = ("started_at", "queued_at", "assigned_at", "first_reply_at")
        have = draw(st.sets(st.sampled_from(optional))) | {"started_at"}
        maybe = st.one_of(st.none(), moments)
        fields: dict[str, st.SearchStrategy[Any]] = {
            "conversation_id": st.sampled_from(("C1", "C2", "C3", "C4", "C5")),
            "shop": shops,
            "agent": agents,
            "buyer": st.just("买三"),
            "offline": st.sampled_from((True, False, None)),
            "excluded": st.sampled_from((True, False, None)),
            **dict.fromkeys(sorted(have), maybe),
            "first_response_seconds": st.sampled_from((None, 5, 180, 181)),
        }
        dropped = draw(st.sets(st.sampled_from(("offline", "excluded", "first_response_seconds"))))
        fields = {name: each for name, each in fields.items() if name not in dropped}
        rows = draw(st.lists(st.fixed_dictionaries(fields), max_size=6))
        files["conversations"], columns["conversations"] = [rows], tuple(fields)
    return Export(files, columns)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    measure = draw(st.sampled_from(("reply_rate", "reply_rate", "response_time")))
    unit = draw(st.sampled_from(("message", "round", "conversation", "buyer_day")))
    rule: dict[str, Any] = {
        "measure": measure,
        "unit": unit,
        "replies_by": draw(
            st.sampled_from(("any", "human", ["agent"], ["robot"], ["assist", "welcome"]))
        ),
        "starts": draw(st.sampled_from(("message", "assigned"))),
        "population": draw(st.sampled_from(("all", "reached_agent"))),
        "automatic_rounds": draw(st.sampled_from(("include", "exclude"))),
        "period": draw(
            st.sampled_from(("day", "week", "month", "run", "rolling 30d", "rolling 1d"))
        ),
    }
    if unit in ("message", "buyer_day"):
        rule["clock"] = draw(st.sampled_from(("message", "round")))
    if unit == "conversation":
        rule["rounds"] = draw(st.sampled_from(("first", "all", "mean")))
    if measure == "reply_rate":
        rule["within"] = draw(st.sampled_from(("60s", "3m", "5m", "24h", "1d")))
        if rule.get("rounds") == "mean" and rule["within"] == "1d":
            rule["within"] = "24h"
        if unit != "buyer_day" and rule.get("rounds", "first") == "first":
            rule["counted_on"] = draw(st.sampled_from(("start", "start", "due")))
        rule["require"] = draw(st.sampled_from((">= 50%", "> 0%", "100%", 0, ">= 66.7%")))
    else:
        rule["figures"] = draw(st.permutations(["mean", "p50", "p90", "p95", "max"]))
        if draw(st.booleans()):
            rule["cap"] = draw(st.sampled_from(("180s", "600s")))
    if draw(st.booleans()):
        rule["hours"] = draw(
            st.sampled_from(("08:00-23:00", "08:00-24:00", ["23:00-02:00", "10:00-10:05"]))
        )
        rule["hours_by"] = draw(st.sampled_from(("message", "conversation")))
    if draw(st.booleans()):
        rule["exclude"] = draw(
            st.sampled_from(
                (
                    {"flags": ["offline"]},
                    {"flags": ["offline", "excluded"]},
                    {"dates": ["2026-11-19"]},
                    {"dates": ["2026-11-21..2026-11-22"]},
                )
            )
        )
    if draw(st.booleans()):
        rule["by"] = ["agent"]
    if draw(st.booleans()):
        rule["at_least"] = 2
    return rule


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), exports(), st.integers(0, 1), st.sampled_from(EDGES))
def test_replies_as_the_page_says(
    rule: dict[str, Any], export: Export, further: int, as_of_second: int
) -> None:
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    as_of = MIDNIGHT + timedelta(days=further, seconds=as_of_second)
    fast, slow = fast_groups(rule, export, days, as_of), slow_groups(rule, export, days, as_of)
    for mine, theirs in zip(fast, slow, strict=True):
        assert mine == theirs
