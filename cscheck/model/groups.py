"""The groups of a rule, of which very many may have the same figures.

Where every buyer of every agent has a group of his own there are a hundred thousand of them, and a
few dozen verdicts. Each verdict is held once; a group is put together when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, overload

import polars as pl

from cscheck.model.verdicts import Group, Status

_WORST_FIRST = list(Status)
_PLACE = ("shop", "agent", "buyer")
_SCHEMA = pl.Schema({**dict.fromkeys(_PLACE, pl.String()), "kind": pl.UInt32()})
_SHARED = tuple(each.name for each in fields(Group) if each.name not in _PLACE)


class Groups(Sequence[Group]):
    """Groups in their order: `places` (shop, agent, buyer), each with the number of its kind.

    A kind is a group of which all but the place is meant, unless no two groups share it.
    """

    def __init__(self, kinds: Sequence[Group], places: pl.DataFrame) -> None:
        self.kinds = tuple(kinds)
        fits = places.schema == _SCHEMA
        self.places = places if fits else places.select(_SCHEMA.names()).cast(_SCHEMA)

    @classmethod
    def of(cls, groups: Iterable[Group]) -> Groups:
        """Groups of which each is a kind of its own."""
        kinds = tuple(groups)
        columns: dict[str, Any] = {
            name: [getattr(group, name) for group in kinds] for name in _PLACE
        }
        return cls(kinds, pl.DataFrame(columns | {"kind": range(len(kinds))}, schema=_SCHEMA))

    @classmethod
    def none(cls) -> Groups:
        return cls.of(())

    @classmethod
    def chained(cls, first: Groups, then: Groups) -> Groups:
        """The groups of both, one after the other."""
        later = then.places.with_columns(pl.col("kind") + len(first.kinds))
        places = pl.concat([first.places, later.cast(_SCHEMA)])
        return cls((*first.kinds, *then.kinds), places)

    def __len__(self) -> int:
        return self.places.height

    def __iter__(self) -> Iterator[Group]:
        shared: dict[int, Mapping[str, Any]] = {}
        for shop, agent, buyer, number in self.places.iter_rows():
            kind = self.kinds[number]
            if (kind.shop, kind.agent, kind.buyer) == (shop, agent, buyer):
                yield kind
                continue
            if number not in shared:
                shared[number] = {name: getattr(kind, name) for name in _SHARED}
            yield Group(shop=shop, agent=agent, buyer=buyer, **shared[number])

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> Groups: ...
    def __getitem__(self, at: int | slice) -> Group | Groups:
        if isinstance(at, slice):
            return Groups(self.kinds, self.places[at])
        for group in self[at : at + 1 or None]:
            return group
        raise IndexError(at)

    @property
    def shops(self) -> list[str]:
        """The shops, each once, in the order of the groups."""
        return self.places["shop"].unique(maintain_order=True).to_list()

    @cached_property
    def varying(self) -> frozenset[str]:
        """Which of agent, buyer and first day are not the same in all groups."""
        varying = {name for name in ("agent", "buyer") if self.places[name].n_unique() > 1}
        if len({kind.from_ for kind in self.kinds}) > 1:
            varying.add("from_")
        return frozenset(varying)

    def mapped(self, change: Callable[[Group], Group]) -> Groups:
        """The groups changed in a way for which their place does not matter, unless it is whole."""
        return Groups(tuple(map(change, self.kinds)), self.places)

    def where(self, test: Callable[[Group], bool]) -> Groups:
        """The groups that pass a test for which their place does not matter."""
        passing = [number for number, kind in enumerate(self.kinds) if test(kind)]
        numbers = pl.Series(passing, dtype=pl.UInt32)
        return Groups(self.kinds, self.places.filter(pl.col("kind").is_in(numbers.implode())))

    def worst(self, most: int, gravity: Callable[[Group], Any]) -> Groups:
        """Of each shop the first so many in the order of `gravity`, which knows no place."""
        grave = [gravity(kind) for kind in self.kinds]
        places = {each: place for place, each in enumerate(sorted(set(grave)))}
        rank = pl.Series([places[each] for each in grave], dtype=pl.UInt32)
        ranked = self.places.with_columns(rank=pl.lit(rank).gather(pl.col("kind")))
        ranked = ranked.sort("rank", maintain_order=True)
        return Groups(self.kinds, ranked.filter(pl.int_range(pl.len()).over("shop") < most))

    def of_shops(self, shops: Sequence[str]) -> Groups:
        """The groups of some shops."""
        named = pl.Series(shops, dtype=pl.String)
        return Groups(self.kinds, self.places.filter(pl.col("shop").is_in(named.implode())))

    def status_of_shops(self) -> pl.DataFrame:
        """The worst status of each shop, as its place among all of them: shop, rank."""
        ranks = pl.Series([_WORST_FIRST.index(each.status) for each in self.kinds], dtype=pl.UInt8)
        ranked = self.places.select("shop", rank=pl.lit(ranks).gather(pl.col("kind")))
        return ranked.group_by("shop").agg(pl.col("rank").min())

    def by_shop(self) -> dict[str, list[Group]]:
        """The groups of each shop."""
        found: dict[str, list[Group]] = {}
        for group in self:
            found.setdefault(group.shop, []).append(group)
        return found

    def counts(self) -> dict[str, int]:
        """How many groups each shop has."""
        return dict(self.places.group_by("shop").len().iter_rows())

    def whole(self) -> Groups:
        """The groups, each a kind of its own, so that it can be changed by its place."""
        return Groups.of(self)

    def with_buyers(self, names: Mapping[str, str | None]) -> Groups:
        """The groups with some buyers under other names."""
        known = pl.DataFrame(
            {"buyer": list(names), "name": list(names.values())},
            schema={"buyer": pl.String, "name": pl.String},
        ).with_columns(known=pl.lit(value=True))
        found = self.places.join(known, on="buyer", how="left", maintain_order="left")
        buyer = pl.when("known").then("name").otherwise("buyer")
        return Groups(self.kinds, found.with_columns(buyer=buyer))


def gravity(group: Group, *, counts_bad: bool) -> tuple[int, int, int]:
    """The worse a group, the smaller; `counts_bad` says what its numerator is."""
    bad = group.numerator if counts_bad else group.bad
    return _WORST_FIRST.index(group.status), group.room or 0, -(bad or 0)
