"""The cases of the page as data: every violation, due case and reject, for its script to show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cscheck.model.result import Result
from cscheck.report.masking import reject_value
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import one_line
from cscheck.report.wording import moment_text, place_text
from cscheck.text import Lang, length, say, word

_VIOLATION = ("rule", "shop", "id", "agent", "start", "deadline", "stop", "late")
_MORE = ("buyer", "detail")
_DUE = ("rule", "shop", "id", "agent", "deadline", "left")


def page_data(result: Result, options: TextOptions) -> dict[str, Any]:
    """What the page's script needs: words, and rows in which a cell is text or [order, text].

    Behind the cells of a case stand its buyer and detail, which are shown where it is unfolded, and
    the instants of a violation for the drawing of its time line.
    """
    lang, year = options.lang, result.to.year
    places = _Places(result)
    return {
        "words": {
            key: word(f"html_{key}", lang)
            for key in ("shown", "none", "more", "stop", "never", "buyer", "detail")
        },
        "as_of": _instant(result.as_of),
        "rules": {rule.rule: one_line(rule.title[lang]) for rule in result.rules},
        "violations": [
            [
                *_cells(row, _VIOLATION, lang, year),
                places.of(row),
                *_cells(row, _MORE, lang, year),
                _line(row),
            ]
            for row in result.violations.iter_rows(named=True)
        ],
        "due": [
            [
                *_cells(row, _DUE, lang, year),
                places.of(row),
                row["buyer"] and one_line(row["buyer"]),
                "",
                None,
            ]
            for row in result.due.iter_rows(named=True)
        ],
        "rejects": [
            [
                places.of({"file": each.file, "row": each.row}),
                one_line(each.sheet or ""),
                one_line(each.column),
                one_line(reject_value(each, show_pii=options.show_pii) or ""),
                one_line(say(each.reason, lang)),
            ]
            for each in result.rejects
        ],
    }


def _cells(row: dict[str, Any], names: tuple[str, ...], lang: Lang, year: int) -> list[Any]:
    return [_cell(row, name, lang, year) for name in names]


def _cell(row: dict[str, Any], name: str, lang: Lang, year: int) -> Any:
    """A cell; times of the year audited are shown without it, and ordered with it."""
    if name in ("late", "left"):
        seconds = row["late_by_seconds" if name == "late" else "left_seconds"]
        return ["", ""] if seconds is None else [seconds, length(seconds, lang)]
    value = row[name]
    if isinstance(value, datetime):
        whole = moment_text(value)
        return [whole, whole.removeprefix(f"{year}-")]
    if name == "detail" and row["review"]:
        value = " · ".join(part for part in (value, word("html_review", lang)) if part)
    return one_line(str(value)) if value is not None else ""


def _line(row: dict[str, Any]) -> list[float | None]:
    """When the clock started, ran out and stopped, in seconds."""
    return [_instant(row[name]) for name in ("start", "deadline", "stop")]


def _instant(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


class _Places:
    """Where rows stand; a file's short name is worked out once."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._names: dict[str, str] = {}

    def of(self, row: dict[str, Any]) -> list[Any]:
        """The place as text, ordered by file and row."""
        file = row["file"]
        if file is None:
            return ["", ""]
        if file not in self._names:
            self._names[file] = one_line(
                place_text(self._result, {"file": file, "row": 0}).removesuffix(":0")
            )
        name = self._names[file]
        return [f"{name}:{row['row']:09}", f"{name}:{row['row']}"]
