"""What is asked of an audit, however it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from cscheck.judging.evidence import Naming
from cscheck.model.stored import StoredDays
from cscheck.rules.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Rejectable:
    """How many rejected rows of a file are borne: a number, or a share of its rows."""

    number: int | None = None
    share: Fraction = Fraction(1, 100)

    def bears(self, rejected: int, rows: int) -> bool:
        if self.number is not None:
            return rejected <= self.number
        return rejected <= self.share * rows


def _quietly(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an audit.

    * days: the first and last day audited
    * as_of: the moment up to which the data is taken to be complete
    * rules_at: judge everything by the rules of this day
    * expect: tables that must be there and have rows on every day audited
    * breakdown: whether the Result says where the cases lie (slices, waits)
    * digests: whether the Result has those of the files that were read
    * progress: called with the id of each rule before it is measured
    * waivers: cases that are not counted (rules.waivers)
    * shops: only those from one name up to another are judged; None where there is no such bound
    * stored: the days before those audited; None where there is no history
    * evidence_limit: how many violations of each rule the Result names; all, where None
    * group_limit: of how many groups of a rule and shop (the worst) it names the buyers; likewise
    """

    days: tuple[date, date]
    as_of: datetime
    rules_at: date | None = None
    fail_on: str = "fail"
    max_rejected: Rejectable = Rejectable()
    expect: tuple[str, ...] = ()
    breakdown: bool = False
    digests: bool = True
    evidence_limit: int | None = None
    group_limit: int | None = None
    naming: Naming = field(default_factory=Naming)
    progress: Callable[[str], None] = _quietly
    waivers: tuple[Waiver, ...] = ()
    stored: StoredDays | None = None
    shops: tuple[str | None, str | None] = (None, None)
