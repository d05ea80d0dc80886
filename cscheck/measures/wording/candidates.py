"""Which texts may hold which patterns of a list: one look for all their needles together.

To search every text for every pattern costs a hundred times as much as to read it. So the words
that patterns cannot do without are looked for all at once, and each pattern in the few texts that
have one of its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from cscheck.measures.wording.folding import AS_IS, JOINED
from cscheck.measures.wording.lists import Entry
from cscheck.measures.wording.patterns import roomy_pattern
from cscheck.measures.wording.prepared import needle_of

_WORDS = -1
"""The number of an entry's words, beside those of its patterns."""
_FEW = 1_000
"""So few texts are searched for all of an entry sooner than for each of its patterns."""
_PAIR = {"entry": pl.Int32(), "pattern": pl.Int32()}


def likely(texts: pl.DataFrame, entries: Sequence[Entry]) -> Iterator[tuple[Entry, pl.DataFrame]]:
    """The entries that may match at all, and the texts in which they may, in their order.

    `texts` have the folds of folding.with_folds.
    """
    places = _places(texts, entries).partition_by("entry", as_dict=True, include_key=False)
    for number, entry in enumerate(entries):
        mine = places.get((number,))
        if mine is None:
            continue
        likeliest = mine["place"].unique()
        if likeliest.len() > _FEW:
            likeliest = _searched(texts, entry, mine).unique()
        if likeliest.len():
            yield entry, texts[likeliest.sort()]


def _searched(texts: pl.DataFrame, entry: Entry, places: pl.DataFrame) -> pl.Series:
    """The places of texts in which one of the entry's patterns is roughly found, or a word."""
    found = []
    for (number,), rows in places.partition_by("pattern", as_dict=True).items():
        if number == _WORDS:
            found.append(rows.lazy().select("place"))
            continue
        pattern = roomy_pattern(entry.patterns[int(str(number))])
        text = pl.lit(texts[entry.written]).gather(pl.col("place"))
        found.append(rows.lazy().filter(text.str.contains(pattern)).select("place"))
    return pl.concat(pl.collect_all(found))["place"]


def _places(texts: pl.DataFrame, entries: Sequence[Entry]) -> pl.DataFrame:
    """entry, pattern and place: the row of each text that has what the pattern needs."""
    words, tests = _needles(entries)
    placed = texts.lazy().with_row_index("place")
    known = pl.lit(list(dict.fromkeys(word for word, *_ in words)), pl.List(pl.String))
    held = placed.select("place", word=pl.col(JOINED).str.extract_many(known, overlapping=True))
    held = held.explode("word").drop_nulls("word").unique()
    index = pl.LazyFrame(words, schema={"word": pl.String(), **_PAIR}, orient="row")
    pairs = [held.join(index, on="word").select("place", *_PAIR)]
    for (column, pattern), whose in tests.items():
        rows = placed.filter(pl.col(column).str.contains(pattern)).select("place")
        pairs.append(rows.join(pl.LazyFrame(whose, schema=_PAIR, orient="row"), how="cross"))
    return pl.concat(pairs).unique().collect()


def _needles(
    entries: Sequence[Entry],
) -> tuple[list[tuple[str, int, int]], dict[tuple[str, str], list[tuple[int, int]]]]:
    """The words that patterns (entry, pattern) need; and whose each test (column, pattern) is."""
    words = []
    tests: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        words += [(word, number, _WORDS) for word in entry.words]
        for place, pattern in enumerate(entry.patterns):
            needle = needle_of(pattern)
            if needle is None:
                tests[JOINED, ""].append((number, place))
                continue
            words += [(word, number, place) for word in needle.words]
            if needle.signs:
                signs = "".join(re.escape(sign) for sign in sorted(needle.signs))
                tests[AS_IS, f"[{signs}]"].append((number, place))
            if needle.digits:
                tests[JOINED, f"(?:[0-9][^0-9]*){{{needle.digits}}}"].append((number, place))
    return words, tests
