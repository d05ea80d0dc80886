"""`cscheck compare`: the same exports under two readings of a rule."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cscheck.cli import options
from cscheck.cli.asking import Asked, read_for, ruleset_for
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.log import note
from cscheck.cli.output import print_report
from cscheck.cli.period import parse_day
from cscheck.errors import UsageError
from cscheck.report.options import TextOptions
from cscheck.text import LANGS, say

if TYPE_CHECKING:
    from cscheck.rules.ruleset import Ruleset

FORMATS = ("text", "json")
_FIXED = ("id", "measure", "versions")
_SIGNS = (">", "|", "%", "@", "&", "*", "!", "`")


def compare_command(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")],
    paths: options.Paths = None,
    platform: options.Platform = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="A setting of the second reading, as YAML writes it. Repeatable.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--vs", metavar="D", help="The second reading: the rules of this day."),
    ] = None,
    date: options.Date = None,
    first: options.From = None,
    last: options.To = None,
    as_of: options.AsOf = None,
    table: options.Tables = None,
    columns: options.Columns = None,
    shop: options.Shop = "default",
    rules: options.Rules = None,
    rules_at: options.RulesAt = None,
    top: Annotated[
        int,
        typer.Option(
            "--top",
            min=1,
            max=options.MOST_SHOWN,
            metavar="N",
            help="Groups and cases shown, in text.",
        ),
    ] = 20,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    show_pii: options.ShowPii = False,
    password_file: options.Passwords = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Judge the same files by two readings of a rule: both figures, and the cases that flip.

    The first is the rule as it stands (or that of --rules-at), the second that of another day
    (--vs), or with other settings (--set within=3m). Exit codes: 0 compared, 3 the data could not
    be relied on.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
        if not settings and against is None:
            raise UsageError.saying("nothing_to_compare")
        asked = Asked(
            paths=paths or [],
            platform=platform,
            columns=columns,
            days=(date, first, last),
            as_of=as_of,
            tables=table or [],
            shop=shop,
            rules=rules or [],
            rules_at=rules_at,
            password_file=password_file,
            show_pii=show_pii,
            rule=rule,
        )
        changes = _changes(settings or [])
        chosen = ruleset_for(asked)
        changed = _changed(asked, chosen[1], changes)
        day = None if against is None else parse_day(against, "--vs")
        from cscheck.comparing import AskedReading, compare
        from cscheck.report.compare_report import render

        with read_for(asked, chosen) as (intake, ruleset, request):
            as_it_stands = AskedReading(ruleset, request.rules_at, {})
            other = AskedReading(changed, day or request.rules_at, changes)
            found = compare(intake, as_it_stands, other, request)
        wide, colour = width(sys.stdout, columns_wide), has_colour(sys.stdout)
        look = TextOptions(spoken, top=top, show_pii=show_pii, width=wide, colour=colour)
        print_report(render(found, format_, look))
        results = (found.first.result, found.second.result)
        for trouble in dict.fromkeys(say(each, spoken) for one in results for each in one.troubles):
            note(trouble)
    raise typer.Exit(max(result.exit_code for result in results))


def _changes(settings: Sequence[str]) -> dict[str, str]:
    """The settings of `--set KEY=VALUE`, by their keys; raises UsageError."""
    changes = {}
    for each in settings:
        key, sign, value = (part.strip() for part in each.partition("="))
        if not sign or "\n" in value or not re.fullmatch("[a-z_]+", key):
            raise UsageError.saying("set_needs_value", value=each)
        if key in _FIXED:
            raise UsageError.saying("not_to_set", key=key)
        changes[key] = value
    return changes


def _changed(asked: Asked, ruleset: Ruleset, changes: dict[str, str]) -> Ruleset:
    """The rule with other settings; raises RulesetError, which shows the settings as YAML."""
    if not changes:
        return ruleset
    from cscheck.rules.strict_yaml import parse_document

    (rule,) = ruleset.rules
    written = (f"    {key}: {_as_yaml(value)}" for key, value in changes.items())
    lines = ["rules:", f"  - id: {rule.id}", *written]
    document = parse_document("\n".join(lines), "--set")
    _, ruleset = ruleset_for(replace(asked, rule=rule.id), document)
    return ruleset


def _as_yaml(value: str) -> str:
    """A value as it was given, in quotes where YAML keeps its first sign for itself: `>= 90%`."""
    return json.dumps(value, ensure_ascii=False) if value[:1] in _SIGNS else value
