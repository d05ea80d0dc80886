"""`cscheck doctor`: finds what would go wrong tonight, says how to mend it, and touches nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cscheck.cli import checkup
from cscheck.history import MIGRATIONS, History
from tests.program import ROOT, cscheck, inside

SOUND = """\
lang = "en"
history = "history.db"
output = ["reports/{shop}-{date}.html"]
notify = ["ops"]
[robots.ops]
kind = "dingtalk"
url_env = "OPS_URL"
secret_file = "secret.txt"
[shops.a]
platform = "ks"
paths = ["exports"]
waivers = "waivers.yaml"
"""
ENV = {"OPS_URL": "https://robots.example/send?token=TOKEN77"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "fixtures" / "kuaishou", tmp_path / "exports")
    (tmp_path / "reports").mkdir()
    (tmp_path / "cscheck.toml").write_text(SOUND, "utf-8")
    (tmp_path / "waivers.yaml").write_text("waivers: []\n", "utf-8")
    (tmp_path / "secret.txt").write_text("SECRET77\n", "utf-8")
    (tmp_path / "secret.txt").chmod(0o600)
    return tmp_path


def found(folder: Path, **env: str) -> tuple[int, list[tuple[str, str, str]]]:
    run = inside("doctor", "--format", "json", cwd=folder, env={**ENV, **env})
    assert "SECRET77" not in run.out
    assert "TOKEN77" not in run.out
    report = json.loads(run.out)
    assert report["exit_code"] == run.code
    for each in report["checks"]:
        assert (each["mend"] is None) == (each["state"] == "ok"), each
    return run.code, [(e["check"], e["state"], e["said"]) for e in report["checks"]]


def wrong(folder: Path, **env: str) -> list[tuple[str, str, str]]:
    return [each for each in found(folder, **env)[1] if each[1] != "ok"]


def test_nothing_is_wrong_with_a_sound_night_and_nothing_is_touched(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    code, checks = found(folder)
    assert (code, [each for each in checks if each[1] != "ok"]) == (0, [])
    assert {"config", "clock", "rulesets", "shop", "exports", "reports"} <= {c for c, *_ in checks}
    assert {"waivers", "disk", "history", "robots", "output"} <= {c for c, *_ in checks}
    assert sorted(folder.rglob("*")) == before


def test_everything_wrong_is_said_at_once(folder: Path) -> None:
    text = SOUND.replace('["exports"]', '["gone/{date}"]').replace('"reports/', '"no/reports/')
    text = text.replace('notify = ["ops"]', 'notify = ["ops", "nobody"]')
    text += '[shops.b]\nplatform = "kuaishuo"\n[robots.idle]\nkind = "wecom"\nurl_env = "X"\n'
    (folder / "cscheck.toml").write_text(text.replace("{shop}-{date}", "x"), "utf-8")
    (folder / "secret.txt").chmod(0o644)
    old = '  - {rule: ship_48h, shop: a, case: "1", reason: r, expires: 2020-01-01}\n'
    (folder / "waivers.yaml").write_text("waivers:\n" + old, "utf-8")
    (folder / "history.db").write_text("not a database of anybody " * 99, "utf-8")
    code, checks = found(folder)
    assert code == 2
    said = {(check, state, what) for check, state, what in checks if state != "ok"}
    assert ("exports", "fail", "not there") in said
    assert ("reports", "fail", "this folder is not there") in said
    assert ("shop", "fail", "no platform is called 'kuaishuo'") in said
    assert ("waivers", "warn", "1 expired: their cases count again") in said
    assert ("robots", "fail", "the config has no [robots.nobody]") in said
    assert ("robots", "warn", "nobody tells it anything") in said
    assert any(c == "robots" and "others may read the secret" in what for c, _, what in said)
    assert any(check == "history" and state == "fail" for check, state, _ in said)


def test_a_history_of_long_ago_or_of_tomorrow(folder: Path) -> None:
    history = History(folder / "history.db")
    history.check()
    base = sqlite3.connect(history.path)
    day = (datetime.now(UTC) - timedelta(days=9)).date().isoformat()
    values = ("kuaishou", day, day, day, day, 0, "[]", "[]")
    base.execute("INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    base.commit()
    assert wrong(folder) == [("history", "warn", f"the last night in it is {day}")]
    base.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    base.commit()
    base.close()
    ((check, state, what),) = wrong(folder)
    assert (check, state) == ("history", "fail")
    assert "is of a newer cscheck" in what


def test_rights_are_those_of_who_runs_it(folder: Path) -> None:
    (folder / "reports").chmod(0o500)
    sealed = next((folder / "exports").glob("*.csv"))
    sealed.chmod(0)
    run = cscheck("doctor", cwd=folder, env=ENV)
    assert run.code == 2
    assert run.out.count("may not be written to") == 1
    assert run.out.count("may not be read") == 1
    assert "chown, chmod" in run.out


def test_a_full_disk_and_a_wrong_clock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "_TOO_LITTLE", 1 << 60)
    monkeypatch.setattr(checkup, "_SCARCE", 1 << 60)
    assert {(check, state) for check, state, _ in wrong(folder)} == {("disk", "fail")}
    monkeypatch.undo()

    class Slow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(2020, 1, 1, tzinfo=tz)

    monkeypatch.setattr(checkup, "datetime", Slow)
    assert ("clock", "fail") in {(check, state) for check, state, _ in wrong(folder)}


def test_a_broken_config_is_said_and_the_rest_is_looked_at(folder: Path) -> None:
    (folder / "cscheck.toml").write_text("platfrom = 1\n", "utf-8")
    code, checks = found(folder)
    assert code == 2
    assert [state for check, state, _ in checks if check == "config"] == ["fail"]
    assert ("rulesets", "ok") in {(check, state) for check, state, _ in checks}


def test_a_terminal_that_cannot_show_chinese(folder: Path) -> None:
    run = cscheck("doctor", cwd=folder, env={**ENV, "PYTHONIOENCODING": "ascii"})
    assert run.code == 0
    assert "cannot show Chinese" in run.out
