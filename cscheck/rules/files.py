"""Checks a file of rules, of a mapping, of cases or of words, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cscheck.errors import RulesetError
from cscheck.model.sentences import sentence
from cscheck.rules.cases import read_cases
from cscheck.rules.checking import load_rules
from cscheck.rules.dialect import read_dialect
from cscheck.rules.platform import HEADING_KEYS, Platform
from cscheck.rules.strict_yaml import read_document
from cscheck.rules.word_lists import broken_examples, read_word_list


def check_file(path: Path, platform: Platform | None) -> tuple[str, int]:
    """What the file is (`rules`, `mapping`, `cases` or a word `list`), and how much it holds.

    `platform` is the one whose rules it may override. Raises RulesetError with every problem.
    """
    document = read_document(path)
    data = document.data if isinstance(document.data, Mapping) else {}
    if "rules" in data:
        base = platform.rules if platform else ()
        return "rules", len(load_rules((*base, document)))
    if "cases" in data:
        return "cases", len(read_cases(document).cases)
    if "phrases" in data:
        word_list = read_word_list(document, path.stem)
        if problems := list(broken_examples(document, word_list)):
            raise RulesetError(*problems)
        return "list", len(word_list.entries)
    if not {"tables", "timezone", "extends"}.isdisjoint(data):
        own = {key: value for key, value in data.items() if key not in HEADING_KEYS}
        return "mapping", len(read_dialect(document, own).tables)
    raise RulesetError(document.problem((), sentence("yaml_not_ours")))
