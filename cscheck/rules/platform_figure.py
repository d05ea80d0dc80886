"""Whether a rule's figure can stand beside one of the platform's own."""

from __future__ import annotations

from cscheck.errors import Problem
from cscheck.measures.cases import Kind as ValueKind
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import Located, did_you_mean
from cscheck.schema import Kind
from cscheck.tables import AGENT_DAYS

_COMPARABLE = {ValueKind.RATE: Kind.RATE, ValueKind.SECONDS: Kind.SECONDS}


def unlike_figure(located: Located, kind: ValueKind) -> Problem | None:
    """The problem of a column that is no figure of agents' days, or one of another kind."""
    fitting = [
        name for name in AGENT_DAYS.telling if AGENT_DAYS.known[name].kind is _COMPARABLE.get(kind)
    ]
    if located.value in fitting:
        return None
    what = sentence(
        "yaml_not_a_platform_figure", value=str(located.value), known=tuple(fitting) or ("-",)
    )
    return located.problem(what, hint=did_you_mean(str(located.value), fitting))
