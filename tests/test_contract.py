"""The contract of design.md, parts 3 and 4: first line, JSON, masks, and the same bytes again."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.program import cscheck

AUDIT = ("audit", "-p", "kuaishou", "--date", "2026-11-20", "--fail-on", "never")
FIRST_LINE = re.compile(
    r"[A-Z_]+ [a-z0-9]+ shops=\d+ \d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)? rules=\d+ fail=\d+ "
    r"warn=\d+ "
    r"undecided=\d+ pass=\d+ not_assessed=\d+ no_data=\d+ info=\d+ waived=\d+ open=\d+ rejected=\d+"
)
BUYERS = ("王小明13800138000", "张三丰", "李四光")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A small day: late, open and good cases, buyers whose names must not get out, one reject."""
    messages = ["conversation_id,sent_at,sender,agent,buyer,text"]
    for number, buyer in enumerate(BUYERS * 40):
        minute = f"{9 + number // 60:02}:{number % 60:02}"
        messages.append(f"C{number},2026-11-20 {minute}:00,buyer,,{buyer},我的电话是13911112222")
        answered = f"{minute}:30" if number % 4 else "12:00:00"
        messages.append(f"C{number},2026-11-20 {answered},agent,小张,{buyer},您好")
    messages.append(f"C9,后天 13700137000,buyer,,{BUYERS[0]},在吗")
    orders = [
        "order_id,paid_at,shipped_at,buyer",
        f"1,2026-11-18 10:00:00,2026-11-20 11:00:00,{BUYERS[0]}",
        f"2,2026-11-20 10:00:00,,{BUYERS[1]}",
    ]
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "messages.csv").write_text("\n".join(messages) + "\n", encoding="utf-8")
    (folder / "orders.csv").write_text("\n".join(orders) + "\n", encoding="utf-8")
    return folder


def report(*args: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cscheck(*AUDIT, "--format", "json", *args).out)
    return found


def test_the_first_line_never_changes_shape(exports: Path) -> None:
    for args in ((), ("--lang", "zh"), ("--width", "60"), ("--from", "2026-11-19")):
        day = ("--to", "2026-11-20") if "--from" in args else ("--date", "2026-11-20")
        run = cscheck("audit", "-p", "ks", "--fail-on", "never", *args, *day, exports)
        assert FIRST_LINE.fullmatch(run.out.splitlines()[0])


def test_the_first_line_counts_what_the_json_lists(exports: Path) -> None:
    line = cscheck(*AUDIT, exports).out.splitlines()[0]
    found = report(exports)
    counts = dict(pair.split("=") for pair in line.split() if "=" in pair)
    assert line.split()[0] == found["status"].upper()
    assert int(counts["rules"]) == len(found["rules"])
    assert int(counts["open"]) == len(found["due"])
    assert int(counts["rejected"]) == len(found["rejects"]) == 1
    for status in ("fail", "warn", "pass", "no_data", "info"):
        assert int(counts[status]) == sum(rule["status"] == status for rule in found["rules"])


def test_the_json_has_every_field_of_the_contract(exports: Path) -> None:
    found = report(exports)
    assert found["schema"] == "cscheck.report/1"
    assert found["as_of"] == "2026-11-21T00:00:00+08:00"
    for name, fields in {
        "inputs": "path sheet table encoding rows used duplicate not_data rejected columns sha256",
        "rules": "rule title measure unit severity status reason require source confidence groups "
        "violations",
        "violations": "rule shop day id agent start deadline stop late_by_seconds detail review "
        "file row",
        "due": "rule shop id agent deadline left_seconds file row",
        "rejects": "file sheet row column value reason",
    }.items():
        assert found[name]
        for each in found[name]:
            assert set(fields.split()) <= set(each)
    groups = [group for rule in found["rules"] for group in rule["groups"]]
    names = "shop agent buyer from to days version numerator denominator value p50 p90 open low "
    names += "high excluded review label penalty status reason"
    for group in groups:
        assert set(names.split()) <= set(group)


def test_a_violation_says_where_and_by_how_much(exports: Path) -> None:
    (late,) = [each for each in report(exports)["violations"] if each["rule"] == "ship_48h"]
    assert late["id"] == "1"
    assert late["day"] == "2026-11-20"
    assert late["start"] == "2026-11-18T10:00:00+08:00"
    assert late["deadline"] == "2026-11-20T10:00:00+08:00"
    assert late["stop"] == "2026-11-20T11:00:00+08:00"
    assert late["late_by_seconds"] == 3600
    assert (Path(late["file"]).name, late["row"]) == ("orders.csv", 2)


def test_open_cases_of_any_day_are_due(exports: Path) -> None:
    (due,) = report(exports)["due"]
    assert (due["rule"], due["id"], due["left_seconds"]) == ("ship_48h", "2", 34 * 3600)


def test_violations_are_counted_even_where_only_some_are_named(exports: Path) -> None:
    found = report(exports)
    for rule in found["rules"]:
        named = [each for each in found["violations"] if each["rule"] == rule["rule"]]
        assert rule["violations"] == len(named)
    text = cscheck(*AUDIT, "--top", "1", exports).out
    late = next(rule for rule in found["rules"] if rule["rule"] == "reply_3min")
    assert f"and {late['violations'] - 1} more; the JSON report" in text


@pytest.mark.parametrize("form", ["text", "json"])
def test_personal_data_stays_inside_unless_asked_for(exports: Path, form: str) -> None:
    said = cscheck(*AUDIT, "--format", form, "--top", "100", exports)
    for secret in (*BUYERS, "13800138000", "13911112222", "13700137000", "我的电话"):
        assert secret not in said.out + said.err
    assert BUYERS[0] in cscheck(*AUDIT, "--format", form, "--show-pii", "--top", "99", exports).out


def test_tokens_change_with_their_key_and_with_nothing_else(exports: Path) -> None:
    def tokens(**env: str) -> set[str]:
        out = cscheck(*AUDIT, "--format", "json", exports, env=env).out
        return {each["buyer"] for each in json.loads(out)["violations"]}

    assert tokens() == tokens() == tokens(CSCHECK_LANG="zh")
    assert tokens().isdisjoint(tokens(CSCHECK_TOKEN_KEY="mine"))


def test_the_same_files_give_the_same_bytes(exports: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    for path in (first, second):
        cscheck(*AUDIT, "-o", path, exports)
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_mode & 0o077 == 0


def test_the_order_of_rows_changes_no_figure(exports: Path) -> None:
    before = report(exports)
    for path in exports.iterdir():
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(7).shuffle(rows)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    after = report(exports)
    for rule, other in zip(before["rules"], after["rules"], strict=True):
        assert rule["groups"] == other["groups"]


def test_reports_go_to_files_and_text_to_stdout(exports: Path, tmp_path: Path) -> None:
    run = cscheck(*AUDIT, "-o", tmp_path / "r.json", "-o", tmp_path / "r.txt", exports)
    assert json.loads((tmp_path / "r.json").read_text())["schema"] == "cscheck.report/1"
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == run.out
    assert cscheck(*AUDIT, "-o", tmp_path / "r.pdf", exports).code == 2


def test_a_good_night_without_complaints_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_text(
        "conversation_id,sent_at,sender\n"
        "C1,2026-11-20 09:00:00,buyer\n"
        "C1,2026-11-20 09:00:05,agent\n"
    )
    (tmp_path / "complaints.csv").write_text("complaint_id,created_at,closed_at\n")
    audit = ("audit", "-p", "suning", "--date", "2026-11-20", "--expect", "messages,complaints")
    assert cscheck(*audit, tmp_path).code == 0


def test_as_cron_runs_it(exports: Path, tmp_path: Path) -> None:
    for env in ({"LANG": "C", "CSCHECK_LANG": ""}, {"LC_ALL": "zh_CN.GBK", "CSCHECK_LANG": ""}):
        run = cscheck(*AUDIT, "exports", env=env, cwd=tmp_path)
        assert run.code == 0
        assert "\x1b" not in run.out
    assert "规则" in run.out


def test_a_hostile_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_text(
        "conversation_id,sent_at,sender,agent\n"
        "\x1b[2J\x1b]0;x\x07C1[bold],2026-11-20 09:00:00,buyer,\n"
        "\x1b[2J\x1b]0;x\x07C1[bold],2026-11-20 10:00:00,agent,\x1b[31m[red]x\n",
        encoding="utf-8",
    )
    rules = tmp_path / "mine.yaml"
    rules.write_text(
        "rules: [{id: mine, title: mine, measure: reply_rate, unit: conversation, "
        "replies_by: human, within: 3m, require: 100%}]"
    )
    out = cscheck(*AUDIT, "--rules", rules, tmp_path).out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "C1[bold]" in out
    assert "[red]x" in out
