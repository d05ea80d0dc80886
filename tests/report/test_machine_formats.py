"""csv, JUnit, Prometheus and markdown, each read by a consumer of its kind."""

from __future__ import annotations

import csv
import io
import math
import re

import polars as pl
import pytest
from junitparser import JUnitXml, TestCase, TestSuite
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Status
from cscheck.report.prometheus_report import joined, of_shop
from cscheck.text import LANGS, Lang
from tests.report.conftest import Render

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Every sample by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def cases(text: str) -> list[TestCase]:
    suites = JUnitXml.fromstring(text.encode())
    return [case for suite in suites if isinstance(suite, TestSuite) for case in suite]


# ---------------------------------------------------------------- csv


@pytest.mark.parametrize("lang", LANGS)
def test_the_csv_has_every_violation(sample: Result, shown: Render, lang: Lang) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(sample, "csv", lang))))
    titles = {rule.rule: rule.title[lang] for rule in sample.rules}
    named = ("rule", "id", "agent", "file", "row")
    expected = [
        tuple("" if each[name] is None else str(each[name]) for name in named)
        for each in sample.violations.iter_rows(named=True)
    ]
    assert expected
    assert [tuple(row[name] for name in named) for row in rows] == expected
    assert all(row["title"] == titles[row["rule"]] for row in rows)


def test_a_csv_without_violations_has_its_header(quiet: Result, shown: Render) -> None:
    (header,) = list(csv.reader(io.StringIO(shown(quiet, "csv"))))
    assert header[:4] == ["rule", "title", "shop", "day"]


def test_no_cell_of_the_csv_is_a_formula(hostile: Result, shown: Render) -> None:
    ids = set()
    for row in csv.DictReader(io.StringIO(shown(hostile, "csv"))):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert not any(ord(sign) < 32 for sign in cell)
        ids.add(row["id"])
    assert "'=HYPERLINK(1)" in ids


# ---------------------------------------------------------------- JUnit


@pytest.mark.parametrize("lang", LANGS)
def test_junit_fails_where_the_audit_fails(sample: Result, shown: Render, lang: Lang) -> None:
    found = cases(shown(sample, "junit", lang))
    failed = {case.classname for case in found if case.is_failure}
    skipped = {case.classname for case in found if case.is_skipped}
    for rule in sample.rules:
        name = f"{sample.platform}.{rule.rule}"
        assert (name in failed) == (rule.status is Status.FAIL)
        if rule.status in (Status.NO_DATA, Status.INFO, Status.NOT_ASSESSED):
            assert name in skipped
    assert len(found) == sum(max(len(rule.groups), 1) for rule in sample.rules)


def test_junit_counts_what_it_holds(sample: Result, shown: Render) -> None:
    suites = JUnitXml.fromstring(shown(sample, "junit").encode())
    written = (suites.tests, suites.failures, suites.errors, suites.skipped)
    suites.update_statistics()  # type: ignore[no-untyped-call]
    assert written == (suites.tests, suites.failures, suites.errors, suites.skipped)


def test_junit_calls_unreliable_data_an_error(quiet: Result, shown: Render) -> None:
    assert quiet.troubles
    suites = JUnitXml.fromstring(shown(quiet, "junit").encode())
    assert suites.errors == len(quiet.troubles)


def test_junit_holds_whatever_ids_hold(hostile: Result, shown: Render) -> None:
    text = shown(hostile, "junit")
    said = "".join(
        result.text or "" for case in cases(text) for result in case.result if result.text
    )
    for each in hostile.violations.filter(pl.col("rule") == "ship_48h")["id"]:
        assert each.replace("\x1b", " ").replace("\u202e", "") in said


# ---------------------------------------------------------------- Prometheus


def test_prometheus_has_the_figures(sample: Result, shown: Render) -> None:
    found = samples(shown(sample, "prometheus"))
    for rule in sample.rules:
        labels = {"platform": sample.platform, "rule": rule.rule}
        said = {**labels, "status": rule.status.value}
        assert found["cscheck_rule_status", frozenset(said.items())] == 1
        assert found["cscheck_rule_violations", frozenset(labels.items())] == rule.violations
        _has_groups(found, rule, labels)


def _has_groups(found: Samples, rule: RuleVerdict, labels: dict[str, str]) -> None:
    by_shop = {group.shop: group for group in rule.groups}
    for shop, group in by_shop.items():
        if sum(each.shop == shop for each in rule.groups) > 1 or group.value is None:
            continue
        name = {"rate": "_ratio", "seconds": "_seconds", "hours": "_seconds"}.get(
            rule.value_kind, ""
        )
        value = found[f"cscheck_rule_value{name}", frozenset({**labels, "shop": shop}.items())]
        expected = group.value * (3600 if rule.value_kind == "hours" else 1)
        assert math.isclose(value, expected)


def test_prometheus_names_no_agent_and_no_buyer(hostile: Result, shown: Render) -> None:
    text = shown(hostile, "prometheus")
    assert samples(text)
    assert "客服" not in text


def test_prometheus_holds_nothing_that_turns_or_breaks_a_line(
    hostile: Result, shown: Render
) -> None:
    name = '\x1b[2J\u202e甲\x9b31m\x85\u2028乙\n"\\'
    ended = of_shop(name, 0, 1)
    assert r' [2J甲 31m 乙\n\"\\"' in ended
    for text in (shown(hostile, "prometheus"), ended, joined([ended])):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", text)
        assert samples(text)


def test_prometheus_of_nothing(quiet: Result, shown: Render) -> None:
    found = samples(shown(quiet, "prometheus"))
    assert found["cscheck_exit_code", frozenset({("platform", "kuaishou")})] == 3


# ---------------------------------------------------------------- markdown


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_renders_to_tables(sample: Result, shown: Render, lang: Lang) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(shown(sample, "md", lang))
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") >= 3
    assert "html_block" not in kinds
    rows = [token.content for token in tokens if token.type == "inline"]
    for rule in sample.rules:
        assert any(rule.title[lang] in row for row in rows)


def test_markdown_stays_text(hostile: Result, shown: Render) -> None:
    text = shown(hostile, "md")
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    for tag in ("<script", "<img", "<svg", "<a ", "<code", "<!--"):
        assert tag not in html
    cells = {line.count("<td") for line in html.split("</tr>") if "HYPERLINK" in line}
    assert cells
    broken = [each for each in html.split("</tr>") if "a|b|c" in each]
    assert broken


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("form", ["csv", "md", "junit", "prometheus", "json", "text"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_same_result_gives_the_same_text(
    hostile: Result, shown: Render, form: str, lang: Lang
) -> None:
    assert shown(hostile, form, lang) == shown(hostile, form, lang)


def test_the_frames_are_as_the_model_says(sample: Result) -> None:
    assert sample.violations.height == sum(rule.violations for rule in sample.rules)
    without_row = {rule.rule for rule in sample.rules if rule.value_kind == "cover"}
    placed = sample.violations.filter(~pl.col("rule").is_in(without_row))
    assert placed["file"].null_count() == 0
