"""Other readings of a rule: the same but for one parameter, every value that it could have.

Sources leave open what a round is, who counts as a person, which hours count. What a parameter may
be stands in the measure's own model, so that a new one is tried without being named here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from cscheck.clock import Limit
from cscheck.measures.parameters import Parameters, Senders
from cscheck.measures.wording.parameters import LISTS, NamedLists
from cscheck.rules.ruleset import Rule, Version
from cscheck.rules.word_lists import WordLists

_WHO: tuple[object, ...] = ("any", "human", ["agent"], ["agent", "assist", "robot"])
_UNITS = (Union, types.UnionType)


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A rule as another reading has it.

    `settings` is what was changed, as a ruleset writes it; None where a parameter was left out.
    `rules_at` is the day whose version it is, where that is the change.
    """

    rule: Rule
    settings: Mapping[str, object]
    rules_at: date | None = None


def other_readings(rule: Rule, day: date) -> Iterator[OtherReading]:
    """The other versions of a rule, and that of a day with each parameter changed alone."""
    version = rule.version_on(day) or rule.versions[-1]
    for each in rule.versions:
        if each is not version and (begins := each.from_ or each.until):
            yield OtherReading(rule, {}, begins)
    tried = [version.parameters]
    for key, value in _changes(rule.measure.parameters, version.written):
        parameters = _with(rule, version, {key: value})
        if parameters is None or parameters in tried:
            continue
        if rule.measure.kind_of(parameters) is not rule.kind:
            continue
        tried.append(parameters)
        changed = replace(version, parameters=parameters, from_=None, until=None)
        yield OtherReading(replace(rule, versions=(changed,)), {key: value})


def _changes(
    model: type[Parameters], written: Mapping[str, object]
) -> Iterator[tuple[str, object | None]]:
    """Every key with each other value that it may have; None: as if it were not written."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        for value in _values(field):
            if value != written.get(key):
                yield key, value
        if key == "within" and (shorter := _just_under(written.get(key))):
            yield key, shorter
        if key in written and not field.is_required():
            yield key, None


def _values(field: FieldInfo) -> Iterator[object]:
    """The values among which a field chooses."""
    if get_args(Senders)[1] in field.metadata:
        yield from _WHO
    annotations = [field.annotation]
    if get_origin(field.annotation) in _UNITS:
        annotations = list(get_args(field.annotation))
    for annotation in annotations:
        if annotation is bool:
            yield from (True, False)
        elif get_origin(annotation) is Literal:
            yield from get_args(annotation)


def _just_under(value: object) -> str | None:
    """A limit to the second that the limit itself misses: `< 3m` instead of `<= 3m`."""
    try:
        limit = Limit.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return f"{limit.seconds - 1}s" if limit is not None and limit.seconds > 1 else None


def _with(rule: Rule, version: Version, change: Mapping[str, object | None]) -> Parameters | None:
    """The parameters with a change, without those that it forbids; None where it makes no sense."""
    written = {**version.written, **change}
    data = {key: value for key, value in written.items() if value is not None}
    for _ in range(len(data)):
        try:
            return rule.measure.parameters.model_validate(data, context=_lists(rule, version))
        except ValidationError as error:
            forbidden = _forbidden(error)
            if forbidden is None or forbidden in change or forbidden not in data:
                return None
            del data[forbidden]
    return None


def _forbidden(error: ValidationError) -> str | None:
    """The parameter that does not go with the unit, where that is all that is wrong."""
    details = error.errors()
    if len(details) != 1 or details[0]["type"] != "not_for_unit":
        return None
    return str(details[0]["ctx"]["key"])


def _lists(rule: Rule, version: Version) -> dict[str, Any]:
    """The word lists that the rule may name: those that it has, or as the loader finds them."""
    lists, folders = WordLists(), {Path(rule.path).parent}
    named = version.written.get("lists", ())
    names = [named] if isinstance(named, str) else list(named if isinstance(named, list) else ())
    own = dict(zip(names, getattr(version.parameters, "lists", ()), strict=False))
    return {
        LISTS: NamedLists(lists.names, lambda name: own.get(name) or lists.named(name, folders))
    }
