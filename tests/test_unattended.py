"""What a night without anybody looking needs: a lock, a switch, logs, metrics, old reports gone."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.program import ROOT, Run, cscheck, inside
from tests.test_notify import Server

KUAISHOU = ROOT / "fixtures" / "kuaishou"
DAY = ("--date", "2026-11-20")
CONFIG = f"""\
lang = "en"
output = ["{{shop}}-{{date}}.json"]
history = "history.db"
metrics = "all.prom"
log_format = "json"
keep_days = 3
notify = ["watch", "ops"]
[robots.watch]
kind = "ping"
url_env = "PING_URL"
[robots.ops]
kind = "webhook"
url_env = "HOOK_URL"
when = "change"
[shops.good]
platform = "ks"
paths = ["{KUAISHOU}"]
[shops."坏 店"]
platform = "ks"
paths = ["none/{{date}}"]
"""


@dataclass(frozen=True)
class Night:
    """A folder after a night of two shops, and what was heard and said."""

    folder: Path
    run: Run
    server: Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Night:
    folder = tmp_path_factory.mktemp("shops")
    (folder / "cscheck.toml").write_text(CONFIG, "utf-8")
    for day in ("2026-11-10", "2026-11-16", "2026-11-17", "2026-11-19"):
        (folder / f"good-{day}.json").write_text("old", "utf-8")
    (folder / "mine-2026-11-10.json").write_text("mine", "utf-8")
    killed = folder / ".good-2026-11-10.json.abcd1234"
    killed.write_text("half", "utf-8")
    os.utime(killed, (0, 0))
    return Night(folder, audit(folder, server), server)


def audit(folder: Path, server: Server) -> Run:
    env = {"PING_URL": f"{server.url}&k=1", "HOOK_URL": server.url, "no_proxy": "*"}
    return cscheck("audit", "--all", *DAY, cwd=folder, env=env)


def test_reports_of_long_ago_go_and_nothing_else(night: Night) -> None:
    assert night.run.code == 3
    left = sorted(path.name for path in night.folder.iterdir() if path.suffix != ".toml")
    assert [name for name in left if name.endswith(".json")] == [
        "good-2026-11-17.json",
        "good-2026-11-19.json",
        "good-2026-11-20.json",
        "mine-2026-11-10.json",
    ]
    assert not [name for name in left if name.startswith(".good-")]


def test_a_switch_hears_that_the_run_began_and_how_it_ended(night: Night) -> None:
    start, end = night.server.pinged[:2]
    assert start == "/robot/send/start?access_token=TOKEN77&k=1"
    assert end == "/robot/send/fail?access_token=TOKEN77&k=1"
    told = [body["text"].split(":")[0] for _, body, _ in night.server.got]
    assert told[:2] == ["good", "坏 店"]


def test_every_line_of_the_log_is_an_object(night: Night) -> None:
    entries = [json.loads(line) for line in night.run.err.splitlines()]
    assert [(each["level"], each["shop"]) for each in entries] == [
        ("info", "good"),
        ("error", "坏 店"),
    ]
    assert entries[0]["exit_code"] == 1
    assert entries[0]["rules"]["fail"] >= 1
    assert "no such file or folder" in entries[1]["message"]
    assert "TOKEN77" not in night.run.err


def test_prometheus_reads_one_file_of_all_shops(night: Night) -> None:
    text = (night.folder / "all.prom").read_text("utf-8")
    families = {each.name: each for each in text_string_to_metric_families(text)}
    codes = {e.labels["audit"]: e.value for e in families["cscheck_run_exit_code"].samples}
    assert codes == {"good": 1, "坏 店": 3}
    assert {e.labels["audit"] for e in families["cscheck_cases"].samples} == {"good"}
    assert text.count("# TYPE cscheck_cases gauge") == 1


def test_who_asked_for_changes_hears_of_nothing_else(server: Server, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "rules:\n  - {id: r, title: R, measure: share, table: complaints, of: {closed_at: present},"
        " good: {severity: normal}, day: created_at, require: '>= 50%'}\n",
        "utf-8",
    )
    (tmp_path / "cscheck.toml").write_text(
        'lang = "en"\nhistory = "h.db"\nnotify = ["ops"]\nrules = ["rules.yaml"]\nonly = ["r"]\n'
        '[robots.ops]\nkind = "webhook"\nurl_env = "HOOK_URL"\nwhen = "change"\n'
        '[shops.a]\nplatform = "any"\npaths = ["{date}.csv"]\n',
        "utf-8",
    )
    env = {"HOOK_URL": server.url, "no_proxy": "*"}
    told = []
    for day, severity in enumerate(("major", "major", "normal", "normal"), 16):
        row = f"c{day},2026-11-{day} 10:00:00,2026-11-{day} 11:00:00,{severity}"
        text = f"complaint_id,created_at,closed_at,severity\n{row}\n"
        (tmp_path / f"2026-11-{day}.csv").write_text(text, "utf-8")
        server.got.clear()
        run = inside("audit", "--date", f"2026-11-{day}", cwd=tmp_path, env=env)
        assert run.code == (1 if severity == "major" else 0), run.err
        told.append([body["text"] for _, body, _ in server.got])
    assert [len(each) for each in told] == [1, 0, 1, 0]
    assert "R: FAIL -> pass (0.0% -> 100.0%)" in told[2][0]


def test_a_second_audit_of_a_shop_says_so_and_ends(night: Night) -> None:
    path = night.folder / ".cscheck-good.lock"
    with path.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        args = ("audit", "--shop", "good", *DAY, "--log-format", "text")
        run = inside(*args, "--history", night.folder / "other.db", cwd=night.folder)
    assert (run.code, run.out) == (3, "")
    assert "another audit of good is running (process " in run.err
    assert not (night.folder / "other.db").exists()


def test_a_second_audit_of_all_shops_alarms_nobody(night: Night) -> None:
    before = len(night.server.pinged)
    metrics = (night.folder / "all.prom").read_bytes()
    with (night.folder / ".cscheck.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = audit(night.folder, night.server)
    assert (run.code, run.out) == (3, "")
    assert "another audit of --all is running" in run.err
    assert len(night.server.pinged) == before
    assert (night.folder / "all.prom").read_bytes() == metrics


def test_the_lock_of_a_dead_process_stops_nobody(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    hold = (
        f"import fcntl, time; f = open({str(lock)!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
        " f.write('1 2026-11-20T00:00:00'); f.flush(); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    args = ("audit", "-p", "ks", *DAY, "--lock", lock, "-q", "--fail-on", "never", KUAISHOU)
    assert inside(*args).code == 3
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert inside(*args).code == 0
    assert lock.read_text("ascii").split()[0] == str(os.getpid())


def test_a_switch_that_cannot_be_reached_costs_no_report(tmp_path: Path) -> None:
    (tmp_path / "cscheck.toml").write_text(
        f'[robots.watch]\nkind = "ping"\nurl_env = "PING_URL"\n[shops.a]\nplatform = "ks"\n'
        f'paths = ["{KUAISHOU}"]\nnotify = ["watch"]\n',
        "utf-8",
    )
    run = inside("audit", *DAY, cwd=tmp_path, env={"PING_URL": "ftp://nowhere/secret77"})
    assert run.code == 1
    assert run.out.startswith("FAIL kuaishou")
    assert run.err.count("the notice to 'watch' did not arrive") == 2
    assert "secret77" not in run.err
