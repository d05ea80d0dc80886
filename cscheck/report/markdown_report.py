"""The report as markdown, for a ticket, a wiki or a chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from cscheck.model.inputs import InputFile
from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.agent_days import HEADINGS, agent_cells, compared
from cscheck.report.figures import figure
from cscheck.report.masking import cell_text, reject_value
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import in_markdown
from cscheck.report.wording import (
    bad_cases,
    days_text,
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
from cscheck.text import length, say, word


def render(result: Result, options: TextOptions) -> str:
    """The whole report; `options.top` cases a rule are named."""
    parts = _Markdown(result, options).parts()
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Markdown:
    result: Result
    options: TextOptions

    def parts(self) -> Iterator[list[str]]:
        """Headings, lines and tables, in the reader's order."""
        yield [f"# {self._heading()}"]
        yield [self._verdict()]
        if self.result.troubles:
            yield [f"## {self._word('part_troubles')}"]
            yield self._list(say(each, self.options.lang) for each in self.result.troubles)
        rules = worst_first(self.result.rules)
        if judged := [rule for rule in rules if rule.groups]:
            yield [f"## {self._word('part_rules')}"]
            yield self._rules(judged)
        for rule in judged:
            yield from self._worst_cases(rule)
        yield from self._due()
        yield from self._agents()
        if unjudged := [rule for rule in rules if not rule.groups]:
            yield [f"## {self._word('part_unjudged')}"]
            yield self._unjudged(unjudged)
        yield [f"## {self._word('part_data')}"]
        yield self._inputs()
        yield from self._rejects()

    def _word(self, key: str) -> str:
        return word(key, self.options.lang)

    def _heading(self) -> str:
        title = in_markdown(self.result.platform_title[self.options.lang])
        return f"{title} · {days_text(self.result)} · {self._status(self.result.status)}"

    def _status(self, status: Status) -> str:
        return self._word(f"status_{status.value}")

    def _verdict(self) -> str:
        counts = self.result.counts()
        said = [f"{self._status(status)} {count}" for status, count in counts.items() if count]
        as_of = self._word("as_of").format(as_of=moment_text(self.result.as_of))
        return f"{as_of} · {' · '.join(said)}"

    def _list(self, lines: Iterable[str]) -> list[str]:
        return [f"- {in_markdown(line)}" for line in lines]

    def _table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
        lines = ["| " + " | ".join(self._word(each) for each in headings) + " |"]
        lines.append("|" + " --- |" * len(headings))
        safe = ((in_markdown(cell_text(cell)) for cell in cells) for cells in rows)
        return [*lines, *("| " + " | ".join(cells) + " |" for cells in safe)]

    def _rules(self, rules: Sequence[RuleVerdict]) -> list[str]:
        headings = ("col_verdict", "col_rule", "col_figure", "col_limit", "col_cases", "col_bad")
        rows = (self._group(rule, group) for rule in rules for group in groups_worst_first(rule))
        return self._table((*headings, "col_open", "col_room"), rows)

    def _group(self, rule: RuleVerdict, group: Group) -> tuple[str, ...]:
        lang = self.options.lang
        marks = list(group_marks(self.result, rule, group, lang))
        bad = bad_cases(rule, group)
        return (
            self._status(group.status),
            rule.title[lang] + (f" ({', '.join(marks)})" if marks else ""),
            figure(rule, group, lang),
            group_limit(rule, group, lang),
            str(group.denominator),
            "" if bad is None else str(bad),
            str(group.open) if group.open else "-",
            group_remark(group, lang),
        )

    def _worst_cases(self, rule: RuleVerdict) -> Iterator[list[str]]:
        rows = self.result.violations.filter(pl.col("rule") == rule.rule).head(self.options.top)
        if not is_broken(rule) or not rows.height:
            return
        title = in_markdown(rule.title[self.options.lang])
        yield [f"### {self._word('part_worst')}: {title}"]
        headings = ("col_id", "col_agent", "col_start", "col_deadline", "col_stop", "col_late")
        yield self._table(
            (*headings, "col_where"),
            (
                (
                    row["id"] or "-",
                    row["agent"] or "-",
                    *(moment_text(row[name]) for name in ("start", "deadline", "stop")),
                    self._length(row["late_by_seconds"]),
                    place_text(self.result, row),
                )
                for row in rows.iter_rows(named=True)
            ),
        )
        if (left := rule.violations - rows.height) > 0:
            yield [self._word("more_in_files").format(count=left)]

    def _length(self, seconds: float | None) -> str:
        return "" if seconds is None else length(seconds, self.options.lang)

    def _due(self) -> Iterator[list[str]]:
        rows = self.result.due.head(self.options.top)
        if not rows.height:
            return
        titles = {rule.rule: rule.title[self.options.lang] for rule in self.result.rules}
        yield [f"## {self._word('part_due')}"]
        headings = ("col_deadline", "col_left", "col_rule", "col_id", "col_agent", "col_where")
        yield self._table(
            headings,
            (
                (
                    moment_text(row["deadline"]),
                    self._length(row["left_seconds"]),
                    *(titles[row["rule"]], row["id"] or "-", row["agent"] or "-"),
                    place_text(self.result, row),
                )
                for row in rows.iter_rows(named=True)
            ),
        )
        if (left := self.result.due.height - rows.height) > 0:
            yield [self._word("more_in_files").format(count=left)]

    def _agents(self) -> Iterator[list[str]]:
        """The platform's own figures of agents beside ours."""
        top, lang = self.options.top, self.options.lang
        rules = compared(self.result) if top else []
        if rules:
            yield [f"## {self._word('part_agents')}", "", self._word("agents_never_judged")]
        for rule in rules:
            yield [f"### {in_markdown(rule.title[lang])}"]
            yield self._table(HEADINGS, agent_cells(self.result, rule, lang, top))
            if (left := len(rule.agent_days) - top) > 0:
                yield [self._word("more_in_files").format(count=left)]

    def _unjudged(self, rules: Sequence[RuleVerdict]) -> list[str]:
        lang = self.options.lang
        rows = ((rule.title[lang], say(rule.reason, lang) if rule.reason else "") for rule in rules)
        return self._table(("col_rule", "col_why"), rows)

    def _inputs(self) -> list[str]:
        headings = ("col_file", "col_table", "col_rows", "col_used", "col_remark")
        return self._table(headings, (self._input(each) for each in self.result.inputs))

    def _input(self, each: InputFile) -> tuple[str, ...]:
        lang = self.options.lang
        notes = [*rows_not_used(each, lang), *(say(note, lang) for note in each.notes)]
        if each.failure is not None:
            notes = [say(each.failure, lang)]
        table = self._word(f"table_{each.table}") if each.table else ""
        return (input_name(each), table, str(each.rows), str(each.used), " · ".join(notes))

    def _rejects(self) -> Iterator[list[str]]:
        rejects, lang = self.result.rejects[: self.options.top], self.options.lang
        if not rejects:
            return
        rows = (
            (
                place_text(self.result, {"file": each.file, "row": each.row}),
                each.column,
                reject_value(each, show_pii=self.options.show_pii) or "",
                say(each.reason, lang),
            )
            for each in rejects
        )
        yield self._table(("col_rejected", "col_column", "col_value", "col_why"), rows)
        if (left := len(self.result.rejects) - len(rejects)) > 0:
            yield [self._word("more_in_files").format(count=left)]
