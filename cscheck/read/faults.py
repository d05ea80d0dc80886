"""What can be wrong with a row of an export, and what becomes of the rows that are not used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cscheck.errors import DataError
from cscheck.model.inputs import Reject
from cscheck.model.sentences import sentence
from cscheck.read.cells import BLANKS, LOST_DIGITS, SUMMARY_WORDS, cleaned, is_total
from cscheck.read.columns import ColumnPlan, ids_that_must_be_whole, text_name
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.schema import Kind, Table
from cscheck.tables import COMPLAINTS, ORDERS, REFUNDS

_HAN = r"[\u4e00-\u9fff]"
_CONFLICT = r"^(<{7}|={7}|>{7}|\|{7})(\s|$)"
_TWO_DIGIT_YEAR = re.compile(r"\s*\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d).*", re.DOTALL)
_FAR_YEAR = re.compile(
    r"\s*(?:[01]\d|2[1-9]|[3-9]\d)\d\d(?:\s*[-/.年].*|\d{4}(?:\d{6})?\s*)", re.DOTALL
)
_DAY_OR_MONTH = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that can be wrong with a row: where, when, and why that matters."""

    column: str
    found: pl.Expr
    reason: str


def faults_of(
    plans: Mapping[str, ColumnPlan], recognised: Recognised, raw: RawTable, *, plainly: bool = False
) -> list[Fault]:
    """Everything that can be wrong with a row, what matters most first.

    `plainly` leaves out what plain cells cannot have: a doubt finds it (`cscheck.read.columns`).
    """
    table = recognised.table
    faults = _damage(plans, recognised, plainly=plainly)
    if raw.cut_off:
        faults.append(Fault("", pl.col("row") == pl.col("row").max(), "cut_off"))
    if raw.torn:
        torn = pl.Series(raw.torn, dtype=pl.UInt32).implode()
        faults.append(Fault("", pl.col("row").is_in(torn), "torn"))
    if table.necessary_id in plans:
        is_summary = pl.col(table.necessary_id).is_in(SUMMARY_WORDS)
        faults.append(Fault(table.necessary_id, is_summary, "summary"))
    if table.necessary_id in recognised.positions:
        at = recognised.positions[table.necessary_id]
        header, cell = raw.headers[at], pl.col(cell_name(at))
        again = (cell == header) | (cell == f"\ufeff{header}")
        faults.append(Fault(table.necessary_id, again, "header"))
        faults.extend(_no_ids(recognised))
    faults.append(Fault(table.necessary_id, _nameless(plans, table), "no_id"))
    for name, plan in plans.items():
        unread = pl.col(name).is_null() & pl.col(text_name(name)).is_not_null()
        if plan.column.kind is Kind.TIME:
            faults.append(Fault(name, unread, "unreadable_time"))
            if plan.column.required and not plan.column.may_be_blank:
                faults.append(Fault(name, pl.col(name).is_null(), "no_time"))
        elif plan.column.kind is Kind.WORD and plan.column.required:
            faults.append(Fault(name, unread, "unknown_word"))
            faults.append(Fault(name, pl.col(name).is_null(), "no_word"))
    extra = [name for name in raw.frame.collect_schema().names() if name != "row"]
    beyond = [cleaned(pl.col(name)).is_not_null() for name in extra[len(raw.headers) :]]
    if beyond:
        faults.append(Fault("", pl.any_horizontal(beyond), "more_cells_than_headers"))
    return faults


def _damage(
    plans: Mapping[str, ColumnPlan], recognised: Recognised, *, plainly: bool
) -> list[Fault]:
    """What other programs did to a file: the marks of a merge, and ids made numbers.

    In plain cells a doubt finds both; and a mark where a time is wanted is no time.
    """
    faults = []
    first = next((name for name, at in recognised.positions.items() if at == 0), None)
    plan = plans.get(first or "")
    if not (plainly and plan and (plan.doubt is not None or plan.column.kind is Kind.TIME)):
        faults.append(Fault("", pl.col(cell_name(0)).str.contains(_CONFLICT), "conflict"))
    whole = sorted(ids_that_must_be_whole(recognised.table) & plans.keys())
    unsure = [name for name in whole if not (plainly and plans[name].doubt is not None)]
    lost = (Fault(name, pl.col(name).str.contains(LOST_DIGITS), "lost_digits") for name in unsure)
    return [*faults, *lost]


def _no_ids(recognised: Recognised) -> Iterator[Fault]:
    """Words where an id should be: a line below the table, such as who exported it and when.

    Where a row needs a time or a sender as well, such a line lacks it.
    """
    table, given = recognised.table, recognised.positions.keys()
    own = pl.col(table.necessary_id)
    words = own.str.contains(_HAN)
    others = [pl.col(name).is_null() for name in given if name != table.necessary_id]
    if others and sum(column.required for column in table.columns) == 1:
        yield Fault(table.necessary_id, words & pl.all_horizontal(others), "footer")
    if table in (ORDERS, REFUNDS, COMPLAINTS):
        yield Fault(table.necessary_id, words & ~own.str.contains(r"[0-9A-Za-z]"), "not_an_id")


def _nameless(plans: Mapping[str, ColumnPlan], table: Table) -> pl.Expr:
    """Whether a row has neither its id nor what one is made from."""
    ways = []
    if table.necessary_id in plans:
        ways.append(pl.col(table.necessary_id).is_not_null())
    if table.instead and set(table.instead) <= plans.keys():
        ways.append(pl.all_horizontal(pl.col(each).is_not_null() for each in table.instead))
    return ~pl.any_horizontal(ways)


def account(
    left: pl.DataFrame, faults: list[Fault], recognised: Recognised, raw: RawTable
) -> tuple[dict[str, int], tuple[Reject, ...]]:
    """What the rows that could not be used are: blank, summaries, or rejects with the cell."""
    not_data: Counter[str] = Counter()
    rejects = []
    for cells in left.filter(pl.col("fault") > 0).iter_rows(named=True):
        fault = faults[cells["fault"] - 1]
        kind = _kind_of_no_data(cells, fault, recognised, raw)
        if kind is None:
            rejects.append(_reject(cells, fault, recognised, raw))
        else:
            not_data[kind] += 1
    return dict(not_data), tuple(rejects)


def _kind_of_no_data(
    cells: Mapping[str, object], fault: Fault, recognised: Recognised, raw: RawTable
) -> str | None:
    """What a row is that never was data; None where it is."""
    texts = [str(text or "").strip() for name, text in cells.items() if name[0] == "c"]
    first = next(filter(None, texts), None)
    if first is None:
        return "blank"
    if fault.reason == "summary" or is_total(texts[0]) or is_total(first):
        return "summary"
    if fault.reason == "header":
        _check_order(cells, recognised, raw)
        return "header"
    if fault.reason == "footer":
        return "explanation"
    below = cells["row"] == raw.header_row + 1
    return "explanation" if below and _explains(texts, recognised) else None


def _check_order(cells: Mapping[str, object], recognised: Recognised, raw: RawTable) -> None:
    """Raises DataError where a header that stands again has its columns in another order."""
    for at in recognised.positions.values():
        found = str(cells[cell_name(at)] or "").strip(BLANKS)
        if found and found != raw.headers[at]:
            row, header = cells["row"], raw.headers[at]
            raise DataError.saying("header_changes", row=row, header=header, found=found)


def _explains(texts: Sequence[str], recognised: Recognised) -> bool:
    """Whether the row under the header says in words what the columns hold.

    Words alone, also where ids and times should be; a row that has lost its id has other values.
    """
    told = [
        texts[position]
        for name, position in recognised.positions.items()
        if recognised.table.readable[name].kind is not Kind.TEXT and position < len(texts)
    ]
    said = [text for text in told if text.strip("-— ")]
    in_words = all(re.search(_HAN, text) for text in said)
    return bool(said) and in_words and not any(re.search(r"\d", text) for text in said)


def _reject(
    cells: Mapping[str, object], fault: Fault, recognised: Recognised, raw: RawTable
) -> Reject:
    name = fault.column
    if name == "sender" and name not in recognised.positions:
        name = "sender_name"
    position = recognised.positions.get(name)
    column = recognised.table.readable.get(name)
    value = None if position is None else cells[cell_name(position)]
    header = None if position is None else raw.headers[position]
    return Reject(
        file=raw.path,
        sheet=raw.sheet,
        row=int(str(cells["row"])),
        column=name if header is None else header,
        value=None if value is None else str(value),
        reason=sentence(f"reject_{_reason(fault, value)}"),
        personal=column is not None and column.personal,
        cells=tuple(
            None if text is None else str(text)
            for name, text in cells.items()
            if name not in ("row", "fault")
        ),
    )


def _reason(fault: Fault, value: object) -> str:
    """Why a row is rejected; of times that can be read two ways, which two."""
    if fault.reason == "unreadable_time" and value is not None:
        if _TWO_DIGIT_YEAR.fullmatch(str(value)):
            return "two_digit_year"
        if _DAY_OR_MONTH.fullmatch(str(value)):
            return "day_or_month"
        if _FAR_YEAR.fullmatch(str(value)):
            return "no_such_year"
    return fault.reason
