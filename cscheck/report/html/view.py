"""What the page says, in the order in which it says it; no mark-up, that is the template's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from cscheck.model.inputs import InputFile
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.agent_days import agent_cells
from cscheck.report.figures import figure, limit_text
from cscheck.report.html.charts import heat_maps, histograms
from cscheck.report.html.days import DaysChart, days_charts
from cscheck.report.html.parts import CaseView, FileView, GroupView, Mark, PageView, RuleView
from cscheck.report.masking import cell_text, harmless
from cscheck.report.options import TextOptions
from cscheck.report.wording import (
    bad_cases,
    days_text,
    excluded_text,
    group_limit,
    group_marks,
    group_remark,
    groups_worst_first,
    input_name,
    is_broken,
    moment_text,
    place_text,
    rows_not_used,
    worst_first,
)
from cscheck.text import Lang, length, say, word

SIGNS = {
    Status.FAIL: "✗",
    Status.WARN: "!",
    Status.UNDECIDED: "?",
    Status.PASS: "✓",
    Status.NOT_ASSESSED: "–",
    Status.NO_DATA: "–",
    Status.INFO: "·",
    Status.WAIVED: "·",
}
_WORST_NAMED = 5


def page_view(result: Result, options: TextOptions) -> PageView:
    """Everything on the page but the rows of its tables."""
    lang = options.lang
    past = days_charts(result, lang)
    views = [
        _rule(result, rule, options, past.get(rule.rule, ())) for rule in worst_first(result.rules)
    ]
    return PageView(
        title=f"{result.platform_title[lang]} · {days_text(result)}",
        mark=_mark(result.status, lang),
        as_of=moment_text(result.as_of),
        counts=tuple((_mark(status, lang), n) for status, n in result.counts().items() if n),
        troubles=tuple(harmless(say(each, lang)) for each in result.troubles),
        judged=tuple(view for view in views if view.groups),
        unjudged=tuple(view for view in views if not view.groups),
        inputs=tuple(_file(each, lang) for each in result.inputs),
        shops=result.shops,
    )


def _mark(status: Status, lang: Lang) -> Mark:
    return Mark(status.value, SIGNS[status], word(f"status_{status.value}", lang))


def _rule(
    result: Result, rule: RuleVerdict, options: TextOptions, past: Sequence[DaysChart]
) -> RuleView:
    lang = options.lang
    url = rule.source.get("url", "")
    return RuleView(
        id=rule.rule,
        mark=_mark(rule.status, lang),
        title=rule.title[lang],
        groups=tuple(_group(result, rule, group, lang) for group in groups_worst_first(rule)),
        violations=rule.violations,
        worst=tuple(_worst(result, rule, lang)) if is_broken(rule) else (),
        agents=tuple(
            tuple(cell_text(cell) for cell in row) for row in agent_cells(result, rule, lang)
        ),
        histograms=tuple(histograms(result, rule, lang)),
        heat_maps=tuple(heat_maps(result, rule, lang)),
        past=tuple(past),
        notes=tuple(harmless(say(note, lang)) for note in rule.notes),
        facts=tuple(_facts(rule, lang)),
        url=url if url.startswith(("https://", "http://")) else "",
        doubt=rule.doubt.get(lang, ""),
        reason=harmless(say(rule.reason, lang)) if rule.reason else "",
    )


def _group(result: Result, rule: RuleVerdict, group: Group, lang: Lang) -> GroupView:
    bad = bad_cases(rule, group)
    others = [
        f"{name} {length(float(value) * (3600 if rule.value_kind == 'hours' else 1), lang)}"
        for name, value in group.figures.items()
        if rule.value_kind in ("seconds", "hours")
    ]
    excluded = [f"{excluded_text(why, lang)} {n}" for why, n in group.excluded.items()]
    return GroupView(
        mark=_mark(group.status, lang),
        name=cell_text(" · ".join(group_marks(result, rule, group, lang))),
        figure=figure(rule, group, lang),
        others=" · ".join(others) if len(others) > 1 else "",
        limit=_limit(rule, group, lang),
        cases=group.denominator,
        bad="" if bad is None else str(bad),
        open=group.open,
        remark=harmless(group_remark(group, lang)),
        excluded=word("list_sign", lang).join(excluded),
        meter=_meter(rule, group, lang),
    )


def _limit(rule: RuleVerdict, group: Group, lang: Lang) -> str:
    """`limit >= 70%`, or `was >= 70%`; nothing where nothing is required."""
    said = group_limit(rule, group, lang)
    if group.limit is None and not (rule.in_force and rule.require):
        return said.strip("-")
    return f"{word('col_limit', lang)} {said}"


def _meter(rule: RuleVerdict, group: Group, lang: Lang) -> tuple[float, float | None] | None:
    """How far a rate and its limit reach, in percent of a whole."""
    if rule.value_kind != "rate" or group.value is None:
        return None
    text = (group.limit or rule.require or "").lstrip("<>= ").removesuffix("%")
    limit = (
        float(text) if text.replace(".", "", 1).isdigit() and "%" in (rule.require or "") else None
    )
    return round(float(group.value) * 100, 2), limit


def _facts(rule: RuleVerdict, lang: Lang) -> Iterator[tuple[str, str]]:
    """What the rule says and who says so, for the definitions."""
    about = word(f"about_{rule.measure}", lang)
    yield word("sheet_measure", lang), about
    yield word("col_limit", lang), limit_text(rule, lang)
    yield (
        word("html_period", lang),
        word(f"html_period_{rule.period.split()[0]}", lang).format(
            days=rule.period.removeprefix("rolling ").removesuffix("d")
        ),
    )
    yield word("sheet_severity", lang), word(f"status_{rule.severity.value}", lang)
    for key in ("title", "clause", "read"):
        if said := rule.source.get(key):
            name = "source" if key == "title" else key
            yield word(f"sheet_{name}", lang), str(said)
    if rule.confidence:
        known = rule.confidence.replace("-", "_")
        yield word("sheet_confidence", lang), word(f"confidence_{known}", lang)


def _worst(result: Result, rule: RuleVerdict, lang: Lang) -> Iterator[CaseView]:
    rows = result.violations.filter(pl.col("rule") == rule.rule).head(_WORST_NAMED)
    for row in rows.iter_rows(named=True):
        late = row["late_by_seconds"]
        detail = [row["detail"] or ""]
        detail += [word("html_review", lang)] if row["review"] else []
        yield CaseView(
            id=cell_text(row["id"] or "-"),
            agent=cell_text(row["agent"] or ""),
            buyer=cell_text(row["buyer"] or ""),
            late="" if late is None else length(late, lang),
            times=tuple(
                (word(f"col_{name}", lang), moment_text(row[name]) or word("html_never", lang))
                for name in ("start", "deadline", "stop")
                if row[name] is not None or (name == "stop" and row["deadline"] is not None)
            ),
            detail=cell_text(" · ".join(part for part in detail if part)),
            where=cell_text(place_text(result, row)),
            line=_line(result, row),
        )


def _line(result: Result, row: dict[str, Any]) -> tuple[float, float] | None:
    """How much of a case's time lies before its deadline and after it, in percent."""
    if row["start"] is None or row["deadline"] is None:
        return None
    end = max(row["stop"] or result.as_of, row["deadline"])
    whole = (end - row["start"]).total_seconds()
    if whole <= 0:
        return None
    allowed = (row["deadline"] - row["start"]).total_seconds() / whole * 100
    return round(allowed, 2), round(100 - allowed, 2)


def _file(each: InputFile, lang: Lang) -> FileView:
    facts = [word(f"table_{each.table}", lang)] if each.table else []
    facts += [each.encoding, word("rows_of", lang).format(rows=each.rows, used=each.used)]
    facts += rows_not_used(each, lang)
    if each.first is not None:
        facts.append(f"{moment_text(each.first)} .. {moment_text(each.last)}")
    return FileView(
        name=cell_text(input_name(each)),
        facts=tuple(harmless(fact) for fact in facts),
        notes=tuple(harmless(say(note, lang)) for note in each.notes),
        failure=harmless(say(each.failure, lang)) if each.failure else "",
        used=round(each.used / each.rows * 100, 2) if each.rows else 0,
        sha256=each.sha256[:12],
    )
