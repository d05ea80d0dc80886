"""The command line: one module a command; alone prints, exits, reads time and environment."""

from __future__ import annotations

import sys


def main() -> None:
    """The program `cscheck`: every error ends in a sentence and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from cscheck.cli.app import app
    from cscheck.cli.ending import guarded

    guarded(app)
