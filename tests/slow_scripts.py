"""`phrases` and `script` read a second time (measures.md, parts 8 and 9), a message at a time.

Messages are maps in the order of their conversations: conversation, at, sender, text, kind, number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import tests.slow_phrases as slow

PEOPLE = ("agent", "assist")
Message = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """How many messages were looked at, and the numbers of those with hits, and for review."""

    looked: int
    bad: tuple[int, ...]
    review: tuple[int, ...]


def phrases(
    messages: Sequence[Message], lists: Mapping[str, slow.List], senders: Sequence[str], day: date
) -> Said:
    """Of the messages with a text by the senders on a day: what they say."""
    looked = [
        message
        for message in messages
        if message["sender"] in senders and message["text"] and message["at"].date() == day
    ]
    bad, review = [], []
    for message in looked:
        hits = slow.hits(message["text"], lists)
        if any(not hit.review for hit in hits):
            bad.append(message["number"])
        elif hits:
            review.append(message["number"])
    return Said(len(looked), tuple(sorted(bad)), tuple(sorted(review)))


def script(
    messages: Sequence[Message],
    parts: Mapping[str, Mapping[str, Any]],
    lists: Mapping[str, slow.List],
    day: date,
) -> list[tuple[str, str, bool]]:
    """conversation, part and whether it was kept, of the conversations of a day."""
    cases = []
    for conversation in sorted({message["conversation"] for message in messages}):
        inside = [each for each in messages if each["conversation"] == conversation]
        people = [each for each in inside if each["sender"] in PEOPLE]
        if not people or people[0]["at"].date() != day:
            continue
        for name, part in parts.items():
            wanted = {each: lists[each] for each in part["lists"]}
            if "wait" in part:
                kept = not _silent_waits(inside, wanted, part["wait"])
            else:
                looked = people[: part.get("first")]
                looked = looked[-part["last"] :] if "last" in part else looked
                kept = any(_says(each, wanted, part.get("kinds", ())) for each in looked)
            cases.append((conversation, name, kept))
    return cases


def _silent_waits(
    inside: Sequence[Message], wanted: Mapping[str, slow.List], limit: timedelta
) -> list[timedelta]:
    """The waits longer than the limit that nobody announced."""
    waits = []
    asked: datetime | None = None
    before: Message | None = None
    for message in inside:
        if message["sender"] == "buyer":
            asked = asked or message["at"]
        elif message["sender"] in PEOPLE:
            announced = before is not None and _says(before, wanted, ())
            if asked is not None and message["at"] - asked > limit and not announced:
                waits.append(message["at"] - asked)
            asked, before = None, message
    return waits


def _says(message: Message, wanted: Mapping[str, slow.List], kinds: Sequence[str]) -> bool:
    return bool(slow.hits(message["text"] or "", wanted)) or message["kind"] in kinds
