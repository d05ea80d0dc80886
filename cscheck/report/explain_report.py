"""One case explained, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from cscheck.model.sentences import Sentence, Term
from cscheck.model.timeline import Event, ExplainedCase, Explanation, Verdict
from cscheck.report.console import plain_table, rendered
from cscheck.report.details import detail_told
from cscheck.report.masking import cell_text, harmless
from cscheck.report.plain import plain
from cscheck.report.wording import excluded_text, moment_text
from cscheck.text import Lang, length, say, term, word

SCHEMA = "cscheck.explanation/1"
_STYLES = {
    Verdict.BAD: "bold red",
    Verdict.GOOD: "green",
    Verdict.OPEN: "yellow",
    Verdict.REVIEW: "yellow",
}


def render(
    found: Explanation, kind: str, lang: Lang, width: int = 120, *, colour: bool = False
) -> str:
    """The explanation in a format: text or json."""
    if kind == "json":
        return json.dumps(_as_data(found, lang), ensure_ascii=False, indent=1) + "\n"
    return rendered(_text(found, lang), width, colour=colour)


# ---------------------------------------------------------------- text


def _text(found: Explanation, lang: Lang) -> Iterator[RenderableType]:
    yield Text(f"{found.title[lang]} ({found.rule})", style="bold")
    for key in ("title", "clause", "url", "read"):
        if said := found.source.get(key):
            name = "source" if key == "title" else key
            yield Text(f"  {word(f'sheet_{name}', lang)}: {said}", style="dim")
    for case in found.cases:
        yield Text()
        yield _heading(case, lang)
        yield Padding(_facts(case, lang), (0, 0, 0, 2))
        if case.events:
            yield Text()
            yield Padding(_events(case, lang), (0, 0, 0, 2))


def _heading(case: ExplainedCase, lang: Lang) -> Text:
    verdict = word(f"verdict_{case.verdict.value}", lang)
    if case.verdict is Verdict.EXCLUDED and case.excluded:
        verdict += f" ({excluded_text(case.excluded, lang)})"
    late = case.late_by_seconds
    if case.verdict is Verdict.BAD and late is not None:
        verdict += f" · {word('col_late', lang)} {length(late, lang)}"
    name = cell_text(case.id)
    return Text(f"{name}  ", style="bold").append(verdict, style=_STYLES.get(case.verdict, ""))


def _facts(case: ExplainedCase, lang: Lang) -> RenderableType:
    table = plain_table(["", ""])
    table.show_header = False
    parameters = ", ".join(f"{key}: {_flat(value)}" for key, value in case.parameters.items())
    version = case.version or word("version_always", lang)
    facts = (
        ("html_shop", case.shop),
        ("col_day", case.day.isoformat() if case.day else ""),
        ("col_agent", case.agent or ""),
        ("html_buyer", case.buyer or ""),
        ("col_start", moment_text(case.start)),
        ("col_deadline", moment_text(case.deadline)),
        ("col_stop", moment_text(case.stop)),
        ("explain_in_time", say(case.in_time, lang) if case.in_time else ""),
        ("html_detail", detail_told(case.detail, {}, lang) or ""),
        ("version", f"{version} · {parameters}"),
        ("col_limit", case.require or ""),
        ("col_where", _place(case.file, case.row)),
    )
    for key, said in facts:
        if said:
            table.add_row(Text(word(key, lang), style="dim"), Text(cell_text(said)))
    return table


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flat(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return str(value)


def _events(case: ExplainedCase, lang: Lang) -> RenderableType:
    headings = ["explain_when", "explain_what", "explain_who", "explain_clock"]
    shows_text = any(event.text for event in case.events)
    headings += ["explain_text"] if shows_text else []
    table = plain_table([word(key, lang) for key in (*headings, "col_where")], whole=(0,))
    for event in case.events:
        clock = "; ".join(_say(each, lang) for each in event.clock)
        cells = [moment_text(event.at), _what(event, lang), event.who or "", clock]
        cells += [event.text or ""] if shows_text else []
        table.add_row(*(Text(cell_text(cell)) for cell in (*cells, _place(event.file, event.row))))
    return table


def _what(event: Event, lang: Lang) -> str:
    return term(event.what, lang) if isinstance(event.what, Term) else say(event.what, lang)


def _say(sentence: Sentence, lang: Lang) -> str:
    """A sentence about the clock, with its length in words."""
    values = dict(sentence.values)
    if "took" in values:
        values["took"] = length(float(str(values["took"])), lang)
    reason = values.get("reason")
    if isinstance(reason, Term):
        values["reason"] = excluded_text(reason.name, lang)
    return harmless(say(Sentence(sentence.key, values), lang))


def _place(file: str | None, row: int | None) -> str:
    return "" if file is None else f"{PurePath(file).name}:{row}"


# ---------------------------------------------------------------- JSON


def _as_data(found: Explanation, lang: Lang) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "platform": found.platform,
        "rule": found.rule,
        "title": found.title[lang],
        "measure": found.measure,
        "source": dict(found.source),
        "as_of": plain(found.as_of),
        "cases": [_case_data(case, lang) for case in found.cases],
    }


def _case_data(case: ExplainedCase, lang: Lang) -> dict[str, Any]:
    names: tuple[str, ...] = (
        "id",
        "shop",
        "day",
        "agent",
        "buyer",
        "version",
        "require",
        "excluded",
        "start",
    )
    names += ("deadline", "stop", "late_by_seconds", "detail", "file", "row")
    return {
        **{name: plain(getattr(case, name)) for name in names},
        "verdict": case.verdict.value,
        "in_time": say(case.in_time, lang) if case.in_time else None,
        "parameters": {key: _json_value(value) for key, value in case.parameters.items()},
        "events": [
            {
                "at": plain(event.at),
                "what": event.what.name if isinstance(event.what, Term) else "deadline",
                "who": event.who,
                "clock": [_say(each, lang) for each in event.clock],
                "file": event.file,
                "row": event.row,
                "text": event.text,
            }
            for event in case.events
        ],
    }


def _json_value(value: object) -> object:
    """A parameter as the ruleset writes it."""
    if isinstance(value, dict):
        return {str(key): _json_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_value(each) for each in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
