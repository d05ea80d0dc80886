"""Flags that the config file or the environment may give: flags win over it, it over the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscheck.errors import Problem, UsageError
from cscheck.model.sentences import sentence
from cscheck.text import LANGS

if TYPE_CHECKING:
    from cscheck.settings import Settings

_LOCK, _LOCK_OF_ALL = ".cscheck-{shop}.lock", ".cscheck.lock"
_NOT_FROM_ENVIRONMENT = ("help", "lang", "every")  # CSCHECK_LANG is read by cli.environment


def name_variables(params: list[Any]) -> None:
    """Gives every option its variable: `--fail-on` is CSCHECK_FAIL_ON."""
    for param in params:
        if param.param_type_name == "option" and param.name not in _NOT_FROM_ENVIRONMENT:
            param.envvar = variable(param)


def variable(param: Any) -> str:
    """The environment variable of an option."""
    long = next(flag for flag in param.opts if flag.startswith("--"))
    return "CSCHECK_" + str(long).removeprefix("--").replace("-", "_").upper()


def settings_at_hand(named: Path | None) -> Settings | None:
    """The config file named, or the one found upward from the working folder."""
    from cscheck.settings import find_settings, read_settings

    path = named
    if path is None:
        try:
            path = find_settings(Path.cwd())
        except OSError:  # the working folder may be gone
            return None
    return None if path is None else read_settings(path)


def chosen_shop(settings: Settings, given: dict[str, Any]) -> str | None:
    """The shop of the config that is meant: the one named, or the only one where no path is.

    Raises UsageError where several could be.
    """
    if "paths" not in given:  # a command that reads no exports
        return None
    shop, has_paths = given.get("shop"), bool(given.get("paths") or given.get("table"))
    if given.get("every"):
        return None
    if shop in settings.shops:
        return str(shop)
    if has_paths or not settings.shops:
        return None
    known = tuple(settings.shops)
    if shop not in (None, "default"):
        hint = sentence("config_shops_are", shops=known)
        raise UsageError(Problem(sentence("no_shop_in_config", name=shop), hint=hint))
    if len(known) > 1:
        hint = sentence("config_shops_are", shops=known)
        raise UsageError(Problem(sentence("which_shop"), hint=hint))
    return known[0]


def defaults(settings: Settings, shop: str | None, command: str) -> dict[str, Any]:
    """What the file says, under the names of the command's parameters."""
    from cscheck.settings import FOR_EVERY_COMMAND

    values = dict(settings.common) if shop is None else settings.of_shop(shop)
    if command != "audit":
        values = {key: value for key, value in values.items() if key in FOR_EVERY_COMMAND}
    elif "expect" in values:
        values["expect"] = ",".join(values["expect"])
    if os.environ.get("CSCHECK_LANG") in LANGS:
        values.pop("lang", None)
    if shop is not None:
        values["shop"] = shop
        if command == "audit" and (lock := _beside(settings, _LOCK)):
            values.setdefault("lock", str(lock))
    names = {"width": "columns_wide"}
    return {names.get(key, key): value for key, value in values.items()}


def lock_of_all(settings: Settings) -> Path | None:
    """The lock of the audit of all shops; None where it would have no place."""
    return _beside(settings, _LOCK_OF_ALL)


def _beside(settings: Settings, name: str) -> Path | None:
    folder = settings.path.parent
    return folder / name if os.access(folder, os.W_OK) else None
