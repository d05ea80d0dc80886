"""Paths with a day in them: `{date}`, `{date+1}`, `{date:%Y%m%d}`, and with stars."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from cscheck.errors import DataError, Problem, UsageError
from cscheck.model.sentences import sentence

_DATE = re.compile(r"\{date([+-]\d{1,3})?(?::([^{}]+))?\}")
_STARS = re.compile(r"[*?\[]")


def exports_of(paths: Iterable[Path], first: date, last: date) -> list[Path]:
    """The exports that patterns stand for on the days audited, each once.

    A pattern of which nothing is there stays as it is for the first day, so that reading says so;
    of several days those that are there are taken.
    """
    found = [path for each in paths for path in _of_days(each, first, last)]
    return list(dict.fromkeys(found))


def _of_days(path: Path, first: date, last: date) -> list[Path]:
    text = str(path)
    if not _DATE.search(text):
        return list(_matching(text)) or [path]
    days = ((last - first).days + 1) if first <= last else 1
    named = [dated(text, first + timedelta(days=n)) for n in range(days)]
    there = [match for each in named for match in _matching(each)]
    return there or [Path(named[0])]


def _matching(text: str) -> Iterator[Path]:
    path = Path(text)
    if _is_there(path):
        yield path
    elif _STARS.search(text):
        yield from map(Path, sorted(glob.glob(text, recursive=True)))  # noqa: PTH207  of any root


def _is_there(path: Path) -> bool:
    """Whether a path exists; raises DataError where its folder does not let anybody know."""
    try:
        return path.exists()
    except PermissionError as error:
        raise DataError(Problem(sentence("no_permission"), path=str(path))) from error


def dated(text: str, day: date) -> str:
    """A pattern with its day filled in; raises UsageError for a form that no day can take."""

    def filled(found: re.Match[str]) -> str:
        moved = day + timedelta(days=int(found[1] or 0))
        try:
            return moved.strftime(found[2]) if found[2] else moved.isoformat()
        except ValueError as error:
            raise UsageError.saying("bad_date_pattern", pattern=text) from error

    return _DATE.sub(filled, text)


def report_named(path: Path, day: date, shop: str) -> Path:
    """Where a report goes: `{date}` and `{shop}` filled in; a shop's name makes no folder."""
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", shop).strip(". ") or "_"
    return Path(dated(str(path), day).replace("{shop}", safe))
