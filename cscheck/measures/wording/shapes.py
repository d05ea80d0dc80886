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
    folded_words,
    with_folds,
)
from cscheck.measures.wording.lists import Entry, WordList
from cscheck.measures.wording.matching import likely, looks
from cscheck.measures.wording.patterns import blind_pattern, roomy_pattern

_BATCH = 200_000
"""So many texts are folded and looked at together."""


def may_hold_in_any_digits(
    texts: pl.LazyFrame, lists: Sequence[WordList], taken_out: Iterable[str] = ()
) -> pl.LazyFrame:
    """Those of the texts that may hold a word of the lists were their digits others.

    A frame with a column `text`; to be asked of one text of each shape. `taken_out` are patterns
    of what rules take out of a text before they look.
    """
    some = texts.drop_nulls("text").with_columns(shaped=shaped(pl.col("text"))).collect()
    distinct = some.select(text="shaped").unique(maintain_order=True)
    changed = [pl.col("text").str.contains(blind_pattern(each)) for each in taken_out]
    blind = [(blind_to_digits(each), _unless_by_digits(each)) for each in lists]
    holding = [distinct["text"].clear()]
    for part in distinct.iter_slices(_BATCH):
        folds = with_folds(part.with_row_index("text_no")).with_columns(
            *(shaped(pl.col(name)).alias(name) for name in (AS_IS, SQUEEZED, JOINED)),
            changed=pl.any_horizontal(pl.lit(value=False), *changed),
        )
        for each, by_digits in blind:
            found = _may_match(folds, each, by_digits)
            holding.append(folds.filter(pl.col("text_no").is_in(found.implode()))["text"])
    told = pl.concat(holding).unique().implode()
    return some.lazy().filter(pl.col("shaped").is_in(told)).drop("shaped")


def _may_match(texts: pl.DataFrame, blind: WordList, by_digits: frozenset[str]) -> pl.Series:
    """The text_no of texts of zeros that a list may match in other digits.

    Where something is taken out of a text (`changed`), or an entry leaves out something by its
    digits, what stands around it may or may not come nearer: there the patterns are looked for with
    room for anything in them.
    """
    found = [pl.Series("text_no", [], pl.UInt32)]
    for entry, rows in likely(texts, blind):
        sure, in_doubt = _parted(entry, by_digits)
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
