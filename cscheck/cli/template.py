"""`cscheck template`: workbooks to fill in for what a platform does not export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import language
from cscheck.cli.inputs import chosen_platform, known_table, one_of
from cscheck.cli.output import print_report, write_report
from cscheck.errors import UsageError
from cscheck.legible import legible
from cscheck.text import LANGS, word


def template_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if need be.")],
    platform: options.Platform = None,
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table", metavar="NAME", help="Only this table. Repeatable. [default: all needed]"
        ),
    ] = None,
    columns: options.Columns = None,
    lang: options.Language = None,
) -> None:
    """Write empty workbooks with headers that are known, for what a platform does not export.

    A file that is there already is never overwritten.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        chosen = chosen_platform(platform, columns)

        from cscheck.templates import needed_tables, template

        names = [known_table(each) for each in table or needed_tables(chosen)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror or str(error)
            raise UsageError.saying("cannot_write", path=str(folder), problem=problem) from error
        paths = [folder / f"{word(f'table_{name}', spoken)}.xlsx" for name in names]
        for path in paths:
            if path.exists():
                raise UsageError.saying("already_there", path=str(path))
        for name, path in zip(names, paths, strict=True):
            write_report(path, template(chosen, name, spoken))
        lines = [word("template_written", spoken), *(f"  {legible(path)}" for path in paths)]
        lines.append(word("template_how", spoken))
        print_report("\n".join(lines) + "\n")
