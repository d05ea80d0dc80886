"""Reads exports into canonical tables: the one way from files (or text in memory) to an intake."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from cscheck.errors import DataError
from cscheck.intake import Intake, Messages
from cscheck.model import InputFile, Reject, Sentence, sentence, table_named
from cscheck.read.files import data_files
from cscheck.read.merge import merge
from cscheck.read.messages import (
    MessageFile,
    buyer_key,
    compact,
    made_thread_key,
    merge_messages,
    thread_key,
)
from cscheck.read.normalise import Normalised, normalise
from cscheck.read.raw import RawTable
from cscheck.read.recognise import Recognised, known_headers, recognise
from cscheck.read.sources import open_source
from cscheck.rules.platform import Platform
from cscheck.tables import CONVERSATIONS, MESSAGES, TABLES, Table

DEFAULT_SHOP = "default"


def _quietly(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    * workspace: an empty folder for copies of files that must be transcoded
    * default_shop: the shop of rows that name none
    * said: the table of a file, where the user said it
    * passwords: for encrypted workbooks
    * progress: called with the path of each file before it is read
    """

    workspace: Path
    default_shop: str = DEFAULT_SHOP
    said: Mapping[Path, str] = field(default_factory=dict)
    passwords: tuple[str, ...] = ()
    progress: Callable[[str], None] = _quietly


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or sheet: its text, or why there is none."""

    path: str
    raw: RawTable | None = None
    sha256: str = ""
    wanted: str | None = None
    failure: Sentence | None = None
    hint: Sentence | None = None


def read(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> Intake:
    """Everything that the files and folders hold; raises DataError where there is no file.

    A file that cannot be read or recognised does not stop the others: it stands in `inputs` with
    its failure.
    """
    return intake_of(open_all(paths, platform, options), platform, options)


def open_all(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> list[Opened]:
    """Every file and sheet as it stands, or why it cannot be opened; raises DataError for none."""
    files = data_files([*paths, *(path for path in options.said if path not in paths)])
    known = known_headers(platform)
    return [each for path in files for each in _open(path, known, options)]


def _open(path: Path, known: frozenset[str], options: ReadOptions) -> Iterator[Opened]:
    options.progress(str(path))
    wanted = options.said.get(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        tables = list(open_source(path, options.workspace, known, options.passwords))
    except PermissionError:
        yield Opened(str(path), failure=sentence("no_permission"))
    except OSError as error:
        yield Opened(str(path), failure=sentence("unreadable", problem=str(error)))
    except DataError as error:
        yield Opened(str(path), failure=error.problems[0].what, hint=error.problems[0].hint)
    else:
        for raw in tables:
            yield Opened(str(path), raw, digest, wanted)
        if not tables:
            yield Opened(str(path), None, digest, failure=sentence("no_table_inside"))


def intake_of(opened: Sequence[Opened], platform: Platform, options: ReadOptions) -> Intake:
    """The canonical tables of what was opened."""
    reading = _Reading(platform, options, list(opened))
    return reading.intake()


@dataclass
class _Part:
    """One file's rows of a table, and its index among the inputs."""

    source: int
    raw: RawTable
    recognised: Recognised
    rows: Normalised


class _Reading:
    """One run of reading: files in, tables out, and the account of each file kept as it goes."""

    def __init__(self, platform: Platform, options: ReadOptions, opened: list[Opened]) -> None:
        self.platform = platform
        self.options = options
        self.inputs = [_input(each) for each in opened]
        self.rejects: list[Reject] = []
        self.found: dict[str, list[tuple[int, RawTable, Recognised]]] = defaultdict(list)
        for source, each in enumerate(opened):
            if each.raw is not None:
                self._recognise(source, each.raw, each.wanted)

    def intake(self) -> Intake:
        tables: dict[str, pl.DataFrame] = {}
        for name, table in TABLES.items():
            if table is not MESSAGES and (parts := self._normalised(name)):
                tables[name] = self._merged(table, parts)
        messages = None
        if parts := self._normalised(MESSAGES.name):
            messages = self._messages(parts, tables.get(CONVERSATIONS.name))
        if CONVERSATIONS.name in tables:
            rows = tables[CONVERSATIONS.name]
            tables[CONVERSATIONS.name] = _numbered(rows, messages)
        return Intake(
            zone=self.platform.zone,
            tables=tables,
            messages=messages,
            columns=self._columns(),
            inputs=tuple(self.inputs),
            rejects=tuple(sorted(self.rejects, key=self._place)),
        )

    def _recognise(self, source: int, raw: RawTable, wanted: str | None) -> None:
        found = recognise(raw.path, raw.headers, self.platform, wanted=wanted)
        if found is None:
            self._fail(source, sentence("not_recognised", headers=raw.headers[:8]))
        elif found.missing():
            missing = found.missing()
            self._fail(
                source,
                sentence(
                    "not_that_table", table=table_named(found.table.name), columns=tuple(missing)
                ),
            )
        else:
            self.found[found.table.name].append((source, raw, found))
            positions = found.positions
            self._note(
                source,
                table=found.table.name,
                columns={name: raw.headers[at] for name, at in sorted(positions.items())},
                ignored=tuple(
                    header
                    for at, header in enumerate(raw.headers)
                    if header and at not in positions.values()
                ),
            )

    def _fail(self, source: int, failure: Sentence) -> None:
        self._note(source, failure=failure)

    def _note(self, source: int, **changes: object) -> None:
        self.inputs[source] = replace(self.inputs[source], **changes)  # type: ignore[arg-type]

    def _normalised(self, name: str) -> list[_Part]:
        """The rows of each file of a table; a file that breaks off is noted as failed."""
        files, parts = self.found[name], []
        narrow = None
        if name == MESSAGES.name:
            narrow = compact(self.options.default_shop, several_files=len(files) > 1)
        for source, raw, recognised in files:
            try:
                rows = normalise(raw, recognised, self.platform.zone, narrow)
            except DataError as error:
                self._fail(source, error.problems[0].what)
                continue
            self.rejects.extend(rows.rejects)
            self._note(
                source,
                rows=rows.rows,
                used=rows.frame.height,
                not_data=rows.not_data,
                rejected=len(rows.rejects),
                encoding=rows.raw.encoding,
                notes=(*rows.raw.notes, *rows.notes),
            )
            parts.append(_Part(source, raw, recognised, rows))
        return parts

    def _merged(self, table: Table, parts: list[_Part]) -> pl.DataFrame:
        frames = []
        for part in parts:
            frame = part.rows.frame.with_columns(source=pl.lit(part.source, pl.UInt16))
            shop = pl.col("shop") if "shop" in frame.columns else pl.lit(None, pl.String)
            frame = frame.with_columns(shop=shop.fill_null(self.options.default_shop))
            self._span(part.source, frame, [each for each in table.day if each in frame.columns])
            frames.append(_threaded(frame) if table is CONVERSATIONS else frame)
        key = ("thread",) if table is CONVERSATIONS else table.key
        merged = merge(table, frames, key)
        self._duplicates(merged.duplicates)
        return merged.frame

    def _messages(self, parts: list[_Part], conversations: pl.DataFrame | None) -> Messages:
        files = [MessageFile(part.source, part.rows.frame, part.rows.typed) for part in parts]
        for part in parts:
            self._span(part.source, part.rows.frame, ["at"])
        merged = merge_messages(files, conversations, self.platform.session_gap)
        self._duplicates(merged.duplicates)
        return merged.messages

    def _duplicates(self, duplicates: Mapping[int, int]) -> None:
        for source, count in duplicates.items():
            used = self.inputs[source].used - count
            self._note(source, duplicate=count, used=used)

    def _span(self, source: int, frame: pl.DataFrame, columns: list[str]) -> None:
        if columns and frame.height:
            moments = frame.select(moment=pl.coalesce(columns))["moment"]
            self._note(source, first=moments.min(), last=moments.max())

    def _columns(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset().union(*(_given(found) for _, _, found in files))
            for name, files in self.found.items()
            if files
        }

    def _place(self, reject: Reject) -> tuple[int, int]:
        order = {(each.path, each.sheet): source for source, each in enumerate(self.inputs)}
        return order[reject.file, reject.sheet], reject.row


def _input(opened: Opened) -> InputFile:
    raw = opened.raw
    return InputFile(
        path=opened.path,
        sheet=raw.sheet if raw else None,
        table=None,
        encoding=raw.encoding if raw else "",
        sha256=opened.sha256,
        notes=raw.notes if raw else (),
        failure=opened.failure,
    )


def _given(recognised: Recognised) -> Iterator[str]:
    """The canonical columns that a file gives."""
    for name in (*recognised.positions, *recognised.spelling.constants):
        if name == "sender_name":
            yield from ("sender", "agent")
        else:
            yield name


def _threaded(conversations: pl.DataFrame) -> pl.DataFrame:
    """Adds `thread`, by which messages find their conversation's row."""
    thread = pl.lit(None, pl.UInt64)
    if "conversation_id" in conversations.columns:
        thread = thread_key(pl.col("shop"), pl.col("conversation_id"))
    if {"buyer", "started_at"} <= set(conversations.columns):
        made = made_thread_key(pl.col("shop"), buyer_key(pl.col("buyer")), pl.col("started_at"))
        thread = pl.coalesce(thread, made)
    return conversations.with_columns(thread=thread)


def _numbered(conversations: pl.DataFrame, messages: Messages | None) -> pl.DataFrame:
    """Adds `conversation`, its number in the messages, null where it has none."""
    if messages is None:
        return conversations.with_columns(conversation=pl.lit(None, pl.UInt32))
    numbers = messages.conversations.select("thread", "conversation")
    return conversations.join(numbers, on="thread", how="left", maintain_order="left")
