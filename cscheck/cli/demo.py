"""`cscheck demo`: a realistic sample day to try the program on."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import language, now
from cscheck.cli.inputs import chosen_platform, one_of
from cscheck.cli.output import print_report, write_report
from cscheck.cli.period import parse_day
from cscheck.errors import UsageError
from cscheck.text import LANGS, word

KNOWN_FIGURES = "known_figures.json"


def demo_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if need be.")],
    platform: options.Platform = None,
    date: options.Date = None,
    size: Annotated[
        int, typer.Option("--size", min=10, metavar="N", help="How many conversations.")
    ] = 400,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Another seed, another day.")
    ] = 1,
    lang: options.Language = None,
) -> None:
    """Write a day of invented exports in a platform's own shape, and say what is in them."""
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        chosen = chosen_platform(platform, None)
        today = now(chosen.zone).date()
        day = today - timedelta(days=1) if date is None else parse_day(date, "--date")

        import json

        from cscheck.demo import demo
        from cscheck.text import percent

        found = demo(chosen, day, size, seed)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror or str(error)
            raise UsageError.saying("cannot_write", path=str(folder), problem=problem) from error
        for name, content in found.files.items():
            write_report(folder / name, content)
        known = {"platform": chosen.id, "date": day.isoformat(), "figures": dict(found.known)}
        text = json.dumps(known, ensure_ascii=False, indent=1)
        write_report(folder / KNOWN_FIGURES, f"{text}\n".encode())
        lines = [word("demo_written", spoken).format(count=len(found.files), folder=folder)]
        lines += [f"  {name}" for name in found.files]
        lines.append(word("demo_known", spoken))
        from fractions import Fraction

        for key, (some, every) in found.known.items():
            share = f"  {percent(Fraction(some, every))}" if every else ""
            lines.append(f"  {some:>7} / {every:<7}{share:>8}  {word(f'known_{key}', spoken)}")
        lines.append(word("demo_try", spoken))
        lines.append(f"  cscheck audit -p {chosen.id} --date {day} {folder}")
        print_report("\n".join(lines) + "\n")
    sys.stdout.flush()
