"""Writes `rulesets/common/needles.json`: what each shipped pattern cannot do without.

Run by hand after a change of a word list: `python -m tests.make_needles`.
"""

from __future__ import annotations

from pathlib import Path

from cscheck.measures.wording.prepared import as_file
from cscheck.rules.word_lists import WordLists

FILE = Path(__file__).parent.parent / "rulesets" / "common" / "needles.json"


def needles() -> str:
    """The file as it should be."""
    lists = [each for _, each in WordLists().shipped()]
    return as_file(
        {pattern for each in lists for entry in each.entries for pattern in entry.patterns}
    )


if __name__ == "__main__":
    FILE.write_text(needles(), encoding="utf-8")
