"""`cscheck rules`: list, show, check and test the rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.help import App
from cscheck.cli.inputs import chosen_platform, chosen_rules, one_of
from cscheck.cli.output import print_report
from cscheck.legible import legible
from cscheck.text import LANGS, word

app = App(help="List, show, check and test the rules.")


@app.command("list", epilog="Example: cscheck rules list -p kuaishou")
def list_command(
    platform: options.Platform = None,
    rules: options.Rules = None,
    lang: options.Language = None,
    columns_wide: options.Width = None,
) -> None:
    """List the rules of a platform, or of all: limit, period, dates, and what each needs."""
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from cscheck.cli.rule_sheets import rule_list
        from cscheck.report.console import rendered
        from cscheck.rules.platform import Library

        chosen = [chosen_platform(platform, None)] if platform else Library().platforms()
        rulesets = [chosen_rules(each, rules or [], (), ()) for each in chosen]
        sheet = rule_list([each for each in rulesets if each.rules], spoken)
        wide = width(sys.stdout, columns_wide)
        print_report(rendered([sheet], wide, colour=has_colour(sys.stdout)))


@app.command("show", epilog="Example: cscheck rules show ship_48h -p kuaishou")
def show_command(
    rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    platform: options.Platform = None,
    rules: options.Rules = None,
    lang: options.Language = None,
    columns_wide: options.Width = None,
) -> None:
    """Show a rule: definition, parameters, versions, sources, confidence and doubts."""
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from cscheck.cli.rule_sheets import rule_sheet
        from cscheck.report.console import rendered

        chosen = chosen_rules(chosen_platform(platform, None), rules or [], (rule,), ())
        sheets = [rule_sheet(each, spoken) for each in chosen.rules]
        wide = width(sys.stdout, columns_wide)
        print_report(rendered(sheets, wide, colour=has_colour(sys.stdout)))


@app.command("check", epilog="Example: cscheck rules check my-rules.yaml")
def check_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Rules, mappings or rule cases (YAML).")
    ],
    platform: options.Platform = None,
    lang: options.Language = None,
) -> None:
    """Check files of rules, mappings or cases: every problem with line, column and caret."""
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from cscheck.rules.files import check_file

        base = chosen_platform(platform, None) if platform else None
        for file in files:
            kind, count = check_file(file, base)
            print_report(
                word(f"checked_{kind}", spoken).format(path=legible(file), count=count) + "\n"
            )


@app.command("test", epilog="Example: cscheck rules test -p kuaishou")
def run_cases_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files of cases. [default: the shipped ones]"),
    ] = None,
    platform: options.Platform = None,
    rules: options.Rules = None,
    lang: options.Language = None,
) -> None:
    """Run rule cases: tiny inputs with the verdict that a rule must give on them.

    Exit codes: 0 every case holds, 1 one does not, 2 a file is wrong.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from cscheck.cli.rule_testing import tested

        report, held = tested(paths or [], platform, rules or [], spoken)
        print_report(report)
    raise typer.Exit(0 if held else 1)
