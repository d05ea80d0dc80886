"""`--notify NAME`: which robots are told, with what secrets; a notice that fails is a warning."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.errors import CscheckError, Problem, UsageError
from cscheck.model import sentence
from cscheck.spelling import nearest
from cscheck.text import Lang, say, word

if TYPE_CHECKING:
    from cscheck.model import Result
    from cscheck.notify import Robot

_OWNER_ONLY = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Notices:
    """The robots to tell how an audit ended; those of `always` also when all is well."""

    robots: Sequence[Robot]
    always: frozenset[str]
    shop: str
    reports: Sequence[Path]
    lang: Lang

    @contextmanager
    def of_errors(self) -> Iterator[None]:
        """Tells them of an audit that ended before there was a result."""
        try:
            yield
        except CscheckError as error:
            said = [say(problem.what, self.lang) for problem in error.problems]
            self._send([f"{self.shop}: {line}" for line in said], well=False)
            raise

    def of_result(self, result: Result) -> None:
        """Tells them of a result."""
        if not self.robots:
            return
        from cscheck.notify import lines_of
        from cscheck.report.text_report import summary_line

        lines = lines_of(result, self.shop, self.lang, summary_line(result))
        self._send(lines, well=result.exit_code == 0)

    def _send(self, lines: Sequence[str], *, well: bool) -> None:
        from cscheck.notify import NoticeError, send

        for robot in self.robots:
            if well and robot.name not in self.always:
                continue
            try:
                send(robot, lines, self._more, now=time.time)
            except NoticeError as error:
                said = word("notice_failed", self.lang).format(name=robot.name, problem=error)
                sys.stderr.write(f"cscheck: {said}\n")

    def _more(self, count: int) -> str:
        where = self.reports[0].name if self.reports else "stdout"
        return word("notice_more", self.lang).format(count=count, file=where)


def chosen_robots(
    names: Sequence[str], robots: Mapping[str, Mapping[str, str]]
) -> tuple[list[Robot], frozenset[str]]:
    """The robots of these names, and which of them are told of good nights; raises UsageError."""
    from cscheck.notify import Robot

    found = []
    for name in names:
        if name not in robots:
            close = nearest(name, robots)
            hint = sentence("did_you_mean", word=close[0]) if close else None
            raise UsageError(Problem(sentence("no_robot", name=name), hint=hint))
        settings = robots[name]
        url = _secret(settings, "url", name)
        if url is None:
            raise UsageError.saying("robot_without_address", name=name)
        found.append(Robot(name, settings["kind"], url, _secret(settings, "secret", name)))
    always = {name for name in names if robots[name].get("when") == "always"}
    return found, frozenset(always)


def _secret(settings: Mapping[str, str], key: str, name: str) -> str | None:
    """An address or secret from the environment, or from a file that only its owner may read."""
    if (variable := settings.get(f"{key}_env")) is not None:
        value = os.environ.get(variable, "").strip()
        if not value:
            raise UsageError.saying("robot_variable", name=name, variable=variable)
        return value
    if (file := settings.get(f"{key}_file")) is None:
        return None
    path = Path(file)
    try:
        if path.stat().st_mode & _OWNER_ONLY:
            raise UsageError.saying("secret_for_all", path=file)
        return path.read_text(encoding="utf-8-sig").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or "UTF-8"
        raise UsageError.saying("secret_unreadable", path=file, problem=problem) from error
