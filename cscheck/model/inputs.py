"""What was read: files and sheets with an account of their rows, and rows that were rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cscheck.model.sentences import Sentence


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file or sheet that was read; rows = used + duplicate + not_data + rejected.

    Where it could not be read `failure` says why, and `hint` what may help.
    """

    path: str
    sheet: str | None
    table: str | None
    encoding: str
    rows: int = 0
    used: int = 0
    duplicate: int = 0
    not_data: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    sha256: str = ""
    notes: tuple[Sentence, ...] = ()
    failure: Sentence | None = None
    hint: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read; `row` counts as a spreadsheet program does.

    `cells` are all of the row, `column` and `value` the one at fault.
    """

    file: str
    sheet: str | None
    row: int
    column: str
    value: str | None
    reason: Sentence
    personal: bool = False
    cells: tuple[str | None, ...] = ()
