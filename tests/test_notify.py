"""`--notify`: signed, within each robot's limit, nobody's name; and what a failed notice does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cscheck.notify import NoticeError, Robot, body_of, send
from tests.program import ROOT, cscheck

KUAISHOU = ROOT / "fixtures" / "kuaishou"
SECRET = "SEC-very-secret"
KINDS = ("dingtalk", "feishu", "wecom", "webhook")


class Server:
    """A robot's server: keeps what it got, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any], int]] = []
        self.answers: list[tuple[int, str]] = []
        self.pinged: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.pinged.append(self.path)
                status, _ = server.answers.pop(0) if server.answers else (200, OK)
                self.send_response(status)
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.got.append((self.path, json.loads(body), len(body)))
                status, answer = server.answers.pop(0) if server.answers else (200, OK)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/robot/send?access_token=TOKEN77"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


OK = '{"errcode": 0, "code": 0, "errmsg": "ok"}'


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


def more(count: int) -> str:
    return f"{count} more in report.html"


def deliver(server: Server, kind: str, lines: list[str]) -> list[float]:
    waited: list[float] = []
    robot = Robot("ops", kind, server.url, SECRET)
    send(robot, lines, more, now=lambda: 1_800_000_000.5, wait=waited.append)
    return waited


def sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_signatures_are_those_that_the_platforms_check(server: Server) -> None:
    deliver(server, "dingtalk", ["hello"])
    asked = parse_qs(urlsplit(server.got[0][0]).query)
    stamp = "1800000000500"
    assert asked == {
        "access_token": ["TOKEN77"],
        "timestamp": [stamp],
        "sign": [sign(SECRET, f"{stamp}\n{SECRET}")],
    }
    deliver(server, "feishu", ["hello"])
    body = server.got[1][1]
    assert body["timestamp"] == "1800000000"
    assert body["sign"] == sign(f"1800000000\n{SECRET}", "")
    assert body["content"] == {"text": "hello"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_is_cut_on_a_line_to_what_the_robot_takes(kind: str) -> None:
    lines = [f"第{n}条规则未达标：3分钟回复率" for n in range(40_000)]
    _, body = body_of(Robot("ops", kind, "http://x"), lines, more, 0)
    data = json.loads(body)
    text = data["text"] if kind == "webhook" else (data.get("text") or data["content"])
    text = text if isinstance(text, str) else text.get("content", text.get("text"))
    size = len(text.encode()) if kind == "wecom" else len(body)
    assert (
        size <= {"dingtalk": 20_000, "feishu": 20_000, "wecom": 2_048, "webhook": 1_000_000}[kind]
    )
    *kept, last = text.split("\n")
    assert kept == lines[: len(kept)]
    assert last == more(len(lines) - len(kept))
    assert size > 1_900  # no more is cut than must be


def test_what_another_try_may_mend_is_tried_again_and_no_more_than_so_often(server: Server) -> None:
    server.answers = [(502, ""), (200, '{"errcode": 130101, "errmsg": "too fast"}'), (200, OK)]
    assert deliver(server, "dingtalk", ["x"]) == [1, 2]
    server.got.clear()
    server.answers = [(500, "")] * 9
    with pytest.raises(NoticeError):
        deliver(server, "webhook", ["x"])
    assert len(server.got) == 3
    server.got.clear()
    server.answers = [(200, '{"errcode": 310000, "errmsg": "sign not match"}')]
    with pytest.raises(NoticeError, match="310000 sign not match"):
        deliver(server, "dingtalk", ["x"])
    assert len(server.got) == 1


def config(folder: Path, kind: str = "wecom", more: str = "") -> Path:
    path = folder / "cscheck.toml"
    path.write_text(
        f'lang = "en"\n[robots.ops]\nkind = "{kind}"\nurl_env = "OPS_URL"\n{more}\n'
        f'[shops.main]\nplatform = "ks"\npaths = ["{KUAISHOU}"]\nnotify = ["ops"]\n',
        "utf-8",
    )
    return path


def audit(folder: Path, url: str, *more: str) -> Any:
    env = {"OPS_URL": url, "no_proxy": "*"}
    return cscheck("audit", "--date", "2026-11-20", *more, cwd=folder, env=env)


def test_a_broken_night_is_told_and_nobody_is_named(server: Server, tmp_path: Path) -> None:
    config(tmp_path)
    run = audit(tmp_path, server.url)
    assert run.code == 1
    text = server.got[0][1]["text"]["content"]
    assert text.startswith("main: FAIL kuaishou shops=1 2026-11-20")
    assert "TOKEN77" not in run.out + run.err
    report = json.loads(audit(tmp_path, server.url, "--format", "json", "--show-pii").out)
    people = {each[who] for each in report["violations"] for who in ("agent", "id") if each[who]}
    assert people
    assert not any(name in text for name in people)


def test_a_good_night_is_told_only_where_that_is_asked_for(server: Server, tmp_path: Path) -> None:
    config(tmp_path)
    assert audit(tmp_path, server.url, "--fail-on", "never").code == 0
    assert server.got == []
    config(tmp_path, more='when = "always"')
    audit(tmp_path, server.url, "--fail-on", "never")
    assert len(server.got) == 1


def test_a_night_without_exports_is_told(server: Server, tmp_path: Path) -> None:
    path = config(tmp_path)
    path.write_text(path.read_text("utf-8").replace(str(KUAISHOU), "none/{date}"), "utf-8")
    run = audit(tmp_path, server.url)
    assert run.code == 3
    assert "no such file or folder" in server.got[0][1]["text"]["content"]


def test_a_notice_that_fails_is_a_warning_and_no_secret_is_said(
    server: Server, tmp_path: Path
) -> None:
    config(tmp_path)
    server.answers = [(403, "")]
    run = audit(tmp_path, server.url)
    assert run.code == 1
    assert run.out.startswith("FAIL kuaishou")
    assert run.err == "cscheck: the notice to 'ops' did not arrive: HTTP 403\n"
    run = audit(tmp_path, "file:///etc/passwd")
    assert "no http address" in run.err


def test_secrets_come_from_the_environment_or_from_their_owners_file(
    server: Server, tmp_path: Path
) -> None:
    config(tmp_path, "dingtalk", 'secret_file = "secret.txt"')
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET + "\n", "utf-8")
    secret.chmod(0o644)
    run = audit(tmp_path, server.url)
    assert (run.code, server.got) == (1, [])  # a notice that cannot be sent costs no report
    assert "others may read" in run.err
    assert run.out.startswith("FAIL kuaishou")
    secret.chmod(0o600)
    assert audit(tmp_path, server.url).code == 1
    asked = parse_qs(urlsplit(server.got[0][0]).query)
    assert asked["sign"] == [sign(SECRET, f"{asked['timestamp'][0]}\n{SECRET}")]
    run = cscheck("audit", "--date", "2026-11-20", cwd=tmp_path)
    assert (run.code, "OPS_URL" in run.err) == (1, True)
    run = audit(tmp_path, server.url, "--notify", "opps")
    assert "did you mean 'ops'?" in run.err
    config(tmp_path, "dingding")
    assert "'kind' is one of dingtalk" in audit(tmp_path, server.url).err
