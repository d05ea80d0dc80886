"""The shipped lists do what their examples say, and a wrong list is told where it is wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cscheck.errors import RulesetError
from cscheck.rules.strict_yaml import read_document
from cscheck.rules.word_lists import WordLists, broken_examples, read_word_list
from cscheck.text import LANGS, Lang
from cscheck.text.problems import render_problem
from tests.conftest import Golden

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
NEEDED = {
    *("counterfeit", "contacts", "bank_cards", "abuse", "prohibited", "defamation", "secrets"),
    *("impersonation", "vague", "taboo_tone", "pressure", "refund_reason"),
    *("opening", "waiting", "closing", "self_service"),
}


@cache
def broken() -> dict[str, list[str]]:
    """What is wrong with the examples of each entry."""
    found: dict[str, list[str]] = {}
    for document, word_list in WordLists().shipped():
        for entry in word_list.entries:
            found[word_list.code(entry)] = []
        for problem in broken_examples(document, word_list):
            code = f"{word_list.id}/{problem.what.values['id']}"
            found[code].append(render_problem(problem, "en"))
    return found


CODES = [each.code(entry) for _, each in WordLists().shipped() for entry in each.entries]


@pytest.mark.parametrize("code", CODES)
def test_the_examples_of_an_entry_do_what_they_show(code: str) -> None:
    assert broken()[code] == []


def test_every_list_is_there_and_every_entry_has_examples() -> None:
    assert set(WordLists().names) >= NEEDED
    for _, word_list in WordLists().shipped():
        assert set(word_list.title) == {"zh", "en"}
        for entry in word_list.entries:
            assert entry.hits or entry.reviews, entry.id
            assert entry.misses or entry.reviews, entry.id


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", LANGS)
def test_every_problem_of_a_list_is_said_with_its_place(
    path: Path, lang: Lang, golden: Golden
) -> None:
    document = read_document(path, name=path.name)
    try:
        problems = tuple(broken_examples(document, read_word_list(document, path.stem)))
    except RulesetError as error:
        problems = error.problems
    said = [render_problem(problem, lang) for problem in problems]
    golden(f"bad_lists/{path.stem}.{lang}.txt", "\n".join(said) + "\n")
