"""What the shipped rules say of where they come from must hold before a platform's own judges."""

from __future__ import annotations

import re

import pytest

from cscheck.rules.platform import Library
from cscheck.rules.ruleset import Rule
from cscheck.text import LANGS

RULES = [
    pytest.param(platform.id, rule, id=f"{platform.id}-{rule.id}")
    for platform in Library().platforms()
    for rule in platform.ruleset().rules
]
OF_ANOTHER_PLATFORM = {"http://maibaba.cn/24117.html": "a rule of WeChat Channels"}


@pytest.mark.parametrize(("platform", "rule"), RULES)
def test_no_rule_cites_a_page_that_does_not_say_so(platform: str, rule: Rule) -> None:
    """A rule that no page bears out names none; none names the page of another platform."""
    url = rule.source.get("url")
    assert url not in OF_ANOTHER_PLATFORM
    assert url is None or rule.confidence != "seed-only"


@pytest.mark.parametrize(("platform", "rule"), RULES)
def test_a_rule_that_pages_bear_out_names_one(platform: str, rule: Rule) -> None:
    """Where the text itself stands on none, the doubt names those that are much like it."""
    if rule.confidence != "seed-only":
        assert rule.source.get("url") or re.search("https?://", rule.doubt["en"])


@pytest.mark.parametrize(("platform", "rule"), RULES)
def test_a_doubt_names_the_same_pages_in_both_languages(platform: str, rule: Rule) -> None:
    said = {lang: rule.doubt.get(lang, "") for lang in LANGS}
    pages = [set(re.findall(r"https?://[\w./-]+", text)) for text in said.values()]
    assert pages[0] == pages[1]
    assert bool(said["zh"]) == bool(said["en"])


@pytest.mark.parametrize(
    ("platform", "rule", "said"),
    [
        ("taobao", "refund_reason_change", "No such rule of the platform"),
        ("taobao", "taboo_tone", "No rule of the platform"),
        ("taobao", "slow_without_notice", "No rule of the platform"),
        ("suning", "yuntai_online_9h", "New shops"),
        ("suning", "yuntai_3min_50", "New shops"),
        ("suning", "yuntai_ship_48h", "no year"),
        ("kuaishou", "praise_rate", "sent within the hours"),
        ("kuaishou", "reply_3min", "2022-01-25..2022-02-08"),
        ("kuaishou", "ship_48h", "5 to 500"),
        ("pinduoduo", "ship_48h", "suspended"),
        ("taobao", "ww_3min_response", "Tmall's limit"),
        ("tmall", "ww_3min_response", "Tmall's limit"),
    ],
)
def test_what_is_not_certain_is_said(platform: str, rule: str, said: str) -> None:
    rules = {each.id: each for each in Library().platform(platform).ruleset().rules}
    assert said in rules[rule].doubt["en"].replace("\n", " ")


def test_every_penalty_has_its_condition_in_both_languages() -> None:
    rules = {each.id: each for each in Library().platform("suning").ruleset().rules}
    penalty = rules["daily_online_hours"].versions[0].penalty
    assert penalty is not None
    assert penalty.text == {
        "zh": "高峰无人值守则关闭进线且不再开通",
        "en": "where nobody is on duty at a peak, the line is closed and not opened again",
    }
