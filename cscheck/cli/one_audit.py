"""One audit from what the command line said: read, measure, judge, report."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.cli.dated import exports_of, report_named
from cscheck.cli.environment import has_colour, now, width
from cscheck.cli.inputs import (
    chosen_platform,
    chosen_rules,
    chosen_waivers,
    known_table,
    naming,
    passwords,
    reading,
    said_tables,
)
from cscheck.cli.lock import locked
from cscheck.cli.log import note, note_for_machines
from cscheck.cli.noticing import Notices, chosen_robots
from cscheck.cli.output import check_for_stdout, planned, print_report, write_report
from cscheck.cli.period import audited_days, audited_time, parse_day, taken_complete_to
from cscheck.cli.remembering import Memory, shops_of
from cscheck.cli.retention import forget_old
from cscheck.cli.settled import settings_at_hand
from cscheck.cli.stages import Stages
from cscheck.cli.workspace import exceeds_memory
from cscheck.errors import UsageError
from cscheck.legible import legible
from cscheck.report.formats import FORMATS, Format, rendered_as
from cscheck.report.options import TextOptions
from cscheck.report.rejects_report import rejects_csv
from cscheck.text import Lang, say, word

if TYPE_CHECKING:
    from cscheck.model.result import Result
    from cscheck.request import Rejectable, Request
    from cscheck.rules.platform import Platform


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """What was asked of `cscheck audit`, as the flags, the environment or the config say it."""

    lang: Lang
    paths: Sequence[Path]
    platform: str | None
    days: tuple[str | None, str | None, str | None]
    as_of: str | None
    tables: Sequence[str]
    columns: Path | None
    expect: str | None
    shop: str
    rules: Sequence[str]
    rules_at: str | None
    only: Sequence[str]
    skip: Sequence[str]
    format: str
    outputs: Sequence[Path]
    by: str | None
    top: int
    show_pii: bool
    fail_on: str
    max_rejected: str
    rejects: Path | None
    history: Path | None
    waivers: Path | None
    notify: Sequence[str]
    lock: Path | None
    keep_days: int | None
    metrics: Path | None
    config: Path | None
    password_file: Path | None
    quiet: bool
    verbose: bool
    low_memory: bool
    width: int | None


def run_audit(asked: AuditAsked) -> int:
    """Runs it, writes and prints its reports, tells the robots; the exit code.

    Raises CscheckErrors.
    """
    settings = settings_at_hand(asked.config) if asked.notify else None
    robots, when = chosen_robots(asked.notify, settings.robots if settings else {}, asked.lang)
    notices = Notices(robots, when, asked.shop, asked.outputs, asked.lang)
    lock = None if asked.lock is None else report_named(asked.lock, date.min, asked.shop)
    with locked(lock, asked.shop, datetime.now(UTC)), notices.of_run() as run:
        result = _audited(asked)
        notices.of_result(result)
        run.code = result.exit_code
    if asked.keep_days is not None:
        gone = forget_old(asked.outputs, asked.shop, result.to, asked.keep_days)
        if gone and asked.verbose:
            note(word("old_reports_gone", asked.lang).format(count=gone), "info")
    _tell_log(result, asked)
    return result.exit_code


def _tell_log(result: Result, asked: AuditAsked) -> None:
    """How it ended, for a log collector."""
    if asked.quiet and result.exit_code == 0:
        return
    from cscheck.report.text_report import summary_line

    note_for_machines(
        word("audit_ended", asked.lang).format(line=summary_line(result)),
        event="audit",
        platform=result.platform,
        first_day=result.from_,
        last_day=result.to,
        status=result.status,
        exit_code=result.exit_code,
        rules={status.value: count for status, count in result.counts().items()},
        open=result.due.height,
        rejected=len(result.rejects),
    )


def _audited(asked: AuditAsked) -> Result:
    """One audit with its reports, entered into the history."""
    printed = FORMATS[asked.format]
    check_for_stdout(printed)
    if not asked.paths and not asked.tables:
        raise UsageError.saying("paths_needed")
    chosen = chosen_platform(asked.platform, asked.columns)
    ruleset = chosen_rules(chosen, asked.rules, asked.only, asked.skip)
    waivers = chosen_waivers(asked.waivers, ruleset)
    days = audited_days(*asked.days, now(chosen.zone).date())
    paths = exports_of(asked.paths, *days)
    said = {
        path: table
        for named, table in said_tables(asked.tables).items()
        for path in exports_of([named], *days)
    }
    named = [_report_place(path, days[1], asked.shop) for path in asked.outputs]
    reports = planned(named, [*paths, *said], asked.lang)
    if asked.rejects is not None:
        planned([*reports, asked.rejects], [*paths, *said], asked.lang)

    request = _request(asked, chosen, days, [printed, *reports.values()])
    request = replace(request, waivers=waivers)
    memory = Memory.at(asked.history, chosen.id)
    stages = Stages(asked.lang, asked.verbose)
    secrets = passwords(asked.password_file)
    with reading(asked.shop, said, secrets, quiet=asked.quiet) as how:
        how = replace(how, period=audited_time(days, request.as_of))
        result = None
        from cscheck.preparing import heard_in

        how = replace(how, shapes_of=heard_in(ruleset))
        if not asked.history and (asked.low_memory or exceeds_memory([*paths, *said])):
            from cscheck.part_by_shop import audit_by_shop

            with stages.stage("stage_parts") as done:
                result = audit_by_shop(paths, chosen, how, ruleset, request)
                done(rows=f"{sum(each.rows for each in result.inputs):,}" if result else "-")
        shops: list[str] = []
        if result is None:
            from cscheck.audit import audit
            from cscheck.read import read

            with stages.stage("stage_read") as done:
                intake = read(paths, chosen, how)
                rows = sum(each.rows for each in intake.inputs)
                done(count=len(intake.inputs), rows=f"{rows:,}")
            shops = shops_of(intake, asked.shop) if asked.history else []
            request = memory.asked(request, ruleset, shops)
            with stages.stage("stage_measured") as done:
                result = audit(intake, ruleset, replace(request, progress=how.progress))
                cases = sum(rule.violations for rule in result.rules)
                done(count=len(result.rules), cases=f"{cases:,}")
    _report(asked, result, reports, stages)
    memory.keep(result, shops, now(chosen.zone), asked.lang)
    return result


def _report_place(path: Path, day: date, shop: str) -> Path:
    """Where a report goes; a folder named after a day or a shop is made."""
    place = report_named(path, day, shop)
    if place != path:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror
            raise UsageError.saying("cannot_write", path=str(place), problem=problem) from error
    return place


def _report(asked: AuditAsked, result: Result, reports: dict[Path, Format], stages: Stages) -> None:
    """Prints what stdout gets, writes the files, and says what was wrong with the data.

    What is printed comes first: a full disk must not cost it.
    """
    plain = TextOptions(
        asked.lang, top=asked.top, show_pii=asked.show_pii, verbose=asked.verbose, by=asked.by
    )
    printed = FORMATS[asked.format]
    if not (asked.quiet and result.exit_code == 0):
        wide = width(sys.stdout, asked.width)
        here = replace(plain, width=wide, colour=has_colour(sys.stdout))
        content = rendered_as(printed, result, here)
        print_report(content if printed.binary else content.decode())
    for path, kind in reports.items():
        with stages.stage("stage_wrote") as done:
            content = kind.mark + rendered_as(kind, result, plain)
            write_report(path, content, for_all=kind.for_all)
            done(path=legible(path), size=f"{len(content):,}")
    if asked.metrics is not None:
        write_report(asked.metrics, _metrics(asked, result), for_all=True)
    if asked.rejects is not None:
        write_report(asked.rejects, rejects_csv(result.rejects, asked.lang))
    if asked.format != "text":
        for trouble in result.troubles:
            note(say(trouble, asked.lang))


def _metrics(asked: AuditAsked, result: Result) -> bytes:
    from cscheck.report.prometheus_report import of_shop, render

    ended = int(datetime.now(UTC).timestamp())
    return of_shop(asked.shop, result.exit_code, ended, render(result)).encode()


def _request(
    asked: AuditAsked, chosen: Platform, days: tuple[date, date], kinds: Sequence[Format]
) -> Request:
    from cscheck.request import Request

    rules_at = asked.rules_at
    return Request(
        days=days,
        as_of=taken_complete_to(asked.as_of, days[1], chosen.zone.info, now(chosen.zone)),
        rules_at=None if rules_at is None else parse_day(rules_at, "--rules-at"),
        fail_on=asked.fail_on,
        max_rejected=_rejectable(asked.max_rejected),
        expect=tuple(map(known_table, asked.expect.split(","))) if asked.expect else (),
        breakdown=asked.by is not None or any(each.breakdown for each in kinds),
        digests=asked.history is not None or any(each.digests for each in kinds),
        evidence_limit=_limit((kind.every_case for kind in kinds), asked.top),
        group_limit=_limit((kind.every_group for kind in kinds), asked.top),
        naming=naming(show_pii=asked.show_pii),
    )


def _limit(every: Iterable[bool], top: int) -> int | None:
    """How many of a rule need names: all, where a report lists every one."""
    return None if any(every) else top


def _rejectable(text: str) -> Rejectable:
    """`1%` or a number of rows; raises UsageError."""
    from cscheck.request import Rejectable

    if re.fullmatch(r"\d+", text):
        return Rejectable(number=int(text))
    if re.fullmatch(r"\d+(\.\d+)?%", text):
        return Rejectable(share=Fraction(text.removesuffix("%")) / 100)
    raise UsageError.saying("not_rejectable", value=text)
