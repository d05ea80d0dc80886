"""How a text report is to be shown; light, so that the command line can name it at once."""

from __future__ import annotations

from dataclasses import dataclass

from cscheck.text import Lang


@dataclass(frozen=True, slots=True)
class TextOptions:
    """In which language, how wide, in colour or not, and how many cases a rule.

    `by` asks for the cases of each rule by agent or by hour.
    """

    lang: Lang
    width: int = 120
    colour: bool = False
    top: int = 5
    show_pii: bool = False
    verbose: bool = False
    by: str | None = None
