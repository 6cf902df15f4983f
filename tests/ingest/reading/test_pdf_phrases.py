"""Operators that are read as one phrase do what they do one by one."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import NothingToRead
from ingest.reading import ReadLimits, Tools, read_document

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

if TYPE_CHECKING:
    from domain.document import Document

_OPERATORS = (
    b"q", b"Q", b"BT", b"ET", b"/F1 12 Tf", b"/F1 9.5 Tf", b"/None 7 Tf", b"1 0 0 1 72 700 Tm", b"1 0 0 -1 90 100 Tm",
    b"0 -14 Td", b"200 0 TD", b"-20.5 -12 TD", b"14 TL", b"3 Tc", b"0 Tc", b"T*", b"[(Word) -300 (next)] TJ",
    b"[<41>5<42>] TJ", b"(plain) Tj", b"(a\\)b(c)) Tj", b"<4344> Tj", b"() Tj", b"0 0 600 800 re W n", b"0 g", b"0 G",
    b"2 0 0 2 10 10 cm", b"(line) '",
)  # fmt: skip
_PHRASE = (
    b"q", b"0 0 600 800 re W n", b"BT", b"/F1 12 Tf", b"1 0 0 1 72 700 Tm", b"200 0 TD", b"/F1 9.5 Tf", b"14 TL",
    b"(plain) Tj", b"T*", b"ET", b"Q", b"(more) Tj",
)  # fmt: skip


def _read(content: bytes) -> Document | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(pdf.page_of(pdf.stream(content)))
        try:
            return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
        except NothingToRead:
            return None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_OPERATORS), min_size=1, max_size=25))
@example([*_PHRASE])
@example([*_PHRASE, b"BT", b"3 Tc", b"[(Word) -300 (next)] TJ", b"T*", b"(line) '"])
def test_a_phrase_does_what_its_operators_do(operators: list[bytes]) -> None:
    """A comment after each operator keeps it apart from the next."""
    begin = b"BT /F1 12 Tf 1 0 0 1 72 600 Tm "
    assert _read(begin + b"\n".join(operators)) == _read(begin + b"\n% apart\n".join(operators))
