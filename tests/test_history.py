"""`--history`: nights added up come out as all files at once; nothing spoils the file."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cscheck.errors import UsageError
from cscheck.history import MIGRATIONS, History
from cscheck.model.inputs import InputFile
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.stored import DayFigure
from cscheck.model.verdicts import Severity, Status
from tests.program import CSCHECK, cscheck, inside

MONDAY = date(2026, 11, 16)
RULES = """\
rules:
  - {id: rate, title: rate, measure: reply_rate, within: 3m, unit: message, replies_by: human,
     period: week, require: ">= 50%", by: [agent]}
  - {id: mean, title: mean, measure: response_time, unit: message, replies_by: human, cap: 600s,
     period: rolling 4d, figures: [mean, p50, p90, max], require: "<= 60s"}
  - {id: hours, title: hours, measure: duration, table: refunds,
     intervals: [[applied_at, finished_at]], period: month, figures: [p90, mean], require: "<= 9h"}
  - {id: bad, title: bad, measure: tally, table: complaints, period: week, require: "< 6",
     where: {severity: major}, by: [agent]}
"""
RULE_IDS = ("rate", "mean", "hours", "bad")


def day_of_exports(folder: Path, day: date) -> Path:
    """A day of messages, refunds and complaints of one shop, made by dice of that day."""
    dice = random.Random(day.toordinal())
    at = f"{day} {{:02}}:{{:02}}:{{:02}}".format
    messages = ["conversation_id,sent_at,sender,agent,shop,buyer"]
    refunds = ["refund_id,applied_at,finished_at,shop"]
    complaints = ["complaint_id,created_at,severity,agent,shop"]
    for number in range(dice.randrange(8, 25)):
        minute, agent, wait = number * 5, dice.choice("甲乙丙"), dice.randrange(1, 400)
        talk = f"{day:%m%d}{number}"
        messages.append(f"{talk},{at(9, minute // 60 + 0, 0)},buyer,,A,b{talk}")
        answered = at(10 + wait // 60, wait % 60, number)
        if dice.random() < 0.9:
            messages.append(f"{talk},{at(9, minute // 60, wait % 60)},agent,{agent},A,b{talk}")
        refunds.append(f"r{talk},{at(1, 0, 0)},{answered},A")
        complaints.append(f"c{talk},{at(5, 0, 0)},{dice.choice(['major', 'normal'])},{agent},A")
    inside = folder / day.isoformat()
    inside.mkdir(parents=True)
    for name, rows in {"m": messages, "r": refunds, "c": complaints}.items():
        (inside / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return inside


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    for number in range(4):
        day_of_exports(folder, MONDAY + timedelta(days=number))
    return folder


def command(exports: Path, *more: str | Path) -> list[str | Path]:
    only = [word for rule in RULE_IDS for word in ("--only", rule)]
    rules: list[str | Path] = ["--rules", exports / "rules.yaml", *only, "--fail-on", "never"]
    return ["audit", "-p", "ks", *rules, "--format", "json", *more]


def night(exports: Path, history: Path, number: int, *more: str | Path) -> Any:
    day = (MONDAY + timedelta(days=number)).isoformat()
    args = command(exports, "--date", day, "--history", history, *more, exports / day)
    run = inside(*args)
    assert run.code == 0, run.err
    return json.loads(run.out)


def figures(report: Any) -> dict[tuple[str, ...], dict[str, Any]]:
    fields = (
        *("from", "to", "days", "numerator", "denominator", "value", "mean", "p50", "p90", "max"),
        *("open", "status", "limit", "room", "version"),
    )
    return {
        (rule["rule"], group["shop"], group["agent"] or ""): {name: group[name] for name in fields}
        for rule in report["rules"]
        for group in rule["groups"]
    }


def test_nights_added_up_are_what_all_files_at_once_give(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    for number in range(4):
        last = night(exports, history, number)
    span = ("--from", MONDAY.isoformat(), "--to", (MONDAY + timedelta(days=3)).isoformat())
    at_once = json.loads(inside(*command(exports, *span, exports)).out)
    assert figures(last) == figures(at_once)
    assert {group["days"] for rule in last["rules"] for group in rule["groups"]} == {4}
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_a_night_run_again_is_replaced_and_a_missing_one_is_not_counted(
    exports: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history.db"
    first = night(exports, history, 0)
    assert figures(night(exports, history, 0)) == figures(first)
    second = figures(night(exports, history, 2))
    assert {each["days"] for each in second.values()} == {2}
    assert {each["from"] for each in second.values()} == {MONDAY.isoformat()}
    night(exports, history, 0)
    assert figures(night(exports, history, 2)) == second
    base = sqlite3.connect(history)
    assert base.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    digests = base.execute("SELECT DISTINCT length(sha256) FROM inputs").fetchall()
    assert digests == [(64,)]


def test_days_measured_otherwise_are_not_added(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    night(exports, history, 0)
    other = tmp_path / "other.yaml"
    other.write_text("rules:\n  - {id: rate, within: 5m}\n", "utf-8")
    found = figures(night(exports, history, 1, "--rules", other))
    assert {each["days"] for (rule, *_), each in found.items() if rule == "rate"} == {1}
    assert {each["days"] for (rule, *_), each in found.items() if rule == "mean"} == {2}


def test_of_buyers_there_are_tokens_and_after_weeks_only_who_stood_out(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "rules:\n  - {id: often, title: o, measure: tally, table: messages,"
        " by: [agent, buyer, day], where: {sender: agent}, require: '< 3'}\n",
        "utf-8",
    )
    history = tmp_path / "history.db"
    for day, buyers in ((date(2026, 9, 1), "xxxy"), (date(2026, 11, 16), "z")):
        rows = [f"c{b},{day} 10:0{n}:00,agent,甲,{b}" for n, b in enumerate(buyers)]
        text = "\n".join(["conversation_id,sent_at,sender,agent,buyer", *rows]) + "\n"
        (tmp_path / "m.csv").write_text(text, "utf-8")
        args = ("audit", "-p", "any", "--rules", tmp_path / "rules.yaml", "--date", day.isoformat())
        more = ("--history", history, "--fail-on", "never", "--show-pii")  # names stay out of it
        run = inside(*args, *more, tmp_path / "m.csv")
        assert run.code == 0, run.err
        base = sqlite3.connect(history)
        kept = base.execute("SELECT day, agent, buyer, status, value FROM figures ORDER BY day, 5")
        found = [
            (who, token[0], len(token), status, value) for _, who, token, status, value in kept
        ]
        base.close()
        if buyers == "xxxy":
            assert found == [("甲", "b", 11, "pass", "1"), ("甲", "b", 11, "fail", "3")]
    assert found == [("甲", "b", 11, "fail", "3"), ("甲", "b", 11, "pass", "1")]


def test_other_shops_nights_are_not_added(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    night(exports, history, 0)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    day = (MONDAY + timedelta(days=1)).isoformat()
    text = (exports / day / "m.csv").read_text("utf-8").replace(",A,", ",B,")
    (theirs / "m.csv").write_text(text, "utf-8")
    run = inside(*command(exports, "--date", day, "--history", history, theirs))
    assert {group["shop"] for rule in json.loads(run.out)["rules"] for group in rule["groups"]} == {
        "B"
    }


def test_a_table_of_last_time_is_expected(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    night(exports, history, 0)
    day = (MONDAY + timedelta(days=1)).isoformat()
    args = command(exports, "--date", day, "--history", history)
    run = inside(*args, exports / day / "m.csv", exports / day / "r.csv")
    assert run.code == 3
    assert "complaints" in run.err
    assert "not entered into the history" in run.err
    assert night(exports, history, 1)["exit_code"] == 0
    run = inside(*args, "--expect", "messages", exports / day / "m.csv")
    assert run.code == 0


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_file_is_brought_up(exports: Path, tmp_path: Path, version: int) -> None:
    path = tmp_path / "history.db"
    base = sqlite3.connect(path)
    for number in range(version):
        base.executescript(MIGRATIONS[number])
    base.execute(f"PRAGMA user_version = {version}")
    base.close()
    night(exports, path, 0)
    assert History(path).figures(MONDAY, MONDAY)


def test_the_nights_of_an_older_file_are_added(exports: Path, tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    night(exports, path, 0)
    as_it_is = figures(night(exports, path, 1))
    path.unlink()
    night(exports, path, 0)
    base = sqlite3.connect(path)
    base.execute("DROP TABLE judged")
    for column in ("alike.id", "alike.start", "figures.room", "figures.counts_bad"):
        table, name = column.split(".")
        base.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    base.execute("PRAGMA user_version = 2")
    base.close()
    assert figures(night(exports, path, 1)) == as_it_is
    assert len(History(path).judged(MONDAY, MONDAY + timedelta(days=1))) > 0


def test_what_is_no_history_or_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_text("not a database, but something of the user's own " * 50, "utf-8")
    before = path.read_bytes()
    with pytest.raises(UsageError):
        History(path).check()
    assert path.read_bytes() == before
    newer = tmp_path / "newer.db"
    base = sqlite3.connect(newer)
    base.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    base.close()
    with pytest.raises(UsageError) as caught:
        History(newer).check()
    assert caught.value.problems[0].what.key == "history_is_newer"


def test_two_nights_at_once(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    env = {"PATH": os.environ["PATH"], "CSCHECK_LANG": "en"}
    runs = []
    for number in (0, 1, 0):
        day = (MONDAY + timedelta(days=number)).isoformat()
        args = command(exports, "--date", day, "--history", history, exports / day)
        runs.append(subprocess.Popen([CSCHECK, *args], env=env, stdout=subprocess.DEVNULL))
    assert [run.wait(timeout=120) for run in runs] == [0, 0, 0]
    base = sqlite3.connect(history)
    assert base.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    twice = "SELECT 1 FROM figures GROUP BY shop, rule, day, agent HAVING count(*) > 1"
    assert base.execute(twice).fetchone() is None


def test_killed_at_any_moment_a_night_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    nights = [a_night(rows) for rows in (300, 700)]
    history.record(nights[0], ["A"], MOMENT)
    began = time.perf_counter()
    history.record(nights[0], ["A"], MOMENT)
    one_night = time.perf_counter() - began
    dice = random.Random(7)
    seen: set[int] = set()
    kills = 0
    # More of them, and of whole nights: tests.bench.kills. A busy machine may need a few more.
    while kills < 60 or (len(seen) < 2 and kills < 1_000):
        kills += 1
        child = os.fork()
        if not child:  # enters one night and the other, over and over, until it is killed
            while True:
                for each in nights[::-1]:
                    history.record(each, ["A"], MOMENT)
        time.sleep(dice.random() * 3 * one_night)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        base = sqlite3.connect(history.path)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        runs, inputs, rows = (
            base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("runs", "inputs", "figures")
        )
        base.close()
        assert (runs, inputs) == (1, 1)
        assert rows in (300, 700)
        seen.add(rows)
    assert seen == {300, 700}


MOMENT = datetime(2026, 11, 17, tzinfo=UTC)


def a_night(rows: int) -> Result:
    """A night of so many agents."""
    nothing = pl.DataFrame()
    figures = tuple(
        DayFigure(
            "rate", "A", f"g{n}", None, MONDAY, None, Status.PASS, 1, 1, 0, None, None, "rate"
        )
        for n in range(rows)
    )
    verdict = RuleVerdict("rate", {}, "m", "u", Severity.FAIL, Status.PASS, "rate")
    return Result(
        platform="ks",
        platform_title={},
        from_=MONDAY,
        to=MONDAY,
        as_of=MOMENT,
        status=Status.PASS,
        exit_code=0,
        shops=1,
        inputs=(InputFile("m.csv", None, "messages", "utf-8"),),
        rules=(verdict,),
        violations=nothing,
        misses=nothing,
        due=nothing,
        slices=nothing,
        waits=nothing,
        rejects=(),
        day_figures=figures,
        measured=frozenset({"rate"}),
    )


def _cases_by_rule(history: Path) -> list[Any]:
    base = sqlite3.connect(history)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = base.execute(
        "SELECT rule, sum(cases) FROM alike GROUP BY rule ORDER BY rule"
    ).fetchall()
    base.close()
    return found


def test_a_full_disk_is_said_and_loses_no_report(exports: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    night(exports, history, 0)
    base = sqlite3.connect(history)
    pages = base.execute("PRAGMA page_count").fetchone()[0]
    base.close()
    day = (MONDAY + timedelta(days=1)).isoformat()
    report = tmp_path / "report.json"
    args = command(exports, "--date", day, "--history", history, "-o", report, exports / day)
    limit = f'ulimit -f {pages * 4 // 1 + 40}; exec "$0" "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", limit, CSCHECK, *args],
        env={"PATH": os.environ["PATH"], "CSCHECK_LANG": "en"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert b"cannot be used" in done.stderr
    assert b"Traceback" not in done.stderr
    assert json.loads(report.read_text("utf-8"))["exit_code"] == 0
    assert _cases_by_rule(history)


def test_without_a_place_to_write_nothing_is_audited(exports: Path, tmp_path: Path) -> None:
    run = cscheck(*command(exports, "--history", tmp_path / "none" / "h.db", exports))
    assert (run.code, run.out) == (2, "")
    assert "cannot be used" in run.err
