"""Tokens of PDF objects read fast are those that the library reads, wherever the buffer ends."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.ascii85 import ascii85decode
from pdfminer.pdfparser import PDFParser, PDFStreamParser
from pdfminer.psparser import PSEOF, PSBaseParser

from ingest.reading.pdf import ascii85, objects, tokens
from ingest.reading.pdf.grammar import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECES = (
    b"/Name", b"/A#20b", b"/", b"12", b"-3", b"+7", b"--1", b"1.5", b".5", b"-.", b"4.", b"1.2.3", b"(text)",
    b"(a(b)c)", b"(\\101\\))", b"<4142>", b"<414>", b"<<", b">>", b">", b"[", b"]", b"{", b"true", b"false", b"null",
    b"obj", b"R", b"% note\n", b" ", b"\n", b"\r\n", b"\x00", b"/\xd0\xaf", b"9" * 20, b"word1", b"#",
)  # fmt: skip


def _all(data: bytes, following: Callable[[Any], Any]) -> list[str]:
    parser = PSBaseParser(BytesIO(data))
    found = []
    with pytest.raises(PSEOF):
        while True:
            found.append(repr(following(parser)))
    return found


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map(b"".join), st.integers(1, 40))
def test_tokens_are_those_of_the_library(data: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PSBaseParser, "BUFSIZ", size)
        assert _all(data, tokens.next_token) == _all(data, tokens._library_next)


def _objects(data: bytes, kind: type[PDFParser], start_type: Callable[[Any, int, str], None]) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PDFParser, "start_type", start_type)
        parser = PDFStreamParser(data) if kind is PDFStreamParser else PDFParser(BytesIO(data))
        found: list[str] = []
        while len(found) < 100 and not (found and found[-1].startswith("<class")):
            try:
                found.append(repr(parser.nextobject()[1]))
            except Exception as error:  # noqa: BLE001 - whatever the library raises, ours does too
                found.append(repr(type(error)))
        return found


_VALUES: Final = st.recursive(
    st.sampled_from([b"/Key ", b"/A#20b", b"12 0 R ", b"7 ", b"-3 ", b"1.5 ", b"(text)", b"(a(b))", b"<41>", b"null "])
    | st.sampled_from(_PIECES),
    lambda inner: (
        st.lists(inner, max_size=5).map(lambda values: b"[" + b"".join(values) + b"]")
        | st.lists(inner, max_size=4).map(lambda values: b"<<" + b"".join(b"/K " + value for value in values) + b">>")
    ),
    max_leaves=12,
)


@given(
    st.lists(_VALUES, min_size=1, max_size=6).map(b"".join),
    st.sampled_from([PDFParser, PDFStreamParser]),
    st.sampled_from([7, 30, 4096]),
)
def test_objects_are_those_of_the_library(data: bytes, kind: type[PDFParser], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PSBaseParser, "BUFSIZ", size)
        data += b" endobj "
        assert _objects(data, kind, objects.start_type) == _objects(data, kind, objects._library_start)


def _outcome(decode: Callable[[bytes], bytes], data: bytes) -> bytes | type[Exception]:
    try:
        return decode(data)
    except ValueError as error:
        return type(error)


@given(
    st.lists(st.sampled_from([b"\0\0\0\0", b"\0", b"\xff", b"text", b"\xd0\xaf"]), max_size=12).map(b"".join),
    st.sampled_from([0, 5, 7]),
    st.sampled_from([b"", b"z", b"~", b"v", b"uuuuu", b"!", b" \r"]),
    st.integers(0, 80),
    st.sampled_from([b"", b"~>", b"~", b" ~ >"]),
)
def test_ascii85_is_what_the_library_reads(data: bytes, wrap: int, damage: bytes, place: int, end: bytes) -> None:
    coded = base64.a85encode(data, wrapcol=wrap)
    coded = coded[:place] + damage + coded[place:] + end
    assert _outcome(ascii85.decode, coded) == _outcome(ascii85decode, coded)


@pytest.mark.parametrize("said", [b"-", b"0+"])
def test_signs_without_end_are_passed_over_in_one_go(said: bytes) -> None:
    """Each tried as the beginning of a number, they would take hours; the limit of the test tells."""
    assert sum(1 for _ in TOKEN.finditer(said * 1_000_000)) < 3_000_000
