"""Sentences for people, before they are said in a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people: a key of the catalogues in `cscheck.text`, and what fills it.

    Findings carry sentences, not strings, so that every report can say them in its own language.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """The name of a table, column or unit, which each language calls its own way."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or the first and the last of several, as sentences name them."""

    first: date
    last: date


def table_named(name: str) -> Term:
    return Term("table", name)


def columns_named(names: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term("column", name) for name in names)


def sentence(key: str, /, **values: object) -> Sentence:
    return Sentence(key, values)
