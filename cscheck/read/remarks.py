"""What a reader of the figures must know of a file, though no row of it was rejected."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

import polars as pl

from cscheck.model.sentences import Sentence, columns_named, sentence
from cscheck.read.cells import LOST_DIGITS
from cscheck.read.columns import ColumnPlan, text_name
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.schema import Kind, Table
from cscheck.tables import AGENT_DAYS

_ENOUGH_TIMES = 20
_FEW_SHORT = 0.1
_BY_THE_MINUTE = ("promised_ship_at", "due_at")
"""Deadlines, which are set to the minute or the hour."""
_LONGEST = 100
"""So much of a cell is quoted."""
_MASK = r"\*+|＊+"
_NEVER_BY_CHANCE = math.log(1e-4)
_BY_CHANCE = {16: 0.5, 17: 1 / 6, 18: 1 / 32, 19: 1 / 128, 20: 1 / 1024}
"""How often an id of so many digits is one that a float holds exactly."""
_BEFORE = {
    "orders": (("created_at", "paid_at"), ("paid_at", "shipped_at"), ("shipped_at", "signed_at")),
    "refunds": (("applied_at", "refunded_at"), ("applied_at", "finished_at")),
    "conversations": (("started_at", "ended_at"), ("assigned_at", "first_reply_at")),
    "complaints": (("created_at", "first_followup_at"), ("created_at", "closed_at")),
    "presence": (("from_at", "to_at"),),
    "roster": (("from_at", "to_at"),),
    "reviews": (("created_at", "replied_at"),),
}


def remarks(
    sample: pl.DataFrame,
    typed: pl.DataFrame,
    plans: Mapping[str, ColumnPlan],
    recognised: Recognised,
    raw: RawTable,
    *,
    unused: pl.Series | None,
) -> tuple[Sentence, ...]:
    """The remarks on a sample of a file, as it stands and typed.

    `unused` are the rows of which nothing is used, where the sample is the whole file.
    """
    whole = unused is not None
    clean = {  # what is plain in the sample need not be cleaned
        text_name(name): plan.text if plan.plain is None else plan.plain
        for name, plan in plans.items()
    }
    texts = sample.select("row", **clean)
    headers = {name: raw.headers[at] for name, at in recognised.positions.items()}
    return (
        *(() if unused is None else _not_understood(_without(texts, unused), plans)),
        *_rounded_ids(texts, plans, headers, recognised.table),
        *_coarse_times(typed, plans, recognised.table),
        *(_backwards(typed, recognised.table) if whole else ()),
        *_masked(typed, recognised.table),
        *_repeated_headers(raw, recognised),
        *(_short_rows(sample, typed, raw) if whole else ()),
    )


def _without(texts: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    return texts.filter(~pl.col("row").is_in(rows.implode())) if rows.len() else texts


def _not_understood(texts: pl.DataFrame, plans: Mapping[str, ColumnPlan]) -> Iterator[Sentence]:
    """Words and numbers of optional columns that mean nothing."""
    for name, plan in plans.items():
        column = plan.column
        if column.required or column.kind in (Kind.TIME, Kind.ID, Kind.TEXT):
            continue
        unknown = plan.value.is_null()
        if column.kind is Kind.WORD:
            unknown = ~plan.value.is_in(column.words) if column.words else pl.lit(value=False)
        text = text_name(name)
        rows = texts.filter(unknown & pl.col(text).is_not_null()).sort("row")
        if rows.height:
            found = rows[text].unique().sort().head(5)
            words = tuple(
                each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…" for each in found
            )
            (term,) = columns_named([name])
            count, row = rows.height, rows["row"][0]
            yield sentence("not_understood", column=term, count=count, row=row, words=words)


def _rounded_ids(
    texts: pl.DataFrame,
    plans: Mapping[str, ColumnPlan],
    headers: Mapping[str, str],
    table: Table,
) -> Iterator[Sentence]:
    """Ids that a spreadsheet program held as numbers: their last digits are lost for good."""
    for name, plan in plans.items():
        if plan.column.kind is not Kind.ID or name not in headers:
            continue
        ids = _told_apart(texts, name, plans, table)
        short = ids.filter(pl.col("id").str.contains(LOST_DIGITS))
        long = ids.filter(pl.col("id").str.contains(r"^[1-9]\d{15,19}$"))
        rounded = long.filter([_is_rounded(each) for each in long["id"]])
        by_chance = sum(math.log(_BY_CHANCE[len(each)]) for each in rounded["id"])
        damaged = rounded.height > 0.6 * long.height and by_chance < _NEVER_BY_CHANCE
        found = pl.concat([short, rounded if damaged else rounded.head(0)]).sort("row")
        if found.height:
            row, value = found.row(0)
            yield sentence(
                "ids_rounded",
                column=headers[name],
                count=found.height,
                row=row,
                value=f"{value[:2]}***" if plan.column.personal else value,
            )


def _told_apart(
    texts: pl.DataFrame, name: str, plans: Mapping[str, ColumnPlan], table: Table
) -> pl.DataFrame:
    """The rows of different ids, the first of each.

    A table's own id that stands beside different times is that of different things: losing their
    last digits has made their ids one.
    """
    times = [text_name(each) for each in table.day if each in plans]
    beside = times if name == table.necessary_id == table.id else []
    text = text_name(name)
    every = texts.drop_nulls(text)
    first = every.unique(text, keep="first")
    if beside and first.height < every.height:
        first = every.unique([text, *beside], keep="first")
    return first.sort("row").select("row", id=text)


def _is_rounded(digits: str) -> bool:
    """Whether an id is what is left of one that went through a float, or kept 15 digits."""
    number = int(digits)
    if number <= 2**53:
        return digits.endswith("0" * (len(digits) - 15)) and len(digits) > 15
    return int(float(number)) == number or digits[15:].strip("0") == ""


def _coarse_times(
    typed: pl.DataFrame, plans: Mapping[str, ColumnPlan], table: Table
) -> Iterator[Sentence]:
    """Columns of times without seconds, and without hours."""
    if table.until or table is AGENT_DAYS:
        return
    coarse: dict[str, list[str]] = {"times_without_seconds": [], "times_without_hours": []}
    for name, plan in plans.items():
        if plan.column.kind is not Kind.TIME or name in _BY_THE_MINUTE:
            continue
        times = typed[name].drop_nulls()
        if times.len() < _ENOUGH_TIMES or (times.dt.second() != 0).any():
            continue
        hours = (times.dt.hour() != 0).any() or (times.dt.minute() != 0).any()
        coarse["times_without_seconds" if hours else "times_without_hours"].append(name)
    for key, names in coarse.items():
        if names:
            yield sentence(key, columns=columns_named(names))


def _backwards(typed: pl.DataFrame, table: Table) -> Iterator[Sentence]:
    """Times of one row that run backwards."""
    for first, then in _BEFORE.get(table.name, ()):
        if first not in typed.columns or then not in typed.columns:
            continue
        wrong = typed.filter(pl.col(then) < pl.col(first)).select("row", first, then)
        if wrong.height:
            row, before, after = wrong.row(0)
            (earlier,), (later,) = columns_named([first]), columns_named([then])
            yield sentence(
                "times_backwards",
                count=wrong.height,
                row=row,
                first=earlier,
                then=later,
                before=_naive(before),
                after=_naive(after),
            )


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _masked(typed: pl.DataFrame, table: Table) -> Iterator[Sentence]:
    """Masked buyers that several conversations or orders share: they may be several people."""
    if "buyer" not in typed.columns:
        return
    other = table.instead[-1] if "buyer" in table.instead else table.id
    other = "conversation_id" if "conversation_id" in typed.columns else other
    masked = typed.filter(pl.col("buyer").str.contains(_MASK))
    if other not in typed.columns or other == "buyer" or masked.is_empty():
        return
    shared = masked.group_by("buyer").agg(others=pl.col(other).n_unique(), row=pl.col("row").min())
    shared = shared.filter(pl.col("others") > 1).sort("row")
    if shared.height:
        yield sentence("nicks_masked", count=shared.height, row=shared["row"][0])


def _repeated_headers(raw: RawTable, recognised: Recognised) -> Iterator[Sentence]:
    """Headers that stand twice, of which the first was read."""
    for position in sorted(recognised.positions.values()):
        header = raw.headers[position]
        if (times := raw.headers.count(header)) > 1:
            yield sentence("header_repeated", header=header, times=times, column=position + 1)


def _short_rows(sample: pl.DataFrame, typed: pl.DataFrame, raw: RawTable) -> Iterator[Sentence]:
    """Rows that were used though cells are missing at their end, in a file of whole ones.

    Where many lack some, the export leaves out blank cells.
    """
    if raw.short is None:
        return
    last = pl.col(cell_name(len(raw.headers) - 1))
    suspects = sample.filter(last.is_null())["row"]  # a row with a last cell has the others too
    if suspects.is_empty():
        return
    most = max(1, int(typed.height * _FEW_SHORT))
    short = islice(raw.short(suspects), most + 1)
    rows = pl.Series(short, dtype=typed.schema["row"])
    if not 0 < rows.len() <= most:
        return
    used = typed.filter((pl.col("fault") == 0) & pl.col("row").is_in(rows.implode()))
    if used.height:
        yield sentence("rows_short", count=used.height, row=used["row"].min())
