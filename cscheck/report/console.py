"""Rich tables as plain text or coloured: nothing is cut off, Chinese counts two cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.table import Table


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
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for number, heading in enumerate(headings):
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if number in right else "left",
            no_wrap=number in whole,
        )
    return table
