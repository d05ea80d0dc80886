"""How exports write: which headers, words, time formats and constants stand for what.

The same shape serves what all platforms share (`rulesets/common`), a platform's own
(`platform.yaml`) and a user's mapping (`--columns`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError

from cscheck.clock import Limit, Zone
from cscheck.errors import Problem, RulesetError
from cscheck.measures.parameters import Written, reader
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import did_you_mean
from cscheck.rules.layouts import EventColumn, Events, Names, Pattern, Transcript, misnamed_events
from cscheck.rules.strict_yaml import Document, Place
from cscheck.schema import Column, Kind
from cscheck.tables import TABLES


def _zone(value: Any) -> Zone:
    return Zone(ZoneInfo(value).key)


def _gap(value: str) -> int:
    return Limit.parse(value).seconds or Limit.parse(value).days * 24 * 3600


ZoneName = Annotated[Zone, reader("not_a_zone", _zone)]
Gap = Annotated[int, reader("not_a_duration", _gap)]


class TableDialect(Written):
    """How one table is written.

    * columns: headers for each canonical column, the likeliest first
    * surest: headers that go before all others of their column, also a platform's own
    * words: for each column, the words that stand for each of its values
    * times: formats (as in `%d/%m/%Y %H:%M`) of a column, where they cannot be guessed
    * constants: columns that no header gives, and the value every row has
    * zone: of times without an offset, where it is not the platform's
    * files: the pattern of the names of the files this is about (every file, where left out)
    * having: headers that a file must all have for this to be about it
    * transcript: of messages, how a column of another table holds them
    * parent: of messages, the headers of the id of the message that a message answers
    * events: how a log of events holds the table, several rows a thing
    """

    columns: dict[str, Names] = Field(default_factory=dict)
    surest: dict[str, Names] = Field(default_factory=dict)
    words: dict[str, dict[str, Names]] = Field(default_factory=dict)
    times: dict[str, Names] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    zone: ZoneName | None = None
    files: str | None = None
    having: Names = ()
    transcript: Transcript | None = None
    parent: Names = ()
    events: Events | None = None


class Dialect(Written):
    """How the exports of a platform, or of one user, are written.

    * timezone: of times without an offset
    * session_gap: the silence after which a buyer's message begins another conversation
    * agent_number: the pattern of an agent's number in a seller's note
    * never: what stands in a column of times for no time at all
    """

    timezone: ZoneName | None = None
    session_gap: Gap | None = None
    agent_number: Pattern | None = None
    never: Names = ()
    tables: dict[str, TableDialect] = Field(default_factory=dict)

    def surely(self) -> Dialect:
        """The dialect with every header of its own going before all others: a user's mapping."""
        tables = {
            name: own.model_copy(update={"surest": own.columns | own.surest})
            for name, own in self.tables.items()
        }
        return self.model_copy(update={"tables": tables})


@dataclass(frozen=True, slots=True)
class Spelling:
    """A table's dialects put together, the most particular first."""

    columns: Mapping[str, tuple[str, ...]]
    surest: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Mapping[str, str]]
    times: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    zone: Zone | None
    never: frozenset[str]


def spelling(
    table: str, dialects: Iterable[Dialect], is_about: Callable[[TableDialect], bool]
) -> Spelling:
    """Puts the dialects of a table together; `is_about` says whether one is about the file.

    Headers are tried in the order of the dialects; a word or constant that two give is the first's.
    """
    columns: dict[str, list[str]] = {}
    surest: dict[str, list[str]] = {}
    words: dict[str, dict[str, str]] = {}
    times: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    zone: Zone | None = None
    never: set[str] = set()
    for dialect in dialects:
        never.update(dialect.never)
        own = dialect.tables.get(table)
        if own is None or not is_about(own):
            continue
        for known, given in ((columns, own.columns), (surest, own.surest)):
            for column, headers in given.items():
                known.setdefault(column, []).extend(headers)
        for column, values in own.words.items():
            meant = words.setdefault(column, {})
            for value, spellings in values.items():
                for word in spellings:
                    meant.setdefault(word, value)
        times = dict(own.times) | times
        constants = own.constants | constants
        zone = zone or own.zone
    return Spelling(
        {column: tuple(headers) for column, headers in columns.items()},
        {column: tuple(headers) for column, headers in surest.items()},
        words,
        times,
        constants,
        zone,
        frozenset(never),
    )


def read_dialect(document: Document, data: Mapping[str, Any]) -> Dialect:
    """The dialect that a document holds; raises RulesetError with every problem found."""
    try:
        dialect = Dialect.model_validate(data)
    except ValidationError as error:
        raise RulesetError(*(_problem(document, each) for each in error.errors())) from error
    problems = list(_misnamed(document, dialect))
    if problems:
        raise RulesetError(*problems)
    return dialect


def _problem(document: Document, detail: Any) -> Problem:
    place: Place = tuple(detail["loc"])
    key = str(place[-1]) if place else ""
    if detail["type"] == "extra_forbidden":
        model: type[BaseModel] = TableDialect if place[0] == "tables" else Dialect
        inside: dict[str, type[BaseModel]] = {"transcript": Transcript, "events": Events}
        model = next((inside[str(each)] for each in place[:-1] if each in inside), model)
        if "columns" in place[3:-1]:
            model = EventColumn
        hint = did_you_mean(key, model.model_fields)
        what = sentence("yaml_unknown_key", key=key)
        return document.problem(place, what, hint=hint, at_key=True)
    if str(detail["type"]).startswith("not_"):
        what = sentence(f"yaml_{detail['type']}", value=str(detail["ctx"]["value"]))
    else:
        what = sentence("yaml_wrong_type", key=key, value=str(detail["input"]))
    return document.problem(place, what)


def _misnamed(document: Document, dialect: Dialect) -> Iterable[Problem]:
    """The problems of tables, columns and values that do not exist."""
    for name, own in dialect.tables.items():
        if name not in TABLES:
            what = sentence("yaml_not_a_table", value=name)
            hint = did_you_mean(name, TABLES)
            yield document.problem(("tables", name), what, hint=hint, at_key=True)
            continue
        known = TABLES[name].readable
        if own.events is not None:
            yield from misnamed_events(document, name, own.events)
        for part in ("columns", "surest", "words", "times", "constants"):
            for column in getattr(own, part):
                if column not in known:
                    what = sentence("yaml_unknown_column", table=name, column=column)
                    hint = did_you_mean(column, known)
                    place = ("tables", name, part, column)
                    yield document.problem(place, what, hint=hint, at_key=True)
        for column, values in own.words.items():
            for value in values if column in known else ():
                if not _is_value(value, known[column]):
                    what = sentence("yaml_unknown_word", column=column, word=value)
                    hint = did_you_mean(value, known[column].words)
                    inside: Place = ("tables", name, "words", column, value)
                    yield document.problem(inside, what, hint=hint, at_key=True)


def _is_value(value: str, column: Column) -> bool:
    """Whether a column can hold the value that words stand for."""
    if column.kind is Kind.FLAG:
        return value in ("true", "false")
    if column.kind is Kind.NUMBER:
        return value.replace(".", "", 1).isdigit()
    return not column.words or value in column.words
