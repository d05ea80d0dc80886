"""The history as people read it: a sparkline and the last figures of each rule and shop."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import RenderableType
from rich.text import Text

from cscheck.model import DayFigure, Status
from cscheck.report.console import plain_table, rendered
from cscheck.report.masking import cell_text
from cscheck.report.parts.page import STYLES
from cscheck.report.plain import plain
from cscheck.report.trending import (
    Figured,
    Line,
    amount,
    change,
    lines_of,
    outlook,
    sparkline,
)
from cscheck.report.untrusted import one_line, unformulaic
from cscheck.text import Lang, word

SCHEMA = "cscheck.trend/1"


@dataclass(frozen=True, slots=True)
class Trend:
    """Some days of the history; `titles` are those of the rules that are known."""

    first: date
    last: date
    lines: Sequence[Line]
    titles: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def of(
        cls,
        days: tuple[date, date],
        figures: Sequence[Figured],
        judged: Sequence[Figured],
        titles: Mapping[tuple[str, str], Mapping[str, str]],
    ) -> Trend:
        return cls(*days, lines_of(figures, judged), titles)

    def title(self, line: Line, lang: Lang) -> str:
        known = self.titles.get((line.platform, line.rule))
        return known[lang] if known else line.rule


def render(trend: Trend, kind: str, lang: Lang, width: int = 120, *, colour: bool = False) -> str:
    """The trend in a format: text, csv or json."""
    if kind == "json":
        return json.dumps(_as_data(trend, lang), ensure_ascii=False, indent=1) + "\n"
    if kind == "csv":
        return _as_csv(trend, lang)
    return rendered(_text(trend, lang), width, colour=colour)


def _text(trend: Trend, lang: Lang) -> Iterator[RenderableType]:
    days = f"{trend.first} .. {trend.last}"
    yield Text(word("trend_heading", lang).format(days=days), style="bold")
    if not trend.lines:
        yield Text(word("trend_nothing", lang))
        return
    agents = any(line.agent for line in trend.lines)
    headings = ["col_rule", "html_shop", *(["col_agent"] if agents else [])]
    figures = ("trend_days", "trend_last", "trend_least", "trend_most", "trend_broken")
    names = [word(each, lang) for each in (*headings, *figures)]
    right = tuple(range(len(headings), len(names)))
    names += [word(each, lang) for each in ("trend_status", "trend_line", "trend_outlook")]
    table = plain_table(names, right=right, whole=(len(names) - 2,))
    for line in trend.lines:
        values = line.values(trend.first, trend.last)
        known = [each for each in values if each is not None]
        ends = [line.last.value, min(known, default=None), max(known, default=None)]
        broken = sum(each.status in (Status.FAIL, Status.WARN) for each in line.days.values())
        cells = [trend.title(line, lang), line.shop, *([line.agent or "-"] if agents else [])]
        status = line.verdict.status
        table.add_row(
            *(Text(cell_text(cell)) for cell in cells),
            Text(str(len(line.days))),
            *(Text(amount(line.last.kind, each, lang)) for each in ends),
            Text(str(broken)),
            Text(word(f"status_{status}", lang), style=STYLES.get(status, "")),
            Text(sparkline(values)),
            Text(outlook(line, lang)),
        )
    yield table
    yield from _changes(trend, lang)


def _changes(trend: Trend, lang: Lang) -> Iterator[RenderableType]:
    """The verdicts that are other than the time before."""
    changed = [line for line in trend.lines if line.has_changed]
    if not changed:
        return
    yield Text()
    yield Text(word("trend_changes", lang), style="bold")
    for line in changed:
        who = " · ".join(filter(None, (trend.title(line, lang), line.shop, line.agent)))
        yield Text(f"  {cell_text(who)}  {change(line, lang)}", overflow="fold")


def _as_data(trend: Trend, lang: Lang) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "from": trend.first.isoformat(),
        "to": trend.last.isoformat(),
        "lines": [{"title": trend.title(line, lang), **line_data(line)} for line in trend.lines],
    }


def line_data(line: Line) -> dict[str, object]:
    """A line as JSON has it."""
    return {
        "platform": line.platform,
        "rule": line.rule,
        "shop": line.shop,
        "agent": line.agent,
        "verdict": _day(line.verdict) | {"period": line.verdict.period},
        "changed": _changed(line),
        "days_until_breach": line.days_until_breach(),
        "good_in_a_row": line.good_in_a_row(),
        "days": [_day(line.days[day]) for day in sorted(line.days)],
    }


def _changed(line: Line) -> dict[str, object] | None:
    before = line.verdict_before
    if before is None or not line.has_changed:
        return None
    return {"since": before.day.isoformat(), "from": before.status, "to": line.verdict.status}


def _day(each: DayFigure) -> dict[str, object]:
    return {
        "day": each.day.isoformat(),
        "status": each.status.value,
        "numerator": each.numerator,
        "denominator": each.denominator,
        "open": each.open,
        "value": plain(each.value),
        "limit": each.limit,
        "version": each.version,
    }


def _as_csv(trend: Trend, lang: Lang) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    names = ("platform", "rule", "title", "shop", "agent", "day", "status", "numerator")
    writer.writerow([*names, "denominator", "open", "value", "limit", "version"])
    for line in trend.lines:
        texts = (line.platform, line.rule, trend.title(line, lang), line.shop, line.agent or "")
        head = [unformulaic(one_line(text)) for text in texts]
        for day in sorted(line.days):
            writer.writerow([*head, *_day(line.days[day]).values()])
    return out.getvalue()
