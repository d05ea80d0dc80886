"""Which reading of a rule gives the platform's figure, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from cscheck.model.reconciliation import ReadingFigure, Reconciliation
from cscheck.report.console import Column, Row, rendered
from cscheck.report.figures import difference_text, value
from cscheck.report.json_report import rule_data
from cscheck.report.masking import harmless
from cscheck.report.options import TextOptions
from cscheck.report.parts.page import Page, cells, set_in
from cscheck.report.plain import plain
from cscheck.report.wording import days_text
from cscheck.text import Lang, say

SCHEMA = "cscheck.reconciliation/1"


def render(found: Reconciliation, kind: str, options: TextOptions) -> str:
    """The readings in a format, text or json; `top` limits what the text shows."""
    if kind == "json":
        return json.dumps(_as_data(found, options.lang), ensure_ascii=False, indent=1) + "\n"
    return rendered(_text(Page(found.result, options), found), options.width, colour=options.colour)


# ---------------------------------------------------------------- text


def _text(page: Page, found: Reconciliation) -> Iterator[RenderableType]:
    rule, lang = found.rule, page.options.lang
    told = (f"{page.title(rule)} ({rule.rule})", page.result.platform_title[lang])
    yield Text(harmless(" · ".join((*told, days_text(page.result)))), style="bold")
    yield set_in(page.lines([_conclusion(page, found)]))
    yield Text()
    shown = found.readings[: page.options.top]
    as_it_stands = [each for each in found.readings if each.is_as_it_stands and each not in shown]
    rows = [_row(page, found, each) for each in (*shown, *as_it_stands)]
    columns = [
        Column(""),
        Column(page.word("reconcile_reading"), folds=True),
        *(Column(page.word(key), right=True) for key in ("col_figure", "col_cases")),
        Column(page.word("reconcile_apart"), right=True),
    ]
    yield from map(set_in, page.tables(columns, [rows]))
    if left := len(found.readings) - len(rows):
        yield set_in(page.lines([page.word("reconcile_more", count=left)], style="dim"))


def _conclusion(page: Page, found: Reconciliation) -> str:
    """What the comparison says: the rule fits as it stands, others do, or none."""
    fitting, said = found.fitting, found.reported.text
    if any(each.is_as_it_stands for each in fitting):
        return page.word("reconcile_fits", reported=said)
    if fitting:
        return page.word("reconcile_others_fit", reported=said, count=len(fitting))
    return page.word("reconcile_none_fits", reported=said, count=len(found.readings))


def _row(page: Page, found: Reconciliation, reading: ReadingFigure) -> Row:
    lang = page.options.lang
    mark = "=" if found.reported.is_met_by(reading.value) else ""
    why = say(reading.reason, lang) if reading.value is None and reading.reason else ""
    told = (
        mark,
        " · ".join(filter(None, (_named(page, reading), why))),
        value(found.rule, reading.value, lang),
        str(reading.denominator),
        difference_text(found.rule, found.apart(reading), lang),
    )
    style = "bold" if mark else ""
    return [Text(cell.plain, style=style) for cell in cells(told)]


def _named(page: Page, reading: ReadingFigure) -> str:
    """A reading by what it changes."""
    if reading.rules_at is not None:
        return page.word("compare_rules_of", day=reading.rules_at)
    if not reading.settings:
        return page.word("compare_as_it_stands")
    return page.listed(
        [
            page.word("reconcile_without", setting=key) if each is None else f"{key}: {_flat(each)}"
            for key, each in reading.settings.items()
        ]
    )


def _flat(setting: object) -> str:
    if isinstance(setting, list):
        return f"[{', '.join(map(str, setting))}]"
    return str(setting).lower() if isinstance(setting, bool) else str(setting)


# ---------------------------------------------------------------- JSON


def _as_data(found: Reconciliation, lang: Lang) -> dict[str, Any]:
    result = found.result
    return {
        "schema": SCHEMA,
        "platform": result.platform,
        "from": result.from_.isoformat(),
        "to": result.to.isoformat(),
        "as_of": plain(result.as_of),
        "reported": plain(found.reported.value),
        "slack": plain(found.reported.slack),
        "as_it_stands": rule_data(found.rule, lang),
        "readings": [
            {
                "settings": dict(each.settings),
                "rules_at": plain(each.rules_at),
                "numerator": each.numerator,
                "denominator": each.denominator,
                "value": plain(each.value),
                "apart": plain(found.apart(each)),
                "fits": found.reported.is_met_by(each.value),
                "reason": say(each.reason, lang) if each.reason else None,
            }
            for each in found.readings
        ],
    }
