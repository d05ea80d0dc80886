"""`cscheck.toml`: the shops that are audited and how, checked before anything is done with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cscheck.errors import Problem, UsageError
from cscheck.model.sentences import Sentence, sentence
from cscheck.spelling import nearest

FILE_NAME = "cscheck.toml"
Kind = Literal["text", "texts", "path", "paths", "rules", "tables", "flag", "number"]
# What may stand at the top (for every shop) and in a shop; a shop's own goes before.
_FOR_ALL: Mapping[str, Kind] = {
    "platform": "text",
    "columns": "path",
    "rules": "rules",
    "expect": "texts",
    "only": "texts",
    "skip": "texts",
    "output": "paths",
    "lang": "text",
    "fail_on": "text",
    "max_rejected": "text",
    "password_file": "path",
    "waivers": "path",
    "history": "path",
    "notify": "texts",
    "lock": "path",
    "log_format": "text",
    "metrics": "path",
    "keep_days": "number",
    "show_pii": "flag",
    "top": "number",
    "width": "number",
}
_OF_SHOP: Mapping[str, Kind] = {**_FOR_ALL, "paths": "paths", "table": "tables"}
_OF_ROBOT: Mapping[str, Kind] = {
    **dict.fromkeys(("kind", "when", "url_env", "secret_env"), "text"),
    **dict.fromkeys(("url_file", "secret_file"), "path"),
}
_WORDS = {
    "kind": ("dingtalk", "feishu", "wecom", "webhook", "ping"),
    "when": ("problem", "change", "always"),
}
_AT_TOP: Mapping[str, Kind] = {**_FOR_ALL, "jobs": "number"}
# What `due` and `explain` take of it too; the rest is for the nightly audit alone.
FOR_EVERY_COMMAND = frozenset(
    (
        "platform",
        "paths",
        "table",
        "columns",
        "rules",
        "lang",
        "password_file",
        "show_pii",
        "width",
        "history",
    )
)


@dataclass(frozen=True, slots=True)
class Settings:
    """A config file: what holds for every shop, and what each shop says of its own.

    Paths are already seen from the file's folder. `lines` says where each key stands: the line of
    `("shops", NAME, KEY)` or `(KEY,)`.
    """

    path: Path
    common: Mapping[str, Any] = field(default_factory=dict)
    shops: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    robots: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def of_shop(self, name: str) -> dict[str, Any]:
        """Everything in force for a shop, under the names of the file's keys."""
        return {**self.common, **self.shops[name]}

    def line_of(self, key: str, shop: str | None) -> int | None:
        """Where the value in force for a shop stands."""
        own = self.lines.get(("shops", shop, key)) if shop is not None else None
        return own or self.lines.get((key,))


def find_settings(folder: Path) -> Path | None:
    """The config file of a folder or of the nearest one above it."""
    for each in (folder, *folder.parents):
        path = each / FILE_NAME
        if path.is_file():
            return path
    return None


def read_settings(path: Path) -> Settings:
    """Reads a config file; raises UsageError with every problem in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = error.strerror or str(error)
        raise UsageError.saying("cannot_read_config", path=str(path), problem=problem) from error
    except UnicodeDecodeError as error:
        raise UsageError(Problem(sentence("yaml_not_utf8", path=str(path)))) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_syntax_problem(str(error), path, text)) from error
    return _Checked(path, text.splitlines()).settings(data)


def _syntax_problem(message: str, path: Path, text: str) -> Problem:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    what = sentence("config_syntax", problem=re.sub(r"\s*\(at .*\)$", "", message))
    if found is None:
        return Problem(what, str(path))
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines()
    excerpt = lines[line - 1] if line <= len(lines) else ""
    unquoted = column <= len(excerpt) and not excerpt[column - 1].isascii()
    hint = sentence("config_quotes") if unquoted else None
    return Problem(what, str(path), line, column, excerpt, hint)


class _Checked:
    """One reading of a file: gathers what is wrong with it."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path = path
        self.text = lines
        self.lines = dict(_lines_of_keys(lines))
        self.problems: list[Problem] = []

    def settings(self, data: Mapping[str, Any]) -> Settings:
        common = self._section((), data, _AT_TOP, besides=("shops", "robots"))
        shops = self._sections("shops", data, _OF_SHOP)
        robots = self._sections("robots", data, _OF_ROBOT)
        for name, robot in robots.items():
            for key, words in _WORDS.items():
                if robot.get(key, words[0] if key == "when" else None) not in words:
                    what = sentence("config_word", key=key, words=words)
                    self._problem(("robots", name, key), what)
        if self.problems:
            raise UsageError(*self.problems)
        return Settings(self.path, common, shops, robots, self.lines)

    def _sections(
        self, kind: str, data: Mapping[str, Any], known: Mapping[str, Kind]
    ) -> dict[str, dict[str, Any]]:
        """The tables `[kind.NAME]`."""
        found = data.get(kind, {})
        if not isinstance(found, dict) or not all(isinstance(e, dict) for e in found.values()):
            self._problem((kind,), sentence("config_sections", kind=kind))
            return {}
        return {name: self._section((kind, name), each, known) for name, each in found.items()}

    def _section(
        self,
        place: tuple[str, ...],
        section: Mapping[str, Any],
        known: Mapping[str, Kind],
        besides: Iterable[str] = (),
    ) -> dict[str, Any]:
        values = {}
        for key, value in section.items():
            if key in besides:
                continue
            if key not in known:
                close = nearest(key, [*known, *besides])
                hint = sentence("did_you_mean", word=close[0]) if close else None
                self._problem((*place, key), sentence("yaml_unknown_key", key=key), hint)
            elif (read := self._value(known[key], value)) is None:
                asked = sentence(f"config_{known[key]}")
                what = sentence("config_wrong_type", key=key, value=str(value), asked=asked)
                self._problem((*place, key), what)
            else:
                values[key] = read
        return values

    def _value(self, kind: Kind, value: Any) -> Any:
        """The value as the command line would have it, or None where it is of another kind."""
        if kind in ("flag", "number"):
            return value if type(value) is {"flag": bool, "number": int}[kind] else None
        if kind == "text":
            return value if isinstance(value, str) and value else None
        if kind == "tables":
            files = value.values() if isinstance(value, dict) else [None]
            if not all(isinstance(file, str) for file in files):
                return None
            return [f"{name}={self._from_here(file)}" for name, file in value.items()]
        return self._texts(kind, value)

    def _texts(self, kind: Kind, value: Any) -> Any:
        """One text or several; paths as seen from the file's folder."""
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(e, str) and e for e in items):
            return None
        if kind == "path":
            return self._from_here(items[0]) if isinstance(value, str) else None
        if kind == "rules":  # a file, or the name of a shipped ruleset
            return [self._from_here(e) if e.endswith((".yaml", ".yml")) else e for e in items]
        return items if kind == "texts" else [self._from_here(each) for each in items]

    def _from_here(self, path: str) -> str:
        return str(self.path.parent / Path(path).expanduser())

    def _problem(
        self, place: tuple[str, ...], what: Sentence, hint: Sentence | None = None
    ) -> None:
        line = self.lines.get(place)
        excerpt = self.text[line - 1] if line is not None else None
        self.problems.append(Problem(what, str(self.path), line, None, excerpt, hint))


_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def _lines_of_keys(lines: Iterable[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The places of keys, and the line each stands in; the parser does not tell."""
    heading: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        if found := _HEADING.fullmatch(line):
            heading = _parts(found[1])
            yield heading, number
        elif found := _KEY.match(line):
            yield (*heading, *_parts(found[1])), number


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
