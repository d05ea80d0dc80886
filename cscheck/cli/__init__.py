"""The command line: one module a command; alone prints, exits, reads time and environment."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """The program `cscheck`: every error ends in a sentence and an exit code, never a traceback."""
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _start_quickly()
    _keep_memory_at_hand()
    from cscheck.cli.app import app
    from cscheck.cli.ending import guarded

    try:
        guarded(app)
    finally:
        gc.freeze()  # or else all that was loaded is searched once more before the program ends


def _fill_closed_streams() -> None:
    """Gives a program that was started without stdout or stderr something in their place.

    Else the next file that is opened takes their number, and gets what is meant for them. Writing
    to the stdout of nobody fails, as it should; what stderr would say, nobody can hear.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _start_quickly() -> None:
    """What a short program does not need: a search for plugins, and for garbage in what it loads.

    Data is in polars' memory, which the collector does not see; the objects of one run are few.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.disable()


def _keep_memory_at_hand() -> None:
    """Has polars' allocator keep what was freed for a moment: frame follows frame of the same size.

    A tenth of a large audit's time was memory given back and asked for again. It says so to
    jemalloc, which reads this once, when polars is loaded; where there is another, nothing happens.
    """
    kept = f"dirty_decay_ms:2000,narenas:{os.cpu_count() or 1},oversize_threshold:0"
    os.environ.setdefault("_RJEM_MALLOC_CONF", kept)
