"""A slow, literal reading of `measures.md`, parts 8 and 9: what must not be said, and what must.

Which words a text holds is read in `slow_phrases.py`; versions, groups and limits are those of
`slow_reading.py`, to whose measures these two are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.slow_phrases import TAKEN_OUT, List, hits, read_lists
from tests.slow_reading import (
    DAY_COLUMNS,
    MEASURES,
    Audit,
    Case,
    Dated,
    Rule,
    Talk,
    repliers,
    row_case,
    talks_of,
)
from tests.slow_tables import ANSWERS, HUMAN, Row, first_value, span

LISTS = Path(__file__).parent.parent / "rulesets" / "common" / "phrases"
IDS = (
    *("conversation_id", "order_id", "sub_order_id", "tracking_no", "refund_id", "complaint_id"),
    *("review_id", "listing_id", "sku", "advance_id"),
)


@cache
def all_lists() -> dict[str, List]:
    return read_lists(LISTS)


def named(rule: dict[str, Any]) -> dict[str, List]:
    """The lists that a rule, or a part of one, names."""
    names = rule.get("lists") or []
    return {name: all_lists()[name] for name in ([names] if isinstance(names, str) else names)}


# ---------------------------------------------------------------- part 8: phrases


def phrases_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Part 8: a case is a message with a text by the senders, or a text of `also:` columns. One
    that holds what is for review alone is no bad one."""
    numbers = {
        str(row[name])
        for table, rows in audit.tables.items()
        if table != "messages"
        for row in rows
        for name in IDS
        if row.get(name) is not None
    }
    found = []
    for table, column, row, moment in texts_of(version, audit):
        said = hits(without_allowed(str(row[column]), version), named(version), numbers)
        review = all(hit.review for hit in said)
        case = row_case(table, row, audit, day=moment.date(), start=moment, good=not said or review)
        found.append((moment, replace(case, review=bool(said) and review)))
    return found


def texts_of(version: Rule, audit: Audit) -> Iterator[tuple[str, str, Row, datetime]]:
    """Every text that is looked at: its table, column, row, and the time that gives its day."""
    senders = (
        repliers(version | {"replies_by": version["senders"]}) if "senders" in version else ANSWERS
    )
    for row in audit.rows("messages"):
        if row["sender"] in senders and row.get("text") is not None:
            yield "messages", "text", row, row["sent_at"]
    for also in version.get("also", ()):
        table, _, column = also.partition(".")
        for row in audit.rows(table):
            moment = first_value(row, DAY_COLUMNS[table])
            if row.get(column) is not None and moment is not None:
                yield table, column, row, moment


def without_allowed(text: str, version: Rule) -> str:
    """Part 8, allowed contexts: what is allowed, and links to the platform's own domains.

    Neither is a part of something longer; full-width signs are the same as others, and between the
    parts of a number may stand any blanks and dashes."""
    hosts = [link_to(str(each)) for each in version.get("own_domains", ())]
    for allowed in (*hosts, *(number_or_text(str(each)) for each in version.get("allowed", ()))):
        text = allowed.sub(TAKEN_OUT, text)
    return text


def link_to(domain: str) -> re.Pattern[str]:
    host = r"a-z0-9_ａ-ｚ０-９＿"
    before = rf"(?<![{host}.．@＠/／-])(?:https?://|ｈｔｔｐｓ?：／／)?"
    labels = r"(?:[a-z0-9ａ-ｚ０-９-]+[.．])*"
    rest = r"(?:[:：][0-9]{1,5})?(?:[/?#／？＃][^\s㐀-鿿]*)?"
    behind = rf"(?![{host}@＠-]|[.．][{host}])"
    return re.compile(before + labels + either_width(domain) + rest + behind, re.IGNORECASE)


def number_or_text(allowed: str) -> re.Pattern[str]:
    letters = r"a-z0-9_ａ-ｚ０-９＿"
    before = rf"(?<![{letters}])" if allowed[0].isascii() and allowed[0].isalnum() else ""
    behind = rf"(?![{letters}])" if allowed[-1].isascii() and allowed[-1].isalnum() else ""
    parts = [either_width(part) for part in re.split("[- ]", allowed)]
    return re.compile(before + r"[-－\s]*".join(parts) + behind, re.IGNORECASE)


def either_width(text: str) -> str:
    wide = [chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text]
    return "".join(f"[{re.escape(a)}{b}]" for a, b in zip(text, wide, strict=True))


# ---------------------------------------------------------------- part 9: script


def script_cases(version: Rule, audit: Audit) -> list[Dated]:
    """Part 9: a case a conversation with a message by a person, and a part; on the day of the
    first such message."""
    found = []
    for talk in talks_of(audit):
        said = [message for message in talk.messages if message["sender"] in HUMAN]
        if not said or not is_about(version, talk, audit):
            continue
        for part in version["parts"].values():
            case = progress(part, talk, said, audit) if "wait" in part else None
            case = case or spoken(part, talk, said, audit)
            day = said[0]["sent_at"].date()
            case = replace(case, day=day, id=said[0]["conversation_id"])
            found.append((said[0]["sent_at"], case))
    return found


def is_about(version: Rule, talk: Talk, audit: Audit) -> bool:
    """Whether a conversation is what the rule is about: by its topic, else the buyer's words."""
    about = version.get("about")
    if about is None:
        return True
    if audit.has("conversations", "topic"):
        topic = str((talk.row or {}).get("topic") or "")
        return any(word in topic for word in about["topic"])
    asked = [str(each.get("text") or "") for each in talk.messages if each["sender"] == "buyer"]
    return any(word in text for text in asked for word in about["said"])


def holds_words(part: dict[str, Any], message: Row) -> bool:
    kinds = part.get("kinds", ())
    return message.get("kind") in kinds or bool(hits(str(message.get("text") or ""), named(part)))


def spoken(part: dict[str, Any], talk: Talk, said: list[Row], audit: Audit) -> Case:
    """An opening in the first n messages, a closing in the last n, or something anywhere. What is
    not yet said at the end is open while the list says that the conversation has not ended."""
    looked = said[: part.get("first")]
    if "last" in part:
        looked = said[-part["last"] :]
    good: bool | None = "wait" in part or any(holds_words(part, each) for each in looked)
    if not good and "last" in part and talk.row and audit.has("conversations", "ended_at"):
        ended = talk.row.get("ended_at")
        good = None if ended is None or ended > audit.as_of else False
    return row_case("messages", looked[-1], audit, day=None, good=good)


def progress(part: dict[str, Any], talk: Talk, said: list[Row], audit: Audit) -> Case | None:
    """The longest wait over the limit that nobody announced, the first of equals; none: None."""
    limit, asked, before = span(part["wait"]), None, None
    longest: tuple[datetime, Row] | None = None
    for message in talk.messages:
        if message["sender"] == "buyer":
            asked = asked or message["sent_at"]
        elif message["sender"] in HUMAN:
            waited = message["sent_at"] - asked if asked else limit
            told = before is not None and holds_words(part, before)
            most = longest[1]["sent_at"] - longest[0] if longest else limit
            if asked and waited > most and not told:
                longest = (asked, message)
            asked, before = None, message
    if longest is None:
        return None
    began, ended = longest
    return row_case(
        "messages",
        ended,
        audit,
        day=None,
        start=began,
        deadline=began + limit,
        stop=ended["sent_at"],
        good=False,
    )


MEASURES["phrases"] = phrases_cases
MEASURES["script"] = script_cases
