"""Files that hold a table in another shape: conversations in a cell, logs of events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import polars as pl

from cscheck.errors import Problem
from cscheck.measures.parameters import Written, column_names, reader
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import did_you_mean
from cscheck.rules.strict_yaml import Document, Place
from cscheck.schema import Kind
from cscheck.tables import TABLES


def _pattern(value: str) -> str:
    """A regular expression of the engine that takes time in proportion to the text."""
    try:
        pl.Series([""]).str.contains(value)
    except pl.exceptions.ComputeError as error:
        raise ValueError(value) from error
    return value


def _transcript_line(value: str) -> str:
    if "(?P<time>" not in value or "(?P<name>" not in value:
        raise ValueError(value)
    return _pattern(value)


Names = Annotated[tuple[str, ...], reader("not_columns", column_names)]
Pattern = Annotated[str, reader("not_a_pattern", _pattern)]


class Transcript(Written):
    """How a column holds all messages of a conversation, one below the other.

    * cell: the headers of such a column
    * line: the pattern of the line that begins a message, with the groups `time` and `name`, and
      `number` (of who speaks) and `said` (text on the same line) where it has them
    * day: the pattern of a line that names the day of those below, its first group the day
    * skip: the pattern of lines that mean nothing
    """

    cell: Names
    line: Annotated[str, reader("not_a_transcript_line", _transcript_line)]
    day: Pattern | None = None
    skip: Pattern | None = None


class EventColumn(Written):
    """A column of which a log of events holds the value: exactly one of these.

    * first, last: the words of the events of which the earliest or latest gives the time
    * count: the words of the events that are counted
    """

    first: Names = ()
    last: Names = ()
    count: Names = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the events that count."""
        return self.first or self.last or self.count


class Events(Written):
    """How a log holds a row each event, and so many rows a ticket.

    * event: the headers of the column that says what happened
    * at: the headers of the column that says when
    * columns: for each canonical column, the events that give its value
    """

    event: Names
    at: Names
    columns: dict[str, EventColumn]


def misnamed_events(document: Document, table: str, events: Events) -> Iterable[Problem]:
    """The columns that no event can give, and those of which it is not said which events do."""
    kinds = {"first": Kind.TIME, "last": Kind.TIME, "count": Kind.NUMBER}
    for column, how in events.columns.items():
        place: Place = ("tables", table, "events", "columns", column)
        known = {name: each.kind for name, each in TABLES[table].by_name.items()}
        said = [way for way in kinds if getattr(how, way)]
        if column not in known:
            what = sentence("yaml_unknown_column", table=table, column=column)
            yield document.problem(place, what, hint=did_you_mean(column, known), at_key=True)
        elif len(said) != 1 or known[column] is not kinds[said[0]]:
            yield document.problem(place, sentence("yaml_not_an_event", column=column), at_key=True)
