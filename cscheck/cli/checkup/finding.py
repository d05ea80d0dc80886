"""What one check found: of what, how bad it is, what is so, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cscheck.errors import CscheckError
from cscheck.legible import legible
from cscheck.model.sentences import Sentence, sentence

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `mend` says what to do, where there is anything to do."""

    check: str
    subject: str
    state: State
    said: Sentence
    mend: Sentence | None = None


def fine(check: str, subject: str, key: str, **values: object) -> Finding:
    return Finding(check, legible(subject), "ok", sentence(key, **values))


def wrong(
    check: str, subject: str, key: str, mend: str, *, bad: bool = True, **values: object
) -> Finding:
    """Something wrong; what is not `bad` does not stop a night."""
    state: State = "fail" if bad else "warn"
    return Finding(
        check, legible(subject), state, sentence(key, **values), sentence(mend, **values)
    )


def of_error(
    check: str, subject: str, error: CscheckError, mend: str | None = None
) -> Iterator[Finding]:
    """What an audit would have said, and where."""
    for problem in error.problems:
        place = ":".join(str(e) for e in (problem.path, problem.line) if e is not None)
        hint = problem.hint or (sentence(mend) if mend else None)
        yield Finding(check, legible(place or subject), "fail", problem.what, hint)
