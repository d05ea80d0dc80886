"""How counts and faults of presence read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cscheck.measures.coverage.shifts import ABSENT, EARLY, LATE
from cscheck.report.details import detail_told
from cscheck.report.figures import number_text
from cscheck.text import LANGS, Lang


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Fraction(0), "0"),
        (Fraction(1_234_567), "1234567"),
        (Fraction(123_456_789, 100), "1234567.89"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1), "-1"),
    ],
)
def test_counts_are_written_out(amount: Fraction, said: str) -> None:
    assert number_text(amount) == said


@pytest.mark.parametrize("lang", LANGS)
def test_every_fault_of_a_shift_has_words(lang: Lang) -> None:
    words = [detail_told(fault, {}, lang) for fault in (LATE, EARLY, ABSENT)]
    assert len(set(words)) == 3
    assert not {LATE, EARLY, ABSENT} & set(words)


def test_what_has_no_words_of_its_own_stands_as_it_is() -> None:
    assert detail_told("promised_ship_at", {}, "zh") == "promised_ship_at"
    assert detail_told(None, {}, "zh") is None
