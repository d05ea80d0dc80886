"""The part RULES: every rule that has a verdict, its figure against its limit, and what to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from cscheck.model.groups import gravity
from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.console import Column, Row
from cscheck.report.figures import bad_cases, figure, limit_of, penalty_text, room_text, value
from cscheck.report.masking import harmless
from cscheck.report.parts.page import STYLES, Page, cells
from cscheck.text import CATALOGUES

_WORST_FIRST = list(Status)
_MOST_SHOPS = 200
"""Nobody reads the tables of more shops than so many; a terminal would be at it for hours."""
_UNSURE = ("conflicting", "web", "seed-only")
Section = tuple[str, str]
"""The shop and the heading under which rows of the table stand."""


def rules_part(page: Page) -> Iterator[RenderableType]:
    """A table each shop and kind of rule, and the notes of them all."""
    judged = [rule for rule in page.result.rules if rule.groups]
    if not judged:
        return
    judged.sort(key=lambda rule: _WORST_FIRST.index(rule.status))
    notes = {rule.rule: list(notes_of(page, rule)) for rule in judged}
    numbered = list(dict.fromkeys(note for each in notes.values() for note in each))
    titles = {
        rule.rule: _with_numbers(page.title(rule), map(numbered.index, notes[rule.rule]))
        for rule in judged
    }
    every = _worst_shops(judged)
    shops = sorted(every[:_MOST_SHOPS])
    sections = _sections(page, judged, titles, shops)
    inside: list[RenderableType] = []
    tables = page.tables(_columns(page), list(sections.values()))
    for (shop, heading), table in zip(sections, tables, strict=True):
        if len(sections) > 1 or heading:
            inside.append(Text(harmless(" · ".join(filter(None, (shop, heading)))), style="bold"))
        inside += [table, Text()]
    if left := len(every) - len(shops):
        inside += [page.lines([page.word("more_shops", count=left)], style="dim"), Text()]
    inside = [*inside, page.footnotes(numbered)] if numbered else inside[:-1]
    yield page.part("part_rules", inside)


def _worst_shops(rules: Sequence[RuleVerdict]) -> list[str]:
    """The shops, those of the worst status first, then by name."""
    ranks = pl.concat(rule.groups.status_of_shops() for rule in rules)
    return ranks.group_by("shop").agg(pl.col("rank").min()).sort("rank", "shop")["shop"].to_list()


def _with_numbers(title: str, notes: Iterable[int]) -> str:
    """A title with the numbers of its notes."""
    numbers = ",".join(str(number + 1) for number in sorted(notes))
    return f"{title} [{numbers}]" if numbers else title


def _columns(page: Page) -> list[Column]:
    return [
        Column(page.word("col_verdict")),
        Column(page.word("col_rule"), folds=True),
        Column(page.word("col_figure"), right=True),
        Column(page.word("col_limit")),
        *(
            Column(page.word(heading), right=True)
            for heading in ("col_cases", "col_bad", "col_open")
        ),
        Column(page.word("col_room"), folds=True),
    ]


def _sections(
    page: Page, rules: Sequence[RuleVerdict], titles: Mapping[str, str], shops: Sequence[str]
) -> dict[Section, list[Row]]:
    """The rows of the table, by shop and by the title of the rules' tag."""
    several = page.result.shops > 1
    headed = page.result.tag_titles
    headings = [title[page.options.lang] for title in headed.values()]
    sections: dict[Section, list[Row]] = {
        (shop if several else "", heading): [] for shop in shops for heading in (*headings, "")
    }
    for rule in rules:
        tagged = next((headed[tag] for tag in rule.tags if tag in headed), None)
        heading = tagged[page.options.lang] if tagged else ""
        counts = rule.groups.counts()
        grave = partial(gravity, counts_bad=rule.counts_bad)
        groups_shown = rule.groups.of_shops(shops).worst(max(page.options.top, 1), grave)
        worst = groups_shown.by_shop()
        for shop, groups in worst.items():
            shown = groups if len(groups) == counts[shop] else _most_telling(groups)
            left = counts[shop] - len(shown)
            sections[shop if several else "", heading] += _rows(
                page, rule, titles[rule.rule], shown, left
            )
    return {section: rows for section, rows in sections.items() if rows}


def _most_telling(groups: Sequence[Group]) -> Sequence[Group]:
    """Of groups too many to show: those that did not pass, or the one that came closest."""
    return [each for each in groups if each.status is not Status.PASS] or groups[:1]


def _rows(
    page: Page, rule: RuleVerdict, title: str, groups: Sequence[Group], left: int
) -> Iterator[Row]:
    """A row a group, the worst first; where there are several, under a row that names the rule."""
    if len(groups) == 1 and not left and not any(_marks(page, rule, groups[0])):
        yield _row(page, rule, groups[0], title)
        return
    yield cells(["", title, *[""] * 6])
    for group in groups:
        yield _row(page, rule, group, "  " + " ".join(_marks(page, rule, group)))
    if left:
        yield cells(["", "  " + page.word("more_groups", count=left), *[""] * 6])


def _marks(page: Page, rule: RuleVerdict, group: Group) -> Iterator[str]:
    """What tells a group from the others of its rule and shop."""
    if "agent" in rule.groups.varying:
        yield group.agent or page.word("nobody")
    if "buyer" in rule.groups.varying:
        yield group.buyer or page.word("nobody")
    if "from_" in rule.groups.varying:
        yield f"{group.from_:%m-%d}"


def _row(page: Page, rule: RuleVerdict, group: Group, title: str) -> Row:
    lang = page.options.lang
    bad = bad_cases(rule, group)
    verdict = Text(page.word(f"status_{group.status.value}"), STYLES.get(group.status, ""))
    texts = [
        title,
        figure(rule, group, lang),
        limit_of(rule, group, lang),
        str(group.denominator),
        "" if bad is None else str(bad),
        str(group.open) if group.open else "-",
        page.word("remark_sign").join(filter(None, _remarks(page, rule, group))),
    ]
    return [verdict, *cells(texts)]


def _remarks(page: Page, rule: RuleVerdict, group: Group) -> Iterator[str]:
    """How far from the limit, and what else there is to say of a group."""
    yield page.say(group.reason) if group.reason else room_text(group, page.options.lang)
    if group.window_days is not None and group.window_days > group.days:
        yield page.word("days_of", days=group.days, window=group.window_days)
    for name, amount in list(group.figures.items())[1:]:
        yield f"{name} {value(rule, amount, page.options.lang)}"
    if group.review:
        yield page.word("to_look_at", count=group.review)
    yield group.label[page.options.lang] if group.label else ""
    yield penalty_text(group.penalty, page.options.lang)


def notes_of(page: Page, rule: RuleVerdict) -> Iterator[str]:
    """What a rule's figures rest on, what was left out, and how sure the rule itself is."""
    yield from map(page.say, rule.notes)
    if left_out := _left_out(page, rule):
        yield left_out
    if rule.confidence in _UNSURE:
        sure = page.word(f"confidence_{rule.confidence.replace('-', '_')}")
        yield page.word("note_confidence", confidence=sure)


def _left_out(page: Page, rule: RuleVerdict) -> str:
    """How many cases a rule leaves out, and why."""
    counts: dict[str, int] = {}
    for group in rule.groups.where(lambda group: bool(group.excluded)):
        for reason, count in group.excluded.items():
            counts[reason] = counts.get(reason, 0) + count
    if not counts:
        return ""
    words = CATALOGUES[page.options.lang]
    reasons = [
        page.word("left_out_reason", reason=words.get(_key(reason), reason), count=count)
        for reason, count in counts.items()
    ]
    return page.word("left_out", count=sum(counts.values()), reasons=page.listed(reasons))


def _key(reason: str) -> str:
    """The catalogue's key for why a case is left out."""
    return "excluded_" + re.sub("[^a-z]+", "_", reason)
