"""`script`: what must be said (measures.md, part 9).

A conversation with a message by a person (agent or assist) has one case for each part that the
rule names; it belongs to the day of the first such message. Below, *message* is one by a person.

* `first: n` (an opening), `last: n` (a closing) and neither (anywhere): one of the first, of the
  last n messages, or any of them, must hold a word of the lists, or be of one of the `kinds`. A
  closing not yet said is open while the list of conversations says that it has not ended.
* `wait: 180s` (progress): a wait runs from the first message of the buyer's after a message (or
  at the beginning) to the next message. One that is longer is bad, unless the message before it
  held a word of the lists. The longest of these is the evidence, and whose reply ended it its
  agent's. A wait that no message ends is no fault of the script's: reply rates count it.

Whose case it is: the sender of the last message that the part looked at.
"""

from __future__ import annotations

import re

import polars as pl

from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases
from cscheck.measures.parameters import exact_seconds
from cscheck.measures.script.parameters import PARTS, Part, ScriptParameters
from cscheck.measures.script.spoken import (
    PLACE,
    long_waits,
    looked_at,
    spoken_by_buyers,
    spoken_by_people,
)
from cscheck.measures.selection import lacks_columns
from cscheck.measures.wording.matching import hits
from cscheck.measures.wording.shapes import knows_digits
from cscheck.measures.wording.texts import Wanted
from cscheck.model.sentences import Sentence, columns_named, sentence
from cscheck.tables import BUYER, HUMAN


def _unit(_: ScriptParameters) -> str:
    return "part"


def _table(_: ScriptParameters) -> str:
    return "messages"


def _lacks(params: ScriptParameters, scope: Scope) -> Sentence | None:
    return lacks_columns("messages", ("text",), scope)


def _labels(params: ScriptParameters) -> dict[str, dict[str, str]]:
    return {name: PARTS[name] for name in params.parts}


def _reads(params: ScriptParameters, scope: Scope) -> Wanted | None:
    if scope.messages is None or not scope.has("messages", "text"):
        return None
    spoken = spoken_by_people(scope)
    places = []
    for part in params.parts.values():
        if part.wait is None:
            places.append(looked_at(part, spoken).select(PLACE))
        else:
            waits = long_waits(part.wait, spoken, scope)
            before = waits.select(source="before_source", row="before_row").drop_nulls()
            places.append(before)
    if _by_words(params, scope):
        places.append(spoken_by_buyers(spoken, scope).select(PLACE))
    return Wanted(places=pl.concat(places), alike=not _knows_digits(params))


def _knows_digits(params: ScriptParameters) -> bool:
    """Whether texts that differ in their digits alone may say different things."""
    lists = [each for part in params.parts.values() for each in part.lists]
    said = params.about.said if params.about is not None else ()
    return any(map(knows_digits, lists)) or bool(re.search("[0-9]", "".join(said)))


def _hears(params: ScriptParameters) -> tuple[str, ...]:
    return HUMAN if params.about is None else (*HUMAN, BUYER)


def _by_words(params: ScriptParameters, scope: Scope) -> bool:
    """Whether the buyer's words must tell what a conversation is about."""
    return params.about is not None and not scope.has("conversations", "topic")


def _cases(params: ScriptParameters, scope: Scope) -> Cases:
    spoken = _about(params, spoken_by_people(scope), scope)
    parts = [_part(name, part, spoken, scope) for name, part in params.parts.items()]
    notes: tuple[Sentence, ...] = ()
    if _by_words(params, scope):
        notes = (sentence("about_by_words", columns=columns_named(("topic",))),)
    return Cases(pl.concat(parts), notes=notes)


def _about(params: ScriptParameters, spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The messages of the conversations that the rule is about."""
    if params.about is None:
        return spoken
    if _by_words(params, scope):
        assert scope.texts is not None
        about = pl.col("text").str.contains_any(list(params.about.said))
        numbers = scope.texts.distinct.filter(about)["text_no"]
        telling = scope.texts.asked.filter(pl.col("text_no").is_in(numbers.implode()))
        told = spoken_by_buyers(spoken, scope).join(telling, on=PLACE, how="semi")
    else:
        told = scope.tables["conversations"].filter(
            pl.col("topic").str.contains_any(list(params.about.topic))
        )
    named = told.select("conversation").drop_nulls().unique()
    return spoken.join(named, on="conversation", how="semi", maintain_order="left")


def _part(name: str, part: Part, spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """A case each conversation."""
    if part.wait is not None:
        return _progress(name, part, spoken, scope)
    looked = looked_at(part, spoken).join(_saying(part, scope), on=PLACE, how="left")
    looked = looked.sort("position").with_columns(said=pl.col("said").fill_null(value=False))
    cases = looked.group_by("conversation", maintain_order=True).agg(
        pl.col("shop", "agent", "day").last(),
        pl.col("source", "row").last(),
        start=pl.col("at").last(),
        said=pl.col("said").any(),
    )
    good = pl.col("said")
    if part.last is not None and scope.has("conversations", "ended_at"):
        cases = cases.join(_running(scope), on="conversation", how="left", maintain_order="left")
        good = pl.when(pl.col("said") | ~pl.col("runs").fill_null(value=False)).then("said")
    return _as_cases(name, cases, good, scope)


def _running(scope: Scope) -> pl.DataFrame:
    """Whether conversations had not ended as of the moment the data is complete to."""
    rows = scope.tables["conversations"].drop_nulls("conversation")
    runs = (pl.col("ended_at").is_null() | (pl.col("ended_at") > scope.as_of)).all()
    return rows.group_by("conversation").agg(runs=runs)


def _progress(name: str, part: Part, spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """A case each conversation: bad where somebody waited long without being told."""
    assert part.wait is not None
    said = _saying(part, scope).select(before_source="source", before_row="row", told="said")
    waits = long_waits(part.wait, spoken, scope)
    waits = waits.join(said, on=["before_source", "before_row"], how="left")
    silent = waits.filter(~pl.col("told").fill_null(value=False)).sort("position")
    length = pl.col("at") - pl.col("asked")
    longest = silent.filter(length == length.max().over("conversation"))
    longest = longest.unique("conversation", keep="first", maintain_order=True)
    worst = longest.select("conversation", "asked", "at", "agent", *PLACE)
    last = spoken.filter(pl.col("from_end") == 1)
    fine = last.join(worst, on="conversation", how="anti").with_columns(
        asked=pl.lit(None, scope.zone.dtype)
    )
    bad = worst.join(last.select("conversation", "shop", "day"), on="conversation")
    columns = ["conversation", "shop", "day", "agent", "source", "row", "asked", "at"]
    cases = pl.concat([bad.select(columns), fine.select(columns)])
    missed = pl.col("asked").is_not_null()
    limit = exact_seconds(part.wait)
    return _as_cases(
        name,
        cases.with_columns(start=pl.coalesce("asked", "at")),
        ~missed,
        scope,
        deadline=pl.when(missed).then(pl.col("asked") + limit),
        stop=pl.when(missed).then(pl.col("at")),
    )


def _saying(part: Part, scope: Scope) -> pl.DataFrame:
    """source, row and said: whether a fetched message holds a word of the part's lists."""
    assert scope.texts is not None
    found = hits(scope.texts.distinct, part.lists)
    said = pl.col("text_no").is_in(found["text_no"].implode()).fill_null(value=False)
    if part.kinds:
        said |= pl.col("kind").is_in(list(part.kinds)).fill_null(value=False)
    return scope.texts.asked.select(*PLACE, said=said).filter("said")


def _as_cases(
    name: str, cases: pl.DataFrame, good: pl.Expr, scope: Scope, **times: pl.Expr
) -> pl.DataFrame:
    return as_cases(
        cases,
        {
            "day": pl.col("day"),
            "decided": pl.col("day"),
            "start": pl.col("start"),
            "good": good,
            "detail": pl.lit(f"{name}: "),
            **times,
        },
        scope,
    )


SCRIPT = Measure(
    name="script",
    kind=Kind.RATE,
    parameters=ScriptParameters,
    unit=_unit,
    table=_table,
    lacks=_lacks,
    cases=_cases,
    reads=_reads,
    hears=_hears,
    labels=_labels,
)
