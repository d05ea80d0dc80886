"""Every violation as csv, under the names of the JSON report, for scripts and spreadsheets."""

from __future__ import annotations

import csv
import io

import polars as pl

from cscheck.model.result import Result
from cscheck.report.details import with_details
from cscheck.report.options import TextOptions
from cscheck.report.plain import plain_rows
from cscheck.report.untrusted import one_line, unformulaic


def render(result: Result, options: TextOptions) -> str:
    """A line for each violation, the worst of each rule first."""
    titles = {rule.rule: rule.title[options.lang] for rule in result.rules}
    return as_csv(with_details(result, options.lang), titles)


def as_csv(rows: pl.DataFrame, titles: dict[str, str]) -> str:
    """Rows that name a rule, with its title behind it; a header even where there is no row."""
    out = io.StringIO()
    first, *rest = rows.columns
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([first, "title", *rest])
    for row in plain_rows(rows):
        rule, *cells = row.values()
        writer.writerow(_cell(value) for value in (rule, titles[rule], *cells))
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return unformulaic(one_line(value)) if isinstance(value, str) else value
