"""The history as people read it: a sparkline and the last figures of each rule and shop."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from rich.console import RenderableType
from rich.text import Text

from cscheck.model import DayFigure, Status
from cscheck.report.console import plain_table, rendered
from cscheck.report.figures import number_text
from cscheck.report.masking import cell_text
from cscheck.report.parts.page import STYLES
from cscheck.report.plain import plain
from cscheck.report.untrusted import one_line, unformulaic
from cscheck.text import Lang, length, percent, word

SCHEMA = "cscheck.trend/1"
_BARS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of one shop (and agent) over some days; `days` has the figure of each there is."""

    platform: str
    rule: str
    shop: str
    agent: str | None
    days: Mapping[date, DayFigure]

    @property
    def last(self) -> DayFigure:
        return self.days[max(self.days)]

    def values(self, first: date, last: date) -> list[Fraction | None]:
        """The value of every day from the first to the last; None where there is none."""
        count = (last - first).days + 1
        found = (self.days.get(first + timedelta(days=number)) for number in range(count))
        return [None if each is None else each.value for each in found]


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
        figures: Sequence[tuple[str, DayFigure]],
        titles: Mapping[tuple[str, str], Mapping[str, str]],
    ) -> Trend:
        lines: dict[tuple[str, str, str, str | None], dict[date, DayFigure]] = {}
        for platform, each in figures:
            if each.buyer is None:
                key = (platform, each.rule, each.shop, each.agent)
                lines.setdefault(key, {})[each.day] = each
        return cls(*days, [Line(*key, found) for key, found in lines.items()], titles)

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


def sparkline(values: Sequence[Fraction | None]) -> str:
    """A bar a day from the least to the greatest; a dot where a day has no value."""
    known = [each for each in values if each is not None]
    if not known:
        return _NOTHING * len(values)
    low, span = min(known), max(known) - min(known)
    return "".join(
        _NOTHING
        if each is None
        else _BARS[int((each - low) / span * (len(_BARS) - 1)) if span else len(_BARS) // 2]
        for each in values
    )


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
    table = plain_table([*names, word("trend_status", lang), word("trend_line", lang)], right=right)
    for line in trend.lines:
        values = line.values(trend.first, trend.last)
        known = [each for each in values if each is not None]
        ends = [line.last.value, min(known, default=None), max(known, default=None)]
        broken = sum(each.status in (Status.FAIL, Status.WARN) for each in line.days.values())
        cells = [trend.title(line, lang), line.shop, *([line.agent or "-"] if agents else [])]
        table.add_row(
            *(Text(cell_text(cell)) for cell in cells),
            Text(str(len(line.days))),
            *(Text(amount(line.last.kind, each, lang)) for each in ends),
            Text(str(broken)),
            Text(word(f"status_{line.last.status}", lang), style=STYLES.get(line.last.status, "")),
            Text(sparkline(values)),
        )
    yield table


def amount(kind: str, value: Fraction | None, lang: Lang) -> str:
    """A value in its unit."""
    if value is None:
        return "-"
    if kind in ("rate", "cover"):
        return percent(value)
    if kind in ("count", "hits"):
        return number_text(value)
    return length(float(value * 3600 if kind == "hours" else value), lang)


def _as_data(trend: Trend, lang: Lang) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "from": trend.first.isoformat(),
        "to": trend.last.isoformat(),
        "lines": [
            {
                "platform": line.platform,
                "rule": line.rule,
                "title": trend.title(line, lang),
                "shop": line.shop,
                "agent": line.agent,
                "days": [_day(line.days[day]) for day in sorted(line.days)],
            }
            for line in trend.lines
        ],
    }


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
