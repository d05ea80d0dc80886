"""All formats at once: the same numbers in each, and no personal data in any unless asked for."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from junitparser import JUnitXml, TestSuite
from openpyxl import load_workbook
from prometheus_client.parser import text_string_to_metric_families

from cscheck.model.result import Result
from cscheck.report.formats import FORMATS, rendered_as
from cscheck.report.options import TextOptions
from cscheck.report.wording import bad_cases
from cscheck.text import LANGS, Lang, word
from tests.report.days import BUYERS, SECRETS

# How many of each: (the rule's title, cases, cases that were not good).
Figures = Counter[tuple[str, str, str]]
READERS: dict[str, Callable[[bytes, Result, Lang], Figures]] = {}


def rendered(result: Result, form: str, lang: Lang, *, show_pii: bool = False) -> bytes:
    options = TextOptions(lang, width=400, top=100_000, show_pii=show_pii, verbose=True)
    return rendered_as(FORMATS[form], result, options)


def whole_text(content: bytes, form: str) -> str:
    """Everything a format says, also what a workbook keeps inside."""
    if form != "xlsx":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


# ---------------------------------------------------------------- the same numbers


def expected(result: Result, lang: Lang) -> Figures:
    return Counter(
        (rule.title[lang], str(group.denominator), _said(bad_cases(rule, group)))
        for rule in result.rules
        for group in rule.groups
    )


def _said(bad: int | None) -> str:
    return "" if bad is None else str(bad)


def reads(form: str) -> Callable[[Callable[..., Figures]], Callable[..., Figures]]:
    def register(reader: Callable[..., Figures]) -> Callable[..., Figures]:
        READERS[form] = reader
        return reader

    return register


@reads("json")
def _json(content: bytes, result: Result, _: Lang) -> Figures:
    counts_bad = {rule.rule: rule.counts_bad for rule in result.rules}
    found: Figures = Counter()
    for rule in json.loads(content)["rules"]:
        for group in rule["groups"]:
            good, cases = group["numerator"], group["denominator"]
            bad = good if counts_bad[rule["rule"]] else cases - (good or 0)
            found[rule["title"], str(cases), "" if good is None else str(bad)] += 1
    return found


@reads("md")
def _markdown(content: bytes, _: Result, lang: Lang) -> Figures:
    found: Figures = Counter()
    table = content.decode().partition(f"## {word('part_rules', lang)}")[2].partition("\n#")[0]
    for line in table.splitlines()[4:]:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells:
            title = re.sub(r"\\(.)", r"\1", cells[1])
            found[title, cells[4], cells[5]] += 1
    return found


@reads("xlsx")
def _workbook(content: bytes, _: Result, lang: Lang) -> Figures:
    sheet = load_workbook(io.BytesIO(content))[word("sheet_name_summary", lang)]
    found: Figures = Counter()
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if row[2] is not None:
            found[str(row[1]), str(row[8]), "" if row[9] is None else str(row[9])] += 1
    return found


@reads("junit")
def _junit(content: bytes, _: Result, lang: Lang) -> Figures:
    found: Figures = Counter()
    counts = re.compile(rf": {word('col_cases', lang)} (\d+)(?:, {word('col_bad', lang)} (\d+))?")
    for suite in JUnitXml.fromstring(content):
        assert isinstance(suite, TestSuite)
        for case in suite:
            said = case.result[0].message if case.result else case.system_out
            if numbers := counts.search(said or ""):
                found[case.name, numbers[1], numbers[2] or ""] += 1
    return found


@reads("html")
def _page(content: bytes, result: Result, lang: Lang) -> Figures:
    found: Figures = Counter()
    cards = content.decode().split("<article")[1:]
    plain = [" ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in cards]
    for rule in result.rules:
        if not rule.groups:
            continue
        card = next(card for card in plain if f" {rule.title[lang]} " in card)
        for group in rule.groups:
            bad = bad_cases(rule, group)
            said = f"{word('col_cases', lang)} {group.denominator}"
            said += "" if bad is None else f" {word('col_bad', lang)} {bad}"
            if said in card:
                found[rule.title[lang], str(group.denominator), _said(bad)] += 1
    return found


@reads("prometheus")
def _prometheus(content: bytes, result: Result, lang: Lang) -> Figures:
    """Summed over agents, as Prometheus is told of none."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for family in text_string_to_metric_families(content.decode()):
        for sample in family.samples:
            if sample.name == "cscheck_cases":
                place = (sample.labels["rule"], sample.labels["shop"])
                found.setdefault(place, {})[sample.labels["outcome"]] = int(sample.value)
    figures: Figures = Counter()
    for rule in result.rules:
        for shop in {group.shop for group in rule.groups}:
            groups = [group for group in rule.groups if group.shop == shop]
            counts = found[rule.rule, shop]
            assert counts["open"] == sum(group.open for group in groups)
            cases = counts.get("counted", counts.get("good", 0) + counts.get("bad", 0))
            assert cases == sum(group.denominator for group in groups)
            if "bad" in counts:
                assert counts["bad"] == sum(bad_cases(rule, group) or 0 for group in groups)
            for group in groups:
                key = (rule.title[lang], str(group.denominator), _said(bad_cases(rule, group)))
                figures[key] += 1
    return figures


@pytest.mark.parametrize("form", ["json", "md", "xlsx", "junit", "html", "prometheus"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_format_has_the_same_figures(sample: Result, form: str, lang: Lang) -> None:
    found = READERS[form](rendered(sample, form, lang), sample, lang)
    if form in ("md", "junit"):  # the marks that tell groups apart stand behind the title
        titles = [rule.title[lang] for rule in sample.rules]
        found = _without_marks(found, titles)
    assert found == expected(sample, lang)


def _without_marks(found: Figures, titles: list[str]) -> Figures:
    plain: Figures = Counter()
    for (name, cases, bad), count in found.items():
        title = max((each for each in titles if name.startswith(each)), key=len)
        plain[title, cases, bad] += count
    return plain


# ---------------------------------------------------------------- personal data


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("lang", LANGS)
def test_no_format_lets_personal_data_out(hostile: Result, form: str, lang: Lang) -> None:
    said = whole_text(rendered(hostile, form, lang), form)
    assert len(said) > 200
    for secret in SECRETS:
        assert secret not in said


@pytest.mark.parametrize("form", ["json", "csv", "html", "xlsx"])
def test_names_are_shown_where_they_are_asked_for(hostile_shown: Result, form: str) -> None:
    said = whole_text(rendered(hostile_shown, form, "zh", show_pii=True), form)
    for buyer in BUYERS:
        assert buyer in said


# ---------------------------------------------------------------- whatever the night was like


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("lang", LANGS)
def test_a_night_without_a_case_can_be_told(quiet: Result, form: str, lang: Lang) -> None:
    assert rendered(quiet, form, lang)


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if not form.binary])
def test_no_control_code_comes_out_raw(hostile: Result, form: str) -> None:
    said: Any = rendered(hostile, form, "en").decode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", said)
