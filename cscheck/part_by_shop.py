"""Audits more messages than memory holds: parted by shop on disk, audited part by part.

An audit of one shop depends on no other shop. The messages' cells are written to a private folder,
a part for so many shops that follow each other by name; each part is read and audited as if it were
all there is, and what they found is put together (cscheck.merging), to the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count, pairwise
from pathlib import Path

import polars as pl

from cscheck.audit import audit
from cscheck.merging import merged
from cscheck.model.result import Result
from cscheck.read.columns import plan_columns
from cscheck.read.normalise import SAMPLE_ROWS
from cscheck.read.opening import Opened, ReadOptions, open_all
from cscheck.read.raw import RawTable
from cscheck.read.reader import intake_of
from cscheck.read.recognise import Recognised, recognise
from cscheck.read.reshape import reshaped
from cscheck.read.swallowed import has_swallowed, row_teller
from cscheck.request import Request
from cscheck.rules.platform import Platform
from cscheck.rules.ruleset import Ruleset
from cscheck.tables import MESSAGES

PART_ROWS = 2_000_000
"""So many messages make a part, or as many as one shop has."""
_BATCH = 200_000
_WRITERS = 2
"""Parts are compressed while they are written, which takes a processor each."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of messages, whose each of its rows is, and how many rows each shop has."""

    raw: RawTable
    shop: pl.Expr
    counts: pl.DataFrame


Span = tuple[str | None, str | None]
"""The first shop of a part, and the first of the next; None where there is no such bound."""


def audit_by_shop(
    paths: Sequence[Path],
    platform: Platform,
    options: ReadOptions,
    ruleset: Ruleset,
    request: Request,
) -> Result | None:
    """The audit, part by part; None where it cannot be parted, and must be made in one piece.

    So it is where the messages do not name several shops, where the cells can only be told by
    reading carefully, and where more is asked than can be put together from parts.
    """
    if request.stored is not None or request.waivers or request.breakdown or request.expect:
        return None
    opened = list(reshaped(open_all(paths, platform, options), platform))
    sources = _sources(opened, platform, options)
    if not sources:
        return None
    counts = _counts(sources.values())
    spans = list(_spans(counts))
    if len(spans) < 2:
        return None
    elsewhere = frozenset(counts["shop"]) - {options.default_shop}
    for number, source in sources.items():
        _write(source, spans, options.workspace / f"parts-{number}")

    def of_part(number: int, span: Span) -> Result:
        inside = [
            replace(each, raw=_read_back(each.raw, options.workspace / f"parts-{at}", number))
            if at in sources and each.raw is not None
            else each
            for at, each in enumerate(opened)
        ]
        within = replace(options, named_elsewhere=elsewhere)
        return audit(intake_of(inside, platform, within), ruleset, replace(request, shops=span))

    return merged((of_part(*each) for each in enumerate(spans)), sorted(sources), request)


def _sources(
    opened: Sequence[Opened], platform: Platform, options: ReadOptions
) -> dict[int, Source]:
    """The files of messages by their index; none where one of them cannot be parted."""
    found: dict[int, Source] = {}
    for number, each in enumerate(opened):
        known = None if each.raw is None else _recognised(each.raw, each.wanted, platform)
        if each.raw is None or known is None or known.table is not MESSAGES:
            continue
        if "shop" not in known.positions or known.missing():
            return {}
        source = _source(each.raw, known, platform, options)
        if source is None:
            return {}
        found[number] = source
    return found


def _recognised(raw: RawTable, wanted: str | None, platform: Platform) -> Recognised | None:
    return recognise(raw.path, raw.headers, platform, wanted=wanted)


def _source(
    raw: RawTable, known: Recognised, platform: Platform, options: ReadOptions
) -> Source | None:
    """A file of messages; None where the quick way does not read it, whole."""
    try:
        sample = raw.frame.head(SAMPLE_ROWS).collect()
        shop = plan_columns(sample, known, platform.zone)["shop"].text
        shop = shop.fill_null(options.default_shop)
        counts = raw.frame.select(shop=shop).group_by("shop").agg(rows=pl.len()).collect()
        rows = int(counts["rows"].sum())
        swallowed = has_swallowed(raw, raw.frame, rows, row_teller(raw, known))
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    return None if swallowed else Source(raw, shop, counts)


def _counts(sources: Iterable[Source]) -> pl.DataFrame:
    """How many rows each shop has: shop, rows; by name."""
    counts = pl.concat(each.counts for each in sources)
    return counts.group_by("shop").agg(pl.col("rows").sum()).sort("shop")


def _spans(counts: pl.DataFrame) -> Iterator[Span]:
    """The shops in parts of about so many rows, each from one shop up to the next part's first."""
    begins: list[str] = []
    inside = 0
    for shop, rows in counts.iter_rows():
        if not begins or inside + rows > PART_ROWS:
            begins.append(shop)
            inside = 0
        inside += rows
    yield from pairwise([None, *begins[1:], None])


def _write(source: Source, spans: Sequence[Span], folder: Path) -> None:
    """Writes the cells and row of every message of a file, a folder each part."""
    begins = pl.Series([begin for begin, _ in spans[1:]], dtype=pl.String)
    numbers = count()

    def write_part(place: int, number: int, inside: pl.DataFrame) -> None:
        target = folder / str(place)
        target.mkdir(parents=True, exist_ok=True)
        inside.drop("part").write_ipc(target / f"{number:06}.arrow", compression="lz4")

    with ThreadPoolExecutor(_WRITERS) as pool:

        def write(batch: pl.DataFrame) -> None:
            number = next(numbers)
            # Batch by batch: a search in the query would hold all rows at once.
            batch = batch.with_columns(part=begins.search_sorted(batch["shop"], side="right"))
            parts = batch.drop("shop").partition_by("part", as_dict=True)
            writing = [pool.submit(write_part, at, number, each) for (at,), each in parts.items()]
            for each in writing:
                each.result()

        # Batches that somebody else fetches would pile up while this one writes.
        rows = source.raw.frame.with_columns(shop=source.shop)
        rows.sink_batches(write, chunk_size=_BATCH, maintain_order=True)


def _read_back(raw: RawTable, folder: Path, part: int) -> RawTable:
    """The rows of a part of a file, as if they were all of it."""
    inside = sorted((folder / str(part)).glob("*.arrow"))
    frame = pl.scan_ipc(inside) if inside else raw.frame.clear()
    return replace(raw, frame=frame, lines=None, careful=None, few=None)
