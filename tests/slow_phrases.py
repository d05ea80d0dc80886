"""What word lists find in a text, read a second time: plain Python, one text at a time.

Written from measures.md part 8 and the format of the lists; knows neither the program nor polars.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

CLAUSE_MARKS = frozenset("，。！？；：｡\r\n\x0b\x0c\x85\u2028\u2029")
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
TAKEN_OUT = "\ua66e"
CHARACTERS = Path(__file__).parent.parent / "rulesets" / "common" / "characters.yaml"
List = Mapping[str, Any]


@dataclass(frozen=True)
class Hit:
    """An entry that a text holds, as list/entry, and what of the text it is."""

    code: str
    words: tuple[str, ...]
    review: bool
    negated: bool


def read_lists(folder: Path) -> dict[str, List]:
    """Every list of a folder by its name, as YAML has it, its fragments put in their places."""
    lists = {}
    for path in sorted(folder.glob("*.yaml")):
        each = yaml.safe_load(path.read_text(encoding="utf-8"))
        fragments: dict[str, str] = {}
        for name, pattern in each.get("fragments", {}).items():
            fragments[name] = _whole(pattern, fragments)
        for entry in each["phrases"]:
            for key in ("patterns", "unless_patterns"):
                entry[key] = [_whole(pattern, fragments) for pattern in _listed(entry, key)]
        lists[path.stem] = each
    return lists


def _whole(pattern: str, fragments: Mapping[str, str]) -> str:
    for name, fragment in fragments.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{fragment})")
    return pattern


@cache
def as_is(text: str) -> str:
    """The text without what nobody sees, NFKC, in lower case, in plain characters."""
    return _plain(unicodedata.normalize("NFKC", _seen(text)).lower())


@cache
def squeezed(text: str) -> str:
    """Its letters and numbers, and a line feed between clauses, of which none is one character
    long unless people say it so."""
    clauses = squeezed_as_written(text).split("\n")
    if not any(map(is_inserted, clauses)):
        return "\n".join(clauses)
    clauses = [each for each in clauses if each]
    whole = clauses[0]
    for before, each in pairwise(clauses):
        whole += each if is_inserted(before) or is_inserted(each) else f"\n{each}"
    return whole


def is_inserted(clause: str) -> bool:
    alone = (
        "亲好嗯哦噢啊是有在对行呃喂哈嘿唉诶呀恩嗷哎额您你我不没否别"
        "能会可要去来哇唔嘻呵哟咦哼咳滚呸靠操草艹淦切"
    )
    return len(clause) == 1 and "㐀" <= clause <= "鿿" and clause not in alone


@cache
def squeezed_as_written(text: str) -> str:
    marked = "".join("\n" if char in CLAUSE_MARKS else char for char in _seen(text))
    folded = unicodedata.normalize("NFKC", marked).lower()
    kept = [char for char in folded if char == "\n" or unicodedata.category(char)[0] in "LN"]
    return _plain("".join(kept))


@cache
def read_characters() -> dict[str, str]:
    table = yaml.safe_load(CHARACTERS.read_text(encoding="utf-8"))
    return {each[:-1]: each[-1] for kind in table.values() for each in kind.split()}


def _plain(text: str) -> str:
    for written, meant in read_characters().items():
        text = text.replace(written, meant)
    return text


def _seen(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in UNSEEN)


def hits(text: str, lists: Mapping[str, List], own_numbers: Iterable[str] = ()) -> list[Hit]:
    """What a text says, in the order of the lists and their entries."""
    own = {number_key(number) for number in own_numbers}
    found = []
    for name, each in lists.items():
        for entry in each["phrases"]:
            matches = [
                (words, firm)
                for words, firm in _matches(text, entry, each.get("negations", {}))
                if number_key(words) not in own
            ]
            firm = any(each for _, each in matches)
            words = tuple(dict.fromkeys(words for words, is_firm in matches if is_firm or not firm))
            if words:
                review = entry.get("severity", "fail") == "review"
                found.append(Hit(f"{name}/{entry['id']}", words, review or not firm, not firm))
    return found


@cache
def number_key(text: str) -> str:
    """A number or id by which numbers are compared."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


def masked(words: str) -> str:
    """The words on one line, with their numbers, also those spelt out, and mailboxes hidden."""
    hidden = "".join("*" if unicodedata.category(char) == "Nd" else char for char in words)
    spelt = "零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾幺两"
    hidden = re.sub(rf"\**[{spelt}][{spelt}*]{{4,}}", "*****", hidden)
    return " ".join(re.sub(r"(\S)[^\s@]*@", r"\1***@", hidden).split())


# The library keeps a few hundred compiled expressions, and the lists have thousands.
compiled = cache(re.compile)


def _matches(text: str, entry: List, negations: List) -> Iterator[tuple[str, bool]]:
    """Every match of an entry, and whether it stands for itself: in one clause, not negated."""
    if not entry.get("negatable", True):
        negations = {}
    inside = _words(negations, "before")
    written = entry.get("written", "squeezed")
    unless = _words(entry, "unless")
    unless_patterns = _listed(entry, "unless_patterns")
    if words := _words(entry, "any_of"):
        wanted = _alternatives(words)
        allowed = [*unless, *(unless_patterns if written == "squeezed" else ())]
        left = _without(squeezed(text), allowed)
        for each in compiled(wanted).findall(left):
            yield each, False
        for each in compiled(wanted).findall(_without(squeezed(text).replace("\n", ""), allowed)):
            yield each, False
        for each in compiled(wanted).findall(_without_negated(left, wanted, negations, "[^\n]")):
            yield each, not _holds(each, inside)
    if patterns := _listed(entry, "patterns"):
        wanted = "|".join(f"(?:{_for_python(pattern)})" for pattern in patterns)
        folded, between = (
            (squeezed(text), "[^\n]") if written == "squeezed" else (as_is(text), "[^\n,!?;。]")
        )
        left = _without(folded, [*unless, *unless_patterns])
        kept = _without_negated(left, wanted, negations, between)
        for source, firm in ((left, False), (kept, True)):
            for match in compiled(wanted).finditer(source):
                if entry.get("check") != "luhn" or _luhn(match[0]):
                    yield match[0], firm and not _holds(match[0], inside)


def _holds(words: str, patterns: Iterable[str]) -> bool:
    return any(compiled(pattern).search(words) for pattern in patterns)


def _listed(entry: List, key: str) -> list[str]:
    value = entry.get(key, [])
    return [str(value)] if isinstance(value, (str, int)) else [str(each) for each in value]


def _words(entry: List, key: str) -> tuple[str, ...]:
    return _compared(tuple(_listed(entry, key)))


@cache
def _compared(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as they are compared, the longest first."""
    folded = {squeezed(word).replace("\n", "") for word in words} - {""}
    escaped = (re.escape(word) for word in folded)
    return tuple(sorted(escaped, key=lambda word: (-len(word), word)))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(words)


def _without(text: str, patterns: list[str]) -> str:
    """The text with a sign where one of the patterns was."""
    if not patterns:
        return text
    allowed = "|".join(f"(?:{_for_python(each)})" for each in patterns)
    return compiled(allowed).sub(TAKEN_OUT, text)


def _without_negated(text: str, wanted: str, negations: List, between: str) -> str:
    """The text without the matches that stand close to a negation in their clause."""
    gap = f"{between}{{0,{negations.get('within', 6)}}}?"
    if before := _words(negations, "before"):
        text = compiled(f"(?:{_alternatives(before)})(?:{gap}(?:{wanted}))+").sub(TAKEN_OUT, text)
    if after := _words(negations, "after"):
        close = f"(?:{wanted})(?:{gap}(?:{wanted}))*{gap}(?:{_alternatives(after)})"
        text = compiled(close).sub(TAKEN_OUT, text)
    return text


def _for_python(pattern: str) -> str:
    """A pattern of the linear-time engine as Python has it, where `$` is also before a line end."""
    return pattern.replace("(?-u:", "(?a:").replace("$", r"\Z")


def _luhn(words: str) -> bool:
    digits = [int(char) for char in words if char in "0123456789"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
