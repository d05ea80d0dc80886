"""Conversations as they happen, from short scripts.

A script is a row of steps: who acts, and how many seconds after the step before.

    b  the buyer writes          w  the automatic greeting
    a  a person answers          y  the system says something
    s  a person sends a robot's suggestion      r  the robot answers
    >  the conversation reaches an agent; once more, and it is handed to the next

`b0 w1 >2 a35`: asked, greeted after a second, assigned two seconds later, answered 35 seconds after
that. `a5-60` is any time between.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fixture_days.exports import Row
from tests.fixture_days.sayings import BY_ROBOT, BY_SYSTEM, SUGGESTED, TOPICS, WELCOME

_SENDERS = {
    "b": "buyer",
    "a": "agent",
    "s": "assist",
    "r": "robot",
    "w": "welcome",
    "y": "system",
}
_FIXED = {"s": SUGGESTED, "r": BY_ROBOT, "w": WELCOME, "y": BY_SYSTEM}
_STEP = re.compile(r"([basrwy>])(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Plot:
    """A conversation that is to happen.

    * agents: who takes it up, and who it is handed to
    * texts: what is said instead of the usual, by the number of the message from 1
    * known: further columns of its row in the list of conversations
    """

    begins: datetime
    script: str
    buyer: str
    agents: tuple[str, ...]
    shop: str | None = None
    topic: str = "发货"
    texts: Mapping[int, str] = field(default_factory=dict)
    known: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Chat:
    """A conversation that happened: its row in the list, and its messages in order."""

    row: Row
    messages: list[Row]


def play(plot: Plot, conversation_id: str, rng: random.Random) -> Chat:
    """Lets a conversation happen."""
    now, said = plot.begins, list[Row]()
    place: Row = {"shop": plot.shop, "conversation_id": conversation_id, "buyer": plot.buyer}
    waiting_agents = iter(plot.agents)
    agent, assigned_at = None, None
    for who, seconds in _steps(plot.script, rng):
        now += timedelta(seconds=seconds)
        if who == ">":
            agent, assigned_at = next(waiting_agents), assigned_at or now
            continue
        by_person = agent if who in "as" else None
        text = plot.texts.get(len(said) + 1) or _text(who, plot.topic, said)
        message = {"sent_at": now, "sender": _SENDERS[who], "agent": by_person, "text": text}
        said.append(place | message | {"kind": "文本", "_served_by": agent})
    row: Row = {
        "started_at": plot.begins,
        "assigned_at": assigned_at,
        "agent": agent,
        "topic": plot.topic,
        "ended_at": now + timedelta(seconds=rng.randint(60, 300)),
    }
    return Chat(place | row | plot.known, said)


def _steps(script: str, rng: random.Random) -> Iterable[tuple[str, int]]:
    for step in script.split():
        found = _STEP.fullmatch(step)
        if found is None:
            raise ValueError(step)
        who, least, most = found.groups()
        yield who, rng.randint(int(least), int(most or least))


def _text(who: str, topic: str, said: Sequence[Row]) -> str:
    """The next question of the topic, the answer to the last one, or what machines always say."""
    if who in _FIXED:
        return _FIXED[who]
    lines = TOPICS[topic]
    asked = [message["sender"] for message in said].count("buyer")
    if who == "b":
        return lines[asked % len(lines)][0]
    return lines[(asked - 1) % len(lines)][1]


@dataclass(frozen=True)
class Shift:
    """Who sits at the desk, and when: hours of the audited day, the last not included."""

    agent: str
    from_hour: int
    to_hour: int

    def covers(self, moment: datetime) -> bool:
        return self.from_hour <= moment.hour < self.to_hour


def on_duty(shifts: Sequence[Shift], moment: datetime, rng: random.Random) -> tuple[str, ...]:
    """Two agents, those on duty first; at night the first and the last of the day."""
    there = [shift.agent for shift in shifts if shift.covers(moment)]
    rng.shuffle(there)
    return tuple([*there, shifts[0].agent, shifts[-1].agent][:2])


def busy_moment(rng: random.Random, midnight: datetime, hours: Mapping[int, int]) -> datetime:
    """A moment of the day; `hours` says how busy each hour is."""
    (hour,) = rng.choices(list(hours), weights=list(hours.values()))
    return midnight + timedelta(hours=hour, seconds=rng.randint(0, 3599))


def in_order(chats: Iterable[Chat]) -> list[Row]:
    """The messages of all conversations as they were sent; at a tie as the conversations began."""
    messages = [message for chat in chats for message in chat.messages]
    return sorted(messages, key=lambda message: message["sent_at"])


@dataclass(frozen=True)
class Crowd:
    """Ordinary conversations of a day: what can happen, when, who asks and who answers.

    * scripts: how often each happens, of all weights together
    * hours: how busy each hour is
    * buyers: the names of those who ask, in turn
    """

    scripts: Mapping[str, int]
    hours: Mapping[int, int]
    shifts: Sequence[Shift]
    buyers: Sequence[str]
    shop: str | None = None

    def plots(self, midnight: datetime, rng: random.Random) -> list[Plot]:
        """A conversation for each buyer, the first to ask first."""
        began = sorted(busy_moment(rng, midnight, self.hours) for _ in self.buyers)
        asked = rng.choices(list(self.scripts), weights=list(self.scripts.values()), k=len(began))
        topics = rng.choices(list(TOPICS), k=len(began))
        return [
            Plot(
                begins,
                script,
                buyer,
                on_duty(self.shifts, begins, rng),
                shop=self.shop,
                topic=topic,
            )
            for begins, script, buyer, topic in zip(began, asked, self.buyers, topics, strict=True)
        ]


BUSY_HOURS = {
    **{0: 1, 1: 1, 6: 1, 7: 1, 8: 4, 9: 6, 10: 9, 11: 6, 12: 3, 13: 4, 14: 8, 15: 7},
    **{16: 5, 17: 4, 18: 3, 19: 5, 20: 9, 21: 8, 22: 5, 23: 2},
}
