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

from datetime import timedelta
from typing import Annotated

import polars as pl
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cscheck.clock import Limit
from cscheck.measures.cases import Cases, Kind, Measure, Scope, as_cases, in_days
from cscheck.measures.parameters import Duration, Parameters, exact_seconds
from cscheck.measures.selection import lacks_columns
from cscheck.measures.wording.matching import hits
from cscheck.measures.wording.parameters import Lists, Words
from cscheck.measures.wording.texts import Wanted
from cscheck.model.sentences import Sentence, columns_named, sentence
from cscheck.tables import BUYER, HUMAN, SENDERS

_PLACE = ["source", "row"]
_CODES = [SENDERS.index(sender) for sender in HUMAN]
PARTS = {
    "opening": {"zh": "开头语", "en": "opening"},
    "progress": {"zh": "过程语", "en": "progress"},
    "closing": {"zh": "结束语", "en": "closing"},
    "card": {"zh": "自助卡片或售后引导", "en": "card or guidance"},
}


class Part(Parameters):
    """What one part needs: a word of the lists or a kind of message, and where."""

    lists: Lists = ()
    kinds: Words = ()
    first: Annotated[int | None, Field(ge=1)] = None
    last: Annotated[int | None, Field(ge=1)] = None
    wait: Duration | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Part:
        said = {"first": self.first, "last": self.last, "wait": self.wait}
        named = [name for name, value in said.items() if value is not None]
        if len(named) > 1 or not (self.lists or self.kinds):
            raise PydanticCustomError("not_for_part", "{value}", {"value": ", ".join(named)})
        if self.wait is not None and self.wait.days:
            raise PydanticCustomError("not_an_exact_duration", "{value}", {"value": self.wait.text})
        return self


class About(Parameters):
    """Which conversations a rule is about: by their topic or, without one, by the buyer's words."""

    topic: Words
    said: Words = ()


class ScriptParameters(Parameters):
    """What a `script` rule may say."""

    parts: dict[str, Part]
    about: About | None = None

    @model_validator(mode="after")
    def _parts_known(self) -> ScriptParameters:
        if not self.parts or not set(self.parts) <= set(PARTS):
            unknown = ", ".join(sorted(set(self.parts) - set(PARTS)))
            raise PydanticCustomError("not_a_part", "{value}", {"value": unknown})
        return self


def _unit(_: ScriptParameters) -> str:
    return "part"


def _table(_: ScriptParameters) -> str:
    return "messages"


def _lacks(params: ScriptParameters, scope: Scope) -> Sentence | None:
    return lacks_columns("messages", ("text",), scope)


def _labels(params: ScriptParameters) -> dict[str, dict[str, str]]:
    return {name: PARTS[name] for name in params.parts}


def _spoken(scope: Scope) -> pl.DataFrame:
    """The messages by people, numbered from both ends of conversations, of the days audited.

    A conversation belongs to the day of the first of them.
    """
    assert scope.messages is not None
    rows = scope.messages.narrow.with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32))
    people = rows.filter(pl.col("sender").is_in(_CODES))
    return people.with_columns(
        nth=pl.int_range(pl.len()).over("conversation") + 1,
        from_end=pl.len().over("conversation") - pl.int_range(pl.len()).over("conversation"),
        day=scope.zone.day(pl.col("at").first().over("conversation")),
    ).filter(in_days("day", scope.days))


def _looked_at(part: Part, spoken: pl.DataFrame) -> pl.DataFrame:
    """The messages in which the words of a part may stand."""
    if part.first is not None:
        return spoken.filter(pl.col("nth") <= part.first)
    return spoken if part.last is None else spoken.filter(pl.col("from_end") <= part.last)


def _long_waits(wait: Limit, spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The waits longer than the limit: those of the messages that end them, and asked, before.

    `before_source` and `before_row` are the place of the message before the wait, if any.
    """
    assert scope.messages is not None
    rows = scope.messages.narrow.select("conversation", "at", "sender", *_PLACE)
    is_buyer = pl.col("sender") == SENDERS.index(BUYER)
    is_person = pl.col("sender").is_in(_CODES)
    rows = rows.filter(is_buyer | is_person).with_columns(is_person=is_person)
    answered = pl.col("is_person").cum_sum() - pl.col("is_person")
    rows = rows.with_columns(turn=answered.over("conversation"))
    before = [
        pl.when("is_person").then(name).forward_fill().shift(1).over("conversation")
        for name in _PLACE
    ]
    rows = rows.with_columns(before_source=before[0], before_row=before[1])
    asked = pl.when(~pl.col("is_person")).then("at").min().over("conversation", "turn")
    rows = rows.with_columns(asked=asked).filter("is_person").drop("turn", "sender")
    late = rows.filter(pl.col("at") - pl.col("asked") > timedelta(seconds=wait.seconds))
    columns = ["asked", "before_source", "before_row"]
    return spoken.join(late.select(*_PLACE, *columns), on=_PLACE, how="inner")


def _reads(params: ScriptParameters, scope: Scope) -> Wanted | None:
    if scope.messages is None or not scope.has("messages", "text"):
        return None
    spoken = _spoken(scope)
    places = []
    for part in params.parts.values():
        if part.wait is None:
            places.append(_looked_at(part, spoken).select(_PLACE))
        else:
            waits = _long_waits(part.wait, spoken, scope)
            before = waits.select(source="before_source", row="before_row").drop_nulls()
            places.append(before)
    if _by_words(params, scope):
        places.append(_of_buyers(spoken, scope).select(_PLACE))
    return Wanted(places=pl.concat(places).unique())


def _of_buyers(spoken: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The buyers' messages of these conversations."""
    assert scope.messages is not None
    rows = scope.messages.narrow.filter(pl.col("sender") == SENDERS.index(BUYER))
    return rows.join(spoken.select("conversation").unique(), on="conversation", how="semi")


def _by_words(params: ScriptParameters, scope: Scope) -> bool:
    """Whether the buyer's words must tell what a conversation is about."""
    return params.about is not None and not scope.has("conversations", "topic")


def _cases(params: ScriptParameters, scope: Scope) -> Cases:
    spoken = _about(params, _spoken(scope), scope)
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
        telling = scope.texts.found.filter(pl.col("text_no").is_in(numbers.implode()))
        told = _of_buyers(spoken, scope).join(telling, on=_PLACE, how="semi")
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
    looked = _looked_at(part, spoken).join(_saying(part, scope), on=_PLACE, how="left")
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
    waits = _long_waits(part.wait, spoken, scope)
    waits = waits.join(said, on=["before_source", "before_row"], how="left")
    silent = waits.filter(~pl.col("told").fill_null(value=False)).sort("position")
    length = pl.col("at") - pl.col("asked")
    longest = silent.filter(length == length.max().over("conversation"))
    longest = longest.unique("conversation", keep="first", maintain_order=True)
    worst = longest.select("conversation", "asked", "at", "agent", *_PLACE)
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
    return scope.texts.found.select(*_PLACE, said=said).filter("said")


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
    labels=_labels,
)
