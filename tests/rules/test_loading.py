"""What rulesets are told when they are wrong, and that the shipped ones are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.errors import RulesetError
from cscheck.rules.checking import load_rules
from cscheck.rules.dialect import read_dialect
from cscheck.rules.platform import Library
from cscheck.rules.strict_yaml import parse_document, read_document
from cscheck.text import LANGS
from cscheck.text.problems import render_problem
from tests.conftest import Golden

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", LANGS)
def test_every_problem_is_said_with_its_place(path: Path, lang: str, golden: Golden) -> None:
    with pytest.raises(RulesetError) as caught:
        load_rules([read_document(path, name=path.name)])
    said = [render_problem(problem, lang) for problem in caught.value.problems]  # type: ignore[arg-type]
    golden(f"bad_rulesets/{path.stem}.{lang}.txt", "\n".join(said) + "\n")


def test_nothing_is_guessed() -> None:
    text = "a: 12:30\nb: 0012\nc: no\nd: on\ne: 2026-01-01\nf: 1.50\ng: 7\nh: true\ni: ~\nj: '7'\n"
    assert parse_document(text, "a.yaml").data == {
        "a": "12:30",
        "b": "0012",
        "c": "no",
        "d": "on",
        "e": "2026-01-01",
        "f": 1.5,
        "g": 7,
        "h": True,
        "i": None,
        "j": "7",
    }


@pytest.mark.parametrize("platform", ["kuaishou", "suning", "pinduoduo"])
def test_the_shipped_rulesets_load_and_cite_their_sources(platform: str) -> None:
    for rule in Library().platform(platform).ruleset().rules:
        assert set(rule.title) == {"zh", "en"}
        assert rule.source.get("title")
        assert rule.source.get("read")
        assert rule.confidence != "own"


def test_an_alias_finds_its_platform() -> None:
    names = {Library().platform(name).id for name in ("ks", "快手", "KUAISHOU", " 快手小店 ")}
    assert names == {"kuaishou"}


def test_a_further_ruleset_overrides_and_adds() -> None:
    further = parse_document(
        "rules:\n"
        "  - {id: reply_3min, within: 2m}\n"
        "  - {id: mine, title: 我的, measure: share, table: orders, good: {flag: present}}\n",
        "mine.yaml",
    )
    rules = {rule.id: rule for rule in Library().platform("kuaishou").ruleset((further,)).rules}
    limits = {version.parameters.within.text for version in rules["reply_3min"].versions}  # type: ignore[attr-defined]
    assert limits == {"2m"}
    assert rules["reply_3min"].title["en"] == "3-minute reply rate"
    assert rules["mine"].title == {"zh": "我的", "en": "我的"}


def test_an_override_of_a_rule_that_is_not_there_says_what_it_lacks() -> None:
    further = parse_document("rules:\n  - {id: reply_3mni, within: 2m}\n", "mine.yaml")
    with pytest.raises(RulesetError) as caught:
        Library().platform("kuaishou").ruleset((further,))
    said = render_problem(caught.value.problems[0], "en")
    assert "the rule 'reply_3mni' names no measure, and overrides no other" in said
    assert "did you mean 'reply_3min'?" in said


def test_an_agent_number_is_a_pattern_that_takes_linear_time() -> None:
    for pattern in ("(a)\\\\1", "(?=工号)", "["):
        document = parse_document(f'agent_number: "{pattern}"\n', "columns.yaml")
        with pytest.raises(RulesetError) as caught:
            read_dialect(document, document.data)
        (problem,) = caught.value.problems
        assert (problem.what.key, problem.line) == ("yaml_not_a_pattern", 1)
