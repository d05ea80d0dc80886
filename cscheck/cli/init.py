"""`cscheck init`: a config to fill in, and what lets cron or systemd run it every night."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from cscheck.cli import options
from cscheck.cli.ending import errors_said
from cscheck.cli.environment import language
from cscheck.cli.inputs import chosen_platform, one_of
from cscheck.cli.output import print_report, write_report
from cscheck.errors import UsageError
from cscheck.legible import legible
from cscheck.settings import FILE_NAME
from cscheck.text import LANGS, Lang, word

SERVICE, TIMER = "cscheck.service", "cscheck.timer"


def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to; made if need be. [default: here]")
    ] = Path(),
    platform: options.Platform = None,
    shop: Annotated[
        str, typer.Option("--shop", metavar="NAME", help="The first shop's name.")
    ] = "main",
    lang: options.Language = None,
) -> None:
    """Write a commented cscheck.toml with a cron line, and a systemd service and timer.

    Nothing that is there already is overwritten.
    """
    spoken = language(lang)
    with errors_said(spoken):
        one_of(lang, LANGS, "--lang")
        name = chosen_platform(platform, None).id if platform is not None else "kuaishou"
        contents = _contents(folder.resolve(), name, shop, spoken)
        for path in contents:
            if path.exists():
                raise UsageError.saying("already_there", path=str(path))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror
            raise UsageError.saying("cannot_write", path=str(folder), problem=problem) from error
        for path, content in contents.items():
            write_report(path, content.encode(), for_all=True)
            print_report(word("init_wrote", spoken).format(path=legible(path)) + "\n")
        config = legible(folder.resolve() / FILE_NAME)
        print_report(word("init_next", spoken).format(path=config) + "\n")


def _contents(folder: Path, platform: str, shop: str, lang: Lang) -> dict[Path, str]:
    config = folder / FILE_NAME
    program = Path(sys.argv[0])
    command = [str(program.resolve())] if program.name == "cscheck" else [sys.executable, "-m"]
    command += [] if program.name == "cscheck" else ["cscheck"]
    run = [*command, "audit", "--all", "-q", "--config", str(config)]
    # cron takes % for the end of the line
    cron = "30 6 * * * " + shlex.join(run).replace("%", "\\%")
    values = {"cron": cron, "platform": platform, "shop": _toml(shop), "folder": _toml(str(folder))}
    unit = " ".join(_for_systemd(each) for each in run)
    service = word("init_service", lang).format(command=unit)
    return {
        config: word("init_config", lang).format_map(values),
        folder / SERVICE: service,
        folder / TIMER: word("init_timer", lang),
    }


def _toml(text: str) -> str:
    """A text as a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _for_systemd(text: str) -> str:
    """A word of ExecStart: quoted, with the signs that systemd would replace doubled."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if set(escaped) & set(" \t'\";") or not escaped else escaped
