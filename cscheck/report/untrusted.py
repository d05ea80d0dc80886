"""Text from files on its way into csv, markdown and XML: it stays text, whatever it says."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]|<~&$]|(?<=:)/(?=/)|(?<=www)\.)", re.IGNORECASE)
_BEGINS_A_FORMULA = ("=", "+", "-", "@")


def one_line(text: str) -> str:
    """The text on one line: control codes become blanks, marks that turn its direction go."""
    return _TURNS.sub("", _CONTROL.sub(" ", text))


def unformulaic(text: str) -> str:
    """The text as a spreadsheet program takes for text, though it looks like a formula."""
    return f"'{text}" if text.lstrip().startswith(_BEGINS_A_FORMULA) else text


def in_markdown(text: str) -> str:
    """The text as markdown shows it: nothing in it is a link, a tag, or the end of a cell."""
    return _MEANS_SOMETHING.sub(r"\\\1", one_line(text))


def in_xml(text: str) -> str:
    """The text without the signs that no XML may hold."""
    return _NOT_XML.sub("�", _TURNS.sub("", text))
