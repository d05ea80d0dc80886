"""Reads exports into canonical tables: the one way from files (or text in memory) to an intake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import polars as pl

from cscheck.errors import DataError
from cscheck.intake import Intake, Messages
from cscheck.model.inputs import Reject
from cscheck.model.sentences import Sentence, sentence, table_named
from cscheck.read.by_values import decided
from cscheck.read.coverage import out_of_order, same_again, silent_hours
from cscheck.read.event_logs import one_row_a_ticket
from cscheck.read.lines_of_orders import one_order_a_row
from cscheck.read.merge import merge
from cscheck.read.messages import (
    MessageFile,
    compact,
    merge_messages,
)
from cscheck.read.normalise import normalise
from cscheck.read.opening import Opened, ReadOptions, open_all
from cscheck.read.parts import Part, SourceFile, input_of, source_of
from cscheck.read.raw import RawTable
from cscheck.read.recognise import recognise
from cscheck.read.reshape import reshaped
from cscheck.read.shops import Shops, shops_in
from cscheck.read.state_logs import until_the_next
from cscheck.read.threads import numbered, threaded
from cscheck.rules.platform import Platform
from cscheck.schema import Table
from cscheck.tables import CONVERSATIONS, MESSAGES, ORDERS, TABLES

FEW_MESSAGES = 200_000
"""The texts of so few messages are read whole, whatever shape they have."""


def read(paths: Sequence[Path], platform: Platform, options: ReadOptions) -> Intake:
    """Everything that the files and folders hold; raises DataError where there is no file.

    A file that cannot be read or recognised does not stop the others: it stands in `inputs` with
    its failure.
    """
    opened = reshaped(open_all(paths, platform, options), platform)
    return intake_of(list(opened), platform, options)


def intake_of(opened: Sequence[Opened], platform: Platform, options: ReadOptions) -> Intake:
    """The canonical tables of what was opened."""
    reading = _Reading(platform, options, list(opened))
    return reading.intake()


class _Reading:
    """One run of reading: files in, tables out, and the account of each file kept as it goes."""

    def __init__(self, platform: Platform, options: ReadOptions, opened: list[Opened]) -> None:
        self.platform = platform
        self.options = options
        self.shops = Shops(frozenset(), options.default_shop)
        self.shapes_of: frozenset[str] = frozenset()
        self.opened = opened
        self.inputs = [input_of(each) for each in opened]
        self.found: dict[str, list[SourceFile]] = defaultdict(list)
        for source, each in enumerate(opened):
            if each.raw is not None:
                self._recognise(source, each.raw, each.wanted)

    def intake(self) -> Intake:
        parts = self._parts()
        rejects: list[Reject] = []
        for part in sorted(chain.from_iterable(parts.values()), key=source_of):
            self._account(part)
            rejects += part.rows.rejects
            del part  # large as it is, nothing holds it but its table
        tables = {
            name: self._merged(table, parts[name])
            for name, table in TABLES.items()
            if table is not MESSAGES and parts[name]
        }
        messages = None
        if parts[MESSAGES.name]:
            messages = self._messages(parts[MESSAGES.name], tables.get(CONVERSATIONS.name))
        if CONVERSATIONS.name in tables:
            rows = tables[CONVERSATIONS.name]
            tables[CONVERSATIONS.name] = numbered(rows, messages)
        self._remark(same_again(self.opened))
        return Intake(
            zone=self.platform.zone,
            tables=tables,
            messages=messages,
            columns=self._columns(),
            inputs=tuple(self.inputs),
            digests=tuple(each.digest for each in self.opened),
            rejects=tuple(rejects),
            agent_number=self.platform.agent_number,
        )

    def _recognise(self, source: int, raw: RawTable, wanted: str | None) -> None:
        found = recognise(raw.path, raw.headers, self.platform, wanted=wanted)
        found = None if found is None else decided(found, raw)
        if found is None:
            self._fail(
                source,
                sentence("not_recognised", headers=tuple(each[:100] for each in raw.headers[:8])),
            )
        elif found.missing():
            missing = found.missing()
            self._fail(
                source,
                sentence(
                    "not_that_table", table=table_named(found.table.name), columns=tuple(missing)
                ),
            )
        else:
            self.found[found.table.name].append(SourceFile(source, raw, found))
            positions = found.positions
            self._note(
                source,
                table=found.table.name,
                columns={name: raw.headers[at] for name, at in sorted(positions.items())},
                ignored=tuple(
                    header
                    for at, header in enumerate(raw.headers)
                    if header and at not in positions.values() and header not in raw.otherwise
                ),
            )

    def _remark(self, remarks: Iterable[tuple[int, Sentence]]) -> None:
        """Notes more of what there is to say of inputs."""
        for source, said in remarks:
            self._note(source, notes=(*self.inputs[source].notes, said))

    def _fail(self, source: int, failure: Sentence) -> None:
        self._note(source, failure=failure)

    def _note(self, source: int, **changes: object) -> None:
        self.inputs[source] = replace(self.inputs[source], **changes)  # type: ignore[arg-type]

    def _parts(self) -> dict[str, list[Part]]:
        """The rows of each table's files.

        Messages come last: their shop goes into their keys, so the shop of those that name none
        must be known.
        """
        parts = defaultdict(
            list,
            {
                name: self._read(files)
                for name, files in self.found.items()
                if name != MESSAGES.name
            },
        )
        chats = self.found[MESSAGES.name]
        wanted = self.options.shapes_of
        if wanted and sum(each.raw.about_rows() for each in chats) > FEW_MESSAGES:
            self.shapes_of = wanted
        naming = self._read([each for each in chats if "shop" in each.recognised.given])
        known = [part.shops for several in (*parts.values(), naming) for part in several]
        known.append(frozenset(self.options.named_elsewhere))
        guess = self.shops.of_the_rest
        self.shops = Shops.named_in(known, self.options.default_shop)
        sure = self.shops.of_the_rest == guess
        done = [part for part in naming if sure or None not in part.shops]
        left = [each for each in chats if each not in [part.file for part in done]]
        parts[MESSAGES.name] = sorted([*done, *self._read(left)], key=source_of)
        return parts

    def _read(self, files: Iterable[SourceFile]) -> list[Part]:
        """The rows of files of one table; a file that breaks off is noted as failed."""
        parts = []
        for file in files:
            narrow = None
            if file.recognised.table is MESSAGES:
                several = len(self.found[MESSAGES.name]) > 1
                shop = self.shops.of_the_rest
                narrow = compact(shop, several_files=several, with_shapes=bool(self.shapes_of))
            try:
                rows = normalise(file.raw, file.recognised, self.platform.zone, narrow)
            except DataError as error:
                self._fail(file.source, error.problems[0].what)
            else:
                parts.append(Part(file, rows, shops_in(rows.frame)))
        return parts

    def _account(self, part: Part) -> None:
        """Notes what a file held."""
        rows = part.rows
        remark = self.shops.remark(part.shops, rows.frame)
        earlier = [
            each for each in self.inputs[part.file.source].notes if each not in rows.raw.notes
        ]
        self._note(
            part.file.source,
            rows=rows.rows,
            used=rows.frame.height,
            not_data=rows.not_data,
            rejected=len(rows.rejects),
            encoding=rows.raw.encoding,
            notes=(*rows.raw.notes, *earlier, *rows.notes, *([remark] if remark else [])),
        )

    def _merged(self, table: Table, parts: list[Part]) -> pl.DataFrame:
        frames = []
        for part in parts:
            frame = part.rows.frame.with_columns(source=pl.lit(part.file.source, pl.UInt16))
            shop = pl.col("shop") if "shop" in frame.columns else pl.lit(None, pl.String)
            frame = frame.with_columns(shop=shop.fill_null(self.shops.of_the_rest))
            self._span(part, [each for each in table.day if each in frame.columns])
            if table is ORDERS:
                frame, said = one_order_a_row(frame)
                self._remark([(part.file.source, said)] if said else [])
            if part.file.raw.log and not table.until:
                frame = one_row_a_ticket(frame, ("shop", *table.key))
            frames.append(threaded(frame) if table is CONVERSATIONS else frame)
        key = ("thread",) if table is CONVERSATIONS else table.key
        states = {part.file.source for part in parts if part.file.raw.log and table.until}
        merged = merge(table, frames, key)
        self._duplicates(merged.duplicates)
        if not states:
            return merged.frame
        ended, remarks = until_the_next(merged.frame, states)
        self._remark(remarks)
        return ended

    def _messages(self, parts: list[Part], conversations: pl.DataFrame | None) -> Messages:
        files = [
            MessageFile(part.file.source, part.rows.frame, part.rows.typed, part.rows.near)
            for part in parts
        ]
        for part in parts:
            self._span(part, ["at"])
            said = out_of_order(part.rows.frame)
            self._remark([(part.file.source, said)] if said else [])
            del part
        parts.clear()  # so that the rows are held once while they are put in order
        merged = merge_messages(files, conversations, self.platform.session_gap, self.shapes_of)
        self._duplicates(merged.duplicates)
        self._remark(silent_hours(merged.messages.narrow, self.options.period))
        return merged.messages

    def _duplicates(self, duplicates: Mapping[int, int]) -> None:
        for source, count in duplicates.items():
            used = self.inputs[source].used - count
            self._note(source, duplicate=count, used=used)

    def _span(self, part: Part, columns: list[str]) -> None:
        frame = part.rows.frame
        if columns and frame.height:
            moments = frame.select(moment=pl.coalesce(columns))["moment"]
            self._note(part.file.source, first=moments.min(), last=moments.max())

    def _columns(self) -> dict[str, frozenset[str]]:
        """The columns that each table has; a file that broke off gives none."""
        found = {
            name: [each for each in files if self.inputs[each.source].failure is None]
            for name, files in self.found.items()
        }
        return {
            name: frozenset[str]().union(*(file.recognised.given for file in files))
            for name, files in found.items()
            if files
        }
