"""The report as JUnit XML: a test suite each shop, a test case each rule and group.

Only what breaks a rule fails. A warning passes, with its words beside it; what could not be judged
(too few cases, no data, no limit in force, undecided) is skipped, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import polars as pl

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.figures import figure
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import in_xml, one_line
from cscheck.report.wording import (
    bad_cases,
    group_limit,
    group_marks,
    group_remark,
    moment_text,
    place_text,
)
from cscheck.text import say, word

_JUDGED = (Status.FAIL, Status.WARN, Status.PASS)


def render(result: Result, options: TextOptions) -> str:
    """The whole report; `options.top` cases of a failure are named."""
    root = ET.Element("testsuites", name=f"cscheck {result.platform}")
    suites: dict[str, list[ET.Element]] = {}
    for rule in result.rules:
        for group in rule.groups:
            suites.setdefault(group.shop, []).append(_case(result, rule, group, options))
    for shop, cases in suites.items():
        _add_suite(root, result, f"{result.platform} {shop}", cases)
    unjudged = [_unjudged(result, rule, options) for rule in result.rules if not rule.groups]
    troubles = [_trouble(result, number, options) for number in range(len(result.troubles))]
    if rest := [*troubles, *unjudged]:
        _add_suite(root, result, result.platform, rest)
    _count(root, list(root))
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _element(tag: str, text: str | None = None, /, **attributes: str) -> ET.Element:
    found = ET.Element(tag, {name: in_xml(one_line(said)) for name, said in attributes.items()})
    found.text = in_xml(text) if text is not None else None
    return found


def _add_suite(root: ET.Element, result: Result, name: str, cases: list[ET.Element]) -> None:
    stamp = result.as_of.replace(tzinfo=None).isoformat(timespec="seconds")
    suite = _element("testsuite", name=name, timestamp=stamp, hostname="cscheck")
    suite.extend(cases)
    _count(suite, cases)
    root.append(suite)


def _count(parent: ET.Element, inside: list[ET.Element]) -> None:
    """Writes how many tests there are, and how they ended, as consumers expect it."""
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        parent.set(name, str(len(parent.findall(f".//{tag}"))))
    parent.set("tests", str(len(parent.findall(".//testcase"))))
    parent.set("time", "0")
    for each in inside:
        each.set("time", "0")


def _case(result: Result, rule: RuleVerdict, group: Group, options: TextOptions) -> ET.Element:
    lang = options.lang
    marks = list(group_marks(result, rule, group, lang))
    name = rule.title[lang] + (f" ({', '.join(marks)})" if marks else "")
    case = _element("testcase", classname=f"{result.platform}.{rule.rule}", name=name)
    said = _figure_line(rule, group, options)
    if group.status is Status.FAIL:
        details = "\n".join([said, *_worst(result, rule, group, options)])
        case.append(_element("failure", details, message=said, type=rule.rule))
    elif group.status not in _JUDGED:
        status = word(f"status_{group.status.value}", lang)
        case.append(_element("skipped", message=f"{status}: {said}"))
    else:
        prefix = f"{word('status_warn', lang)}: " if group.status is Status.WARN else ""
        case.append(_element("system-out", prefix + said))
    return case


def _figure_line(rule: RuleVerdict, group: Group, options: TextOptions) -> str:
    """`66.7% (>= 70%): 54 cases, 18 missed; 6 short`"""
    lang, bad = options.lang, bad_cases(rule, group)
    counts = f"{word('col_cases', lang)} {group.denominator}"
    if bad is not None:
        counts += f", {word('col_bad', lang)} {bad}"
    if group.open:
        counts += f", {word('col_open', lang)} {group.open}"
    line = f"{figure(rule, group, lang)} ({group_limit(rule, group, lang)}): {counts}"
    remark = group_remark(group, lang)
    return f"{line}; {remark}" if remark else line


def _worst(result: Result, rule: RuleVerdict, group: Group, options: TextOptions) -> Iterator[str]:
    rows = result.violations.filter(
        (pl.col("rule") == rule.rule)
        & (pl.col("shop") == group.shop)
        & pl.col("day").is_between(group.from_, group.to)
    )
    if group.agent is not None:
        rows = rows.filter(pl.col("agent") == group.agent)
    for row in rows.head(options.top).iter_rows(named=True):
        times = [moment_text(row[name]) for name in ("start", "deadline", "stop")]
        parts = [row["id"], row["agent"], *times, place_text(result, row)]
        yield one_line(" | ".join(part or "-" for part in parts))


def _unjudged(result: Result, rule: RuleVerdict, options: TextOptions) -> ET.Element:
    case = _element(
        "testcase", classname=f"{result.platform}.{rule.rule}", name=rule.title[options.lang]
    )
    case.append(_element("skipped", message=say(rule.reason, options.lang) if rule.reason else ""))
    return case


def _trouble(result: Result, number: int, options: TextOptions) -> ET.Element:
    """What keeps the data from being relied on is an error, not a failure."""
    said = say(result.troubles[number], options.lang)
    case = _element("testcase", classname=f"{result.platform}.data", name=f"data {number + 1}")
    case.append(_element("error", said, message=said, type="data"))
    return case
