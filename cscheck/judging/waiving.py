"""Takes waived cases out of the count: excluded, shown, and back again once a waiver expires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from cscheck.intake import Intake
from cscheck.judging.evidence import Naming, named
from cscheck.measures.cases import Cases
from cscheck.model.groups import Groups
from cscheck.model.sentences import Sentence, sentence
from cscheck.model.verdicts import Group, Status
from cscheck.rules.ruleset import Rule, Version
from cscheck.rules.waivers import REASON, Waiver

_BROKEN = (Status.FAIL, Status.WARN)


@dataclass(frozen=True, slots=True)
class Waiving:
    """The waivers of one audit; `day` is its last, by which they expire."""

    waivers: Sequence[Waiver]
    intake: Intake
    naming: Naming
    day: date

    def of(self, rule: Rule) -> tuple[Waiver, ...]:
        return tuple(each for each in self.waivers if each.rule == rule.id)

    def applied(self, rule: Rule, version: Version, part: Cases) -> Cases:
        """A version's cases, those waived excluded, and what to say of waivers that expired."""
        told = self.told(rule, version, part.frame)
        evidence = part.evidence
        return replace(
            part,
            frame=self.marked(rule, version, part.frame),
            evidence=None if evidence is None else self.unwaived(rule, version, evidence),
            notes=(*part.notes, *told),
        )

    def marked(self, rule: Rule, version: Version, cases: pl.DataFrame) -> pl.DataFrame:
        """The cases, the waived ones among them excluded."""
        is_waived = pl.lit(value=False)
        known = self._identified(rule, version, cases)
        for each in self.of(rule):
            if not each.has_expired(self.day):
                is_waived |= self._covers(each)
        marked = known.with_columns(waived=is_waived & pl.col("excluded").is_null())
        return marked.with_columns(
            good=pl.when(~pl.col("waived")).then("good"),
            excluded=pl.when("waived").then(pl.lit(REASON)).otherwise("excluded"),
        ).select(cases.columns)

    def unwaived(self, rule: Rule, version: Version, evidence: pl.DataFrame) -> pl.DataFrame:
        """The rows of evidence that no waiver covers."""
        return self.marked(rule, version, evidence).filter(
            pl.col("excluded").is_null() | (pl.col("excluded") != REASON)
        )

    def told(self, rule: Rule, version: Version, cases: pl.DataFrame) -> list[Sentence]:
        """What to say of waivers whose cases are there: those that hold, and those that did."""
        known = self._identified(rule, version, cases)
        return [
            sentence(
                "waiver_expired" if each.has_expired(self.day) else "waiver_holds",
                what=each.case if each.case is not None else _span(each),
                shop=each.shop,
                expires=each.expires,
                reason=each.reason,
            )
            for each in self.of(rule)
            if known.filter(self._covers(each)).height
        ]

    def _identified(self, rule: Rule, version: Version, cases: pl.DataFrame) -> pl.DataFrame:
        """The cases with the `id` that reports show; null where no waiver names one."""
        of_cases = [each for each in self.of(rule) if each.case is not None]
        if not of_cases:
            return cases.with_columns(id=pl.lit(None, pl.String))
        unit = rule.measure.unit(version.parameters)
        naming = Naming(self.naming.token_key)
        known = named(cases.with_columns(unit=pl.lit(unit)), self.intake, naming)
        return known.with_columns(pl.col("id").cast(pl.String))

    def _covers(self, waiver: Waiver) -> pl.Expr:
        """Whether a waiver names a case, or the case's clock starts in its span."""
        in_shop = pl.col("shop") == waiver.shop
        if waiver.case is not None:
            token = Naming(self.naming.token_key).token(waiver.case)
            covered = pl.col("id").is_in([waiver.case, token])
        else:
            local = self.intake.zone.local(pl.col("start"))
            midnight = pl.col("day").cast(pl.Datetime("us"))
            first, end = (pl.lit(each, pl.Datetime("us")) for each in (waiver.first, waiver.end))
            by_day = (midnight >= first) & (midnight.dt.offset_by("1d") <= end)
            covered = pl.coalesce((local >= first) & (local < end), by_day)
        return (in_shop & covered).fill_null(value=False)


def _span(waiver: Waiver) -> str:
    return f"{waiver.first:%Y-%m-%d %H:%M}..{waiver.end:%Y-%m-%d %H:%M}"


def with_waived(groups: Groups, without: Groups) -> Groups:
    """The groups, of which those are `waived` that only a waiver keeps from being broken.

    `without` are the same groups with every waived case counted.
    """
    counted = {_place(group): group for group in without}
    return groups.whole().mapped(lambda group: _told(group, counted.get(_place(group))))


def _place(group: Group) -> tuple[str, str | None, str | None, date]:
    return group.shop, group.agent, group.buyer, group.from_


def _told(group: Group, without: Group | None) -> Group:
    waived = group.excluded.get(REASON, 0)
    if not waived:
        return group
    if not group.denominator and not group.open:
        return replace(group, status=Status.WAIVED, reason=sentence("all_waived"))
    spared = without is not None and without.status in _BROKEN
    if spared and group.status not in (*_BROKEN, Status.UNDECIDED):
        return replace(group, status=Status.WAIVED, reason=sentence("kept_by_waiver", cases=waived))
    return group
