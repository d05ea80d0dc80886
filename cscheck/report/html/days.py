"""The last days of a rule as a small chart: a bar a day, and what is to be expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from cscheck.model.result import Result, RuleVerdict
from cscheck.report.masking import cell_text
from cscheck.report.trending import Line, amount, bound_of, change, lines_of_result, outlook
from cscheck.text import Lang, word

_WIDE, _HIGH, _GAP = 360, 48, 2
_MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day: where its bar stands, how high it is, what it says; `kind` is its verdict."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class DaysChart:
    """The days of one shop (and agent); `limit_y` is where the limit lies, if it has one place."""

    name: str
    bars: tuple[DayBar, ...]
    limit_y: float | None
    first: str
    last: str
    said: tuple[str, ...]


def days_charts(result: Result, lang: Lang) -> Mapping[str, Sequence[DaysChart]]:
    """The charts of each rule, where a history is given."""
    rules = {rule.rule: rule for rule in result.rules}
    found: dict[str, list[DaysChart]] = {}
    for line in lines_of_result(result):
        if len(line.days) > 1:
            found.setdefault(line.rule, []).append(_chart(result, rules[line.rule], line, lang))
    return found


def _chart(result: Result, rule: RuleVerdict, line: Line, lang: Lang) -> DaysChart:
    many = min((result.to - min(line.days)).days + 1, _MOST_DAYS)
    first = result.to - timedelta(days=many - 1)
    limit = bound_of(line.verdict.limit, rule.value_kind)
    values = [each for each in line.values(first, result.to) if each is not None]
    most = max([*values, *([limit.number] if limit else [])], default=Fraction(0)) or Fraction(1)
    low = min(values, default=Fraction(0)) if rule.value_kind == "rate" else Fraction(0)
    low = min(low, limit.number) if limit and rule.value_kind == "rate" else low
    # Rates lie close together: the chart begins a little under the least of them.
    base = max(low - (most - low) / 4, Fraction(0)) if low else Fraction(0)
    scale = (most - base) or Fraction(1)

    def place(value: Fraction) -> float:
        return round(float(_HIGH - (value - base) / scale * _HIGH), 2)

    wide = _WIDE / many
    bars = []
    for number in range(many):
        day = first + timedelta(days=number)
        each = line.days.get(day)
        if each is None or each.value is None:
            continue
        status = word(f"status_{each.status}", lang)
        title = f"{day}  {amount(each.kind, each.value, lang)}  {status}"
        top = min(place(each.value), _HIGH - 1.5)
        x, width = round(number * wide, 2), round(max(wide - _GAP, 1), 2)
        bars.append(DayBar(x, top, width, round(_HIGH - top, 2), each.status.value, title))
    return DaysChart(
        name=cell_text(" · ".join(_names(result, line))),
        bars=tuple(bars),
        limit_y=place(limit.number) if limit and line.verdict.period == "day" else None,
        first=f"{first:%m-%d}",
        last=f"{result.to:%m-%d}",
        said=tuple(_said(line, lang)),
    )


def _names(result: Result, line: Line) -> Iterator[str]:
    if result.shops > 1:
        yield line.shop
    if line.agent is not None:
        yield line.agent


def _said(line: Line, lang: Lang) -> Iterator[str]:
    if line.has_changed:
        yield f"{word('trend_change_heading', lang)} {change(line, lang)}"
    if coming := outlook(line, lang):
        yield coming
