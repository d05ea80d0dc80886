"""Random exports of messages and conversations.

A talk goes on in steps that lie about the limits of the rules; several begin in the same hours.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from tests.both_readings import Export, Row
from tests.random_rules import often, shuffled

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20)
SENDERS = (*["buyer"] * 5, "agent", "agent", "assist", "robot", "robot", "welcome", "system")
EDGES = (
    *(36_000, 36_030, 36_060, 36_179, 36_180, 36_181, 36_299, 36_300, 36_301, 36_600, 72_000),
    *(0, 60, 28_799, 28_800, 28_801, 28_860, 28_980, 28_981, 29_100, 29_101, 82_799, 82_800),
    *(86_100, 86_220, 86_399, 86_400, 86_460, 86_520, 86_700, 90_000, 115_200, 115_260),
)
STEPS = (60, 0, 0, 1, 10, 59, 61, 100, 119, 120, 179, 180, 181, 299, 300, 301, 600, 3600, 28_800)
AGENTS = (None, "小张", "小李")
SHOPS = (None, "甲店", "乙店")
COLUMNS = ("sent_at", "sender", "conversation_id", "shop", "agent", "buyer", "text", "message_id")


def moment(random: Random) -> datetime:
    day = random.choice((0, 0, 0, 0, 0, 0, -1, 1))
    return MIDNIGHT + timedelta(days=day, seconds=random.choice(EDGES))


def talk(random: Random, number: int) -> list[Row]:
    """What was said in a conversation, or by a buyer whose messages name none."""
    at = moment(random)
    told = {
        "conversation_id": random.choice((f"C{number}", f"C{number}", f"C{number}", "C1", None)),
        "shop": random.choice(SHOPS),
        "buyer": random.choice(("买一", "买二")),
    }
    rows: list[Row] = []
    for place in range(random.randint(2, 12)):
        sender = random.choice(("buyer", "buyer", "welcome") if place == 0 else SENDERS)
        if place and often(random, 1, 5):  # the same again in the same second
            sender, at = rows[-1]["sender"], rows[-1]["sent_at"]
        row = {"sent_at": at, "sender": sender, **told}
        rows.append(row | {"agent": random.choice(AGENTS), "text": random.choice(("在吗", None))})
        at += timedelta(seconds=random.choice(STEPS))
    return rows


def leave_blank(random: Random, rows: list[Row]) -> None:
    """What an export may not tell: buyers and conversations here and there, or all shops."""
    for row in rows:
        blank = random.choice((*[None] * 9, "buyer", "conversation_id", "shop"))
        if blank and (row["conversation_id"] if blank == "buyer" else row["buyer"]):
            row[blank] = None
    if often(random, 1, 2):
        for row in rows:
            row["shop"] = None


def messages(random: Random) -> list[list[Row]]:
    """One or two files, which may overlap."""
    numbers = range(1, 1 + random.randint(1, 4))
    rows = [row for number in numbers for row in talk(random, number)]
    if often(random, 1, 2):
        leave_blank(random, rows)
    order = random.choice(("shuffled", "oldest first", "newest first"))
    rows = shuffled(random, rows)
    if order != "shuffled":
        rows.sort(key=lambda each: each["sent_at"], reverse=order == "newest first")
    cut = random.choice((0, 0, len(rows) // 2))
    files = [rows[:cut], rows[cut:]] if cut else [rows]
    if cut and often(random, 1, 2):
        files[1].extend(dict(each) for each in files[0][:4])
    if often(random, 1, 3):
        for number, each in enumerate(each for rows in files for each in rows):
            each["message_id"] = random.choice((f"M{number}", f"M{number}", "M1", None))
    return files


def conversations(random: Random, said: list[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of conversations, most of which have messages, and the columns that the export has."""
    times = ["started_at"]
    times += [
        each for each in ("queued_at", "assigned_at", "first_reply_at") if often(random, 1, 2)
    ]
    flags = [each for each in ("offline", "excluded") if often(random, 1, 2)]
    seconds = ["first_response_seconds"] if often(random, 1, 2) else []
    rows: list[Row] = []
    for each in random.sample(said, min(len(said), 5)):
        name = each["conversation_id"] or "C1"
        rows.append({"conversation_id": name, "shop": each["shop"], "at": each["sent_at"]})
    for number in range(random.choice((0, 1, 2, 4))):
        told: Row = {"conversation_id": f"D{number}", "shop": random.choice(SHOPS)}
        rows.append(told | {"at": moment(random)})
    for row in rows:
        at = row.pop("at")
        row |= {"agent": random.choice(AGENTS), "buyer": "买三"}
        for name in times:
            step = random.choice((None, 0, 0, -60, 30, 60, 61, 180, 181, 300, 3600))
            row[name] = None if step is None else at + timedelta(seconds=step)
        row |= {name: random.choice((False, False, None, True)) for name in flags}
        row |= {name: random.choice((None, 5, 180, 181)) for name in seconds}
    return rows, ("conversation_id", "shop", "agent", "buyer", *times, *flags, *seconds)


def exports(random: Random) -> Export:
    files: dict[str, list[list[Row]]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    said: list[Row] = []
    if not often(random, 1, 8):
        files["messages"], columns["messages"] = messages(random), COLUMNS
        said = [row for rows in files["messages"] for row in rows]
    if not said or often(random, 2, 3):
        rows, columns["conversations"] = conversations(random, said)
        files["conversations"] = [rows]
    return Export(files, columns)
