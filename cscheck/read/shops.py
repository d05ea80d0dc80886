"""Whose a row is that names no shop: the only one that others name, else the default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from cscheck.model.sentences import Sentence, sentence
from cscheck.read.opening import DEFAULT_SHOP


def shops_in(frame: pl.DataFrame) -> frozenset[str | None]:
    """The shops that the rows of a frame name, and None where one names none."""
    if frame.is_empty():
        return frozenset()
    if "shop" not in frame.columns:
        return frozenset({None})
    shops = frame["shop"].unique().cast(pl.String)
    return frozenset(None if shop == DEFAULT_SHOP else shop for shop in shops)


@dataclass(frozen=True, slots=True)
class Shops:
    """The shops that all files name, and the one that the user gave for the other rows."""

    named: frozenset[str]
    default: str

    @classmethod
    def named_in(cls, files: Iterable[frozenset[str | None]], default: str) -> Shops:
        return cls(frozenset(shop for shops in files for shop in shops if shop), default)

    @property
    def of_the_rest(self) -> str:
        """The shop of rows that name none."""
        only = len(self.named) == 1 and self.default == DEFAULT_SHOP
        return next(iter(self.named)) if only else self.default

    def remark(self, shops: frozenset[str | None], frame: pl.DataFrame) -> Sentence | None:
        """What to say of a file whose rows name these shops, where a shop had to be guessed."""
        if None not in shops or self.default != DEFAULT_SHOP or not self.named:
            return None
        only = {"shop": self.of_the_rest} if len(self.named) == 1 else {}
        if len(shops) == 1:
            return sentence("shop_taken" if only else "shops_not_named", **only)
        shop = pl.col("shop").cast(pl.String)
        rows = frame.filter(shop.is_null() | (shop == DEFAULT_SHOP))["row"]
        key = "shop_taken_in_rows" if only else "shops_not_named_in_rows"
        return sentence(key, count=rows.len(), row=rows.min(), **only)
