"""What is said while an audit runs: progress on a terminal alone, and a line a stage with -v."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

from tests.program import CSCHECK, ROOT, cscheck

AUDIT = ("audit", "-p", "ks", "--date", "2026-11-20", "--fail-on", "never")
EXPORTS = ROOT / "fixtures" / "kuaishou"


def test_verbose_says_a_line_a_stage_with_rows_and_seconds(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    said = cscheck(*AUDIT, "-v", "-o", path, EXPORTS).err.splitlines()
    assert len(said) == 3
    assert re.fullmatch(r"cscheck: read 5 files or sheets, 563 rows, \d+\.\d s", said[0])
    assert re.fullmatch(r"cscheck: measured \d+ rules, \d+ violations, \d+\.\d s", said[1])
    assert str(path) in said[2]


def test_nothing_is_said_where_nobody_watches() -> None:
    assert cscheck(*AUDIT, EXPORTS).err == ""


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "CSCHECK_LANG": "en"}
    done = subprocess.run(
        [CSCHECK, *AUDIT, EXPORTS],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=120,
        check=False,
    )
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert done.stdout.startswith(b"FAIL kuaishou")
    assert b"\x1b" not in done.stdout
    assert "aftersale_48h" in seen  # the last rule measured
