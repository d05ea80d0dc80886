"""What was found in a case, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from cscheck.model.result import Result
from cscheck.text import Lang, word

_WORDS = {
    "late in": "detail_late_in",
    "early out": "detail_early_out",
    "absent": "detail_absent",
    "closed, time unknown": "detail_closed_time_unknown",
}
_CODE = re.compile(r"(^|; )([a-z0-9_.-]+(?:/[a-z0-9_]+)?): ")


def with_details(result: Result, lang: Lang) -> pl.DataFrame:
    """The violations, with words instead of the codes in their details."""
    labels = {rule.rule: rule.labels for rule in result.rules}
    rows = result.violations
    told = [
        detail_told(detail, labels[rule], lang)
        for rule, detail in rows.select("rule", "detail").iter_rows()
    ]
    return rows.with_columns(pl.Series("detail", told, pl.String))


def detail_told(
    detail: str | None, labels: Mapping[str, Mapping[str, str]], lang: Lang
) -> str | None:
    """`code: words; code: words` with what the codes stand for; other details in words.

    A code that nothing was said for stands alone.
    """
    if detail is None or detail in _WORDS:
        return None if detail is None else word(_WORDS[detail], lang)

    def named(found: re.Match[str]) -> str:
        label = labels.get(found[2])
        return found[0] if label is None else f"{found[1]}{label[lang]}: "

    return _CODE.sub(named, detail).removesuffix(": ")
