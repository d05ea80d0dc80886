"""From the command line's names to platforms, rulesets and what the exports hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.cli.environment import is_terminal
from cscheck.cli.workspace import private_folder
from cscheck.errors import Problem, UsageError
from cscheck.model.sentences import sentence
from cscheck.spelling import nearest

if TYPE_CHECKING:
    from cscheck.judging.evidence import Naming
    from cscheck.read import ReadOptions
    from cscheck.rules.platform import Platform
    from cscheck.rules.ruleset import Ruleset
    from cscheck.rules.strict_yaml import Document
    from cscheck.rules.waivers import Waiver


def chosen_platform(name: str | None, columns: Path | None) -> Platform:
    """The platform, with the user's own headers before its own; raises UsageError."""
    from cscheck.rules.dialect import read_dialect
    from cscheck.rules.platform import Library
    from cscheck.rules.strict_yaml import read_document

    library = Library()
    if name is None:
        known = tuple(platform.id for platform in library.platforms())
        hint = sentence("platforms_are", platforms=known)
        raise UsageError(Problem(sentence("platform_needed"), hint=hint))
    platform = library.platform(name)
    if columns is None:
        return platform
    document = read_document(columns)
    return platform.with_dialect(read_dialect(document, document.data or {}))


def chosen_rules(
    platform: Platform,
    further: Sequence[str],
    only: Sequence[str],
    skip: Sequence[str],
    *changes: Document,
) -> Ruleset:
    """The rules to judge by; raises RulesetError, or UsageError for a rule that is not there."""
    from cscheck.rules.platform import Library
    from cscheck.rules.ruleset import names

    library = Library()
    documents = (*map(library.further_rules, further), *changes)
    ruleset = platform.ruleset(documents)
    known = {name for rule in ruleset.rules for name in names(rule)}
    for wanted in (*only, *skip):
        if wanted not in known:
            close = nearest(wanted, known)
            hint = sentence("did_you_mean", word=close[0]) if close else None
            raise UsageError(Problem(sentence("no_rule", name=wanted), hint=hint))
    chosen = ruleset.chosen(tuple(only), tuple(skip))
    if not chosen.rules:
        raise UsageError.saying("no_rule_left")
    return chosen


def chosen_rule(
    platform: Platform, further: Sequence[str], name: str, *changes: Document
) -> Ruleset:
    """The same with one rule: of this id, or the only one with this tag; raises UsageError too."""
    chosen = chosen_rules(platform, further, (name,), (), *changes)
    rules = tuple(rule for rule in chosen.rules if rule.id == name) or chosen.rules
    if len(rules) > 1:
        hint = sentence("rules_are", rules=tuple(rule.id for rule in rules))
        raise UsageError(Problem(sentence("tag_of_several", name=name), hint=hint))
    return replace(chosen, rules=rules)


def chosen_waivers(file: Path | None, ruleset: Ruleset) -> tuple[Waiver, ...]:
    """The waivers of a file; raises RulesetError, also for a rule that no platform has."""
    if file is None:
        return ()
    from cscheck.rules.platform import Library
    from cscheck.rules.waivers import read_waivers

    documents = [each for platform in Library().platforms() for each in platform.rules]
    known = {rule.id for rule in ruleset.rules}
    known |= {rule["id"] for document in documents for rule in document.data["rules"]}
    return read_waivers(file, known)


def said_tables(pairs: Sequence[str]) -> dict[Path, str]:
    """The files of `--table NAME=FILE`; raises UsageError."""
    from cscheck.tables import TABLES

    said = {}
    for pair in pairs:
        name, sign, file = pair.partition("=")
        if not sign or not file:
            raise UsageError.saying("table_needs_file", value=pair)
        known_table(name)
        said[Path(file)] = TABLES[name].name
    return said


def one_of(value: str | None, known: Sequence[str], flag: str) -> None:
    """Checks a flag's value, where it has one; raises UsageError, with what may have been meant."""
    if value is not None and value not in known:
        close = nearest(value, known)
        hint = sentence("did_you_mean", word=close[0]) if close else None
        what = sentence("not_one_of", flag=flag, value=value, known=tuple(known))
        raise UsageError(Problem(what, hint=hint))


def known_table(name: str) -> str:
    """The name of a canonical table; raises UsageError, with what may have been meant."""
    from cscheck.tables import TABLES

    if name not in TABLES:
        close = nearest(name, TABLES)
        hint = sentence("did_you_mean", word=close[0]) if close else None
        hint = hint or sentence("tables_are", tables=tuple(TABLES))
        raise UsageError(Problem(sentence("no_such_table", name=name), hint=hint))
    return name


def passwords(file: Path | None) -> tuple[str, ...]:
    """The passwords of a file, or the one of CSCHECK_PASSWORD; raises UsageError."""
    if file is None:
        one = os.environ.get("CSCHECK_PASSWORD")
        return (one,) if one else ()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        problem = error.strerror or str(error)
        raise UsageError.saying("password_file", path=str(file), problem=problem) from error
    except UnicodeDecodeError as error:
        raise UsageError(Problem(sentence("yaml_not_utf8", path=str(file)))) from error
    return tuple(line.strip() for line in lines if line.strip())


def naming(*, show_pii: bool) -> Naming:
    """How buyers are named: by tokens whose key CSCHECK_TOKEN_KEY may give, or as they are."""
    from cscheck.judging.evidence import DEFAULT_TOKEN_KEY, Naming

    return Naming(os.environ.get("CSCHECK_TOKEN_KEY") or DEFAULT_TOKEN_KEY, show_pii)


@contextmanager
def reading(
    shop: str, said: dict[Path, str], secrets: tuple[str, ...], *, quiet: bool
) -> Iterator[ReadOptions]:
    """How to read: with a private folder for copies, and progress on a terminal."""
    from cscheck.read import ReadOptions

    with private_folder() as folder:
        if quiet or not is_terminal(sys.stderr):
            yield ReadOptions(folder, shop, said, secrets)
            return
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("") as status:

            def show(path: str) -> None:
                status.update(Text(path))

            yield ReadOptions(folder, shop, said, secrets, show)
