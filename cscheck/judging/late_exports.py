"""Which past days tonight's exports may know more of, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import polars as pl

from cscheck.intake import Intake
from cscheck.judging.past_days import is_still_open
from cscheck.model.inputs import InputFile
from cscheck.model.stored import ALIKE, StoredDays
from cscheck.rules.ruleset import Rule
from cscheck.tables import MESSAGES

_HOW_LATE = timedelta(days=7)


def late_days(
    rule: Rule, stored: StoredDays, intake: Intake, before: date
) -> Iterator[tuple[str, date]]:
    """The shops and days of which a file that no night has read may say more.

    Only where every table is there that the day's own night had.
    """
    table = rule.measure.table(rule.versions[-1].parameters)
    new = [
        each
        for each in intake.inputs_with_digests()
        if each.table == table and each.used and each.sha256 not in stored.inputs
    ]
    here = {each.table for each in intake.inputs if each.table and not each.failure}
    for (of, shop, day), run in stored.runs.items():
        if of != rule.id or day < before - _HOW_LATE:
            continue
        if stored.tables.get(run, frozenset()) <= here and any(_has_of(e, day) for e in new):
            yield shop, day


def _has_of(file: InputFile, day: date) -> bool:
    """Whether a file has rows from before the end of a day until its beginning or later."""
    if file.first is None or file.last is None:
        return False
    begin = datetime(day.year, day.month, day.day)  # noqa: DTZ001  as the export has them
    first, last = file.first.replace(tzinfo=None), file.last.replace(tzinfo=None)
    return first < begin + timedelta(days=1) and last >= begin


def knows_more(
    rule: Rule,
    before: pl.DataFrame,
    again: pl.DataFrame,
    cases: pl.DataFrame,
    at: tuple[str, date],
) -> bool:
    """Whether tonight's exports say more of a shop's day than its own night's did.

    `before` and `again` are what was and is alike, `cases` tonight's. The cases of which the night
    kept the beginning must be among them. Of messages there may be a part of the day beside the
    night audited: as many cases of it as there were prove nothing.
    """
    here = (pl.col("shop") == at[0]) & (pl.col("day") == at[1])
    kept = before.filter(here)["start"].drop_nulls()
    now = cases.filter(here).select(pl.col("start").dt.epoch("us")).to_series()
    if kept.is_empty() or not kept.is_in(now.implode()).all():
        return False
    same = [name for name in ALIKE if name not in ("id", "start", "cases")]
    old, new = (
        frame.filter(here).group_by(same).agg(pl.col("cases").sum()) for frame in (before, again)
    )
    more = int(new["cases"].sum()) - int(old["cases"].sum())
    if more:
        return more > 0
    if rule.measure.table(rule.versions[-1].parameters) == MESSAGES.name:
        return False
    ended_before, ended_now = old.filter(~is_still_open()), new.filter(~is_still_open())
    key = [*same, "cases"]
    return ended_before.join(ended_now, on=key, how="anti", nulls_equal=True).height > 0
