"""Files that must be brought into another shape before they are a table, as the mapping says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cscheck.read.event_logs import with_events
from cscheck.read.opening import Opened
from cscheck.read.parents import with_conversations
from cscheck.read.state_logs import with_states
from cscheck.read.transcripts import with_transcripts
from cscheck.rules.platform import Platform


def reshaped(opened: Iterable[Opened], platform: Platform) -> Iterator[Opened]:
    """What was opened: messages taken out of cells, threads put together, logs made tables."""
    apart = with_transcripts(opened, platform)
    events = with_events(with_conversations(apart, platform), platform)
    return with_states(events, platform)
