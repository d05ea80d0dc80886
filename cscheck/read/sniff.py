"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import codecs
import enum
from dataclasses import dataclass

HEAD_BYTES = 1 << 16


_HTML = ("<html", "<!doctype html", "<table", "<meta", "<style", "<head", "<body", "<div", "<!--")


class FileKind(enum.StrEnum):
    """The kinds of file that can be told apart by their first bytes."""

    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    OLE = "ole"
    HTML = "html"
    XML = "xml"
    PARQUET = "parquet"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    TAR = "tar"
    BINARY = "binary"
    EMPTY = "empty"


_BEGINNINGS = {
    b"\x1f\x8b": FileKind.GZIP,
    b"PAR1": FileKind.PARQUET,
    b"PK\x03\x04": FileKind.ZIP,
    b"PK\x05\x06": FileKind.ZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": FileKind.OLE,
    b"Rar!\x1a\x07": FileKind.RAR,
    b"7z\xbc\xaf\x27\x1c": FileKind.SEVEN_ZIP,
}


def kind_of(head: bytes) -> FileKind:
    """What a file that begins so is."""
    if not head:
        return FileKind.EMPTY
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[257:262] == b"ustar":
        return FileKind.TAR
    return FileKind.BINARY if _looks_binary(head) else _markup(head)


def _markup(head: bytes) -> FileKind:
    """What kind of text it is: of its own, or a page or workbook in markup."""
    decoder = codecs.getincrementaldecoder(encoding_of(head).codec)(errors="replace")
    text = decoder.decode(head).lstrip("\ufeff \t\r\n")[:4096].casefold()
    if text.startswith("<?xml"):
        return FileKind.HTML if "<html" in text else FileKind.XML
    return FileKind.HTML if text.startswith(_HTML) else FileKind.TEXT


def is_encrypted(content: bytes) -> bool:
    """Whether an OLE file holds an encrypted workbook."""
    return "EncryptedPackage".encode("utf-16-le") in content


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text is encoded: `name` for people, `codec` for Python."""

    name: str
    codec: str

    @property
    def is_utf8(self) -> bool:
        return self.codec in ("utf-8", "utf-8-sig")


UTF8, UTF8_BOM = Encoding("utf-8", "utf-8"), Encoding("utf-8 (BOM)", "utf-8-sig")
UTF16, GB18030 = Encoding("utf-16", "utf-16"), Encoding("gb18030", "gb18030")
_FEW_BAD = 0.1
_UTF16_LE, _UTF16_BE = Encoding("utf-16", "utf-16-le"), Encoding("utf-16", "utf-16-be")


def encoding_of(head: bytes) -> Encoding:
    """The encoding of a text that begins so: a byte order mark, UTF-8, else GB18030.

    UTF-8 with a few bad bytes is still UTF-8: in any other encoding most of it would be bad.
    """
    if head.startswith(codecs.BOM_UTF8):
        return UTF8_BOM
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    if _mostly_zero(head[1::2]):
        return _UTF16_LE
    if _mostly_zero(head[0::2]):
        return _UTF16_BE
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        text = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(head)
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        return UTF8 if text.count("\ufffd") < beyond_ascii * _FEW_BAD else GB18030
    return UTF8


def _mostly_zero(part: bytes) -> bool:
    return len(part) >= 2 and part.count(0) > len(part) // 4


def _looks_binary(head: bytes) -> bool:
    """Whether no encoding makes readable text of it."""
    encoding = encoding_of(head)
    text = codecs.getincrementaldecoder(encoding.codec)(errors="replace").decode(head)
    odd = sum(1 for sign in text if sign == "\ufffd" or (sign < " " and sign not in "\t\r\n\f"))
    nul_only = text.count("\0")
    return odd - nul_only > max(8, len(text) // 20) or nul_only > len(text) // 10
