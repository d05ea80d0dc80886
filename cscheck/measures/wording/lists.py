"""Word lists: what must not be said, or must be, entry by entry (measures.md, part 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cscheck.measures.wording.folding import folded_words

Written = Literal["squeezed", "as_is"]


@dataclass(frozen=True, slots=True)
class Negations:
    """Words that turn a hit into one for review, when they stand in the same clause.

    `within` is how many characters may stand between such a word and the hit.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    within: int = 6


@dataclass(frozen=True)
class Entry:
    """One thing that a list looks for.

    * any_of: words, compared in the squeezed text
    * patterns: regular expressions of the linear-time engine over the text as `written`
    * unless, unless_patterns: what is taken out of the text before the entry looks at it
    * review: every hit is for a person to look at
    * check: `luhn`, where the digits of a match must satisfy their check digit
    * negatable: whether a negation beside a hit makes it one for review
    * hits, reviews, misses: examples, by which the entry is tested
    """

    id: str
    label: Mapping[str, str]
    review: bool = False
    any_of: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    written: Written = "squeezed"
    unless: tuple[str, ...] = ()
    unless_patterns: tuple[str, ...] = ()
    check: Literal["luhn"] | None = None
    negatable: bool = True
    hits: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return folded_words(self.any_of)


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of entries that rules name by its id."""

    id: str
    title: Mapping[str, str]
    entries: tuple[Entry, ...]
    negations: Negations = field(default_factory=Negations)

    def code(self, entry: Entry) -> str:
        """What findings call an entry."""
        return f"{self.id}/{entry.id}"


def each_once(lists: Iterable[WordList]) -> tuple[WordList, ...]:
    """The lists in the order they are first named; they hold mappings, so no set can do it."""
    once: list[WordList] = []
    for each in lists:
        once += [each] if each not in once else []
    return tuple(once)


def labels(lists: Iterable[WordList]) -> dict[str, Mapping[str, str]]:
    """What each entry is called, by its code."""
    return {each.code(entry): entry.label for each in lists for entry in each.entries}


def own_words(words: tuple[str, ...]) -> WordList:
    """A rule's own words as a list of one entry."""
    label = {"zh": "自定词语", "en": "own words"}
    return WordList("own", label, (Entry("words", label, any_of=words),))
