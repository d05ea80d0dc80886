"""Where the evidence stands: rows of files, with the files named once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cscheck.model.result import Result

Case = Mapping[str, Any]
_Sheet = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Places:
    """The files and sheets that some cases stand in, by the names that tell them apart."""

    names: Mapping[_Sheet, str]

    @classmethod
    def of(cls, result: Result, cases: Sequence[Case]) -> Places:
        used = dict.fromkeys(
            (case["file"], case["sheet"]) for case in cases if case["file"] is not None
        )
        return cls({sheet: _name(result, *sheet) for sheet in used})

    @property
    def heading(self) -> str:
        """The catalogue's heading for a column of these places."""
        return "col_row" if len(self.names) == 1 else "col_where"

    @property
    def only(self) -> str:
        """The one file, where there is but one."""
        return next(iter(self.names.values())) if len(self.names) == 1 else ""

    @property
    def legend(self) -> str:
        """The numbers under which `shown` speaks of several files."""
        if len(self.names) < 2:
            return ""
        return "   ".join(f"{at} = {name}" for at, name in enumerate(self.names.values(), 1))

    def shown(self, case: Case) -> str:
        """The row; with the number of its file, where there are several."""
        if case["file"] is None:
            return "-"
        if len(self.names) == 1:
            return str(case["row"])
        return f"{list(self.names).index((case['file'], case['sheet'])) + 1}:{case['row']}"

    def whole(self, case: Case) -> str:
        """The file and the row."""
        return f"{self.names[case['file'], case['sheet']]}:{case['row']}"


def _name(result: Result, path: str, sheet: str | None) -> str:
    """The file's name alone, where that tells which; its sheet, where it has several."""
    name = PurePath(path).name
    paths = [each.path for each in result.inputs]
    if len({other for other in paths if PurePath(other).name == name}) > 1:
        name = path
    return f"{name} [{sheet}]" if sheet is not None and paths.count(path) > 1 else name
