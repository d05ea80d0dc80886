"""The page of all rules says what the rulesets say."""

from __future__ import annotations

from tests.make_docs import PAGE, page


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.make_docs`"
