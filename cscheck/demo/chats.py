"""The conversations of a demonstration: bursts, robots, the night, hand-overs, and silence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]

# How busy each hour is: the morning, and the evening when the live stream runs.
_HOURS = (2, 1, 1, 0, 0, 0, 1, 2, 6, 9, 12, 9, 5, 6, 9, 9, 7, 6, 6, 9, 16, 14, 8, 4)
_BURST_HOURS, _BURST_SHARE = (10, 20), 0.12
_SHIFTS = (
    *(("客服甲（示例）", 8, 16), ("客服乙（示例）", 8, 17), ("客服丙（示例）", 12, 21)),
    *(("客服丁（示例）", 15, 24), ("客服戊（示例）", 16, 24)),
)
# What happens, and how often: who acts, and from how many to how many seconds after the last step.
# `assign` brings the conversation to a person, `pass` to the next one.
_STORIES: tuple[tuple[int, str], ...] = (
    (40, "buyer 0 0, welcome 0 1, assign 1 4, agent 6 70, buyer 15 120, agent 6 90"),
    (12, "buyer 0 0, assign 2 2, buyer 4 10, buyer 5 20, agent 15 110, buyer 30 90, agent 10 60"),
    (10, "buyer 0 0, welcome 0 1, robot 1 2, buyer 8 30, system 1 1, assign 5 40, agent 8 60"),
    (8, "buyer 0 0, welcome 0 1, robot 1 2, buyer 20 60, robot 1 2"),
    (7, "buyer 0 0, welcome 1 1, assign 1 3, assist 2 6, buyer 20 60, agent 10 70"),
    (7, "buyer 0 0, assign 1 3, agent 10 60, buyer 40 90, pass 5 40, agent 20 100"),
    (7, "buyer 0 0, welcome 1 1, assign 1 3, agent 190 900, buyer 10 60, agent 10 60"),
    (4, "buyer 0 0, welcome 1 1, assign 1 2, buyer 60 200"),
    (3, "buyer 0 0, welcome 1 1, system 1 1"),
    (2, "buyer 0 0, assign 1 2, agent 0 1"),
)
_NIGHT_STORIES: tuple[tuple[int, str], ...] = (
    (6, "buyer 0 0, welcome 0 1, robot 1 2"),
    (3, "buyer 0 0, welcome 0 1, robot 1 2, buyer 20 90, robot 1 2"),
    (2, "buyer 0 0, welcome 0 1, system 1 1"),
)
_SAID = {
    "buyer": (
        "在吗",
        "这个什么时候发货",
        "尺码偏大吗",
        "可以优惠点吗",
        "怎么还没收到",
        "想退货怎么弄",
    ),
    "agent": ("您好，我来帮您看看", "今天下午发出，请留意物流", "建议按平时的尺码", "已经为您登记"),
    "assist": ("您好，在的，请问有什么可以帮您",),
    "robot": ("您好，您的问题我已记录，可回复“人工”转接",),
    "welcome": ("欢迎光临，稍等马上为您服务",),
    "system": ("当前咨询人数较多，请稍候",),
}


@dataclass(frozen=True, slots=True)
class _Step:
    who: str
    least: int
    most: int


def busy_day(midnight: datetime, size: int, rng: random.Random) -> tuple[list[Row], list[Row]]:
    """The conversations and messages of a day, and of the hours around it."""
    conversations: list[Row] = []
    messages: list[Row] = []
    starts = sorted(_starts(midnight, size, rng))
    for number, start in enumerate(starts, start=1):
        buyer = f"示例买家{rng.randint(1, max(size * 4 // 5, 1)):06d}"
        conversation, said = _played(f"D{midnight:%m%d}{number:07d}", buyer, start, rng)
        conversations.append(conversation)
        messages += said
    messages.sort(key=lambda message: message["sent_at"])
    for number, message in enumerate(messages, start=1):
        message["message_id"] = f"M{midnight:%Y%m%d}{number:09d}"
    return conversations, messages


def _starts(midnight: datetime, size: int, rng: random.Random) -> Iterator[datetime]:
    """When conversations begin: by the hour, in bursts of a few minutes, and around midnight."""
    for number in range(size):
        if number % 50 == 0:  # yesterday's last, which may be answered after midnight
            yield midnight - timedelta(seconds=rng.randint(1, 900))
        elif rng.random() < _BURST_SHARE:
            hour = rng.choice(_BURST_HOURS)
            yield midnight + timedelta(hours=hour, seconds=rng.randint(0, 420))
        else:
            (hour,) = rng.choices(range(24), weights=_HOURS)
            yield midnight + timedelta(hours=hour, seconds=rng.randint(0, 3599))


def _played(name: str, buyer: str, start: datetime, rng: random.Random) -> tuple[Row, list[Row]]:
    """A conversation and its messages, as one of the stories has them."""
    on_duty = [agent for agent, first, last in _SHIFTS if first <= start.hour < last]
    stories = _STORIES if on_duty else _NIGHT_STORIES
    (story,) = rng.choices([s for _, s in stories], weights=[weight for weight, _ in stories])
    agents = rng.sample(on_duty, k=min(2, len(on_duty)))
    conversation: Row = {
        "conversation_id": name,
        "buyer": buyer,
        "started_at": start,
        "queued_at": start,
        "offline": not on_duty and "robot" not in story,
        "excluded": rng.random() < 0.01,
    }
    messages, moment = [], start
    for step in _steps(story):
        moment += timedelta(seconds=rng.randint(step.least, step.most))
        if step.who in ("assign", "pass"):
            conversation.setdefault("assigned_at", moment)
            agents = agents[::-1] if step.who == "pass" else agents
            conversation["agent"] = agents[0]
            continue
        agent = agents[0] if agents and step.who in ("agent", "assist") else None
        if agent is not None:
            conversation.setdefault("first_reply_at", moment)
        messages.append(
            {
                "conversation_id": name,
                "sent_at": moment,
                "sender": step.who,
                "agent": agent,
                "buyer": buyer,
                "text": rng.choice(_SAID[step.who]),
            }
        )
    conversation["ended_at"] = moment + timedelta(seconds=rng.randint(30, 600))
    if rng.random() < 0.4:
        conversation["rating"] = rng.choices((5, 3, 1), weights=(84, 9, 7))[0]
        conversation["rated_at"] = conversation["ended_at"] + timedelta(seconds=rng.randint(5, 900))
    return conversation, messages


def _steps(story: str) -> Iterator[_Step]:
    for step in story.split(", "):
        who, least, most = step.split()
        yield _Step(who, int(least), int(most))
