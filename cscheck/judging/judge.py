"""From cases to verdicts: the figures of each group, against the limit in force on its last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from cscheck.judging.grouping import Grouping, in_order, order_of, places_without_case
from cscheck.measures.cases import Kind
from cscheck.measures.figures import figure_sums
from cscheck.model.groups import Groups
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.verdicts import Group, Severity, Status
from cscheck.rules.figures import Figures, HitFigures, RateFigures, SumFigures, TimeFigures
from cscheck.rules.limit import Facts, Requirement
from cscheck.rules.ruleset import Rule, Version


def groups(rule: Rule, cases: pl.DataFrame, grouping: Grouping) -> Groups:
    """The groups of a rule in the order of shop, agent, buyer and days, each with its verdict.

    `cases` are those of the days audited, with their `span` (measures.cases); a group exists where
    there is a case, counted or excluded, and for the shops that have one in any case.
    """
    key = grouping.key
    reason = [] if cases["excluded"].null_count() == cases.height else ["excluded"]
    sums = cases.lazy().group_by(*key, *reason).agg(**_sums(rule)).collect()
    sums = in_order(sums, [*key, *reason])
    if not reason:
        sums = sums.with_columns(excluded=pl.lit(None, pl.String))
    without = places_without_case(sums.select(key).unique(), rule, grouping).select(key)
    judge = _Judge(rule, grouping)
    if _only_numbers_matter(sums, grouping):
        return judge.groups_of_numbers(sums.drop("excluded"), without)
    counts: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    excluded: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in sums.iter_rows(named=True):
        values = tuple(row[name] for name in key)
        reasons = excluded.setdefault(values, {})
        if row["excluded"] is None:
            counts[values] = row
        else:
            reasons[row["excluded"]] = row["cases"]
    for values in without.iter_rows():
        counts[values], excluded[values] = judge.nothing, {}
    found = [
        judge.group(dict(zip(key, values, strict=True)), counts.get(values), reasons)
        for values, reasons in excluded.items()
    ]
    return Groups.of(sorted(found, key=order_of) if without.height else found)


def _only_numbers_matter(sums: pl.DataFrame, grouping: Grouping) -> bool:
    """Whether groups of one span with the same sums differ in their place alone."""
    amounts = sums.drop(*grouping.key, "excluded").schema.dtypes()
    none_excluded = sums["excluded"].null_count() == sums.height
    return none_excluded and not grouping.stored and all(each.is_integer() for each in amounts)


def _sums(rule: Rule) -> dict[str, pl.Expr]:
    """What a group needs to know of its counted cases."""
    sums = {
        "good": pl.col("good").sum().cast(pl.Int64),
        "open": pl.col("good").null_count().cast(pl.Int64),
        "cases": pl.len().cast(pl.Int64),
        "rows": pl.col("rows").sum().cast(pl.Int64),
        "review": pl.col("review").sum().cast(pl.Int64),
    }
    if rule.kind is Kind.HITS:  # the cases in which nothing was found stand for many
        sums |= {"cases": sums["rows"], "bad": (~pl.col("good")).sum().cast(pl.Int64)}
    elif rule.kind in (Kind.COUNT, Kind.COVER):
        sums |= {name: pl.col(name).cast(pl.Int128).sum() for name in ("value", "most")}
    elif rule.kind is not Kind.RATE:
        for column in ("value", "least", "most"):
            sums |= figure_sums(rule.figures, column)
    return sums


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges the groups of one rule."""

    rule: Rule
    grouping: Grouping

    def groups_of_numbers(self, sums: pl.DataFrame, without: pl.DataFrame) -> Groups:
        """A group each row of sums and each place without a case; equal figures are judged once."""
        key = self.grouping.key
        amounts = [name for name in sums.columns if name not in key]
        nothing = [pl.lit(0, sums.schema[name]).alias(name) for name in amounts]
        places = sums
        if without.height:
            places = pl.concat([sums, without.with_columns(nothing).select(sums.columns)])
            in_order = (pl.col(name).cast(pl.String) if name == "buyer" else name for name in key)
            places = places.sort(*in_order, nulls_last=True)
        figures = ["span", *amounts]
        kinds = places.select(figures).unique(maintain_order=True).with_row_index("kind")
        numbered = places.join(
            kinds, on=figures, how="left", nulls_equal=True, maintain_order="left"
        )
        nobody = [name for name in ("agent", "buyer") if name not in key]
        numbered = numbered.with_columns(pl.lit(None, pl.String).alias(name) for name in nobody)
        told = [
            self.group({"shop": "", "span": row["span"]}, row, {})
            for row in kinds.iter_rows(named=True)
        ]
        return Groups(told, numbered)

    @property
    def nothing(self) -> Mapping[str, int]:
        """The sums of a group without cases."""
        return dict.fromkeys(_sums(self.rule), 0)

    def group(
        self,
        place: Mapping[str, Any],
        sums: Mapping[str, Any] | None,
        excluded: Mapping[str, int],
    ) -> Group:
        span = self.grouping.spans[place["span"]]
        day = self.grouping.limit_day(span)
        limit, version = self.rule.limit_on(day), self.rule.version_on(day)
        days = self.grouping.days_of(place["shop"], place["span"])
        told: dict[str, Any] = {
            "numerator": 0 if self.rule.kind in (Kind.RATE, Kind.HITS) else None,
            "status": Status.NO_DATA,
            "reason": sentence("all_excluded"),
        }
        if sums is not None:
            figures = self._figures(sums, days, version)
            told = {
                **figures.shown(),
                "review": sums["review"],
                **self._verdict(sums, figures, limit, version),
            }
        return Group(
            shop=place["shop"],
            agent=place.get("agent"),
            buyer=None if place.get("buyer") is None else str(place["buyer"]),
            from_=span.from_,
            to=span.to,
            days=days,
            window_days=span.window_days,
            version=version.name if version else None,
            excluded=excluded,
            **told,
        )

    def _figures(self, sums: Mapping[str, Any], days: int, version: Version | None) -> Figures:
        kind = self.rule.kind
        if kind is Kind.RATE:
            return RateFigures.of(sums, days, counts_bad=self.rule.counts_bad)
        if kind is Kind.HITS:
            return HitFigures(sums["bad"], sums["cases"])
        if kind in (Kind.COUNT, Kind.COVER):
            return SumFigures.of(sums, kind, days)
        names = version.figures if version else self.rule.figures
        return TimeFigures(sums, names, kind, Fraction(sums["rows"], days))

    def _verdict(
        self,
        sums: Mapping[str, Any],
        figures: Figures,
        limit: Version | None,
        version: Version | None,
    ) -> dict[str, Any]:
        """Status, reason, limit and room, in the fields of `Group`."""
        at_least = version.at_least if version else 0
        if sums["cases"] < at_least:
            too_few = sentence("too_few_cases", cases=sums["cases"], at_least=at_least)
            return {"status": Status.NOT_ASSESSED, "reason": too_few}
        if limit is None or limit.require is None:
            return {"status": Status.INFO, "reason": _would_say(figures, version)}
        best, worst = figures.best(), figures.worst()
        levels = {self._level(limit.require, limit.warn, facts) for facts in (best, worst)}
        status = levels.pop() if len(levels) == 1 else Status.UNDECIDED
        undecided = sentence("could_still_tip", open=sums["open"])
        return {
            "status": status,
            "reason": undecided if status is Status.UNDECIDED else None,
            "limit": limit.require.text(worst),
            "room": figures.room(limit.require),
        }

    def _level(self, require: Requirement, warn: Requirement | None, facts: Facts) -> Status:
        if not require.kept(facts):
            return Status.FAIL if self.rule.severity is Severity.FAIL else Status.WARN
        return Status.WARN if warn is not None and not warn.kept(facts) else Status.PASS


def _would_say(figures: Figures, version: Version | None) -> Sentence | None:
    """What a retired rule's last limit would say; None for a rule that never had one."""
    if version is None or version.require is None:
        return None
    kept = version.require.kept(figures.worst())
    limit = version.require.text(figures.worst())
    return sentence("would_keep" if kept else "would_break", limit=limit, until=version.until)
