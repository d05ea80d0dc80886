"""Later nights put earlier ones right: open cases end, exports come late; the sums are the same."""

from __future__ import annotations

import json
import random
import sqlite3
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from cscheck.history import History
from tests.program import inside

MONDAY = date(2026, 11, 16)
NIGHTS = 3
RULES = """\
rules:
  - {id: message, title: m, measure: reply_rate, within: 3m, unit: message, replies_by: human,
     period: week, require: ">= 50%", by: [agent]}
  - {id: buyer, title: b, measure: reply_rate, within: 3m, unit: buyer_day, replies_by: human,
     period: week, require: ">= 50%"}
  - {id: talk, title: c, measure: reply_rate, within: 3m, unit: conversation, rounds: first,
     replies_by: human, period: week, require: ">= 50%"}
  - {id: wait, title: w, measure: response_time, unit: round, replies_by: human, cap: 600s,
     period: rolling 4d, figures: [mean, p90], require: "<= 60s"}
  - {id: started, title: s, measure: deadline, table: orders, start: paid_at, within: 36h,
     stop: shipped_at, counted_on: start, period: week, require: ">= 50%"}
  - {id: due, title: d, measure: deadline, table: orders, start: paid_at, within: 36h,
     stop: shipped_at, period: week, require: ">= 50%"}
"""
RULE_IDS = ("message", "buyer", "talk", "wait", "started", "due")
FIELDS = ("numerator", "denominator", "value", "open", "status", "days", "from", "room", "p90")


def world(seed: int) -> tuple[list[tuple[datetime, str]], list[tuple[datetime, str]]]:
    """Messages and orders of some days, thickest about midnight; each with its time."""
    dice = random.Random(seed)
    messages, orders = [], []
    for number in range(NIGHTS):
        midnight = datetime.combine(MONDAY + timedelta(days=number + 1), time())
        for talk in range(dice.randrange(6, 14)):
            name = f"{number}-{talk}"
            asked = midnight - timedelta(seconds=dice.choice([40, 100, 170, 400, 30_000]) + talk)
            for turn in range(dice.randrange(1, 3)):
                at = asked + timedelta(seconds=20 * turn)
                messages.append((at, f"{name},{at},buyer,,b{name}"))
            if dice.random() < 0.8:
                at = asked + timedelta(seconds=dice.choice([30, 120, 180, 240, 500]))
                messages.append((at, f"{name},{at},agent,{dice.choice('甲乙')},b{name}"))
        for order in range(8):
            paid = midnight - timedelta(hours=dice.randrange(1, 24))
            shipped = paid + timedelta(hours=dice.choice([5, 20, 36, 37, 50]))
            orders.append((paid, f"{number}-{order},{paid},{shipped}"))
    return messages, orders


def export(folder: Path, seed: int, night: int) -> Path:
    """What was exported on the morning after a night: from 23:00 of the day before."""
    messages, orders = world(seed)
    begin = datetime.combine(MONDAY + timedelta(days=night), time())
    end = begin + timedelta(days=1)
    rows = ["conversation_id,sent_at,sender,agent,buyer"]
    rows += [row for at, row in sorted(messages) if begin - timedelta(hours=1) <= at < end]
    sold = ["order_id,paid_at,shipped_at"]
    for paid, row in orders:
        if begin - timedelta(days=2) <= paid < end:
            head, _, shipped = row.rpartition(",")
            sold.append(f"{head},{shipped if datetime.fromisoformat(shipped) < end else ''}")
    inside_of = folder / f"{night}"
    inside_of.mkdir()
    (inside_of / "m.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (inside_of / "o.csv").write_text("\n".join(sold) + "\n", "utf-8")
    return inside_of


def audit(folder: Path, first: int, last: int, *more: str | Path) -> Any:
    rules = folder / "rules.yaml"
    rules.write_text(RULES, "utf-8")
    only = [word for rule in RULE_IDS for word in ("--only", rule)]
    days = [(MONDAY + timedelta(days=number)).isoformat() for number in (first, last)]
    span = ["--from", days[0], "--to", days[1]]
    args = ["audit", "-p", "any", "--rules", rules, *only, *span, "--format", "json", *more]
    run = inside(*args, "--shop", "A", "--fail-on", "never")
    assert run.code == 0, run.err
    return json.loads(run.out)


def figures(report: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (rule["rule"], group["agent"] or ""): {name: group.get(name) for name in FIELDS}
        for rule in report["rules"]
        for group in rule["groups"]
    }


def notes(report: Any, rule: str) -> list[str]:
    (found,) = (each for each in report["rules"] if each["rule"] == rule)
    return list(found["notes"])


@pytest.mark.parametrize("seed", range(3))
def test_open_cases_of_one_night_are_settled_in_a_later_one(tmp_path: Path, seed: int) -> None:
    history = tmp_path / "history.db"
    exports = [export(tmp_path, seed, night) for night in range(NIGHTS)]
    reports = [audit(tmp_path, n, n, "--history", history, exports[n]) for n in range(NIGHTS)]
    at_once = audit(tmp_path, 0, NIGHTS - 1, *exports)
    assert figures(reports[-1]) == figures(at_once)
    assert any(group["open"] for rule in reports[0]["rules"] for group in rule["groups"])
    said = [note for rule in RULE_IDS for note in notes(reports[1], rule)]
    assert any(note.startswith("2026-11-16: open cases have ended") for note in said)
    by_day = {
        (each.rule, each.agent or ""): each for _, each in History(history).figures(MONDAY, MONDAY)
    }
    alone = audit(tmp_path, 0, 0, "--as-of", "2026-11-19T00:00:00", *exports)
    for (rule, agent), told in figures(alone).items():
        assert by_day[rule, agent].denominator == told["denominator"], (rule, agent)
        assert by_day[rule, agent].numerator == told["numerator"], (rule, agent)


def test_exports_that_come_late_correct_the_days_before_and_say_so(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    exports = [export(tmp_path, 5, night) for night in range(2)]
    late = tmp_path / "late.csv"
    lines = (exports[0] / "m.csv").read_text("utf-8").splitlines()
    late.write_text("\n".join([lines[0], *lines[9:]]) + "\n", "utf-8")
    (exports[0] / "m.csv").write_text("\n".join(lines[:9]) + "\n", "utf-8")
    audit(tmp_path, 0, 0, "--history", history, exports[0])
    last = audit(tmp_path, 1, 1, "--history", history, *exports, late)
    assert figures(last) == figures(audit(tmp_path, 0, 1, *exports, late))
    assert any(
        note.startswith("late exports correct 2026-11-16 in A: it was ")
        for note in notes(last, "buyer")
    )
    again = audit(tmp_path, 1, 1, "--history", history, *exports, late)
    assert not any("late exports" in note for rule in RULE_IDS for note in notes(again, rule))


def test_a_part_of_a_day_beside_the_night_corrects_nothing(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    exports = [export(tmp_path, 6, night) for night in range(2)]
    first = audit(tmp_path, 0, 0, "--history", history, exports[0])
    last = audit(tmp_path, 1, 1, "--history", history, exports[1])
    assert not any("late exports" in note for rule in RULE_IDS for note in notes(last, rule))
    for (rule, agent), told in figures(first).items():
        assert figures(last)[rule, agent]["denominator"] >= told["denominator"]


def test_cases_of_long_ago_lose_their_ids_and_still_count(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    exports = export(tmp_path, 9, 0)
    audit(tmp_path, 0, 0, "--history", history, exports)

    def counted() -> dict[str, tuple[int, int]]:
        base = sqlite3.connect(history)
        found = base.execute(
            "SELECT rule, sum(cases), sum(id IS NOT NULL) FROM alike WHERE day = ? GROUP BY rule",
            (MONDAY.isoformat(),),
        ).fetchall()
        base.close()
        return {rule: (cases, ids) for rule, cases, ids in found}

    before = counted()
    assert sum(ids for _, ids in before.values()) > 0
    later = exports / "m.csv"
    text = later.read_text("utf-8").replace("2026-11-16", "2027-01-16")
    later.write_text(text.replace("2026-11-15", "2027-01-15"), "utf-8")
    audit(tmp_path, 61, 61, "--history", history, "--expect", "messages", exports)
    assert counted() == {rule: (cases, 0) for rule, (cases, _) in before.items()}


def test_a_night_audited_again_with_more_says_what_changed(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    exports = export(tmp_path, 7, 0)
    whole = (exports / "o.csv").read_text("utf-8")
    (exports / "o.csv").write_text("\n".join(whole.splitlines()[:5]) + "\n", "utf-8")
    audit(tmp_path, 0, 0, "--history", history, exports)
    (exports / "o.csv").write_text(whole, "utf-8")
    again = audit(tmp_path, 0, 0, "--history", history, exports)
    (note,) = notes(again, "started")
    assert note.startswith("2026-11-16 in A was audited before: it was ")
    assert "(0 cases, 4 open), now " in note or "4 open" in note
    assert notes(audit(tmp_path, 0, 0, "--history", history, exports), "started") == []


def test_a_waived_case_stays_waived_when_it_ends(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    exports = [export(tmp_path, 8, night) for night in range(NIGHTS)]
    waivers = tmp_path / "waivers.yaml"
    entries = "".join(
        f'  - {{rule: started, shop: A, case: "0-{n}", reason: r, expires: 2026-12-31}}\n'
        for n in range(8)
    )
    waivers.write_text("waivers:\n" + entries, "utf-8")
    more = ("--history", history, "--waivers", waivers)
    for night in range(NIGHTS):
        last = audit(tmp_path, night, night, *more, exports[night])
    at_once = audit(tmp_path, 0, NIGHTS - 1, "--waivers", waivers, *exports)
    assert figures(last)["started", ""] == figures(at_once)["started", ""]
