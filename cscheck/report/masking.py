"""What of a file's own text a report may show."""

from __future__ import annotations

import re

from cscheck.model import Reject

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TIME_LIKE = re.compile(r"[\d\s:/.,+\-TZ年月日时分秒点上下午]*")
_LONG_NUMBER = re.compile(r"\d{5,}")
_LONGEST_CELL = 200
_LONGEST_REJECTED = 24


def reject_value(reject: Reject, *, show_pii: bool) -> str | None:
    """The cell that rejected a row.

    Masked where its column holds personal data. A cell that stands in the wrong column may hold
    some too: long numbers are masked where the cell is no attempt at a time, long texts cut.
    """
    if reject.value is None or show_pii:
        return reject.value
    if reject.personal:
        return "*" * min(len(reject.value), 8)
    if _TIME_LIKE.fullmatch(reject.value):
        return reject.value
    masked = _LONG_NUMBER.sub(lambda found: found[0][:2] + "***", reject.value)
    return masked if len(masked) <= _LONGEST_REJECTED else masked[:_LONGEST_REJECTED] + "…"


def harmless(text: str) -> str:
    """Text from a file as a terminal may show it: no control codes, one line."""
    return _CONTROL.sub("?", text.replace("\r\n", "\n")).replace("\n", " ").replace("\t", " ")


def cell_text(text: str) -> str:
    """A cell of a file as a report may show it: harmless, and not endless."""
    shown = harmless(text)
    return shown if len(shown) <= _LONGEST_CELL else shown[: _LONGEST_CELL - 1] + "…"
