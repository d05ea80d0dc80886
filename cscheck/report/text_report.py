"""The report as text, for a terminal or a mail: the verdict first, nothing cut off.

The order is the reader's: is it bad, what is to be done now, what breaks next, how the rules stand,
which cases, and what all that rests on. Each part is a module of `cscheck.report.parts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from cscheck.model.result import Result
from cscheck.model.verdicts import Status
from cscheck.report.console import rendered
from cscheck.report.masking import harmless
from cscheck.report.options import TextOptions
from cscheck.report.parts.agents import agents_part
from cscheck.report.parts.cases import cases_part
from cscheck.report.parts.coming import coming_part
from cscheck.report.parts.data import data_part, unjudged_part
from cscheck.report.parts.page import STYLES, Page
from cscheck.report.parts.past import past_part
from cscheck.report.parts.rules import rules_part
from cscheck.report.parts.today import today_part
from cscheck.report.text_breakdown import breakdown

_LINE_ORDER = (
    *(Status.FAIL, Status.WARN, Status.UNDECIDED, Status.PASS),
    *(Status.NOT_ASSESSED, Status.NO_DATA, Status.INFO, Status.WAIVED),
)
_UNNAMED_SHOP = "default"


def summary_line(result: Result) -> str:
    """The first line, whose shape never changes (design.md, part 3)."""
    counts = result.counts()
    days = result.from_.isoformat()
    if result.to != result.from_:
        days += f"..{result.to.isoformat()}"
    words = [result.status.value.upper(), result.platform, f"shops={result.shops}", days]
    words.append(f"rules={len(result.rules)}")
    words += [f"{status.value}={counts[status]}" for status in _LINE_ORDER]
    words += [f"open={result.due.height}", f"rejected={len(result.rejects)}"]
    return " ".join(words)


def render(result: Result, options: TextOptions) -> str:
    """The whole report as text."""
    style = STYLES.get(result.status, "") if options.colour else ""
    first = summary_line(result)
    page = Page(result, options)
    parts: list[RenderableType] = []
    for part in _parts(page):
        parts += [Text(), part]
    line = rendered([Text(first, style=style)], len(first) + 1, colour=options.colour)
    return line + rendered(parts, options.width, colour=options.colour)


def _parts(page: Page) -> Iterator[RenderableType]:
    """The parts that have something to say, in the reader's order."""
    yield _heading(page)
    if page.result.troubles:
        troubles = [page.say(trouble) for trouble in page.result.troubles]
        yield page.part("part_troubles", [page.lines(troubles, style="red")])
    if any(rule.groups for rule in page.result.rules):
        yield from today_part(page)
    yield from coming_part(page)
    yield from rules_part(page)
    yield from past_part(page)
    yield from breakdown(page.result, page.options)
    yield from cases_part(page)
    yield from agents_part(page)
    yield from unjudged_part(page)
    yield from data_part(page)


def _heading(page: Page) -> Text:
    """Whose day it was, and how many rules were broken and kept."""
    result = page.result
    days = result.from_.isoformat()
    if result.to != result.from_:
        days += f" .. {result.to.isoformat()}"
    shops = {shop for rule in result.rules for shop in rule.groups.shops} - {_UNNAMED_SHOP}
    whose = " · ".join([result.platform_title[page.options.lang], *sorted(shops)])
    line = page.word("heading", whose=whose, days=days, as_of=f"{result.as_of:%Y-%m-%d %H:%M}")
    text = Text(harmless(line) + "\n", overflow="fold")
    said = [
        Text(
            page.word(f"count_{status.value}", count=count), STYLES.get(status, "") if count else ""
        )
        for status, count in result.counts().items()
        if count or status in (Status.FAIL, Status.PASS)
    ]
    return text.append(Text(page.word("list_sign")).join(said))
