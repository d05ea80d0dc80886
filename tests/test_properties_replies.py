"""The reply measures against the slow reading, on random exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.both_readings import Export, Row, fast_groups, slow_groups
from tests.random_rules import often, with_dates, with_groups

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
# The first of each is what hypothesis tries most, so that it comes before what leads nowhere.
SENDERS = ("agent", "buyer", "buyer", "buyer", "agent", "assist", "robot", "welcome", "system")
EDGES = (
    *(36_000, 36_030, 36_060, 36_179, 36_180, 36_181, 36_299, 36_300, 36_301, 36_600, 72_000),
    *(0, 60, 28_799, 28_800, 28_801, 28_860, 28_980, 28_981, 29_100, 29_101, 82_799, 82_800),
    *(86_100, 86_220, 86_399, 86_400, 86_460, 86_520, 86_700, 90_000, 115_200, 115_260),
)
STEPS = (60, 60, 0, 0, 1, 10, 59, 61, 100, 179, 180, 181, 299, 300, 301, 600, 3600, 28_799, 28_800)
moments = st.tuples(st.sampled_from((0, 0, 0, 0, 0, 0, -1, 1)), st.sampled_from(EDGES)).map(
    lambda each: MIDNIGHT + timedelta(days=each[0], seconds=each[1])
)
agents = st.sampled_from((None, "小张", "小李"))
shops = st.sampled_from((None, "甲店", "乙店"))
COLUMNS = ("sent_at", "sender", "conversation_id", "shop", "agent", "buyer", "text", "message_id")


@st.composite
def talks(draw: st.DrawFn, number: int) -> list[Row]:
    """What was said in a conversation, or by a buyer whose messages name none."""
    at = draw(moments)
    told = {
        "conversation_id": draw(st.sampled_from((f"C{number}", f"C{number}", "C1", None))),
        "shop": draw(shops),
        "buyer": draw(st.sampled_from(("买一", "买二"))),
    }
    rows: list[Row] = []
    others = draw(st.lists(st.sampled_from(SENDERS), min_size=4, max_size=9))
    for sender in (draw(st.sampled_from(("buyer", "buyer", "welcome"))), *others):
        text = draw(st.sampled_from(("在吗", None)))
        rows.append({"sent_at": at, "sender": sender, **told, "agent": draw(agents), "text": text})
        at += timedelta(seconds=draw(st.sampled_from(STEPS)))
    return rows


def not_told(draw: st.DrawFn, rows: list[Row]) -> None:
    """Leaves blank what an export may: buyers and conversations here and there, or all shops."""
    for row in rows:
        blank = draw(st.sampled_from((None, None, None, "buyer", "conversation_id", "shop")))
        if blank and (row["conversation_id"] if blank == "buyer" else row["buyer"]):
            row[blank] = None
    if draw(st.booleans()):
        for row in rows:
            row["shop"] = None


@st.composite
def messages(draw: st.DrawFn) -> list[list[Row]]:
    """One or two files, which may overlap."""
    numbers = range(1, 1 + draw(st.sampled_from((3, 4, 2, 1))))
    rows = [row for number in numbers for row in draw(talks(number))]
    if draw(st.booleans()):
        not_told(draw, rows)
    order = draw(st.sampled_from(("shuffled", "oldest first", "newest first")))
    if order == "shuffled":
        rows = draw(st.permutations(rows))
    else:
        rows.sort(key=lambda each: each["sent_at"], reverse=order == "newest first")
    cut = draw(st.sampled_from((0, 0, len(rows) // 2)))
    files = [rows[:cut], rows[cut:]] if cut else [rows]
    if cut and draw(st.booleans()):
        files[1].extend(dict(each) for each in files[0][:4])
    if often(draw, 1, 3):
        for number, each in enumerate(each for rows in files for each in rows):
            each["message_id"] = draw(st.sampled_from((f"M{number}", f"M{number}", "M1", None)))
    return files


@st.composite
def conversations(draw: st.DrawFn, said: list[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of conversations, most of which have messages, and the columns that the export has."""
    optional = ("started_at", "queued_at", "assigned_at", "first_reply_at")
    have = draw(st.sets(st.sampled_from(optional))) | {"started_at"}
    more = draw(st.sets(st.sampled_from(("offline", "excluded", "first_response_seconds"))))
    rows: list[Row] = []
    for row in draw(st.permutations(said))[:4]:
        rows.append({"conversation_id": row["conversation_id"] or "C1", "shop": row["shop"]})
        rows[-1]["at"] = row["sent_at"]
    rows += [
        {"conversation_id": f"D{number}", "shop": draw(shops), "at": draw(moments)}
        for number in range(draw(st.sampled_from((0, 1, 2, 4))))
    ]
    steps = st.sampled_from((None, 0, 0, -60, 30, 60, 61, 180, 181, 300, 3600))
    flags = st.sampled_from((False, False, None, True))
    for row in rows:
        at = row.pop("at")
        row |= {"agent": draw(agents), "buyer": "买三"}
        for name in sorted(have):
            step = draw(steps)
            row[name] = None if step is None else at + timedelta(seconds=step)
        for name in sorted(more):
            seconds = st.sampled_from((None, 5, 180, 181))
            row[name] = draw(seconds if name == "first_response_seconds" else flags)
    return rows, ("conversation_id", "shop", "agent", "buyer", *sorted(have), *sorted(more))


@st.composite
def exports(draw: st.DrawFn) -> Export:
    files: dict[str, list[list[Row]]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    said: list[Row] = []
    if not often(draw, 1, 8):
        files["messages"], columns["messages"] = draw(messages()), COLUMNS
        said = [row for rows in files["messages"] for row in rows]
    if not said or often(draw, 2, 3):
        rows, columns["conversations"] = draw(conversations(said))
        files["conversations"] = [rows]
    return Export(files, columns)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    unit = draw(st.sampled_from(("message", "round", "conversation", "buyer_day")))
    replies_by = st.sampled_from(("any", "human", ["agent"], ["robot"], ["assist", "welcome"]))
    rule: dict[str, Any] = {
        "measure": draw(st.sampled_from(("reply_rate", "reply_rate", "response_time"))),
        "unit": unit,
        "replies_by": draw(replies_by),
        "starts": draw(st.sampled_from(("message", "assigned"))),
        "population": draw(st.sampled_from(("all", "all", "reached_agent"))),
        "automatic_rounds": draw(st.sampled_from(("include", "include", "exclude"))),
    }
    if unit in ("message", "buyer_day"):
        rule["clock"] = draw(st.sampled_from(("message", "round")))
    if unit == "conversation":
        rule["rounds"] = draw(st.sampled_from(("first", "all", "mean")))
    changes: list[dict[str, Any]] = [{"population": "reached_agent"}, {"replies_by": "any"}]
    if rule["measure"] == "reply_rate":
        changes += with_limit(draw, rule)
    else:
        changes += with_figures(draw, rule)
    if often(draw, 1, 3):
        windows = ("08:00-24:00", "08:00-23:00", ["23:00-02:00", "10:00-10:05"])
        rule["hours"] = draw(st.sampled_from(windows))
        rule["hours_by"] = draw(st.sampled_from(("message", "conversation")))
    if often(draw, 1, 3):
        rule["exclude"] = draw(st.sampled_from(EXCLUDED))
    return with_dates(draw, with_groups(draw, rule), DAY, changes)


def with_limit(draw: st.DrawFn, rule: dict[str, Any]) -> list[dict[str, Any]]:
    """Adds how long a reply may take; returns what a later version may say of it."""
    rule["within"] = draw(st.sampled_from(("60s", "3m", "5m", "24h", "1d")))
    if rule.get("rounds") == "mean" and rule["within"] == "1d":
        rule["within"] = "24h"
    if rule["unit"] != "buyer_day" and rule.get("rounds", "first") == "first":
        rule["counted_on"] = draw(st.sampled_from(("start", "start", "due")))
    rule["require"] = draw(st.sampled_from((">= 50%", "> 0%", "100%", 0, ">= 66.7%")))
    if often(draw, 1, 5):
        rule["warn"] = draw(st.sampled_from(("100%", ">= 50%")))
    return [{"within": "2m"}, {"require": "> 50%"}, {"require": None}]


def with_figures(draw: st.DrawFn, rule: dict[str, Any]) -> list[dict[str, Any]]:
    """Adds the figures and their limit; returns what a later version may say of them."""
    names = ["mean", "p50", "p90", "p95", "max"]
    rule["figures"] = draw(st.permutations(names))[: draw(st.sampled_from((5, 2, 1)))]
    if often(draw, 1, 2):
        rule["cap"] = draw(st.sampled_from(("180s", "600s")))
    rule["require"] = draw(st.sampled_from((None, "<= 60s", "<= 3m", "< 10m", ">= 30s")))
    return [{"cap": "61s"}, {"figures": ["p90", "mean"]}, {"require": "<= 1m"}]


EXCLUDED = (
    {"flags": ["offline"]},
    {"flags": ["offline", "excluded"]},
    {"dates": ["2026-11-19"]},
    {"dates": ["2026-11-21..2026-11-22"]},
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), exports(), st.integers(0, 1), st.sampled_from((*[86_400] * 9, *EDGES)))
def test_replies_as_the_page_says(
    rule: dict[str, Any], export: Export, further: int, as_of_second: int
) -> None:
    days = [DAY, DAY + timedelta(days=1)][: 1 + further]
    as_of = MIDNIGHT + timedelta(days=further, seconds=as_of_second)
    fast, slow = fast_groups(rule, export, days, as_of), slow_groups(rule, export, days, as_of)
    for mine, theirs in zip(fast, slow, strict=True):
        assert mine == theirs
