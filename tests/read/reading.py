"""Reads files for tests, as an audit would."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cscheck.intake import Intake
from cscheck.model.inputs import InputFile
from cscheck.read import ReadOptions, read
from cscheck.read.opening import DEFAULT_SHOP
from cscheck.rules.dialect import read_dialect
from cscheck.rules.platform import Library, Platform
from cscheck.rules.strict_yaml import parse_document


@cache
def shipped(name: str) -> Platform:
    """A platform as it is shipped; reading its YAML again for every test takes most of the time."""
    return Library().platform(name)


def platform(name: str = "any", columns: str | None = None) -> Platform:
    """A platform, with a mapping before its own headers."""
    found = shipped(name)
    if columns is None:
        return found
    document = parse_document(columns, "columns.yaml")
    return found.with_dialect(read_dialect(document, document.data))


def read_files(
    *paths: Path,
    workspace: Path,
    using: Platform | None = None,
    said: dict[Path, str] | None = None,
    passwords: tuple[str, ...] = (),
    default_shop: str = DEFAULT_SHOP,
) -> Intake:
    workspace.mkdir(exist_ok=True)
    options = ReadOptions(workspace, default_shop, said or {}, passwords)
    return read(paths, using or platform(), options)


def accounted(each: InputFile) -> bool:
    """Whether every row of a file was used, or is known not to have been, and why."""
    not_data = sum(each.not_data.values())
    return each.rows == each.used + each.duplicate + not_data + each.rejected
