"""`--notify NAME`: which robots are told, with what secrets; a notice that fails is a warning."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cscheck.cli.log import note
from cscheck.errors import CscheckError, Problem, UsageError
from cscheck.legible import legible
from cscheck.model.sentences import sentence
from cscheck.spelling import nearest
from cscheck.text import Lang, say, word

if TYPE_CHECKING:
    from cscheck.model.result import Result
    from cscheck.notify import Robot
    from cscheck.settings import Settings

WATCHED = "CSCHECK_WATCHED"
"""The pings that the audit of all shops sends itself, and that of one shop does not."""
_JUDGED, _FAULT = (0, 1), 70
_OWNER_ONLY = stat.S_IRWXG | stat.S_IRWXO


@dataclass(slots=True)
class Run:
    """How a run ended; before it has, badly."""

    code: int = _FAULT


@dataclass(frozen=True, slots=True)
class Notices:
    """The robots to tell how an audit ended, and when each is told (by its name)."""

    robots: Sequence[Robot]
    when: Mapping[str, str]
    shop: str
    reports: Sequence[Path]
    lang: Lang

    @contextmanager
    def of_run(self) -> Iterator[Run]:
        """Pings what watches over the run, and tells robots of one that ended without a result."""
        self._ping("start")
        run = Run()
        try:
            yield run
        except CscheckError as error:
            said = [say(problem.what, self.lang) for problem in error.problems]
            self._send([f"{self.shop}: {line}" for line in said])
            raise
        finally:
            self._ping("" if run.code in _JUDGED else "fail")

    def of_result(self, result: Result) -> None:
        """Tells them of a result."""
        if not self.robots:
            return
        from cscheck.notify import lines_of
        from cscheck.report.text_report import summary_line
        from cscheck.report.trending import change, lines_of_result

        titles = {rule.rule: rule.title[self.lang] for rule in result.rules}
        changed = [
            f"{titles[line.rule]}: {change(line, self.lang)}"
            for line in lines_of_result(result)
            if line.has_changed and line.agent is None
        ]
        lines = lines_of(result, self.shop, self.lang, summary_line(result), changed)
        # Without days before nobody knows what changed: a problem is told.
        is_news = bool(changed or result.troubles) if result.past else result.exit_code != 0
        self._send(lines, well=result.exit_code == 0, is_news=is_news)

    def _send(self, lines: Sequence[str], *, well: bool = False, is_news: bool = True) -> None:
        if not self.robots:
            return
        from cscheck.notify import NoticeError, send

        for robot in self.robots:
            when = self.when.get(robot.name, "problem")
            wanted = {"problem": not well, "change": is_news, "always": True}[when]
            if robot.kind == "ping" or not wanted:
                continue
            try:
                send(robot, lines, self._more, now=time.time)
            except NoticeError as error:
                note(word("notice_failed", self.lang).format(name=robot.name, problem=error))

    def _ping(self, what: str) -> None:
        if not self.robots:
            return
        from cscheck.notify import NoticeError, ping

        elsewhere = os.environ.get(WATCHED, "").split(",")
        for robot in self.robots:
            if robot.kind != "ping" or robot.name in elsewhere:
                continue
            try:
                ping(robot, what)
            except NoticeError as error:
                note(word("notice_failed", self.lang).format(name=robot.name, problem=error))

    def _more(self, count: int) -> str:
        where = legible(self.reports[0].name) if self.reports else "stdout"
        return word("notice_more", self.lang).format(count=count, file=where)


def watched(settings: Settings, names: Sequence[str], lang: Lang) -> Notices:
    """What watches over the audit of all shops, and is pinged once for all of them."""
    pings = [name for name in names if settings.robots.get(name, {}).get("kind") == "ping"]
    robots, when = chosen_robots(pings, settings.robots, lang)
    return Notices(robots, when, "", (), lang)


def chosen_robots(
    names: Sequence[str], robots: Mapping[str, Mapping[str, str]], lang: Lang
) -> tuple[list[Robot], Mapping[str, str]]:
    """The robots of these names, and when each is told; raises UsageError for one not there.

    A robot without its secret costs no report: that is a warning.
    """
    found = []
    for name in names:
        if name not in robots:
            close = nearest(name, robots)
            hint = sentence("did_you_mean", word=close[0]) if close else None
            raise UsageError(Problem(sentence("no_robot", name=name), hint=hint))
        try:
            found.append(robot_of(name, robots[name]))
        except UsageError as error:
            for problem in error.problems:
                note(say(problem.what, lang))
    return found, {name: robots[name].get("when", "problem") for name in names}


def robot_of(name: str, settings: Mapping[str, str]) -> Robot:
    """A robot of the config with its secrets; raises UsageError."""
    from cscheck.notify import Robot

    url = _secret(settings, "url", name)
    if url is None:
        raise UsageError.saying("robot_without_address", name=name)
    return Robot(name, settings["kind"], url, _secret(settings, "secret", name))


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
