"""`--by agent|hour`: lines that add up to the figure of the shop, or say why they do not."""

from __future__ import annotations

import re

import polars as pl
import pytest

from cscheck.model.result import Result
from cscheck.report.options import TextOptions
from cscheck.report.text_report import render
from cscheck.text import LANGS, Lang, word
from tests.program import ROOT, cscheck


@pytest.mark.parametrize("by", ["agent", "hour"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_lines_add_up_to_the_last(sample: Result, by: str, lang: Lang) -> None:
    text = render(sample, TextOptions(lang, width=300, by=by))
    for rule in sample.rules:
        heading = f"{word(f'part_by_{by}', lang)}  {rule.title[lang]}\n"
        if not rule.groups or rule.value_kind != "rate":
            continue
        lines = text.partition(heading)[2].partition("\n\n")[0].splitlines()[1:]
        for shop in {group.shop for group in rule.groups}:
            mine = [line for line in lines if sample.shops == 1 or line.split()[0] == shop]
            numbers = [_numbers(line) for line in mine if not line.lstrip().startswith("!")]
            if not numbers:  # every case of the shop is excluded
                continue
            *parts, whole = numbers
            assert tuple(map(sum, zip(*parts, strict=True))) == whole
            cases = sum(group.denominator for group in rule.groups if group.shop == shop)
            assert whole[0] == cases


def _numbers(line: str) -> tuple[int, int]:
    """Cases and bad ones of a line: they stand behind the percentage."""
    found = re.search(r"(?:%|  -)\s+(\d+)\s+(\d+)\s", line + " ")
    return (int(found[1]), int(found[2])) if found else (0, 0)


def test_two_clocks_are_told() -> None:
    exports = ROOT / "fixtures" / "kuaishou"
    audit = ("audit", "-p", "ks", "--date", "2026-11-20", "--width", "200", exports)
    said = cscheck(*audit, "--by", "agent").out
    assert "the rule reply_5min_agent starts its clock elsewhere" in said
    assert "starts its clock elsewhere" not in cscheck(*audit, "--by", "hour").out
    assert "BY AGENT" not in cscheck(*audit).out


def test_times_of_parts_are_their_own(sample: Result) -> None:
    for rule in sample.rules:
        if rule.value_kind not in ("seconds", "hours") or len(rule.groups) != 1:
            continue
        hours = sample.slices.filter((pl.col("rule") == rule.rule) & (pl.col("by") == "hour"))
        low, high = hours["figure"].min(), hours["figure"].max()
        assert isinstance(low, float)
        assert isinstance(high, float)
        assert low <= float(rule.groups[0].value or 0) <= high
