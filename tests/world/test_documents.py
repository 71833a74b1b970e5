"""The documents behind seeded download links open in strict readers and hold their text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mockserver.world.documents import document


def objects_at_their_places(pdf: bytes) -> int:
    """Count the objects of a PDF, each checked against the table at its end."""
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[0])
    assert pdf[start : start + 5] == b"xref\n"
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n \n", pdf[start:])]
    for number, place in enumerate(places, start=1):
        assert pdf[place:].startswith(b"%d 0 obj\n" % number)
    assert b"/Size %d " % (len(places) + 1) in pdf[start:]
    return len(places)


def test_a_pdf_holds_its_title_and_text() -> None:
    pdf = document("cv.pdf", "application/pdf", "Ada Example\nEngineer (senior)\\")

    assert pdf.startswith(b"%PDF-1.4\n")
    assert objects_at_their_places(pdf) == 6
    assert rb"(Engineer \(senior\)\\) Tj" in pdf
    assert b"/Title (cv.pdf)" in pdf


def test_letters_outside_ascii_are_escaped_and_unknown_ones_replaced() -> None:
    pdf = document("Zoë 李.pdf", "application/pdf; charset=binary", "Grüße €")

    assert b"(Zo\\353 ?.pdf)" in pdf
    assert b"(Gr\\374\\337e \\200) Tj" in pdf


def test_the_stated_stream_lengths_are_right_and_long_text_takes_more_pages() -> None:
    pdf = document("long.pdf", "application/pdf", "word " * 4000)

    pages = int(re.findall(rb"/Count (\d+)", pdf)[0])
    assert pages > 3
    assert objects_at_their_places(pdf) == 4 + 2 * pages
    for length, content in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", pdf, re.DOTALL):
        assert int(length) == len(content)


def test_other_types_are_plain_text() -> None:
    assert document("notes.txt", "text/plain", "Hello 👋") == "notes.txt\n\nHello 👋\n".encode()


@given(name=st.text(), text=st.text())
def test_any_text_gives_one_whole_pdf(name: str, text: str) -> None:
    pdf = document(name, "application/pdf", text)

    assert pdf == document(name, "application/pdf", text)
    assert objects_at_their_places(pdf) >= 6
