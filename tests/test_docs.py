"""What is written from the rulesets says what they say."""

from __future__ import annotations

from tests.make_docs import PAGE, page
from tests.make_needles import FILE, needles


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.make_docs`"


def test_the_needles_of_the_shipped_patterns_are_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == needles(), "run `python -m tests.make_needles`"
