"""Of texts that differ in their digits alone, which hold a word of some lists: told by one of them.

Shops say the same a million times with another order number in it. So the texts of a large export
are looked at by their shapes (`cscheck.intake.shaped`), and only those are read whose shape may
hold something: lists are made blind to digits, and find whatever they found and more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from cscheck.intake import shaped
from cscheck.measures.wording.folding import AS_IS, JOINED, SQUEEZED, with_folds
from cscheck.measures.wording.lists import Entry, WordList
from cscheck.measures.wording.matching import hits
from cscheck.measures.wording.sieve import may_hold

_ANY_DIGIT = "[0-9]"
_ANYTHING = ""
# What a pattern is made of. Escapes that name a character by its number might name a digit.
_PIECES = re.compile(
    r"(?P<digit>[0-9])"
    r"|(?P<excluded>\[\^(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<included>\[(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<same>\\[pP]\{[^}]*\}|\\[^xuUpP]|\{[0-9]+,?[0-9]*\}|\(\?P?<[^>]*>|\(|[^0-9(\\\[\]{}]+)"
)

_TIMES = re.compile(r"\{[0-9]+,?[0-9]*\}")


def may_hold_in_any_digits(texts: pl.LazyFrame, lists: Sequence[WordList]) -> pl.LazyFrame:
    """Those of the texts that may hold a word of the lists were their digits others.

    A frame with a column `text`; to be asked of one text of each shape.
    """
    blind = tuple(map(blind_to_digits, lists))
    likely = texts.filter(may_hold(shaped(pl.col("text")), blind)).collect()
    distinct = likely.select(shaped(pl.col("text"))).unique(maintain_order=True)
    distinct = with_folds(distinct.with_row_index("text_no"))
    folds = distinct.with_columns(shaped(pl.col(name)) for name in (AS_IS, SQUEEZED, JOINED))
    found = hits(folds, blind).select("text_no").unique()
    holding = distinct.join(found, on="text_no", how="semi")["text"]
    return likely.lazy().filter(shaped(pl.col("text")).is_in(holding.implode()))


def blind_to_digits(word_list: WordList) -> WordList:
    """A list that finds in a text of zeros whatever the list finds in texts of that shape."""
    return replace(word_list, entries=tuple(map(_blind_entry, word_list.entries)))


def _blind_entry(entry: Entry) -> Entry:
    words = tuple(re.sub("[0-9]", "0", word) for word in entry.words)
    patterns = tuple(map(blind_pattern, entry.patterns))
    entry = replace(entry, any_of=words, patterns=patterns)
    return replace(entry, unless=(), unless_patterns=(), check=None, negatable=False)


def blind_pattern(pattern: str) -> str:
    """The pattern with any digit wherever it has a certain one.

    What cannot be taken apart here becomes a pattern that is found in every text.
    """
    if not re.search("[0-9]", _TIMES.sub("", pattern)):
        return pattern
    place, pieces = 0, []
    while place < len(pattern):
        found = _PIECES.match(pattern, place)
        if found is None:
            return _ANYTHING
        pieces.append(_blind_piece(found))
        place = found.end()
    return "".join(pieces)


def _blind_piece(found: re.Match[str]) -> str:
    piece = found[0]
    if found["digit"]:
        return _ANY_DIGIT
    if re.search("[0-9]", piece.replace("0-9", "")):
        if found["included"]:
            return f"{piece[:-1]}0-9]"
        if found["excluded"]:
            return "(?s:.)"
    return piece
