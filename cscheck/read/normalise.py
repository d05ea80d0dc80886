"""From cells of text to the typed columns of a canonical table, with every row accounted for.

The quick way parses each column whole, by a plan made from a sample. The rows on which that
fails are read once more, value by value; what still makes no sense is blank, a summary, or a
reject (design.md, part 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from cscheck.clock import Zone
from cscheck.errors import DataError
from cscheck.model.inputs import Reject
from cscheck.model.sentences import Sentence
from cscheck.read.columns import ColumnPlan, plan_columns, text_name
from cscheck.read.faults import account, faults_of
from cscheck.read.lines_of_orders import filled_down
from cscheck.read.raw import CANNOT_PARSE, RawTable
from cscheck.read.recognise import Recognised
from cscheck.read.remarks import remarks
from cscheck.read.staging import MOST_IN_MEMORY
from cscheck.read.swallowed import has_swallowed, row_teller

SAMPLE_ROWS = 10_000
MOST_DOUBTED = 0.05
"""The share of rows that may be unlike the sample before the whole file is cleaned instead."""
FEW = 1_000
"""One row in so many is fetched from its line; more of them by parsing the file once more."""

Compact = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True, slots=True)
class Normalised:
    """What became of a raw table: rows = the frame's + not_data + rejects, else it is our fault.

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

    def __post_init__(self) -> None:
        told = self.frame.height + sum(self.not_data.values()) + len(self.rejects)
        assert told == self.rows, f"{self.rows} rows were read, {told} are accounted for"


def normalise(
    raw: RawTable, recognised: Recognised, zone: Zone, compact: Compact | None = None
) -> Normalised:
    """The typed rows of a raw table: its canonical columns, and `row`.

    `compact` turns typed columns into the narrower ones to keep, so that a large file's text is
    never held; without it the whole file serves as the sample. Raises DataError where the file
    breaks off or cannot be parsed at all.
    """
    is_row = row_teller(raw, recognised)
    try:
        with ThreadPoolExecutor(max_workers=1) as pool:
            if raw.lines is not None and compact:
                pool.submit(raw.lines)  # which are counted while others wait for each other
            found = _normalise(raw, recognised, zone, compact)
        if not has_swallowed(raw, raw.frame, found.rows, is_row):
            return found
    except CANNOT_PARSE as error:
        if raw.careful is None:
            raise DataError.saying("broken_text", problem=str(error)) from error
    assert raw.careful is not None
    return normalise(raw.careful(is_row), recognised, zone, compact)


def _normalise(
    raw: RawTable,
    recognised: Recognised,
    zone: Zone,
    compact: Compact | None,
    *,
    plainly: bool = True,
) -> Normalised:
    filled = None
    if raw.size > MOST_IN_MEMORY and not compact:
        raise DataError.saying("too_large", limit=f"{MOST_IN_MEMORY >> 20} MiB")
    if compact:
        cell_rows = raw.frame
        sample = cell_rows.head(SAMPLE_ROWS).collect()
    else:
        sample, filled = filled_down(raw.frame.collect(), recognised, raw)
        cell_rows = sample.lazy()
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

    seen = _typed(sample.lazy(), plans, recognised, raw).collect() if compact else frame

    def noted(unused: pl.Series) -> tuple[Sentence, ...]:
        unused_of_all = None if compact else unused
        said = remarks(sample, seen, plans, recognised, raw, unused=unused_of_all)
        return (*said, filled) if filled else said

    if not faulty.len():
        kept = frame.drop("fault")
        return Normalised(raw, kept, typed, near, rows, {}, (), noted(faulty))
    frame = frame.filter(pl.col("fault") == 0).drop("fault")
    left = cell_rows.filter(pl.col("row").is_in(faulty.implode())).collect()
    careful = plan_columns(left, recognised, zone, slowly=True)
    again = _typed(left.lazy(), careful, recognised, raw)
    judged = again.select("row", "fault").collect()
    mended = again.filter(pl.col("fault") == 0)
    mended_rows = (compact(mended) if compact else mended).collect().drop("fault")
    frame = pl.concat([frame, mended_rows], how="vertical").sort("row")
    faults = faults_of(careful, recognised, raw)
    not_data, rejects = account(left.join(judged, on="row"), faults, recognised, raw)
    notes = noted(judged.filter(pl.col("fault") > 0)["row"])
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
    found = [fault.found for fault in faults_of(plans, recognised, raw, plainly=plainly)]
    fault = pl.coalesce(*(pl.when(each).then(number) for number, each in enumerate(found, 1)), 0)
    if plainly:
        doubts = [plan.doubt for plan in plans.values() if plan.doubt is not None]
        fault = pl.any_horizontal(*found, *doubts).fill_null(value=False)  # a blank cell has none
    rows = cell_rows.with_columns(**texts).with_columns(**values)
    return rows.select("row", *plans, fault=fault.cast(pl.UInt8))
