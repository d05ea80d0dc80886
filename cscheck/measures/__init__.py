"""What can be measured: a few kinds of computation, which rules name and give parameters to."""

from __future__ import annotations

from cscheck.measures.cases import Measure
from cscheck.measures.coverage import COVERAGE
from cscheck.measures.deadline import DEADLINE
from cscheck.measures.duration import DURATION
from cscheck.measures.phrases import PHRASES
from cscheck.measures.replies import REPLY_RATE, RESPONSE_TIME
from cscheck.measures.script import SCRIPT
from cscheck.measures.share import SHARE
from cscheck.measures.tally import TALLY

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        *(REPLY_RATE, RESPONSE_TIME, DEADLINE, DURATION, SHARE, TALLY, COVERAGE),
        *(PHRASES, SCRIPT),
    )
}
