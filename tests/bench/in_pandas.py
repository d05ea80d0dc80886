"""`python -m tests.bench.in_pandas FILE`: the reply rules of Kuaishou as a user of pandas would
write them, as JSON.
"""

from __future__ import annotations

import json
import sys

import pandas as pd

from tests.bench.figures import RULES, Figures, of_rows

_CONVERSATION = ["shop", "conversation_id"]


def main() -> None:
    columns = [*_CONVERSATION, "sent_at", "sender", "agent", "buyer"]
    messages = pd.read_csv(sys.argv[1], usecols=columns, dtype=str)
    messages["sent_at"] = pd.to_datetime(messages["sent_at"], format="%Y-%m-%d %H:%M:%S")
    messages = messages.sort_values([*_CONVERSATION, "sent_at"], kind="stable", ignore_index=True)
    five = _five_minutes(messages)
    tables = (
        five.assign(agent=None).groupby(["shop", "agent", "day"], dropna=False)["good"],
        five.groupby(["shop", "agent", "day"], dropna=False)["good"],
        _three_minutes(messages).groupby(["shop", "agent", "week"], dropna=False)["good"],
    )
    figures: Figures = {}
    for rule, table in zip(RULES, tables, strict=True):
        counts = table.agg(["sum", "count"]).reset_index()
        rows = counts.astype(object).where(counts.notna(), None)
        figures |= of_rows(rule, rows.itertuples(index=False, name=None))
    json.dump(figures, sys.stdout)


def _next_reply(messages: pd.DataFrame, senders: list[str]) -> pd.DataFrame:
    """When and by whom each message was answered."""
    answers = messages["sender"].isin(senders)
    replies = messages[_CONVERSATION].assign(
        reply_at=messages["sent_at"].where(answers),
        replier=messages["agent"].where(answers & messages["agent"].notna(), "").where(answers),
    )
    return replies.groupby(_CONVERSATION)[["reply_at", "replier"]].bfill()


def _five_minutes(messages: pd.DataFrame) -> pd.DataFrame:
    cases = messages.join(_next_reply(messages, ["agent", "assist", "robot"]))
    cases = cases[(cases["sender"] == "buyer") & (cases["sent_at"].dt.hour >= 8)].copy()
    cases["deadline"] = cases["sent_at"] + pd.Timedelta(minutes=5)
    cases["good"] = cases["reply_at"] <= cases["deadline"]
    cases["day"] = cases["sent_at"].dt.normalize()
    spoken = messages[messages["sender"].isin(["agent", "assist"]) & messages["agent"].notna()]
    spoken = spoken[[*_CONVERSATION, "sent_at", "agent"]].sort_values("sent_at")
    found = pd.merge_asof(
        cases.drop(columns=["sent_at", "agent"]).sort_values("deadline"),
        spoken,
        left_on="deadline",
        right_on="sent_at",
        by=_CONVERSATION,
        allow_exact_matches=False,
    )
    named = found["replier"].notna() & (found["replier"] != "")
    found["agent"] = found["replier"].where(named, found["agent"])
    return found


def _three_minutes(messages: pd.DataFrame) -> pd.DataFrame:
    position = messages.index.to_series()
    cases = messages.join(_next_reply(messages, ["agent", "assist"])["reply_at"])
    human = position.where(messages["sender"].isin(["agent", "assist"]))
    conversations = [messages[name] for name in _CONVERSATION]
    first_human = human.groupby(conversations).transform("min")
    robot = position.where((messages["sender"] == "robot") & (position < first_human))
    last_robot = robot.groupby(conversations).transform("max")
    hour = cases["sent_at"].dt.hour
    kept = (cases["sender"] == "buyer") & first_human.notna() & (hour >= 8) & (hour < 23)
    cases = cases[kept & ~(position < last_robot)].copy()
    cases["good"] = cases["reply_at"] <= cases["sent_at"] + pd.Timedelta(minutes=3)
    cases["day"] = cases["sent_at"].dt.normalize()
    days = cases.groupby(["shop", "buyer", "day"])["good"].all().reset_index()
    days["week"] = days["day"] - pd.to_timedelta(days["day"].dt.day_of_week, unit="D")
    return days.assign(agent=None)


if __name__ == "__main__":
    main()
