"""The report as text, for a terminal or a mail: the verdict first, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import polars as pl
from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cscheck.model import Group, InputFile, Result, RuleVerdict, Status
from cscheck.report.console import plain_table, rendered
from cscheck.report.figures import figure, limit_text, room_text
from cscheck.report.masking import cell_text, harmless, reject_value
from cscheck.report.options import TextOptions
from cscheck.report.text_breakdown import breakdown
from cscheck.text import length, say, word

_LINE_ORDER = (
    *(Status.FAIL, Status.WARN, Status.UNDECIDED, Status.PASS),
    *(Status.NOT_ASSESSED, Status.NO_DATA, Status.INFO, Status.WAIVED),
)
_STYLES = {
    Status.FAIL: "bold red",
    Status.WARN: "yellow",
    Status.UNDECIDED: "magenta",
    Status.PASS: "green",
}


def summary_line(result: Result) -> str:
    """The first line, whose shape never changes (design.md, part 3)."""
    counts = result.counts()
    days = result.from_.isoformat()
    if result.to != result.from_:
        days += f"..{result.to.isoformat()}"
    words = [result.status.value.upper(), result.platform, f"shops={result.shops}", days]
    words.append(f"rules={len(result.rules)}")
    words += [f"{status.value}={counts[status]}" for status in _LINE_ORDER]
    words += [f"open={result.due.height}", f"rejected={len(result.rejects)}"]
    return " ".join(words)


def render(result: Result, options: TextOptions) -> str:
    """The whole report as text."""
    style = _STYLES.get(result.status, "") if options.colour else ""
    first = summary_line(result)
    parts: list[RenderableType] = []
    for part in _Report(result, options).parts():
        parts += [Text(), part]
    line = rendered([Text(first, style=style)], len(first) + 1, colour=options.colour)
    return line + rendered(parts, options.width, colour=options.colour)


@dataclass(frozen=True, slots=True)
class _Report:
    """The parts of one report."""

    result: Result
    options: TextOptions

    def parts(self) -> Iterator[RenderableType]:
        """The parts that have something to say, in the reader's order."""
        yield self._heading()
        if self.result.troubles:
            lines = [say(trouble, self.options.lang) for trouble in self.result.troubles]
            yield self._part("part_troubles", [self._lines(lines, style="red")])
        if judged := [rule for rule in self.result.rules if rule.groups]:
            yield self._part("part_rules", [self._rules(judged)])
        for rule in judged:
            yield from self._worst_cases(rule)
        yield from breakdown(self.result, self.options)
        yield from self._due()
        if unjudged := [rule for rule in self.result.rules if not rule.groups]:
            yield self._part("part_unjudged", [self._unjudged(unjudged)])
        yield self._part("part_data", [self._inputs(), *self._rejects()])

    def _word(self, key: str) -> str:
        return word(key, self.options.lang)

    def _part(self, title: str, inside: Sequence[RenderableType], more: str = "") -> Stack:
        heading = Text(self._word(title), style="bold")
        return Stack(heading.append(more), *(Padding(each, (0, 0, 0, 2)) for each in inside))

    def _lines(self, lines: Sequence[str], style: str = "") -> Text:
        return Text("\n".join(harmless(line) for line in lines), style=style, overflow="fold")

    def _table(self, headings: Sequence[str], *, right: Sequence[int] = ()) -> Table:
        """A table without lines, whose cells fold and are never cut."""
        return plain_table([self._word(heading) for heading in headings], right=right)

    def _heading(self) -> Text:
        result = self.result
        days = result.from_.isoformat()
        if result.to != result.from_:
            days += f" .. {result.to.isoformat()}"
        counts = result.counts()
        return Text(
            self._word("heading").format(
                platform=result.platform_title[self.options.lang],
                days=days,
                as_of=f"{result.as_of:%Y-%m-%d %H:%M}",
                broken=counts[Status.FAIL] + counts[Status.WARN],
                undecided=counts[Status.UNDECIDED],
            )
        )

    def _rules(self, rules: Sequence[RuleVerdict]) -> Table:
        headings = ("col_verdict", "col_rule", "col_figure", "col_limit", "col_cases", "col_bad")
        table = self._table((*headings, "col_open", "col_room"), right=(2, 4, 5, 6))
        ordered = sorted(rules, key=lambda rule: list(Status).index(rule.status))
        for rule in ordered:
            groups = sorted(rule.groups, key=lambda group: list(Status).index(group.status))
            for group in groups[: max(self.options.top, 1)]:
                table.add_row(*self._group_cells(rule, group))
            if left := groups[max(self.options.top, 1) :]:
                more = self._word("more_groups").format(count=len(left))
                table.add_row("", Text(more, style="dim"))
        return table

    def _group_cells(self, rule: RuleVerdict, group: Group) -> list[Text]:
        lang = self.options.lang
        verdict = Text(self._word(f"status_{group.status.value}"), _STYLES.get(group.status, ""))
        remark = say(group.reason, lang) if group.reason else room_text(group, lang)
        cells = [
            self._title(rule, group),
            figure(rule, group, lang),
            group.limit or limit_text(rule, lang),
            str(group.denominator),
            "" if group.numerator is None else str(_bad(rule, group)),
            str(group.open) if group.open else "-",
            remark,
        ]
        return [verdict, *(Text(cell_text(cell)) for cell in cells)]

    def _title(self, rule: RuleVerdict, group: Group) -> str:
        """The rule, and what tells this group from the rule's others."""
        marks = []
        if self.result.shops > 1:
            marks.append(group.shop)
        if any(other.agent != group.agent for other in rule.groups):
            marks.append(group.agent or self._word("nobody"))
        if any(other.from_ != group.from_ for other in rule.groups):
            marks.append(f"{group.from_:%m-%d}")
        if group.window_days is not None and group.window_days > group.days:
            marks.append(self._word("days_of").format(days=group.days, window=group.window_days))
        title = rule.title[self.options.lang]
        return f"{title} ({', '.join(marks)})" if marks else title

    def _worst_cases(self, rule: RuleVerdict) -> Iterator[RenderableType]:
        if rule.status not in (Status.FAIL, Status.WARN) or not self.options.top:
            return
        rows = self.result.violations.filter(pl.col("rule") == rule.rule).head(self.options.top)
        if not rows.height:
            return
        timed = rows["deadline"].null_count() < rows.height
        headings = ["col_id", "col_agent", "col_start"]
        headings += ["col_deadline", "col_stop", "col_late"] if timed else []
        table = self._table((*headings, "col_where"), right=(5,) if timed else ())
        for row in rows.iter_rows(named=True):
            table.add_row(*(Text(cell_text(cell)) for cell in self._case_cells(row, timed=timed)))
        inside: list[RenderableType] = [table]
        if (left := rule.violations - rows.height) > 0:
            inside.append(self._lines([self._word("more_cases").format(count=left)]))
        yield self._part("part_worst", inside, more=f"  {rule.title[self.options.lang]}")

    def _case_cells(self, row: dict[str, Any], *, timed: bool) -> list[str]:
        cells = [row["id"] or "-", row["agent"] or "-", self._time(row["start"])]
        if timed:
            late = row["late_by_seconds"]
            cells += [self._time(row["deadline"]), self._time(row["stop"])]
            cells.append("-" if late is None else length(late, self.options.lang))
        return [*cells, self._where(row)]

    def _time(self, moment: datetime | None) -> str:
        """A time of day; with its date where that is not the one day audited."""
        if moment is None:
            return "-"
        if self.result.from_ == self.result.to == moment.date():
            shown = f"{moment:%H:%M:%S}"
        elif moment.year == self.result.to.year:
            shown = f"{moment:%m-%d %H:%M:%S}"
        else:
            shown = f"{moment:%Y-%m-%d %H:%M:%S}"
        return shown + (f".{moment:%f}".rstrip("0") if moment.microsecond else "")

    def _where(self, row: Mapping[str, Any]) -> str:
        """The file (by its name alone, where that tells which) and the row."""
        path = PurePath(row["file"])
        same = {each.path for each in self.result.inputs if PurePath(each.path).name == path.name}
        return f"{path.name if len(same) == 1 else path}:{row['row']}"

    def _due(self) -> Iterator[RenderableType]:
        limited = [rule.rule for rule in self.result.rules if rule.in_force and rule.require]
        titles = {rule.rule: rule.title[self.options.lang] for rule in self.result.rules}
        rows = self.result.due.filter(pl.col("rule").is_in(limited))
        if not rows.height or not self.options.top:
            return
        headings = ("col_deadline", "col_left", "col_rule", "col_id", "col_agent", "col_where")
        table = self._table(headings, right=(1,))
        for row in rows.head(self.options.top).iter_rows(named=True):
            cells = [
                f"{row['deadline']:%m-%d %H:%M:%S}",
                length(row["left_seconds"], self.options.lang),
                *(titles[row["rule"]], row["id"] or "-", row["agent"] or "-"),
                self._where(row),
            ]
            table.add_row(*(Text(cell_text(cell)) for cell in cells))
        inside: list[RenderableType] = [table]
        if (left := rows.height - self.options.top) > 0:
            inside.append(self._lines([self._word("more_due").format(count=left)]))
        yield self._part("part_due", inside)

    def _unjudged(self, rules: Sequence[RuleVerdict]) -> Table:
        """Why, and which rules: one row each reason."""
        why: dict[str, list[str]] = {}
        for rule in rules:
            reason = say(rule.reason, self.options.lang) if rule.reason else ""
            why.setdefault(reason, []).append(rule.title[self.options.lang])
        table = self._table(("col_why", "col_rule"))
        for reason, titles in why.items():
            table.add_row(Text(harmless(reason)), Text(self._word("list_sign").join(titles)))
        return table

    def _inputs(self) -> Stack:
        return Stack(*(line for each in self.result.inputs for line in self._input(each)))

    def _input(self, each: InputFile) -> Iterator[Text]:
        """A file: what it is, what became of its rows, and what was odd about it."""
        name = Text(harmless(_file_name(each)), overflow="fold")
        if each.failure is not None:
            failure = harmless(say(each.failure, self.options.lang))
            yield name.append(f"  {failure}", style="red")
            return
        facts = [
            self._word(f"table_{each.table}"),
            each.encoding,
            self._word("rows_of").format(rows=each.rows, used=each.used),
            *self._not_used(each),
            self._span(each),
        ]
        yield name.append("  " + " · ".join(fact for fact in facts if fact))
        notes = [say(note, self.options.lang) for note in each.notes]
        if self.options.verbose and each.ignored:
            notes.append(self._word("headers_ignored").format(headers=", ".join(each.ignored)))
        for note in notes:
            yield Text(f"  ! {harmless(note)}", style="yellow", overflow="fold")

    def _not_used(self, each: InputFile) -> Iterator[str]:
        """What became of the rows that were not used, in words."""
        if each.duplicate:
            yield self._word("rows_duplicate").format(count=each.duplicate)
        for kind, count in each.not_data.items():
            yield self._word(f"rows_{kind}").format(count=count)
        if each.rejected:
            yield self._word("rows_rejected").format(count=each.rejected)

    def _span(self, each: InputFile) -> str:
        if each.first is None or each.last is None:
            return ""
        same_day = each.first.date() == each.last.date()
        last = f"{each.last:%H:%M:%S}" if same_day else f"{each.last:%Y-%m-%d %H:%M:%S}"
        return f"{each.first:%Y-%m-%d %H:%M:%S} .. {last}"

    def _rejects(self) -> Iterator[RenderableType]:
        if not self.result.rejects or not self.options.top:
            return
        table = self._table(("col_rejected", "col_column", "col_value", "col_why"))
        for reject in self.result.rejects[: self.options.top]:
            sheet = f"[{reject.sheet}]" if reject.sheet else ""
            cells = [
                f"{PurePath(reject.file).name}{sheet}:{reject.row}",
                reject.column,
                reject_value(reject, show_pii=self.options.show_pii) or "",
                say(reject.reason, self.options.lang),
            ]
            table.add_row(*(Text(cell_text(cell)) for cell in cells))
        yield Text()
        yield table
        if (left := len(self.result.rejects) - self.options.top) > 0:
            yield self._lines([self._word("more_rejects").format(count=left)])


def _bad(rule: RuleVerdict, group: Group) -> int:
    assert group.numerator is not None
    return group.numerator if rule.counts_bad else group.denominator - group.numerator


def _file_name(each: InputFile) -> str:
    return f"{each.path} [{each.sheet}]" if each.sheet else each.path
