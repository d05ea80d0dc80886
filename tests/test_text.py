"""The catalogues: complete in both languages, and nothing in them that nobody says."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from cscheck.model.sentences import sentence
from cscheck.tables import TABLES
from cscheck.text import CATALOGUES, length, percent, say
from tests.program import ROOT

EN, ZH = CATALOGUES["en"], CATALOGUES["zh"]
# Keys put together from a word of the model: `status_` and `fail`.
MADE = (
    *("status_", "table_", "reject_", "yaml_", "rows_", "delimiter_", "about_", "confidence_"),
    *("column_", "checked_", "excluded_", "count_", "limit_", "today_undone_", "html_"),
    *("sender_", "verdict_", "counts_as_", "part_by_", "known_", "wanted_"),
    *("config_", "init_", "amount_", "audited_before_", "figures_corrected_"),
    *("doctor_is_", "doctor_of_"),
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert {key for key in ZH if not key.startswith("column_")} == set(EN)
    for key, text in EN.items():
        assert fields(text) == fields(ZH[key]), key


def test_every_column_has_a_chinese_name() -> None:
    named = {name for table in TABLES.values() for name in (*table.known, *table.readable)}
    assert {key.removeprefix("column_") for key in ZH if key.startswith("column_")} == named


def test_nothing_is_said_that_no_catalogue_knows_and_nothing_stands_unused() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "cscheck").rglob("*.py")
        if path.parent.name != "text" or path.name == "__init__.py"
    )
    said = set(re.findall(r'(?:sentence|saying|word|_word)\(\s*"([a-z0-9_]+)"', code))
    assert said <= set(EN)
    pages = (ROOT / "cscheck" / "report" / "html").glob("*.j2")
    code += "".join(page.read_text(encoding="utf-8") for page in pages)
    quoted = set(re.findall(r'"([a-z0-9_]+)"', code)) | set(re.findall(r"'([a-z0-9_]+)'", code))
    assert {key for key in EN if not key.startswith(MADE)} <= quoted


def test_words_made_of_the_models_words_exist() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "cscheck").rglob("*.py"))
    for error in re.findall(r'reader\(\s*"([a-z_]+)"', code):
        assert f"yaml_{error}" in EN
    for reason in re.findall(r'_Fault\([^"]*"([a-z_]+)"\)', code):
        assert reason == "summary" or f"reject_{reason}" in EN


def test_a_sentence_inside_a_sentence() -> None:
    inner = sentence("did_you_mean", word="ks")
    outer = sentence("trouble_file", path="a.csv", sheet=None, failure=inner)
    assert say(outer, "en") == "a.csv: did you mean 'ks'?"
    assert say(outer, "zh") == "a.csv：是不是“ks”？"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        *[(0, "0 s"), (0.4, "0.4 s"), (59, "59 s"), (60, "1 m"), (61, "1 m 1 s"), (3600, "1 h")],
        *[(11_520, "3 h 12 m"), (86_400, "1 d"), (180_061, "2 d 2 h"), (-90, "-1 m 30 s")],
    ],
)
def test_lengths_of_time(seconds: float, shown: str) -> None:
    assert length(seconds, "en") == shown


@pytest.mark.parametrize(
    ("share", "limit", "shown"),
    [
        (Fraction(4, 5), Fraction(4, 5), "80.0%"),
        (Fraction(7_999, 10_000), Fraction(4, 5), "79.99%"),
        (Fraction(79_996, 100_000), Fraction(4, 5), "79.996%"),
        (Fraction(1, 3), None, "33.3%"),
        (Fraction(0), Fraction(0), "0.0%"),
    ],
)
def test_a_percentage_never_rounds_across_its_limit(
    share: Fraction, limit: Fraction | None, shown: str
) -> None:
    assert percent(share, limit) == shown


def test_the_catalogues_are_utf8_files_without_surprises() -> None:
    for name in ("en.py", "zh.py"):
        text = (Path(ROOT) / "cscheck" / "text" / name).read_text(encoding="utf-8")
        assert "\t" not in text
        assert "\u200b" not in text
