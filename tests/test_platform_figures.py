"""The platform's own figures of agents, beside ours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cscheck.audit import audit
from cscheck.errors import RulesetError
from cscheck.model.result import Result
from cscheck.model.verdicts import AgentDay
from cscheck.report import html as html_report
from cscheck.report import json_report, markdown_report, text_report
from cscheck.report import workbook as workbook_report
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import in_markdown
from cscheck.request import Request
from cscheck.rules.ruleset import Ruleset
from tests.both_readings import rule_of
from tests.read.reading import platform, read_files

DAYS = (date(2026, 11, 20), date(2026, 11, 21))
MESSAGES = """conversation_id,sent_at,sender,agent
C1,2026-11-20 10:00:00,buyer,
C1,2026-11-20 10:00:30,agent,店铺：小张
C2,2026-11-20 11:00:00,buyer,
C2,2026-11-20 11:09:00,agent,店铺：小张
C3,2026-11-20 11:00:00,buyer,
C3,2026-11-20 11:01:00,agent,小李
C4,2026-11-21 11:00:00,buyer,
C4,2026-11-21 11:01:00,agent,小李
C5,2026-11-21 12:00:00,buyer,
"""
PERFORMANCE = """日期,客服昵称,三分钟回复率（人维度）,首次响应(秒)
2026-11-20,店铺:小张,75%,40
2026-11-20,小李,100%,60
2026-11-21,小李,-,70
2026-11-21,小王,33.3%,50
2026-11-19,小李,10%,50
2026-11-21,汇总值,90%,50
"""
RATE = {"measure": "reply_rate", "unit": "message", "replies_by": "any", "within": "3m"}
TIME = {"measure": "response_time", "unit": "message", "replies_by": "any", "figures": "mean"}


def result(rule: Mapping[str, Any], folder: Path, performance: str | None = PERFORMANCE) -> Result:
    exports = folder / "exports"
    exports.mkdir()
    (exports / "聊天记录.csv").write_text(MESSAGES, encoding="utf-8")
    if performance is not None:
        (exports / "客服绩效.csv").write_text(performance, encoding="utf-8")
    read = read_files(exports, workspace=folder / "work", using=platform("kuaishou"))
    end = datetime(2026, 11, 22, tzinfo=read.zone.info)
    return audit(read, Ruleset("test", {"zh": "", "en": ""}, (rule_of(rule),)), Request(DAYS, end))


def days_of(result: Result) -> tuple[AgentDay, ...]:
    (rule,) = result.rules
    return rule.agent_days


def test_a_rate_beside_the_platforms(tmp_path: Path) -> None:
    rule = {**RATE, "platform_figure": "reply_3min_rate", "period": "run", "require": ">= 99%"}
    first, second = DAYS
    half, three = Fraction(1, 2), Fraction(3, 4)
    found = result(rule, tmp_path)
    assert days_of(found) == (
        AgentDay("default", "小李", first, 1, 1, Fraction(1), Fraction(1), Fraction(0)),
        AgentDay("default", "店铺:小张", first, 1, 2, half, three, half - three),
        AgentDay("default", "小王", second, None, 0, None, Fraction(333, 1000), None),
    )
    assert [group.numerator for group in found.rules[0].groups] == [3]  # judged as without them


def test_a_time_beside_the_platforms(tmp_path: Path) -> None:
    rule = {**TIME, "platform_figure": "first_response_seconds"}
    ours = {(each.agent, each.day.day): each.value for each in days_of(result(rule, tmp_path))}
    assert ours == {
        ("店铺:小张", 20): Fraction(285),
        ("小李", 20): Fraction(60),
        ("小李", 21): Fraction(60),
        ("小王", 21): None,
    }


@pytest.mark.parametrize(
    ("rule", "performance"),
    [
        (RATE, PERFORMANCE),
        ({**RATE, "platform_figure": "reply_3min_rate"}, None),
        ({**RATE, "platform_figure": "satisfaction"}, PERFORMANCE),
    ],
)
def test_nothing_to_compare(
    rule: Mapping[str, Any], performance: str | None, tmp_path: Path
) -> None:
    found = result(rule, tmp_path, performance)
    assert days_of(found) == ()
    assert "platform's" not in text_report.render(found, TextOptions(lang="en", width=120))


def test_reports_set_both_side_by_side(tmp_path: Path) -> None:
    found = result({**RATE, "platform_figure": "reply_3min_rate"}, tmp_path)
    (rule,) = json_report.as_data(found, lang="zh")["rules"]
    assert rule["agent_days"][1] == {
        "shop": "default",
        "agent": "店铺:小张",
        "day": "2026-11-20",
        "numerator": 1,
        "denominator": 2,
        "value": 0.5,
        "theirs": 0.75,
        "difference": -0.25,
    }
    lines = text_report.render(found, TextOptions(lang="zh", width=120)).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("客服：平台数据对照"))
    cells = [line.split() for line in lines[start + 3 : start + 6]]
    assert cells == [
        ["2026-11-20", "店铺:小张", "2", "50.0%", "75.0%", "-25.0", "个百分点"],
        ["2026-11-20", "小李", "1", "100.0%", "100.0%", "0.0", "个百分点"],
        ["2026-11-21", "小王", "-", "-", "33.3%", "-"],
    ]


def test_files_for_people_set_both_side_by_side_too(tmp_path: Path) -> None:
    found = result({**RATE, "platform_figure": "reply_3min_rate"}, tmp_path)
    options = TextOptions(lang="en", width=120)
    row = ("2026-11-20", "-", "店铺:小张", "2", "50.0%", "75.0%", "-25.0 pp")
    assert "| " + " | ".join(map(in_markdown, row)) + " |" in markdown_report.render(found, options)
    page = re.sub(r"<[^>]+>", "\n", html_report.render(found, options))
    assert "\n".join(row) in re.sub(r"\n\s*", "\n", page)
    book = load_workbook(io.BytesIO(workbook_report.render(found, options)))
    cells = [[cell.value for cell in line] for line in book["Platform's figures"].iter_rows()]
    title, day = found.rules[0].title["en"], datetime(2026, 11, 20)
    assert cells[1] == [title, day, "default", "店铺:小张", 2, 0.5, 0.75, "-25.0 pp"]


@pytest.mark.parametrize(
    ("rule", "column"),
    [(RATE, "first_response_seconds"), (TIME, "reply_rate"), (RATE, "reply_3min"), (RATE, "agent")],
)
def test_only_figures_of_one_kind_are_compared(rule: Mapping[str, Any], column: str) -> None:
    with pytest.raises(RulesetError) as caught:
        rule_of({**rule, "platform_figure": column})
    (problem,) = caught.value.problems
    assert problem.what.key == "yaml_not_a_platform_figure"
