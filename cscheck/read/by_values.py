"""Headers that mean one thing in one export and another in the next: their cells decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from cscheck.read import cells
from cscheck.read.raw import CANNOT_PARSE, RawTable, cell_name
from cscheck.read.recognise import Recognised
from cscheck.read.times import read_time
from cscheck.tables import CONVERSATIONS

_ROWS = 1_000


def decided(found: Recognised, raw: RawTable) -> Recognised:
    """What the headers of a file stand for, now that its first cells are seen.

    首次响应时间 is how long the first reply took in one export and when it was made in another,
    and even 首次响应时长 may hold times.
    """
    length, time = "first_response_seconds", "first_reply_at"
    at = found.positions.get(length)
    if found.table is not CONVERSATIONS or at is None or time in found.positions:
        return found
    try:
        seen = raw.frame.head(_ROWS).select(cells.cleaned(pl.col(cell_name(at)))).collect()
    except CANNOT_PARSE:  # which is looked into where all rows are read
        return found
    if not _are_times(seen.to_series().drop_nulls().unique()):
        return found
    others = {name: place for name, place in found.positions.items() if name != length}
    return replace(found, positions={**others, time: at})


def _are_times(texts: Iterable[str]) -> bool:
    """Whether more of some texts are times than lengths of time."""
    times = lengths = 0
    for text in texts:
        if cells.read_seconds(text) is not None:
            lengths += 1
        elif read_time(text) is not None:
            times += 1
    return times > lengths
