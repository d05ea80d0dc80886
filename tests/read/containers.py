"""Files of tables in the formats that no library of ours writes, made cell by cell."""

from __future__ import annotations

import html
import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

Rows = Sequence[Sequence[str]]


def html_page(rows: Rows, *, before: str = "", charset: str = "utf-8") -> str:
    """A page with one table, as back offices hand it out under the name of .xls."""
    cell = '<td style="vnd.ms-excel.numberformat:@">{}</td>'
    body = "".join(
        "<tr>"
        + "".join(cell.format(html.escape(text).replace("\n", "<br>")) for text in row)
        + "</tr>\n"
        for row in rows
    )
    head = f'<html><head><meta charset="{charset}"><title>表</title></head><body>'
    return f"{head}<table border=1>{before}{body}</table></body></html>"


def spreadsheetml(rows: Rows, *, sheet: str = "订单") -> str:
    """A workbook as one XML file (Excel 2003)."""
    body = "".join(
        "<Row>"
        + "".join(
            f'<Cell ss:Index="{at}"><Data ss:Type="String">{escape(text)}</Data></Cell>'
            for at, text in enumerate(row, 1)
            if text
        )
        + "</Row>\n"
        for row in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"<Worksheet ss:Name={quoteattr(sheet)}><Table>{body}</Table></Worksheet></Workbook>"
    )


def ods(rows: Rows) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(text)}</text:p></table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    kind = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{kind}office:1.0" '
        f'xmlns:table="{kind}table:1.0" xmlns:text="{kind}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="订单">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": (
                f'<manifest:manifest xmlns:manifest="{kind}manifest:1.0"/>'.encode()
            ),
            "content.xml": content.encode(),
        }
    )


def zipped(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """An archive; its names in GBK and not marked as UTF-8, as archives in China often are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    content = out.getvalue()
    if not gbk:
        return content
    for name in files:
        marked, plain = name.encode(), name.encode("gb18030")
        padded = plain + b"_" * (len(marked) - len(plain))
        content = content.replace(marked, padded)
    unmarked = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = unmarked.find(sign)
        while place >= 0:
            unmarked[place + offset + 1] &= ~0x08
            place = unmarked.find(sign, place + 4)
    return bytes(unmarked)


def xlsb(rows: Rows) -> bytes:
    """A binary workbook of one sheet, record by record ([MS-XLSB])."""

    def number(value: int) -> bytes:
        first, rest = value & 0x7F, value >> 7
        return bytes([first | 0x80, rest]) if rest else bytes([first])

    def record(kind: int, data: bytes = b"") -> bytes:
        size, out = len(data), b""
        while True:
            out += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
            size >>= 7
            if not size:
                return number(kind) + out + data

    def text(value: str) -> bytes:
        coded = value.encode("utf-16-le")
        return struct.pack("<I", len(coded) // 2) + coded

    book = record(0x83) + record(0x99, struct.pack("<III", 0, 0, 0)) + record(0x8F)
    book += record(0x9C, struct.pack("<II", 0, 1) + text("rId1") + text("订单"))
    book += record(0x90) + record(0x84)
    width = max(len(row) for row in rows)
    sheet = record(0x81) + record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    sheet += record(0x91)
    for place, row in enumerate(rows):
        sheet += record(0x00, struct.pack("<IIHHBI", place, 0, 300, 0, 0, 0))
        for column, value in enumerate(row):
            sheet += record(0x06, struct.pack("<II", column, 0) + text(value))
    sheet += record(0x92) + record(0x82)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = (
        '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": links.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def xls(rows: Rows) -> bytes:
    """A workbook of Excel 97 with one sheet: BIFF8 records in a compound file."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 0x0306))

    name = "订单".encode("utf-16-le")
    sheet = begin(0x0010)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            coded = value.encode("utf-16-le")
            head = struct.pack("<HHHHB", place, column, 0, len(coded) // 2, 1)
            sheet += record(0x0204, head + coded)
    sheet += record(0x000A)

    def globals_until(start: int) -> bytes:
        about = struct.pack("<IBBBB", start, 0, 0, len(name) // 2, 1) + name
        codepage = record(0x0042, struct.pack("<H", 1200))
        return begin(0x0005) + codepage + record(0x0085, about) + record(0x000A)

    return compound_file("Workbook", globals_until(len(globals_until(0))) + sheet)


def compound_file(name: str, stream: bytes) -> bytes:
    """A compound file ([MS-CFB]) of one stream, which takes whole sectors."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    stream += b"\0" * (max(4096, -(-len(stream) // sector) * sector) - len(stream))
    count = len(stream) // sector
    assert count < 120, "one sector of the table of sectors must do"
    chain = [*range(3, count + 2), end]  # sector 0: the table itself, 1: the directory
    table = [0xFFFFFFFD, end, *chain]
    table += [free] * (128 - len(table))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        coded = (title + "\0").encode("utf-16-le") if title else b""
        head = coded.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(coded), kind, 1, free, free, child
        )
        return head + b"\0" * 36 + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream))
    directory += entry("", 0, free, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    return header + struct.pack("<128I", *table) + directory + stream
