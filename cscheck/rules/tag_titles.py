"""The titles that a ruleset gives its tags: reports put the rules so tagged under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cscheck.errors import Problem
from cscheck.model.sentences import sentence
from cscheck.rules.strict_yaml import Document

KEY = "tags"


def wrong_titles(document: Document) -> Iterator[Problem]:
    """What is wrong with the titles that a document of rules gives its tags."""
    titles = document.data.get(KEY, {})
    if not isinstance(titles, Mapping):
        yield document.problem((KEY,), sentence("yaml_not_tag_titles"))
        return
    for tag, title in titles.items():
        if not _is_title(title):
            yield document.problem((KEY, tag), sentence("yaml_not_texts"))


def tag_titles(documents: Iterable[Document]) -> Mapping[str, Mapping[str, str]]:
    """The titles of all tags, those of a later document before those of an earlier one."""
    return {
        tag: {"zh": title, "en": title} if isinstance(title, str) else dict(title)
        for document in documents
        for tag, title in document.data.get(KEY, {}).items()
    }


def _is_title(title: Any) -> bool:
    if isinstance(title, Mapping):
        return set(title) == {"zh", "en"} and all(isinstance(each, str) for each in title.values())
    return isinstance(title, str)
