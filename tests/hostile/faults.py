"""Generators of PDF files that are damaged, locked or made to exhaust; more beside the plain ones of ``pdf``."""

from __future__ import annotations

import io
import random
import zlib

from tests.hostile import pdf


def flate(data: bytes, entries: bytes = b"") -> bytes:
    """Return a packed stream object."""
    return pdf.stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + entries)


def predictor(rows: int = 10_000_000) -> bytes:
    """Ten million rows of one byte, each with a filter of its own."""
    return pdf.page_of(flate(b"\2\1" * rows, b"/DecodeParms<</Predictor 15/Columns 1>>"))


def saved_states(count: int = 3_000_000) -> bytes:
    """Millions of graphics states that are never restored."""
    return pdf.page_of(flate(b"q " * count))


def scattered_words(count: int = 40_000) -> bytes:
    """Words that stand everywhere on the page: layout that compares each with each never ends."""
    chance = random.Random(7)  # noqa: S311 - the same page each time
    places = ((chance.randrange(590), chance.randrange(840), number) for number in range(count))
    return pdf.page_of(flate(b"\n".join(b"BT /F1 6 Tf %d %d Td (w%d) Tj ET" % place for place in places)))


def many_strings(count: int = 1_500_000) -> bytes:
    """A million and a half operators that each set a letter."""
    return pdf.page_of(flate(b"BT /F1 9 Tf 9 9 Td " + b"(a)Tj " * count + b"ET"))


def unclosed_string() -> bytes:
    """A string without its bracket, and much behind it."""
    return pdf.page_of(pdf.stream(pdf.words(b"before") + b" BT (never closed \\( " + b"(" * 50_000 + b" Tj ET"))


def previous_loop() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    whole = pdf.page_of(pdf.stream(pdf.words(b"whole text")))
    start = whole.rfind(b"xref\n0")
    return whole.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % start)


def wrong_start() -> bytes:
    """``startxref`` leads nowhere."""
    whole = pdf.page_of(pdf.stream(pdf.words(b"whole text")))
    place = whole.rfind(b"startxref")
    return whole[:place] + b"startxref\n9999999\n%%EOF\n"


def line_ends() -> bytes:
    """A transfer in text mode: every line end has become two bytes, so that no place agrees."""
    return pdf.page_of(pdf.stream(pdf.words(b"whole text"))).replace(b"\n", b"\r\n")


def junk_before() -> bytes:
    """Lines of a mail before the header."""
    return b"Content-Type: application/pdf\r\n\r\n" + pdf.page_of(pdf.stream(pdf.words(b"whole text")))


def junk_after() -> bytes:
    """A tail of zeros, as a download leaves."""
    return pdf.page_of(pdf.stream(pdf.words(b"whole text"))) + bytes(5_000)


def locked(user: str, owner: str, strength: int = 128) -> bytes:
    """A PDF that is truly encrypted (RC4); an empty ``user`` password opens it."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    lock = StandardEncryption(user, owner, canPrint=0, canModify=0, strength=strength)
    canvas = Canvas(buffer, encrypt=lock, invariant=1)
    canvas.drawString(72, 700, "whole text")
    canvas.save()
    return buffer.getvalue()


def lzw_noise() -> bytes:
    """Noise that claims to be packed by LZW."""
    noise = random.Random(3).randbytes(50_000)  # noqa: S311 - the same noise each time
    return pdf.page_of(pdf.stream(noise, b"/Filter/LZWDecode"))


def endless_objects() -> bytes:
    """An object stream that claims a billion objects and holds itself."""
    body = flate(b"1 0 " * 1000 + b"<<>>", b"/Type/ObjStm/N 1000000000/First 4000/Extends 9 0 R")
    whole = pdf.page_of(pdf.stream(pdf.words(b"whole text")))
    return whole.replace(b"trailer", b"9 0 obj\n" + body + b"\nendobj\ntrailer")


def huge_page() -> bytes:
    """A page of a hundred million points, and one of less than nothing."""
    whole = pdf.page_of(pdf.stream(pdf.words(b"whole text")))
    return whole.replace(b"[0 0 595 842]", b"[0 0 99999999 99999999]")


def not_a_number() -> bytes:
    """Numbers that no machine holds."""
    nines = b"9" * 400
    return pdf.page_of(pdf.stream(b"BT /F1 %s Tf 1 0 0 %s 72 700 Tm (whole text) Tj ET" % (nines, nines)))
