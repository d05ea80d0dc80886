"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cscheck.legible import legible


def format_of(formats: Iterable[str]) -> Any:
    """The option that chooses one of these formats."""
    return typer.Option("--format", metavar="|".join(formats), help="What stdout gets.")


Platform = Annotated[
    str | None,
    typer.Option(
        "--platform",
        "-p",
        metavar="NAME",
        help="The platform whose rules apply: its name or an alias (kuaishou, ks, 快手).",
    ),
]
Columns = Annotated[
    Path | None,
    typer.Option(
        "--columns", metavar="FILE", help="Your own headers, words and time formats (YAML)."
    ),
]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules",
        metavar="FILE|NAME",
        help="Further rules: new ones, or others' parameters overridden by id. Repeatable.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh|en", help="Language of the report. [default: the locale's]"),
]
Width = Annotated[
    int | None,
    typer.Option("--width", min=60, metavar="N", help="Columns of text. [default: terminal, 120]"),
]
Passwords = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="Passwords of encrypted workbooks, one a line. [else: CSCHECK_PASSWORD]",
    ),
]
MOST_SHOWN = 10**9
Shop = Annotated[
    str,
    typer.Option("--shop", metavar="NAME", help="The shop of rows that name none.", parser=legible),
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATHS]...", readable=False, help="Files and folders of exports."),
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="D", help="The day. [default: yesterday]")
]
From = Annotated[str | None, typer.Option("--from", metavar="D", help="The first of several days.")]
To = Annotated[str | None, typer.Option("--to", metavar="D", help="The last of several days.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="T", help="Until when the data is complete.")
]
Tables = Annotated[
    list[str] | None,
    typer.Option("--table", metavar="NAME=FILE", help="Which table a file is. Repeatable."),
]
RulesAt = Annotated[
    str | None,
    typer.Option("--rules-at", metavar="D", help="Judge everything by the rules of this day."),
]
ShowPii = Annotated[bool, typer.Option("--show-pii", help="Show buyers' names instead of tokens.")]
LogFormat = Annotated[
    str,
    typer.Option(
        "--log-format", metavar="text|json", help="What stderr gets: lines, or an object a line."
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Settings. [default: cscheck.toml here or above]"
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", help="Only this rule, or rules with this tag."),
]
History = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="Figures of past nights, to add up and look back (SQLite).",
    ),
]
