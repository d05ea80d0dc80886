"""Of few texts taken together, what none of them can hold."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cscheck.measures.wording.folding import AS_IS, JOINED
from cscheck.measures.wording.needles import Needle


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
