"""Taobao's table of credit levels, held to the table that it was read from, edge by edge.

The higher levels take more reviews than a rule case should have rows.
"""

from __future__ import annotations

from fractions import Fraction

from cscheck.measures.tally import TallyParameters
from cscheck.rules.platform import Library

HIGHEST = {
    "heart": (10, 40, 90, 150, 250),
    "diamond": (500, 1_000, 2_000, 5_000, 10_000),
    "crown": (20_000, 50_000, 100_000, 200_000, 500_000),
    "gold crown": (1_000_000, 2_000_000, 5_000_000, 10_000_000, None),
}
"""The most points of each of the five levels of a kind; the last has no most."""


def test_every_level_ends_where_the_next_begins() -> None:
    rules = {rule.id: rule for rule in Library().platform("taobao").ruleset().rules}
    (version,) = rules["credit_level"].versions
    assert isinstance(version.parameters, TallyParameters)
    least, found, expected = 4, [], []
    for kind, ends in HIGHEST.items():
        for number, end in enumerate(ends, start=1):
            label = f"{number} {kind}{'s' if number > 1 else ''}"
            for points in (least, end or 10 * least):
                tier = version.parameters.tier(Fraction(points))
                found.append((points, tier.label["en"] if tier else None))
                expected.append((points, label))
            least = (end or 0) + 1
    assert found == expected
    assert len(version.parameters.tiers) == 20
    assert version.parameters.tier(Fraction(3)) is None
