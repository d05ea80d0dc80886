"""`python -m tests.bench [MILLIONS] [--rounds N] [--only WORD]`: the goals, and what is measured.

Every command runs in a process of its own, all of a part in turns; ratios are of the seconds on the
clock, round by round. A machine that does other work at the same time makes them wider, so the
ratio of the processors' seconds stands beside them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.bench import figures
from tests.bench.logs import COLUMNS, Shape, messages, write_messages
from tests.bench.timing import Spent, peak, ratio, rounds

PYTHON = sys.executable
CSCHECK = [PYTHON, "-m", "cscheck"]
WEEK = ["--from", "2026-11-30", "--to", "2026-12-06", "--as-of", "2026-12-07"]
AUDIT = [*CSCHECK, "audit", "-p", "kuaishou", "--fail-on", "never", *WEEK]
_PARSE = """
import polars as pl, sys
columns = sys.argv[2].split(",")
time = pl.col("sent_at").str.to_datetime("%Y-%m-%d %H:%M:%S")
pl.scan_csv(sys.argv[1], infer_schema=False).select(columns).with_columns(time).collect()
"""
_IMPORTS = "import polars, rich.table, typer"
_COMMAND = f"{_IMPORTS}\ntyper.run(lambda: None)"
_BARE = "import typer\napp = typer.Typer()\napp.command()(lambda: None)\napp()"
_EXCEL = "import polars, sys; polars.read_excel(sys.argv[1])"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run's files lie, and how large it is."""

    folder: Path
    millions: float
    rounds: int

    @property
    def rows(self) -> int:
        return int(self.millions * 1_000_000)

    def log(self, name: str, rows: int, shape: Shape) -> str:
        path = self.folder / name
        if not path.exists():
            # A process counts what the one that starts it holds as its own, so that must be little.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                pool.submit(write_messages, path, rows, shape).result()
        return str(path)


def show(what: str, mine: Sequence[Spent], base: Sequence[Spent], goal: str) -> None:
    """Prints a line of the table."""
    cpu = ratio(mine, base, "cpu").middle
    line = f"{what:<46} {goal:>14}  {ratio(mine, base)!s:<26} cpu {cpu:5.2f}x"
    say(f"{line}  peak {peak(mine):6.0f} MiB")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def start(setting: Setting) -> None:
    small = setting.log("small.csv", 1_000, Shape(shops=3))
    spent = rounds(
        {
            "audit": [*AUDIT, small],
            "imports": [PYTHON, "-c", _IMPORTS],
            "command": [PYTHON, "-c", _COMMAND],
            "help": [*CSCHECK, "--help"],
            "bare": [PYTHON, "-c", _BARE, "--help"],
        },
        max(setting.rounds, 9),
    )
    show("--help / a bare Typer app's", spent["help"], spent["bare"], "1.2 (1.5)")
    show("1,000 rows: audit / imports", spent["audit"], spent["imports"], "1.3 (1.6)")
    show("1,000 rows: audit / Typer command, imports", spent["audit"], spent["command"], "")


def large(setting: Setting) -> None:
    log = setting.log("messages.csv", setting.rows, Shape())
    commands = {
        "audit": [*AUDIT, log],
        "parse": [PYTHON, "-c", _PARSE, log, ",".join(COLUMNS)],
    }
    rivals = {
        name: [PYTHON, "-m", f"tests.bench.in_{name}", log]
        for name in ("duckdb", "pandas")
        if _is_there(name)
    }
    spent = rounds(commands | rivals, setting.rounds)
    name = f"{setting.millions:g} M messages"
    show(f"{name}: audit / parse", spent["audit"], spent["parse"], "3.0 (4.0)")
    for rival, goal in (("duckdb", "1.7 (1.0)"), ("pandas", "6.0 (4.0)")):
        if rival in rivals:
            show(f"{name}: {rival} / audit", spent[rival], spent["audit"], goal)
            _check(rival, log, rivals[rival])
    memory = peak(spent["audit"]) / setting.millions
    say(f"{name + ': peak memory a million':<46} {'200 (250) MiB':>14}  {memory:6.0f} MiB")


def _is_there(name: str) -> bool:
    if importlib.util.find_spec(name):
        return True
    say(f"{name} is not installed, so not compared with: pip install '.[bench]'")
    return False


def _check(rival: str, log: str, command: Sequence[str]) -> None:
    """Says whether a rival finds the same figures, to the case."""
    ours = figures.of_report(_output([*AUDIT, "--format", "json", log]))
    difference = figures.first_difference(ours, json.loads(_output(command)))
    counted = sum(map(len, ours.values()))
    say(f"    {rival}: {difference or f'the same figures in all {counted} groups, to the case'}")


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def growth(setting: Setting) -> None:
    log = setting.log("messages.csv", setting.rows, Shape())
    triple = setting.log("triple.csv", 3 * setting.rows, Shape())
    spent = rounds({"one": [*AUDIT, log], "three": [*AUDIT, triple]}, setting.rounds)
    what = f"{setting.millions:g} M -> {3 * setting.millions:g} M messages"
    show(what, spent["three"], spent["one"], "3.3 (3.6)")


def bounded(setting: Setting) -> None:
    """What `--low-memory` takes, of one log and of one three times as large."""
    log = setting.log("messages.csv", setting.rows, Shape())
    triple = setting.log("triple.csv", 3 * setting.rows, Shape())
    commands = {
        "whole": [*AUDIT, log],
        "parted": [*AUDIT, "--low-memory", log],
        "triple": [*AUDIT, "--low-memory", triple],
    }
    spent = rounds(commands, setting.rounds)
    show("--low-memory / in one piece", spent["parted"], spent["whole"], "1.5")
    memory = ratio(spent["triple"], spent["parted"], "memory")
    line = f"{'--low-memory: peak of three times as much':<46} {'flat, 0.8 GiB':>14}  {memory}"
    say(f"{line}  peak {peak(spent['triple']):6.0f} MiB")


def encodings(setting: Setting) -> None:
    log = Path(setting.log("messages.csv", setting.rows, Shape()))
    copy = log.with_name("gb18030.csv")
    with log.open(encoding="utf-8") as text, copy.open("w", encoding="gb18030") as out:
        while part := text.read(1 << 24):
            out.write(part)
    spent = rounds({"gb": [*AUDIT, str(copy)], "utf": [*AUDIT, str(log)]}, setting.rounds)
    show("GB18030 / UTF-8", spent["gb"], spent["utf"], "1.6 (2.5)")
    copy.unlink()


def workbooks(setting: Setting) -> None:
    rows = min(500_000, setting.rows)
    path = setting.folder / "messages.xlsx"
    messages(rows, Shape()).collect().write_excel(path)
    commands = {"audit": [*AUDIT, str(path)], "read": [PYTHON, "-c", _EXCEL, str(path)]}
    spent = rounds(commands, setting.rounds)
    show(f"{rows:,} rows of xlsx / pl.read_excel", spent["audit"], spent["read"], "1.15 (1.4)")


def many_rules(setting: Setting) -> None:
    """A list of 250 and of 500 rules, against none beside the platform's own."""
    log = setting.log("few.csv", 100_000, Shape())
    commands = {"0": [*AUDIT, log]}
    for count in (250, 500):
        path = setting.folder / f"{count}.yaml"
        path.write_text("rules:\n" + "".join(map(_rule, range(count))), encoding="utf-8")
        commands[str(count)] = [*AUDIT, "--rules", str(path), log]
    spent = rounds(commands, setting.rounds)
    for count in (250, 500):
        show(f"{count} more rules / none", spent[str(count)], spent["0"], "")


def _rule(number: int) -> str:
    lines = (
        f"  - id: own_{number}",
        f"    title: own {number}",
        "    measure: reply_rate",
        "    unit: message",
        "    clock: message",
        "    replies_by: any",
        f"    within: {number + 10}s",
        '    require: ">= 50%"',
    )
    return "\n".join(lines) + "\n"


def shapes(setting: Setting) -> None:
    """Logs in which something is many: each against an ordinary one of as many rows."""
    rows = min(setting.rows, 1_000_000)
    logs = {
        "ordinary": Shape(),
        "one conversation": Shape(shops=1, messages_a_conversation=rows),
        "one shop": Shape(shops=1),
        "a row a conversation": Shape(messages_a_conversation=1),
        "100,000 shops": Shape(shops=100_000, messages_a_conversation=1),
        "a buyer of 100,000 messages": Shape(conversations_a_buyer=100_000 // 13),
    }
    commands = {
        name: [*AUDIT, setting.log(f"shape-{number}.csv", rows, shape)]
        for number, (name, shape) in enumerate(logs.items())
    }
    spent = rounds(commands, setting.rounds)
    for name in list(logs)[1:]:
        show(f"{rows:,} rows, {name} / ordinary", spent[name], spent["ordinary"], "")


PARTS: dict[str, Callable[[Setting], None]] = {
    "start": start,
    "large": large,
    "growth": growth,
    "bounded": bounded,
    "rules": many_rules,
    "encodings": encodings,
    "workbooks": workbooks,
    "shapes": shapes,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("millions", nargs="?", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", choices=[*PARTS])
    asked = parser.parse_args()
    say(f"{'':<46} {'goal (fails)':>14}  median  (min .. max)")
    with tempfile.TemporaryDirectory(prefix="cscheck-bench-") as folder:
        setting = Setting(Path(folder), asked.millions, asked.rounds)
        for part in _asked(asked.only):
            part(setting)


def _asked(names: Sequence[str] | None) -> Iterator[Callable[[Setting], None]]:
    return (part for name, part in PARTS.items() if names is None or name in names)


if __name__ == "__main__":
    main()
