"""`--help`: in both languages, at the width of the terminal, with nothing cut off."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from typing import Any

import pytest
from rich.cells import cell_len
from typer.main import get_command

from cscheck.cli.app import app
from cscheck.cli.help import sentences
from cscheck.text import LANGS
from cscheck.text.help_zh import HELP
from tests.program import CSCHECK, cscheck


def commands(command: Any = None, path: str = "") -> list[str]:
    """Every command of the program, as it is typed."""
    command = command or get_command(app)
    inner = getattr(command, "commands", {})
    deeper = [
        each for name, sub in inner.items() for each in commands(sub, f"{path} {name}".strip())
    ]
    return [path, *deeper]


def on_terminal(args: list[str], columns: int) -> str:
    """What the program says on a terminal so many columns wide."""
    ours, theirs = pty.openpty()
    env = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm",
        "COLUMNS": str(columns),
        "CSCHECK_LANG": "zh",
    }
    with subprocess.Popen(
        [CSCHECK, *args], stdout=theirs, env=env, stdin=subprocess.DEVNULL
    ) as done:
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
        assert done.wait() == 0
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", said.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody writes to it any more
        return b""


def test_every_sentence_of_the_help_is_in_chinese_too() -> None:
    said = set(sentences(get_command(app)))
    assert said == set(HELP)


@pytest.mark.parametrize("command", commands())
@pytest.mark.parametrize("columns", [80, 100])
def test_help_fits_the_terminal(command: str, columns: int) -> None:
    lines = on_terminal([*command.split(), "--help"], columns).splitlines()
    assert lines[0].startswith(f"用法：cscheck {command}".strip())
    assert max(map(cell_len, lines)) <= columns


@pytest.mark.parametrize("lang", LANGS)
def test_help_says_all_there_is_to_say(lang: str) -> None:
    env = {"CSCHECK_LANG": lang}
    said = cscheck("audit", "--help", env=env)
    assert (said.code, said.err) == (0, "")
    for flag in ("-p, --platform NAME", "    --date D", "-q, --quiet", "[PATHS]..."):
        assert flag in said.out
    yesterday = {"en": "The day. [default: yesterday]", "zh": "核对哪一天。[默认：昨天]"}[lang]
    assert yesterday in said.out
    default = {"en": "What stdout gets. [default: text]", "zh": "标准输出的格式。[默认：text]"}[
        lang
    ]
    assert default in said.out
    assert "[[" not in said.out


def test_help_speaks_the_language_that_is_asked_for() -> None:
    assert cscheck("audit", "--lang", "zh", "--help").out.startswith("用法：cscheck audit")
    assert cscheck("audit", "--lang=zh", "--help").out.startswith("用法：cscheck audit")
    assert cscheck("--help").out.startswith("Usage: cscheck [OPTIONS] COMMAND")
