"""What happened in a case, from the rows of its conversation, order, refund or complaint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import polars as pl

from cscheck.intake import Intake, Messages
from cscheck.measures.cases import Scope
from cscheck.measures.replies.clocks import message_clocks
from cscheck.measures.replies.parameters import ReplyParameters
from cscheck.model.sentences import Sentence, Term, sentence
from cscheck.model.timeline import Event
from cscheck.rules.ruleset import Version
from cscheck.schema import Kind
from cscheck.tables import BUYER, SENDERS, TABLES

CaseRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Storyteller:
    """Tells the cases of one version of a rule."""

    version: Version
    intake: Intake
    scope: Scope
    show_pii: bool

    def events(self, case: CaseRow) -> Iterator[Event]:
        """Everything that is known of a case, in the order in which it happened."""
        params = self.version.parameters
        told = list(self._of_row(case))
        if isinstance(params, ReplyParameters) and case["conversation"] is not None:
            told += self._of_messages(case, params)
        elif case["conversation"] is not None and self.scope.messages is not None:
            told += self._of_talk(case, self.scope.messages)
        elif case["deadline"] is not None:
            told.append(Event(case["deadline"], sentence("event_deadline")))
        yield from sorted(told, key=lambda event: event.at)

    def _of_row(self, case: CaseRow) -> Iterator[Event]:
        """The times that the case's own row holds, or the row of its conversation."""
        name = self.intake.inputs[case["source"]].table or ""
        rows = self.scope.tables.get(name)
        if name == "messages" or rows is None:
            name, rows = "conversations", self.scope.tables.get("conversations")
            if rows is None or case["conversation"] is None:
                return
            rows = rows.filter(pl.col("conversation") == case["conversation"])
        else:
            rows = rows.filter(
                (pl.col("source") == case["source"]) & (pl.col("row") == case["row"])
            )
        known = TABLES[name].known
        for row in rows.iter_rows(named=True):
            for column, moment in row.items():
                if moment is not None and column in known and known[column].kind is Kind.TIME:
                    clock = tuple(self._clock_of_row(case, moment))
                    yield self._event(moment, Term("column", column), row, clock=clock)

    def _clock_of_row(self, case: CaseRow, moment: datetime) -> Iterator[Sentence]:
        """What a time of a row means for the rule's clock."""
        if (
            isinstance(self.version.parameters, ReplyParameters)
            and case["conversation"] is not None
        ):
            return
        if moment == case["start"]:
            yield sentence("clock_starts" if case["deadline"] is not None else "clock_counts")
        if case["stop"] is not None and moment == case["stop"]:
            yield sentence("clock_stops", took=_length(moment, case["start"]))

    def _of_messages(self, case: CaseRow, params: ReplyParameters) -> Iterator[Event]:
        """The messages of the case's conversation; of a buyer's day, of all that he had."""
        messages = self.scope.messages
        assert messages is not None
        conversations = self._conversations(case, params, messages)
        clocks = message_clocks(params, self.scope, conversations)
        narrow = messages.narrow.with_row_index("position")
        spoken = narrow.filter(pl.col("conversation").is_in(conversations.implode()))
        texts = self._texts(messages, spoken) if self.show_pii else {}
        by_place = {(row["source"], row["row"]): row for row in clocks.iter_rows(named=True)}
        stops: dict[int, list[datetime]] = {}
        for row in by_place.values():
            if row["reply_position"] is not None and row["excluded"] is None and row["counts"]:
                stops.setdefault(row["reply_position"], []).append(row["clock"])
        for row in spoken.iter_rows(named=True):
            place = (row["source"], row["row"])
            is_buyers = SENDERS[row["sender"]] == BUYER
            clock = list(_started(by_place.get(place))) if is_buyers else []
            clock += [
                sentence("clock_stops_since", since=_wall(began), took=_length(row["at"], began))
                for began in dict.fromkeys(stops.get(row["position"], []))
            ]
            yield self._said(row, tuple(clock), texts)

    def _of_talk(self, case: CaseRow, messages: Messages) -> Iterator[Event]:
        """The messages of the case's conversation, for a rule whose clock they do not drive."""
        mine = pl.col("conversation") == case["conversation"]
        spoken = messages.narrow.with_row_index("position").filter(mine)
        texts = self._texts(messages, spoken) if self.show_pii else {}
        for row in spoken.iter_rows(named=True):
            counts = (row["source"], row["row"]) == (case["source"], case["row"])
            yield self._said(row, (sentence("message_counts"),) if counts else (), texts)

    def _said(
        self, row: CaseRow, clock: tuple[Sentence, ...], texts: Mapping[tuple[int, int], str]
    ) -> Event:
        """A message."""
        sender = SENDERS[row["sender"]]
        return self._event(
            row["at"],
            Term("sender", sender),
            row,
            clock=clock,
            who=None if sender == BUYER else row["agent"],
            text=texts.get((row["source"], row["row"])),
        )

    def _conversations(
        self, case: CaseRow, params: ReplyParameters, messages: Messages
    ) -> pl.Series:
        """The conversations that a case is about."""
        own = pl.Series("conversation", [case["conversation"]], dtype=pl.UInt32)
        if params.unit != "buyer_day":
            return own
        narrow = messages.narrow.lazy()
        here = (pl.col("source") == case["source"]) & (pl.col("row") == case["row"])
        buyer = narrow.filter(here).select("shop", "buyer")
        day = self.scope.zone.day(pl.col("at")) == case["day"]
        found = narrow.filter(day).join(buyer, on=["shop", "buyer"], how="semi")
        return found.select("conversation").unique().sort("conversation").collect().to_series()

    def _texts(self, messages: Messages, spoken: pl.DataFrame) -> dict[tuple[int, int], str]:
        if "text" not in messages.wide.collect_schema().names():
            return {}
        wide = messages.wide.select("source", "row", "text")
        places = spoken.select("source", "row").lazy()
        rows = wide.join(places, on=["source", "row"], how="semi").collect()
        return {(source, row): text for source, row, text in rows.iter_rows() if text}

    def _event(
        self,
        moment: datetime,
        what: Term,
        row: CaseRow,
        *,
        clock: tuple[Sentence, ...],
        **more: Any,
    ) -> Event:
        path = PurePath(self.intake.inputs[row["source"]].path)
        return Event(moment, what, clock=clock, file=str(path), row=row["row"], **more)


def _started(row: CaseRow | None) -> Iterator[Sentence]:
    """What a buyer's message did to the clock, and what came of it."""
    if row is None:
        yield sentence("clock_not_asked")
    elif row["excluded"] is not None:
        yield sentence("clock_excluded", reason=Term("excluded", row["excluded"]))
    elif not row["counts"]:
        yield sentence("clock_outside_hours")
    elif row["deadline"] is None:
        yield sentence("clock_started", start=_wall(row["clock"]))
    else:
        key = {True: "clock_kept", False: "clock_missed", None: "clock_open"}[row["good"]]
        yield sentence(key, start=_wall(row["clock"]), deadline=_wall(row["deadline"]))


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _length(stop: datetime, start: datetime | None) -> float:
    return 0.0 if start is None else (stop - start).total_seconds()
