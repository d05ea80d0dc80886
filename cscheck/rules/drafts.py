"""Rules as written: read from documents, and overridden by later ones, before they are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cscheck.errors import Problem
from cscheck.model.sentences import Sentence, sentence
from cscheck.rules import tag_titles
from cscheck.rules.strict_yaml import Document, Place
from cscheck.spelling import nearest

FILE_KEYS = ("rules", tag_titles.KEY)


@dataclass(frozen=True, slots=True)
class Located:
    """A value of a rule, and the document and place it was written at."""

    value: Any
    document: Document
    place: Place

    def problem(
        self,
        what: Sentence,
        *,
        inside: Place = (),
        hint: Sentence | None = None,
        at_key: bool = False,
    ) -> Problem:
        place = (*self.place, *inside)
        return self.document.problem(place, what, hint=hint, at_key=at_key)

    def problem_with(
        self, word: object, what: Sentence, *, hint: Sentence | None = None
    ) -> Problem:
        """A problem with a word somewhere inside the value: a key of a map, or a scalar."""
        inside, at_key = _way_to(word, self.value) or ((), False)
        return self.problem(what, inside=inside, hint=hint, at_key=at_key)


def _way_to(word: object, data: Any) -> tuple[Place, bool] | None:
    """Where a word first stands inside nested maps and lists, and whether as a key."""
    if data == word:
        return (), False
    if isinstance(data, Mapping) and word in data:
        return (str(word),), True
    if not isinstance(data, (Mapping, list)):
        return None
    for key, value in data.items() if isinstance(data, Mapping) else enumerate(data):
        if found := _way_to(word, value):
            return (key, *found[0]), found[1]
    return None


@dataclass
class Draft:
    """A rule before it is checked: its keys, and those of each of its versions."""

    id: str
    document: Document
    place: Place
    keys: dict[str, Located] = field(default_factory=dict)
    versions: list[dict[str, Located]] = field(default_factory=list)

    def problem(
        self, what: Sentence, *, hint: Sentence | None = None, at_key: bool = False
    ) -> Problem:
        return self.document.problem(self.place, what, hint=hint, at_key=at_key)

    def override(self, other: Draft) -> None:
        """Takes another draft's keys; a key given there also replaces that of every version."""
        for key, located in other.keys.items():
            self.keys[key] = located
            for version in self.versions:
                version.pop(key, None)
        if other.versions:
            self.versions = other.versions

    def dated(self) -> list[dict[str, Located]]:
        """The keys of each version: its own, and the rule's where it has none."""
        return [{**self.keys, **version} for version in self.versions or [{}]]


def draft_rules(documents: Iterable[Document]) -> tuple[list[Draft], list[Problem]]:
    """The rules of several documents, in order, and what is wrong with how they are written.

    A later document overrides the rules of an earlier one by their ids.
    """
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    for document in documents:
        own: dict[str, Draft] = {}
        for draft in _drafts_of(document, problems):
            if draft.id in own:
                line = own[draft.id].problem(sentence("yaml_repeated_rule")).line
                what = sentence("yaml_repeated_rule", id=draft.id, line=line)
                problems.append(draft.keys["id"].problem(what))
            own[draft.id] = draft
        for draft in own.values():
            if draft.id in drafts:
                drafts[draft.id].override(draft)
            else:
                drafts[draft.id] = draft
    return list(drafts.values()), problems


def _drafts_of(document: Document, problems: list[Problem]) -> list[Draft]:
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("rules"), list):
        problems.append(document.problem((), sentence("yaml_no_rules")))
        return []
    unknown = [key for key in data if key not in FILE_KEYS]
    problems.extend(unknown_key(document, (key,), key, FILE_KEYS) for key in unknown)
    problems.extend(tag_titles.wrong_titles(document))
    drafts = []
    for index, item in enumerate(data["rules"]):
        place: Place = ("rules", index)
        if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
            problems.append(document.problem(place, sentence("yaml_rule_without_id")))
        else:
            drafts.append(_draft(document, place, item, problems))
    return drafts


def _draft(
    document: Document, place: Place, item: Mapping[str, Any], problems: list[Problem]
) -> Draft:
    draft = Draft(item["id"], document, place, _located(document, place, item))
    versions = draft.keys.pop("versions", None)
    if versions is None:
        return draft
    entries = versions.value
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        problems.append(versions.problem(sentence("yaml_versions_not_a_list")))
        return draft
    draft.versions = [
        _located(document, (*place, "versions", number), entry)
        for number, entry in enumerate(entries)
    ]
    return draft


def _located(document: Document, place: Place, item: Mapping[str, Any]) -> dict[str, Located]:
    return {key: Located(value, document, (*place, key)) for key, value in item.items()}


def unknown_key(document: Document, place: Place, key: str, known: Iterable[str]) -> Problem:
    """The problem of a key that nothing reads, with the one that may have been meant."""
    return document.problem(
        place, sentence("yaml_unknown_key", key=key), hint=did_you_mean(key, known), at_key=True
    )


def did_you_mean(word: str, known: Iterable[str]) -> Sentence | None:
    close = nearest(word, known)
    return sentence("did_you_mean", word=close[0]) if close else None
