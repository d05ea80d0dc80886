"""How rules name word lists; the ruleset loader brings the lists themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from cscheck.measures.parameters import column_names, reader
from cscheck.measures.wording.lists import WordList

LISTS = "word_lists"


@dataclass(frozen=True, slots=True)
class NamedLists:
    """The lists that a rule may name: the shipped ones, and how to find any of them by its name."""

    known: tuple[str, ...]
    find: Callable[[str], WordList | None]


def _word_lists(value: Any, info: ValidationInfo) -> tuple[WordList, ...]:
    """The lists that are named, as the loader's context finds them."""
    lists: NamedLists = (info.context or {LISTS: NamedLists((), lambda _: None)})[LISTS]
    return tuple(_found(name, lists) for name in _names(value))


def _names(value: Any) -> tuple[str, ...]:
    try:
        return column_names(value)
    except TypeError as error:
        raise PydanticCustomError("not_words", "{value}", {"value": str(value)}) from error


def _found(name: str, lists: NamedLists) -> WordList:
    found = lists.find(name)
    if found is None:
        context = {"value": name, "known": lists.known}
        raise PydanticCustomError("not_a_word_list", "{value}", context)
    return found


Words = Annotated[tuple[str, ...], reader("not_words", column_names)]
Lists = Annotated[tuple[WordList, ...], BeforeValidator(_word_lists)]
