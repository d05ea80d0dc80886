"""The figures of the three public data sets, computed a second time in plain Python.

Imports neither cscheck nor polars. Run by hand, the data is not ours to ship:

    python tests/own_data/plain.py DATA > plain.json
    python tests/own_data/plain.py DATA report.json     # compares, to the case

where report.json is `cscheck audit --format json` over the same data (README, "Your own data").
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, str]
Figures = dict[str, Any]
NEW_YORK = ZoneInfo("America/New_York")


def rows_of(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def rate(good: list[str], bad: list[str]) -> Figures:
    return {"good": len(good), "cases": len(good) + len(bad), "bad": sorted(bad)}


def twitter(data: Path) -> dict[str, Figures]:
    """First responses and rounds: a message counts once by its id, agents are companies."""
    limit = timedelta(hours=1)
    seen: set[str] = set()
    talks: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for row in rows_of(data / "ibm_twitter_care" / "messages.csv.gz"):
        if row["message_id"] not in seen:
            seen.add(row["message_id"])
            sent = datetime.fromisoformat(row["sent_at"].replace("Z", "+00:00"))
            role = "agent" if row["role"] == "agent" else "buyer"
            talks[row["conversation_id"]].append((sent, role, row["message_id"]))
    first: tuple[list[str], list[str]] = ([], [])
    rounds: tuple[list[str], list[str]] = ([], [])
    waits: list[float] = []
    for name, talk in talks.items():
        talk.sort(key=lambda message: message[0])
        found = list(rounds_of(talk))
        for number, (asked, answered, message) in enumerate(found):
            late = answered is None or answered - asked > limit
            rounds[late].append(message)
            if number == 0:
                first[late].append(name)
                waits.append(((answered or AS_OF) - asked).total_seconds())
    waits.sort()
    return {
        "first_response_1h": rate(*first),
        "rounds_1h": rate(*rounds),
        "first_response_time": {
            "cases": len(waits),
            "mean": fmean(waits),
            "p50": waits[-(-50 * len(waits) // 100) - 1],
            "p90": waits[-(-90 * len(waits) // 100) - 1],
        },
    }


AS_OF = datetime(2020, 5, 1, tzinfo=UTC)


def rounds_of(
    talk: list[tuple[datetime, str, str]],
) -> Iterator[tuple[datetime, datetime | None, str]]:
    """Each run of buyers' messages: when it began, when an agent answered, its first message."""
    began: tuple[datetime, str] | None = None
    for sent, role, message in talk:
        if role == "buyer":
            began = began or (sent, message)
        elif began is not None:
            yield began[0], sent, began[1]
            began = None
    if began is not None:
        yield began[0], None, began[1]


def tmall(data: Path) -> dict[str, Figures]:
    """Orders paid within 5 and 30 minutes, and the share of paid orders with a refund."""
    five: tuple[list[str], list[str]] = ([], [])
    thirty: tuple[list[str], list[str]] = ([], [])
    refunded: tuple[list[str], list[str]] = ([], [])
    for row in rows_of(data / "tmall_2020_02" / "tmall_order_report.csv.gz"):
        created = datetime.fromisoformat(row["订单创建时间"])
        paid_text = row["订单付款时间 "].strip()
        paid = datetime.fromisoformat(paid_text) if paid_text else None
        for limit, found in ((5, five), (30, thirty)):
            late = paid is None or paid - created > timedelta(minutes=limit)
            found[late].append(row["订单编号"])
        if paid is not None:
            refunded[float(row["退款金额"]) > 0].append(row["订单编号"])
    return {
        "paid_5min": rate(*five),
        "paid_30min": rate(*thirty),
        "refunded": rate(*refunded),
    }


def complaints(data: Path) -> dict[str, Figures]:
    """Complaints sent on within 48 hours; times without an offset are New York's."""
    found: tuple[list[str], list[str]] = ([], [])
    for path in sorted((data / "cfpb_complaints").glob("*.gz")):
        for row in rows_of(path):
            received, sent = (
                moment(row[name]) for name in ("date_received", "date_sent_to_company")
            )
            found[sent - received > timedelta(hours=48)].append(row["complaint_id"])
    return {"sent_48h": rate(*found)}


def moment(text: str) -> datetime:
    """An instant in UTC, so that differences are exact across changes of the clock."""
    if "/" in text:
        month, day, year = (int(part) for part in text.split("/"))
        return datetime(year, month, day, tzinfo=NEW_YORK).astimezone(UTC)
    return datetime.fromisoformat(text).astimezone(UTC)


def compare(figures: dict[str, Figures], report: dict[str, Any]) -> list[str]:
    """What differs between these figures and a report of cscheck, rule by rule."""
    differences = []
    for rule in report["rules"]:
        mine = figures[rule["rule"]]
        cases = sum(group["denominator"] for group in rule["groups"])
        if cases != mine["cases"]:
            differences.append(f"{rule['rule']}: {mine['cases']} cases, the report has {cases}")
        times = [name for name in ("mean", "p50", "p90") if name in mine]
        differences += [
            f"{rule['rule']}: {name} {mine[name]}, the report has {rule['groups'][0][name]}"
            for name in times
            if abs(mine[name] - rule["groups"][0][name]) > 1e-6
        ]
        if "bad" in mine:
            theirs = sorted(v["id"] for v in report["violations"] if v["rule"] == rule["rule"])
            bad = mine["bad"]
            if rule["unit"] == "round":  # a round is named by its conversation
                bad, theirs = [len(bad)], [len(theirs)]
            if bad != theirs:
                differences.append(f"{rule['rule']}: the bad cases differ")
    return differences


def main() -> None:
    data = Path(sys.argv[1])
    figures = twitter(data) | tmall(data) | complaints(data)
    if len(sys.argv) == 2:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return
    differences = []
    for path in sys.argv[2:]:
        differences += compare(figures, json.loads(Path(path).read_text(encoding="utf-8")))
    sys.stdout.write(("\n".join(differences) or "the same, to the case") + "\n")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
