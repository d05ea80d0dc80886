"""What all reports say in the same words: of groups, of cases, and of where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from cscheck.model.inputs import InputFile
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.figures import limit_text, penalty_text, room_text
from cscheck.text import CATALOGUES, Lang, say, word

_WORST_FIRST = list(Status)


def days_text(result: Result) -> str:
    """The day audited, or the first and the last."""
    if result.from_ == result.to:
        return result.from_.isoformat()
    return f"{result.from_.isoformat()} .. {result.to.isoformat()}"


def moment_text(moment: datetime | None) -> str:
    """A time to the second; to the microsecond where it has them."""
    if moment is None:
        return ""
    shown = f"{moment:%Y-%m-%d %H:%M:%S}"
    return shown + (f".{moment:%f}".rstrip("0") if moment.microsecond else "")


def worst_first(rules: tuple[RuleVerdict, ...]) -> list[RuleVerdict]:
    """The rules by their status; those of the same status as the ruleset has them."""
    return sorted(rules, key=lambda rule: _WORST_FIRST.index(rule.status))


def groups_worst_first(rule: RuleVerdict) -> list[Group]:
    return sorted(rule.groups, key=lambda group: _WORST_FIRST.index(group.status))


def is_broken(rule: RuleVerdict) -> bool:
    return rule.status in (Status.FAIL, Status.WARN)


def bad_cases(rule: RuleVerdict, group: Group) -> int | None:
    """Cases that were not good; None for measures that do not judge cases one by one."""
    if group.numerator is None:
        return None
    return group.numerator if rule.counts_bad else group.denominator - group.numerator


def group_marks(result: Result, rule: RuleVerdict, group: Group, lang: Lang) -> Iterator[str]:
    """What tells a group from the rule's others, and how much of its window it covers."""
    if result.shops > 1:
        yield group.shop
    if "agent" in rule.groups.varying:
        yield group.agent or word("nobody", lang)
    if "buyer" in rule.groups.varying:
        yield group.buyer or word("nobody", lang)
    if "from_" in rule.groups.varying:
        yield f"{group.from_:%m-%d}"
    if group.window_days is not None and group.window_days > group.days:
        yield word("days_of", lang).format(days=group.days, window=group.window_days)


def group_limit(rule: RuleVerdict, group: Group, lang: Lang) -> str:
    """What was required of a group."""
    return group.limit or limit_text(rule, lang)


def group_remark(group: Group, lang: Lang) -> str:
    """Why a group has its verdict, or how far it is from its limit; and what that costs."""
    why = say(group.reason, lang) if group.reason else room_text(group, lang)
    label = group.label[lang] if group.label else ""
    return " · ".join(filter(None, (why, label, penalty_text(group.penalty, lang))))


def excluded_text(reason: str, lang: Lang) -> str:
    """Why cases were not counted, in words; as the measure calls it, where there are none."""
    key = f"excluded_{reason.replace(', ', '_').replace(' ', '_')}"
    return CATALOGUES[lang].get(key, reason)


def place_text(result: Result, row: Mapping[str, Any]) -> str:
    """The file (by its name alone, where that tells which) and the row."""
    if row["file"] is None:
        return ""
    path = PurePath(row["file"])
    same = {each.path for each in result.inputs if PurePath(each.path).name == path.name}
    return f"{path.name if len(same) <= 1 else path}:{row['row']}"


def input_name(each: InputFile) -> str:
    return f"{each.path} [{each.sheet}]" if each.sheet else each.path


def rows_not_used(each: InputFile, lang: Lang) -> Iterator[str]:
    """What became of the rows that were not used, in words."""
    if each.duplicate:
        yield word("rows_duplicate", lang).format(count=each.duplicate)
    for kind, count in each.not_data.items():
        yield word(f"rows_{kind}", lang).format(count=count)
    if each.rejected:
        yield word("rows_rejected", lang).format(count=each.rejected)
