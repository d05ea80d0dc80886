"""The needles of the shipped patterns, worked out before they were shipped.

Working them out takes longer than auditing a small shop. A pattern that is not among them, of
somebody's own list, is worked out when it is needed; a test holds the file to the shipped lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b

from cscheck.measures.wording.needles import Needle, Weigh, needle_of_pattern
from cscheck.shipped import rulesets_folder

_FILE = "needles.json"
_DIGEST_BYTES = 8
Row = tuple[str, str, int]
"""A needle in the file: its words with blanks between them, its signs, its digits."""


def needle_of(pattern: str) -> Needle | None:
    """What a text must hold for the pattern to match, or None where nothing in particular is."""
    known = _prepared().get(key_of(pattern))
    if known is None:
        return needle_of_pattern(pattern)
    words, signs, digits = known
    return Needle(frozenset(words.split()), frozenset(signs), digits)


def as_file(patterns: Iterable[str], weigh: Weigh) -> str:
    """The file for these patterns, a line each; of one without a needle there is none."""
    needles = {key_of(each): needle_of_pattern(each, weigh) for each in patterns}
    lines = [
        f'"{key}": {json.dumps(_row(needle), ensure_ascii=False)}'
        for key, needle in sorted(needles.items())
        if needle is not None
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(needle: Needle) -> Row:
    return " ".join(sorted(needle.words)), "".join(sorted(needle.signs)), needle.digits


@cache
def _prepared() -> dict[str, Row]:
    path = rulesets_folder() / "common" / _FILE
    known: dict[str, Row] = json.loads(path.read_text(encoding="utf-8"))
    return known


def key_of(pattern: str) -> str:
    """What the file calls a pattern."""
    return blake2b(pattern.encode(), digest_size=_DIGEST_BYTES).hexdigest()
