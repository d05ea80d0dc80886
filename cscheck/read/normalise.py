"""From cells of text to the typed columns of a canonical table, with every row accounted for.

The quick way parses each column whole, by a plan made from a sample. The rows on which that
fails are read once more, value by value; what still makes no sense is blank, a summary, or a
reject (design.md, part 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cscheck.clock import Zone
from cscheck.errors import DataError
from cscheck.model import Reject, Sentence, Term, sentence
from cscheck.read.cells import SUMMARY_WORDS, cleaned
from cscheck.read.columns import ColumnPlan, plan_columns, text_name
from cscheck.read.raw import RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.tables import Kind, Table

SAMPLE_ROWS = 10_000
MOST_DOUBTED = 0.05
"""The share of rows that may be unlike the sample before the whole file is cleaned instead."""
FEW = 1_000
"""One row in so many is fetched from its line; more of them by parsing the file once more."""

Compact = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True, slots=True)
class Normalised:
    """What became of a raw table: rows = the frame's + not_data + rejects.

    `typed` gives the columns of all rows once more, lazily, `near` those of some rows; `raw` is
    what was read in the end.
    """

    raw: RawTable
    frame: pl.DataFrame
    typed: pl.LazyFrame
    near: Callable[[pl.Series], pl.LazyFrame]
    rows: int
    not_data: Mapping[str, int]
    rejects: tuple[Reject, ...]
    notes: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something that can be wrong with a row: where, when, and why that matters."""

    column: str
    found: pl.Expr
    reason: str


def normalise(
    raw: RawTable, recognised: Recognised, zone: Zone, compact: Compact | None = None
) -> Normalised:
    """The typed rows of a raw table: its canonical columns, and `row`.

    `compact` turns typed columns into the narrower ones to keep, so that a large file's text is
    never held; without it the whole file serves as the sample. Raises DataError where the file
    breaks off or cannot be parsed at all.
    """
    try:
        return _normalise(raw, recognised, zone, compact)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
        if raw.careful is None:
            raise DataError.saying("broken_text", problem=str(error)) from error
    return normalise(raw.careful(), recognised, zone, compact)


def _normalise(
    raw: RawTable,
    recognised: Recognised,
    zone: Zone,
    compact: Compact | None,
    *,
    plainly: bool = True,
) -> Normalised:
    cell_rows = raw.frame if compact else raw.frame.collect().lazy()
    sample = cell_rows.head(SAMPLE_ROWS).collect() if compact else cell_rows.collect()
    plans = plan_columns(sample, recognised, zone)
    quick = _typed(cell_rows, plans, recognised, raw, plainly=plainly)
    frame = (compact(quick) if compact else quick).collect()
    rows = frame.height
    faulty = frame.filter(pl.col("fault") > 0)["row"]
    if plainly and faulty.len() > rows * MOST_DOUBTED:
        return _normalise(raw, recognised, zone, compact, plainly=False)
    typed = _typed(cell_rows, plans, recognised, raw)

    def near(some: pl.Series) -> pl.LazyFrame:
        return _typed(_cells_near(raw, cell_rows, some, rows), plans, recognised, raw)

    notes = () if compact else _notes(sample, plans)
    if not faulty.len():
        return Normalised(raw, frame.drop("fault"), typed, near, rows, {}, (), notes)
    frame = frame.filter(pl.col("fault") == 0).drop("fault")
    left = cell_rows.filter(pl.col("row").is_in(faulty.implode())).collect()
    careful = plan_columns(left, recognised, zone, slowly=True)
    again = _typed(left.lazy(), careful, recognised, raw)
    judged = again.select("row", "fault").collect()
    mended = again.filter(pl.col("fault") == 0)
    mended_rows = (compact(mended) if compact else mended).collect().drop("fault")
    frame = pl.concat([frame, mended_rows], how="vertical").sort("row")
    faults = _faults(careful, recognised.table, raw)
    not_data, rejects = _account(left.join(judged, on="row"), faults, recognised, raw)
    return Normalised(raw, frame, typed, near, rows, not_data, rejects, notes)


def _cells_near(raw: RawTable, cell_rows: pl.LazyFrame, some: pl.Series, rows: int) -> pl.LazyFrame:
    """The cells of some of a file's rows."""
    few = None
    if raw.few is not None and some.len() * FEW < rows:
        few = raw.few(some, rows)
    return cell_rows.filter(pl.col("row").is_in(some.implode())) if few is None else few.lazy()


def _typed(
    cell_rows: pl.LazyFrame,
    plans: Mapping[str, ColumnPlan],
    recognised: Recognised,
    raw: RawTable,
    *,
    plainly: bool = False,
) -> pl.LazyFrame:
    """The planned columns of the cells, `row`, and `fault` (0, or which from 1).

    In stages, so that no text is cleaned twice. `plainly` takes the short way where a plan has one,
    and finds fault with what must be cleaned after all.
    """
    texts = {
        text_name(name): plan.plain if plainly and plan.plain is not None else plan.text
        for name, plan in plans.items()
    }
    values = {name: plan.value for name, plan in plans.items()}
    found = [fault.found for fault in _faults(plans, recognised.table, raw)]
    fault = pl.coalesce(*(pl.when(each).then(number) for number, each in enumerate(found, 1)), 0)
    if plainly:
        doubts = [plan.doubt for plan in plans.values() if plan.doubt is not None]
        fault = pl.any_horizontal(*found, *doubts)  # which of them, only the second look tells
    rows = cell_rows.with_columns(**texts).with_columns(**values)
    return rows.select("row", *plans, fault=fault.cast(pl.UInt8))


def _faults(plans: Mapping[str, ColumnPlan], table: Table, raw: RawTable) -> list[_Fault]:
    """Everything that can be wrong with a row, what matters most first."""
    faults = [_Fault(table.necessary_id, _nameless(plans, table), "no_id")]
    if table.necessary_id in plans:
        is_summary = pl.col(table.necessary_id).is_in(SUMMARY_WORDS)
        faults.insert(0, _Fault(table.necessary_id, is_summary, "summary"))
    for name, plan in plans.items():
        unread = pl.col(name).is_null() & pl.col(text_name(name)).is_not_null()
        if plan.column.kind is Kind.TIME:
            faults.append(_Fault(name, unread, "unreadable_time"))
            if plan.column.required and not plan.column.may_be_blank:
                faults.append(_Fault(name, pl.col(name).is_null(), "no_time"))
        elif plan.column.kind is Kind.WORD and plan.column.required:
            faults.append(_Fault(name, unread, "unknown_word"))
            faults.append(_Fault(name, pl.col(name).is_null(), "no_word"))
    extra = [name for name in raw.frame.collect_schema().names() if name != "row"]
    beyond = [cleaned(pl.col(name)).is_not_null() for name in extra[len(raw.headers) :]]
    if beyond:
        faults.append(_Fault("", pl.any_horizontal(beyond), "more_cells_than_headers"))
    return faults


def _nameless(plans: Mapping[str, ColumnPlan], table: Table) -> pl.Expr:
    """Whether a row has neither its id nor what one is made from."""
    ways = []
    if table.necessary_id in plans:
        ways.append(pl.col(table.necessary_id).is_not_null())
    if table.instead and set(table.instead) <= plans.keys():
        ways.append(pl.all_horizontal(pl.col(each).is_not_null() for each in table.instead))
    return ~pl.any_horizontal(ways)


def _notes(sample: pl.DataFrame, plans: Mapping[str, ColumnPlan]) -> tuple[Sentence, ...]:
    """What was not understood but rejects no row: words and numbers of optional columns."""
    notes = []
    texts = sample.select(**{text_name(name): plan.text for name, plan in plans.items()})
    for name, plan in plans.items():
        column = plan.column
        if column.required or column.kind in (Kind.TIME, Kind.ID, Kind.TEXT):
            continue
        unknown = plan.value.is_null()
        if column.kind is Kind.WORD:
            unknown = ~plan.value.is_in(column.words) if column.words else pl.lit(value=False)
        text = text_name(name)
        found = texts.filter(unknown & pl.col(text).is_not_null())[text]
        if found.len():
            words = tuple(found.unique().sort().head(5))
            notes.append(
                sentence(
                    "not_understood", column=Term("column", name), count=found.len(), words=words
                )
            )
    return tuple(notes)


def _account(
    left: pl.DataFrame, faults: list[_Fault], recognised: Recognised, raw: RawTable
) -> tuple[dict[str, int], tuple[Reject, ...]]:
    """What the rows that could not be used are: blank, summaries, or rejects with the cell."""
    not_data: Counter[str] = Counter()
    rejects = []
    for cells in left.filter(pl.col("fault") > 0).iter_rows(named=True):
        fault = faults[cells["fault"] - 1]
        texts = [str(text).strip() for name, text in cells.items() if name[0] == "c" and text]
        if not any(texts):
            not_data["blank"] += 1
        elif fault.reason == "summary" or texts[0] in SUMMARY_WORDS:
            not_data["summary"] += 1
        else:
            rejects.append(_reject(cells, fault, recognised, raw))
    return dict(not_data), tuple(rejects)


def _reject(
    cells: Mapping[str, object], fault: _Fault, recognised: Recognised, raw: RawTable
) -> Reject:
    name = fault.column
    if name == "sender" and name not in recognised.positions:
        name = "sender_name"
    position = recognised.positions.get(name)
    column = recognised.table.readable.get(name)
    value = None if position is None else cells[cell_name(position)]
    return Reject(
        file=raw.path,
        sheet=raw.sheet,
        row=int(str(cells["row"])),
        column=name if position is None else raw.headers[position],
        value=None if value is None else str(value),
        reason=sentence(f"reject_{fault.reason}"),
        personal=column is not None and column.personal,
    )
