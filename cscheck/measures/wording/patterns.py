"""Patterns rewritten to find more: what they would find in other digits, or after a change.

Both ways are for a first look, which must miss nothing and need not be exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from cscheck.measures.wording.folding import TAKEN_OUT

_ANY_DIGIT = "[0-9]"
_ANYTHING = ""
_ROOM = "(?s:.)*"
_BOUNDARY = re.compile(r"\(\?-u:\\[bB]\)|\\[bB]")
_WIDE = re.compile(r"\\[DSWwpP]")
_TIMES = re.compile(r"\{[0-9]+,?[0-9]*\}")
# What a pattern is made of. Escapes that name a character by its number might name a digit.
_PIECES = re.compile(
    r"(?P<digit>[0-9])"
    r"|(?P<excluded>\[\^(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<included>\[(?:\\[^xuU]|[^\\\[\]])+\])"
    r"|(?P<same>\\[pP]\{[^}]*\}|\\[^xuUpP]|\{[0-9]+,?[0-9]*\}|\(\?P?<[^>]*>|\(|[^0-9(\\\[\]{}]+)"
)


@cache
def blind_pattern(pattern: str) -> str:
    """The pattern with any digit wherever it has a certain one.

    What cannot be taken apart here becomes a pattern that is found in every text.
    """
    if not re.search("[0-9]", _TIMES.sub("", pattern)):
        return pattern
    return _rewritten(pattern, _blind_piece)


def roomy_pattern(pattern: str) -> str:
    """The pattern with room for anything in place of what may be the sign of something taken out.

    It also finds numbers and words that are parts of longer ones, for what is taken out ends them.
    """
    return _rewritten(_BOUNDARY.sub("", pattern), _roomy_piece)


def _rewritten(pattern: str, rewrite: Callable[[re.Match[str]], str]) -> str:
    place, pieces = 0, []
    while place < len(pattern):
        found = _PIECES.match(pattern, place)
        if found is None:
            return _ANYTHING
        pieces.append(rewrite(found))
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


def _roomy_piece(found: re.Match[str]) -> str:
    piece = found[0]
    if found["excluded"] or _WIDE.search(piece):
        return _ROOM
    if found["included"]:
        ends = re.findall(r"(.)-(.)", piece)
        return _ROOM if any(first <= TAKEN_OUT <= last for first, last in ends) else piece
    return piece if piece.startswith("\\") else piece.replace(".", _ROOM)
