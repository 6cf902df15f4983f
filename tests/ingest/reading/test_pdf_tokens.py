"""Tokens of PDF objects read fast are those that the library reads, wherever the buffer ends."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.psparser import PSEOF, PSBaseParser

from ingest.reading.pdf import tokens

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
