"""From rules as written to rules that can be trusted: every key, value and column is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cscheck.errors import Problem, RulesetError
from cscheck.measures import MEASURES
from cscheck.measures.cases import Kind, Measure
from cscheck.measures.wording.parameters import LISTS, NamedLists
from cscheck.model.sentences import sentence
from cscheck.rules.drafts import Draft, Located, did_you_mean, draft_rules
from cscheck.rules.fit import misfits
from cscheck.rules.limit import Requirement, parse_requirement
from cscheck.rules.meaning import misnamed
from cscheck.rules.platform_figure import unlike_figure
from cscheck.rules.ruleset import Rule, Version
from cscheck.rules.strict_yaml import Document
from cscheck.rules.word_lists import WordLists
from cscheck.rules.written import DATED_KEYS, HEAD_KEYS, Dated, Head

Model = TypeVar("Model", bound=BaseModel)


def load_rules(documents: Iterable[Document]) -> tuple[Rule, ...]:
    """The rules of several documents, a later one overriding an earlier one by id.

    Raises RulesetError with every problem of all of them.
    """
    drafts, problems = draft_rules(documents)
    whole = [draft.id for draft in drafts if "measure" in draft.keys]
    lists = WordLists()
    checks = [_Check(draft, whole, lists) for draft in drafts]
    rules = [check.rule() for check in checks]
    problems += [problem for check in checks for problem in check.problems]
    if problems:
        raise RulesetError(*problems)
    return tuple(rule for rule in rules if rule is not None)


class _Check:
    """Checks one draft, and gathers what is wrong with it.

    `others` are the ids of whole rules, `lists` the word lists that rules may name.
    """

    def __init__(self, draft: Draft, others: Iterable[str], lists: WordLists) -> None:
        self.draft = draft
        self.others = others
        self.lists = lists
        self.problems: list[Problem] = []

    def rule(self) -> Rule | None:
        if "measure" not in self.draft.keys:
            what = sentence("yaml_no_measure", id=self.draft.id)
            hint = did_you_mean(self.draft.id, self.others)
            self.problems.append(self.draft.keys["id"].problem(what, hint=hint))
            return None
        head_keys = {key: each for key, each in self.draft.keys.items() if key in HEAD_KEYS}
        head = self._model(Head, head_keys)
        measure = self._measure()
        if measure is None:
            return None
        versions = [self._version(measure, keys) for keys in self.draft.dated()]
        whole = [version for version in versions if version is not None]
        self._check_figure(measure)
        if head is None or len(whole) < len(versions) or not self._agree(measure, whole):
            return None
        return Rule(
            id=head.id,
            title=head.title,
            measure=measure,
            versions=tuple(whole),
            severity=head.severity,
            tags=head.tags,
            outlives=head.after_end == "info",
            source=head.source.model_dump(exclude_none=True) if head.source else {},
            confidence=head.confidence,
            doubt=head.doubt,
            export=head.export,
            platform_figure=head.platform_figure,
            path=self.draft.document.path,
        )

    def _measure(self) -> Measure | None:
        named = self.draft.keys["measure"]
        if isinstance(named.value, str) and named.value in MEASURES:
            return MEASURES[named.value]
        what = sentence("yaml_unknown_measure", name=str(named.value))
        self.problems.append(named.problem(what, hint=did_you_mean(str(named.value), MEASURES)))
        return None

    def _version(self, measure: Measure, keys: Mapping[str, Located]) -> Version | None:
        dated = self._model(Dated, {key: keys[key] for key in keys if key in DATED_KEYS})
        rest = {key: keys[key] for key in keys if key not in DATED_KEYS | HEAD_KEYS}
        parameters = self._model(measure.parameters, rest, also=DATED_KEYS | HEAD_KEYS)
        found = len(self.problems)
        kind = measure.kind if parameters is None else measure.kind_of(parameters)
        require = self._limit("require", keys, kind)
        warn = self._limit("warn", keys, kind)
        if parameters is not None:
            self.problems.extend(misnamed(measure, parameters, rest))
        self.problems.extend(misfits(measure, parameters, dated.penalty if dated else None, keys))
        if dated is None or parameters is None or len(self.problems) > found:
            return None
        return Version(
            parameters=parameters,
            period=dated.period,
            from_=dated.from_,
            until=dated.until,
            require=require,
            warn=warn,
            at_least=dated.at_least,
            by=dated.by,
            penalty=dated.penalty,
            written={key: each.value for key, each in rest.items()},
        )

    def _check_figure(self, measure: Measure) -> None:
        """Whether the platform's figure is one of the same kind."""
        if named := self.draft.keys.get("platform_figure"):
            problem = unlike_figure(named, measure.kind)
            self.problems.extend([problem] if problem else [])

    def _limit(self, key: str, keys: Mapping[str, Located], kind: Kind) -> Requirement | None:
        if key not in keys or keys[key].value is None:
            return None
        try:
            return parse_requirement(keys[key].value, kind)
        except (ValueError, TypeError, KeyError):
            value = str(keys[key].value)
            what = sentence("yaml_not_a_limit", value=value, example=_EXAMPLES[kind])
            self.problems.append(keys[key].problem(what))
            return None

    def _agree(self, measure: Measure, versions: list[Version]) -> bool:
        """Whether the versions follow each other without overlap, with figures of one kind."""
        if len({measure.kind_of(version.parameters) for version in versions}) > 1:
            self.problems.append(self.draft.problem(sentence("yaml_versions_differ")))
            return False
        for before, after in pairwise(versions):
            end, begin = before.until or date.max, after.from_ or date.min
            if end >= begin:
                self.problems.append(self.draft.problem(sentence("yaml_versions_overlap")))
                return False
        return True

    def _model(
        self,
        model: type[Model],
        keys: Mapping[str, Located],
        also: frozenset[str] = frozenset(),
    ) -> Model | None:
        data = {key: each.value for key, each in keys.items()}
        folders = {Path(each.document.path).parent for each in keys.values()}
        context = {
            LISTS: NamedLists(self.lists.names, lambda name: self.lists.named(name, folders))
        }
        try:
            return model.model_validate(data, context=context)
        except RulesetError as error:  # a word list that the rule names is wrong
            self.problems.extend(error.problems)
            return None
        except ValidationError as error:
            known = {field.alias or name for name, field in model.model_fields.items()} | also
            self.problems.extend(
                _problem(detail, keys, self.draft, known) for detail in error.errors()
            )
            return None


_EXAMPLES = {
    Kind.RATE: ">= 80%",
    Kind.SECONDS: "<= 60s",
    Kind.HOURS: "<= 24h",
    Kind.COUNT: "< 6",
    Kind.COVER: ">= 100%",
    Kind.HITS: "0",
}


def _problem(
    detail: ErrorDetails, keys: Mapping[str, Located], draft: Draft, known: set[str]
) -> Problem:
    """A finding of the models as a problem with its place in the file."""
    kind, place = str(detail["type"]), detail["loc"]
    context = dict(detail.get("ctx", {}))
    key = str(place[0]) if place else str(context.get("key", ""))
    value = str(context.get("value", detail["input"]))
    located = keys.get(key)
    if kind == "missing":
        what = sentence("yaml_missing_key", key=str(place[-1]), id=draft.id)
        return draft.problem(what) if located is None else located.problem(what)
    if kind == "extra_forbidden" and located is not None:
        unknown = str(place[-1])
        hint = did_you_mean(unknown, known)
        what = sentence("yaml_unknown_key", key=unknown)
        return located.problem(what, inside=place[1:], hint=hint, at_key=True)
    if kind == "not_a_word_list":
        hint = did_you_mean(value, context["known"])
        what = sentence("yaml_not_a_word_list", value=value)
        return (
            draft.problem(what) if located is None else located.problem_with(value, what, hint=hint)
        )
    if kind == "literal_error":
        what = sentence("yaml_not_one_of", value=value, expected=context["expected"])
    elif kind == "not_for_unit":
        what = sentence("yaml_not_for_unit", key=key, unit=context["unit"])
    elif kind.startswith(("not_", "needs_", "mean_")):
        what = sentence(f"yaml_{kind}", value=value)
    else:
        what = sentence("yaml_wrong_type", key=key, value=value)
    if located is None:
        return draft.problem(what)
    return located.problem(what, inside=place[1:])
