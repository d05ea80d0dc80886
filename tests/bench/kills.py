"""Kills a night with SIGKILL at any moment, many times, and looks at what is left.

    python -m tests.bench.kills [KILLS]

After each kill the history must be what it was before the night or what it is after it, and the
report must be whole or not there; a night begun anew must then come out as if nothing had happened.
By hand, for it takes minutes; tests/test_history.py kills the writing alone.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.test_history_revised import MONDAY, NIGHTS, RULE_IDS, RULES, export

WRITING = 0.12  # seconds from the beginning of the first report until the night is entered
_TABLES = {
    "runs": "platform, first_day, last_day, exit_code, shops, tables",
    "inputs": "path, name, sha256, rows, used, rejected",
    "days": "platform, shop, rule, day",
    "alike": "*",
    "figures": "*",
    "judged": "*",
}


def contents(history: Path) -> Any:
    """All that a history says, but for the numbers of its runs and when they were."""
    base = sqlite3.connect(history)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    told = {
        table: sorted(map(repr, base.execute(f"SELECT {columns} FROM {table}")))
        for table, columns in _TABLES.items()
    }
    base.close()
    return told


def command(folder: Path, number: int, exports: Path) -> list[str]:
    day = str(MONDAY.fromordinal(MONDAY.toordinal() + number))
    only = [word for rule in RULE_IDS for word in ("--only", rule)]
    words = ["audit", "-p", "any", "--rules", str(folder / "rules.yaml"), *only, "--date", day]
    words += ["--shop", "A", "--fail-on", "never", "-q", "--lock", str(folder / "lock")]
    words += ["-o", str(folder / "report.json"), "--history", str(folder / "history.db")]
    return [sys.executable, "-m", "cscheck", *words, str(exports)]


def night(folder: Path, number: int, exports: Path) -> float:
    """One night left alone; how long it took."""
    began = time.monotonic()
    subprocess.run(command(folder, number, exports), check=True)
    return time.monotonic() - began


def restore(kept: Path, folder: Path) -> None:
    for path in folder.glob("history.db*"):
        path.unlink()
    for path in kept.glob("history.db*"):
        shutil.copy2(path, folder / path.name)
    (folder / "report.json").unlink(missing_ok=True)


def main(kills: int) -> None:
    dice = random.Random(20_261_122)
    with tempfile.TemporaryDirectory() as name:
        folder, kept = Path(name, "work"), Path(name, "kept")
        folder.mkdir()
        kept.mkdir()
        (folder / "rules.yaml").write_text(RULES, "utf-8")
        exports = [export(Path(name), 2, number) for number in range(NIGHTS)]
        for number in range(NIGHTS - 1):
            night(folder, number, exports[number])
        before = contents(folder / "history.db")
        for path in folder.glob("history.db*"):
            shutil.copy2(path, kept / path.name)
        restore(kept, folder)
        took = night(folder, NIGHTS - 1, exports[-1])
        after = contents(folder / "history.db")
        report = json.loads((folder / "report.json").read_text("utf-8"))
        assert before != after
        left = {"before": 0, "after": 0, "no report": 0, "report": 0, "ended before": 0}
        killed = 0
        while killed < kills:
            restore(kept, folder)
            run = subprocess.Popen(command(folder, NIGHTS - 1, exports[-1]))
            if dice.random() < 0.4:
                time.sleep(dice.uniform(0, took))
            else:  # while everything is written: a good report is there some time before the end
                while run.poll() is None and not any(folder.glob("*report.json*")):
                    time.sleep(0.0005)
                time.sleep(dice.uniform(0, WRITING))
            if run.poll() is None:
                os.kill(run.pid, signal.SIGKILL)
            code = run.wait()
            if code != -signal.SIGKILL:
                left["ended before"] += 1
                continue
            killed += 1
            found = contents(folder / "history.db")
            assert found in (before, after)
            left["before" if found == before else "after"] += 1
            there = (folder / "report.json").exists()
            if there:
                assert json.loads((folder / "report.json").read_text("utf-8")) == report
            left["report" if there else "no report"] += 1
            if killed % 25 == 0:
                night(folder, NIGHTS - 1, exports[-1])
                assert contents(folder / "history.db") == after
                sys.stdout.write(f"{killed} {left}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{killed} kills of a night of {took:.2f} s: {left}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
