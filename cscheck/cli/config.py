"""`cscheck config`: what is in force for a shop, and from where."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.output import print_report
from cscheck.cli.settled import settings_at_hand, variable
from cscheck.legible import legible
from cscheck.text import LANGS, Lang, word

FORMATS = ("text", "json")
_NOT_SETTINGS = ("every", "config", "help")
_NAMES = {"columns_wide": "width", "format_": "format", "first": "from", "last": "to"}


def config_command(
    shop: Annotated[
        str | None, typer.Option("--shop", metavar="NAME", help="A shop of the config.")
    ] = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Show every setting of an audit, its value, and whether flag, variable or file gave it.

    Without --shop: those of the only shop, or what holds for all of them.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
        rows = list(_rows(shop, config, spoken))
        if format_ == "json":
            keys = ("setting", "value", "from")
            said = [dict(zip(keys, row, strict=True)) for row in rows]
            print_report(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
            return
        from rich.text import Text

        from cscheck.report.console import plain_table, rendered

        table = plain_table([word(f"config_col_{each}", spoken) for each in ("key", "value", "by")])
        for key, value, source in rows:
            table.add_row(Text(key), Text(_shown(value)), Text(source))
        wide = width(sys.stdout, columns_wide)
        print_report(rendered([table], wide, colour=has_colour(sys.stdout)))


def _rows(shop: str | None, config: Path | None, lang: Lang) -> Iterator[tuple[str, Any, str]]:
    """Each setting, its value, and where it comes from."""
    from typer.main import get_command

    from cscheck.cli.app import app

    audit = get_command(app).commands["audit"]  # type: ignore[attr-defined]
    settings = settings_at_hand(config)
    shops = settings.shops if settings else {}
    if shop is None and len(shops) == 1:
        shop = next(iter(shops))
    args = ["--config", str(config)] if config else []
    # With several shops and none named, what holds for all is what --all would start from.
    args += ["--shop", shop] if shop is not None else ["--all"] if shops else []
    context = audit.make_context("audit", args, resilient_parsing=True)
    yield "config", str(settings.path) if settings else None, ""
    if shops:
        yield "shops", list(shops), str(settings.path) if settings else ""
    for param in audit.params:
        if param.name in _NOT_SETTINGS:
            continue
        key = _NAMES.get(param.name, param.name)
        source = context.get_parameter_source(param.name).name
        if param.name == "shop" and source == "COMMANDLINE":
            source = "DEFAULT_MAP" if shop in shops else source
        where = word(f"config_by_{source.lower()}", lang)
        if source == "ENVIRONMENT":
            where = variable(param)
        if source == "DEFAULT_MAP" and settings is not None:
            line = settings.line_of(key, shop) or settings.lines.get(("shops", shop or ""))
            where = f"{settings.path}:{line}" if line else str(settings.path)
        yield key, _plain(context.params[param.name]), where


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return legible(value) if isinstance(value, (str, Path)) else value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else str(value)
