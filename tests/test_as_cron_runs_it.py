"""A night as cron runs it: no HOME, no terminal, another folder, the C locale or GBK."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.program import CSCHECK, ROOT

CONFIG = """\
[shops."旗舰店"]
platform = "快手"
paths = ["{exports}"]
output = ["报告/{{shop}}-{{date}}.json"]
history = "历史.db"
waivers = "豁免.yaml"
"""


@pytest.mark.parametrize(
    ("locale", "encoding"),
    [
        ({"LANG": "C"}, "utf-8"),
        ({"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}, "ascii"),
        ({"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"}, "gbk"),
        ({}, "utf-8"),
    ],
)
def test_a_night_of_cron(tmp_path: Path, locale: dict[str, str], encoding: str) -> None:
    exports = ROOT / "fixtures" / "kuaishou"
    (tmp_path / "cscheck.toml").write_text(CONFIG.format(exports=exports), "utf-8")
    (tmp_path / "豁免.yaml").write_text("waivers: []\n", "utf-8")
    (tmp_path / "报告").mkdir()
    out, err = tmp_path / "out", tmp_path / "err"
    command: list[str | Path] = [
        "audit",
        "--all",
        "--date",
        "2026-11-20",
        "--config",
        tmp_path / "cscheck.toml",
    ]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        done = subprocess.run(
            [CSCHECK, *command],
            env=locale,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            check=False,
            timeout=120,
        )
    assert (done.returncode, err.read_bytes()) == (1, b"")
    first, second = out.read_bytes().decode(encoding).splitlines()
    assert first.startswith("FAIL all shops=1 2026-11-20 kept=0 broken=1 unjudged=0 exit=1")
    assert second.startswith("FAIL kuaishou shops=1 2026-11-20 rules=")
    shown = "旗舰店".encode(encoding, errors="backslashreplace").decode(encoding)
    assert second.endswith(f"shop={shown}")
    report = json.loads((tmp_path / "报告" / "旗舰店-2026-11-20.json").read_text("utf-8"))
    assert report["rules"][0]["title"]
    assert (tmp_path / "历史.db").stat().st_size
