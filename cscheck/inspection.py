"""What a file is: encoding, table, columns matched and not, and the mapping that would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cscheck.model.inputs import InputFile, Reject
from cscheck.model.sentences import Sentence
from cscheck.read import Opened, ReadOptions, intake_of, open_all
from cscheck.read.raw import RawTable
from cscheck.read.recognise import (
    Recognised,
    columns_of,
    headers_of,
    nearest_names,
    needed_columns,
)
from cscheck.read.reshape import reshaped
from cscheck.rules.platform import Platform
from cscheck.tables import TABLES

NEEDS = {
    name: tuple(" / ".join(ways) for ways in needed_columns(table))
    for name, table in TABLES.items()
}
"""What a file must have to be each table."""
_FEW_HEADERS = 4


@dataclass(frozen=True, slots=True)
class UnknownHeader:
    """A header that stands for no column, and what it may mean: (column, known header)."""

    header: str
    nearest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file or sheet.

    `table` is the table it is or comes closest to; `missing` what it lacks to be it; `mapping` the
    YAML that would make the unknown headers known, empty where nothing needs it.
    """

    input: InputFile
    delimiter: str | None = None
    header_row: int | None = None
    table: str | None = None
    unknown: tuple[UnknownHeader, ...] = ()
    missing: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()
    mapping: str = ""
    failure: Sentence | None = None


def inspect(
    paths: Sequence[Path], platform: Platform, options: ReadOptions
) -> tuple[Inspection, ...]:
    """Looks at each file by itself; raises DataError where there is none."""
    opened = reshaped(open_all(paths, platform, options), platform)
    return tuple(_inspect(each, platform, options) for each in opened)


def _inspect(opened: Opened, platform: Platform, options: ReadOptions) -> Inspection:
    intake = intake_of([opened], platform, options)
    (each,) = intake.inputs
    if opened.raw is None:
        return Inspection(each, failure=each.failure)
    found = _closest(opened.raw, platform, each.table or opened.wanted)
    if found is None:
        headers = tuple(UnknownHeader(header, ()) for header in opened.raw.headers if header)
        raw = opened.raw
        return Inspection(
            each, raw.delimiter, raw.header_row, unknown=headers, failure=each.failure
        )
    unknown = tuple(
        UnknownHeader(header, tuple(nearest_names(header, found.table, platform)))
        for position, header in enumerate(opened.raw.headers)
        if header
        and position not in found.positions.values()
        and header not in opened.raw.otherwise
    )
    missing = tuple(found.missing())
    return Inspection(
        input=each,
        delimiter=opened.raw.delimiter,
        header_row=opened.raw.header_row,
        table=found.table.name,
        unknown=unknown,
        missing=missing,
        rejects=intake.rejects,
        mapping=_mapping(found, unknown, platform) if missing or unknown else "",
        failure=each.failure,
    )


def _closest(raw: RawTable, platform: Platform, name: str | None) -> Recognised | None:
    """The table the file is, or the one of which it has the most columns; None without any."""
    tables = [TABLES[name]] if name else list(TABLES.values())
    matches = [columns_of(table, raw.path, raw.headers, platform) for table in tables]
    best = max(matches, key=lambda each: (len(each.positions), -len(each.missing())))
    if best.positions or name:
        return best
    alike = {found.table.name: _guesses(raw, found, platform) for found in matches}
    likely = max(matches, key=lambda found: alike[found.table.name])
    return likely if alike[likely.table.name] > 1 else None


def _guesses(raw: RawTable, found: Recognised, platform: Platform) -> int:
    """How many columns of a table the headers may stand for, though none is known."""
    near = (nearest_names(header, found.table, platform) for header in raw.headers if header)
    return len({names[0][0] for names in near if names})


def _mapping(found: Recognised, unknown: Sequence[UnknownHeader], platform: Platform) -> str:
    """The YAML to paste: likely columns for unknown headers, and what is missing to fill in.

    A header that may be what the file lacks is taken for that before all else.
    """
    guesses = _guesses_at(found, unknown)
    lines = [
        f"      {column}: {_quoted(header)}  # ~ {like}"
        for header, (column, like) in guesses.items()
    ]
    taken = {*found.positions, *(column for column, _ in guesses.values())}
    for needs in found.missing():
        names = needs.split(" / ")
        if taken.isdisjoint(names):
            column = names[0].partition("+")[0]
            known = headers_of(column, found.table, platform)[:_FEW_HEADERS]
            said = ", ".join(known) or needs
            lines.append(f"      {column}: ???  # {said}")
    if not lines:
        return ""
    return "\n".join(["tables:", f"  {found.table.name}:", "    columns:", *lines]) + "\n"


def _guesses_at(found: Recognised, unknown: Sequence[UnknownHeader]) -> dict[str, tuple[str, str]]:
    """What unknown headers may stand for: (column, known header); no column twice."""
    taken, guesses = set(found.positions), {}
    wanted = {name for needs in found.missing() for name in needs.split(" / ")}
    for only in (wanted, None):
        for each in unknown:
            if each.header in guesses:
                continue
            free = (guess for guess in each.nearest if guess[0] not in taken)
            guess = next((each for each in free if only is None or each[0] in only), None)
            if guess is not None:
                taken.add(guess[0])
                guesses[each.header] = guess
    return {each.header: guesses[each.header] for each in unknown if each.header in guesses}


def _quoted(header: str) -> str:
    """A header as YAML has it on one line."""
    return yaml.safe_dump(header, allow_unicode=True, width=10_000).split("\n...")[0].strip()
