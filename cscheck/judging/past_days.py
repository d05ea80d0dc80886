"""Days of the past in a rule's week, month or window: cases that are alike, kept as one row.

A night's cases are kept as how many there were of each kind (good or not, how long, excluded why);
added to a later night's they are cases again, so that rates, means and quantiles come out as they
would from all the files at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from cscheck.judging.grouping import VERSION, Grouping, in_spans
from cscheck.judging.judge import groups
from cscheck.measures.cases import Kind
from cscheck.model.groups import Groups
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.stored import ALIKE, DayFigure, StoredDays
from cscheck.model.verdicts import Group
from cscheck.rules.periods import Period
from cscheck.rules.ruleset import Rule, Version
from cscheck.text import percent


def alike(rule: Rule, cases: pl.DataFrame, grouping: Grouping) -> pl.DataFrame:
    """The cases of the days audited in the columns of model.ALIKE; `cases` have their version.

    A case that can still end (otherwise, or as another agent's) has a row of its own, and its place
    (OPEN_PLACE) instead of an id, which is fetched later. Where every buyer has a group of his own
    there are too many to keep, and none is wanted: such rules are by day.
    """
    if "buyer" in grouping.by:
        cases = cases.clear()
    if rule.kind is Kind.RATE:  # only a rate's cases are not measured
        cases = cases.with_columns(pl.lit(None, pl.Int64).alias(n) for n in _AMOUNTS)
    agent = pl.col("agent") if "agent" in grouping.by else pl.lit(None, pl.String)
    definitions = {version.name: definition(rule, version) for version in rule.versions}
    named = cases.with_columns(
        agent=agent, rule=pl.lit(rule.id), rows=pl.col("rows").cast(pl.Int64)
    )
    told = pl.col(VERSION).replace_strict(
        list(definitions), list(definitions.values()), return_dtype=pl.String
    )
    unended = is_still_open()
    if "agent" in grouping.by:  # whose case it is shows when it ends
        unended |= pl.col("stop").is_null() & pl.col("excluded").is_null()
    is_open = pl.lit(rule.kind in _CAN_BE_OPEN) & unended.fill_null(value=False)
    each = named.filter(is_open).with_columns(
        pl.lit(1, pl.Int64).alias("cases"),
        pl.lit(None, pl.String).alias("id"),
        pl.col("start").dt.epoch("us"),
    )
    ended = named.filter(~is_open).with_columns(start=_sample_of_starts())
    key = [name for name in ALIKE if name not in ("definition", "cases", "id", "start")]
    many = ended.group_by([*key, "start"], maintain_order=True).agg(cases=pl.len().cast(pl.Int64))
    rows = pl.concat([many, each.select(*key, "cases", "id", "start", *OPEN_PLACE)], how="diagonal")
    unit = rule.measure.unit(rule.versions[-1].parameters)
    return rows.with_columns(definition=told, unit=pl.lit(unit)).select(*ALIKE, *OPEN_PLACE, "unit")


def _sample_of_starts() -> pl.Expr:
    """The microsecond at which a case began, for a few of each shop and day; null for the others.

    By them a later night sees whether its exports have the same cases. Which they are depends on
    the times alone.
    """
    start = pl.col("start").dt.epoch("us")
    scattered = (start * _SCATTER) % _PRIME
    return pl.when(scattered.rank("dense").over("shop", "day") <= _SAMPLED).then(start)


def is_still_open() -> pl.Expr:
    """Whether a case counts and can still end well or badly."""
    return pl.col("good").is_null() & pl.col("excluded").is_null()


_AMOUNTS = ("value", "least", "most")
_SAMPLED, _SCATTER, _PRIME = 32, 7_919, 1_000_003
_CAN_BE_OPEN = (Kind.RATE, Kind.SECONDS)
OPEN_PLACE = ("source", "row", "conversation")


def definition(rule: Rule, version: Version) -> str:
    """What tells whether figures of two nights were measured the same way."""
    written = json.dumps(version.written, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(f"{rule.measure.name}\n{written}".encode()).hexdigest()[:16]


def with_past_days(
    rule: Rule, grouping: Grouping, stored: StoredDays, cases: pl.DataFrame
) -> tuple[Grouping, pl.DataFrame]:
    """The grouping that knows which days are stored, and the cases of those days added."""
    first = grouping.spans[0]
    if "buyer" in grouping.by or first.window_from is None:
        return grouping, cases
    known = {version.name: definition(rule, version) for version in rule.versions}
    rows = stored.alike.filter(pl.col("rule") == rule.id)
    rows = rows.filter(pl.col("day") >= first.window_from, pl.col("day") < first.from_)
    other = [known.get(v) != d for v, d in rows.select(VERSION, "definition").iter_rows()]
    strange = set(rows.filter(pl.Series(other, dtype=pl.Boolean)).select("shop", "day").iter_rows())
    days = {
        shop: tuple(
            day
            for day in each
            if first.window_from <= day < first.from_ and (shop, day) not in strange
        )
        for (of, shop), each in stored.days.items()
        if of == rule.id
    }
    usable = [(shop, day) for shop, each in days.items() for day in each]
    places = pl.DataFrame(usable, schema={"shop": pl.String, "day": pl.Date}, orient="row")
    again = as_cases_again(rows.join(places, on=["shop", "day"], how="inner"), cases)
    return replace(grouping, stored=days), pl.concat([cases, again])


def as_cases_again(rows: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Rows of alike cases as so many cases, in the columns and kinds of others."""
    many = rows.select(pl.exclude("cases").repeat_by("cases")) if rows.height else rows
    if rows.height:
        many = many.explode(many.columns)
    columns = {
        name: pl.col(name).cast(kind) if name in many.columns else pl.lit(None, kind)
        for name, kind in cases.schema.items()
    }
    return many.with_columns(span=pl.lit(0, pl.Int64)).select(
        **{**columns, "span": pl.lit(0, cases.schema["span"])}
    )


def told_from_first_day(found: Groups, grouping: Grouping) -> Groups:
    """The groups, those with stored days beginning on the first of them."""
    if not grouping.stored:
        return found
    first = grouping.spans[0].from_

    def told(group: Group) -> Group:
        if group.from_ == first and (days := grouping.stored.get(group.shop)):
            return replace(group, from_=days[0])
        return group

    return found.whole().mapped(told)


def day_figures(
    rule: Rule, cases: pl.DataFrame, grouping: Grouping, days: tuple[date, date]
) -> tuple[DayFigure, ...]:
    """The figures of each day audited."""
    spans = Period("day").spans(*days)
    daily = Grouping(spans, grouping.by, grouping.rules_at, grouping.shops, frozenset())
    found = groups(rule, in_spans(cases.drop("span", strict=False), daily), daily)
    return tuple(
        DayFigure(
            *(rule.id, each.shop, each.agent, each.buyer, each.from_, each.version, each.status),
            *(each.numerator, each.denominator, each.open, each.value, each.limit),
            kind=rule.kind.value,
            room=each.room,
            counts_bad=rule.counts_bad,
        )
        for each in found
    )


def changed(key: str, before: Sequence[DayFigure], now: Sequence[DayFigure]) -> Iterator[Sentence]:
    """What to say of days that have other figures than before, a sentence each shop and day."""
    places = sorted({(each.shop, each.day) for each in before})
    for shop, day in places:
        old, new = (
            {(each.agent, each.buyer): _told(each) for each in figures if _is_at(each, shop, day)}
            for figures in (before, now)
        )
        if old.keys() == new.keys() == {(None, None)}:
            if old != new:
                was, is_now = old[None, None], new[None, None]
                yield sentence(key, shop=shop, day=day, was=was, now=is_now)
        elif many := sum(old.get(who) != new.get(who) for who in old.keys() | new.keys()):
            yield sentence(f"{key}_many", shop=shop, day=day, groups=many)


def _is_at(each: DayFigure, shop: str, day: date) -> bool:
    return (each.shop, each.day) == (shop, day)


def _told(each: DayFigure) -> Sentence:
    """A figure of a day in a few words."""
    value: object = "-"
    if each.value is not None:
        number = f"{float(each.value):.1f}".removesuffix(".0")
        value = sentence(f"amount_{each.kind}", number=number)
        if each.kind in (Kind.RATE, Kind.COVER):
            value = percent(each.value)
    return sentence("figure_told", value=value, cases=each.denominator, open=each.open)


def named_buyers(
    found: Sequence[DayFigure], names: Mapping[str, str | None]
) -> tuple[DayFigure, ...]:
    """The figures with buyers under their tokens."""
    return tuple(
        each if each.buyer is None else replace(each, buyer=names.get(each.buyer)) for each in found
    )
