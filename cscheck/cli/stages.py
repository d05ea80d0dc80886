"""What `-v` says of the stages of a run: how many rows, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cscheck.cli.log import note
from cscheck.text import Lang, word


@dataclass(frozen=True, slots=True)
class Stages:
    """Says a line a stage on stderr, where it is asked to."""

    lang: Lang
    verbose: bool

    @contextmanager
    def stage(self, key: str) -> Iterator[Callable[..., None]]:
        """Times a stage; the function given takes the values of its line when it is done."""
        began = time.monotonic()
        values: dict[str, object] = {}

        def done(**said: object) -> None:
            values.update(said)

        yield done
        if self.verbose:
            seconds = f"{time.monotonic() - began:.1f}"
            line = word(key, self.lang).format(**values, seconds=seconds)
            note(line, "info")
