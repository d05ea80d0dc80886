"""`python -m tests.bench [MILLIONS]`: the whole audit against merely parsing the file with polars.

Each command runs in a process of its own, the two in turns, in one run; what is printed are ratios
of their times, and the peak memory of the first.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.logs import COLUMNS, write_messages

ROUNDS = 5
_PARSE = """
import polars as pl, sys
columns = sys.argv[2].split(",")
time = pl.col("sent_at").str.to_datetime("%Y-%m-%d %H:%M:%S")
pl.scan_csv(sys.argv[1], infer_schema=False).select(columns).with_columns(time).collect()
"""
_IMPORTS = "import polars, rich.table, typer"


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak MiB of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, peak(usage)


def peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


def compare(name: str, subject: list[str], base: list[str]) -> None:
    """Prints how many times as long the one takes as the other, run in turns."""
    pairs = [(timed(subject), timed(base)) for _ in range(ROUNDS)]
    ratios = sorted(mine[0] / theirs[0] for mine, theirs in pairs)
    memory = max(mine[1] for mine, _ in pairs)
    middle = statistics.median(ratios)
    span = f"({ratios[0]:.2f} .. {ratios[-1]:.2f})"
    sys.stdout.write(f"{name:<44} {middle:6.2f}x  {span}  peak {memory:6.0f} MiB\n")


def main() -> None:
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    cscheck = [sys.executable, "-m", "cscheck"]
    audit = [*cscheck, "audit", "-p", "kuaishou", "--fail-on", "never"]
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "messages.csv", Path(folder) / "small.csv"
        write_messages(large, int(millions * 1_000_000))
        write_messages(small, 1_000)
        week = ["--from", "2026-11-30", "--to", "2026-12-06", "--as-of", "2026-12-07"]
        parse = [sys.executable, "-c", _PARSE, str(large), ",".join(COLUMNS)]
        imports = [sys.executable, "-c", _IMPORTS]
        rows = f"{millions:g} M messages"
        compare(f"{rows}: audit / parse", [*audit, *week, str(large)], parse)
        compare("1,000 messages: audit / imports", [*audit, *week, str(small)], imports)
        bare = "import typer\napp = typer.Typer()\napp.command()(lambda: None)\napp()"
        compare(
            "--help / a bare Typer app's",
            [*cscheck, "--help"],
            [sys.executable, "-c", bare, "--help"],
        )


if __name__ == "__main__":
    main()
