"""The command line: one module a command; alone prints, exits, reads time and environment."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """The program `cscheck`: every error ends in a sentence and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _start_quickly()
    from cscheck.cli.app import app
    from cscheck.cli.ending import guarded

    guarded(app)


def _start_quickly() -> None:
    """What a short program does not need: a search for plugins, and for garbage in what it loads.

    Data is in polars' memory, which the collector does not see; the objects of one run are few.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.disable()
