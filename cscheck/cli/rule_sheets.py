"""Rules on paper: the list of a ruleset, and the sheet of one rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cscheck.measures.penalty import PenaltyTerms
from cscheck.model.sentences import Term
from cscheck.model.verdicts import Severity
from cscheck.report.console import plain_table
from cscheck.rules.needs import needs
from cscheck.rules.ruleset import Rule, Ruleset, Version
from cscheck.text import LANGS, Lang, term, word


def rule_list(rulesets: Sequence[Ruleset], lang: Lang) -> Table:
    """A row each rule: id, title, limit, period and severity, dates and the table it reads."""
    headings = ("col_platform", "col_id", "col_rule", "col_measure", "col_limit", "col_in_force")
    table = plain_table([word(each, lang) for each in (*headings, "col_needs")], whole=(1,))
    for ruleset in rulesets:
        for rule in ruleset.rules:
            limit = ", ".join(_limit(rule, lang))
            cells = [ruleset.platform, rule.id, rule.title[lang], rule.measure.name, limit]
            dates = _dates(rule.versions[0].from_, rule.versions[-1].until)
            table.add_row(*(Text(cell) for cell in (*cells, dates, _needs(rule, lang))))
    return table


def _limit(rule: Rule, lang: Lang) -> Iterator[str]:
    """What its last version requires and over which period, and whether breaking it only warns."""
    version = rule.versions[-1]
    yield version.require.text() if version.require else word("status_info", lang)
    yield version.period.text
    if version.require and rule.severity is Severity.WARN:
        yield word("status_warn", lang)


def rule_sheet(rule: Rule, lang: Lang) -> RenderableType:
    """Everything a ruleset says of a rule."""
    table = plain_table(["", ""])
    table.show_header = False
    for heading, text in _facts(rule, lang):
        if text:
            table.add_row(Text(word(heading, lang), style="dim"), Text(text))
    parts: list[RenderableType] = [Text(f"{rule.id}  {rule.title[lang]}", style="bold"), table]
    for version in rule.versions:
        dates = _dates(version.from_, version.until)
        parts.append(Text(f"{word('version', lang)} {dates}", style="bold"))
        parts.append(Padding(_version(version, lang), (0, 0, 0, 2)))
    return Group(*parts)


def _facts(rule: Rule, lang: Lang) -> Iterator[tuple[str, str]]:
    source = dict(rule.source)
    yield "sheet_measure", f"{rule.measure.name}: {word(f'about_{rule.measure.name}', lang)}"
    yield "sheet_severity", word(f"status_{rule.severity.value}", lang)
    yield "sheet_tags", ", ".join(rule.tags)
    yield "col_needs", _needs(rule, lang)
    yield "sheet_columns", _columns(rule, lang)
    yield "sheet_export", rule.export.get(lang, "")
    yield "sheet_source", source.get("title", "")
    yield "sheet_clause", source.get("clause", "")
    yield "sheet_url", source.get("url", "")
    yield "sheet_read", source.get("read", "")
    yield "sheet_confidence", word(f"confidence_{rule.confidence.replace('-', '_')}", lang)
    yield "sheet_doubt", rule.doubt.get(lang, "")
    yield "sheet_after_end", word("after_end_info", lang) if rule.outlives else ""


def _version(version: Version, lang: Lang) -> Table:
    table = plain_table(["", ""])
    table.show_header = False
    limit = version.require.text() if version.require else word("status_info", lang)
    rows = {"require": limit, "period": version.period.text}
    if version.warn:
        rows["warn"] = version.warn.text()
    if version.at_least:
        rows["at_least"] = str(version.at_least)
    if version.by:
        rows["by"] = ", ".join(version.by)
    if version.penalty:
        rows["penalty"] = _penalty(version.penalty, lang)
    rows |= {key: _written(value, lang) for key, value in version.written.items()}
    for key, text in rows.items():
        table.add_row(Text(key, style="dim"), Text(text))
    return table


def _penalty(terms: PenaltyTerms, lang: Lang) -> str:
    """What breaking a rule costs, as the YAML has it, its words in the reader's language."""
    rate = None if terms.rate is None else f"{float(terms.rate * 100):g}%"
    amounts = {"floor": terms.floor, "cap": terms.cap, "sum": terms.sum}
    said: dict[str, object] = {"per": terms.per, "rate": rate}
    said |= {key: None if each is None else f"{float(each):g}" for key, each in amounts.items()}
    said |= {"points": terms.points or None, "text": terms.text[lang] if terms.text else None}
    return _written({key: each for key, each in said.items() if each is not None}, lang)


def _written(value: object, lang: Lang) -> str:
    """A parameter as the YAML has it, on one line, its texts in the reader's language alone."""
    if isinstance(value, dict):
        if set(value) == set(LANGS):
            return str(value[lang])
        said = (f"{key}: {_written(each, lang)}" for key, each in value.items())
        return "{" + ", ".join(said) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(each, lang) for each in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dates(first: object, last: object) -> str:
    return "" if first is None and last is None else f"{first or ''}..{last or ''}"


def _needs(rule: Rule, lang: Lang) -> str:
    """The table a rule reads and how far back, and what must be there beside it."""
    need = needs(rule)
    own, *others = (term(Term("table", name), lang) for name in need.exported)
    if need.days_before:
        own = word("needs_days_before", lang).format(table=own, days=need.days_before)
    return word("and_also", lang).join([own, *others])


def _columns(rule: Rule, lang: Lang) -> str:
    """The columns of the exports that a rule reads; those of further tables under their names."""
    parts = []
    for number, (table, columns) in enumerate(needs(rule).exported.items()):
        listed = ", ".join(term(Term("column", name), lang) for name in columns)
        parts.append(f"{term(Term('table', table), lang)}: {listed}" if number else listed)
    return "; ".join(part for part in parts if not part.endswith(": "))
