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

from cscheck.model.stored import DayFigure
from cscheck.model.verdicts import Status
from cscheck.report.console import Column, aligned_tables, rendered
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
    return rendered(_text(trend, lang, width), width, colour=colour)


def _text(trend: Trend, lang: Lang, width: int) -> Iterator[RenderableType]:
    days = f"{trend.first} .. {trend.last}"
    yield Text(word("trend_heading", lang).format(days=days), style="bold")
    if not trend.lines:
        yield Text(word("trend_nothing", lang))
        return
    names = ("trend_days", "trend_last", "trend_least", "trend_most", "trend_broken")
    columns = [
        Column(word("col_rule", lang), folds=True),
        *(Column(word(each, lang)) for each in ("html_shop", "col_agent")),
        *(Column(word(each, lang), right=True) for each in names),
        *(Column(word(each, lang)) for each in ("trend_status", "trend_line")),
        Column(word("trend_outlook", lang), folds=True),
    ]
    yield from aligned_tables(columns, [_rows(trend, lang)], width)
    yield from _changes(trend, lang)


def _rows(trend: Trend, lang: Lang) -> list[list[Text]]:
    """A row a line; the shop is named where there are several, days before all figures are not."""
    values = [line.values(trend.first, trend.last) for line in trend.lines]
    begun = [at for row in values for at, each in enumerate(row) if each is not None]
    several = len({line.shop for line in trend.lines}) > 1
    rows = []
    for line, all_days in zip(trend.lines, values, strict=True):
        known = [each for each in all_days if each is not None]
        ends = [line.last.value, min(known, default=None), max(known, default=None)]
        broken = sum(each.status in (Status.FAIL, Status.WARN) for each in line.days.values())
        status = line.verdict.status
        rows.append(
            [
                Text(cell_text(trend.title(line, lang))),
                Text(cell_text(line.shop) if several else ""),
                Text(cell_text(line.agent or "")),
                Text(str(len(line.days))),
                *(Text(amount(line.last.kind, each, lang)) for each in ends),
                Text(str(broken)),
                Text(word(f"status_{status}", lang), style=STYLES.get(status, "")),
                Text(sparkline(all_days[min(begun, default=0) :])),
                Text(outlook(line, lang)),
            ]
        )
    return rows


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
