"""A stdout that is full or closed: a sentence and exit 2, never a fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import ROOT

COMMANDS = ["platforms", "--help", "audit --help", "--version", "init made", "rules list -p suning"]


def ended(command: str, redirected: str, folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m cscheck {command} {redirected}', sys.executable],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CSCHECK_LANG": "en"},
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_said(tmp_path: Path, command: str) -> None:
    code, said = ended(command, ">/dev/full", tmp_path)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("cscheck: cannot write")
    assert "No space left on device" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_stdout_is_said(tmp_path: Path, command: str) -> None:
    code, said = ended(command, ">&-", tmp_path)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("cscheck: cannot write")


@pytest.mark.parametrize(
    ("redirected", "code"), [("2>&-", 0), ("<&- 2>&-", 0), ("<&- >&- 2>&-", 2), ("<&- >&-", 2)]
)
def test_whatever_is_closed_the_exit_code_tells(tmp_path: Path, redirected: str, code: int) -> None:
    assert ended("platforms", redirected, tmp_path)[0] == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_so_it_does_where_nothing_can_be_said(tmp_path: Path) -> None:
    assert ended("platforms", ">/dev/full 2>&1", tmp_path)[0] == 2
