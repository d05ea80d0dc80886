"""What a canonical table is: its columns, their kinds, its key, and what is personal."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""The years that a shop has: an earlier or later day is a slip, and no calendar of ours goes on."""


def unknown_mark(column: str) -> str:
    """The column that marks the rows of which a derived column cannot be known."""
    return f"{column} unknown"


class Kind(enum.Enum):
    """How the text of a cell becomes a value, and which values there are.

    * ID, TEXT: text, cleaned; blank is null
    * WORD: text from a list of words, translated from what the platform writes
    * TIME: an instant, shown in the platform's zone
    * FLAG: true or false
    * MONEY: whole fen, so that sums and shares are exact
    * NUMBER: a number that carries no money
    * RATE: a share between 0 and 1, whether the export writes 83.2%, 83.2 or 0.832
    * SECONDS: a length of time, in seconds
    """

    ID = "id"
    TEXT = "text"
    WORD = "word"
    TIME = "time"
    FLAG = "flag"
    MONEY = "money"
    NUMBER = "number"
    RATE = "rate"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a canonical table.

    `words` are the values a WORD column may hold; an unknown word rejects the row where the column
    is required and is kept as it stands (and reported) where it is not. A required column stands in
    every export; its cells have values too, unless it `may_be_blank`. Numbers outside `between`
    mean nothing; where it begins above 0, a 0 says that there is none. A derived column is
    `made_from` columns of exports (`table.column`): those of any one of these ways.
    """

    name: str
    kind: Kind
    required: bool = False
    personal: bool = False
    words: tuple[str, ...] = ()
    may_be_blank: bool = False
    between: tuple[float, float] | None = None
    made_from: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Table:
    """A canonical table.

    `key` names the columns that, with the shop, make two rows the same thing. `day` names the
    columns of which the first with a value gives a row its natural day (measures.md, part 6);
    `instead` the columns from which a missing id is made. `derived` columns are in no export:
    `cscheck.derived` computes them from this table and others, so that rules see flat columns.
    `helpers` are read from exports only to fill other columns. A row of a table with `until` is an
    interval, from its day's time until the time in that column. A file that has none of the
    `telling` columns is not taken for the table by its headers alone.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    day: tuple[str, ...]
    instead: tuple[str, ...] = ()
    derived: tuple[Column, ...] = ()
    helpers: tuple[Column, ...] = ()
    until: str | None = None
    telling: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns an export may have."""
        return {column.name: column for column in self.columns}

    @cached_property
    def readable(self) -> dict[str, Column]:
        """What headers may stand for: the columns, and what only helps to read them."""
        return self.by_name | {column.name: column for column in self.helpers}

    @cached_property
    def known(self) -> dict[str, Column]:
        """The columns a rule may name: those of the exports and the derived ones."""
        return {column.name: column for column in (*self.columns, *self.derived)}

    @cached_property
    def times(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.kind is Kind.TIME)

    @property
    def id(self) -> str:
        """The column whose value names a row in reports."""
        return self.key[0]

    @cached_property
    def necessary_id(self) -> str:
        """The id that a row must have (or something to make it from)."""
        ids = (each.name for each in self.columns if each.required and each.kind is Kind.ID)
        return next(ids)
