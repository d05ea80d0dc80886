"""The parts NOT JUDGED and DATA: what the verdicts rest on, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath

from rich.console import RenderableType
from rich.text import Text

from cscheck.model.inputs import InputFile
from cscheck.report.console import Column
from cscheck.report.line_breaks import Prose
from cscheck.report.masking import harmless, reject_value
from cscheck.report.parts.page import Page, cells, set_in


def unjudged_part(page: Page) -> Iterator[RenderableType]:
    """Why some rules have no verdict, and what would help: the rules of each reason together."""
    why: dict[str, list[str]] = {}
    for rule in page.result.rules:
        if not rule.groups:
            reason = page.say(rule.reason) if rule.reason else ""
            why.setdefault(reason, []).append(page.title(rule))
    if not why:
        return
    inside: list[RenderableType] = []
    for reason, titles in why.items():
        inside += [page.lines([page.listed(titles)]), set_in(page.lines([reason], style="dim"))]
    yield page.part("part_unjudged", inside)


def data_part(page: Page) -> Iterator[RenderableType]:
    """What was read: files, rows and times, and the rows that could not be."""
    folders = {str(PurePath(each.path).parent) for each in page.result.inputs}
    folder = folders.pop() if len(folders) == 1 else "."
    inside: list[RenderableType] = []
    for each in page.result.inputs:
        inside += _file(page, each, folder)
    yield page.part("part_data", [*inside, *_rejects(page)], more="" if folder == "." else folder)


def _file(page: Page, each: InputFile, folder: str) -> Iterator[RenderableType]:
    """A file: what it is, what became of its rows, and what was odd about it."""
    path = each.path if folder == "." else PurePath(each.path).name
    name = Text(harmless(f"{path} [{each.sheet}]" if each.sheet else path), overflow="fold")
    if each.failure is not None:
        yield Prose(name.append(f"  {harmless(page.say(each.failure))}", style="red"))
        if each.hint is not None:
            yield set_in(page.lines([f"! {page.say(each.hint)}"], style="yellow"))
        return
    table = page.word(f"table_{each.table}") if each.table else None  # it may hold nothing
    what = " · ".join(filter(None, (table, each.encoding)))
    yield name.append(f"  {what}", style="dim")
    rows = page.listed(list(_rows(page, each)))
    yield set_in(page.lines(["   ".join(filter(None, (rows, _span(each))))]))
    notes = [page.say(note) for note in each.notes]
    if page.options.verbose and each.ignored:
        notes.append(page.word("headers_ignored", headers=", ".join(each.ignored)))
    if notes:
        yield set_in(page.lines([f"! {note}" for note in notes], style="yellow"))


def _rows(page: Page, each: InputFile) -> Iterator[str]:
    """How many rows there are, and what became of those that were not used."""
    yield page.word("rows_of", rows=each.rows, used=each.used)
    if each.duplicate:
        yield page.word("rows_duplicate", count=each.duplicate)
    for kind, count in each.not_data.items():
        yield page.word(f"rows_{kind}", count=count)
    if each.rejected:
        yield page.word("rows_rejected", count=each.rejected)


def _span(each: InputFile) -> str:
    if each.first is None or each.last is None:
        return ""
    return f"{_moment(each.first)} .. {_moment(each.last, after=each.first)}"


def _moment(moment: datetime, after: datetime | None = None) -> str:
    same_day = after is not None and after.date() == moment.date()
    return f"{moment:%H:%M:%S}" if same_day else f"{moment:%Y-%m-%d %H:%M:%S}"


def _rejects(page: Page) -> Iterator[RenderableType]:
    result, options = page.result, page.options
    if not result.rejects or not options.top:
        return
    columns = [
        Column(page.word("col_rejected"), folds=True),
        Column(page.word("col_column"), folds=True),
        Column(page.word("col_value"), folds=True),
        Column(page.word("col_why"), folds=True),
    ]
    rows = []
    for reject in result.rejects[: options.top]:
        sheet = f" [{reject.sheet}]" if reject.sheet else ""
        texts = [
            f"{PurePath(reject.file).name}{sheet}:{reject.row}",
            reject.column,
            reject_value(reject, show_pii=options.show_pii) or "",
            page.say(reject.reason),
        ]
        rows.append(cells(texts))
    yield Text()
    yield from page.tables(columns, [rows])
    if (left := len(result.rejects) - options.top) > 0:
        yield page.lines([page.word("more_rejects", count=left)], style="dim")
