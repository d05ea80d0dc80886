"""Other ways to write a character, as the shipped table has them: traditional ones, split ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from cscheck.shipped import rulesets_folder


@cache
def characters() -> Mapping[str, str]:
    """The character that is meant by each other way to write it."""
    path = rulesets_folder() / "common" / "characters.yaml"
    table: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    pieces = [piece for kind in table.values() for piece in kind.split()]
    return {piece[:-1]: piece[-1] for piece in pieces}


@cache
def first_characters() -> frozenset[str]:
    """One of these stands in every text that has something to be replaced."""
    return frozenset(each[0] for each in characters())
