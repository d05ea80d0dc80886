"""What the parts of the text report share: what was found, how to show it, the words for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.sentences import Sentence
from cscheck.model.verdicts import Status
from cscheck.report.console import AlignedTable, Column, Row, aligned_tables
from cscheck.report.details import detail_told
from cscheck.report.line_breaks import Prose
from cscheck.report.masking import cell_text, harmless
from cscheck.report.options import TextOptions
from cscheck.text import length, say, word

INDENT = 2
STYLES = {
    Status.FAIL: "bold red",
    Status.WARN: "yellow",
    Status.UNDECIDED: "magenta",
    Status.PASS: "green",
}
BROKEN = (Status.FAIL, Status.WARN)


@dataclass(frozen=True, slots=True)
class Page:
    """A Result, and how the report of it is to look."""

    result: Result
    options: TextOptions

    def word(self, key: str, **values: object) -> str:
        """A word or phrase of the catalogue, with its values filled in."""
        text = word(key, self.options.lang)
        return text.format_map(values) if values else text

    def say(self, said: Sentence) -> str:
        return say(said, self.options.lang)

    def length(self, seconds: float) -> str:
        return length(seconds, self.options.lang)

    def detail(self, rule: RuleVerdict, detail: str | None) -> str | None:
        """What was found in a case, with labels for codes."""
        return detail_told(detail, rule.labels, self.options.lang)

    def title(self, rule: RuleVerdict) -> str:
        return rule.title[self.options.lang]

    def listed(self, items: Sequence[str]) -> str:
        return self.word("list_sign").join(items)

    def part(self, title: str, inside: Sequence[RenderableType], more: str = "") -> Stack:
        """A part of the report: its title, what stands beside it, and the rest set in."""
        heading = Text(self.word(title), style="bold", overflow="fold")
        if more:
            heading.append(f"  {harmless(more)}", style="not bold")
        return Stack(heading, *map(set_in, inside))

    def lines(self, lines: Sequence[str], style: str = "") -> Prose:
        said = "\n".join(harmless(line) for line in lines)
        return Prose(Text(said, style=style, overflow="fold"))

    def footnotes(self, notes: Sequence[str]) -> Table:
        """Notes, each with its number before it."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        for number, note in enumerate(notes, 1):
            grid.add_row(Text(f"[{number}]"), self.lines([note]), style="dim")
        return grid

    def tables(
        self, columns: Sequence[Column], blocks: Sequence[Sequence[Row]], *, deep: int = 1
    ) -> Iterator[AlignedTable]:
        """Tables in line with each other; `deep` says how often they are set in."""
        return aligned_tables(columns, blocks, self.options.width - deep * INDENT)


def set_in(part: RenderableType, deep: int = 1) -> Padding:
    return Padding(part, (0, 0, 0, deep * INDENT))


def cells(texts: Sequence[str]) -> list[Text]:
    """Texts as cells: harmless, and shown as they are."""
    return [Text(cell_text(text)) for text in texts]
