"""`cscheck inspect`: what is this file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import chosen_platform, one_of, passwords, reading, said_tables
from cscheck.cli.output import print_report
from cscheck.text import LANGS

if TYPE_CHECKING:
    from cscheck.rules.platform import Platform


def inspect_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", readable=False, help="Files or folders.")
    ],
    platform: options.Platform = None,
    columns: options.Columns = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME=FILE", help="Which table a file is. Repeatable."),
    ] = None,
    lang: options.Language = None,
    password_file: options.Passwords = None,
    show_pii: Annotated[
        bool, typer.Option("--show-pii", help="Show rejected cells of personal columns.")
    ] = False,
    columns_wide: options.Width = None,
) -> None:
    """Tell what files are: encoding, sheets, table, columns, time span, rejects; YAML to paste.

    Exit codes: 0 every file is understood, 3 one is not.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from cscheck.cli.inspection_sheets import inspection_sheet
        from cscheck.inspection import inspect
        from cscheck.report.console import rendered

        chosen = _platform(platform, columns)
        said = said_tables(table or [])
        with reading("default", said, passwords(password_file), quiet=False) as how:
            found = inspect(files, chosen, how)
        sheets = [inspection_sheet(each, spoken, show_pii=show_pii) for each in found]
        wide = width(sys.stdout, columns_wide)
        print_report(rendered(sheets, wide, colour=has_colour(sys.stdout)))
    raise typer.Exit(3 if any(each.failure for each in found) else 0)


def _platform(name: str | None, columns: Path | None) -> Platform:
    from cscheck.rules.dialect import read_dialect
    from cscheck.rules.platform import Library
    from cscheck.rules.strict_yaml import read_document

    if name is not None:
        return chosen_platform(name, columns)
    anything = Library().any_platform()
    if columns is None:
        return anything
    document = read_document(columns)
    return anything.with_dialect(read_dialect(document, document.data or {}))
