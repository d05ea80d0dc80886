"""What breaking a rule costs, as rules write it (measures.md, part 11)."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cscheck.measures.parameters import Parameters, Texts, reader

FEN = 100


def _yuan(value: Any) -> Fraction:
    """An amount of yuan: `500`, `3.5`."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError(value)
    amount = Fraction(str(value))
    if amount < 0 or (amount * FEN).denominator != 1:
        raise ValueError(value)
    return amount


def _percent(value: Any) -> Fraction:
    """A share of the order's amount: `30%`."""
    number, sign, rest = str(value).strip().partition("%")
    share = Fraction(number) / 100
    if not sign or rest or share <= 0:
        raise ValueError(value)
    return share


Yuan = Annotated[Fraction | None, reader("not_an_amount", _yuan)]
Percent = Annotated[Fraction | None, reader("not_a_percentage", _percent)]


class PenaltyTerms(Parameters):
    """A penalty for each bad case, or one for the group that breaks the limit.

    * rate: a share of the case's amount, at least `floor` and at most `cap` yuan
    * sum: a fixed number of yuan; points: what the platform takes off
    * text: the penalty in words, where it is no number
    """

    per: Literal["case", "group"] = "case"
    rate: Percent = None
    floor: Yuan = None
    cap: Yuan = None
    sum: Yuan = None
    points: int = 0
    text: Texts | None = None

    @model_validator(mode="after")
    def _whole(self) -> PenaltyTerms:
        bounded = self.floor is not None or self.cap is not None
        nothing = self.rate is None and self.sum is None and not self.points and not self.text
        both = self.rate is not None and (self.sum is not None or self.per == "group")
        upside_down = None not in (self.floor, self.cap) and (self.floor or 0) > (self.cap or 0)
        if nothing or both or upside_down or (bounded and self.rate is None):
            raise PydanticCustomError("not_a_penalty", "penalty")
        return self
