"""What is written from the rulesets says what they say."""

from __future__ import annotations

import json

from cscheck.measures.wording.prepared import key_of
from tests.make_docs import PAGE, page
from tests.make_needles import FILE, needles, patterns


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.make_docs`"


def test_the_needles_of_the_shipped_patterns_are_up_to_date() -> None:
    known = json.loads(FILE.read_text(encoding="utf-8"))
    some = json.loads(needles(every=15))  # all of them take longer than most tests
    assert {key: known.get(key) for key in some} == some, "run `python -m tests.make_needles`"
    assert known.keys() == {key_of(each) for each in patterns()}
