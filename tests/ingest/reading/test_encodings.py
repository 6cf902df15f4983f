"""Encodings that are mixed, declared wrongly, or seen late: the text is read, what cannot be believed is doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading import ReadLimits, Tools, read_document
from ingest.requisites import find_requisites

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document

LINES = [
    "АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО",
    "ПОСТАНОВЛЕНИЕ",
    "от 12.03.2024 № 145",
    "Об утверждении Положения о порядке ведения реестра муниципальных правовых актов",
    "1. Утвердить Положение согласно приложению.",
    "Глава города А.А. Ёлкин",
]
ACT = "\n".join(LINES)
PAGE = "".join(f"<p>{line}</p>" for line in LINES)
ODD = "2. Контроль за исполнением оставляю за собой."
ENGLISH = "Resolution of the City Council, see info@example.org\n" * 20


def read(tmp_path: Path, data: bytes) -> Document:
    name = "act.html" if data.startswith(b"<html") else "act.txt"
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path, name=name, limits=ReadLimits(), tools=Tools())


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


@pytest.mark.parametrize(("before", "odd"), [(f"{ACT}\n", ODD), (f"<html><body>{PAGE}", f"<p>{ODD}</p>")])
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "mac-cyrillic"])
def test_a_line_in_another_encoding_leaves_the_others_as_they_are(
    tmp_path: Path, before: str, odd: str, encoding: str
) -> None:
    data = before.encode() + odd.encode(encoding)
    document = read(tmp_path, data)
    assert document.text == f"{ACT}\n{ODD}"
    assert codes(document) == {"mixed-encoding"}
    assert {block.trust for block in document.blocks} == {0.6}


def test_a_page_is_not_believed_when_it_declares_a_wrong_encoding(tmp_path: Path) -> None:
    head = '<html><head><meta charset="windows-1251"></head><body>'
    document = read(tmp_path, f"{head}{PAGE}".encode("mac-cyrillic"))
    assert (document.text, codes(document)) == (ACT, set())
    assert read(tmp_path, f"{head}<p>№ 5 (прил.)</p>".encode("cp1251")).text == "№ 5 (прил.)"


@pytest.mark.parametrize("encoding", ["cp1251", "cp866"])
def test_letters_far_from_the_beginning_tell_the_encoding(tmp_path: Path, encoding: str) -> None:
    act = PAGE.replace("№", "N").encode(encoding)
    script = b"<script>" + b"function one(){return 1;}\n" * 10_000 + b"</script>"
    document = read(tmp_path, b"<html><head>" + script + b"</head><body>" + act)
    assert (document.text, codes(document)) == (ACT.replace("№", "N"), set())
    table = b"1;12;145;100;200\n" * 5_000
    assert read(tmp_path, table + ACT.replace("№", "N").encode(encoding)).text.endswith("Глава города А.А. Ёлкин")


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "iso8859-5"])
def test_one_russian_line_in_a_foreign_text_is_read_and_all_is_doubted(tmp_path: Path, encoding: str) -> None:
    document = read(tmp_path, f"{ENGLISH}Глава города".encode(encoding))
    assert document.text.endswith("Глава города")
    assert codes(document) == {"garbled-text"}
    assert {block.trust for block in document.blocks} == {0.6}


def test_broken_signs_are_doubted_where_they_stand(tmp_path: Path) -> None:
    broken = ACT.encode().replace(b"145", b"\xd0145")
    document = read(tmp_path, broken)
    assert {document.text_of(block): block.trust for block in document.blocks if block.trust < 1} == {
        "от 12.03.2024 № �145": 0.6
    }
    assert codes(document) == {"unknown-signs"}
    found = find_requisites(document).number
    assert found is None or found.confidence < 0.7


@pytest.mark.parametrize("tail", [b"\n\xd0", b"\n\xe2\x84"])
def test_a_letter_that_was_cut_off_is_no_other_encoding(tmp_path: Path, tail: bytes) -> None:
    document = read(tmp_path, ACT.encode() + tail)
    assert (document.text, codes(document)) == (f"{ACT}\n�", {"unknown-signs"})


def test_letters_that_make_no_russian_words_are_never_believed(tmp_path: Path) -> None:
    letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    document = read(tmp_path, ACT.lower().translate(str.maketrans(letters, letters[7:] + letters[:7])).encode())
    assert codes(document) == {"garbled-text"}
    assert {block.trust for block in document.blocks} == {0.6}


def test_a_text_in_utf_32_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, ACT.encode("utf-32")).text == ACT
