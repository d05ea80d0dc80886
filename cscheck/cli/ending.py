"""How a run ends when something is wrong: what is said on stderr, and with which exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from cscheck.cli.environment import forget, language
from cscheck.cli.log import note
from cscheck.errors import CscheckError, UsageError, is_panic
from cscheck.text import Lang, word

EXIT_FAULT, EXIT_INTERRUPTED = 70, 130
_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EBADF, errno.EIO, errno.EROFS)
"""A full or broken disk, or a closed stdout, wherever it is met: no fault of ours."""


def guarded(run: Callable[[], object]) -> None:
    """Runs the program; whatever was not foreseen ends in a sentence and an exit code."""
    try:
        with errors_said(language()):
            run()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:
        if error.errno not in _REFUSED:
            _end_with_fault(error)
        note(word("write_refused", language()).format(problem=error.strerror), "error")
        forget(sys.stdout)
        sys.exit(UsageError.exit_code)
    except BaseException as error:
        if not (isinstance(error, Exception) or is_panic(error)):
            raise
        _end_with_fault(error)


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


def _end_with_fault(error: BaseException) -> NoReturn:
    _say_fault(error)
    sys.exit(EXIT_FAULT)


def _say_fault(error: BaseException) -> None:
    lang = language()
    said = word("fault", lang).format(kind=type(error).__name__, message=error)
    note(said, "error", named=False)
    if os.environ.get("CSCHECK_DEBUG"):
        traceback.print_exc()
    else:
        note(word("fault_hint", lang), "error", named=False)
