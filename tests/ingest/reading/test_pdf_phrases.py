"""Operators that are read as one phrase do what they do one by one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import NothingToRead
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.pdf import grammar

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

if TYPE_CHECKING:
    from types import ModuleType

    from domain.document import Document

_OPERATORS = (
    b"q", b"Q", b"BT", b"ET", b"/F1 12 Tf", b"/F1 9.5 Tf", b"/None 7 Tf", b"1 0 0 1 72 700 Tm", b"1 0 0 -1 90 100 Tm",
    b"0 -14 Td", b"200 0 TD", b"-20.5 -12 TD", b"14 TL", b"3 Tc", b"0 Tc", b"T*", b"[(Word) -300 (next)] TJ",
    b"7.2 0 Td", b"-3 0.0 Td", b"0 0 Td (l) Tj 7 0 Td ( ) Tj 4 0 Td <41> Tj 6.0 0 Td (tt) Tj",
    b"[<41>5<42>] TJ", b"(plain) Tj", b"(a\\)b(c)) Tj", b"<4344> Tj", b"() Tj", b"-999 -999 9999 9999 re W n",
    b"0 g", b"0 G", b"1 g", b"1 1 1 rg", b"0 0 0 0 k", b"3 Tr", b"7 Tr", b"0 Tr", b"9 9 9 9 re f",
    b"2 0 0 2 10 10 cm", b"(line) '",
    b"0 Ts", b"3 Ts", b"80 Tz", b"100 Tz", b"0 Tr", b"2 Tw", b"/F1 11 Tf 0 Tw", b"/GSa gs", b"/CSp cs 0 0 0 scn",
    b"q q", b"0 0 m 900 0 l 900 900 l W n", b"-999 -999 9999 9999 re W* n q", b"(next) ' 5 0 Td (more) Tj", b"Q Q",
)  # fmt: skip
_PHRASE = (
    b"q", b"-999 -999 9999 9999 re W n", b"BT", b"/F1 12 Tf", b"1 0 0 1 72 700 Tm", b"200 0 TD", b"/F1 9.5 Tf",
    b"14 TL", b"(plain) Tj", b"T*", b"ET", b"Q", b"(more) Tj",
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
@example(
    [b"1 0 0 1 585 600 Tm", b"(a) Tj", b"7.2 0 Td", b"(b) Tj", b"7 0 Td", b"(c) Tj", b"9 0 Td", b"(d) Tj", b"(e) Tj"]
)
@example(
    [b"1 0 0 1 -20 600 Tm", b"(a) Tj", b"7 0 Td", b"(b) Tj", b"7 0 Td", b"(c) Tj", b"3 0 Td", b"(d) Tj", b"9 0 Td"]
)
@example([*_PHRASE, b"BT", b"3 Tc", b"[(Word) -300 (next)] TJ", b"T*", b"(line) '"])
def test_a_phrase_does_what_its_operators_do(operators: list[bytes]) -> None:
    """A comment after each operator keeps it apart from the next."""
    begin = b"BT /F1 12 Tf 1 0 0 1 72 600 Tm "
    assert _read(begin + b"\n".join(operators)) == _read(begin + b"\n% apart\n".join(operators))


_STRING = st.text("ab C.-", min_size=0, max_size=4).map(lambda said: b"(" + said.encode() + b")")
_ESCAPED = st.sampled_from([b"(\\))", b"(\\()", b"(\\\\)", b"(\\\\\\))", b"(\\10)", b"(\\101)", b"(1)", b"(>)"])
_HEX = st.text("0123456789", min_size=0, max_size=3).map(lambda said: b"<4" + said.encode() + b">")
_SHIFT = st.integers(-400, 400).map(lambda shift: b"%d" % shift) | st.sampled_from([b"-12.5", b"99", b"-99.9", b"1200"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(_STRING | _ESCAPED | _HEX | _SHIFT | _SHIFT, min_size=1, max_size=12),
    st.sampled_from([b"0", b"0.4", b"3"]),
)
@example([b"(\\10)", b"5", b"(1)", b"-300", b"(\\\\\\))", b"9", b"(a)"], b"0")
@example([b"(Wo)", b"-30", b"(r\\))", b"5", b"(d)", b"-300", b"<4142>", b"5", b"<43>"], b"0")
def test_strings_that_are_only_kerned_say_what_they_say_one_by_one(pieces: list[bytes], room: bytes) -> None:
    """A bracket in a comment keeps the strings of an array apart."""
    begin = b"BT /F1 12 Tf " + room + b" Tc 1 0 0 1 72 600 Tm ["
    assert _read(begin + b" ".join(pieces) + b"] TJ") == _read(begin + b"% [\n" + b" ".join(pieces) + b"] TJ")


def _grammar_of(version: tuple[int, int, int]) -> ModuleType:
    """Return the grammar as a release of Python makes it."""
    found = importlib.util.find_spec(grammar.__name__)
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "version_info", version)
        found.loader.exec_module(made)
    return made


_OLD, _NEW = _grammar_of((3, 11, 2)), _grammar_of((3, 11, 5))


@given(
    st.lists(st.sampled_from((*_OPERATORS, b"1 2", b"9 9 m", b"5 5 l", b"h", b"S", b"/OC /a BDC", b"(")), max_size=25)
)
@pytest.mark.parametrize("name", ["TOKEN", "WATCHED_TOKEN", "SETTING", "ROW", "POINTS"])
def test_older_releases_of_python_find_the_same_pieces(name: str, operators: list[bytes]) -> None:
    """The one of Debian 12 needs another form of expression."""
    data = b" ".join(operators)
    old, new = getattr(_OLD, name), getattr(_NEW, name)
    assert old.pattern != new.pattern or name == "ROW"
    assert [(one.span(), one.groups()) for one in old.finditer(data)] == [
        (one.span(), one.groups()) for one in new.finditer(data)
    ]


def test_text_beyond_the_rectangle_that_clips_it_is_not_said() -> None:
    """Word prints what does not fit into a cell, and clips it."""
    shown = b"q 70 600 200 100 re W* n BT /F1 12 Tf 1 0 0 1 %d %d Tm [(%s)] TJ ET Q "
    places = ((72, 650, b"seen"), (300, 650, b"right"), (72, 710, b"above"), (72, 580, b"below"), (72, 590, b"half"))
    read = _read(b"".join(shown % place for place in places))
    assert read is not None
    assert read.text.split() == ["seen", "half"]
