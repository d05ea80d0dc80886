"""`cscheck explain`: the timeline of a case agrees with the report that names it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cscheck.explaining import explain
from cscheck.intake import Intake
from cscheck.judging.evidence import DEFAULT_TOKEN_KEY, Naming
from cscheck.model.timeline import Explanation, Verdict
from cscheck.read import ReadOptions, read
from cscheck.report.explain_report import render
from cscheck.request import Request
from cscheck.rules.platform import Library
from cscheck.text import LANGS
from tests.program import cscheck
from tests.report import days

PLATFORMS = ("kuaishou", "pinduoduo", "suning", "jd", "taobao", "inhouse")


class Told:
    """A platform's sample day, read once, of which cases are explained."""

    def __init__(self, night: days.Night, workspace: Path) -> None:
        self.platform = Library().platform(night.platform)
        self.intake: Intake = read([night.folder], self.platform, ReadOptions(workspace))
        self.result = night.result(workspace)

    def of(self, rule: str, case: str, *, show_pii: bool = False) -> Explanation:
        as_of = datetime(2026, 11, 21, tzinfo=self.platform.zone.info)
        naming = Naming(DEFAULT_TOKEN_KEY, show_pii)
        request = Request((days.DAY, days.DAY), as_of, naming=naming)
        return explain(self.intake, self.platform.ruleset().chosen((rule,), ()), case, request)


@pytest.fixture(scope="module", params=PLATFORMS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(days.sample(request.param), tmp_path_factory.mktemp("work"))


def test_every_violation_is_explained_as_it_was_judged(told: Told) -> None:
    rows = told.result.violations.filter(pl.col("id").is_not_null())
    for rule in told.result.rules:
        for row in rows.filter(pl.col("rule") == rule.rule).head(4).iter_rows(named=True):
            case = next(
                case
                for case in told.of(rule.rule, row["id"]).cases
                if (case.file, case.row) == (row["file"], row["row"])
            )
            counted = Verdict.COUNTED if rule.measure == "tally" else Verdict.BAD
            assert case.verdict is (Verdict.REVIEW if row["review"] else counted)
            for name in ("start", "deadline", "stop", "agent", "buyer", "late_by_seconds"):
                assert getattr(case, name) == row[name], (rule.rule, row["id"], name)
            moments = [event.at for event in case.events]
            assert moments == sorted(moments)
            assert moments or row["start"] is None, "only a snapshot has no times"


def test_every_due_case_is_open(told: Told) -> None:
    for row in told.result.due.head(6).iter_rows(named=True):
        cases = told.of(row["rule"], row["id"]).cases
        assert Verdict.OPEN in {case.verdict for case in cases if case.row == row["row"]}


@pytest.fixture(scope="module")
def kuaishou(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(days.sample("kuaishou"), tmp_path_factory.mktemp("work"))


def clocks(explained: Explanation) -> list[str]:
    return [each.key for case in explained.cases for event in case.events for each in event.clock]


def test_the_clock_starts_stops_and_was_missed(kuaishou: Told) -> None:
    explained = kuaishou.of("reply_3min", "bf0f136282b")
    assert clocks(explained)[:2] == ["clock_missed", "clock_stops_since"]
    stop = next(e for e in explained.cases[0].events if e.clock and "took" in e.clock[0].values)
    assert stop.clock[0].values["took"] == 606
    assert (stop.who, stop.row) == ("白露（示例）", 39)


def test_the_clock_of_an_order_stands_in_its_row(kuaishou: Told) -> None:
    explained = kuaishou.of("ship_48h", "2300000000000004")
    assert clocks(explained) == ["clock_starts", "clock_stops"]
    (case,) = explained.cases
    assert case.in_time is not None
    assert case.in_time.values["deadline"] == datetime(2026, 11, 20, 16, 40)
    assert explained.source["clause"]


def test_a_case_is_found_by_its_conversation_its_place_and_its_buyer(kuaishou: Told) -> None:
    row = kuaishou.result.violations.filter(pl.col("rule") == "reply_5min").row(0, named=True)
    own = kuaishou.of("reply_5min", row["id"]).cases
    assert own[0] in kuaishou.of("reply_5min", row["buyer"]).cases
    assert own == kuaishou.of("reply_5min", f"{Path(row['file']).name}:{row['row']}").cases


def test_the_version_in_force_is_named(kuaishou: Told) -> None:
    (case,) = kuaishou.of("reply_3min", "bf0f136282b").cases
    assert case.version == "2023-03-25"
    assert case.parameters["replies_by"] == "human"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["text", "json"])
def test_texts_and_names_are_masked_unless_asked_for(tmp_path: Path, lang: Any, kind: str) -> None:
    told = Told(days.hostile(tmp_path / "exports"), tmp_path)
    token = Naming().token(days.BUYERS[0])
    masked = render(told.of("reply_3min", token), kind, lang, 400)
    for secret in (*days.SECRETS, "\x1b"):
        assert secret not in masked
    shown = render(told.of("reply_3min", days.BUYERS[0], show_pii=True), kind, lang, 400)
    assert days.BUYERS[0] in shown
    assert days.SAID in shown


def test_what_is_not_there_is_said() -> None:
    exports = days.sample("kuaishou").folder
    where = ("-p", "ks", "--date", "2026-11-20", exports)
    unknown = cscheck("explain", "ship_48h", "nope", *where)
    assert (unknown.code, unknown.out) == (2, "")
    assert "no case 'nope'" in unknown.err
    assert "did you mean 'ship_48h'?" in cscheck("explain", "ship_84h", "1", *where).err


def test_a_tag_stands_for_its_rule_unless_it_has_several() -> None:
    where = ("-p", "suning", "--date", "2026-11-20", days.sample("suning").folder)
    several = cscheck("explain", "holiday", "1", *where)
    assert (several.code, several.out) == (2, "")
    assert "holiday" in several.err
    for rule in Library().platform("suning").ruleset().chosen(("holiday",), ()).rules:
        assert rule.id in several.err


def test_on_the_command_line() -> None:
    exports = days.sample("kuaishou").folder
    where = ("-p", "ks", "--date", "2026-11-20", exports)
    run = cscheck("explain", "ship_48h", "2300000000000004", *where, "--format", "json")
    data = json.loads(run.out)
    assert data["schema"] == "cscheck.explanation/1"
    assert [event["what"] for event in data["cases"][0]["events"]] == [
        *("created_at", "paid_at", "deadline", "shipped_at")
    ]
