"""Figures, limits and room as people read them, the same in every report."""

from __future__ import annotations

from fractions import Fraction

from cscheck.model.result import RuleVerdict
from cscheck.model.verdicts import Group, Penalty, Status
from cscheck.text import Lang, length, percent, word

_DASH = "-"


def figure(rule: RuleVerdict, group: Group, lang: Lang) -> str:
    """A group's value in its unit; for an undecided one also what it can still become."""
    if group.status is Status.UNDECIDED and group.low is not None and group.high is not None:
        return f"{value(rule, group.low, lang)} .. {value(rule, group.high, lang)}"
    return value(rule, group.value, lang)


def value(rule: RuleVerdict, amount: Fraction | None, lang: Lang) -> str:
    """An amount in the unit of a rule: a percentage, a number, a length of time, or hours."""
    if amount is None:
        return _DASH
    if rule.value_kind in ("count", "hits"):
        return number_text(amount)
    if rule.value_kind in ("rate", "cover"):
        return percent(amount, _only_rate(rule.require))
    seconds = amount * 3600 if rule.value_kind == "hours" else amount
    return length(float(seconds), lang)


def number_text(amount: Fraction) -> str:
    """A count, or a sum of amounts: to the fen, without idle noughts."""
    if amount.denominator == 1:
        return str(amount.numerator)
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")


def difference_text(rule: RuleVerdict, amount: Fraction | None, lang: Lang) -> str:
    """How far one figure is from another, with its sign: points, a number, or a length of time."""
    if amount is None:
        return _DASH
    if rule.value_kind in ("rate", "cover"):
        points = f"{float(amount * 100):+.1f}"
        same = points.strip("+-") == "0.0"
        return word("points_apart", lang).format(points="0.0" if same else points)
    return ("+" if amount > 0 else "") + value(rule, amount, lang)


def limit_of(rule: RuleVerdict, group: Group, lang: Lang) -> str:
    """What was required of a group."""
    return limit_text(rule, lang) if group.limit is None else limit_words(group.limit, lang)


def limit_text(rule: RuleVerdict, lang: Lang) -> str:
    """What the rule requires; what it required, where it is no longer in force."""
    if rule.require is None:
        return _DASH
    limit = limit_words(rule.require, lang)
    return limit if rule.in_force else word("was_required", lang).format(limit=limit)


def limit_words(limit: str, lang: Lang) -> str:
    """A limit as the ruleset has it, with its words in the reader's language."""
    for name in ("bad_cases", "cases_per_day"):
        limit = limit.replace(name, word(f"limit_{name}", lang))
    return limit.replace(" | ", word("limit_or", lang))


def room_text(group: Group, lang: Lang) -> str:
    """How far a group is from its limit, in cases."""
    if group.room is None or group.status not in (Status.PASS, Status.FAIL, Status.WARN):
        return ""
    rate = _only_rate(group.limit)
    limit = percent(rate).replace(".0%", "%") if rate is not None else group.limit
    if group.room > 0:
        key = "room_left_one" if group.room == 1 else "room_left"
        return word(key, lang).format(count=group.room, limit=limit)
    bears_nothing = rate in (Fraction(1), Fraction(0)) or group.limit == "0"
    if group.room == 0 and group.status is Status.PASS:
        return "" if bears_nothing else word("room_nothing", lang)
    if bears_nothing or rate is None:
        return word("room_none", lang).format(count=-group.room)
    return word("room_short", lang).format(count=-group.room, limit=limit)


def penalty_text(penalty: Penalty | None, lang: Lang) -> str:
    """What a group may cost: an estimate in yuan, points, or what the platform writes."""
    if penalty is None:
        return ""
    parts = []
    if penalty.high is None:
        parts.append(word("penalty_at_least", lang).format(low=_yuan(penalty.low)))
    elif penalty.high:
        low, high = _yuan(penalty.low), _yuan(penalty.high)
        amount = low if low == high else f"{low}-{high}"
        parts.append(word("penalty_yuan", lang).format(amount=amount))
    if penalty.points_high:
        low, high = str(penalty.points_low), str(penalty.points_high)
        points = low if low == high else f"{low}-{high}"
        parts.append(word("penalty_points", lang).format(points=points))
    if penalty.text:
        parts.append(penalty.text[lang])
    return word("list_sign", lang).join(parts)


def _yuan(amount: Fraction) -> str:
    """An amount to the fen; whole yuan without decimals."""
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):.2f}"


def bad_cases(rule: RuleVerdict, group: Group) -> int | None:
    """Cases that were not good; None for measures that do not judge cases one by one."""
    if group.numerator is None:
        return None
    return group.numerator if rule.counts_bad else group.denominator - group.numerator


def _only_rate(require: str | None) -> Fraction | None:
    """The rate of a limit that is one bound on a rate: 4/5 of `>= 80%`."""
    if require is None or not require.endswith("%") or require.count("%") != 1:
        return None
    number = require.lstrip("<>= ").removesuffix("%")
    return Fraction(number) / 100 if number.replace(".", "", 1).isdigit() else None
