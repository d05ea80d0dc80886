"""`cscheck due`: what breaks next if nobody acts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.asking import Asked, read_for
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.log import note
from cscheck.cli.output import print_report, write_report
from cscheck.errors import UsageError
from cscheck.text import LANGS, say

FORMATS = ("text", "csv", "json")


def due_command(
    paths: options.Paths = None,
    platform: options.Platform = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="12h", help="Only what breaks in that time. [all]"),
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
    only: options.Only = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also to a file (.txt .csv .json)."),
    ] = None,
    lang: options.Language = None,
    show_pii: options.ShowPii = False,
    password_file: options.Passwords = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """List every open case by its deadline: how long is left, whose it is, where it stands.

    Time left counts from the end of the day, or from --as-of.
    Exit codes: 0 listed, 3 the data could not be relied on.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
        seconds = None if within is None else _seconds(within)
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
            only=only or [],
        )
        reports = {path: _format_of(path) for path in output or []}
        from cscheck.report.due_report import DueList, render

        with read_for(asked) as (intake, ruleset, request):
            from cscheck.audit import audit

            result = audit(intake, ruleset, request)
        found = DueList.of(result, seconds)
        for path, kind in reports.items():
            mark = "\ufeff" if kind == "csv" else ""
            write_report(path, (mark + render(found, kind, spoken)).encode())
        wide = width(sys.stdout, columns_wide)
        print_report(render(found, format_, spoken, wide, colour=has_colour(sys.stdout)))
        for trouble in result.troubles:
            note(say(trouble, spoken))
    raise typer.Exit(result.exit_code)


def _format_of(path: Path) -> str:
    known = {".txt": "text", ".csv": "csv", ".json": "json"}
    if path.suffix.lower() not in known:
        raise UsageError.saying("unknown_suffix", path=str(path), suffixes=tuple(known))
    return known[path.suffix.lower()]


def _seconds(text: str) -> int:
    """The length of `90m`, `12h` or `2d`; raises UsageError."""
    from cscheck.clock import DAY, Limit

    try:
        limit = Limit.parse(text)
    except ValueError as error:
        raise UsageError.saying("not_a_length", flag="--within", value=text) from error
    return limit.seconds or limit.days * DAY
