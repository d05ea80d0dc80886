"""What a regular expression cannot do without: words, one of which every match must hold.

By them one look at a folded text tells which expressions it need be searched for at all. An
expression that cannot be read here, or that needs nothing in particular, has no needle.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import pairwise, product
from math import fsum, inf

# The commonest characters of shop chats, the commonest first: what is not here is rare.
_COMMON = (
    "的您好亲一了不是我这可以有在货发哦呢吗要下后天请到么们个看单就款么退时间给快递店家买客服"
    "拍付订收查会没来能上为用去说还什多件再尺码大小出里面都物流品质量问题商做换想现今明日内"
    "感谢祝生活愉稍等帮您联系知道放心购券优惠价格元包邮仓库打安排确认需号地址电话手机微信加"
    "自己样子真正常对呀啊吧哈嗯那只点次新老过得和与也把被让最更比较先早晚月年周分钟"
)
_WEIGHT = {char: 1 / (place + 10) for place, char in reversed(list(enumerate(_COMMON)))}
_RARE, _LETTER, _DIGIT, _SIGN, _MANY_DIGITS = 0.001, 0.01, 0.02, 0.02, 0.01
_ONE_DIGIT = 0.15
_TOGETHER = 30  # how much likelier characters stand side by side than chance would have it
_LARGEST_CLASS = 64
_MOST_WORDS = 150
_LONGEST_RUN = 4
_FEW_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Needle:
    """Words of which a match holds one, letters and numbers alone; or one of some signs; or digits.

    `digits` is how many digits a match holds at least, where that is what tells it.
    """

    words: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    digits: int = 0

    @property
    def weight(self) -> float:
        """How much of all text it lets through, roughly."""
        signs = len(self.signs) * _SIGN
        # Exact, so that it does not depend on the order in which a set happens to be.
        return fsum(map(_weight, self.words)) + signs + (_MANY_DIGITS if self.digits else 0)

    def __or__(self, other: Needle) -> Needle:
        fewer = min(self.digits or other.digits, other.digits or self.digits)
        return Needle(self.words | other.words, self.signs | other.signs, fewer)


Weigh = Callable[[Needle], float]


def needle_of_pattern(pattern: str, weigh: Weigh = operator.attrgetter("weight")) -> Needle | None:
    """The needle of a regular expression, the lightest of those that it has; or None."""
    try:
        parser = _Parser(pattern, weigh)
        alternatives = parser.alternatives()
    except (IndexError, ValueError):
        return None
    return _chosen(alternatives, weigh) if parser.place == len(pattern) else None


Element = frozenset[str] | Needle | None
"""Texts of which one stands here; or what stands somewhere in here; or nothing that is known."""


@cache
def _weight(word: str) -> float:
    if word.isdigit() and len(word) == 1:
        return _ONE_DIGIT
    weights = [char_weight(char) for char in word]
    pairs = [first * second * _TOGETHER for first, second in pairwise(weights)]
    return min(pairs, default=weights[0])


@cache
def char_weight(char: str) -> float:
    if char.isdigit():
        return _DIGIT
    return _LETTER if char.isascii() else _WEIGHT.get(char, _RARE)


def _chosen(alternatives: Iterable[Sequence[Element]], weigh: Weigh) -> Needle | None:
    """The best needle of each alternative, together; None where one has none."""
    needles = [_best(each, weigh) for each in alternatives]
    whole = [each for each in needles if each is not None]
    return reduce(Needle.__or__, whole) if len(whole) == len(needles) else None


def _best(elements: Sequence[Element], weigh: Weigh) -> Needle | None:
    found = [each for each in elements if isinstance(each, Needle)]
    found += filter(None, map(_needle_of_texts, _side_by_side(elements)))
    digits = sum(1 for each in elements if isinstance(each, frozenset) and _are_digits(each))
    if digits >= _FEW_DIGITS:
        found.append(Needle(digits=digits))
    return min(found, key=weigh, default=None)


def _are_digits(texts: frozenset[str]) -> bool:
    return all(len(text) == 1 and text in "0123456789" for text in texts)


def _side_by_side(elements: Sequence[Element]) -> Iterator[frozenset[str]]:
    """The texts of every few elements that stand side by side."""
    for start in range(len(elements)):
        texts = frozenset({""})
        for element in elements[start : start + _LONGEST_RUN]:
            if not isinstance(element, frozenset) or len(texts) * len(element) > _MOST_WORDS:
                break
            texts = _pairs(texts, element)
            yield texts


def _pairs(texts: frozenset[str], more: frozenset[str]) -> frozenset[str]:
    return frozenset(first + second for first, second in product(texts, more))


def _needle_of_texts(texts: frozenset[str]) -> Needle | None:
    return None if "" in texts else Needle(texts)


def _bare(chars: Iterable[str]) -> Element:
    """Characters as they stand in texts without signs; those that are all signs as a needle."""
    if any(char.isalnum() for char in chars):
        return frozenset(char if char.isalnum() else "" for char in chars)
    if any(char.isspace() for char in chars):
        return frozenset({""})
    return Needle(signs=frozenset(chars))


class _Parser:
    """Reads the common part of regular expressions; raises ValueError for anything else."""

    def __init__(self, pattern: str, weigh: Weigh) -> None:
        self.pattern = pattern
        self.weigh = weigh
        self.place = 0

    def alternatives(self) -> list[list[Element]]:
        """What the alternatives hold, up to the end of the pattern or of the group."""
        found = [self._sequence()]
        while self._peek() == "|":
            self.place += 1
            found.append(self._sequence())
        return found

    def _sequence(self) -> list[Element]:
        elements: list[Element] = []
        while self._peek() not in ("", "|", ")"):
            elements += self._repeated(self._element())
        return elements

    def _element(self) -> Element:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char in "^$":
            return frozenset({""})
        if char == ".":
            return None
        found = self._escape() if char == "\\" else frozenset({char})
        return found if found is None or found == {""} else _bare(found)

    def _group(self) -> Element:
        if self._peek() == "?":
            self.place += 1
            while (char := self._next()) != ":":
                if char not in "-us":
                    raise ValueError(self.pattern)
        alternatives = self.alternatives()
        if self._next() != ")":
            raise ValueError(self.pattern)
        texts: set[str] = set()
        for elements in alternatives:
            whole = _all_texts(elements)
            if whole is None or len(texts) + len(whole) > _MOST_WORDS:
                return _chosen(alternatives, self.weigh)
            texts |= whole
        return frozenset(texts)

    def _class(self) -> Element:
        """The characters of a class; None for one that is large or says what it is not."""
        known = self._peek() != "^"
        self.place += not known
        chars: set[str] = set()
        while (char := self._next()) != "]":
            single = self._escape() if char == "\\" else frozenset({char})
            if self._peek() == "-" and self.pattern[self.place + 1] != "]":
                self.place += 1
                last = self._next()
                known = known and last != "\\" and ord(last) - ord(char) < _LARGEST_CLASS
                single = frozenset(map(chr, range(ord(char), ord(last) + 1))) if known else None
            known = known and single is not None
            chars |= single or frozenset()
        return _bare(chars - {""}) if known and 0 < len(chars - {""}) <= _LARGEST_CLASS else None

    def _escape(self) -> frozenset[str] | None:
        """The character that is escaped, or an anchor; None for a class of characters.

        A line feed stands for the marks of a clause, which are not looked at here.
        """
        char = self._next()
        if char in "bBn":
            return frozenset({""})
        if char in "dDsSwW":
            return None
        if char.isalnum():
            raise ValueError(self.pattern)
        return frozenset({char})

    def _repeated(self, element: Element) -> list[Element]:
        """The element as often as it stands at least, and what may follow of it."""
        char = self._peek()
        if not char or char not in "?*+{":
            return [element]
        self.place += 1
        least, most = {"?": (0, 1), "*": (0, inf), "+": (1, inf)}.get(char, (0, 0))
        if char == "{":
            end = self.pattern.index("}", self.place)
            first, comma, last = self.pattern[self.place : end].partition(",")
            least, most = int(first), float(last) if last else inf if comma else int(first)
            self.place = end + 1
        if self._peek() == "?":
            self.place += 1
        if element == frozenset({""}):
            return [element]
        if isinstance(element, Needle) and element.signs and not element.words:
            return [element if least else frozenset({""})]
        if (least, most) == (0, 1) and isinstance(element, frozenset):
            return [element | {""}]
        return [element] * least + ([None] if most > least else [])

    def _peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _next(self) -> str:
        self.place += 1
        return self.pattern[self.place - 1]


def _all_texts(elements: Sequence[Element]) -> frozenset[str] | None:
    """Every text that the elements can be; None where these are not known, or too many."""
    texts = frozenset({""})
    for element in elements:
        if not isinstance(element, frozenset) or len(texts) * len(element) > _MOST_WORDS:
            return None
        texts = _pairs(texts, element)
    return texts
