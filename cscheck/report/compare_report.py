"""A rule under two readings, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from cscheck.model.comparison import Comparison, Reading
from cscheck.model.groups import gravity
from cscheck.model.verdicts import Group
from cscheck.report.console import Column, Row, rendered
from cscheck.report.figures import figure, limit_words
from cscheck.report.json_report import rule_data
from cscheck.report.masking import harmless
from cscheck.report.options import TextOptions
from cscheck.report.parts.moments import Moments
from cscheck.report.parts.page import STYLES, Page, cells, set_in
from cscheck.report.parts.places import Places
from cscheck.report.plain import plain, plain_rows
from cscheck.report.wording import days_text, excluded_text
from cscheck.text import Lang

SCHEMA = "cscheck.comparison/1"
_NAMES = ("A", "B")
_TIMES = ("start", "was_deadline", "now_deadline", "stop")
_MARKS = ("html_shop", "col_agent", "html_buyer", "col_from")
Place = tuple[str, str | None, str | None, str]
"""Shop, agent, buyer and first day of a group."""
Pair = tuple[Place, Group | None, Group | None]
"""A group under both readings; None where one has no such group."""


def render(found: Comparison, kind: str, options: TextOptions) -> str:
    """The comparison in a format, text or json."""
    if kind == "json":
        return json.dumps(_as_data(found, options.lang), ensure_ascii=False, indent=1) + "\n"
    page = Page(found.second.result, options)
    return rendered(_text(page, found), options.width, colour=options.colour)


# ---------------------------------------------------------------- text


def _text(page: Page, found: Comparison) -> Iterator[RenderableType]:
    rule = found.second.rule
    told = (f"{page.title(rule)} ({rule.rule})", page.result.platform_title[page.options.lang])
    yield Text(harmless(" · ".join((*told, days_text(page.result)))), style="bold")
    for name, reading in _readings(found):
        yield set_in(page.lines([f"{name}  {' · '.join(_what(page, reading))}"]))
    yield Text()
    yield from map(set_in, _groups(page, found))
    yield Text()
    yield from _flips(page, found)


def _readings(found: Comparison) -> Iterator[tuple[str, Reading]]:
    return zip(_NAMES, (found.first, found.second), strict=True)


def _what(page: Page, reading: Reading) -> Iterator[str]:
    """What a reading is, what it requires, or why it has no figure."""
    if reading.rules_at is not None:
        yield page.word("compare_rules_of", day=reading.rules_at)
    yield from (f"{key}: {value}" for key, value in reading.settings.items())
    if reading.rules_at is None and not reading.settings:
        yield page.word("compare_as_it_stands")
    rule = reading.rule
    if rule.reason is not None:
        yield page.say(rule.reason)
    elif rule.require is not None:
        yield page.word("compare_requires", limit=limit_words(rule.require, page.options.lang))
    yield from map(page.say, rule.notes)


def _groups(page: Page, found: Comparison) -> Iterator[RenderableType]:
    """The groups of which the readings say something else, the worst of the second first."""
    pairs = list(_pairs(found))
    differ = [pair for pair in pairs if _told(pair[1]) != _told(pair[2])]
    shown = (differ or pairs[:1])[: page.options.top]
    varying = [len({place[number] for place, *_ in pairs}) > 1 for number in range(len(_MARKS))]
    rows = [_group_row(page, found, pair, varying) for pair in shown]
    if rows:
        yield from page.tables(_group_columns(page), [rows])
    if (left := len(differ) - len(shown)) > 0:
        yield page.lines([page.word("compare_more_groups", count=left)], style="dim")
    elif pairs and not differ:
        yield page.lines([page.word("compare_same_groups", count=len(pairs))], style="dim")


def _group_columns(page: Page) -> list[Column]:
    columns = [Column(page.word(mark), folds=True) for mark in _MARKS]
    for name in _NAMES:
        columns.append(Column(f"{name}  {page.word('col_verdict')}"))
        columns += [Column(page.word(key), right=True) for key in ("col_figure", "col_cases")]
    return columns


def _group_row(page: Page, found: Comparison, pair: Pair, varying: Sequence[bool]) -> Row:
    place, *groups = pair
    marks = [name or page.word("nobody") for name in place]
    row = cells([mark if varies else "" for mark, varies in zip(marks, varying, strict=True)])
    for (_, reading), group in zip(_readings(found), groups, strict=True):
        if group is None:
            row += cells(["-"] * 3)
            continue
        verdict = page.word(f"status_{group.status.value}")
        row.append(Text(verdict, STYLES.get(group.status, "")))
        row += cells([figure(reading.rule, group, page.options.lang), str(group.denominator)])
    return row


def _pairs(found: Comparison) -> Iterator[Pair]:
    """Every group under both readings, the worst of the second first."""
    first, second = (
        {_place(group): group for group in reading.rule.groups} for _, reading in _readings(found)
    )
    bad = found.second.rule.counts_bad

    def order(place: Place) -> tuple[object, ...]:
        group = second.get(place) or first[place]
        return (*gravity(group, counts_bad=bad), *(name or "" for name in place))

    for place in sorted(first | second, key=order):
        yield place, first.get(place), second.get(place)


def _place(group: Group) -> Place:
    return group.shop, group.agent, group.buyer, group.from_.isoformat()


def _told(group: Group | None) -> tuple[object, ...] | None:
    """What a reading says of a group."""
    if group is None:
        return None
    return group.status, group.value, group.denominator, group.open


def _flips(page: Page, found: Comparison) -> Iterator[RenderableType]:
    """How many cases flip from which verdict to which, and the first of them."""
    flips, top = found.flips, page.options.top
    if not flips.height:
        yield set_in(page.lines([page.word("compare_no_flips")]))
        return
    counts = page.listed(
        [
            page.word(
                "compare_from_to",
                count=count,
                was=page.word(f"verdict_{was}"),
                now=page.word(f"verdict_{now}"),
            )
            for was, now, count in _counts(flips).iter_rows()
        ]
    )
    rows = list(flips.head(top).iter_rows(named=True))
    places = Places.of(page.result, rows)
    heading = page.word("compare_flips", count=flips.height)
    yield Text(heading, style="bold").append("  " + counts, style="not bold")
    if places.only:
        yield set_in(page.lines([places.only], style="dim"))
    yield from map(set_in, page.tables(_flip_columns(page, places), [_flip_rows(page, rows)]))
    below = [places.legend] if places.legend else []
    below += [page.word("compare_more", count=flips.height - top)] if flips.height > top else []
    if below:
        yield set_in(page.lines(below, style="dim"))


def _flip_columns(page: Page, places: Places) -> list[Column]:
    return [
        Column(page.word("col_id")),
        *(Column(page.word(key), folds=True) for key in ("col_shop", "col_agent")),
        *(Column(name, folds=True) for name in _NAMES),
        Column(page.word("col_start")),
        *(Column(f"{name}  {page.word('col_deadline')}") for name in _NAMES),
        Column(page.word("col_stop")),
        Column(page.word(places.heading), right=True),
    ]


def _flip_rows(page: Page, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    moments = Moments.of(page.result, (row[name] for row in rows for name in _TIMES))
    places = Places.of(page.result, rows)
    several = page.result.shops > 1
    return [
        cells(
            [
                row["id"] or "-",
                row["shop"] if several else "-",
                row["agent"] or "-",
                *(_verdict(page, row, side) for side in ("was", "now")),
                *(moments.shown(row[name]) for name in _TIMES),
                places.shown(row),
            ]
        )
        for row in rows
    ]


def _verdict(page: Page, row: Mapping[str, Any], side: str) -> str:
    """A verdict on a case in words, and why it is not counted."""
    told, excluded = page.word(f"verdict_{row[side]}"), row[f"{side}_excluded"]
    return f"{told} ({excluded_text(excluded, page.options.lang)})" if excluded else told


def _counts(flips: pl.DataFrame) -> pl.DataFrame:
    """was, now, cases: how many cases flip from which verdict to which."""
    return flips.group_by("was", "now", maintain_order=True).agg(cases=pl.len())


# ---------------------------------------------------------------- JSON


def _as_data(found: Comparison, lang: Lang) -> dict[str, Any]:
    result = found.second.result
    return {
        "schema": SCHEMA,
        "platform": result.platform,
        "from": result.from_.isoformat(),
        "to": result.to.isoformat(),
        "as_of": plain(result.as_of),
        "first": _reading_data(found.first, lang),
        "second": _reading_data(found.second, lang),
        "flip_counts": _counts(found.flips).to_dicts(),
        "flips": list(plain_rows(found.flips)),
    }


def _reading_data(reading: Reading, lang: Lang) -> dict[str, Any]:
    return {
        "rules_at": plain(reading.rules_at),
        "settings": dict(reading.settings),
        **rule_data(reading.rule, lang),
    }
