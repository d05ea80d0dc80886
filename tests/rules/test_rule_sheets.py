"""The rules on paper: `rules list` and `rules show`."""

from __future__ import annotations

import pytest

from tests.program import inside


def listed(platform: str, lang: str) -> dict[str, str]:
    """Each rule's line of the list, by its id."""
    run = inside("rules", "list", "-p", platform, "--lang", lang, "--width", "250")
    assert run.code == 0, run.err
    return {line.split()[1]: line for line in run.out.splitlines()[1:]}


@pytest.mark.parametrize(("lang", "warns"), [("en", "WARN"), ("zh", "预警")])
def test_the_list_tells_a_rule_that_only_warns_and_over_which_period(lang: str, warns: str) -> None:
    lines = listed("suning", lang)
    assert ">= 12h, run " in lines["daily_online_hours"]
    assert f">= 12h, day, {warns}" in lines["daily_online_hours_each"]
    assert ">= 50%, month " in lines["yuntai_3min_50"]
    assert "rolling 30d" in listed("taobao", lang)["ww_satisfaction"]
    assert warns not in lines["first_response_time"]


@pytest.mark.parametrize(
    ("lang", "said", "other"), [("en", "minor", "情节较轻"), ("zh", "情节较轻", "minor")]
)
def test_tiers_are_told_in_the_language_of_the_reader(lang: str, said: str, other: str) -> None:
    run = inside("rules", "show", "no_stock_resale", "-p", "ks", "--lang", lang, "--width", "400")
    assert f"label: {said}, penalty" in run.out
    assert other not in run.out
    assert "zh:" not in run.out
