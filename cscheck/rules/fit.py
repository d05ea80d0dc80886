"""Whether what a rule says beside its measure's parameters goes with that measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cscheck.errors import Problem
from cscheck.measures.cases import Kind, Measure
from cscheck.measures.parameters import Parameters, TableParameters, column_names
from cscheck.measures.penalty import PenaltyTerms
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import Located
from cscheck.tables import TABLES

_COUNTED_ONE_BY_ONE = (Kind.RATE, Kind.COUNT, Kind.HITS)


def misfits(
    measure: Measure,
    parameters: Parameters | None,
    penalty: PenaltyTerms | None,
    keys: Mapping[str, Located],
) -> Iterator[Problem]:
    """The problems of `by` and `penalty`; `parameters` are None where they are wrong themselves."""
    if "by" in keys:
        yield from _wrong_by(measure, parameters, keys["by"])
    if penalty is not None and parameters is not None:
        yield from _wrong_penalty(measure, parameters, penalty, keys["penalty"])


def _wrong_by(measure: Measure, parameters: Parameters | None, by: Located) -> Iterator[Problem]:
    """Groups that the measure cannot tell apart, or its table has no column for."""
    try:
        names = column_names(by.value)
    except TypeError:  # said already
        return
    table = parameters.canonical if isinstance(parameters, TableParameters) else None
    for name in names:
        if not measure.by:
            yield by.problem_with(name, sentence("yaml_not_by_anything"))
        elif name not in measure.by:
            what = sentence("yaml_not_by", value=name, names=", ".join(measure.by))
            yield by.problem_with(name, what)
        elif table is not None and name != "day" and name not in table.known:
            yield by.problem_with(
                name, sentence("yaml_unknown_column", table=table.name, column=name)
            )


def _wrong_penalty(
    measure: Measure, parameters: Parameters, penalty: PenaltyTerms, located: Located
) -> Iterator[Problem]:
    if penalty.per == "case" and measure.kind_of(parameters) not in _COUNTED_ONE_BY_ONE:
        yield located.problem(sentence("yaml_not_per_case"))
    table = measure.table(parameters)
    if penalty.rate is not None and "amount" not in TABLES[table].known:
        what = sentence("yaml_unknown_column", table=table, column="amount")
        yield located.problem_with("rate", what)
