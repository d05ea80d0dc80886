"""What `cscheck doctor` looks at: each check is a function that yields what it found."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscheck.cli.checkup.finding import Finding, fine, of_error, wrong
from cscheck.cli.checkup.shop import of_shop
from cscheck.cli.settled import settings_at_hand
from cscheck.errors import CscheckError, UsageError
from cscheck.model.sentences import sentence

if TYPE_CHECKING:
    from cscheck.settings import Settings

_SCARCE, _TOO_LITTLE = 2 << 30, 200 << 20
_STALE_RULES = timedelta(days=180)
_LONG_SILENCE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined: a config, its shops, and the moment it is examined."""

    settings: Settings | None
    shops: tuple[str, ...]
    now: datetime

    def values(self, key: str) -> list[tuple[str | None, Any]]:
        """What the shops say of a key, with the shop."""
        if self.settings is None:
            return []
        found = [(shop, self.settings.of_shop(shop).get(key)) for shop in self.shops]
        return [(shop, value) for shop, value in found if value is not None]


def examined(config: Path | None, shop: str | None, history: Path | None) -> Iterator[Finding]:
    """Every finding, good or bad, in the order in which a night needs the things."""
    now = datetime.now(UTC)
    settings = None
    try:
        settings = settings_at_hand(config)
        if settings is None:
            yield wrong("config", "-", "doctor_no_config", "doctor_mend_init", bad=False)
        elif not settings.shops:
            yield wrong("config", str(settings.path), "doctor_no_shops", "doctor_mend_shops")
        else:
            shops = tuple(settings.shops)
            yield fine("config", str(settings.path), "doctor_config", shops=shops)
    except CscheckError as error:
        yield from of_error("config", str(config or "cscheck.toml"), error)
    shops = tuple(settings.shops) if settings else ()
    if shop is not None:
        if shop not in shops:
            raise UsageError.saying("no_shop_in_config", name=shop)
        shops = (shop,)
    patient = Patient(settings, shops, now)
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _clock(now),
        _rulesets,
        lambda: (found for name in shops for found in of_shop(settings, name, now)),
        lambda: _disk(patient, history),
        lambda: _histories(patient, history),
        lambda: _robots(patient),
        _output,
    )
    for part in parts:
        yield from part()


def _clock(now: datetime) -> Iterator[Finding]:
    """Whether the clock can be right, and what the machine's zone means for a cron line."""
    from cscheck.rules.platform import Library

    local = datetime.now().astimezone()
    here = f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < built - timedelta(days=2):
        yield wrong("clock", here, "doctor_clock_behind", "doctor_mend_clock")
        return
    try:
        zone = Library().any_platform().zone
        there = now.astimezone(zone.info)
    except Exception as error:  # noqa: BLE001  a machine without zones fails in many ways
        yield wrong("clock", here, "doctor_no_zones", "doctor_mend_zones", problem=str(error))
        return
    if local.utcoffset() == there.utcoffset():
        yield fine("clock", here, "doctor_clock", zone=zone.name)
    else:
        six = there.replace(hour=6, minute=30).astimezone(local.tzinfo)
        yield fine(
            "clock", here, "doctor_other_zone", zone=zone.name, there=there, cron=f"{six:%H:%M}"
        )


def _rulesets() -> Iterator[Finding]:
    """Whether the shipped rules load, and how long ago they were read."""
    from cscheck.rules.platform import Library

    try:
        library = Library()
        rules = [rule for each in library.platforms() for rule in each.ruleset().rules]
    except (CscheckError, OSError) as error:
        yield wrong(
            "rulesets", "cscheck", "doctor_rules_broken", "doctor_mend_again", problem=str(error)
        )
        return
    read = max(date.fromisoformat(str(each.source["read"])) for each in rules if each.source)
    if datetime.now(UTC).date() - read > _STALE_RULES:
        yield wrong(
            "rulesets", "cscheck", "doctor_rules_old", "doctor_mend_update", bad=False, read=read
        )
    else:
        yield fine("rulesets", "cscheck", "doctor_rules", rules=len(rules), read=read)


def _disk(patient: Patient, history: Path | None) -> Iterator[Finding]:
    """How much room there is where something is written."""
    folders = {Path(tempfile.gettempdir())}
    for _, outputs in patient.values("output"):
        folders |= {_there(Path(each.partition("{")[0] or ".")) for each in outputs}
    places = [Path(value) for _, value in patient.values("history")]
    folders |= {_there(each) for each in ([history] if history else places)}
    told = set()
    for folder in sorted(folders):
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            continue
        device = folder.stat().st_dev
        if device in told:
            continue
        told.add(device)
        room = f"{free / (1 << 30):.1f}"
        if free < _SCARCE:
            bad = free < _TOO_LITTLE
            yield wrong(
                "disk", str(folder), "doctor_disk_full", "doctor_mend_disk", bad=bad, room=room
            )
        else:
            yield fine("disk", str(folder), "doctor_disk", room=room)


def _there(path: Path) -> Path:
    """A folder, or the nearest above it that is there."""
    return next((each for each in (path, *path.absolute().parents) if each.is_dir()), Path("/"))


def _histories(patient: Patient, named: Path | None) -> Iterator[Finding]:
    """Whether each history is whole, ours, and of late."""
    from cscheck.history import History

    files = [named] if named else [Path(value) for _, value in patient.values("history")]
    for path in dict.fromkeys(files):
        if not path.exists():
            if not _there(path.parent).samefile(path.absolute().parent):
                yield wrong("history", str(path), "doctor_no_folder", "doctor_mend_folder")
            else:
                yield fine("history", str(path), "doctor_history_to_be")
            continue
        try:
            said, last = History(path).examined()
        except UsageError as error:
            yield from of_error("history", str(path), error, "doctor_mend_history")
            continue
        if said != "ok":
            yield wrong(
                "history", str(path), "doctor_history_broken", "doctor_mend_history", problem=said
            )
        elif not _may_write(path):
            yield wrong("history", str(path), "doctor_not_writable", "doctor_mend_rights")
        elif last is not None and patient.now.date() - last > _LONG_SILENCE:
            yield wrong(
                "history", str(path), "doctor_history_old", "doctor_mend_cron", bad=False, day=last
            )
        else:
            yield fine("history", str(path), "doctor_history", day=last or "-")


def _may_write(path: Path) -> bool:
    import os

    return os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)


def _robots(patient: Patient) -> Iterator[Finding]:
    """Whether each robot that is told has its secrets, and would take a notice; none is sent."""
    from cscheck.cli.noticing import robot_of
    from cscheck.notify import body_of

    if patient.settings is None:
        return
    names = {name for _, names in patient.values("notify") for name in names}
    for name in sorted(names):
        settings = patient.settings.robots.get(name)
        if settings is None:
            yield wrong("robots", name, "doctor_no_robot", "doctor_mend_robot", name=name)
            continue
        try:
            robot = robot_of(name, settings)
        except UsageError as error:
            yield from of_error("robots", name, error, "doctor_mend_secret")
            continue
        if not robot.url.startswith(("https://", "http://")):
            yield wrong("robots", name, "doctor_no_address", "doctor_mend_secret")
        elif robot.url.startswith("http://"):
            yield wrong("robots", name, "doctor_plain_http", "doctor_mend_https", bad=False)
        else:
            if robot.kind != "ping":
                body_of(robot, ["cscheck"], str, time.time())
            yield fine("robots", name, "doctor_robot", kind=robot.kind)
    for name in sorted(set(patient.settings.robots) - names):
        yield wrong("robots", name, "doctor_idle_robot", "doctor_mend_idle", bad=False, name=name)


def _output() -> Iterator[Finding]:
    """Whether what is printed can hold Chinese."""
    encoding = sys.stdout.encoding or "ascii"
    with contextlib.suppress(UnicodeEncodeError, LookupError):
        "客服核对".encode(encoding)
        yield fine("output", encoding, "doctor_output")
        return
    yield Finding(
        "output",
        encoding,
        "warn",
        sentence("doctor_output_ascii"),
        sentence("doctor_mend_output"),
    )
