"""What the environment says: language, secrets, the time, and what the terminal can do."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from cscheck.text import LANGS, Lang

if TYPE_CHECKING:
    from cscheck.clock import Zone

PLAIN_WIDTH = 120


def language(wanted: str | None = None) -> Lang:
    """The language to speak: the one wanted, CSCHECK_LANG, or the locale's; English otherwise."""
    for name in (wanted, os.environ.get("CSCHECK_LANG")):
        for lang in LANGS:
            if name == lang:
                return lang
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "zh" if locale.lower().startswith("zh") else "en"


def now(zone: Zone) -> datetime:
    """The present moment, to the second."""
    return datetime.now(zone.info).replace(microsecond=0)


def is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def forget(stream: TextIO) -> None:
    """What is left to write goes nowhere; else the program's end would try it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def has_colour(stream: TextIO) -> bool:
    """Whether colour is welcome: a terminal, and nobody asked for none."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def width(stream: TextIO, wanted: int | None) -> int:
    """How wide to print: as asked, as the terminal is, or 120 columns."""
    if wanted is not None:
        return wanted
    if not is_terminal(stream):
        return PLAIN_WIDTH
    return shutil.get_terminal_size((PLAIN_WIDTH, 50)).columns
