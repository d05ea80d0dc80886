"""Every row that could not be used, whole, as csv: to be mended and exported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from cscheck.model.inputs import Reject
from cscheck.report.untrusted import one_line, unformulaic
from cscheck.text import Lang, say


def rejects_csv(rejects: Sequence[Reject], lang: Lang) -> bytes:
    """Where each row stands, which cell is at fault and why, and then all of its cells.

    With a byte order mark, by which spreadsheet programs know UTF-8.
    """
    width = max((len(each.cells) for each in rejects), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    cells = (f"cell_{number}" for number in range(1, width + 1))
    writer.writerow(["file", "sheet", "row", "column", "value", "reason", *cells])
    for each in rejects:
        place = (each.file, each.sheet or "", str(each.row), each.column)
        texts = (*place, each.value or "", say(each.reason, lang), *(c or "" for c in each.cells))
        writer.writerow([unformulaic(one_line(text)) for text in texts])
    return out.getvalue().encode("utf-8-sig")
