"""What cells of text become: cleaned ids, words, flags, money, numbers, lengths of time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

import polars as pl

BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b"
DRESSING = BLANKS + "'\"`"
PLACEHOLDERS = frozenset(
    (
        *("", "-", "--", "---", "—", "无", "null", "NULL", "Null", "None", "nan", "NaN"),
        *("N/A", "n/a", "#N/A", "暂无", "暂无数据", "\\N"),
    )
)
ZEROS = ("0", "0.0", "0.00", "0分", "0星")
_TOTALS = (
    *("汇总", "汇总值", "平均", "平均值", "均值", "总值", "合计", "总计", "小计", "全店汇总值"),
    *("全店平均值", "店铺汇总值", "店铺平均值", "同行同层优秀", "同行同层均值", "暂无数据"),
)
SUMMARY_WORDS = frozenset(f"{word}{colon}" for word in _TOTALS for colon in ("", ":", "："))
_REMARK = re.compile(r"[(（].*[)）]$")
LOST_DIGITS = r"^\d(?:\.\d+)?[eE]\+\d{1,3}$"
"""An id that a spreadsheet program wrote as the number it took it for."""
_LONGEST = 100
"""No number and no total is written longer; patterns that look back must not meet what is."""
MOST_FEN = 10**15
MOST_NUMBER = 10**15
"""More of anything than a shop has: an id in the wrong column, or the fault of a program."""
MOST_SECONDS = 30 * 86400
"""Platforms close a conversation within days; what is longer is a time, or milliseconds."""
_NO_REFUND = frozenset(("无退款申请", "无退款", "未申请退款"))


_FEW_WORDS = 40


def stripped(cell: pl.Expr) -> pl.Expr:
    """A cell without blanks around it; null where nothing is left."""
    text = cell.str.strip_chars(BLANKS)
    return pl.when(text != "").then(text)


def cleaned(cell: pl.Expr) -> pl.Expr:
    """A cell without what exports dress it in: `="甲店"`, tabs, apostrophes, blanks.

    Null where it says that there is nothing.
    """
    text = cell.str.strip_chars(BLANKS).str.strip_prefix("=").str.strip_chars(DRESSING)
    return pl.when(~text.is_in(PLACEHOLDERS)).then(text)


def is_total(text: str) -> bool:
    """Whether a cell says that its row is a summary, as `合计：` and `总计(12人)` do."""
    said = text.strip()
    return len(said) <= _LONGEST and _REMARK.sub("", said).strip() in SUMMARY_WORDS


def identifier(cell: pl.Expr, *, whole_number: bool = False, labelled: bool = False) -> pl.Expr:
    """An id, cleaned.

    `whole_number` also takes off the `.0` of a column that went through a table of floats,
    `labelled` a leading `No:` or `ID:`. Both are told from a sample of the column.
    """
    text = cleaned(cell)
    if whole_number:
        text = text.str.replace(r"^(\d+)\.0$", "$1")
    if labelled:
        text = text.str.replace(r"^(?:No|ID)[:：]\s*", "")
    return pl.when(~text.is_in(PLACEHOLDERS)).then(text) if whole_number or labelled else text


def identifier_habits(samples: pl.Series) -> dict[str, bool]:
    """How a column of ids is dressed, told from a sample: what `identifier` takes."""
    texts = samples.drop_nulls().str.strip_chars(DRESSING)
    some = texts.len() > 0
    return {
        "whole_number": bool(some and texts.str.contains(r"^\d+\.0$").all()),
        "labelled": bool(some and texts.str.contains(r"^(?:No|ID)[:：]").any()),
    }


def fold(word: str) -> str:
    """A word as words are compared: full width folded, no blanks, no capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).casefold()


def translate(
    words: Mapping[str, str], values: Iterable[str], *, by_parts: bool
) -> Callable[[str], str | None]:
    """A reader of a column's words.

    A word counts as the value it names or stands for; with `by_parts` also as that of the longest
    known word it contains (`卖家已发货，等待买家确认` contains `已发货`); else it is unknown.
    """
    exact = {fold(value): value for value in values} | {
        fold(word): value for word, value in words.items()
    }
    by_length = sorted((word for word in exact if len(word) > 1), key=len, reverse=True)

    def read(word: str) -> str | None:
        folded = fold(word)
        if folded in exact or not by_parts:
            return exact.get(folded)
        return next((exact[known] for known in by_length if known in folded), None)

    return read


FLAG_WORDS = {
    "true": ("是", "true", "1", "y", "yes", "有", "√"),
    "false": ("否", "false", "0", "n", "no", "无", "没有", "×"),
}


def read_money(text: str) -> int | None:
    """An amount in fen, from `￥1,234.50`, `76.61元` or `1.2万`; None where it is no amount."""
    if len(text) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text)
    if folded in _NO_REFUND:
        return 0
    found = re.fullmatch(r"[¥$]?\s*(-?)[¥$]?\s*([\d,]*\.?\d+)\s*(万)?元?", folded.strip())
    if found is None:
        return None
    try:
        amount = Decimal(found[1] + found[2].replace(",", ""))
    except InvalidOperation:
        return None
    fen = amount * 100 * (10_000 if found[3] else 1)
    return int(fen.to_integral_value()) if abs(fen) <= MOST_FEN else None


def read_number(text: str) -> float | None:
    """A number, from `12`, `1,234.5` or `98.5%` (0.985); None where it is none."""
    if len(text) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = re.fullmatch(r"(-?\d*\.?\d+)\s*(%|分|星|次)?", folded)
    if found is None:
        return None
    number = float(Decimal(found[1]) / 100) if found[2] == "%" else float(found[1])
    return number if abs(number) <= MOST_NUMBER else None


def share_reader(*, in_hundreds: bool) -> Callable[[str], float | None]:
    """A reader of shares: `83.2%` is 0.832, and so is `83.2` where they are written in hundreds."""

    def read(text: str) -> float | None:
        number = read_number(text)
        if number is None or not in_hundreds or unicodedata.normalize("NFKC", text)[-1] == "%":
            return number
        return float(Decimal(str(number)) / 100)

    return read


_SPAN = re.compile(
    r"(?:(\d+)(?:天|d))?(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|min|m))?(?:(\d+(?:\.\d+)?)(?:秒|s))?"
)
_CLOCK_SPAN = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)")
_CELL_SPAN = re.compile(r"(1899-12-31|1900-0[12]-\d\d)(\d\d):(\d\d):(\d\d)(?:\.\d+)?")
"""A length of time in a cell of a workbook, which counts from the last day of 1899."""


def read_seconds(text: str) -> float | None:
    """A length of time, from `11秒`, `2分30秒`, `00:01:05` or `37.2`; None where it is none.

    Nor is it one where no conversation can last so long.
    """
    seconds = _seconds(text) if len(text) <= _LONGEST else None
    return seconds if seconds is not None and seconds <= MOST_SECONDS else None


def _seconds(text: str) -> float | None:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    if re.fullmatch(r"\d+(\.\d+)?", folded):
        return float(folded)
    if found := _CELL_SPAN.fullmatch(folded):
        with suppress(ValueError):  # no such day
            whole = (date.fromisoformat(found[1]) - date(1899, 12, 31)).days
            return whole * 86400.0 + int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
        return None
    if (found := _SPAN.fullmatch(folded)) and any(found.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    if found := _CLOCK_SPAN.fullmatch(folded):
        return float(found[1] or 0) * 3600 + float(found[2]) * 60 + float(found[3])
    return None


def looked_up(text: pl.Expr, known: Mapping[str, object], dtype: pl.DataType) -> pl.Expr:
    """What words stand for; null for any other.

    Few words are compared one by one: a look-up would hold all rows of the file at once.
    """
    if len(known) > _FEW_WORDS:
        return text.replace_strict(known, default=None, return_dtype=dtype)
    found = pl.lit(None, dtype)
    for word, value in known.items():
        found = pl.when(text == word).then(pl.lit(value, dtype)).otherwise(found)
    return found
