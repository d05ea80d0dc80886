"""Runs files of rule cases, and the examples of word lists; says which do not hold, and how."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cscheck.cli.inputs import chosen_platform, chosen_rules
from cscheck.errors import UsageError
from cscheck.legible import legible
from cscheck.rule_cases import Outcome, run_case
from cscheck.rules.cases import read_cases
from cscheck.rules.platform import Library, Platform
from cscheck.rules.strict_yaml import read_document
from cscheck.rules.word_lists import WordLists, broken_examples, examples
from cscheck.text import Lang, word
from cscheck.text.problems import render_problem


def tested(
    paths: Sequence[Path], platform: str | None, rules: Sequence[str], lang: Lang
) -> tuple[str, bool]:
    """What to print, and whether every case held; raises RulesetError or UsageError."""
    lines: list[str] = []
    held = True
    for each, files in _files(paths, platform):
        ruleset = chosen_rules(each, rules, (), ())
        for file in files:
            cases = read_cases(read_document(file)).cases
            outcomes = [run_case(case, each, ruleset) for case in cases]
            broken = [outcome for outcome in outcomes if not outcome.held]
            for outcome in broken:
                lines += _difference(outcome, lang)
            good = len(cases) - len(broken)
            counts = word("cases_held", lang).format(
                path=legible(file), held=good, cases=len(cases)
            )
            lines.append(counts)
            held = held and not broken
    if not paths and platform is None:
        for document, word_list in WordLists().shipped():
            wrong = [render_problem(each, lang) for each in broken_examples(document, word_list)]
            count = examples(word_list)
            good = count - len(wrong)
            counts = word("cases_held", lang).format(path=document.path, held=good, cases=count)
            lines += [*wrong, counts]
            held = held and not wrong
    if not lines:
        raise UsageError.saying("no_cases")
    return "\n".join(lines) + "\n", held


def _files(paths: Sequence[Path], platform: str | None) -> list[tuple[Platform, Sequence[Path]]]:
    """The platforms to test, and the files of cases of each."""
    if paths:
        return [(chosen_platform(platform, None), paths)]
    library = Library()
    platforms = [chosen_platform(platform, None)] if platform else list(library.platforms())
    found = [(each, library.case_files(each.id)) for each in platforms]
    return [(each, files) for each, files in found if files]


def _difference(outcome: Outcome, lang: Lang) -> list[str]:
    case = outcome.case
    differs = word("case_differs", lang)
    return [
        f"{case.path}:{case.line}: {case.rule}: {case.name}",
        *(
            "    " + differs.format(what=each.what, expected=each.expected, got=each.got)
            for each in outcome.differences
        ),
    ]
