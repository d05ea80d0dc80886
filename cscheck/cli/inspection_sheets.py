"""What `inspect` found, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cscheck.inspection import NEEDS, Inspection
from cscheck.model.sentences import Term
from cscheck.report.console import plain_table
from cscheck.report.masking import cell_text, harmless, reject_value
from cscheck.text import Lang, say, term, word

_MOST_REJECTS = 10


def inspection_sheet(found: Inspection, lang: Lang, *, show_pii: bool) -> RenderableType:
    """A file's facts, its columns, its rejects, and the mapping to paste."""
    each = found.input
    name = f"{each.path} [{each.sheet}]" if each.sheet else each.path
    parts: list[RenderableType] = [Text(harmless(name), style="bold")]
    if found.failure is not None:
        parts.append(_indented(Text(harmless(say(found.failure, lang)), style="red")))
    if each.hint is not None:
        parts.append(_indented(Text(harmless(say(each.hint, lang)))))
    parts.append(_indented(_facts(found, lang)))
    if each.columns:
        parts.append(_indented(_columns(found, lang)))
    if found.unknown:
        parts.append(_indented(_unknown(found, lang)))
    if found.rejects:
        parts.append(_indented(_rejects(found, lang, show_pii=show_pii)))
    if found.table is None and found.failure is not None and found.unknown:
        parts.append(_indented(_what_tables_need(lang)))
    if found.mapping and found.failure is not None:
        parts.append(_indented(Text(word("paste_this", lang), style="bold")))
        parts.append(Padding(Text(found.mapping.rstrip()), (0, 0, 0, 4)))
    return Group(*parts, Text())


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))


def _facts(found: Inspection, lang: Lang) -> Table:
    table = plain_table(["", ""])
    table.show_header = False
    for heading, text in _pairs(found, lang):
        if text:
            table.add_row(Text(word(heading, lang), style="dim"), Text(harmless(text)))
    return table


def _pairs(found: Inspection, lang: Lang) -> Iterator[tuple[str, str]]:
    each = found.input
    yield "col_encoding", each.encoding
    yield "fact_delimiter", word(f"delimiter_{found.delimiter}", lang) if found.delimiter else ""
    yield "fact_header_row", str(found.header_row or "")
    if found.table is not None:
        name = term(Term("table", found.table), lang)
        key = "fact_table" if each.table else "fact_closest"
        yield key, f"{name} ({found.table})"
    yield "fact_missing", ", ".join(found.missing)
    if each.table:
        yield "col_rows", str(each.rows)
        yield "col_used", str(each.used)
        yield "fact_duplicate", str(each.duplicate) if each.duplicate else ""
        kinds = [
            word(f"rows_{kind}", lang).format(count=count) for kind, count in each.not_data.items()
        ]
        yield "fact_not_data", word("list_sign", lang).join(kinds)
        yield "fact_rejected", str(each.rejected) if each.rejected else ""
    if each.first and each.last:
        yield "col_span", f"{each.first:%Y-%m-%d %H:%M:%S} .. {each.last:%Y-%m-%d %H:%M:%S}"
    for note in each.notes:
        yield "fact_note", say(note, lang)


def _columns(found: Inspection, lang: Lang) -> Table:
    table = plain_table([word("col_column", lang), word("col_header", lang)])
    for column, header in found.input.columns.items():
        table.add_row(Text(term(Term("column", column), lang)), Text(harmless(header)))
    return table


def _unknown(found: Inspection, lang: Lang) -> Table:
    table = plain_table([word("col_not_read", lang), word("col_nearest", lang)])
    for each in found.unknown:
        nearest = ", ".join(f"{column} ({header})" for column, header in each.nearest)
        table.add_row(Text(cell_text(each.header)), Text(nearest or "-", style="dim"))
    return table


def _what_tables_need(lang: Lang) -> Table:
    table = plain_table([word("say_which_table", lang), word("col_needs", lang)])
    for name, needs in NEEDS.items():
        table.add_row(Text(f"{name} ({term(Term('table', name), lang)})"), Text(", ".join(needs)))
    return table


def _rejects(found: Inspection, lang: Lang, *, show_pii: bool) -> Table:
    headings = ("col_row", "col_column", "col_value", "col_why")
    table = plain_table([word(each, lang) for each in headings])
    for reject in found.rejects[:_MOST_REJECTS]:
        value = reject_value(reject, show_pii=show_pii) or ""
        cells = [str(reject.row), reject.column, value, say(reject.reason, lang)]
        table.add_row(*(Text(cell_text(cell)) for cell in cells))
    if (left := len(found.rejects) - _MOST_REJECTS) > 0:
        table.add_row("...", word("more_rows", lang).format(count=left))
    return table
