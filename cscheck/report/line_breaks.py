"""Where a text that is too wide for its column goes on in the next line.

Chinese has no blanks between words, so a console breaks it anywhere, also inside a date or between
a number and its unit. Here a clause is kept whole where that is possible, and a number always.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_NEVER, _GLUED, _MAY, _WELL = range(4)
_CLAUSE_ENDS = "；，、。：;,"
_NO_LINE_STARTS_WITH = "；，、。：;,）)]】%"
_NO_LINE_ENDS_WITH = "（([【"
# A line may end early, in a good place, if this much of it is filled.
_FILLED = 0.5


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of text that go on in further lines where the page is too narrow for them."""

    text: Text

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.split("\n", allow_blank=True):
            yield broken_lines(line, options.max_width)

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        widest = max(cell_len(line) for line in self.text.plain.split("\n"))
        return Measurement(1, min(widest, options.max_width))


def broken_lines(text: Text, width: int) -> Text:
    """The text with line ends where it must go on in another line of so many cells."""
    plain = text.plain
    if cell_len(plain) <= width:
        return text
    cuts = []
    start = 0
    while cell_len(plain[start:].rstrip()) > width:
        start = _cut(plain, start, width)
        cuts.append(start)
    lines = text.divide(cuts)
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)


def _cut(plain: str, start: int, width: int) -> int:
    """Where the line that begins at `start` ends."""
    best = dict.fromkeys((_NEVER, _GLUED, _MAY, _WELL), 0)
    filled, at = 0, start
    while at < len(plain):
        filled += cell_len(plain[at])
        if filled > width and plain[at] != " ":
            break
        at += 1
        quality = _quality(plain, at)
        if filled >= _FILLED * width:
            best[quality] = at
    return best[_WELL] or best[_MAY] or best[_GLUED] or max(at, start + 1)


def _quality(plain: str, at: int) -> int:
    """How well a line can end before the sign at a place."""
    if at >= len(plain):
        return _NEVER
    before, after = plain[at - 1], plain[at]
    if after == " " or after in _NO_LINE_STARTS_WITH or before in _NO_LINE_ENDS_WITH:
        return _NEVER
    if before == " ":
        return _quality_at_blank(plain[: at - 1][-1:], after)
    wide = _is_wide(before) + _is_wide(after)
    if before in _CLAUSE_ENDS and wide:
        return _WELL
    return (_NEVER, _GLUED, _MAY)[wide]


def _quality_at_blank(before: str, after: str) -> int:
    if before in _CLAUSE_ENDS:
        return _WELL
    return _GLUED if _is_number_and_unit(before, after) else _MAY


def _is_number_and_unit(last: str, after: str) -> bool:
    return (last.isdigit() and after.isalpha()) or (_is_wide(last) and after.isdigit())


def _is_wide(sign: str) -> bool:
    return cell_len(sign) == 2
