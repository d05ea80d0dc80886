"""`cscheck audit`: from a folder of exports to a verdict and an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import language
from cscheck.cli.inputs import one_of
from cscheck.cli.log import LOG_FORMATS, log_as
from cscheck.cli.one_audit import AuditAsked, run_audit
from cscheck.report.formats import FORMATS, SUFFIXES
from cscheck.text import LANGS

FAIL_ON = ("fail", "warn", "never")
BY = ("agent", "hour")
_SUFFIXES = " ".join(SUFFIXES)


def audit_command(
    ctx: typer.Context,
    paths: options.Paths = None,
    platform: options.Platform = None,
    date: options.Date = None,
    first: options.From = None,
    last: options.To = None,
    as_of: options.AsOf = None,
    table: options.Tables = None,
    columns: options.Columns = None,
    expect: Annotated[
        str | None,
        typer.Option("--expect", metavar="NAME,...", help="Tables that must be there."),
    ] = None,
    shop: options.Shop = "default",
    rules: options.Rules = None,
    rules_at: options.RulesAt = None,
    only: options.Only = None,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="ID", help="Without this rule, or rules with this tag."),
    ] = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
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
        int,
        typer.Option(
            "--top", min=0, max=options.MOST_SHOWN, metavar="N", help="Cases shown a rule, in text."
        ),
    ] = 5,
    lang: options.Language = None,
    show_pii: options.ShowPii = False,
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
    history: options.History = None,
    waivers: Annotated[
        Path | None,
        typer.Option("--waivers", metavar="FILE", help="Cases that are not counted, and why."),
    ] = None,
    notify: Annotated[
        list[str] | None,
        typer.Option("--notify", metavar="NAME", help="Tell a robot of the config. Repeatable."),
    ] = None,
    lock: Annotated[
        Path | None,
        typer.Option(
            "--lock",
            metavar="FILE",
            help="Held while it runs: a second audit ends at once. [a shop of the config has one]",
        ),
    ] = None,
    keep_days: Annotated[
        int | None,
        typer.Option(
            "--keep-days", min=1, metavar="N", help="Remove reports of days longer ago than this."
        ),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(
            "--metrics", metavar="FILE", help="Figures for Prometheus; with --all of every shop."
        ),
    ] = None,
    log_format: options.LogFormat = "text",
    password_file: options.Passwords = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing when all is well.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Say what each stage took, and name unused headers."),
    ] = False,
    low_memory: Annotated[
        bool,
        typer.Option("--low-memory", help="Shop by shop, with what memory does not hold on disk."),
    ] = False,
    columns_wide: options.Width = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every shop of the config, and one summary.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, metavar="N", help="Shops audited at once, with --all.")
    ] = 1,
    config: options.Config = None,
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
        one_of(log_format, LOG_FORMATS, "--log-format")
        log_as(log_format, None if every else shop)
        if every:
            from cscheck.cli.every_shop import audit_all

            raise typer.Exit(audit_all(ctx, jobs=jobs, form=format_, quiet=quiet, lang=spoken))
        asked = AuditAsked(
            lang=spoken,
            paths=paths or [],
            platform=platform,
            days=(date, first, last),
            as_of=as_of,
            tables=table or [],
            columns=columns,
            expect=expect,
            shop=shop,
            rules=rules or [],
            rules_at=rules_at,
            only=only or [],
            skip=skip or [],
            format=format_,
            outputs=output or [],
            by=by,
            top=top,
            show_pii=show_pii,
            fail_on=fail_on,
            max_rejected=max_rejected,
            rejects=rejects,
            history=history,
            waivers=waivers,
            notify=notify or [],
            lock=lock,
            keep_days=keep_days,
            metrics=metrics,
            config=config,
            password_file=password_file,
            quiet=quiet,
            verbose=verbose,
            low_memory=low_memory,
            width=columns_wide,
        )
        code = run_audit(asked)
    raise typer.Exit(code)
