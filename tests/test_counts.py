"""What a user sees of counts, of presence and of their price, from files to the JSON report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.program import cscheck, inside

BUYER = "王小明13800138000"
RULES = """
rules:
  - id: no_stock
    title: 无货空挂
    measure: tally
    table: orders
    where: {no_stock: true}
    period: run
    tiers:
      - {from: 2, label: {zh: 一般, en: minor}, penalty: {per: group, sum: 500}}
      - {from: 3, label: {zh: 严重, en: serious}, penalty: {points: 6}}
    require: "< 2"
  - id: pestering
    title: 反复联系
    measure: tally
    table: orders
    by: [agent, buyer, day]
    tiers: [{from: 3, label: 骚扰}]
    require: "< 3"
    severity: warn
  - id: shipped
    title: 发货
    measure: deadline
    table: orders
    start: paid_at
    stop: shipped_at
    within: 4h
    require: 100%
    penalty: {rate: 30%, floor: 5, cap: 500}
  - id: online_hours
    title: 在线时长
    measure: coverage
    hours_per_day: true
    require: ">= 12h"
  - id: duty
    title: 值班
    measure: coverage
    window: 09:00-18:00
    require: 100%
  - id: asked
    title: 无人接待
    measure: coverage
    window: 09:00-24:00
    asked: true
    require: 0
  - id: shifts
    title: 班次
    measure: coverage
    grace: 5m
    require: 0
    severity: warn
  - id: rest
    title: 休息日
    measure: tally
    table: presence
    distinct: day
    by: [agent]
    period: week
    require: "< 3"
"""
ORDERS = f"""order_id,shop,agent,buyer,paid_at,shipped_at,no_stock,amount
1,甲店,小张,{BUYER},2026-11-20 10:00:00,2026-11-20 11:00:00,是,100
2,甲店,小张,{BUYER},2026-11-20 10:10:00,2026-11-20 11:00:00,是,200
3,甲店,小张,{BUYER},2026-11-20 10:20:00,2026-11-20 15:00:00,是,10000
4,甲店,小张,{BUYER},2026-11-20 10:30:00,2026-11-20 15:00:00,否,
5,甲店,小张,李四,2026-11-20 10:40:00,2026-11-20 11:00:00,否,1
6,甲店,,李四,2026-11-20 21:00:00,,否,20
7,乙店,小李,赵五,2026-11-20 10:00:00,2026-11-20 11:00:00,否,1
"""
PRESENCE = """agent,from_at,to_at,shop,status
小张,2026-11-20 08:30:00,2026-11-20 12:00:00,甲店,
小张,2026-11-20 11:00:00,2026-11-20 13:00:00,甲店,
小张,2026-11-20 13:00:00,2026-11-20 17:00:00,甲店,away
小张,2026-11-20 17:00:00,2026-11-20 19:00:00,甲店,online
小李,2026-11-19 17:41:00,2026-11-20 00:50:00,乙店,online
"""
CONVERSATIONS = """conversation_id,shop,buyer,agent,started_at
C1,甲店,李四,,2026-11-20 12:59:59
C2,甲店,李四,小张,2026-11-20 13:00:00
C3,甲店,李四,,2026-11-20 17:00:00
C4,甲店,李四,,2026-11-20 23:59:59
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    exports = tmp_path / "exports"
    exports.mkdir()
    for name, text in (
        ("orders", ORDERS),
        ("presence", PRESENCE),
        ("conversations", CONVERSATIONS),
    ):
        (exports / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def report(folder: Path, rule: str, *args: str) -> dict[str, Any]:
    rules, exports = folder / "mine.yaml", folder / "exports"
    day = [] if "--from" in args else ["--date", "2026-11-20"]
    wanted: list[str | Path] = ["--rules", rules, "--only", rule, "--format", "json", *day, *args]
    run = cscheck("audit", "-p", "kuaishou", *wanted, exports)
    found: dict[str, Any] = json.loads(run.out)
    found["code"] = run.code
    return found


def groups(found: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    return {group["shop"]: group for group in found["rules"][0]["groups"]}


def test_a_shop_without_a_match_passes_with_nought(folder: Path) -> None:
    found = groups(report(folder, "no_stock"))
    assert [(found[s]["value"], found[s]["status"]) for s in ("甲店", "乙店")] == [
        (3, "fail"),
        (0, "pass"),
    ]
    assert found["乙店"]["denominator"] == 0
    assert found["乙店"]["numerator"] is None


def test_nothing_counted_is_a_verdict_but_not_about_days_without_a_row(folder: Path) -> None:
    path = folder / "exports" / "orders.csv"
    path.write_text(ORDERS.replace(",是,", ",否,"), encoding="utf-8")
    assert report(folder, "no_stock")["code"] == 0
    path.write_text(ORDERS.replace("11-20", "11-10"), encoding="utf-8")
    for table in ("presence", "conversations"):
        (folder / "exports" / f"{table}.csv").unlink()
    assert report(folder, "no_stock")["code"] == 3


def test_a_header_and_no_row_is_a_good_night_of_the_shops_that_others_name(folder: Path) -> None:
    header = ORDERS.splitlines()[0]
    (folder / "exports" / "orders.csv").write_text(header + "\n", encoding="utf-8")
    found = report(folder, "no_stock")
    assert [(shop, group["value"]) for shop, group in groups(found).items()] == [
        ("乙店", 0),
        ("甲店", 0),
    ]
    assert found["code"] == 0


def test_the_tier_and_what_it_costs(folder: Path) -> None:
    path = folder / "exports" / "orders.csv"
    group = groups(report(folder, "no_stock", "--lang", "zh"))["甲店"]
    assert group["label"] == "严重"
    assert (group["penalty"]["points_low"], group["penalty"]["points_high"]) == (18, 18)
    path.write_text(ORDERS.replace("15:00:00,是", "15:00:00,否"), encoding="utf-8")
    group = groups(report(folder, "no_stock"))["甲店"]
    assert (group["value"], group["label"], group["penalty"]["low"]) == (2, "minor", 500)


def test_every_row_of_a_shops_count_is_evidence(folder: Path) -> None:
    assert [each["id"] for each in report(folder, "no_stock")["violations"]] == ["1", "2", "3"]


def test_of_a_combination_the_row_that_made_it_too_many(folder: Path) -> None:
    found = report(folder, "pestering")
    (violation,) = found["violations"]
    assert (violation["id"], violation["agent"], violation["row"]) == ("3", "小张", 4)
    path = folder / "exports" / "orders.csv"
    path.write_text("\n".join(ORDERS.splitlines()[:3]), encoding="utf-8")  # one less than too many
    assert report(folder, "pestering")["violations"] == []


def test_a_buyer_with_a_group_of_his_own_is_a_token(folder: Path) -> None:
    found = report(folder, "pestering")
    assert BUYER not in json.dumps(found, ensure_ascii=False)
    (violation,) = found["violations"]
    (most,) = [group for group in found["rules"][0]["groups"] if group["value"] == 4]
    assert most["buyer"] == violation["buyer"]
    assert (most["status"], most["label"]) == ("warn", "骚扰")
    named = report(folder, "pestering", "--show-pii")["rules"][0]["groups"]
    assert BUYER in {group["buyer"] for group in named}


def test_what_nobody_can_be_named_for_is_not_counted_against_one(folder: Path) -> None:
    path = folder / "exports" / "orders.csv"
    path.write_text(ORDERS.replace("agent,", "seller_note,", 1), encoding="utf-8")
    (rule,) = report(folder, "pestering")["rules"]
    assert (rule["status"], rule["groups"]) == ("no_data", [])
    assert "agent" in rule["reason"]


def test_the_price_of_cases_with_and_without_an_amount(folder: Path) -> None:
    """Late: 10000 yuan (500, the cap), and an amount that nobody knows (5 to 500)."""
    penalty = groups(report(folder, "shipped"))["甲店"]["penalty"]
    assert (penalty["low"], penalty["high"]) == (505, 1000)


def test_a_case_costs_what_its_own_version_says(tmp_path: Path) -> None:
    """Of two late orders in one week the first began under a rule that cost less."""
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        """
rules:
  - id: shipped
    title: 发货
    measure: deadline
    table: orders
    start: paid_at
    stop: shipped_at
    within: 4h
    require: 100%
    period: week
    versions:
      - {until: 2026-11-17, penalty: {sum: 3, points: 1}}
      - {from: 2026-11-18, penalty: {rate: 10%, cap: 100}}
""",
        encoding="utf-8",
    )
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id,paid_at,shipped_at,amount\n"
        "1,2026-11-17 10:00:00,2026-11-17 20:00:00,500\n"
        "2,2026-11-18 10:00:00,2026-11-18 20:00:00,500\n",
        encoding="utf-8",
    )
    week = ("--from", "2026-11-16", "--to", "2026-11-22", "--as-of", "2026-11-23")
    asked = ("-p", "any", "--rules", rules, *week, "--format", "json", orders)
    ((group,),) = (rule["groups"] for rule in json.loads(inside("audit", *asked).out)["rules"])
    assert (group["penalty"]["low"], group["penalty"]["high"]) == (53, 53)
    assert (group["penalty"]["points_low"], group["penalty"]["points_high"]) == (1, 1)


def test_an_open_case_costs_nothing_at_least_and_its_price_at_most(folder: Path) -> None:
    days = ("--from", "2026-11-20", "--to", "2026-11-21", "--as-of", "2026-11-21T00:30")
    found = report(folder, "shipped", *days)["rules"][0]["groups"]
    (undecided,) = [group for group in found if group["status"] == "undecided"]
    assert undecided["from"] == "2026-11-21"
    assert (undecided["penalty"]["low"], undecided["penalty"]["high"]) == (0, 6)


def test_hours_are_those_when_anybody_was_there(folder: Path) -> None:
    found = groups(report(folder, "online_hours"))
    assert found["甲店"]["value"] == 6.5  # overlaps once, not away
    assert found["乙店"]["value"] == pytest.approx(5 / 6)  # cut at midnight
    assert found["甲店"]["denominator"] == 1


def test_gaps_are_the_evidence_of_a_window(folder: Path) -> None:
    found = report(folder, "duty")
    assert groups(found)["甲店"]["value"] == pytest.approx(5 / 9)
    gap = next(each for each in found["violations"] if each["shop"] == "甲店")
    assert (gap["start"], gap["stop"]) == ("2026-11-20T13:00:00+08:00", "2026-11-20T17:00:00+08:00")
    assert (gap["late_by_seconds"], gap["id"], gap["file"]) == (4 * 3600, None, None)


def test_conversations_that_began_in_a_gap(folder: Path) -> None:
    found = report(folder, "asked")
    assert [each["id"] for each in found["violations"]] == ["C2", "C4"]
    assert groups(found)["甲店"]["value"] == 2
    assert groups(found)["乙店"]["value"] == 0


def test_shifts_are_judged_whole_across_midnight(folder: Path) -> None:
    days = ("--from", "2026-11-19", "--to", "2026-11-20")
    found = {
        (each["agent"], each["detail"]) for each in report(folder, "shifts", *days)["violations"]
    }
    assert found == {("小李", "came late"), ("小李", "left early")}


def test_nobody_has_left_early_who_may_still_come_back(folder: Path) -> None:
    assert report(folder, "shifts", "--as-of", "2026-11-20T14:00")["violations"] == []
    (folder / "exports" / "presence.csv").write_text(
        "\n".join(PRESENCE.splitlines()[:2]), encoding="utf-8"
    )
    assert report(folder, "shifts", "--as-of", "2026-11-20T17:24:59")["violations"] == []
    (left,) = report(folder, "shifts", "--as-of", "2026-11-20T17:25")["violations"]
    assert (left["detail"], left["late_by_seconds"]) == ("left early", 5.5 * 3600)


def test_a_day_touched_counts_once(folder: Path) -> None:
    found = report(folder, "rest", "--from", "2026-11-16", "--to", "2026-11-22")
    values = {group["agent"]: group["value"] for group in found["rules"][0]["groups"]}
    assert values == {"小张": 1, "小李": 2}


def test_a_presence_file_without_a_row_says_nothing_of_any_shop(folder: Path) -> None:
    header = PRESENCE.splitlines()[0]
    (folder / "exports" / "presence.csv").write_text(header + "\n", encoding="utf-8")
    for rule in ("online_hours", "duty", "asked", "shifts"):
        (found,) = report(folder, rule)["rules"]
        assert (found["status"], found["groups"]) == ("no_data", [])
        assert found["reason"]


def test_days_of_23_hours(tmp_path: Path) -> None:
    """Where clocks are put forward at midnight the day begins at 01:00, and somebody was there."""
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "presence.csv").write_text(
        "agent,from_at,to_at\nAna,2018-11-03 20:00:00,2018-11-04 14:00:00\n", encoding="utf-8"
    )
    columns = tmp_path / "columns.yaml"
    columns.write_text("timezone: America/Sao_Paulo\n", encoding="utf-8")
    days = ("--from", "2018-11-03", "--to", "2018-11-04", "--columns", str(columns))
    found = report(tmp_path, "online_hours", *days)["rules"][0]["groups"]
    assert [group["value"] for group in found] == [4, 13]
