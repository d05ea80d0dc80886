"""The checks of one shop of the config: its rules, its exports, where its reports go."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscheck.cli.checkup.finding import Finding, fine, of_error, wrong
from cscheck.cli.dated import exports_of, report_named
from cscheck.cli.inputs import chosen_platform, chosen_rules, chosen_waivers, known_table, passwords
from cscheck.cli.output import format_of
from cscheck.errors import CscheckError

if TYPE_CHECKING:
    from cscheck.rules.ruleset import Ruleset
    from cscheck.settings import Settings


def of_shop(settings: Settings | None, shop: str, now: datetime) -> Iterator[Finding]:
    """The findings of one shop."""
    assert settings is not None
    said = settings.of_shop(shop)
    columns = Path(said["columns"]) if "columns" in said else None
    try:
        platform = chosen_platform(said.get("platform"), columns)
        names = (said.get("rules", ()), said.get("only", ()), said.get("skip", ()))
        ruleset = chosen_rules(platform, *names)
        for table in said.get("expect", ()):
            known_table(table)
    except CscheckError as error:
        yield from of_error("shop", shop, error)
        return
    yield fine("shop", shop, "doctor_shop", platform=platform.id, rules=len(ruleset.rules))
    day = now.astimezone(platform.zone.info).date() - timedelta(days=1)
    yield from _waivers(said, shop, ruleset, day)
    yield from _exports(said, shop, day)
    yield from _reports(said, shop, day)
    yield from _passwords(said, shop)


def _waivers(said: Mapping[str, Any], shop: str, ruleset: Ruleset, day: date) -> Iterator[Finding]:
    if "waivers" not in said:
        return
    try:
        waivers = chosen_waivers(Path(said["waivers"]), ruleset)
    except CscheckError as error:
        yield from of_error("waivers", shop, error)
        return
    expired = sum(each.has_expired(day) for each in waivers)
    if expired:
        yield wrong(
            "waivers", shop, "doctor_expired", "doctor_mend_expired", bad=False, count=expired
        )
    else:
        yield fine("waivers", shop, "doctor_waivers", count=len(waivers))


def _exports(said: Mapping[str, Any], shop: str, day: date) -> Iterator[Finding]:
    """Whether the exports of yesterday are there and may be read."""
    tables = [each.partition("=")[2] for each in said.get("table", ())]
    patterns = [Path(each) for each in (*said.get("paths", ()), *tables)]
    if not patterns:
        yield wrong("exports", shop, "doctor_no_paths", "doctor_mend_paths")
        return
    try:
        paths = exports_of(patterns, day, day)
    except CscheckError as error:
        yield from of_error("exports", shop, error)
        return
    for path in paths:
        if not path.exists():
            late = path.parent.exists()  # they may still come
            yield wrong(
                "exports", str(path), "doctor_no_exports", "doctor_mend_exports", bad=not late
            )
        elif not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
            yield wrong("exports", str(path), "doctor_not_readable", "doctor_mend_rights")
        else:
            files = (
                [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
            )
            closed = [each for each in files if not os.access(each, os.R_OK)]
            if closed:
                yield wrong("exports", str(closed[0]), "doctor_not_readable", "doctor_mend_rights")
            elif not files:
                yield wrong(
                    "exports", str(path), "doctor_no_files", "doctor_mend_exports", bad=False
                )
            else:
                yield fine("exports", str(path), "doctor_exports", files=len(files))


def _reports(said: Mapping[str, Any], shop: str, day: date) -> Iterator[Finding]:
    """Whether the reports have a place that may be written to."""
    for pattern in said.get("output", ()):
        try:
            path = report_named(Path(pattern), day, shop)
            format_of(path)
        except CscheckError as error:
            yield from of_error("reports", shop, error)
            continue
        folder = path.parent
        if folder.is_dir():
            may = os.access(folder, os.W_OK | os.X_OK)
            made = True
        else:
            made = "{" in pattern
            above = next((each for each in folder.absolute().parents if each.is_dir()), None)
            may = above is not None and os.access(above, os.W_OK | os.X_OK)
        if not made:
            yield wrong("reports", str(folder), "doctor_no_folder", "doctor_mend_folder")
        elif not may:
            yield wrong("reports", str(folder), "doctor_not_writable", "doctor_mend_rights")
        else:
            yield fine("reports", str(path), "doctor_reports")


def _passwords(said: Mapping[str, Any], shop: str) -> Iterator[Finding]:
    if "password_file" not in said:
        return
    file = Path(said["password_file"])
    try:
        known = passwords(file)
    except CscheckError as error:
        yield from of_error("passwords", shop, error)
        return
    if file.stat().st_mode & 0o077:
        yield wrong("passwords", str(file), "doctor_open_to_all", "doctor_mend_600", bad=False)
    elif known:
        yield fine("passwords", str(file), "doctor_passwords", count=len(known))
    else:
        yield wrong("passwords", str(file), "doctor_no_passwords", "doctor_mend_passwords")
