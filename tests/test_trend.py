"""`cscheck trend`: the stored figures, day by day, in text and for machines."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cscheck.history import History
from cscheck.report.trending import sparkline
from tests.program import inside
from tests.test_history import command, night
from tests.test_history import exports as exports  # the same nights

LAST = date(2026, 11, 19)
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
    assert len(bars) == 4, "a day before all figures has none"
    assert bars[2] == "·"
    assert "·" not in (bars[0], bars[1], bars[3])
    assert run.out.count("\n") == 3


def test_trend_says_what_changed_and_what_comes(history: Path) -> None:
    run = inside("trend", "--history", history, *SPAN, "--format", "json")
    lines = json.loads(run.out)["lines"]
    judged = {(e.rule, e.agent): e for _, e in History(history).judged(LAST, LAST)}
    for line in lines:
        said = judged[line["rule"], line["agent"]]
        assert (line["verdict"]["status"], line["verdict"]["period"]) == (said.status, said.period)
        assert line["verdict"]["value"] == (None if said.value is None else float(said.value))
    text = inside("trend", "--history", history, *SPAN).out
    changed = [line for line in lines if line["changed"]]
    assert ("Changed since the last run" in text) == bool(changed)


def test_reports_show_the_days_before_where_there_is_a_history(
    exports: Path, tmp_path: Path
) -> None:
    path, page, text = (tmp_path / name for name in ("h.db", "r.html", "r.txt"))
    for number in (0, 1):
        report = night(exports, path, number, "-o", page, "-o", text)
    lines = {(line["rule"], line["agent"]): line for line in report["past"]}
    assert [day["day"] for day in lines["mean", None]["days"]] == ["2026-11-16", "2026-11-17"]
    html = page.read_text("utf-8")
    charts = html.split('<figure class="chart days">')[1:]
    assert len(charts) == len([line for line in lines.values() if len(line["days"]) > 1])
    assert charts[0].count('<rect class="day ') == 2
    assert "THE LAST DAYS" in text.read_text("utf-8")
    alone = night(exports, tmp_path / "other.db", 0, "-o", page)
    assert "past" not in alone
    assert "chart days" not in page.read_text("utf-8")


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
