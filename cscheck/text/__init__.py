"""Every sentence that people read, one catalogue a language, and how values stand in them."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from types import ModuleType
from typing import Literal, get_args

from cscheck.legible import legible
from cscheck.model.sentences import Days, Sentence, Term
from cscheck.text import (
    en,
    en_doctor,
    en_nightly,
    en_reading,
    en_reports,
    en_rules,
    zh,
    zh_doctor,
    zh_nightly,
    zh_reading,
    zh_reports,
    zh_rules,
)

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


def _whole(*parts: ModuleType) -> dict[str, str]:
    return {key: text for part in parts for key, text in part.TEXT.items()}


CATALOGUES: dict[Lang, dict[str, str]] = {
    "zh": _whole(zh, zh_doctor, zh_nightly, zh_reading, zh_reports, zh_rules),
    "en": _whole(en, en_doctor, en_nightly, en_reading, en_reports, en_rules),
}


def say(sentence: Sentence, lang: Lang) -> str:
    """A sentence in a language, with its values filled in."""
    values = {name: shown(value, lang) for name, value in sentence.values.items()}
    return CATALOGUES[lang][sentence.key].format_map(values)


def word(key: str, lang: Lang) -> str:
    """A word or heading, as the catalogue has it."""
    return CATALOGUES[lang][key]


def term(name: Term, lang: Lang) -> str:
    """What a language calls a table, column or unit; its own name where it has no other."""
    known = CATALOGUES[lang].get(f"{name.kind}_{name.name}")
    if known is None:
        return name.name
    return f"{known} ({name.name})" if name.kind == "column" else known


def shown(value: object, lang: Lang) -> str:
    """A value as a sentence shows it."""
    if isinstance(value, Sentence):
        return say(value, lang)
    if isinstance(value, Term):
        return term(value, lang)
    if isinstance(value, tuple):
        return word("list_sign", lang).join(shown(each, lang) for each in value)
    if isinstance(value, (datetime, date, Days)):
        return _time(value, lang)
    return "" if value is None else legible(str(value))


def _time(value: datetime | date | Days, lang: Lang) -> str:
    if isinstance(value, Days):
        ends = {"first": value.first.isoformat(), "last": value.last.isoformat()}
        several = value.first != value.last
        return word("days_span", lang).format_map(ends) if several else ends["first"]
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value.isoformat()


def percent(share: Fraction, limit: Fraction | None = None) -> str:
    """A share as a percentage: one decimal, more where rounding would hide which side it is on."""
    decimals = 1
    while decimals < 4 and limit is not None and share != limit:
        if round(share * 100, decimals) != limit * 100:
            break
        decimals += 1
    return f"{float(share * 100):.{decimals}f}%"


def length(seconds: float, lang: Lang) -> str:
    """A length of time in the two largest units that say something: `3 h 12 m`, `41.5 s`."""
    sign, whole = "-" if seconds < 0 else "", abs(seconds)
    if whole < 60:
        number = f"{whole:.1f}".removesuffix(".0")
        return f"{sign}{number} {word('unit_s', lang)}"
    days, rest = divmod(round(whole), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "unit_d"), (hours, "unit_h"), (minutes, "unit_m"), (left, "unit_s")]
    first = next(place for place, (number, _) in enumerate(parts) if number)
    said = [f"{number} {word(unit, lang)}" for number, unit in parts[first : first + 2] if number]
    return sign + " ".join(said)
