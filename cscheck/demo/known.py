"""What the rows of a demonstration hold, counted one by one: an audit must find the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]

DAY = timedelta(days=1)
_PEOPLE, _ANSWERS = ("agent", "assist"), ("agent", "assist", "robot")


def known_figures(
    tables: Mapping[str, Sequence[Row]], midnight: datetime
) -> dict[str, tuple[int, int]]:
    """Figures by their key in the catalogues (`known_...`): how many, of how many."""
    found: dict[str, tuple[int, int]] = {}
    if "messages" in tables:
        found |= _replies(tables["messages"], midnight)
    if "conversations" in tables:
        rated = [row for row in tables["conversations"] if _on(row.get("rated_at"), midnight)]
        found["praised"] = (sum(row["rating"] >= 4 for row in rated), len(rated))
    if "orders" in tables:
        found["shipped_48h"] = _shipped(tables["orders"], midnight)
    for name, key in (("refunds", "applied_at"), ("complaints", "created_at")):
        if name in tables:
            today = sum(_on(row[key], midnight) for row in tables[name])
            found[name] = (today, len(tables[name]))
    return found


def _on(moment: datetime | None, midnight: datetime) -> bool:
    return moment is not None and midnight <= moment < midnight + DAY


def _replies(messages: Sequence[Row], midnight: datetime) -> dict[str, tuple[int, int]]:
    """Of the buyers' messages of the day, how many had an answer in time: of anybody, of people.

    A message that could still be answered in time after midnight is not counted.
    """
    kept = {"answered_5min": (_ANSWERS, 300), "answered_3min_human": (_PEOPLE, 180)}
    conversations: dict[str, list[Row]] = {}
    for message in messages:
        conversations.setdefault(message["conversation_id"], []).append(message)
    found = {}
    for key, (repliers, limit) in kept.items():
        good = closed = 0
        for said in conversations.values():
            for place, message in enumerate(said):
                if message["sender"] != "buyer" or not _on(message["sent_at"], midnight):
                    continue
                reply = _next(said[place + 1 :], repliers)
                due = message["sent_at"] + timedelta(seconds=limit)
                if reply is None and due > midnight + DAY:
                    continue
                closed += 1
                good += reply is not None and reply <= due
        found[key] = (good, closed)
    return found


def _next(said: Sequence[Row], repliers: tuple[str, ...]) -> datetime | None:
    return next((each["sent_at"] for each in said if each["sender"] in repliers), None)


def _shipped(rows: Sequence[Row], midnight: datetime) -> tuple[int, int]:
    """Of the orders whose 48 hours end on the day, how many were shipped by then.

    Presale orders and those closed before are not counted.
    """
    good = due_today = 0
    for row in rows:
        due = row["paid_at"] + 2 * DAY
        cancelled = row["closed_at"] is not None and row["closed_at"] < due
        if row["presale"] or cancelled or not midnight < due <= midnight + DAY:
            continue
        due_today += 1
        good += row["shipped_at"] is not None and row["shipped_at"] <= due
    return good, due_today
