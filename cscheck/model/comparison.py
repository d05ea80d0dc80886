"""One rule under two readings of it: both figures, and the cases that are judged otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from cscheck.model.result import Result, RuleVerdict


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a rule, and what an audit found under it.

    `rules_at` is the day whose version judges everything; where it is None, each case is judged
    by the version of its own day. `settings` are the keys of the rule that were changed.
    """

    result: Result
    rules_at: date | None
    settings: Mapping[str, str]

    @property
    def rule(self) -> RuleVerdict:
        (rule,) = self.result.rules
        return rule


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of a rule over the same exports.

    `flips` are the cases of which the two say something else, those that the second breaks first:
    shop, day, id, agent, buyer, was and now (timeline.Verdict), was_excluded and now_excluded (why
    it is not counted), start, stop, was_deadline, now_deadline, file, sheet, row. A case is what
    stands in one row of a file; one that stands in none, as a gap in presence, is not among them.
    """

    first: Reading
    second: Reading
    flips: pl.DataFrame
