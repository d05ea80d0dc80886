"""Reports of long ago: those that the same pattern named for days past are taken away."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from cscheck.cli.dated import report_named

_LOOKED_BACK = 800  # days: also after a year without a run
_LEFT_BEHIND = re.compile(r"\.(.+)\.[a-z0-9_]{8}")
_A_DAY = 86_400


def forget_old(patterns: Iterable[Path], shop: str, day: date, keep: int) -> int:
    """Removes the reports of days more than `keep` before a day; says how many there were.

    Only what a pattern with a day in it names can be old. What a run that was killed left beside
    its reports goes too.
    """
    removed = 0
    for pattern in patterns:
        named = [report_named(pattern, day - timedelta(days=n), shop) for n in range(_LOOKED_BACK)]
        recent = set(named[: keep + 1])
        for path in [*dict.fromkeys(named[keep + 1 :]), *_left_behind(set(named))]:
            if path not in recent and path.is_file():
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _left_behind(reports: set[Path]) -> Iterator[Path]:
    """The unfinished files of runs that were killed, a day ago or more."""
    for folder in {path.parent for path in reports}:
        if not folder.is_dir():
            continue
        for path in folder.glob(".*"):
            found = _LEFT_BEHIND.fullmatch(path.name)
            if found and folder / found[1] in reports and _age(path) > _A_DAY:
                yield path


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0
