"""Waivers: cases that a person has taken out of the count, for a reason and until a day.

waivers:
  - {rule: ship_48h, shop: 旗舰店, case: "2300000000000003", reason: 快递停运, expires: 2026-12-31}
  - {rule: reply_3min, shop: 旗舰店, from: 2026-11-20 10:00, to: 2026-11-20 12:00,
     reason: 平台故障, expires: 2026-12-31}
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cscheck.errors import Problem, RulesetError
from cscheck.measures.parameters import reader
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import did_you_mean, unknown_key
from cscheck.rules.strict_yaml import Document, Place, read_document

REASON = "waived"
"""Why a waived case is excluded."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One case, or all cases of a span of time `[first, end)`, of a rule in a shop.

    It holds for audits up to `expires`, that day included.
    """

    rule: str
    shop: str
    reason: str
    expires: date
    case: str | None = None
    first: datetime | None = None
    end: datetime | None = None

    def has_expired(self, day: date) -> bool:
        return day > self.expires


Day = Annotated[date, reader("not_a_day", date.fromisoformat)]
Text = Annotated[str, reader("not_a_text", lambda value: _text(value))]


def _text(value: Any) -> str:
    """A text, or a number as it was written; raises ValueError for nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise ValueError(value)
    return str(value).strip()


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rule: Text
    shop: Text
    reason: Text
    expires: Day
    case: Text | None = None
    from_: Text | None = Field(None, alias="from")
    to: Text | None = None


def read_waivers(path: Path, rules: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers of a file, of rules that there are; raises RulesetError with every problem."""
    document = read_document(path)
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("waivers"), list):
        raise RulesetError(document.problem((), sentence("yaml_no_waivers")))
    problems = [
        unknown_key(document, (key,), key, ("waivers",)) for key in data if key != "waivers"
    ]
    found = []
    for number, item in enumerate(data["waivers"]):
        place: Place = ("waivers", number)
        try:
            found.append(_waiver(document, place, item, rules))
        except RulesetError as error:
            problems.extend(error.problems)
    if problems:
        raise RulesetError(*problems)
    return tuple(found)


def _waiver(document: Document, place: Place, item: Any, rules: Collection[str]) -> Waiver:
    try:
        written = _Written.model_validate(item)
    except ValidationError as error:
        raise RulesetError(*_problems(document, place, error)) from error
    if written.rule not in rules:
        hint = did_you_mean(written.rule, rules)
        what = sentence("no_rule", name=written.rule)
        raise RulesetError(document.problem((*place, "rule"), what, hint=hint))
    spans = (written.from_ is not None, written.to is not None)
    if spans[0] != spans[1] or spans[0] == (written.case is not None):
        raise RulesetError(document.problem(place, sentence("yaml_case_or_span")))
    first = _moment(document, (*place, "from"), written.from_, after_day=False)
    end = _moment(document, (*place, "to"), written.to, after_day=True)
    if first is not None and end is not None and first >= end:
        raise RulesetError(document.problem((*place, "to"), sentence("yaml_span_backwards")))
    return Waiver(
        rule=written.rule,
        shop=written.shop,
        reason=written.reason,
        expires=written.expires,
        case=written.case,
        first=first,
        end=end,
    )


def _moment(
    document: Document, place: Place, text: str | None, *, after_day: bool
) -> datetime | None:
    """A day or a moment of local time; of the last day, its end."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        what = sentence("yaml_not_a_moment", value=text)
        raise RulesetError(document.problem(place, what)) from error
    if moment.tzinfo is not None:
        raise RulesetError(document.problem(place, sentence("yaml_not_a_moment", value=text)))
    is_day = len(text) == len("2026-11-20")
    return moment + timedelta(days=1) if is_day and after_day else moment


def _problems(document: Document, place: Place, error: ValidationError) -> list[Problem]:
    known = [field.alias or name for name, field in _Written.model_fields.items()]
    problems = []
    for detail in error.errors():
        at: Place = (*place, *detail["loc"])
        key, kind = str(at[-1]), str(detail["type"])
        if kind == "extra_forbidden":
            problems.append(unknown_key(document, at, key, known))
        elif kind == "missing":
            problems.append(document.problem(place, sentence("yaml_waiver_lacks", key=key)))
        elif kind in ("not_a_day", "not_a_text"):
            what = sentence(f"yaml_{kind}", value=str(detail["input"]))
            problems.append(document.problem(at, what))
        else:
            what = sentence("yaml_wrong_type", key=key, value=str(detail["input"]))
            problems.append(document.problem(at, what))
    return problems
