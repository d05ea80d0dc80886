"""The formats of a report: what each is called, how its files end, and which module renders it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cscheck.model.result import Result
    from cscheck.report.options import TextOptions


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    * suffix: how the names of its files end
    * module: where its `render(result, options)` is, in cscheck.report
    * breakdown: whether it says where the cases lie, by agent, hour and length
    * every_case: whether it names every violation, not only the worst
    * every_group: whether it names every group of a rule, not only the worst of each shop
    * digests: whether it tells the files that were read by their digests
    * for_all: whether its files hold counts alone, so that everybody may read them
    * binary: whether it is no text for a terminal
    * mark: what its files begin with, and standard output does not
    """

    name: str
    suffix: str
    module: str
    breakdown: bool = False
    every_case: bool = True
    every_group: bool = True
    digests: bool = False
    for_all: bool = False
    binary: bool = False
    mark: bytes = b""


# Spreadsheet programs take a csv for the machine's old encoding unless it begins with the mark.
_BYTE_ORDER_MARK = "\ufeff".encode()

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("text", ".txt", "text_report", every_case=False, every_group=False),
        Format("json", ".json", "json_report", digests=True),
        Format("csv", ".csv", "csv_report", every_group=False, mark=_BYTE_ORDER_MARK),
        Format("md", ".md", "markdown_report", every_case=False),
        Format("html", ".html", "html", breakdown=True, digests=True),
        Format("xlsx", ".xlsx", "workbook", digests=True, binary=True),
        Format("junit", ".xml", "junit_report", every_case=False),
        Format("prometheus", ".prom", "prometheus_report", every_case=False, for_all=True),
    )
}
SUFFIXES = {each.suffix: each for each in FORMATS.values()}


def rendered_as(kind: Format, result: Result, options: TextOptions) -> bytes:
    """The report in a format; the same Result gives the same bytes.

    A module is imported only where its format is asked for: some bring large libraries.
    """
    module = import_module(f"cscheck.report.{kind.module}")
    render: Callable[[Result, TextOptions], str | bytes] = module.render
    content = render(result, options)
    return content.encode() if isinstance(content, str) else content
