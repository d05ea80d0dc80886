"""Workbooks to fill in, for the tables that a platform does not export."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter

from cscheck.read.raw import header_key
from cscheck.read.recognise import columns_of
from cscheck.rules.dialect import Spelling, spelling
from cscheck.rules.needs import needs
from cscheck.rules.platform import Platform
from cscheck.schema import Column, Kind, Table
from cscheck.tables import TABLES
from cscheck.text import Lang, word

_ROWS = 10_000
_TIME, _DAY = "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"


def needed_tables(platform: Platform) -> tuple[str, ...]:
    """The tables that a platform's rules look at."""
    wanted = {name for rule in platform.ruleset().rules for name in needs(rule).exported}
    return tuple(name for name in TABLES if name in wanted)


def template(platform: Platform, name: str, lang: Lang) -> bytes:
    """An empty workbook whose headers are known to be this table's.

    Columns of ids are text, so that no digit of a long one is lost; of times, whole ones; columns
    of words offer them in a list. A note on each header says what is wanted.
    """
    table = TABLES[name]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(word(f"table_{name}", lang))
        bold = book.add_format({"bold": True})
        must = book.add_format({"bold": True, "bg_color": "#FFE699"})
        text = book.add_format({"num_format": "@"})
        formats = {
            Kind.TIME: book.add_format({"num_format": _TIME}),
            Kind.MONEY: book.add_format({"num_format": "0.00"}),
            Kind.NUMBER: None,
            Kind.SECONDS: None,
        }
        spelled = spelling(name, platform.dialects, lambda _: True)
        for at, (column, header) in enumerate(headers(platform, table)):
            sheet.set_column(at, at, max(14, 2 * len(header) + 2), formats.get(column.kind, text))
            sheet.write_string(0, at, header, must if column.required else bold)
            sheet.write_comment(0, at, _note(column, lang))
            words = _words(column, spelled)
            if words:
                options = {"validate": "list", "source": words, "error_type": "warning"}
                sheet.data_validation(1, at, _ROWS, at, options)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def headers(platform: Platform, table: Table) -> Iterator[tuple[Column, str]]:
    """The columns of a table under the headers that the platform knows best, each read as such."""
    spelled = spelling(table.name, platform.dialects, lambda _: True)
    taken: set[str] = set()
    chosen: list[tuple[Column, str]] = []
    for column in table.columns:
        names = (*spelled.columns.get(column.name, ()), column.name)
        header = next(name for name in names if header_key(name) not in taken)
        taken.add(header_key(header))
        chosen.append((column, header))
    found = columns_of(table, "", [header for _, header in chosen], platform).positions
    for at, (column, header) in enumerate(chosen):
        yield column, header if found.get(column.name) == at else column.name


def _words(column: Column, spelled: Spelling) -> list[str]:
    """The words that a column may hold, as people write them."""
    if column.kind is Kind.FLAG:
        return ["是", "否"]
    known: dict[str, str] = {}
    for said, value in spelled.words.get(column.name, {}).items():
        known.setdefault(value, said)
    return [known.get(value, value) for value in column.words]


def _note(column: Column, lang: Lang) -> str:
    key = "wanted_id" if column.kind is Kind.ID else f"wanted_{column.kind.value}"
    needed = word("wanted_must" if column.required else "wanted_may", lang)
    return f"{column.name}: {needed} {word(key, lang)}".strip()
