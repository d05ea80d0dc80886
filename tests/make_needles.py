"""Writes `rulesets/common/needles.json`: what each shipped pattern cannot do without.

Run by hand after a change of a word list: `python -m tests.make_needles`. Of the needles that a
pattern has, that one serves which the fewest harmless sentences of `phrases/known.yaml` hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path

import polars as pl
import yaml

from cscheck.measures.wording.folding import AS_IS, JOINED, with_folds
from cscheck.measures.wording.needles import Needle
from cscheck.measures.wording.patterns import blind_pattern
from cscheck.measures.wording.prepared import as_file
from cscheck.rules.word_lists import WordLists

FILE = Path(__file__).parent.parent / "rulesets" / "common" / "needles.json"
SENTENCES = Path(__file__).parent / "phrases" / "known.yaml"


class Usual:
    """What shops usually say; sets of sentences are numbers with a bit for each."""

    def __init__(self, texts: list[str]) -> None:
        folds = with_folds(pl.DataFrame({"text": texts}))
        self.joined = list(folds[JOINED])
        self.as_is = list(folds[AS_IS])
        self.known: dict[str, int] = {}

    @cached_property
    def side_by_side(self) -> set[tuple[str, str]]:
        return {pair for text in self.joined for pair in pairwise(text)}

    def share(self, needle: Needle) -> float:
        """How many of the sentences it lets through, then how likely it is and how long."""
        held = reduce(or_, map(self._holding, needle.words), 0)
        held |= reduce(or_, map(self._with_sign, needle.signs), 0)
        if needle.digits:
            held |= self._where(
                sum(map(str.isdigit, text)) >= needle.digits for text in self.joined
            )
        unlike = needle.weight / 10 + len(needle.words) / 100_000
        return held.bit_count() / len(self.joined) + unlike

    def _holding(self, word: str) -> int:
        if word not in self.known:
            may = all(pair in self.side_by_side for pair in pairwise(word))
            self.known[word] = self._where(word in text for text in self.joined) if may else 0
        return self.known[word]

    def _with_sign(self, sign: str) -> int:
        return self._where(sign in text for text in self.as_is)

    @staticmethod
    def _where(tests: Iterable[bool]) -> int:
        return sum(1 << place for place, held in enumerate(tests) if held)


def needles(*, every: int = 1) -> str:
    """The file as it should be, or its lines for every n-th pattern alone."""
    rows = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    usual = Usual([row["text"] for row in rows if not row["lists"]])
    return as_file(sorted(patterns())[::every], usual.share)


def patterns() -> set[str]:
    """The shipped patterns, as they are and blind to digits."""
    lists = [each for _, each in WordLists().shipped()]
    shipped = {pattern for each in lists for entry in each.entries for pattern in entry.patterns}
    return shipped | set(map(blind_pattern, shipped))


if __name__ == "__main__":
    FILE.write_text(needles(), encoding="utf-8")
