"""What a `script` rule may say: its parts, and the conversations it is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cscheck.measures.parameters import Duration, Parameters
from cscheck.measures.wording.parameters import Lists, Words

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
