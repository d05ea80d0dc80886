"""`cscheck demo`: a day in each platform's own shape, of which the audit finds what was put in."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from cscheck.audit import audit
from cscheck.demo import Demo, demo
from cscheck.model.result import Result
from cscheck.read import ReadOptions, read
from cscheck.request import Request
from cscheck.rules.checking import load_rules
from cscheck.rules.needs import needs
from cscheck.rules.platform import Library
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.strict_yaml import read_document
from tests.program import cscheck

DAY = date(2026, 11, 20)
PLATFORMS = [platform.id for platform in Library().platforms()]
RULES = """
rules:
  - {id: answered_5min, title: a, measure: reply_rate, unit: message, replies_by: any, within: 5m}
  - {id: answered_3min_human, title: b, measure: reply_rate, unit: message, replies_by: human,
     within: 3m}
  - {id: praised, title: c, measure: share, table: conversations, day: rated_at,
     of: {rated_at: present, rating: present}, good: {rating: {">=": 4}}}
  - {id: shipped_48h, title: d, measure: deadline, table: orders, start: paid_at, within: 48h,
     stop: shipped_at, unless: {presale: true}, cancelled_by: closed_at}
"""


def made(platform: str, seed: int = 1) -> Demo:
    return demo(Library().platform(platform), DAY, 120, seed)


@pytest.fixture(scope="module", params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def result(platform: str, tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("demo")
    for name, content in made(platform).files.items():
        (folder / name).write_bytes(content)
    chosen = Library().platform(platform)
    intake = read([folder], chosen, ReadOptions(tmp_path_factory.mktemp("work")))
    own = tmp_path_factory.mktemp("rules") / "rules.yaml"
    own.write_text(RULES, encoding="utf-8")
    rules = (*chosen.ruleset().rules, *load_rules([read_document(own)]))
    as_of = datetime(2026, 11, 21, tzinfo=chosen.zone.info)
    return audit(intake, Ruleset(platform, chosen.title, rules), Request((DAY, DAY), as_of))


def test_every_file_is_understood(platform: str, result: Result) -> None:
    rules = Library().platform(platform).ruleset().rules
    written = {table for rule in rules for table in needs(rule).exported}
    tables = {each.table for each in result.inputs}
    assert tables <= written | {"conversations"}
    assert result.rejects == ()
    for each in result.inputs:
        assert each.failure is None
        assert each.used == each.rows > 0
        assert [note.key for note in each.notes] == []


def test_the_audit_finds_the_known_figures(platform: str, result: Result) -> None:
    known = made(platform).known
    groups = {rule.rule: rule.groups for rule in result.rules}
    compared = 0
    for name, (good, cases) in known.items():
        if name in ("refunds", "complaints"):
            continue
        (group,) = groups[name]
        assert (group.numerator, group.denominator) == (good, cases), name
        assert 0 < good <= cases
        compared += 1
    assert compared >= 3


def test_most_rules_can_be_judged(platform: str, result: Result) -> None:
    judged = [rule for rule in result.rules if rule.groups]
    assert len(judged) > len(result.rules) / 2


def test_the_same_seed_gives_the_same_bytes(platform: str) -> None:
    assert made(platform).files == made(platform).files
    assert made(platform, seed=2).files != made(platform).files


def test_on_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "sample"
    run = cscheck("demo", folder, "-p", "ks", "--date", "2026-11-20", "--size", "60")
    assert run.code == 0
    known = json.loads((folder / "known_figures.json").read_text(encoding="utf-8"))["figures"]
    good, cases = known["shipped_48h"]
    assert f"{good} / {cases}" in " ".join(run.out.split())
    audit_line = run.out.strip().splitlines()[-1].split()[1:]
    text = cscheck(*audit_line, "--fail-on", "never", "--only", "ship_48h")
    assert text.code == 0
    assert f"{cases}" in text.out


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cscheck("demo", tmp_path / "file" / "inside", "-p", "ks").code == 2
    assert cscheck("demo", tmp_path / "x", "-p", "kuaishuo").code == 2
