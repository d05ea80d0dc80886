"""What an audit takes from the history file, and what it leaves there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.cli.log import note
from cscheck.text import Lang, word

if TYPE_CHECKING:
    from cscheck.history import History
    from cscheck.intake import Intake
    from cscheck.model.result import Result
    from cscheck.request import Request
    from cscheck.rules.ruleset import Ruleset

_LONGEST_CALENDAR_PERIOD = 31


@dataclass(frozen=True, slots=True)
class Memory:
    """The history of one platform's shops, where there is one."""

    history: History | None
    platform: str

    @classmethod
    def at(cls, path: Path | None, platform: str) -> Memory:
        """Raises UsageError, before hours of work, for a file that cannot be used."""
        if path is None:
            return cls(None, platform)
        from cscheck.history import History

        history = History(path)
        history.check()
        return cls(history, platform)

    def asked(self, request: Request, ruleset: Ruleset, shops: list[str]) -> Request:
        """The request with the days stored, and the tables expected that were there last time."""
        if self.history is None:
            return request
        first = request.days[0]
        since = first - timedelta(days=_longest_window(ruleset))
        stored = self.history.stored(self.platform, shops, since, request.days)
        last_time = self.history.tables_last_time(self.platform, shops, first)
        return replace(request, stored=stored, expect=request.expect or last_time)

    def keep(self, result: Result, shops: list[str], now: datetime, lang: Lang) -> None:
        """Enters the night; one that could not be judged would stand for a good one, and is not."""
        if self.history is None:
            return
        if result.exit_code > 1:
            note(word("history_not_kept", lang))
            return
        self.history.record(result, shops, now)


def shops_of(intake: Intake, default: str) -> list[str]:
    """The shops that the exports name, and the one of rows that name none."""
    shops = {default}
    for frame in intake.tables.values():
        if "shop" in frame.columns:
            shops |= set(frame["shop"].cast(str).unique().drop_nulls())
    if intake.messages is not None:
        shops |= set(intake.messages.narrow["shop"].cast(str).unique().drop_nulls())
    return sorted(shops)


def _longest_window(ruleset: Ruleset) -> int:
    rolling = [each.period.rolling_days for rule in ruleset.rules for each in rule.versions]
    return max(_LONGEST_CALENDAR_PERIOD, *rolling)
