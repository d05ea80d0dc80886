"""What of a file's own text a report may show."""

from __future__ import annotations

import re

from cscheck.model.inputs import Reject

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TIME_LIKE = re.compile(r"[\d\s:/.,+\-TZ年月日时分秒点上下午]*")
# What people write for times beside figures: all that is shown of a cell that is none.
_RUN = re.compile(r"[a-z]+|[^\x00-\x7f]+|[^\w\s:/.,+-]+", re.IGNORECASE)
_TIME_SIGNS = frozenset(
    "年月日号时分秒点上下中午昨今明前后天早晚凌晨周星期一二三四五六七八九十，：．"
)
_TIME_WORDS = frozenset(
    (
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm", "t", "z", "utc", "gmt"),
        *("yesterday", "today", "tomorrow", "nan", "null", "none"),
    )
)
_NO_TIME = re.compile(r"(?<!\d)(?:\d{11}|\d{15,})(?!\d)")
_LONG_NUMBER = re.compile(r"\d{5,}")
_LONGEST_CELL = 200
_LONGEST_WORD = 12


def reject_value(reject: Reject, *, show_pii: bool) -> str | None:
    """The cell that rejected a row.

    Masked where its column holds personal data. A cell that stands in the wrong column may hold
    some too: where a time is asked for, only what looks like one is shown; where a word is, only a
    short one; and of long numbers in either the first two figures.
    """
    if reject.value is None or show_pii:
        return reject.value
    if reject.personal:
        return "*" * min(len(reject.value), 8)
    value = _not_endless(reject.value)
    if _TIME_LIKE.fullmatch(value.removesuffix("…")):
        return _NO_TIME.sub(_first_two, value)
    masked = _LONG_NUMBER.sub(_first_two, value)
    if reject.reason.key != "reject_unknown_word":
        return _RUN.sub(_if_of_time, masked)
    return masked if len(masked) <= _LONGEST_WORD else masked[: _LONGEST_WORD // 2] + "…"


def _first_two(number: re.Match[str]) -> str:
    return number[0][:2] + "***"


def _if_of_time(run: re.Match[str]) -> str:
    """A word or a run of signs where times are written with it, else only that it is there."""
    word = run[0].lower()
    of_time = word in _TIME_WORDS or set(word) <= _TIME_SIGNS
    return run[0] if of_time or word == "***" else "…"


def harmless(text: str) -> str:
    """Text from a file as a terminal may show it: no control codes, one line."""
    return _CONTROL.sub("?", text.replace("\r\n", "\n")).replace("\n", " ").replace("\t", " ")


def cell_text(text: str) -> str:
    """A cell of a file as a report may show it: harmless, and not endless."""
    return _not_endless(harmless(text))


def _not_endless(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
