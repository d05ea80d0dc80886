"""What stands in the sheets of the workbook: columns and rows, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import polars as pl

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group
from cscheck.report.agent_days import compared, most_different
from cscheck.report.figures import difference_text, figure, value
from cscheck.report.masking import reject_value
from cscheck.report.wording import (
    bad_cases,
    excluded_text,
    group_limit,
    group_remark,
    groups_worst_first,
    rows_not_used,
    worst_first,
)
from cscheck.text import Lang, say, word

Cell = str | int | float | date | datetime | None
SECONDS_A_DAY = 86400


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading's key, and how its cells are shown (a kind of sheets.FORMATS)."""

    heading: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with as many decimals as tell which side of its limit it is on."""

    value: float
    decimals: int


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, columns and rows, and lines above the header."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell | Rate]]
    heading: tuple[str, ...] = ()


SUMMARY = (
    *(Column("col_verdict", "verdict"), Column("col_rule"), Column("html_shop")),
    *(Column("col_agent"), Column("col_from", "day"), Column("col_to", "day")),
    *(Column("col_figure", "figure"), Column("col_limit")),
    *(Column("col_cases", "number"), Column("col_bad", "number"), Column("col_open", "number")),
    *(Column("col_room", "prose"), Column("col_excluded"), Column("col_source", "prose")),
)
VIOLATIONS = (
    *(Column("col_rule"), Column("html_shop"), Column("col_day", "day"), Column("col_id")),
    *(Column("col_agent"), Column("html_buyer"), Column("col_start", "moment")),
    *(Column("col_deadline", "moment"), Column("col_stop", "moment"), Column("col_late", "late")),
    *(Column("html_detail"), Column("col_file"), Column("col_row", "number")),
)
DUE = (
    *(Column("col_deadline", "moment"), Column("col_left", "left"), Column("col_rule")),
    *(Column("html_shop"), Column("col_id"), Column("col_agent"), Column("html_buyer")),
    *(Column("col_file"), Column("col_row", "number")),
)
AGENTS = (
    *(Column("col_rule"), Column("col_day", "day"), Column("html_shop"), Column("col_agent")),
    *(Column("col_cases", "number"), Column("col_ours", "figure"), Column("col_theirs", "figure")),
    Column("col_difference"),
)
INPUTS = (
    *(Column("col_file"), Column("html_sheet"), Column("col_table"), Column("col_encoding")),
    *(Column("col_rows", "number"), Column("col_used", "number"), Column("col_remark", "prose")),
    *(Column("col_first", "moment"), Column("col_last", "moment"), Column("col_sha256")),
)
REJECTS = (
    *(Column("col_file"), Column("html_sheet"), Column("col_row", "number")),
    *(Column("col_column"), Column("col_value"), Column("col_why")),
)


def summary_rows(result: Result, lang: Lang) -> Iterator[Sequence[Cell | Rate]]:
    """A row each group, and each rule that has none; the worst rule first."""
    for rule in worst_first(result.rules):
        source = " ".join(rule.source.get(key, "") for key in ("title", "clause"))
        for group in groups_worst_first(rule):
            yield (*_group(rule, group, lang), source.strip())
        if not rule.groups:
            why = say(rule.reason, lang) if rule.reason else ""
            blank: list[Cell] = [None] * 9
            verdict = word(f"status_{rule.status.value}", lang)
            yield (verdict, rule.title[lang], *blank, why, None, source.strip())


def _group(rule: RuleVerdict, group: Group, lang: Lang) -> tuple[Cell | Rate, ...]:
    excluded = [f"{excluded_text(why, lang)} {n}" for why, n in group.excluded.items()]
    return (
        word(f"status_{group.status.value}", lang),
        rule.title[lang],
        group.shop,
        group.agent or group.buyer,
        group.from_,
        group.to,
        _figure(rule, group, lang),
        group_limit(rule, group, lang),
        group.denominator,
        bad_cases(rule, group),
        group.open,
        group_remark(group, lang),
        word("list_sign", lang).join(excluded),
    )


def _figure(rule: RuleVerdict, group: Group, lang: Lang) -> Cell | Rate:
    """The value as a number; as words where it is not settled yet, or of another kind."""
    said = figure(rule, group, lang)
    return said if ".." in said else _amount(rule, group.value, said)


def _amount(rule: RuleVerdict, amount: Fraction | None, said: str) -> Cell | Rate:
    """A figure as a number with the decimals of what is said of it, or else as words."""
    if amount is None:
        return said
    if rule.value_kind == "rate":
        return Rate(float(amount), len(said.removesuffix("%").partition(".")[2]))
    if rule.value_kind in ("seconds", "hours"):
        return float(amount) * (3600 if rule.value_kind == "hours" else 1) / SECONDS_A_DAY
    return said


def agent_rows(result: Result, lang: Lang) -> Iterator[Sequence[Cell | Rate]]:
    """The platform's own figures of agents beside ours."""
    for rule in compared(result):
        for each in most_different(rule):
            yield (
                *(rule.title[lang], each.day, each.shop, each.agent, each.denominator),
                _amount(rule, each.value, value(rule, each.value, lang)),
                _amount(rule, each.theirs, value(rule, each.theirs, lang)),
                difference_text(rule, each.difference, lang),
            )


def violation_rows(result: Result, rows: pl.DataFrame, lang: Lang) -> Iterator[Sequence[Cell]]:
    """Every violation; the rule's title stands first."""
    titles = {rule.rule: rule.title[lang] for rule in result.rules}
    names = ("shop", "day", "id", "agent", "buyer", "start", "deadline", "stop")
    for row in rows.iter_rows(named=True):
        detail = [row["detail"] or ""]
        detail += [word("html_review", lang)] if row["review"] else []
        yield (
            titles[row["rule"]],
            *(row[name] for name in names),
            _days(row["late_by_seconds"]),
            " · ".join(part for part in detail if part),
            row["file"],
            row["row"],
        )


def due_rows(result: Result, lang: Lang) -> Iterator[Sequence[Cell]]:
    """Every open case that has a deadline."""
    titles = {rule.rule: rule.title[lang] for rule in result.rules}
    for row in result.due.iter_rows(named=True):
        names = ("shop", "id", "agent", "buyer", "file", "row")
        left = _days(row["left_seconds"])
        yield (row["deadline"], left, titles[row["rule"]], *(row[name] for name in names))


def _days(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / SECONDS_A_DAY


def input_rows(result: Result, lang: Lang) -> Iterator[Sequence[Cell]]:
    for each in result.inputs:
        notes = [*rows_not_used(each, lang), *(say(note, lang) for note in each.notes)]
        if each.failure is not None:
            notes = [say(each.failure, lang)]
        yield (
            each.path,
            each.sheet,
            word(f"table_{each.table}", lang) if each.table else None,
            *(each.encoding, each.rows, each.used),
            " · ".join(notes),
            *(each.first, each.last, each.sha256),
        )


def reject_rows(result: Result, lang: Lang, *, show_pii: bool) -> Iterator[Sequence[Cell]]:
    for each in result.rejects:
        value = reject_value(each, show_pii=show_pii)
        yield (each.file, each.sheet, each.row, each.column, value, say(each.reason, lang))
