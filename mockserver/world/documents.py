"""Small documents made from text alone: what stands behind the download links of seeded files."""

from __future__ import annotations

import textwrap

PDF = "application/pdf"

_COLUMNS = 88
_LINES_PER_PAGE = 52
# A4 in points; the text starts one inch from the left and from the top.
_PAGE_BOX = "[0 0 595 842]"
_ORIGIN = "72 770"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def document(name: str, content_type: str, text: str) -> bytes:
    """Give the bytes of a file called `name` that shows `text`: a valid PDF for that type, else plain UTF-8 text.

    The same arguments give the same bytes; a character that the PDF's built-in font lacks shows as `?`.
    """
    if content_type.partition(";")[0].strip().lower() == PDF:
        return _pdf(name, text)
    return f"{name}\n\n{text.strip()}\n".encode("utf-8", "replace")


def _pdf(title: str, text: str) -> bytes:
    lines = [title, "", *_wrapped(text)]
    pages = [lines[start : start + _LINES_PER_PAGE] for start in range(0, len(lines), _LINES_PER_PAGE)]
    # Objects 1 to 4 are fixed; then each page takes two numbers, the page and what is drawn on it.
    numbers = [5 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT,
        b"<< /Title " + _literal(title) + b" >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        drawn = _drawn(page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {_PAGE_BOX} /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.extend(textwrap.wrap(paragraph, _COLUMNS) or [""])
    return lines


def _drawn(lines: list[str]) -> bytes:
    shown = b"".join(_literal(line) + b" Tj T*\n" for line in lines)
    return f"BT\n/F1 11 Tf\n13.5 TL\n{_ORIGIN} Td\n".encode() + shown + b"ET"


def _literal(text: str) -> bytes:
    """Write a PDF string in the font's encoding, everything but printable ASCII as an octal escape."""
    written = bytearray(b"(")
    for byte in text.encode("cp1252", "replace"):
        if byte in b"()\\":
            written += b"\\" + bytes([byte])
        elif 32 <= byte < 127:
            written.append(byte)
        else:
            written += b"\\%03o" % byte
    return bytes(written + b")")


def _file(objects: list[bytes]) -> bytes:
    """Number the objects and add the table of their places, without which strict readers refuse the file."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    written += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(written)
