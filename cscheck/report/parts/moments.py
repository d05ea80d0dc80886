"""Times as a table shows them: all of them with their date, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cscheck.model.result import Result


@dataclass(frozen=True, slots=True)
class Moments:
    """How the times of one table are written."""

    pattern: str

    @classmethod
    def of(cls, result: Result, moments: Iterable[datetime | None]) -> Moments:
        """Without dates where all are of the one day audited; with years where those differ."""
        days = {moment.date() for moment in moments if moment is not None}
        if days <= {result.from_} and result.from_ == result.to:
            return cls("%H:%M:%S")
        if {day.year for day in days} <= {result.to.year}:
            return cls("%m-%d %H:%M:%S")
        return cls("%Y-%m-%d %H:%M:%S")

    def shown(self, moment: datetime | None) -> str:
        """A time to the second, or finer where it is finer."""
        if moment is None:
            return "-"
        fraction = f".{moment:%f}".rstrip("0") if moment.microsecond else ""
        return moment.strftime(self.pattern) + fraction
