"""Word lists as YAML has them: read, checked, tested by their own examples, found by name.

A list is a file of `rulesets/common/phrases`, named by its stem, or a file beside the rules that
name it, named by its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from cscheck.errors import Problem, RulesetError
from cscheck.measures.parameters import Texts, Written
from cscheck.measures.wording.folding import folded_each, with_folds
from cscheck.measures.wording.lists import Entry, Negations, WordList
from cscheck.measures.wording.matching import hits
from cscheck.measures.wording.parameters import Words
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import did_you_mean
from cscheck.rules.strict_yaml import Document, Place, read_document
from cscheck.shipped import rulesets_folder

SUFFIXES = (".yaml", ".yml")


class _Negations(Written):
    before: Words = ()
    after: Words = ()
    within: Annotated[int, Field(ge=0, le=40)] = 6


class _Entry(Written):
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    label: Texts
    severity: Literal["fail", "review"] = "fail"
    any_of: Words = ()
    patterns: Words = ()
    written: Literal["squeezed", "as_is"] = "squeezed"
    unless: Words = ()
    unless_patterns: Words = ()
    check: Literal["luhn"] | None = None
    negatable: bool = True
    hits: Words = ()
    reviews: Words = ()
    misses: Words = ()


class _List(Written):
    title: Texts
    negations: _Negations = _Negations()
    fragments: dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], str] = Field(default_factory=dict)
    phrases: list[_Entry]


class WordLists:
    """The lists that rules may name, each read once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or rulesets_folder() / "common" / "phrases"
        self._read: dict[Path, WordList] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The shipped lists."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.yaml")))

    def shipped(self) -> Iterator[tuple[Document, WordList]]:
        """Every shipped list, and the file it stands in; raises RulesetError."""
        for name in self.names:
            document = self._document(self.folder / f"{name}.yaml")
            yield document, read_word_list(document, name)

    def named(self, name: str, beside: Iterable[Path]) -> WordList | None:
        """The list of that name, or of that path beside a file of rules; None for neither.

        A list that is not shipped is tested by its examples. Raises RulesetError.
        """
        if not name.endswith(SUFFIXES):
            path = self.folder / f"{name}.yaml"
            return self._once(path, own=False) if name in self.names else None
        paths = [folder / name for folder in beside]
        found = next((path for path in paths if path.is_file()), None)
        return None if found is None else self._once(found, own=True)

    def _once(self, path: Path, *, own: bool) -> WordList:
        if path not in self._read:
            document = read_document(path) if own else self._document(path)
            word_list = read_word_list(document, path.stem, tested=not own)
            if own and (problems := list(broken_examples(document, word_list))):
                raise RulesetError(*problems)
            self._read[path] = word_list
        return self._read[path]

    def _document(self, path: Path) -> Document:
        return read_document(path, name=f"rulesets/common/phrases/{path.name}")


def read_word_list(document: Document, name: str, *, tested: bool = False) -> WordList:
    """The list that a document holds; raises RulesetError with every problem found.

    The words and patterns of one that was `tested` before it was shipped are known to be
    understood: asking the engine again takes longer than all else.
    """
    try:
        data = _List.model_validate(document.data)
    except ValidationError as error:
        raise RulesetError(*(_problem(document, each) for each in error.errors())) from error
    problems = list(_misnamed(document, data))
    problems += [] if tested else [*_unsaid(document, data), *_unread(document, data)]
    if problems:
        raise RulesetError(*problems)
    fragments = _fragments(data)
    return WordList(
        id=name,
        title=data.title,
        entries=tuple(_entry(each, fragments) for each in data.phrases),
        negations=Negations(**data.negations.model_dump()),
    )


def broken_examples(document: Document, word_list: WordList) -> Iterator[Problem]:
    """The examples of a list that do not do what they are there to show."""
    examples = [
        (("phrases", number, kind, place), kind, entry, text)
        for number, entry in enumerate(word_list.entries)
        for kind in ("hits", "reviews", "misses")
        for place, text in enumerate(getattr(entry, kind))
    ]
    texts = pl.DataFrame({"text": [text for *_, text in examples]}, schema={"text": pl.String})
    found = hits(with_folds(texts.with_row_index("text_no")), [word_list])
    reviews = {
        (text_no, code): review
        for text_no, code, review in found.select("text_no", "code", "review").iter_rows()
    }
    for text_no, (place, kind, entry, text) in enumerate(examples):
        got = reviews.get((text_no, word_list.code(entry)))
        wanted = {"hits": entry.review, "reviews": True, "misses": None}[kind]
        if got != wanted:
            what = sentence(f"yaml_example_{kind}", text=text, id=entry.id)
            inside = place if place in document.values else place[:-1]
            yield document.problem(inside, what)


def examples(word_list: WordList) -> int:
    """How many examples a list has."""
    kinds = ("hits", "reviews", "misses")
    return sum(len(getattr(entry, kind)) for entry in word_list.entries for kind in kinds)


def _entry(data: _Entry, fragments: Mapping[str, str]) -> Entry:
    fields = data.model_dump(exclude={"severity", "patterns", "unless_patterns"})
    return Entry(
        **fields,
        review=data.severity == "review",
        patterns=tuple(_whole(each, fragments) for each in data.patterns),
        unless_patterns=tuple(_whole(each, fragments) for each in data.unless_patterns),
    )


def _fragments(data: _List) -> dict[str, str]:
    """The fragments, each with those before it put in their places."""
    whole: dict[str, str] = {}
    for name, pattern in data.fragments.items():
        whole[name] = _whole(pattern, whole)
    return whole


def _whole(pattern: str, fragments: Mapping[str, str]) -> str:
    """A pattern with each `<name>` replaced by the fragment of that name."""
    if "<" in pattern:
        for name, fragment in fragments.items():
            pattern = pattern.replace(f"<{name}>", f"(?:{fragment})")
    return pattern


def _misnamed(document: Document, data: _List) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(data.phrases):
        place: Place = ("phrases", number, "id")
        if entry.id in seen:
            what = sentence("yaml_repeated_phrase", id=entry.id, line=seen[entry.id])
            yield document.problem(place, what)
        seen.setdefault(entry.id, document.values[place][0])


def _unsaid(document: Document, data: _List) -> Iterator[Problem]:
    """Entries that look for nothing, and words of which folding leaves nothing."""
    for number, entry in enumerate(data.phrases):
        if not entry.any_of and not entry.patterns:
            yield document.problem(
                ("phrases", number), sentence("yaml_phrase_without_words", id=entry.id)
            )
    words: list[tuple[Place, str]] = [
        (("phrases", number, key, place), word)
        for number, entry in enumerate(data.phrases)
        for key in ("any_of", "unless")
        for place, word in enumerate(getattr(entry, key))
    ]
    folded = folded_each([word for _, word in words])
    for (inside, word), left in zip(words, folded, strict=True):
        if not left:
            yield document.problem(inside, sentence("yaml_empty_word", word=word))


def _unread(document: Document, data: _List) -> Iterator[Problem]:
    """Patterns that the linear-time engine does not understand."""
    fragments = _fragments(data)
    for number, entry in enumerate(data.phrases):
        for key in ("patterns", "unless_patterns"):
            for place, pattern in enumerate(getattr(entry, key)):
                if (said := _refusal(_whole(pattern, fragments))) is not None:
                    inside: Place = ("phrases", number, key, place)
                    what = sentence("yaml_pattern_refused", value=pattern, problem=said)
                    yield document.problem(inside, what)


def _refusal(pattern: str) -> str | None:
    """What the engine says against a pattern, in a line; None where it takes it."""
    try:
        empty = pl.Series([""]).str.contains(pattern, strict=True).item()
    except pl.exceptions.ComputeError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = next((line for line in lines if line.startswith("error:")), lines[-1])
        return said.removeprefix("error:").strip()
    return "it finds every text" if empty else None


def _problem(document: Document, detail: ErrorDetails) -> Problem:
    place: Place = tuple(detail["loc"])
    key = str(place[-1]) if place else ""
    kind = str(detail["type"])
    if kind == "extra_forbidden":
        model = _Entry if len(place) == 3 else _Negations if len(place) == 2 else _List
        hint = did_you_mean(key, model.model_fields)
        what = sentence("yaml_unknown_key", key=key)
        return document.problem(place, what, hint=hint, at_key=True)
    if kind == "missing":
        return document.problem(place[:-1], sentence("yaml_phrases_lack", key=key))
    if kind.startswith("not_"):
        what = sentence(f"yaml_{kind}", value=str(_context(detail)["value"]))
    elif kind == "literal_error":
        what = sentence(
            "yaml_not_one_of", value=str(detail["input"]), expected=_context(detail)["expected"]
        )
    else:
        what = sentence("yaml_wrong_type", key=key, value=str(detail["input"]))
    return document.problem(place, what)


def _context(detail: ErrorDetails) -> dict[str, Any]:
    return dict(detail.get("ctx", {}))
