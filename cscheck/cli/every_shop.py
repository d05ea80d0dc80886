"""`cscheck audit --all`: every shop of the config, each in a process of its own, and one summary.

A process a shop, so that nothing that happens to one (a broken export, no memory left) stops the
others.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cscheck.cli.lock import locked
from cscheck.cli.log import MachineLog, note
from cscheck.cli.noticing import WATCHED, watched
from cscheck.cli.output import print_report, write_report
from cscheck.cli.settled import lock_of_all, settings_at_hand
from cscheck.errors import UsageError
from cscheck.report.prometheus_report import joined, of_shop
from cscheck.text import Lang, word

if TYPE_CHECKING:
    from cscheck.settings import Settings

SCHEMA = "cscheck.all/1"
_FIRST_LINE = re.compile(r"([A-Z_]+) \S+ shops=\d+ (\d{4}-\S+) ")
_WORST_FIRST = (70, 2, 3, 1, 0)
_WITH_A_RESULT = (0, 1, 3)
_OURS = ("every", "jobs", "config", "quiet", "format_", "paths", "shop", "table", "metrics")


@dataclass(frozen=True, slots=True)
class ShopRun:
    """How the audit of one shop ended, and what it said."""

    shop: str
    code: int
    out: str
    err: str
    metrics: str


def audit_all(ctx: Any, *, jobs: int, form: str, quiet: bool, lang: Lang) -> int:
    """Audits every shop of the config and prints the summary; the exit code of all."""
    given = ctx.params
    named = given["shop"] if given["shop"] != "default" else None
    if given["paths"] or given["table"] or named is not None:
        raise UsageError.saying("all_takes_no_paths")
    if form not in ("text", "json"):
        raise UsageError.saying("not_one_of", flag="--format", value=form, known=("text", "json"))
    settings = settings_at_hand(given["config"])
    if settings is None or not settings.shops:
        raise UsageError.saying("no_shops")
    passed = list(_passed_on(ctx))
    files = [value for flag, value in _pairs(passed) if flag in ("--output", "--lock")]
    if any("{shop}" not in each for each in (*files, settings.common.get("lock", "{shop}"))):
        raise UsageError.saying("output_without_shop")
    command = [sys.executable, "-m", "cscheck", "audit", "--config", str(settings.path)]
    with locked(lock_of_all(settings), "--all", datetime.now(UTC)):
        runs, code = _every_run(settings, given, [*command, *passed, "--format", form], jobs, lang)
    if not (quiet and code == 0):
        print_report(_as_json(runs, code) if form == "json" else _as_text(runs, code))
    for each in runs:
        _say_again(each)
        if each.code < 0 or each.code > 128:
            note(word("shop_run_died", lang).format(shop=each.shop, code=each.code), "error")
    return code


def _every_run(
    settings: Settings, given: Mapping[str, Any], command: Sequence[str], jobs: int, lang: Lang
) -> tuple[list[ShopRun], int]:
    """Runs them, tells what watches over all of them, and writes their metrics."""
    watch = watched(settings, given["notify"] or settings.common.get("notify", ()), lang)
    with watch.of_run() as whole:
        with (
            TemporaryDirectory(prefix="cscheck-") as folder,
            ThreadPoolExecutor(max_workers=jobs) as pool,
        ):
            places = [Path(folder, f"{n}.prom") for n in range(len(settings.shops))]
            names = [robot.name for robot in watch.robots]
            run_each = partial(_run, command, names)
            runs = list(pool.map(run_each, settings.shops, places))
        code = whole.code = worst_code(each.code for each in runs)
        if given["metrics"] is not None:
            text = joined(each.metrics for each in runs)
            write_report(given["metrics"], text.encode(), for_all=True)
    return runs, code


def _say_again(run: ShopRun) -> None:
    """What a shop's audit said on stderr; objects for a log collector as they are."""
    for line in run.err.splitlines():
        if isinstance(sys.stderr, MachineLog) and line.startswith("{"):
            sys.stderr.pass_on(line)
        else:
            note(f"[{run.shop}] {line}", named=False)


def worst_code(codes: Iterator[int]) -> int:
    """One exit code of several; a run that was killed counts as a fault."""
    found = {code if code in _WORST_FIRST else 70 for code in codes}
    return next(code for code in _WORST_FIRST if code in found)


def _run(command: Sequence[str], watching: Sequence[str], shop: str, metrics: Path) -> ShopRun:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", WATCHED: ",".join(watching)}
    for name in ("CSCHECK_SHOP", "CSCHECK_ALL", "CSCHECK_FORMAT", "CSCHECK_QUIET"):
        environment.pop(name, None)
    # The program that runs is this one, wherever Python would find another.
    home = str(Path(__file__).parent.parent.parent)
    before = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = home if not before else os.pathsep.join((home, before))
    done = subprocess.run(  # noqa: S603  ourselves, without a shell
        [*command, "--shop", shop, "--metrics", str(metrics)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    told = _metrics_in(metrics) if done.returncode in _WITH_A_RESULT else ""
    ended = int(datetime.now(UTC).timestamp())
    told = told or of_shop(shop, done.returncode, ended)
    return ShopRun(shop, done.returncode, done.stdout, done.stderr, told)


def _metrics_in(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _passed_on(ctx: Any) -> Iterator[str]:
    """The flags that were given on the command line and hold for every shop, as they were."""
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name)
        if param.name in _OURS or source is None or source.name != "COMMANDLINE":
            continue
        value = ctx.params[param.name]
        flag = next(each for each in param.opts if each.startswith("--"))
        if param.is_flag:
            yield from [flag] if value else []
            continue
        for each in value if isinstance(value, (list, tuple)) else [value]:
            yield from (flag, str(each))


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    return pairwise(words)


def _as_text(runs: Sequence[ShopRun], code: int) -> str:
    """A line a shop in the shape of a report's first line, and one of all of them before."""
    lines, statuses, days = [], [], set()
    for each in runs:
        first = each.out.partition("\n")[0]
        found = _FIRST_LINE.match(first)
        if found:
            statuses.append(found[1])
            days.add(found[2])
        shown = first if found else "ERROR"
        lines.append(f"{shown} exit={each.code} shop={_on_a_line(each.shop)}")
    counts = {
        "kept": sum(each.code == 0 for each in runs),
        "broken": sum(each.code == 1 for each in runs),
        "unjudged": sum(each.code not in (0, 1) for each in runs),
    }
    said = " ".join(f"{name}={count}" for name, count in counts.items())
    status = _worst_status(statuses) if len(statuses) == len(runs) else "ERROR"
    span = [days.pop()] if len(days) == 1 else []
    head = " ".join([status, "all", f"shops={len(runs)}", *span, said, f"exit={code}"])
    return "\n".join([head, *lines]) + "\n"


def _worst_status(statuses: Sequence[str]) -> str:
    from cscheck.model.verdicts import Status

    return Status.worst([Status(each.lower()) for each in statuses]).value.upper()


def _on_a_line(shop: str) -> str:
    from cscheck.report.masking import harmless

    return harmless(shop)


def _as_json(runs: Sequence[ShopRun], code: int) -> str:
    shops = [
        {
            "shop": each.shop,
            "exit_code": each.code,
            "report": json.loads(each.out) if each.out.startswith("{") else None,
            "said": each.err.splitlines(),
        }
        for each in runs
    ]
    whole = {"schema": SCHEMA, "exit_code": code, "shops": shops}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
