"""`cscheck reconcile`: which reading of a rule gives the platform's own figure."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.asking import Asked, read_for, ruleset_for
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.log import note
from cscheck.cli.output import print_report
from cscheck.report.options import TextOptions
from cscheck.text import LANGS, say

FORMATS = ("text", "json")


def reconcile_command(
    rule: Annotated[str, typer.Option("--rule", metavar="ID", help="The rule's id.")],
    reported: Annotated[
        str,
        typer.Option(
            "--reported", metavar="83.2%", help="The figure that the platform's console shows."
        ),
    ],
    paths: options.Paths = None,
    platform: options.Platform = None,
    whose: Annotated[
        str | None,
        typer.Option("--of", metavar="NAME", help="The shop or agent whose figure it is."),
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
        int, typer.Option("--top", min=1, metavar="N", help="Readings shown, in text.")
    ] = 20,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    password_file: options.Passwords = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Find the reading of a rule whose figure is the one that the platform reports.

    The rule's parameters are changed one at a time: who counts, what a round is, which hours, the
    limit itself in time or not, other versions. Exit codes: 0 told, 3 the data could not be relied
    on. `cscheck compare` then names the cases.
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
            show_pii=False,
            rule=rule,
        )
        from cscheck.reconciling import reconcile
        from cscheck.reconciling import reported as as_figure
        from cscheck.report.reconcile_report import render

        chosen = ruleset_for(asked)
        figure = as_figure(reported, chosen[1].rules[0].kind)
        with read_for(asked, chosen) as (intake, ruleset, request):
            found = reconcile(intake, ruleset, request, figure, whose)
        wide, colour = width(sys.stdout, columns_wide), has_colour(sys.stdout)
        look = TextOptions(spoken, top=top, width=wide, colour=colour)
        print_report(render(found, format_, look))
        for trouble in found.result.troubles:
            note(say(trouble, spoken))
    raise typer.Exit(found.result.exit_code)
