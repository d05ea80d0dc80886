"""`cscheck.toml`, `--all`, `config` and `init`: many shops, one command, as every night runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cscheck.cli.dated import dated, exports_of
from cscheck.errors import UsageError
from cscheck.settings import read_settings
from tests.program import ROOT, cscheck

KUAISHOU = ROOT / "fixtures" / "kuaishou"
DAY = ("--date", "2026-11-20")
TWO_SHOPS = """\
lang = "en"
output = ["reports/{shop}/{date}.json"]

[shops.good]
platform = "ks"
paths = ["exports/{date}"]
fail_on = "never"

[shops."broken 店"]
platform = "suning"
paths = ["missing/{date}"]
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A folder with a config of two shops, one of which has no exports."""
    shutil.copytree(KUAISHOU, tmp_path / "exports" / "2026-11-20")
    (tmp_path / "cscheck.toml").write_text(TWO_SHOPS, encoding="utf-8")
    return tmp_path


def test_one_broken_shop_stops_no_other(night: Path) -> None:
    run = cscheck("audit", "--all", "--jobs", "2", *DAY, cwd=night)
    assert run.code == 3
    lines = run.out.splitlines()
    assert lines[0] == "ERROR all shops=2 2026-11-20 kept=1 broken=0 unjudged=1 exit=3"
    assert lines[1].startswith("FAIL kuaishou shops=1 2026-11-20 rules=")
    assert lines[1].endswith("exit=0 shop=good")
    assert lines[2] == "ERROR exit=3 shop=broken 店"
    assert "[broken 店] cscheck: no such file or folder" in run.err
    report = json.loads((night / "reports" / "good" / "2026-11-20.json").read_text("utf-8"))
    assert report["exit_code"] == 0
    assert {group["shop"] for rule in report["rules"] for group in rule["groups"]} == {"good"}


def test_flags_hold_for_every_shop_and_win_over_the_file(night: Path) -> None:
    (night / "cscheck.toml").write_text(TWO_SHOPS.partition('[shops."broken')[0], encoding="utf-8")
    assert cscheck("audit", "--all", *DAY, cwd=night).code == 0
    run = cscheck("audit", "--all", *DAY, "--fail-on", "fail", "--format", "json", cwd=night)
    found = json.loads(run.out)
    assert (run.code, found["exit_code"], found["schema"]) == (1, 1, "cscheck.all/1")
    assert [(each["shop"], each["report"]["status"]) for each in found["shops"]] == [
        ("good", "fail")
    ]


def test_quiet_says_nothing_when_every_shop_is_well(night: Path) -> None:
    (night / "cscheck.toml").write_text(TWO_SHOPS.partition('[shops."broken')[0], encoding="utf-8")
    run = cscheck("audit", "--all", "-q", *DAY, cwd=night)
    assert (run.code, run.out, run.err) == (0, "", "")


def in_force(*args: str | Path, cwd: Path, **env: str) -> dict[str, tuple[Any, str]]:
    run = cscheck("config", "--format", "json", *args, cwd=cwd, env=env)
    assert run.code == 0, run.err
    return {row["setting"]: (row["value"], row["from"]) for row in json.loads(run.out)}


def test_config_says_what_is_in_force_and_from_where(night: Path) -> None:
    inner = night / "exports"
    found = in_force("--shop", "good", cwd=inner, CSCHECK_TOP="7", CSCHECK_FAIL_ON="warn")
    assert found["platform"] == ("ks", f"{night / 'cscheck.toml'}:5")
    assert found["fail_on"] == ("warn", "CSCHECK_FAIL_ON")
    assert found["top"] == (7, "CSCHECK_TOP")
    assert found["output"][1].endswith(":2")
    assert found["paths"][0] == [str(night / "exports" / "{date}")]
    assert found["max_rejected"] == ("1%", "default")


def test_flags_win_over_the_environment_and_it_over_the_file(night: Path) -> None:
    audit = ("audit", "--shop", "good", *DAY, "-q")
    assert cscheck(*audit, cwd=night).code == 0
    assert cscheck(*audit, cwd=night, env={"CSCHECK_FAIL_ON": "fail"}).code == 1
    env = {"CSCHECK_FAIL_ON": "fail"}
    assert cscheck(*audit, "--fail-on", "never", cwd=night, env=env).code == 0


def test_due_and_explain_find_the_shop_but_write_no_nightly_report(night: Path) -> None:
    run = cscheck("due", "--shop", "good", *DAY, cwd=night)
    assert "11 open cases" in run.out
    assert not (night / "reports").exists()


def test_paths_on_the_command_line_are_not_the_shops_of_the_config(night: Path) -> None:
    found = json.loads(
        cscheck("audit", "-p", "ks", *DAY, "--format", "json", KUAISHOU, cwd=night).out
    )
    assert {group["shop"] for rule in found["rules"] for group in rule["groups"]} != {"good"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "name one with --shop, or take --all"),
        (("--shop", "gud"), "the config has no shop 'gud'"),
        (("--all", "here"), "--all takes its shops and paths from the config"),
        (("--all", "--format", "csv"), "--format is one of text, json, not 'csv'"),
        (("--all", "-o", "same.json"), "put {shop} into it"),
        (("--config", "none.toml"), "cannot read the settings in none.toml"),
    ],
)
def test_what_cannot_be_meant_is_said(night: Path, args: tuple[str, ...], said: str) -> None:
    run = cscheck("audit", *args, cwd=night)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_every_mistake_in_a_config_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cscheck.toml"
    path.write_text('fail_onn = "x"\n[shops.a]\nplatform = 1\npaths = "e"\ntop = "5"\n', "utf-8")
    with pytest.raises(UsageError) as caught:
        read_settings(path)
    assert [(each.line, each.what.values["key"]) for each in caught.value.problems] == [
        (1, "fail_onn"),
        (3, "platform"),
        (5, "top"),
    ]
    path.write_text("a = [\n", "utf-8")
    with pytest.raises(UsageError):
        read_settings(path)


def test_dates_in_paths() -> None:
    day = date(2026, 11, 30)
    assert dated("a/{date}/b{date+1:%Y%m%d}_{date-30}.csv", day) == (
        "a/2026-11-30/b20261201_2026-10-31.csv"
    )


def test_of_several_days_those_that_are_there_are_read(tmp_path: Path) -> None:
    for name in ("2026-11-20.csv", "2026-11-22.csv", "x1.csv", "x2.csv"):
        (tmp_path / name).touch()
    days = date(2026, 11, 20), date(2026, 11, 22)
    found = exports_of([tmp_path / "{date}.csv", tmp_path / "x*.csv"], *days)
    assert [path.name for path in found] == [
        "2026-11-20.csv",
        "2026-11-22.csv",
        "x1.csv",
        "x2.csv",
    ]
    missing = exports_of([tmp_path / "no{date}.csv"], *days)
    assert [path.name for path in missing] == ["no2026-11-20.csv"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_init_writes_works(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "shops' % night"
    run = cscheck("init", folder, "-p", "ks", "--shop", '旗舰 "店"', "--lang", lang)
    assert run.code == 0, run.err
    config = folder / "cscheck.toml"
    text = config.read_text("utf-8")
    assert list(tomllib.loads(text)["shops"]) == ['旗舰 "店"']
    shutil.copytree(KUAISHOU, folder / "exports" / "2026-11-20")
    cron = next(line for line in text.splitlines() if line.startswith("#   30 6"))
    command = cron.removeprefix("#   30 6 * * * ").replace("\\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --date 2026-11-20"],
        env={},
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(b"FAIL all shops=1 2026-11-20 kept=0 broken=1 unjudged=0 exit=1")
    assert len(list((folder / "reports").iterdir())) == 1
    assert cscheck("init", folder).code == 2  # nothing is overwritten
    assert config.read_text("utf-8") == text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_systemd_takes_the_units(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "a $b %h"
    assert cscheck("init", folder, "--lang", lang).code == 0
    units = [folder / "cscheck.service", folder / "cscheck.timer"]
    program = shutil.which("systemd-analyze")
    if program is not None:
        done = subprocess.run([program, "verify", *units], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    started = units[0].read_text("utf-8")
    assert sys.executable.rpartition("/")[0] in started
    assert '"' + str(folder).replace("%", "%%").replace("$", "$$") in started
