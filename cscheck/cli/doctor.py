"""`cscheck doctor`: what would go wrong tonight, and how to mend it before."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.output import print_report
from cscheck.text import LANGS, Lang, say, word

if TYPE_CHECKING:
    from cscheck.cli.checkup.finding import Finding

FORMATS = ("text", "json")
SCHEMA = "cscheck.doctor/1"
_WORST_FIRST = ("fail", "warn", "ok")
_STYLES = {"fail": "bold red", "warn": "yellow", "ok": "green"}
_EXIT = {"fail": 2, "warn": 0, "ok": 0}


def doctor_command(
    ctx: typer.Context,
    shop: Annotated[
        str | None, typer.Option("--shop", metavar="NAME", help="Only this shop of the config.")
    ] = None,
    history: options.History = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Look at all that a night needs, change and send nothing, and say how to mend what is wrong.

    The config, exports, folders and rights, disk, clock and zone, rulesets, waivers, history,
    robots. Exit codes: 0 a night can be audited, 2 something must be mended first.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
        from cscheck.cli.checkup import examined

        source = ctx.get_parameter_source("history")
        named = history if source is not None and source.name != "DEFAULT_MAP" else None
        found = list(examined(config, shop, named))
        state = min((each.state for each in found), key=_WORST_FIRST.index)
        code = _EXIT[state]
        if format_ == "json":
            print_report(_as_json(found, state, code, spoken))
        else:
            wide = width(sys.stdout, columns_wide)
            print_report(_as_text(found, spoken, wide, colour=has_colour(sys.stdout)))
    raise typer.Exit(code)


def _as_json(found: Sequence[Finding], state: str, code: int, lang: Lang) -> str:
    checks = [
        {
            "check": each.check,
            "subject": each.subject,
            "state": each.state,
            "said": say(each.said, lang),
            "mend": say(each.mend, lang) if each.mend else None,
        }
        for each in found
    ]
    whole = {"schema": SCHEMA, "state": state, "exit_code": code, "checks": checks}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _as_text(found: Sequence[Finding], lang: Lang, wide: int, *, colour: bool) -> str:
    from rich.text import Text

    from cscheck.report.console import plain_table, rendered
    from cscheck.report.masking import cell_text

    headings = ("doctor_state", "doctor_check", "doctor_subject", "doctor_finding")
    table = plain_table([word(each, lang) for each in headings], whole=(0, 1))
    for each in found:
        said = say(each.said, lang)
        if each.mend is not None:
            said += "\n-> " + say(each.mend, lang)
        state = Text(word(f"doctor_is_{each.state}", lang), style=_STYLES[each.state])
        table.add_row(
            state,
            Text(word(f"doctor_of_{each.check}", lang)),
            Text(cell_text(each.subject), overflow="fold"),
            Text("\n".join(map(cell_text, said.split("\n"))), overflow="fold"),
        )
    counts = {state: sum(each.state == state for each in found) for state in _WORST_FIRST}
    last = Text(word("doctor_counts", lang).format(**counts))
    return rendered([table, Text(), last], wide, colour=colour)
