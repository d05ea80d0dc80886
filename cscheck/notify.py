"""Notices to group robots (DingTalk, Feishu, WeCom) and webhooks: what is wrong, in few lines.

Plain text, so that nothing of a file becomes a link or a mention; cut to what each robot takes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cscheck.model.result import Result
from cscheck.model.verdicts import Status
from cscheck.text import Lang, say, word

KINDS = ("dingtalk", "feishu", "wecom", "webhook", "ping")
# Bytes: of the whole body, or (WeCom) of the text alone.
_LIMITS = {"dingtalk": 20_000, "feishu": 20_000, "wecom": 2_048, "webhook": 1_000_000}
_TRIES, _TIMEOUT_SECONDS, _LONGEST_ANSWER = 3, 10, 65_536
# What robots answer that were asked too often: worth another try.
_BUSY = {130101, 45009, 9499, 11232}
_BROKEN = (Status.FAIL, Status.WARN, Status.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Robot:
    """A robot or webhook, with its address and (DingTalk, Feishu) the secret it signs with."""

    name: str
    kind: str
    url: str
    secret: str | None = None


class NoticeError(Exception):
    """A notice that did not arrive; its text names neither address nor secret."""


def lines_of(
    result: Result, shop: str, lang: Lang, first_line: str, changes: Sequence[str] = ()
) -> list[str]:
    """What a notice says of a Result: its first line, troubles, broken rules, what changed.

    Nobody is named.
    """
    lines = [first_line if shop == "default" else f"{shop}: {first_line}"]
    lines += [say(trouble, lang) for trouble in result.troubles]
    for rule in sorted(result.rules, key=lambda each: list(Status).index(each.status)):
        if rule.status in _BROKEN:
            broken = sum(group.status is rule.status for group in rule.groups)
            values = {"title": rule.title[lang], "status": word(f"status_{rule.status}", lang)}
            line = word("notice_rule", lang)
            lines.append(line.format(**values, groups=broken, cases=rule.violations))
    lines += changes
    if result.due.height:
        lines.append(word("notice_due", lang).format(count=result.due.height))
    return [_harmless(line) for line in lines]


def _harmless(line: str) -> str:
    """On one line, and without what robots take for a tag."""
    printable = "".join(sign if sign.isprintable() else " " for sign in line)
    return printable.replace("<", "＜").replace("@", "＠")


def body_of(
    robot: Robot, lines: Sequence[str], more: Callable[[int], str], now: float
) -> tuple[str, bytes]:
    """The address and body of a notice, cut on a line to what the robot takes.

    `more` says how many lines were left out, and where they are.
    """

    def kept(count: int) -> tuple[str, bytes, int]:
        left = len(lines) - count
        text = "\n".join([*lines[:count], *([more(left)] if left else [])])
        url, body = _encoded(robot, text, now)
        return url, body, len(text.encode()) if robot.kind == "wecom" else len(body)

    fits, too_many = 0, len(lines) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if kept(middle)[2] <= _LIMITS[robot.kind]:
            fits = middle
        else:
            too_many = middle
    return kept(fits)[:2]


def _encoded(robot: Robot, text: str, now: float) -> tuple[str, bytes]:
    url, data = robot.url, {"msgtype": "text", "text": {"content": text}}
    if robot.kind == "dingtalk" and robot.secret:
        stamp = str(round(now * 1000))
        sign = _signed(robot.secret, f"{stamp}\n{robot.secret}")
        joint = "&" if "?" in url else "?"
        url += joint + urllib.parse.urlencode({"timestamp": stamp, "sign": sign})
    elif robot.kind == "feishu":
        data = {"msg_type": "text", "content": {"text": text}}
        if robot.secret:
            stamp = str(int(now))
            data |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{robot.secret}", "")}
    elif robot.kind == "webhook":
        data = {"schema": "cscheck.notice/1", "text": text}
        if robot.secret:
            data["sign"] = _signed(robot.secret, text)
    return url, json.dumps(data, ensure_ascii=False).encode()


def _signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def send(
    robot: Robot,
    lines: Sequence[str],
    more: Callable[[int], str],
    *,
    now: Callable[[], float],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Sends a notice, a few times where that may help; raises NoticeError."""
    _tried(lambda: _sent(robot, *body_of(robot, lines, more, now())), wait)


def ping(robot: Robot, what: str, *, wait: Callable[[float], None] = time.sleep) -> None:
    """Tells a dead man's switch that a run begins (`start`), ended well (``) or not (`fail`).

    What it watches for is that nothing is heard: a machine that is off, a run that was killed.
    Raises NoticeError.
    """
    parts = urllib.parse.urlsplit(robot.url)
    path = parts.path.rstrip("/") + (f"/{what}" if what else "")
    url = urllib.parse.urlunsplit(parts._replace(path=path))
    _tried(lambda: _sent(robot, url, None), wait)


def _tried(attempt: Callable[[], None], wait: Callable[[float], None]) -> None:
    """Attempts it, again after longer and longer waits while that may help."""
    for number in range(1, _TRIES + 1):
        try:
            attempt()
        except _Busy as busy:
            if number == _TRIES:
                raise NoticeError(str(busy)) from busy
            wait(2.0 ** (number - 1))
        else:
            return


class _Busy(Exception):  # noqa: N818  no error yet: it is tried again
    """What another try may mend."""


def _sent(robot: Robot, url: str, body: bytes | None) -> None:
    if not url.startswith(("https://", "http://")):
        raise NoticeError("its address is no http address")
    asked = urllib.request.Request(  # noqa: S310  checked above
        url, body, {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            _checked(robot, answer.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        if error.code == 429 or error.code >= 500:
            raise _Busy(f"HTTP {error.code}") from error
        raise NoticeError(f"HTTP {error.code}") from error
    except urllib.error.URLError as error:
        raise _Busy(str(error.reason)) from error
    except OSError as error:
        raise _Busy(error.strerror or type(error).__name__) from error


def _checked(robot: Robot, answer: bytes) -> None:
    """Robots answer 200 with an error inside; webhooks may answer as they like."""
    if robot.kind in ("webhook", "ping"):
        return
    try:
        said: Mapping[str, Any] = json.loads(answer)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
        message = str(said.get("errmsg", said.get("msg", "")))[:200]
    except (ValueError, AttributeError) as error:
        raise NoticeError("it did not answer as a robot does") from error
    if code in _BUSY:
        raise _Busy(f"{code} {message}")
    if code != 0:
        raise NoticeError(f"{code} {message}")
