"""Writes `fixtures/`: for each platform a day of invented exports, and the figures they must give.

Run by hand: `python -m tests.make_fixtures`. The same rows come out each time; only the salt of
the encrypted workbook is new when its content is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.fixture_days.exports import Day
from tests.fixture_days.known_figures import figures_of

ROOT = Path(__file__).parent.parent
RULESETS = ROOT / "rulesets"
FIXTURES = ROOT / "fixtures"
FIGURES = "figures.json"


def _days() -> Iterator[tuple[str, Callable[[], Day]]]:
    """For each platform what makes its day: `day` in the module of the platform's name."""
    for path in sorted(RULESETS.glob("*/platform.yaml")):
        name = f"tests.fixture_days.{path.parent.name}"
        if find_spec(name) is not None:
            yield path.parent.name, import_module(name).day


DAYS = dict(_days())


def write_day(day: Day, folder: Path) -> None:
    """A day's exports, and the figures that an audit must find."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in day.files:
        file.write(folder)
    figures = figures_of(day, RULESETS)
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (folder / FIGURES).write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    for platform, made in DAYS.items():
        write_day(made(), FIXTURES / platform)


if __name__ == "__main__":
    main()
