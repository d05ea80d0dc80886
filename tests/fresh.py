"""A fresh machine, as far as a test can have one: copies of the repository, empty environments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.program import ROOT, Run

INHERITED = ("PATH", "HOME", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
INSTALLERS = "PIP_"


def repository_files() -> list[Path]:
    """The files of the repository, by their paths inside it: what a clone holds."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return [path for path in paths if (ROOT / path).is_file()]


def copy_repository(folder: Path) -> Path:
    """Copies the repository into a folder that is not there yet."""
    for path in repository_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)
    return folder


def shell(line: str, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Runs a line as somebody who pastes it into a shell, with the python that runs the tests."""
    own = {name: os.environ[name] for name in INHERITED if name in os.environ}
    own |= {name: text for name, text in os.environ.items() if name.startswith(INSTALLERS)}
    own["PATH"] = f"{Path(sys.executable).parent}:{own['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env={**own, "LC_ALL": "C.UTF-8", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)
