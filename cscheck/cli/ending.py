"""How a run ends when something is wrong: what is said on stderr, and with which exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cscheck.cli.environment import language
from cscheck.cli.log import note
from cscheck.errors import CscheckError, is_panic
from cscheck.text import Lang, word

EXIT_FAULT, EXIT_INTERRUPTED = 70, 130


def guarded(run: Callable[[], object]) -> None:
    """Runs the program; whatever was not foreseen ends in a sentence and an exit code."""
    try:
        with errors_said(language()):
            run()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BaseException as error:
        if not (isinstance(error, Exception) or is_panic(error)):
            raise
        _say_fault(error)
        sys.exit(EXIT_FAULT)


@contextmanager
def errors_said(lang: Lang) -> Iterator[None]:
    """Says the user's errors on stderr, and exits with their code (design.md, part 3)."""
    try:
        yield
    except CscheckError as error:
        from cscheck.text.problems import render_problem

        for problem in error.problems:
            note(render_problem(problem, lang), "error", named=not problem.path)
        sys.exit(error.exit_code)


def _say_fault(error: BaseException) -> None:
    lang = language()
    said = word("fault", lang).format(kind=type(error).__name__, message=error)
    note(said, "error", named=False)
    if os.environ.get("CSCHECK_DEBUG"):
        traceback.print_exc()
    else:
        note(word("fault_hint", lang), "error", named=False)
