"""A cheap look at raw texts: which of them may hold a word of some lists at all.

Folding a text costs more than parsing it did, and searching it for all patterns more still. So a
text is folded only where its bare letters hold a word that some entry cannot do without, where it
has a rare sign or many digits, or a character that folding would turn into a letter or number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from cscheck.measures.wording.characters import first_characters
from cscheck.measures.wording.folding import AS_IS, JOINED
from cscheck.measures.wording.lists import Entry, WordList
from cscheck.measures.wording.needles import Needle

# Common characters that folding leaves alone, drops, or turns into signs that are foreseen below.
_PLAIN = (
    r"\x00-\x7F\xA0\xB0\xB7\xD7\x{200D}\x{2010}-\x{2027}\x{2030}\x{2032}-\x{203B}\x{2600}-\x{2775}"
    r"\x{2794}-\x{27BF}\x{3000}-\x{3035}\x{4E00}-\x{9FFF}\x{FE0F}\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF20}"
    r"\x{FF3B}-\x{FF40}\x{FF5B}-\x{FF5E}\x{FFE5}\x{1F300}-\x{1FAFF}"
)
_BARE = r"[^\p{L}\p{N}]+"


def may_hold(text: pl.Expr, lists: Sequence[WordList]) -> pl.Expr:
    """Whether a raw text may hold a word of the lists: true for each that does, for few others."""
    whole = _needle(entry for each in lists for entry in each.entries)
    if whole is None:
        return text.is_not_null()
    signs = "".join(re.escape(sign) for sign in sorted(_variants(whole.signs) | first_characters()))
    looks = [f"[{signs}[^{_PLAIN}]]", *([many_digits(whole.digits)] if whole.digits else [])]
    found = text.str.contains("|".join(looks))
    if whole.words:
        bare = text.str.to_lowercase().str.replace_all(_BARE, "")
        # An expression is made once for all of a file, a set of words for each of its pieces.
        found |= bare.str.contains("|".join(map(re.escape, _shortest(whole.words))))
    return found


@dataclass(frozen=True, slots=True)
class FewTexts:
    """Some folded texts taken together, to tell without the engine what none of them can hold.

    To make a large expression takes longer than to look for it in the texts of a small shop.
    """

    joined: str
    as_is: str
    chars: frozenset[str]

    @classmethod
    def of(cls, texts: pl.DataFrame) -> FewTexts:
        """The texts of a frame with their folds."""
        joined = "\n".join(texts[JOINED])
        return cls(joined, "\n".join(texts[AS_IS]), frozenset(joined))

    def hold(self, word: str) -> bool:
        """Whether one of them holds a word."""
        return self.chars.issuperset(word) and word in self.joined

    def may_match(self, needle: Needle | None) -> bool:
        """Whether what has this needle may match in one of them."""
        if needle is None:
            return True
        digits = sum(map(self.joined.count, "0123456789")) if needle.digits else 0
        return (
            any(map(self.hold, needle.words))
            or any(sign in self.as_is for sign in needle.signs)
            or 0 < needle.digits <= digits
        )


def _needle(entries: Iterable[Entry]) -> Needle | None:
    """What the entries need, together; None where one needs nothing in particular."""
    needles = [entry.needle for entry in entries]
    known = [needle for needle in needles if needle is not None]
    return reduce(Needle.__or__, known, Needle()) if len(known) == len(needles) else None


def many_digits(number: int) -> str:
    """The pattern of a text that has so many digits."""
    return f"(?:[0-9][^0-9]*){{{number}}}"


def _shortest(words: frozenset[str]) -> list[str]:
    """The words without those that hold another of them."""
    kept: dict[int, set[str]] = {}
    for word in sorted(words, key=lambda word: (len(word), word)):
        if not any(
            word[start : start + length] in those
            for length, those in kept.items()
            for start in range(len(word) - length + 1)
        ):
            kept.setdefault(len(word), set()).add(word)
    return sorted(word for those in kept.values() for word in those)


def _variants(signs: Iterable[str]) -> frozenset[str]:
    """The signs, and the full-width ones that folding turns into them."""
    return frozenset(each for sign in signs for each in (sign, _full_width(sign)))


def _full_width(sign: str) -> str:
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
