"""Writes `docs/rules.md`: every rule of every platform, and the exports and days that it needs.

Run by hand after a change of a ruleset: `python -m tests.make_docs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cscheck.rules.needs import Needs, needs
from cscheck.rules.platform import Library, Platform
from cscheck.rules.ruleset import Rule, Version

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
HEAD = """# Every rule, and what it needs 规则一览

Written from `rulesets/` by `python -m tests.make_docs`; a test holds it to them.
`cscheck rules show ID -p PLATFORM` prints all of a rule: parameters, versions, sources and doubts.

* **limit 要求**: by the rule's dates; `info` is measured and never judged. *warn*: breaking it is a
  warning.
* **export 导出**: the table it reads, its columns (those with a * are derived from other tables or
  columns), and from how many days before the day audited its rows must reach; then the tables that
  must be there beside it.
* **confidence 可信度**: official (the platform's own page), confirmed (a readable page),
  conflicting (pages disagree), web (reprints only), seed-only (one source), own.
"""


def page() -> str:
    """The page as it should be."""
    platforms = [platform for platform in Library().platforms() if platform.ruleset().rules]
    return HEAD + "".join("\n".join(section(each)) + "\n" for each in platforms)


def section(platform: Platform) -> Iterator[str]:
    """One platform: a table with a row each rule."""
    yield f"\n## {platform.title['zh']} {platform.title['en']} (`{platform.id}`)\n"
    yield "| rule 规则 | title 名称 | measure 度量 | limit 要求 | export 导出 | confidence 可信度 |"
    yield "|---|---|---|---|---|---|"
    for rule in platform.ruleset().rules:
        title = f"{rule.title['zh']}<br>{rule.title['en']}"
        limits = "<br>".join(limit(rule, version) for version in rule.versions)
        cells = (f"`{rule.id}`", title, rule.measure.name, limits, export(rule), rule.confidence)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def limit(rule: Rule, version: Version) -> str:
    """What a version requires, over which period, and when it was in force."""
    required = version.require.text() if version.require else "info"
    said = f"{required}, {version.period.text}"
    if version.require and rule.severity.value == "warn":
        said += ", *warn*"
    if version.from_ or version.until:
        said += f" ({version.from_ or ''}..{version.until or ''})"
    return said


def export(rule: Rule) -> str:
    """The table, its columns, and the days before."""
    need = needs(rule)
    table = rule.measure.table(rule.versions[-1].parameters)
    derived = {
        column.name
        for known in [getattr(rule.versions[-1].parameters, "canonical", None)]
        if known is not None
        for column in known.derived
    }
    columns = ", ".join(f"{name}*" if name in derived else name for name in need.columns)
    said = f"{table}: {columns}" if columns else table
    said = f"{said}; {need.days_before} d before" if need.days_before else said
    return "; ".join([said, *(f"and {_beside(need, name)}" for name in need.beside)])


def _beside(need: Needs, table: str) -> str:
    columns = ", ".join(need.exported[table])
    return f"{table}: {columns}" if columns else table


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
