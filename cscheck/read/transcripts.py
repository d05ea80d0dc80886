"""Conversations whose messages all stand in one cell: taken apart into a table of messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from cscheck.model.sentences import sentence
from cscheck.read.opening import Opened
from cscheck.read.raw import CANNOT_PARSE, RawTable, cell_name, header_key
from cscheck.read.recognise import columns_of
from cscheck.rules.dialect import spelling
from cscheck.rules.layouts import Transcript
from cscheck.rules.platform import Platform
from cscheck.tables import AGENT, BUYER, CONVERSATIONS, MESSAGES

_KEPT = ("conversation_id", "buyer", "agent", "shop")
_MADE = ("sent_at", "sender", "text")
_SAMPLE = 1_000
_CLOCK = r"^\d{1,2}:\d{2}(:\d{2})?$"
_DAY = r"^\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})"


def with_transcripts(opened: Iterable[Opened], platform: Platform) -> Iterator[Opened]:
    """What was opened, and behind each table the messages that a column of it holds."""
    for each in opened:
        raw = each.raw
        found = None if raw is None else _transcript_in(raw, platform)
        if raw is None or found is None:
            yield each
            continue
        at, layout = found
        yield replace(each, raw=replace(raw, otherwise=raw.otherwise | {raw.headers[at]}))
        yield replace(each, raw=_messages(raw, at, layout, platform), wanted=MESSAGES.name)


def _transcript_in(raw: RawTable, platform: Platform) -> tuple[int, Transcript] | None:
    """The column of a table that holds messages, and how; None where none does."""
    for layout in _layouts(platform):
        wanted = {header_key(name) for name in layout.cell}
        at = next((n for n, h in enumerate(raw.headers) if header_key(h) in wanted), None)
        if at is not None and _has_messages(raw, cell_name(at), layout):
            return at, layout
    return None


def _has_messages(raw: RawTable, cell: str, layout: Transcript) -> bool:
    """Whether a column of that name holds messages; it may hold a link, or one text."""
    try:
        sample = raw.frame.select(cell).head(_SAMPLE).collect()[cell]
    except CANNOT_PARSE:
        if raw.careful is None:
            return False
        return _has_messages(raw.careful(_as_wide_as(raw)), cell, layout)
    return bool(sample.str.contains(f"(?m){layout.line}").any())


def _as_wide_as(raw: RawTable) -> Callable[[Sequence[str]], bool]:
    """Tells a line's cells that may be a whole row: as many as there are headers."""
    return lambda cells: len(cells) == len(raw.headers)


def _layouts(platform: Platform) -> Iterator[Transcript]:
    for dialect in platform.dialects:
        own = dialect.tables.get(MESSAGES.name)
        if own is not None and own.transcript is not None:
            yield own.transcript


def _messages(raw: RawTable, at: int, layout: Transcript, platform: Platform) -> RawTable:
    """A row each message; its number is that of the message in the column, below a header."""
    found = columns_of(CONVERSATIONS, raw.path, raw.headers, platform).positions
    kept = {name: cell_name(found[name]) for name in _KEPT if name in found}
    words = spelling(MESSAGES.name, platform.dialects, lambda _: True).words.get("sender", {})
    started = cell_name(found["started_at"]) if "started_at" in found else None
    frame = _taken_apart(raw.frame, cell_name(at), layout, kept, started)
    frame = frame.with_columns(sender=_sender(words, kept))
    names = [*kept, *_MADE]
    cells = frame.select(**{cell_name(n): pl.col(name) for n, name in enumerate(names)})
    careful = raw.careful
    return RawTable(
        path=raw.path,
        sheet=" / ".join(filter(None, (raw.sheet, raw.headers[at]))),
        encoding=raw.encoding,
        headers=tuple(names),
        header_row=1,
        frame=cells.with_row_index("row", offset=2),
        notes=(*raw.notes, sentence("from_transcript", column=raw.headers[at])),
        careful=careful and (lambda _: _messages(careful(_as_wide_as(raw)), at, layout, platform)),
    )


def _taken_apart(
    cells: pl.LazyFrame, cell: str, layout: Transcript, kept: Mapping[str, str], started: str | None
) -> pl.LazyFrame:
    """The messages: what was kept of their row, `sent_at`, `name`, `number` and `text`.

    A line that belongs to no message is a row without a time, which is rejected as it stands.
    """
    line = pl.col("line")
    parts = line.str.extract_groups(layout.line)
    lines = (
        cells.select(
            "row",
            line=pl.col(cell).str.replace_all("\r", "").str.split("\n"),
            started=pl.col(started).str.extract(_DAY) if started else pl.lit(None, pl.String),
            **{name: pl.col(place) for name, place in kept.items()},
        )
        .explode("line")
        .with_columns(parts=parts, day=line.str.extract(layout.day) if layout.day else None)
        .with_columns(
            *(
                pl.col("parts").struct.field(name).alias(name)
                if f"?P<{name}>" in layout.line
                else pl.lit(None, pl.String).alias(name)
                for name in ("name", "number", "time", "said")
            )
        )
    )
    begins = pl.col("time").is_not_null()
    lines = lines.with_columns(
        is_day=pl.col("day").is_not_null(),
        day=pl.coalesce(pl.col("day").forward_fill().over("row"), "started"),
        message=begins.cum_sum().over("row"),
    )
    skipped = pl.col("is_day") | ((line.str.strip_chars() == "") & (pl.col("message") == 0))
    if layout.skip:
        skipped |= line.str.contains(layout.skip)
    spoken = pl.when(begins).then(pl.col("said")).otherwise(line)
    own = lines.filter(line.is_not_null() & (begins | ~skipped))
    messages = own.group_by("row", "message", maintain_order=True).agg(
        pl.col("time", "name", "number", "day", *kept).first(),
        text=spoken.drop_nulls().str.join("\n").str.strip_chars(),
    )
    clock = pl.col("time").str.contains(_CLOCK)
    full = pl.when(clock).then(pl.col("day") + " " + pl.col("time")).otherwise(pl.col("time"))
    return messages.with_columns(sent_at=full)


def _sender(words: Mapping[str, str], kept: Mapping[str, str]) -> pl.Expr:
    """Who spoke: an agent named in their column, one whom the words know, or the buyer.

    The buyer speaks under his own name, or is the first whom nobody knows. Anybody else is most
    likely a colleague who took over: his name is rejected until a mapping knows it.
    """
    name, number = pl.col("name").str.strip_chars(), pl.col("number")

    agent = himself = pl.lit(value=False)
    if "agent" in kept:
        everyone = pl.col("agent").drop_nulls().str.strip_chars().unique().implode()
        agent = (name.is_in(everyone) | number.is_in(everyone)).fill_null(value=False)
    if "buyer" in kept:
        own = pl.col("buyer").str.strip_chars()
        himself = ((name == own) | (number == own)).fill_null(value=False)
    known = name.is_in([*words, "机器人", "系统"])
    first = name.filter(~(agent | known)).first().over("row")
    buyer = pl.when(himself.any().over("row")).then(himself).otherwise(name == first)
    said = pl.when(agent).then(pl.lit(AGENT)).when(known | ~buyer).then(name)
    return pl.when(name.is_not_null()).then(said.otherwise(pl.lit(BUYER)))
