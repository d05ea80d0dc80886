"""What breaks next: open cases by their deadlines, as text, csv or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from cscheck.model.result import Result
from cscheck.report.console import plain_table, rendered
from cscheck.report.csv_report import as_csv
from cscheck.report.masking import cell_text
from cscheck.report.plain import plain, plain_rows
from cscheck.report.wording import moment_text, place_text
from cscheck.text import Lang, length, word

SCHEMA = "cscheck.due/1"
_SOON = ((2 * 3600, "bold red"), (12 * 3600, "yellow"))


@dataclass(frozen=True, slots=True)
class DueList:
    """The open cases of a Result that break within some seconds of as-of; all, where None."""

    result: Result
    rows: pl.DataFrame
    within: int | None

    @classmethod
    def of(cls, result: Result, within: int | None) -> DueList:
        rows = result.due
        if within is not None:
            rows = rows.filter(pl.col("left_seconds") <= within)
        return cls(result, rows, within)

    def titles(self, lang: Lang) -> dict[str, str]:
        return {rule.rule: rule.title[lang] for rule in self.result.rules}


def render(found: DueList, kind: str, lang: Lang, width: int = 120, *, colour: bool = False) -> str:
    """The list in a format: text, csv or json."""
    if kind == "csv":
        return as_csv(found.rows, found.titles(lang))
    if kind == "json":
        return json.dumps(_as_data(found, lang), ensure_ascii=False, indent=1) + "\n"
    return rendered(_text(found, lang), width, colour=colour)


def _as_data(found: DueList, lang: Lang) -> dict[str, object]:
    titles = found.titles(lang)
    return {
        "schema": SCHEMA,
        "platform": found.result.platform,
        "as_of": plain(found.result.as_of),
        "within_seconds": found.within,
        "open": found.result.due.height,
        "due": [{**row, "title": titles[row["rule"]]} for row in plain_rows(found.rows)],
    }


def _text(found: DueList, lang: Lang) -> Iterator[RenderableType]:
    result = found.result
    key = "due_all" if found.within is None else "due_within"
    heading = word(key, lang).format(
        platform=result.platform_title[lang],
        as_of=moment_text(result.as_of),
        within="" if found.within is None else length(found.within, lang),
        count=found.rows.height,
        open=result.due.height,
    )
    yield Text(heading, style="bold")
    if not found.rows.height:
        return
    titles = found.titles(lang)
    for rule, count in found.rows.group_by("rule", maintain_order=True).len().iter_rows():
        yield Text(f"  {count:>5}  {titles[rule]}")
    yield Text()
    shops = found.rows["shop"].n_unique() > 1
    headings = ["col_deadline", "col_left", "col_rule", "col_id", "col_agent", "html_buyer"]
    headings += ["html_shop"] if shops else []
    table = plain_table(
        [word(each, lang) for each in (*headings, "col_where")], right=(1,), whole=(0, 1)
    )
    for row in found.rows.iter_rows(named=True):
        names = ("id", "agent", "buyer", *(("shop",) if shops else ()))
        cells = [row[name] or "-" for name in names]
        table.add_row(
            Text(moment_text(row["deadline"])),
            Text(length(row["left_seconds"], lang), style=_style(row["left_seconds"])),
            Text(titles[row["rule"]]),
            *(Text(cell_text(cell)) for cell in (*cells, place_text(result, row))),
        )
    yield table


def _style(left: float) -> str:
    return next((style for limit, style in _SOON if left <= limit), "")
