"""`cscheck trend`: the stored figures, day by day, in text and for machines."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from cscheck.report.trending import sparkline
from tests.program import inside
from tests.test_history import command, night
from tests.test_history import exports as exports  # the same nights

SPAN = ("--to", "2026-11-19", "--days", "5")


@pytest.fixture(scope="module")
def history(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "history.db"
    for number in (0, 1, 3):
        night(exports, path, number)
    return path


def test_what_trend_shows_is_what_each_night_said(exports: Path, history: Path) -> None:
    run = inside("trend", "--history", history, *SPAN, "--format", "json")
    assert run.code == 0, run.err
    lines = json.loads(run.out)["lines"]
    (mean,) = [line for line in lines if line["rule"] == "mean"]
    assert [day["day"] for day in mean["days"]] == ["2026-11-16", "2026-11-17", "2026-11-19"]
    alone = command(exports, "--date", "2026-11-17", exports / "2026-11-17")
    rules = json.loads(inside(*alone).out)["rules"]
    (group,) = next(rule for rule in rules if rule["rule"] == "mean")["groups"]
    assert mean["days"][1]["value"] == group["value"]
    assert mean["days"][1]["denominator"] == group["denominator"]
    assert {line["agent"] for line in lines if line["rule"] == "rate"} >= {"甲", "乙", "丙"}


def test_the_table_has_a_bar_a_day_and_a_dot_for_a_missing_one(history: Path) -> None:
    run = inside("trend", "--history", history, *SPAN, "--only", "mean")
    line = run.out.splitlines()[2]
    assert line.split()[0] == "mean"
    bars = line.split()[-1]
    assert len(bars) == 5
    assert (bars[0], bars[3]) == ("·", "·")
    assert run.out.count("\n") == 3


def test_csv_has_a_row_a_day(history: Path) -> None:
    run = inside("trend", "--history", history, *SPAN, "--only", "hours", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert [row["day"] for row in rows] == ["2026-11-16", "2026-11-17", "2026-11-19"]
    assert {row["shop"] for row in rows} == {"A"}


def test_the_config_names_the_history(history: Path, tmp_path: Path) -> None:
    text = f'lang = "en"\n[shops.A]\nplatform = "ks"\nhistory = "{history}"\n'
    (tmp_path / "cscheck.toml").write_text(text, "utf-8")
    assert inside("trend", *SPAN, "--only", "mean", cwd=tmp_path).out.count("mean") == 1


def test_no_history_is_said(tmp_path: Path) -> None:
    run = inside("trend", "--history", tmp_path / "none.db")
    assert (run.code, run.out) == (2, "")
    assert "there is no history" in run.err
    assert not (tmp_path / "none.db").exists()


def test_sparklines_go_from_the_least_to_the_greatest() -> None:
    assert sparkline([Fraction(0), None, Fraction(1, 2), Fraction(1)]) == "▁·▄█"
    assert sparkline([Fraction(3), Fraction(3)]) == "▅▅"
    assert sparkline([None]) == "·"
