"""What files hold together: the same file twice, hours without messages, messages out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise

import polars as pl

from cscheck.model.sentences import Sentence, sentence
from cscheck.read.opening import Opened

_OPEN = range(9, 22)
"""The hours in which a busy shop is never without a message."""
_EXPECTED = 60
"""So many messages were to be expected in the hours that have none."""
_MOST = 5
_HOUR = timedelta(hours=1)
_HOUR_US = 3_600_000_000
_SHOPS = 1 << 32
"""There are no more of them than codes."""


def same_again(opened: Sequence[Opened]) -> Iterator[tuple[int, Sentence]]:
    """The inputs that are byte for byte one before them, and what to say of each."""
    sizes = Counter((each.digest.size, _sheet(each)) for each in opened if each.digest)
    first: dict[tuple[str, str | None], str] = {}
    for index, each in enumerate(opened):
        if each.digest is None or sizes[each.digest.size, _sheet(each)] == 1:
            continue
        key = (each.digest(), _sheet(each))
        if key in first:
            yield index, sentence("same_file", path=first[key])
        first.setdefault(key, each.path)


def _sheet(opened: Opened) -> str | None:
    return None if opened.raw is None else opened.raw.sheet


def out_of_order(rows: pl.DataFrame) -> Sentence | None:
    """What to say of a file's messages that stand below later ones of their conversation.

    A file that is newest first is in order too.
    """
    if rows["at"].is_sorted():
        return None
    same = pl.col("thread") == pl.col("thread").shift(1)
    step = pl.col("at") - pl.col("at").shift(1)
    rises, falls = rows.select(
        rises=(same & (step > timedelta(0))).sum(), falls=(same & (step < timedelta(0))).sum()
    ).row(0)
    if not falls or falls >= rises:
        return None
    row = rows.filter(same & (step < timedelta(0)))["row"][0]
    return sentence("messages_out_of_order", count=falls, row=row)


def silent_hours(
    messages: pl.DataFrame, period: tuple[datetime, datetime] | None = None
) -> Iterator[tuple[int, Sentence]]:
    """Hours of the day without a message in a busy shop, and the source to say it of.

    Between the first and the last message, and from the beginning and to the end of the period: an
    export that ends at noon says nothing of the afternoon.
    """
    hour = pl.col("at").to_physical() // _HOUR_US  # truncating in a time zone is slow
    place = hour * _SHOPS + pl.col("shop").to_physical()  # by one number, which is much faster
    counted = (
        messages.lazy()
        .group_by(place=place)
        .agg(pl.len(), pl.col("shop").first(), source=pl.col("source").min())
        .with_columns(hour=(pl.col("place") // _SHOPS * _HOUR_US).cast(messages.schema["at"]))
        .collect()
    )
    counted = counted.filter(pl.col("hour").dt.hour().is_in(list(_OPEN)))
    busy = pl.col("len").median().over("shop") * len(_OPEN) >= _EXPECTED  # else no gap tells
    for _, shop in sorted(counted.filter(busy).group_by("shop"), key=lambda pair: str(pair[0][0])):
        named = shop.sort("hour")
        rate = named["len"].median() or 0
        assert isinstance(rate, float)
        starts = _with_edges(named["hour"].to_list(), period)
        source = int(named["source"][0])
        gaps = (gap for pair in pairwise(starts) for gap in _between(*pair))
        telling = ((a, b) for a, b in gaps if rate * ((b - a) / _HOUR) >= _EXPECTED)
        for begins, ends in islice(telling, _MOST):  # one time in a far year makes a long gap
            yield (
                source,
                sentence(
                    "silent_hours",
                    shop=str(shop["shop"][0]),
                    from_=begins.replace(tzinfo=None),
                    to=ends.replace(tzinfo=None),
                    rate=round(rate),
                ),
            )


def _with_edges(hours: list[datetime], period: tuple[datetime, datetime] | None) -> list[datetime]:
    """Hours with messages, and those around the period where none is beyond it.

    An export that has nothing of the period is not one that lacks some hours.
    """
    if period is None or not any(period[0] <= hour < period[1] for hour in hours):
        return hours
    before = [period[0] - _HOUR] if hours[0] >= period[0] else []
    after = [period[1]] if hours[-1] < period[1] else []
    return [*before, *hours, *after]


def _between(hour: datetime, then: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open hours between two hours with messages, day by day."""
    begins = hour + _HOUR
    while begins < then:
        midnight = begins.replace(hour=0)
        opens = max(begins, midnight + _HOUR * _OPEN.start)
        closes = min(then, midnight + _HOUR * _OPEN.stop)
        if opens < closes:
            yield opens, closes
        begins = midnight + timedelta(days=1)
