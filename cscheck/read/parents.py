"""Messages that only name the message they answer: their conversations, found by going back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from cscheck.model.sentences import Sentence, sentence
from cscheck.read.added import place_of, with_columns
from cscheck.read.cells import identifier
from cscheck.read.opening import Opened
from cscheck.read.raw import cell_name
from cscheck.read.recognise import columns_of
from cscheck.rules.platform import Platform
from cscheck.tables import MESSAGES


def with_conversations(opened: Iterable[Opened], platform: Platform) -> Iterator[Opened]:
    """What was opened, with a conversation for messages that name a parent and have none."""
    parents = [
        own.parent
        for dialect in platform.dialects
        if (own := dialect.tables.get(MESSAGES.name)) is not None and own.parent
    ]
    for each in opened:
        if each.raw is None or each.wanted not in (None, MESSAGES.name):
            yield each
            continue
        found = columns_of(MESSAGES, each.raw.path, each.raw.headers, platform).positions
        own_id, parent = found.get("message_id"), None
        if own_id is not None and "conversation_id" not in found:
            places = (place_of(each.raw, headers) for headers in parents)
            parent = next((place for place in places if place is not None), None)
        if own_id is None or parent is None:
            yield each
            continue
        cells = (cell_name(own_id), cell_name(parent))
        reckon = partial(_conversations, *cells, each.raw.headers[parent])
        raw = replace(each.raw, otherwise=each.raw.otherwise | {each.raw.headers[parent]})
        yield replace(each, raw=with_columns(raw, cells, reckon))


def _conversations(
    own: str, parent: str, header: str, cells: pl.DataFrame
) -> tuple[Mapping[str, pl.Series], Sentence]:
    """The id of the first message of each row's thread; blank where a row has no id at all."""
    links = cells.select("row", own=identifier(pl.col(own)), parent=identifier(pl.col(parent)))
    every = pl.concat([links["own"], links["parent"].alias("own")]).drop_nulls()
    known = every.unique(maintain_order=True).to_frame("id").with_row_index("number")
    above = (
        links.drop_nulls()
        .unique("own", keep="first")
        .join(known, left_on="parent", right_on="id")
        .select("own", up="number")
    )
    ups = known.join(above, left_on="id", right_on="own", how="left", maintain_order="left")
    roots = _roots(ups.select(pl.coalesce("up", "number").cast(pl.UInt32)).to_series())
    threads = known.select("id", thread=known["id"].gather(roots))
    first = pl.coalesce("own", "parent")
    thread = links.with_columns(id=first).join(threads, on="id", how="left", maintain_order="left")[
        "thread"
    ]
    said = sentence("conversations_from_parents", column=header, count=thread.n_unique())
    return {"conversation_id": thread}, said


def _roots(above: pl.Series) -> pl.Series:
    """For each number the one at the top of those above it; of a circle, the least in it."""
    up, least = above, pl.Series(range(len(above)), dtype=pl.UInt32)
    for _ in range(len(above).bit_length() + 1):  # each step goes up twice as far
        pair = pl.DataFrame({"own": least, "further": least.gather(up)})
        least = pair.select(least=pl.min_horizontal("own", "further"))["least"]
        up = up.gather(up)
    found = pl.DataFrame({"up": up, "above": above.gather(up), "circle": least.gather(up)})
    top = pl.when(pl.col("up") == pl.col("above")).then("up").otherwise("circle")
    return found.select(root=top)["root"]
