"""The report as a Prometheus textfile: counts and figures alone, of no agent and no buyer.

For node_exporter's textfile collector. A series must not change its labels from night to night, so
days are not among them: of several periods the last one stands, and `cscheck_as_of` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from cscheck.model.result import Result, RuleVerdict
from cscheck.model.verdicts import Group, Status
from cscheck.report.options import TextOptions
from cscheck.report.untrusted import one_line
from cscheck.report.wording import bad_cases

Labels = Mapping[str, str]


@dataclass(slots=True)
class _Family:
    """A metric: what it says, and its samples."""

    name: str
    about: str
    samples: list[tuple[Labels, float | int]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        if not self.samples:
            return
        yield f"# HELP {self.name} {self.about}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self.samples:
            said = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            yield f"{self.name}{{{said}}} {value}"


def render(result: Result, _: TextOptions | None = None) -> str:
    """All metrics, each with its samples together as the format demands; in English alone."""
    families = (*_of_audit(result), *_of_rules(result), *_of_groups(result), *_of_data(result))
    return "".join(f"{line}\n" for family in families for line in family.lines())


def of_shop(shop: str, exit_code: int, ended: int, metrics: str = "") -> str:
    """The metrics of one shop's audit, each sample with the label `audit`, and how it ended.

    A shop of which nothing could be judged has no other metrics, so that its last figures do not
    stand for today's.
    """
    labels = {"audit": shop}
    run = (
        _Family("cscheck_run_timestamp_seconds", "When a shop's audit ended.", [(labels, ended)]),
        _Family("cscheck_run_exit_code", "How a shop's audit ended.", [(labels, exit_code)]),
    )
    lines = [line for family in run for line in family.lines()]
    label = f'{{audit="{_escaped(shop)}",'
    lines += [
        line if line.startswith("#") else line.replace("{", label, 1)
        for line in metrics.splitlines()
    ]
    return "".join(f"{line}\n" for line in lines)


def joined(texts: Iterable[str]) -> str:
    """The metrics of several shops as one text, in which each metric stands once."""
    heads: dict[str, list[str]] = {}
    samples: dict[str, list[str]] = {}
    for text in texts:
        for line in text.splitlines():
            if line.startswith("#"):
                known = heads.setdefault(line.split(" ")[2], [])
                known += [line] if line not in known else []
            else:
                samples.setdefault(line.partition("{")[0], []).append(line)
    lines = [line for name, head in heads.items() for line in (*head, *samples.get(name, ()))]
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    """A name as a label holds it; whatever else would turn or break a line of a terminal goes."""
    quoted = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return one_line(quoted)


def _of_audit(result: Result) -> Iterator[_Family]:
    platform = {"platform": result.platform}
    as_of = int(result.as_of.timestamp())
    yield _Family(
        "cscheck_as_of_timestamp_seconds",
        "The moment up to which the data was taken to be complete.",
        [(platform, as_of)],
    )
    yield _Family(
        "cscheck_exit_code", "How the audit ended (0 kept, 1 broken, 3 no verdict).",
        [(platform, result.exit_code)],
    )  # fmt: skip
    yield _Family(
        "cscheck_rules",
        "Rules by verdict.",
        [(platform | {"status": status.value}, n) for status, n in result.counts().items()],
    )


def _of_rules(result: Result) -> Iterator[_Family]:
    due = dict(result.due.group_by("rule").len().iter_rows())
    status = _Family("cscheck_rule_status", "1 for the verdict on a rule, 0 for the others.")
    violations = _Family("cscheck_rule_violations", "Cases that broke a rule.")
    open_cases = _Family("cscheck_rule_due", "Open cases of a rule that have a deadline.")
    for rule in result.rules:
        labels = {"platform": result.platform, "rule": rule.rule}
        for each in Status:
            status.samples.append((labels | {"status": each.value}, int(rule.status is each)))
        violations.samples.append((labels, rule.violations))
        open_cases.samples.append((labels, due.get(rule.rule, 0)))
    yield from (status, violations, open_cases)


def _of_groups(result: Result) -> Iterator[_Family]:
    cases = _Family("cscheck_cases", "Cases of a rule in its last period, by what became of them.")
    ratio = _Family("cscheck_rule_value_ratio", "The figure of a rule that is a rate.")
    seconds = _Family("cscheck_rule_value_seconds", "The figure of a rule that is a time.")
    number = _Family("cscheck_rule_value", "The figure of a rule that is a number.")
    room = _Family("cscheck_rule_room", "Bad cases a rule still bears; negative: cases it lacks.")
    for rule in result.rules:
        for shop, groups in _last_groups(rule).items():
            labels = {"platform": result.platform, "shop": shop, "rule": rule.rule}
            cases.samples += [
                (labels | {"outcome": outcome}, count)
                for outcome, count in _outcomes(rule, groups).items()
            ]
            if len(groups) > 1:
                continue
            (group,) = groups
            family = {"rate": ratio, "seconds": seconds, "hours": seconds}.get(rule.value_kind)
            if group.value is not None:
                in_unit = group.value * (3600 if rule.value_kind == "hours" else 1)
                (family or number).samples.append((labels, _number(in_unit)))
            if group.room is not None:
                room.samples.append((labels, group.room))
    yield from (cases, ratio, seconds, number, room)


def _last_groups(rule: RuleVerdict) -> dict[str, list[Group]]:
    """The groups of each shop in its last period; several where the rule tells agents apart."""
    found: dict[str, list[Group]] = {}
    for group in rule.groups:
        known = found.setdefault(group.shop, [])
        if known and known[0].to < group.to:
            known.clear()
        if not known or known[0].to == group.to:
            known.append(group)
    return found


def _outcomes(rule: RuleVerdict, groups: list[Group]) -> dict[str, int]:
    """How many cases are good, bad, open and excluded; how many there are, where none is judged."""
    counts = {"open": sum(group.open for group in groups)}
    counts["excluded"] = sum(sum(group.excluded.values()) for group in groups)
    counted = sum(group.denominator for group in groups)
    bad = [bad_cases(rule, group) for group in groups]
    if None in bad:
        return {"counted": counted, **counts}
    missed = sum(each for each in bad if each is not None)
    return {"good": counted - missed, "bad": missed, **counts}


def _of_data(result: Result) -> Iterator[_Family]:
    rows = _Family("cscheck_input_rows", "Rows of the exports, by what became of them.")
    failures = _Family("cscheck_unread_inputs", "Files or sheets that could not be read.")
    inputs = pl.DataFrame(
        [
            (
                each.table or "",
                each.used,
                each.duplicate,
                sum(each.not_data.values()),
                each.rejected,
            )
            for each in result.inputs
            if each.failure is None
        ],
        schema=["table", "used", "duplicate", "not_data", "rejected"],
        orient="row",
    )
    if inputs.height:
        sums = inputs.group_by("table").sum().sort("table")
        for table, *counts in sums.iter_rows():
            labels = {"platform": result.platform, "table": table}
            for outcome, count in zip(inputs.columns[1:], counts, strict=True):
                rows.samples.append((labels | {"outcome": outcome}, count))
    failed = sum(each.failure is not None for each in result.inputs)
    failures.samples.append(({"platform": result.platform}, failed))
    yield from (rows, failures)


def _number(amount: Fraction) -> float | int:
    return int(amount) if amount.denominator == 1 else float(amount)
