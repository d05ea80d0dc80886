"""From folded texts to hits: which entries of which lists each text holds (measures.md, part 8).

Everything is decided by taking words out of a text and looking again, which linear-time regular
expressions can do for all texts at once: first what an entry allows (`unless`), then each match
that stands beside a negation. A match found before the second step and not after it is for review.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cscheck.measures.wording import candidates
from cscheck.measures.wording.few_texts import FewTexts
from cscheck.measures.wording.folding import AS_IS, JOINED, SQUEEZED, TAKEN_OUT, folded_words
from cscheck.measures.wording.lists import Entry, Negations, WordList
from cscheck.measures.wording.prepared import needle_of

_LONGEST_CARD = 19
_NUMERALS = "零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾幺两"
_FEW = 1_000
"""So many texts are looked through together before expressions are made."""
_BETWEEN = {SQUEEZED: r"[^\n]", JOINED: ".", AS_IS: r"[^\n,!?;。]"}
_MATCHES = {
    "text_no": pl.UInt32(),
    "code": pl.String(),
    "words": pl.String(),
    "firm": pl.Boolean(),
}


def hits(
    texts: pl.DataFrame, lists: Sequence[WordList], own_numbers: pl.Series | None = None
) -> pl.DataFrame:
    """What the texts say: a row each text and entry that it holds.

    `texts` have text_no and the folds of folding.with_folds; `own_numbers` are the shop's own, as
    `number_key` makes them. Gives text_no, code (list/entry), words (what was matched, each once;
    where some matches are firm those alone), negated (none is), review (so, or by the entry), in
    the order of texts and entries.
    """
    parts = [part for each in lists for part in _of_list(texts, each)]
    matches = pl.concat([pl.DataFrame(schema=_MATCHES), *parts])
    if own_numbers is not None and matches.height:
        own = pl.DataFrame({"number": own_numbers})
        keyed = matches.with_columns(number=number_key(pl.col("words")))
        matches = keyed.join(own, on="number", how="anti", maintain_order="left").drop("number")
    stands = pl.col("firm").any().over("text_no", "code")
    found = (
        matches.filter(pl.col("firm") | ~stands)
        .group_by("text_no", "code", maintain_order=True)
        .agg(words=pl.col("words").unique(maintain_order=True), negated=~pl.col("firm").any())
    )
    order = {each.code(entry): entry.review for each in lists for entry in each.entries}
    codes = pl.DataFrame(
        {"code": list(order), "by_entry": list(order.values())},
        schema={"code": pl.String, "by_entry": pl.Boolean},
    ).with_row_index("place")
    return (
        found.join(codes, on="code")
        .sort("text_no", "place")
        .select(
            "text_no", "code", "words", "negated", review=pl.col("by_entry") | pl.col("negated")
        )
    )


def number_key(text: pl.Expr) -> pl.Expr:
    """A number or id as it is compared: its letters and digits alone."""
    return text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")


def masked(words: pl.Expr) -> pl.Expr:
    """Matched words as reports may show them: on one line, without numbers and names of mailboxes.

    A number may be spelt out: five numerals in a row, or among figures, are one.
    """
    words = words.str.replace_all(TAKEN_OUT, "", literal=True)
    words = words.str.replace_all(r"\p{Nd}", "*")
    words = words.str.replace_all(rf"\**[{_NUMERALS}][{_NUMERALS}*]{{4,}}", "*****")
    words = words.str.replace_all(r"([^\s@])[^\s@]*@", "${1}***@")
    return words.str.replace_all(r"\s+", " ").str.strip_chars(" ")


def alternation(patterns: Iterable[str]) -> str:
    """One expression that finds what any of them finds."""
    return "|".join(f"(?:{each})" for each in patterns)


def words_pattern(words: Sequence[str]) -> str:
    """An expression that finds folded words, at one place the longest."""
    ordered = sorted(folded_words(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ordered)


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look for an entry: in which form of the text, what for, and what to leave out.

    `may_be_firm` is false where every match is for review.
    """

    column: str
    wanted: str
    unless: str
    negations: Negations
    may_be_firm: bool = True

    def matched(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The texts that hold a match at all, without what is left out: text_no, text.

        These are few, so that negations, which cost the most, are looked for in few texts or none.
        """
        text = pl.col(self.column)
        if self.unless:
            text = text.str.replace_all(self.unless, TAKEN_OUT)
        texts = rows.lazy().select("text_no", text=text)
        return texts.filter(pl.col("text").str.contains(self.wanted)).collect()

    def matches(self) -> Iterator[tuple[pl.Expr, bool]]:
        """The matches in each text, and whether they may be firm: of all, then of the others."""
        text = pl.col("text")
        negated = tuple(self._negated())
        if negated or not self.may_be_firm:
            yield text.str.extract_all(self.wanted), False
        if self.may_be_firm:
            for each in negated:
                text = text.str.replace_all(each, TAKEN_OUT)
            yield text.str.extract_all(self.wanted), True

    def is_firm(self) -> pl.Expr:
        """Whether the words of a match hold no negation themselves."""
        inside = list(folded_words(self.negations.before))
        return ~pl.col("words").str.contains_any(inside) if inside else pl.lit(value=True)

    def _negated(self) -> Iterator[str]:
        """Matches beside a negation, with all that follow one another closely."""
        gap = f"{_BETWEEN[self.column]}{{0,{self.negations.within}}}?"
        wanted = f"(?:{self.wanted})"
        if before := words_pattern(self.negations.before):
            yield f"(?:{before})(?:{gap}{wanted})+"
        if after := words_pattern(self.negations.after):
            yield f"{wanted}(?:{gap}{wanted})*{gap}(?:{after})"


def looks(word_list: WordList, entry: Entry) -> Iterator[Look]:
    negations = word_list.negations if entry.negatable else Negations()
    allowed = words_pattern(entry.unless)
    patterns = entry.unless_patterns
    if wanted := words_pattern(entry.any_of):
        in_squeezed = patterns if entry.written == SQUEEZED else ()
        unless = alternation((*filter(None, (allowed,)), *in_squeezed))
        yield Look(SQUEEZED, wanted, unless, negations)
        yield Look(JOINED, wanted, unless, Negations(), may_be_firm=False)
    if entry.patterns:
        unless = alternation((*filter(None, (allowed,)), *patterns))
        yield Look(entry.written, alternation(entry.patterns), unless, negations)


def _entries(texts: pl.DataFrame, word_list: WordList) -> Iterator[Entry]:
    """The entries that may match at all, of few texts each without what none of them can hold."""
    if texts.height > _FEW:
        yield from word_list.entries
        return
    few = FewTexts.of(texts)
    for entry in word_list.entries:
        words = tuple(filter(few.hold, entry.words))
        patterns = tuple(each for each in entry.patterns if few.may_match(needle_of(each)))
        if words or patterns:
            unless = tuple(filter(few.hold, folded_words(entry.unless)))
            yield replace(entry, any_of=words, patterns=patterns, unless=unless)


def likely(texts: pl.DataFrame, word_list: WordList) -> Iterator[tuple[Entry, pl.DataFrame]]:
    """The entries of a list that may match at all, and the texts in which they may."""
    entries = list(_entries(texts, word_list))
    if entries:  # of few texts, most lists have none
        yield from candidates.likely(texts, entries)


def _of_list(texts: pl.DataFrame, word_list: WordList) -> Iterator[pl.DataFrame]:
    """Every match of a list's entries: text_no, code, words, firm."""
    for entry, rows in likely(texts, word_list):
        code = pl.lit(word_list.code(entry))
        for look in looks(word_list, entry):
            matched = look.matched(rows)
            if not matched.height:
                continue
            for found, firm in look.matches():
                matches = matched.select("text_no", code=code, words=found)
                matches = _checked(matches.explode("words").drop_nulls("words"), entry)
                is_firm = look.is_firm() if firm else pl.lit(value=False)
                yield matches.with_columns(firm=is_firm)


def _checked(matches: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """The matches whose digits satisfy the entry's check, where it has one."""
    return matches.filter(_luhn(pl.col("words"))) if entry.check else matches


def _luhn(words: pl.Expr) -> pl.Expr:
    """Whether the digits satisfy the check digit that bank cards end with."""
    digits = words.str.replace_all("[^0-9]+", "").str.reverse()
    total = pl.lit(0, pl.Int32)
    for place in range(_LONGEST_CARD):
        digit = digits.str.slice(place, 1).cast(pl.Int32, strict=False).fill_null(0)
        doubled = digit * 2
        total += doubled // 10 + doubled % 10 if place % 2 else digit
    return total % 10 == 0
