"""The HTML report as text: complete, escaped, and without a way to fetch or run anything else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest

from cscheck.model.result import Result
from cscheck.report.figures import figure
from cscheck.text import LANGS, Lang
from tests.report.conftest import Render

VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """A page taken apart: its tags, its text, its scripts; fails on what is not closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[tuple[str | None, str]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.tags[-1][1].get("type"), data))
        elif not self.open or self.open[-1] != "style":
            self.text.append(data)

    @property
    def rows(self) -> dict[str, Any]:
        (found,) = (text for kind, text in self.scripts if kind == "application/json")
        data: dict[str, Any] = json.loads(found)
        return data


@pytest.mark.parametrize("lang", LANGS)
def test_every_case_is_in_the_page(sample: Result, shown: Render, lang: Lang) -> None:
    data = Page(shown(sample, "html", lang)).rows
    for name, frame in (("violations", sample.violations), ("due", sample.due)):
        named = [(row[0], row[2], row[3]) for row in data[name]]
        expected = frame.select("rule", *(pl.col(name).fill_null("") for name in ("id", "agent")))
        assert named == expected.rows()
    assert len(data["rejects"]) == len(sample.rejects)


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_is_in_the_page(sample: Result, shown: Render, lang: Lang) -> None:
    text = " ".join("".join(Page(shown(sample, "html", lang)).text).split())
    for rule in sample.rules:
        assert rule.title[lang] in text
        for group in rule.groups:
            assert figure(rule, group, lang) in text


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_fetched_and_only_our_script_runs(
    hostile: Result, shown: Render, lang: Lang
) -> None:
    source = shown(hostile, "html", lang)
    page = Page(source)
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer"),
        *("h1", "h2", "h3", "h4", "p", "div", "span", "b", "i", "u", "em", "strong", "code", "a"),
        *("nav", "article", "figure", "figcaption", "svg", "g", "rect", "line", "text", "title"),
        *("details", "summary", "dl", "dt", "dd", "ul", "li", "table", "thead", "tbody", "tr"),
        *("th", "button", "label", "input", "select", "option", "output", "noscript", "script"),
    }
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        if "href" in attributes:
            assert tag == "a"
            assert re.match(r"#|https?://", attributes["href"] or "")
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    (script,) = (text for kind, text in page.scripts if kind is None)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_hostile_ids_stay_text(hostile: Result, shown: Render) -> None:
    source = shown(hostile, "html")
    assert "<script>alert" not in source
    assert "<img" not in source
    assert "\x1b" not in source
    assert "\u202e" not in source
    ids = {row[2] for row in Page(source).rows["violations"]}
    assert "<script>alert(1)</script>" in ids


def test_a_page_of_nothing(quiet: Result, shown: Render) -> None:
    text = "".join(Page(shown(quiet, "html", "en")).text)
    assert "No open case has a deadline." in text
    assert "NOT TO BE RELIED ON" in text


def test_the_parts_add_up_to_the_figure(sample: Result) -> None:
    """Agents, hours and steps of time are views of the cases that the groups count."""
    for rule in sample.rules:
        mine = sample.slices.filter(pl.col("rule") == rule.rule)
        if rule.measure in ("tally", "coverage", "phrases"):
            assert mine.is_empty()
            continue
        judged = rule.value_kind == "rate"
        expected = sum(group.denominator for group in rule.groups)
        expected += sum(group.open for group in rule.groups) if judged else 0
        for by in ("agent", "hour", "agent_hour"):
            part = mine.filter(pl.col("by") == by)
            assert part["cases"].sum() == expected
            if judged:
                good = sum(group.numerator or 0 for group in rule.groups)
                assert part["bad" if rule.counts_bad else "good"].sum() == good
                assert part["open"].sum() == sum(group.open for group in rule.groups)
        waits = sample.waits.filter(pl.col("rule") == rule.rule)
        assert waits["cases"].sum() in (0, expected)


def test_the_limit_divides_the_waits(sample: Result) -> None:
    """What took no more than its time is good, what took more is bad, the rest never ended."""
    of_limit = sample.waits.filter(pl.col("of_limit"))
    assert of_limit.height
    within = pl.col("high") <= 1
    assert of_limit.filter(within)["bad"].sum() == 0
    assert of_limit.filter(pl.col("low") >= 1)["good"].sum() == 0
    assert of_limit.filter(within)["good"].sum() == of_limit["good"].sum()
