"""What a run says beside its report, on stderr: lines for people, or objects for machines."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from cscheck.cli.environment import forget

Level = Literal["info", "warning", "error"]
LOG_FORMATS = ("text", "json")


class MachineLog(io.TextIOBase):
    """A stream that makes a JSON object of every line; `shop` stands in each."""

    def __init__(self, stream: TextIO, shop: str | None = None) -> None:
        super().__init__()
        self.stream, self.shop, self.begun = stream, shop, ""

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self.stream.fileno()

    def write(self, text: str) -> int:
        """Whatever is said without a level is a fault, or of a library."""
        *lines, self.begun = (self.begun + text).split("\n")
        for line in lines:
            if line.strip():
                self.entry("error", line.removeprefix("cscheck: "))
        return len(text)

    def entry(self, level: Level, message: str, facts: Mapping[str, object] | None = None) -> None:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {"time": moment, "level": level, "shop": self.shop, "message": message}
        # ASCII, so that no locale spoils it
        self.pass_on(json.dumps({**said, **(facts or {})}, default=str))

    def pass_on(self, line: str) -> None:
        """Writes a line that is such an object already."""
        self.stream.write(line + "\n")
        self.stream.flush()


def log_as(form: str, shop: str | None) -> None:
    """From here on the process logs in this format."""
    if form == "json" and not isinstance(sys.stderr, MachineLog):
        sys.stderr = MachineLog(sys.stderr, shop)


def note(message: str, level: Level = "warning", *, named: bool = True) -> None:
    """Says something on stderr; `named` tells whose word it is, where no file stands before it."""
    try:
        if isinstance(sys.stderr, MachineLog):
            sys.stderr.entry(level, message)
        else:
            sys.stderr.write(f"{'cscheck: ' if named else ''}{message}\n")
    except OSError:  # nobody hears it, which is no reason to end
        forget(sys.stderr)


def note_for_machines(message: str, **facts: object) -> None:
    """What only a log collector wants to know."""
    if isinstance(sys.stderr, MachineLog):
        sys.stderr.entry("info", message, facts)
