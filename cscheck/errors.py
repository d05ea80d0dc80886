"""What can go wrong for a user: each error says what, where and what to do, and its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from cscheck.model.sentences import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where (file, line and column of a text), and what to do.

    `excerpt` is the line of text at fault; `column` counts characters from 1 and places the caret.
    """

    what: Sentence
    path: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    hint: Sentence | None = None


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.path or "", problem.line or 0, problem.column or 0


class CscheckError(Exception):
    """The base of all errors that are the user's to mend; never shown as a traceback."""

    exit_code: ClassVar[int] = 70

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.what.key for problem in problems))
        once = [each for place, each in enumerate(problems) if each not in problems[:place]]
        self.problems = tuple(sorted(once, key=_place))

    @classmethod
    def saying(cls, key: str, /, *, hint: Sentence | None = None, **values: object) -> Self:
        """An error of one problem that has no place in a file."""
        return cls(Problem(sentence(key, **values), hint=hint))


class UsageError(CscheckError):
    """The command cannot be carried out as it was given."""

    exit_code = 2


class RulesetError(CscheckError):
    """A ruleset, platform, mapping or case file is wrong; carries every problem found."""

    exit_code = 2


class DataError(CscheckError):
    """The exports cannot be read or judged."""

    exit_code = 3


def is_panic(error: BaseException) -> bool:
    """Whether a library written in Rust met a fault of its own, which is no Exception."""
    return type(error).__name__ == "PanicException"
