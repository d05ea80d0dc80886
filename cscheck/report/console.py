"""Rich tables as plain text or coloured: nothing is cut off, Chinese counts two cells."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from cscheck.report.line_breaks import broken_lines

_GAP = 2
_FOLDED, _NARROW, _NARROWEST = 16, 8, 4
Row = Sequence[Text]


def rendered(parts: Iterable[RenderableType], width: int, *, colour: bool) -> str:
    """The parts one below the other, as text of a given width without trailing blanks."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        height=50,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def plain_table(
    headings: Sequence[str], *, right: Sequence[int] = (), whole: Sequence[int] = ()
) -> Table:
    """A table without lines, whose cells fold and are never cut.

    `right` columns are aligned so; `whole` ones are the last to fold.
    """
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="dim")
    for number, heading in enumerate(headings):
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if number in right else "left",
            no_wrap=number in whole,
        )
    return table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of aligned tables; one that `folds` gives way first where the page is narrow."""

    heading: str
    right: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table whose columns have the widths they share with others; every line of a cell fits.

    Without colour it is written line by line, which takes a tenth of the time: the report of many
    shops has many tables.
    """

    columns: Sequence[Column]
    widths: Sequence[int]
    rows: Sequence[Row]
    headed: bool

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> RenderResult:
        if console.color_system is not None:
            yield self._table()
            return
        if self.headed:
            titled = zip(self.columns, self.widths, strict=True)
            titles = [broken_lines(Text(column.heading), wide) for column, wide in titled]
            lines = zip_longest(
                *(reversed(title.plain.split("\n")) for title in titles), fillvalue=""
            )
            yield from self._segments(reversed(list(lines)))
        for row in self.rows:
            cells = (cell.plain.split("\n") for cell in row)
            yield from self._segments(zip_longest(*cells, fillvalue=""))

    def _segments(self, lines: Iterable[Sequence[str]]) -> Iterator[Segment]:
        for line in lines:
            yield Segment(self._line(line))
            yield Segment.line()

    def _line(self, cells: Sequence[str]) -> str:
        padded = []
        for cell, column, wide in zip(cells, self.columns, self.widths, strict=True):
            blanks = " " * (wide - cell_len(cell))
            padded.append(blanks + cell if column.right else cell + blanks)
        return (" " * _GAP).join(padded)

    def _table(self) -> Table:
        table = Table(
            box=None,
            padding=(0, _GAP, 0, 0),
            pad_edge=False,
            header_style="dim",
            show_header=self.headed,
        )
        for column, wide in zip(self.columns, self.widths, strict=True):
            table.add_column(
                column.heading,
                overflow="fold",
                justify="right" if column.right else "left",
                width=wide,
            )
        for row in self.rows:
            table.add_row(*row)
        return table


def aligned_tables(
    columns: Sequence[Column],
    blocks: Sequence[Sequence[Row]],
    width: int,
    *,
    headed: bool = True,
) -> Iterator[AlignedTable]:
    """A table each block of rows, their columns in line; the first has the headings.

    A column in which no row of any block says anything is left out.
    """
    rows = [row for block in blocks for row in block]
    said = [number for number in range(len(columns)) if any(_says(row[number]) for row in rows)]
    shown = [columns[number] for number in said]
    widths = _widths(shown, [[row[number] for number in said] for row in rows], width)
    for place, block in enumerate(blocks):
        inside = [
            [broken_lines(row[number], wide) for number, wide in zip(said, widths, strict=True)]
            for row in block
        ]
        yield AlignedTable(shown, widths, inside, headed=headed and place == 0)


def _says(cell: Text) -> bool:
    return cell.plain not in ("", "-")


def _widths(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[int]:
    """As wide as what they hold; on a narrow page columns give way where it hurts least.

    Those that fold give way first, and the others only where that is not enough. Many cells of two
    lines hurt less than a few of five.
    """
    cells = [
        Counter([cell_len(column.heading), *(cell_len(row[at].plain) for row in rows)])
        for at, column in enumerate(columns)
    ]
    wide = [max(each) for each in cells]

    def harm(at: int) -> tuple[int, int]:
        now, then = (
            sum((-(-each // by)) ** 2 * count for each, count in cells[at].items())
            for by in (wide[at], wide[at] - 1)
        )
        return then - now, -wide[at]

    every = range(len(columns))
    folding = [at for at in every if columns[at].folds]
    for may_give, narrowest in ((folding, _FOLDED), (every, _NARROW), (every, _NARROWEST)):
        while sum(wide) + _GAP * (len(wide) - 1) > width:
            left = [at for at in may_give if wide[at] > narrowest]
            if not left:
                break
            wide[min(left, key=harm)] -= 1
    return wide
