"""`--by agent|hour` in the text report: the cases of each rule, adding up to its figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import polars as pl
from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group
from cscheck.report.console import plain_table
from cscheck.report.masking import cell_text
from cscheck.report.options import TextOptions
from cscheck.report.wording import worst_first
from cscheck.text import Lang, length, percent, word

_BAR = 20
_NAMES = {"agent": "col_agent", "hour": "col_hour"}


def breakdown(result: Result, options: TextOptions) -> Iterator[RenderableType]:
    """A table each rule whose cases can be told apart, the worst rule first."""
    if options.by is None:
        return
    lang = options.lang
    for rule in worst_first(result.rules):
        rows = result.slices.filter((pl.col("rule") == rule.rule) & (pl.col("by") == options.by))
        if not rows.height:
            continue
        title = word(f"part_by_{options.by}", lang)
        heading = Text(title, style="bold").append(f"  {rule.title[lang]}")
        inside: list[RenderableType] = [_table(result, rule, rows, options)]
        notes = [word(key, lang).format(**said) for key, said in _caveats(result, rule, options.by)]
        inside += [Text(f"! {note}", style="yellow") for note in notes]
        yield Stack(heading, *(Padding(each, (0, 0, 0, 2)) for each in inside))


def _table(result: Result, rule: RuleVerdict, rows: pl.DataFrame, options: TextOptions) -> Table:
    lang, by = options.lang, options.by
    shops = result.shops > 1
    judged = rule.value_kind == "rate"
    headings = [*(["html_shop"] if shops else []), _NAMES[str(by)], "col_figure", "col_cases"]
    headings += ["col_bad", "col_open", "col_share_of_bad"] if judged else ["col_open"]
    right = tuple(range(1 + shops, len(headings) - judged))
    table = plain_table([word(each, lang) for each in headings], right=right)
    groups = rule.groups.by_shop()
    for shop in rows["shop"].unique(maintain_order=True):
        inside = rows.filter(pl.col("shop") == shop)
        most = max(int(inside["bad"].sum()), 1)
        order = ("hour",) if by == "hour" else ("bad", "cases")
        inside = inside.sort(order, descending=by != "hour", nulls_last=True)
        for row in inside.iter_rows(named=True):
            name = _name(row, str(by), lang)
            cells = [*([shop] if shops else []), name, *_cells(rule, row, most, lang)]
            table.add_row(*(Text(cell_text(cell)) for cell in cells))
        whole = {name: inside[name].sum() for name in ("cases", "good", "bad", "open")}
        figures = _cells(rule, {**whole, "figure": _figure_of(groups.get(shop, ()))}, most, lang)
        cells = [*([shop] if shops else []), word("html_everybody", lang), *figures]
        cells[-1] = "" if judged else cells[-1]
        table.add_row(*(Text(cell_text(cell), style="bold") for cell in cells))
    return table


def _figure_of(groups: Sequence[Group]) -> float | None:
    """The figure of a whole shop, where it has one group."""
    values = [group.value for group in groups]
    return float(values[0]) if len(values) == 1 and values[0] is not None else None


def _caveats(result: Result, rule: RuleVerdict, by: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Why the parts need not add up to what else is shown."""
    if rule.value_kind != "rate":
        yield "by_times", {}
    if rule.unit == "buyer_day":
        yield "by_buyer_day", {}
    if by != "agent":
        return
    for other in result.rules:
        same = (other.measure, other.unit) == (rule.measure, rule.unit) and other is not rule
        by_agent = any(group.agent is not None for group in (*rule.groups, *other.groups))
        if same and by_agent and other.clock_starts != rule.clock_starts:
            yield "by_two_clocks", {"other": other.rule}


def _name(row: dict[str, Any], by: str, lang: Lang) -> str:
    if by == "agent":
        return row["agent"] or word("nobody", lang)
    return word("no_hour", lang) if row["hour"] is None else f"{row['hour']:02}:00"


def _cells(rule: RuleVerdict, row: dict[str, Any], most: int, lang: Lang) -> list[str]:
    """The figures of some cases: a rate with its bar, or a length of time."""
    counts = [str(row["cases"] - row["open"]) if rule.value_kind == "rate" else str(row["cases"])]
    if rule.value_kind != "rate":
        seconds = 3600 if rule.value_kind == "hours" else 1
        said = "" if row["figure"] is None else length(row["figure"] * seconds, lang)
        return [said, *counts, str(row["open"] or "-")]
    closed = row["cases"] - row["open"]
    part = row["bad"] if rule.counts_bad else row["good"]
    figure = percent(Fraction(part, closed)) if closed else "-"
    bar = "█" * round(_BAR * row["bad"] / most)
    return [figure, *counts, str(row["bad"]), str(row["open"] or "-"), bar]
