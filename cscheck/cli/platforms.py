"""`cscheck platforms`: what can be audited."""

from __future__ import annotations

import sys

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import has_colour, language, width
from cscheck.cli.inputs import one_of
from cscheck.cli.output import print_report
from cscheck.model.sentences import Term
from cscheck.text import LANGS, Lang, term, word


def platforms_command(lang: options.Language = None, columns_wide: options.Width = None) -> None:
    """List the platforms: names, aliases, the tables their rules need, when the rules were read."""
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        from rich.text import Text

        from cscheck.report.console import plain_table, rendered
        from cscheck.rules.needs import needs
        from cscheck.rules.platform import Library

        headings = ("col_platform", "col_name", "col_aliases", "col_rules", "col_tables")
        table = plain_table([word(each, spoken) for each in (*headings, "col_read")], right=(3,))
        for platform in Library().platforms():
            rules = platform.ruleset().rules
            tables: dict[str, int] = {}
            for need in map(needs, rules):
                tables[need.table] = max(tables.get(need.table, 0), need.days_before)
                for beside in need.beside:
                    tables.setdefault(beside, 0)
            named = [_table(name, days, spoken) for name, days in sorted(tables.items())]
            read = sorted({rule.source["read"] for rule in rules if "read" in rule.source})
            cells = [platform.id, platform.title[spoken], ", ".join(platform.aliases)]
            cells += [str(len(rules)), word("list_sign", spoken).join(named), ", ".join(read)]
            table.add_row(*(Text(cell) for cell in cells))
        wide = width(sys.stdout, columns_wide)
        print_report(rendered([table], wide, colour=has_colour(sys.stdout)))


def _table(name: str, days: int, lang: Lang) -> str:
    """What a table is called, and how many days before the audited one its rows must begin."""
    called = term(Term("table", name), lang)
    return word("table_days_before", lang).format(table=called, days=days) if days else called
