"""YAML as rule authors mean it: nothing is guessed, and every value knows its line and column.

Plain YAML turns 12:30 into 750, 0012 into 10 and `no` into False, and lets the second of two equal
keys win. Here only true, false, null and decimal numbers are not text, and a repeated key is an
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cscheck.errors import Problem, RulesetError
from cscheck.legible import legible
from cscheck.model.sentences import Sentence, sentence
from cscheck.rules.yaml_limits import beyond_limits

Place = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where there is one
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")


@dataclass(frozen=True)
class Document:
    """A parsed file: `data`, and where in the text each value and each key stands.

    A place is the way to a value from the top: `("rules", 0, "within")`.
    """

    path: str
    lines: tuple[str, ...]
    data: Any
    values: dict[Place, tuple[int, int]]
    keys: dict[Place, tuple[int, int]]

    def problem(
        self, place: Place, what: Sentence, *, hint: Sentence | None = None, at_key: bool = False
    ) -> Problem:
        """A problem at a value or, with `at_key`, at the key that names it."""
        known = self.keys if at_key else self.values
        while place and place not in known:
            place = place[:-1]
        line, column = known.get(place, self.values.get(place, (1, 1)))
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(what, self.path, line, column, excerpt, hint)


def read_document(path: Path, *, name: str | None = None) -> Document:
    """Read a YAML file; raises RulesetError with every problem that can be found.

    `name` is what problems call a file that is shipped, which is within limits.
    """
    shown = name or legible(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RulesetError(Problem(sentence("no_such_file", path=shown))) from error
    except IsADirectoryError as error:
        raise RulesetError(Problem(sentence("yaml_is_folder", path=shown))) from error
    except OSError as error:
        what = sentence("yaml_not_readable", path=shown, problem=error.strerror or str(error))
        raise RulesetError(Problem(what)) from error
    except UnicodeDecodeError as error:
        raise RulesetError(Problem(sentence("yaml_not_utf8", path=shown))) from error
    return parse_document(text, shown, trusted=name is not None)


def parse_document(text: str, path: str, *, trusted: bool = False) -> Document:
    """Parse YAML text; `path` is what problems call it. Raises RulesetError.

    Text that is not `trusted` is held to limits first.
    """
    lines = tuple(text.splitlines())
    beyond = None if trusted else beyond_limits(text, _LOADER)
    if beyond is not None:
        raise RulesetError(_problem_at(beyond[1], beyond[0], path, lines))
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise RulesetError(_syntax_problem(error, path, lines)) from error
    except yaml.YAMLError as error:
        raise RulesetError(Problem(sentence("yaml_unreadable", path=path))) from error
    builder = _Builder(Document(path, lines, None, {}, {}))
    data = builder.build(node, ()) if node is not None else None
    if builder.problems:
        raise RulesetError(*builder.problems)
    blank = builder.document
    return Document(path, lines, data, blank.values, blank.keys)


def _syntax_problem(error: yaml.MarkedYAMLError, path: str, lines: tuple[str, ...]) -> Problem:
    what = sentence("yaml_syntax", problem=error.problem or error.context or "")
    return _problem_at(error.problem_mark or error.context_mark, what, path, lines)


def _problem_at(mark: Any, what: Sentence, path: str, lines: tuple[str, ...]) -> Problem:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    return Problem(what, path, line, column, excerpt)


class _Builder:
    """Turns YAML nodes into plain values and notes where they stand."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, place: Place) -> Any:
        self.document.values[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*place, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = (*place, key)
            repeated = key in seen
            if not repeated:
                position = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
                self.document.keys[inner] = position
            else:
                self.problems.append(_repeated(self.document, key_node, key, inner))
            seen.add(key)
            if not repeated:
                yield key, self.build(value_node, inner)


def _repeated(document: Document, node: yaml.Node, key: str, place: Place) -> Problem:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    what = sentence("yaml_repeated_key", key=key, line=document.keys[place][0])
    return Problem(what, document.path, line, column, document.lines[line - 1])


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None):
        return text  # quoted, or a block
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
