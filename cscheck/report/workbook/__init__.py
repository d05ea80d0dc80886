"""The report as an Excel workbook: summary, a sheet each broken rule, what is due, the data."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl

from cscheck.model.result import Result, RuleVerdict
from cscheck.report.agent_days import compared
from cscheck.report.options import TextOptions
from cscheck.report.wording import days_text, is_broken, moment_text, worst_first
from cscheck.report.workbook.contents import (
    AGENTS,
    DUE,
    INPUTS,
    REJECTS,
    SUMMARY,
    VIOLATIONS,
    Table,
    agent_rows,
    due_rows,
    input_rows,
    reject_rows,
    summary_rows,
    violation_rows,
)
from cscheck.report.workbook.sheets import Book
from cscheck.text import word


def render(result: Result, options: TextOptions) -> bytes:
    """The whole workbook; the same Result gives the same bytes."""
    lang = options.lang
    memory = io.BytesIO()
    title = f"{result.platform_title[lang]} · {days_text(result)}"
    with Book(memory, title, result.as_of, lang) as book:
        for table in _tables(result, options):
            book.add(table)
    return memory.getvalue()


def _tables(result: Result, options: TextOptions) -> Iterator[Table]:
    """The sheets in the reader's order."""
    lang = options.lang
    status = word(f"status_{result.status.value}", lang)
    heading = (
        f"{result.platform_title[lang]} · {days_text(result)} · {status}",
        word("as_of", lang).format(as_of=moment_text(result.as_of)),
        *_troubles(result, options),
    )
    yield Table(word("sheet_name_summary", lang), SUMMARY, summary_rows(result, lang), heading)
    broken = [rule for rule in worst_first(result.rules) if is_broken(rule) and rule.violations]
    for rule in broken:
        yield _of_rule(result, rule, options)
    named = [rule.rule for rule in broken]
    if (others := result.violations.filter(~pl.col("rule").is_in(named))).height:
        rows = violation_rows(result, others, lang)
        yield Table(word("sheet_name_others", lang), VIOLATIONS, rows)
    yield Table(word("sheet_name_due", lang), DUE, due_rows(result, lang))
    if compared(result):
        yield Table(word("sheet_name_agents", lang), AGENTS, agent_rows(result, lang))
    yield Table(word("sheet_name_data", lang), INPUTS, input_rows(result, lang))
    rejects = reject_rows(result, lang, show_pii=options.show_pii)
    yield Table(word("sheet_name_rejects", lang), REJECTS, rejects)


def _of_rule(result: Result, rule: RuleVerdict, options: TextOptions) -> Table:
    rows = result.violations.filter(pl.col("rule") == rule.rule)
    title = rule.title[options.lang]
    columns = tuple(each for each in VIOLATIONS if each.heading != "col_rule")
    cells = (row[1:] for row in violation_rows(result, rows, options.lang))
    return Table(title, columns, cells, (title,))


def _troubles(result: Result, options: TextOptions) -> Iterator[str]:
    from cscheck.text import say

    if result.troubles:
        yield word("part_troubles", options.lang)
    for trouble in result.troubles:
        yield say(trouble, options.lang)
