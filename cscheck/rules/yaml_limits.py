"""What YAML from others may not do: nest without end, or grow by aliases beyond all memory.

A few lines of aliases of aliases stand for billions of values, and thousands of brackets end the
program in C, where no exception tells of it. So the text is looked through event by event first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from cscheck.model.sentences import Sentence, sentence

MOST_DEPTH = 50
"""Rules nest less than ten deep."""
MOST_REPEATED = 20_000
"""So many values may aliases repeat in a file."""

Beyond = tuple[Sentence, Any]
"""A sentence, and the mark where it applies: PyYAML has two kinds of mark."""

_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


@dataclass(slots=True)
class _Node:
    """A value: what anchors it, how many values it holds with its own, and how deep they nest."""

    anchor: str | None
    size: int = 1
    height: int = 0

    def take(self, other: _Node) -> None:
        self.size += other.size
        self.height = max(self.height, other.height + 1)


def beyond_limits(text: str, loader: Any) -> Beyond | None:
    """What a text does that none may, and where; None for nothing.

    Text that is no YAML is left to whoever reads it.
    """
    seen = _Seen()
    try:
        for event in yaml.parse(text, Loader=loader):
            if (what := seen.wrong_with(event)) is not None:
                return what, event.start_mark
    except yaml.YAMLError:
        return None
    return None


@dataclass(slots=True)
class _Seen:
    """What is open, what was anchored, and how many values aliases repeated."""

    opened: list[_Node] = field(default_factory=list)
    anchored: dict[str, _Node] = field(default_factory=dict)
    repeated: int = 0

    def wrong_with(self, event: yaml.Event) -> Sentence | None:
        """What is wrong now that this event is reached."""
        if isinstance(event, _STARTS):
            self.opened.append(_Node(event.anchor))
        elif isinstance(event, _ENDS):
            self._close(self.opened.pop())
        elif isinstance(event, yaml.ScalarEvent):
            self._close(_Node(event.anchor))
        elif isinstance(event, yaml.AliasEvent) and event.anchor is not None:
            if any(each.anchor == event.anchor for each in self.opened):
                return sentence("yaml_holds_itself", name=event.anchor)
            if (known := self.anchored.get(event.anchor)) is not None:
                self.repeated += known.size
                self._close(_Node(None, known.size, known.height))
        if self.opened and len(self.opened) + self.opened[-1].height > MOST_DEPTH:
            return sentence("yaml_too_deep", limit=MOST_DEPTH)
        if self.repeated > MOST_REPEATED:
            return sentence("yaml_repeats", limit=f"{MOST_REPEATED:,}")
        return None

    def _close(self, node: _Node) -> None:
        """A value is whole: aliases may name it, and it belongs to that which is open."""
        if node.anchor is not None:
            self.anchored[node.anchor] = node
        if self.opened:
            self.opened[-1].take(node)
