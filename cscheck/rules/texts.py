"""Texts of a ruleset that people read: in both languages, or one for both."""

from __future__ import annotations

from typing import Annotated, Any

from cscheck.measures.parameters import reader


def _texts(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if set(value) != {"zh", "en"}:
        raise ValueError(value)
    return {language: str(text) for language, text in value.items()}


Texts = Annotated[dict[str, str], reader("not_texts", _texts)]
