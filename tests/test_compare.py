"""`cscheck compare`: two readings of a rule, and every case that they judge otherwise."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.cells import cell_len

from cscheck.comparing import AskedReading, compare
from cscheck.model.comparison import Comparison
from cscheck.model.timeline import Verdict
from cscheck.read import ReadOptions, read
from cscheck.request import Request
from cscheck.rules.platform import Library
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.strict_yaml import parse_document
from cscheck.text import Lang, word
from tests.program import Run, cscheck, inside
from tests.report import days

CHANGES = [
    ("kuaishou", "reply_3min", "within: 90s"),
    ("kuaishou", "reply_5min", "clock: round"),
    ("kuaishou", "reply_5min_agent", "within: 30s"),
    ("kuaishou", "ship_48h", "within: 24h"),
    ("kuaishou", "third_party_contact", "senders: robot"),
    ("suning", "first_response_45s", "within: 10s"),
    ("suning", "complaint_accept_24h", "within: 1h"),
    ("pinduoduo", "reply_3min_human", "replies_by: any"),
]


def rules(platform: str, rule: str, change: str = "") -> Ruleset:
    written = f"rules:\n  - id: {rule}\n    {change}\n" if change else "rules: []\n"
    whole = Library().platform(platform).ruleset((parse_document(written, "change"),))
    return whole.chosen((rule,), ())


def compared(folder: Path, one: Ruleset, other: Ruleset, workspace: Path, day: date) -> Comparison:
    platform = Library().platform(one.platform)
    intake = read([folder], platform, ReadOptions(workspace))
    as_of = datetime(2026, 11, 21, tzinfo=platform.zone.info)
    first, second = (AskedReading(each, None, {}) for each in (one, other))
    return compare(intake, first, second, Request((day, days.DAY), as_of))


@pytest.mark.parametrize(("platform", "rule", "change"), CHANGES)
def test_what_flips_is_what_only_one_of_two_audits_calls_a_violation(
    platform: str, rule: str, change: str, tmp_path: Path
) -> None:
    one, other = rules(platform, rule), rules(platform, rule, change)
    found = compared(days.sample(platform).folder, one, other, tmp_path, days.DAY)
    was, now = (violations(each) for each in (found.first.result, found.second.result))
    broken = found.flips.filter(pl.col("now").is_in([Verdict.BAD, Verdict.REVIEW]))
    mended = found.flips.filter(pl.col("was").is_in([Verdict.BAD, Verdict.REVIEW]))
    assert rows(broken) == now - was
    assert rows(mended) == was - now
    assert found.flips.filter(pl.col("was") == pl.col("now")).height == 0


def violations(result: Any) -> set[tuple[str, int]]:
    return rows(result.violations)


def rows(frame: pl.DataFrame) -> set[tuple[str, int]]:
    return set(frame.select("file", "row").iter_rows())


def test_an_order_that_counts_on_another_day_is_the_same_case(tmp_path: Path) -> None:
    """By 24 h it counts a day earlier than by 48 h; it is late by the one and not by the other."""
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id,paid_at,shipped_at\n"
        "1,2026-11-17 10:00:00,2026-11-18 20:00:00\n"
        "2,2026-11-17 10:00:00,2026-11-18 09:00:00\n"
        "3,2026-11-17 10:00:00,\n",
        encoding="utf-8",
    )
    one, other = rules("kuaishou", "ship_48h"), rules("kuaishou", "ship_48h", "within: 24h")
    found = compared(orders, one, other, tmp_path / "work", date(2026, 11, 17))
    (flip,) = found.flips.iter_rows(named=True)
    assert (flip["id"], flip["was"], flip["now"]) == ("1", "good", "bad")
    assert str(flip["was_deadline"]).startswith("2026-11-19 10:00:00")
    assert str(flip["now_deadline"]).startswith("2026-11-18 10:00:00")


def on_the_sample(*args: str | Path, run: Any = inside) -> Run:
    where = ("-p", "ks", "--date", "2026-11-20", days.sample("kuaishou").folder)
    done: Run = run("compare", *args, *where)
    return done


def test_both_figures_and_the_cases_stand_in_the_json() -> None:
    run = on_the_sample("reply_3min", "--set", "within=90s", "--format", "json")
    data = json.loads(run.out)
    assert run.code == 0
    assert data["schema"] == "cscheck.comparison/1"
    ((was,), (now,)) = (data[side]["groups"] for side in ("first", "second"))
    assert (was["numerator"], now["numerator"], now["denominator"]) == (40, 37, 51)
    assert data["second"]["settings"] == {"within": "90s"}
    assert data["flip_counts"] == [{"was": "good", "now": "bad", "cases": 3}]
    assert [each["now"] for each in data["flips"]] == ["bad"] * 3
    assert {each["file"] is None for each in data["flips"]} == {False}


def test_the_rules_of_two_days() -> None:
    run = on_the_sample("reply_5min", "--rules-at", "2020-06-01", "--vs", "2021-10-01")
    assert run.code == 0
    assert "the rules of 2020-06-01" in run.out
    assert "the rules of 2021-10-01" in run.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_names_no_buyer_and_fits(lang: Lang) -> None:
    run = on_the_sample("reply_3min", "--set", "within=1s", "--lang", lang, "--width", "80")
    assert run.code == 0
    assert word("verdict_bad", lang) in run.out
    assert not [name for name in days.BUYERS if name in run.out]
    assert max(map(cell_len, run.out.splitlines())) <= 80


def test_what_says_the_same_says_so() -> None:
    run = on_the_sample("reply_3min", "--set", "within=180s")
    assert run.code == 0
    assert "no case is judged otherwise" in run.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "compare with what?"),
        (("--set", "within"), "KEY=VALUE"),
        (("--set", "within=3m\nid: x"), "KEY=VALUE"),
        (("--set", "measure=tally"), "'measure'"),
        (("--set", "withn=3m"), "did you mean 'within'?"),
        (("--set", "within=soon"), "--set:3:13"),
        (("--vs", "yesterday"), "--vs"),
    ],
)
def test_what_cannot_be_compared_is_said(args: tuple[str, ...], said: str) -> None:
    run = on_the_sample("reply_3min", *args)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_nothing_to_judge_is_no_agreement(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,paid_at,shipped_at\n", encoding="utf-8")
    run = inside(
        *("compare", "ship_48h", "--set", "within=24h", "-p", "ks", "--date", "2026-11-20"),
        tmp_path / "orders.csv",
    )
    assert run.code == 3


def test_a_limit_is_set_as_the_ruleset_writes_it() -> None:
    run = on_the_sample("reply_3min", "--set", "require=>= 90%", run=cscheck)
    assert run.code == 0
    assert "required >= 90%" in run.out
    assert "FAIL" in run.out
