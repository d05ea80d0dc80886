"""What stands for a file while the tables are made: its input, its table, the rows it gave."""

from __future__ import annotations

from dataclasses import dataclass

from cscheck.model.inputs import InputFile
from cscheck.read.normalise import Normalised
from cscheck.read.opening import Opened
from cscheck.read.raw import RawTable
from cscheck.read.recognise import Recognised


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file or sheet whose table is known, and its index among the inputs."""

    source: int
    raw: RawTable
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class Part:
    """One file's rows of a table, and the shops they name (None: a row names none)."""

    file: SourceFile
    rows: Normalised
    shops: frozenset[str | None]


def input_of(opened: Opened) -> InputFile:
    """What is known of an input before its rows are read."""
    raw = opened.raw
    return InputFile(
        path=opened.path,
        sheet=raw.sheet if raw else None,
        table=None,
        encoding=raw.encoding if raw else "",
        notes=raw.notes if raw else tuple(filter(None, [opened.empty])),
        failure=opened.failure,
        hint=opened.hint,
    )


def source_of(part: Part) -> int:
    """Its place among the inputs."""
    return part.file.source
