"""`cscheck explain`: why a case is in time or late, row by row."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.asking import Asked, read_for
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.output import print_report
from cscheck.text import LANGS

FORMATS = ("text", "json")


def explain_command(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")],
    case: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="An id as the report has it: of a case, a conversation, a buyer."
        ),
    ],
    paths: options.Paths = None,
    platform: options.Platform = None,
    date: options.Date = None,
    first: options.From = None,
    last: options.To = None,
    as_of: options.AsOf = None,
    table: options.Tables = None,
    columns: options.Columns = None,
    shop: options.Shop = "default",
    rules: options.Rules = None,
    rules_at: options.RulesAt = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    show_pii: options.ShowPii = False,
    password_file: options.Passwords = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Tell the timeline of one case: its rows, its clock, the clause, what would be in time.

    Message texts are shown with --show-pii alone. Exit codes: 0 told, 2 no such rule or case.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
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
        with read_for(asked) as (intake, ruleset, request):
            from cscheck.explaining import explain
            from cscheck.report.explain_report import render

            found = explain(intake, ruleset, case, request)
        wide = width(sys.stdout, columns_wide)
        print_report(render(found, format_, spoken, wide, colour=has_colour(sys.stdout)))
