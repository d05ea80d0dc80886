"""Platforms, and where their rules and dialects lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, ValidationError

from cscheck.clock import HOUR, Zone
from cscheck.errors import Problem, RulesetError, UsageError
from cscheck.measures.parameters import Texts, column_names, reader
from cscheck.model.sentences import sentence
from cscheck.rules.checking import load_rules
from cscheck.rules.dialect import Dialect, read_dialect
from cscheck.rules.ruleset import Ruleset
from cscheck.rules.strict_yaml import Document, read_document
from cscheck.rules.tag_titles import tag_titles
from cscheck.shipped import rulesets_folder
from cscheck.spelling import nearest

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_SESSION_GAP = 8 * HOUR
ANY = "any"


HEADING_KEYS = ("id", "title", "aliases", "extends")


class _Heading(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, defer_build=True)

    id: str
    title: Texts
    aliases: Annotated[tuple[str, ...], reader("not_columns", column_names)] = ()
    extends: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that can be audited: its names, and the dialects of its exports.

    `dialects` stand with the most particular first: a user's, the platform's, the one it extends,
    what all share.
    """

    id: str
    title: Mapping[str, str]
    aliases: tuple[str, ...]
    dialects: tuple[Dialect, ...]
    rules: tuple[Document, ...]

    @property
    def zone(self) -> Zone:
        zones = (dialect.timezone for dialect in self.dialects if dialect.timezone)
        return next(zones, Zone(DEFAULT_ZONE))

    @property
    def session_gap(self) -> int:
        """Seconds of silence after which a buyer's message begins another conversation."""
        gaps = (dialect.session_gap for dialect in self.dialects if dialect.session_gap)
        return next(gaps, DEFAULT_SESSION_GAP)

    @property
    def agent_number(self) -> str | None:
        """The pattern of an agent's number in a seller's note."""
        patterns = (dialect.agent_number for dialect in self.dialects if dialect.agent_number)
        return next(patterns, None)

    def with_dialect(self, dialect: Dialect) -> Platform:
        """The platform with a user's own headers and words before all others."""
        dialects = (dialect.surely(), *self.dialects)
        return Platform(self.id, self.title, self.aliases, dialects, self.rules)

    def ruleset(self, further: tuple[Document, ...] = ()) -> Ruleset:
        """Its rules, with those of further documents added or overriding; raises RulesetError."""
        documents = (*self.rules, *further)
        return Ruleset(self.id, self.title, load_rules(documents), tag_titles(documents))


class Library:
    """The rulesets of a folder: one subfolder a platform, and `common`."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or rulesets_folder()

    def platforms(self) -> tuple[Platform, ...]:
        """Every platform, in the order of their ids."""
        return tuple(self._platform(name) for name in self._ids())

    def platform(self, name: str) -> Platform:
        """The platform of that id or alias, or `any`; raises UsageError, with what may be meant."""
        wanted = name.strip().casefold()
        if wanted == ANY:
            return self.any_platform()
        if wanted in self._ids():
            return self._platform(wanted)
        platforms = self.platforms()
        for platform in platforms:
            if wanted in (alias.casefold() for alias in platform.aliases):
                return platform
        known = [each for platform in platforms for each in (platform.id, *platform.aliases)]
        close = nearest(name, known)
        hint = sentence("did_you_mean", word=close[0]) if close else None
        if hint is None:
            hint = sentence("platforms_are", platforms=tuple(each.id for each in platforms))
        raise UsageError(Problem(sentence("no_platform", name=name), hint=hint))

    def any_platform(self) -> Platform:
        """No platform in particular: what all exports share, and no rules."""
        return Platform(ANY, {"zh": "任意平台", "en": "any platform"}, (), self._common(), ())

    def further_rules(self, name: str) -> Document:
        """The rules of a file, or of a shipped ruleset by its name."""
        path = Path(name)
        if path.suffix in (".yaml", ".yml") or path.exists():
            return read_document(path)
        return self.platform(name).rules[-1]

    def case_files(self, platform: str) -> tuple[Path, ...]:
        """The files of rule cases beside a platform's rules."""
        return tuple(sorted((self.folder / platform).glob("cases*.yaml")))

    def _ids(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/platform.yaml")))

    def _read(self, *parts: str) -> Document:
        return read_document(self.folder.joinpath(*parts), name="/".join(("rulesets", *parts)))

    def _common(self) -> tuple[Dialect, ...]:
        """What all exports share, and behind it what is so in the files of one program."""
        documents = (self._read("common", name) for name in ("exports.yaml", "programs.yaml"))
        return tuple(read_dialect(document, document.data) for document in documents)

    def _platform(self, name: str) -> Platform:
        document = self._read(name, "platform.yaml")
        try:
            heading = _Heading.model_validate(document.data)
        except ValidationError as error:
            place = error.errors()[0]["loc"]
            what = sentence("yaml_wrong_type", key=str(place[-1]), value=error.errors()[0]["msg"])
            raise RulesetError(document.problem(place, what)) from error
        own = {key: value for key, value in document.data.items() if key not in HEADING_KEYS}
        dialect = read_dialect(document, own)
        if heading.extends is not None:
            base = self._platform(heading.extends)
            inherited, rules = base.dialects, base.rules
        else:
            inherited, rules = self._common(), ()
        if (self.folder / name / "rules.yaml").exists():
            rules = (*rules, self._read(name, "rules.yaml"))
        return Platform(heading.id, heading.title, heading.aliases, (dialect, *inherited), rules)
