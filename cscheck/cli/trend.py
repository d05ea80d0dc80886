"""`cscheck trend`: how the rules went over the last days, from the history."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, now, width
from cscheck.cli.inputs import one_of
from cscheck.cli.output import print_report
from cscheck.cli.period import parse_day
from cscheck.cli.settled import settings_at_hand
from cscheck.errors import UsageError
from cscheck.text import LANGS

if TYPE_CHECKING:
    from cscheck.rules.platform import Library

FORMATS = ("text", "csv", "json")


def trend_command(
    history: options.History = None,
    platform: options.Platform = None,
    shop: Annotated[
        str | None, typer.Option("--shop", metavar="NAME", help="Only this shop.")
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=1000, metavar="N", help="How many days.")
    ] = 30,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D", help="The last day. [default: yesterday]")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this rule. Repeatable.")
    ] = None,
    format_: Annotated[str, options.format_of(FORMATS)] = "text",
    lang: options.Language = None,
    columns_wide: options.Width = None,
    config: options.Config = None,
) -> None:
    """Show the last days of each rule and shop: a bar a day, figures, what changed, what comes.

    Exit codes: 0 shown, 2 there is no history.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        one_of(format_, FORMATS, "--format")
        from cscheck.history import History
        from cscheck.report.trend_report import Trend, render
        from cscheck.rules.platform import Library

        library = Library()
        name = None if platform is None else library.platform(platform).id
        path = history or _history_of_settings(config, shop)
        if path is None or not path.exists():
            raise UsageError.saying("no_history", path=str(path or "-"))
        zone = library.any_platform().zone
        end = parse_day(last, "--to") if last else now(zone).date() - timedelta(days=1)
        span = (end - timedelta(days=days - 1), end)
        stored = History(path)
        figures, judged = (
            [each for each in found(*span, name, shop) if not only or each[1].rule in only]
            for found in (stored.figures, stored.judged)
        )
        trend = Trend.of(span, figures, judged, _titles(library))
        wide = width(sys.stdout, columns_wide)
        print_report(render(trend, format_, spoken, wide, colour=has_colour(sys.stdout)))


def _history_of_settings(config: Path | None, shop: str | None) -> Path | None:
    """The history that the config names for a shop, or for any."""
    settings = settings_at_hand(config)
    if settings is None:
        return None
    sections = [settings.of_shop(name) for name in settings.shops if shop in (None, name)]
    named = [each["history"] for each in (*sections, settings.common) if "history" in each]
    return Path(named[0]) if named else None


def _titles(library: Library) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The titles of the shipped rules, by platform and rule."""
    return {
        (platform.id, rule.id): rule.title
        for platform in library.platforms()
        for rule in platform.ruleset().rules
    }
