"""`--waivers`: shown and never counted; back again once expired; a malformed file stops the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.program import cscheck

RULES = """\
rules:
  - id: ours
    title: ours
    measure: deadline
    table: orders
    start: paid_at
    stop: shipped_at
    within: 24h
    require: "{require}"
  - id: replies
    title: replies
    measure: reply_rate
    within: 3m
    unit: message
    replies_by: human
    require: "100%"
"""
ORDERS = """\
order_id,paid_at,shipped_at,shop
001,2026-11-19 10:00:00,2026-11-20 09:00:00,A
002,2026-11-19 11:00:00,,A
003,2026-11-19 12:00:00,2026-11-20 20:00:00,A
004,2026-11-19 12:00:00,2026-11-20 20:00:00,B
"""
MESSAGES = """\
conversation_id,sent_at,sender,shop,buyer
C1,2026-11-20 10:00:00,buyer,A,张三
C2,2026-11-20 11:30:00,buyer,A,李四
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    (tmp_path / "messages.csv").write_text(MESSAGES, "utf-8")
    return tmp_path


def audit(folder: Path, waivers: str, require: str = "100%", *more: str) -> tuple[int, Any, str]:
    (folder / "rules.yaml").write_text(RULES.format(require=require), "utf-8")
    (folder / "waivers.yaml").write_text("waivers:\n" + waivers, "utf-8")
    chosen: list[str | Path] = ["--rules", folder / "rules.yaml", "--only", "ours"]
    chosen += ["--only", "replies", "--waivers", folder / "waivers.yaml", "--format", "json"]
    files = (folder / "orders.csv", folder / "messages.csv")
    run = cscheck("audit", "-p", "ks", "--date", "2026-11-20", *chosen, *more, *files)
    return run.code, json.loads(run.out) if run.out else None, run.err


def group(report: Any, rule: str, shop: str) -> Any:
    found = next(each for each in report["rules"] if each["rule"] == rule)
    return next(each for each in found["groups"] if each["shop"] == shop)


def waiver(**keys: str) -> str:
    full = {"rule": "ours", "shop": "A", "reason": "r", "expires": "2026-11-20", **keys}
    return "  - {" + ", ".join(f'{key}: "{value}"' for key, value in full.items() if value) + "}\n"


def test_a_waived_case_is_shown_and_not_counted(folder: Path) -> None:
    code, report, _ = audit(folder, waiver(case="002"))
    found = group(report, "ours", "A")
    assert (found["numerator"], found["denominator"], found["status"]) == (1, 2, "fail")
    assert found["excluded"] == {"waived": 1}
    (note,) = report["rules"][0]["notes"]
    assert note == "waiver of 002 in A until 2026-11-20: it does not count (r)"
    assert [each["id"] for each in report["violations"] if each["rule"] == "ours"] == ["003", "004"]
    assert group(report, "ours", "B")["excluded"] == {}
    assert code == 1


def test_a_group_that_only_waivers_keep_is_waived(folder: Path) -> None:
    waivers = waiver(case="002") + waiver(case="003") + waiver(case="004", shop="B")
    waivers += waiver(rule="replies", **{"from": "2026-11-20 10:00", "to": "2026-11-20 12:00"})
    code, report, _ = audit(folder, waivers)
    assert (code, report["status"]) == (0, "waived")
    found = group(report, "ours", "A")
    assert (found["status"], found["value"]) == ("waived", 1)
    assert found["reason"] == "kept only because 2 cases are waived"
    assert group(report, "ours", "B")["status"] == "waived"  # nothing is left of it
    assert group(report, "replies", "A")["excluded"] == {"waived": 2}
    assert report["violations"] == []
    assert report["due"] == []


def test_a_group_that_is_kept_anyhow_passes(folder: Path) -> None:
    _, report, _ = audit(folder, waiver(case="002"), ">= 30%")
    assert group(report, "ours", "A")["status"] == "pass"


def test_a_span_takes_what_begins_in_it_and_no_more(folder: Path) -> None:
    keys = {"rule": "replies", "from": "2026-11-20 10:00", "to": "2026-11-20 11:30"}
    _, report, _ = audit(folder, waiver(**keys))
    assert group(report, "replies", "A")["excluded"] == {"waived": 1}
    _, report, _ = audit(
        folder, waiver(rule="replies", **{"from": "2026-11-20", "to": "2026-11-20"})
    )
    assert group(report, "replies", "A")["excluded"] == {"waived": 2}


def test_an_expired_waiver_comes_back_as_a_failure_and_says_so(folder: Path) -> None:
    code, report, _ = audit(folder, waiver(case="002", expires="2026-11-19"))
    assert (code, group(report, "ours", "A")["denominator"]) == (1, 3)
    rule = report["rules"][0]
    assert rule["notes"] == ["waiver of 002 in A expired on 2026-11-19: it counts again (r)"]
    _, report, _ = audit(folder, waiver(case="999", expires="2026-11-19"))
    assert report["rules"][0]["notes"] == []  # its case is not there


@pytest.mark.parametrize(
    ("waivers", "line", "said"),
    [
        (waiver(case="1", reason=""), 2, "a waiver needs 'reason'"),
        (waiver(case="1", expires=""), 2, "a waiver needs 'expires'"),
        (waiver(case="1", expires="soon"), 2, "'soon'"),
        (waiver(), 2, "either a case, or both from and to"),
        (waiver(case="1", **{"from": "2026-11-20", "to": "2026-11-21"}), 2, "either a case"),
        (waiver(**{"from": "2026-11-21", "to": "2026-11-20"}), 2, "it ends before it begins"),
        (waiver(case="1") + waiver(case="1", rule="ourz"), 3, "did you mean 'ours'?"),
        (waiver(case="1", raeson="x"), 2, "did you mean 'reason'?"),
        ("  x: 1\n", 1, "it has no list 'waivers'"),
    ],
)
def test_a_malformed_file_stops_the_run(folder: Path, waivers: str, line: int, said: str) -> None:
    code, report, err = audit(folder, waivers)
    assert (code, report) == (2, None)
    assert f"waivers.yaml:{line}:" in err
    assert said in err
