"""Runs the installed program as a user would: in a process and an environment of its own."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent
CSCHECK = Path(sys.executable).parent / "cscheck"


@dataclass(frozen=True)
class Run:
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


def cscheck(
    *args: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Run:
    """Runs cscheck with nothing but PATH in its environment, as cron would."""
    done = subprocess.run(
        [CSCHECK, *map(str, args)],
        env={"PATH": os.environ["PATH"], "CSCHECK_LANG": "en", **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=_mere_mortal,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def _mere_mortal() -> None:
    """Takes away root's right to read what nobody may read (PR_CAPBSET_DROP)."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)


def inside(*args: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Run:
    """The same in this process, for tests of which being a program is not the point."""
    from cscheck.cli.app import app

    said = CliRunner()
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({"PATH": before["PATH"], "CSCHECK_LANG": "en", **(env or {})})
    try:
        with contextlib.chdir(cwd or Path.cwd()):
            done = said.invoke(app, [*map(str, args)], prog_name="cscheck")
    finally:
        os.environ.clear()
        os.environ.update(before)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout, done.stderr)
