"""`cscheck reconcile`: every reading's figure is that of an audit by such a rule."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from cscheck.audit import audit
from cscheck.errors import UsageError
from cscheck.measures.cases import Kind
from cscheck.model.reconciliation import Reconciliation
from cscheck.read import ReadOptions, read
from cscheck.reconciling import reconcile, reported
from cscheck.request import Request
from cscheck.rules.platform import Library
from cscheck.rules.strict_yaml import parse_document
from tests.program import Run, inside
from tests.report import days

SHOP = "示例数码专营店"
RULES = [
    ("kuaishou", "reply_3min"),
    ("kuaishou", "ship_48h"),
    ("kuaishou", "third_party_contact"),
    ("kuaishou", "return_refund_duration"),
    ("suning", "first_response_45s"),
    ("suning", "complaint_close_120h"),
    ("pinduoduo", "reply_3min_human"),
]


class Night:
    """A platform's sample day, read once."""

    def __init__(self, platform: str, workspace: Path) -> None:
        self.platform = Library().platform(platform)
        self.intake = read([days.sample(platform).folder], self.platform, ReadOptions(workspace))
        as_of = datetime(2026, 11, 21, tzinfo=self.platform.zone.info)
        self.request = Request((days.DAY, days.DAY), as_of)

    def readings(self, rule: str, figure: str = "50%") -> Reconciliation:
        ruleset = self.platform.ruleset().chosen((rule,), ())
        kind = ruleset.rules[0].kind
        figure = figure if kind is Kind.RATE else "10h" if kind is Kind.HOURS else "1"
        whose = SHOP if self.platform.id == "suning" else None
        return reconcile(self.intake, ruleset, self.request, reported(figure, kind), whose)

    def audited(self, rule: str, settings: dict[str, object]) -> tuple[object, ...]:
        """The figure of an audit by a rule that is written so."""
        whole = self.platform.ruleset().chosen((rule,), ()).rules[0]
        version = whole.version_on(days.DAY) or whole.versions[-1]
        written: dict[str, Any] = {**version.written, **settings}
        written = {key: each for key, each in written.items() if each is not None}
        if written.get("unit") not in (None, "message", "buyer_day"):
            written.pop("clock", None)
        if written.get("unit") == "buyer_day":
            written.pop("counted_on", None)
        if written.get("unit") not in (None, "conversation"):
            written.pop("rounds", None)
        head = {"id": "one", "title": "one", "measure": whole.measure.name}
        text = yaml.safe_dump({"rules": [{**head, **written}]}, allow_unicode=True)
        document = parse_document(text, str(Path(whole.path).resolve()))
        ruleset = Library().any_platform().ruleset((document,))
        (verdict,) = audit(self.intake, ruleset, self.request).rules
        groups = [each for each in verdict.groups if each.shop in (SHOP, "default")]
        return (groups[0].value, groups[0].denominator) if len(groups) == 1 else (None, 0)


@pytest.mark.parametrize(("platform", "rule"), RULES)
def test_every_reading_has_the_figure_of_an_audit_by_it(
    platform: str, rule: str, tmp_path: Path
) -> None:
    night = Night(platform, tmp_path)
    found = night.readings(rule)
    changed = [each for each in found.readings if each.settings]
    assert len(changed) > 2
    for each in changed:
        expected = night.audited(rule, dict(each.settings))
        assert (each.value, each.denominator) == expected, each.settings


def test_the_readings_that_give_the_figure_come_first(tmp_path: Path) -> None:
    found = Night("kuaishou", tmp_path).readings("reply_3min", "80.4%")
    assert [dict(each.settings) for each in found.fitting] == [{"unit": "conversation"}]
    assert found.readings[0] is found.fitting[0]
    values = [each.value for each in found.readings if each.value is not None]
    apart = [abs(value - found.reported.value) for value in values]
    assert apart == sorted(apart)


def on_the_sample(*args: str) -> Run:
    where = ("-p", "ks", "--date", "2026-11-20", days.sample("kuaishou").folder)
    return inside("reconcile", *args, *where)


@pytest.mark.parametrize(
    ("figure", "lang", "said"),
    [
        ("78.4%", "en", "the rule as it stands gives the reported 78.4%"),
        ("78.4%", "zh", "规则原样得出的就是所报的 78.4%"),
        ("80.4%", "en", "unit: conversation"),
        ("12%", "en", "no reading gives the reported 12%"),
    ],
)
def test_the_text_says_whether_and_which(figure: str, lang: str, said: str) -> None:
    run = on_the_sample("--rule", "reply_3min", "--reported", figure, "--lang", lang)
    assert run.code == 0
    assert said in run.out


def test_the_json_lists_every_reading() -> None:
    run = on_the_sample("--rule", "reply_3min", "--reported", "80.4%", "--format", "json")
    data = json.loads(run.out)
    assert data["schema"] == "cscheck.reconciliation/1"
    assert data["reported"] == 0.804
    first = data["readings"][0]
    assert (first["settings"], first["fits"]) == ({"unit": "conversation"}, True)
    assert data["as_it_stands"]["groups"][0]["numerator"] == 40


def test_one_figure_of_several_must_be_meant() -> None:
    several = on_the_sample("--rule", "reply_5min_agent", "--reported", "90%")
    assert several.code == 2
    assert "小满（示例）" in several.err
    nobody = on_the_sample("--rule", "reply_5min_agent", "--reported", "90%", "--of", "无名")
    assert nobody.code == 2
    one = on_the_sample("--rule", "reply_5min_agent", "--reported", "89.3%", "--of", "小满（示例）")
    assert one.code == 0
    assert "as it stands gives" in one.out


@pytest.mark.parametrize(
    ("text", "kind", "value", "slack"),
    [
        ("83.2%", Kind.RATE, Fraction(832, 1000), Fraction(1, 2000)),
        ("0.832", Kind.RATE, Fraction(832, 1000), Fraction(1, 2000)),
        ("41.5s", Kind.SECONDS, Fraction(83, 2), Fraction(1, 20)),
        ("1.5m", Kind.SECONDS, Fraction(90), Fraction(3)),
        ("36h", Kind.HOURS, Fraction(36), Fraction(1, 2)),
        ("2d", Kind.HOURS, Fraction(48), Fraction(12)),
        ("12", Kind.COUNT, Fraction(12), Fraction(0)),
    ],
)
def test_a_figure_is_as_exact_as_it_is_written(
    text: str, kind: Kind, value: Fraction, slack: Fraction
) -> None:
    figure = reported(text, kind)
    assert (figure.value, figure.slack) == (value, slack)
    assert figure.is_met_by(value + slack)
    assert not figure.is_met_by(value + slack + Fraction(1, 10**9))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("83", Kind.SECONDS), ("5%", Kind.COUNT), ("-1", Kind.COUNT), ("x", Kind.RATE)],
)
def test_what_is_no_figure_is_said(text: str, kind: Kind) -> None:
    with pytest.raises(UsageError):
        reported(text, kind)
