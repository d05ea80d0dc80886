"""`cscheck audit`: from a folder of exports to a verdict and an exit code."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, now, width
from cscheck.cli.inputs import (
    chosen_platform,
    chosen_rules,
    known_table,
    naming,
    one_of,
    passwords,
    reading,
    said_tables,
)
from cscheck.cli.output import check_for_stdout, planned, print_report, write_report
from cscheck.cli.period import audited_days, parse_day, taken_complete_to
from cscheck.cli.stages import Stages
from cscheck.errors import UsageError
from cscheck.report.formats import FORMATS, SUFFIXES, Format, rendered_as
from cscheck.report.options import TextOptions
from cscheck.report.rejects_report import rejects_csv
from cscheck.text import LANGS, say

if TYPE_CHECKING:
    from cscheck.audit import Rejectable

FAIL_ON = ("fail", "warn", "never")
BY = ("agent", "hour")
_SUFFIXES = " ".join(SUFFIXES)


def audit_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATHS]...", help="Files and folders of exports."),
    ] = None,
    platform: options.Platform = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help="The day. [default: yesterday]")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="D", help="The first of several days.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D", help="The last of several days.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="T", help="Until when the data is complete."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME=FILE", help="Which table a file is. Repeatable."),
    ] = None,
    columns: options.Columns = None,
    expect: Annotated[
        str | None,
        typer.Option("--expect", metavar="NAME,...", help="Tables that must be there."),
    ] = None,
    shop: options.Shop = "default",
    rules: options.Rules = None,
    rules_at: Annotated[
        str | None,
        typer.Option("--rules-at", metavar="D", help="Judge everything by the rules of this day."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Only this rule, or rules with this tag."),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="ID", help="Without this rule, or rules with this tag."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="What stdout gets.")
    ] = "text",
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=f"Also to a file ({_SUFFIXES}). Repeatable."
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="|".join(BY), help="Where the cases lie, in text."),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=0, metavar="N", help="Cases shown a rule, in text.")
    ] = 5,
    lang: options.Language = None,
    show_pii: Annotated[
        bool, typer.Option("--show-pii", help="Show buyers' names instead of tokens.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="|".join(FAIL_ON), help="What exits with 1.")
    ] = "fail",
    max_rejected: Annotated[
        str,
        typer.Option("--max-rejected", metavar="1%|N", help="Rejected rows borne in a file."),
    ] = "1%",
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="FILE", help="Every rejected row, whole and unmasked, as csv."
        ),
    ] = None,
    password_file: options.Passwords = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing when all is well.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Say what each stage took, and name unused headers."),
    ] = False,
    columns_wide: options.Width = None,
) -> None:
    """Measure the rules on the exports of a day, and judge them.

    Exit codes: 0 kept, 1 a rule is broken, 2 the command or a ruleset is wrong, 3 the data could
    not be judged, 70 a fault of cscheck, 130 interrupted.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, tuple(FORMATS), "--format")
        one_of(fail_on, FAIL_ON, "--fail-on")
        one_of(by, BY, "--by")
        printed = FORMATS[format_]
        check_for_stdout(printed)
        said = said_tables(table or [])
        reports = planned(output or [], [*(paths or []), *said], spoken)
        if rejects is not None:
            planned([*reports, rejects], [*(paths or []), *said], spoken)
        if not paths and not said:
            raise UsageError.saying("paths_needed")
        chosen = chosen_platform(platform, columns)
        ruleset = chosen_rules(chosen, rules or [], only or [], skip or [])
        days = audited_days(date, first, last, now(chosen.zone).date())

        from cscheck.audit import Request, audit
        from cscheck.read import read

        request = Request(
            days=days,
            as_of=taken_complete_to(as_of, days[1], chosen.zone.info, now(chosen.zone)),
            rules_at=None if rules_at is None else parse_day(rules_at, "--rules-at"),
            fail_on=fail_on,
            max_rejected=_rejectable(max_rejected),
            expect=tuple(known_table(each) for each in expect.split(",")) if expect else (),
            breakdown=by is not None
            or any(each.breakdown for each in (printed, *reports.values())),
            evidence_limit=_evidence_limit([printed, *reports.values()], top),
            naming=naming(show_pii=show_pii),
        )
        stages = Stages(spoken, verbose)
        with reading(shop, said, passwords(password_file), quiet=quiet) as how:
            with stages.stage("stage_read") as done:
                intake = read(paths or [], chosen, how)
                rows = sum(each.rows for each in intake.inputs)
                done(count=len(intake.inputs), rows=f"{rows:,}")
            with stages.stage("stage_measured") as done:
                result = audit(intake, ruleset, replace(request, progress=how.progress))
                cases = sum(rule.violations for rule in result.rules)
                done(count=len(result.rules), cases=f"{cases:,}")
        plain = TextOptions(spoken, top=top, show_pii=show_pii, verbose=verbose, by=by)
        for path, kind in reports.items():
            with stages.stage("stage_wrote") as done:
                content = kind.mark + rendered_as(kind, result, plain)
                write_report(path, content, for_all=kind.for_all)
                done(path=path, size=f"{len(content):,}")
        if rejects is not None:
            write_report(rejects, rejects_csv(result.rejects, spoken))
        if not (quiet and result.exit_code == 0):
            wide = width(sys.stdout, columns_wide)
            here = replace(plain, width=wide, colour=has_colour(sys.stdout))
            content = rendered_as(printed, result, here)
            print_report(content if printed.binary else content.decode())
        if format_ != "text":
            for trouble in result.troubles:
                sys.stderr.write(f"cscheck: {say(trouble, spoken)}\n")
    raise typer.Exit(result.exit_code)


def _evidence_limit(kinds: Sequence[Format], top: int) -> int | None:
    """How many violations of a rule need names: all, where a report lists every one."""
    return None if any(kind.every_case for kind in kinds) else top


def _rejectable(text: str) -> Rejectable:
    """`1%` or a number of rows; raises UsageError."""
    from cscheck.audit import Rejectable

    if re.fullmatch(r"\d+", text):
        return Rejectable(number=int(text))
    if re.fullmatch(r"\d+(\.\d+)?%", text):
        return Rejectable(share=Fraction(text.removesuffix("%")) / 100)
    raise UsageError.saying("not_rejectable", value=text)
