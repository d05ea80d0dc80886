"""Of texts that differ in their digits alone, which hold a word of some lists: told by one of them.

Shops say the same a million times with another order number in it. So the texts of a large export
are looked at by their shapes (`cscheck.intake.shaped`), and only those are read whose shape may
hold something: lists are made blind to digits, and find whatever they found and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from cscheck.intake import shaped
from cscheck.measures.wording.folding import (
    AS_IS,
    JOINED,
    SQUEEZED,
    TAKEN_OUT,
    folded_words,
    with_folds,
)
from cscheck.measures.wording.lists import Entry, WordList
from cscheck.measures.wording.matching import likely, looks
from cscheck.measures.wording.sieve import may_hold

_ANY_DIGIT = "[0-9]"
_ANYTHING = ""
_ROOM = "(?s:.)*"
_BOUNDARY = re.compile(r"\(\?-u:\\[bB]\)|\\[bB]")
_WIDE = re.compile(r"\\[DSWwpP]")
# What a pattern is made of. Escapes that name a character by its number might name a digit.
_PIECES = re.compile(
    r"(?P<digit>[0-9])"
    r"|(?P<excluded>\[\^(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<included>\[(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<same>\\[pP]\{[^}]*\}|\\[^xuUpP]|\{[0-9]+,?[0-9]*\}|\(\?P?<[^>]*>|\(|[^0-9(\\\[\]{}]+)"
)

_TIMES = re.compile(r"\{[0-9]+,?[0-9]*\}")


def may_hold_in_any_digits(
    texts: pl.LazyFrame, lists: Sequence[WordList], taken_out: Iterable[str] = ()
) -> pl.LazyFrame:
    """Those of the texts that may hold a word of the lists were their digits others.

    A frame with a column `text`; to be asked of one text of each shape. `taken_out` are patterns
    of what rules take out of a text before they look.
    """
    blind = tuple(map(blind_to_digits, lists))
    some = texts.filter(may_hold(shaped(pl.col("text")), blind)).collect()
    distinct = some.select(shaped(pl.col("text"))).unique(maintain_order=True)
    distinct = with_folds(distinct.with_row_index("text_no"))
    changed = [pl.col("text").str.contains(f"(?i){blind_pattern(each)}") for each in taken_out]
    folds = distinct.with_columns(
        *(shaped(pl.col(name)).alias(name) for name in (AS_IS, SQUEEZED, JOINED)),
        changed=pl.any_horizontal(pl.lit(value=False), *changed),
    )
    found = pl.concat([distinct["text_no"].clear(), *(_may_match(folds, each) for each in lists)])
    holding = distinct.filter(pl.col("text_no").is_in(found.implode()))["text"]
    return some.lazy().filter(shaped(pl.col("text")).is_in(holding.implode()))


def _may_match(texts: pl.DataFrame, word_list: WordList) -> pl.Series:
    """The text_no of texts of zeros that the list may match in other digits.

    Where something is taken out of a text (`changed`), or an entry leaves out something by its
    digits, what stands around it may or may not come nearer: there the patterns are looked for with
    room for anything in them.
    """
    blind = blind_to_digits(word_list)
    found = [pl.Series("text_no", [], pl.UInt32)]
    for entry, rows in likely(texts, blind):
        sure, in_doubt = _parted(entry, _unless_by_digits(word_list))
        for look, doubt in zip(looks(blind, sure), looks(blind, in_doubt), strict=True):
            text = pl.col(look.column)
            doubted = pl.col("changed")
            if doubt.unless:
                doubted |= text.str.contains(doubt.unless)
            unsure, certain = rows.filter(doubted), rows.filter(~doubted)
            if unsure.height:
                nearer = text.str.contains(roomy_pattern(look.wanted))
                found.append(unsure.filter(nearer)["text_no"])
            found.append(look.matched(certain)["text_no"])
    return pl.concat(found).unique()


def _unless_by_digits(word_list: WordList) -> frozenset[str]:
    """What entries leave out by certain digits, as the blind list has it."""
    every = (each for entry in word_list.entries for each in entry.unless_patterns)
    return frozenset(blind for each in every if (blind := blind_pattern(each)) != each)


def _parted(entry: Entry, by_digits: frozenset[str]) -> tuple[Entry, Entry]:
    """An entry with what it leaves out in any digits, and with what it leaves out by them."""
    words, patterns = entry.unless, entry.unless_patterns
    digits = {each for each in words if re.search("[0-9]", each)}
    sure = replace(
        entry,
        unless=tuple(each for each in words if each not in digits),
        unless_patterns=tuple(each for each in patterns if each not in by_digits),
    )
    doubt = replace(
        entry,
        unless=tuple(each for each in words if each in digits),
        unless_patterns=tuple(each for each in patterns if each in by_digits),
    )
    return sure, doubt


def blind_to_digits(word_list: WordList) -> WordList:
    """A list that may match a text of zeros if the list matches a text of that shape."""
    return replace(word_list, entries=tuple(map(_blind_entry, word_list.entries)))


def knows_digits(word_list: WordList) -> bool:
    """Whether a list tells a digit from another."""
    written = [
        text
        for each in word_list.entries
        for text in (*each.any_of, *each.patterns, *each.unless, *each.unless_patterns)
    ]
    checked = any(each.check for each in word_list.entries)
    return checked or any(blind_pattern(text) != text for text in written)


def _blind_entry(entry: Entry) -> Entry:
    def words(each: Sequence[str]) -> tuple[str, ...]:
        return tuple(re.sub("[0-9]", "0", word) for word in folded_words(each))

    return replace(
        entry,
        any_of=words(entry.any_of),
        patterns=tuple(map(blind_pattern, entry.patterns)),
        unless=words(entry.unless),
        unless_patterns=tuple(map(blind_pattern, entry.unless_patterns)),
    )


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


def roomy_pattern(pattern: str) -> str:
    """The pattern with room for anything in place of what may be the sign of something taken out.

    It also finds numbers and words that are parts of longer ones, for what is taken out ends them.
    """
    pattern = _BOUNDARY.sub("", pattern)
    place, pieces = 0, []
    while place < len(pattern):
        found = _PIECES.match(pattern, place)
        if found is None:
            return _ANYTHING
        pieces.append(_roomy_piece(found))
        place = found.end()
    return "".join(pieces)


def _roomy_piece(found: re.Match[str]) -> str:
    piece = found[0]
    if found["excluded"] or _WIDE.search(piece):
        return _ROOM
    if found["included"]:
        ends = re.findall(r"(.)-(.)", piece)
        return _ROOM if any(first <= TAKEN_OUT <= last for first, last in ends) else piece
    return piece if piece.startswith("\\") else piece.replace(".", _ROOM)


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
