"""Sniffing, encodings, plain text and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.document import BlockKind, Document, check_document
from domain.errors import EmptyFile, UnsupportedFormat
from ingest.reading import ReadLimits, Tools, read_document, sniff_head
from ingest.reading.mojibake import repair

if TYPE_CHECKING:
    from pathlib import Path

ACT = "ПОСТАНОВЛЕНИЕ\nот 5 мая 2024 года № 7\nОб утверждении порядка ведения реестра муниципальных правовых актов"


def read(tmp_path: Path, data: bytes, name: str) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_russian_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = ACT if encoding.startswith("utf") else ACT.replace("№", "N")
    document = read(tmp_path, text.encode(encoding), "act.txt")
    assert document.text == text
    assert document.format == "txt"


def test_a_text_wrapped_for_printing_is_joined_again(tmp_path: Path) -> None:
    lines = [
        "    1. Утвердить прилагаемый порядок ведения реестра муниципальных право-",
        "вых актов города и назначить ответственных за его ведение по каждому из",
        "структурных подразделений администрации.",
        "    2. Контроль за исполнением настоящего постановления оставляю за собой,",
        "о результатах доложить главе города не позднее десятого числа месяца.",
    ]
    document = read(tmp_path, "\n".join(lines * 3).encode(), "act.txt")
    assert len(document.blocks) == 6
    assert document.text_of(document.blocks[0]).startswith(
        "1. Утвердить прилагаемый порядок ведения реестра муниципальных правовых"
    )


def test_a_page_is_read_without_its_menu(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{n}">Раздел сайта номер {n}</a></li>' for n in range(9))
    page = (
        f"<html><head><title>сайт</title><script>alert(1)</script></head><body><ul>{menu}</ul><h1>ПОСТАНОВЛЕНИЕ</h1>"
        "<p align=center>от&nbsp;5 мая<br>№ 7</p><ol><li>Утвердить порядок.</li><li>Опубликовать.</li></ol>"
        "<table><tr><td>Кто</td><td>Срок</td></tr><tr><td>Отдел</td><td>май</td></tr></table><p hidden style='display:none'>тайное</p>"  # noqa: E501 - markup
    )
    document = read(tmp_path, page.encode("cp1251"), "act.html")
    assert [document.text_of(block) for block in document.blocks] == [
        "ПОСТАНОВЛЕНИЕ", "от 5 мая\n№ 7", "Утвердить порядок.", "Опубликовать.", "Кто\tСрок\nОтдел\tмай",
    ]  # fmt: skip
    kinds = [block.kind for block in document.blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM, BlockKind.TABLE]
    assert [block.label for block in document.blocks[2:4]] == ["1.", "2."]
    assert document.blocks[1].align == "center"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "a.docx", "ole"),
        (b"PK\x03\x04", "a.doc", "zip"),
        (b"{\\rtf1", "a.doc", "rtf"),
        (b"junk\n%PDF-1.4", "a.pdf", "pdf"),
        (b"<!DOCTYPE html><html>", "a.doc", "html"),
        ("просто текст".encode(), "a.txt", "txt"),
        ("просто текст".encode("cp1251"), "a.doc", "txt"),
        (bytes(range(256)) * 9, "a.doc", "unknown"),
    ],
)
def test_the_door_tells_kinds_by_content(head: bytes, name: str, kind: str) -> None:
    assert sniff_head(head, len(head), name) == kind


@pytest.mark.parametrize(
    ("head", "name"), [(b"\xff\xd8\xff\xe0", "a.pdf"), (b"MZ\x90", "a.docx"), (b"plain text", "a.pdf")]
)
def test_the_door_refuses_what_is_surely_nothing(head: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        sniff_head(head, len(head), name)
    assert caught.value.message != UnsupportedFormat.message


def test_the_door_refuses_nothing_at_all() -> None:
    with pytest.raises(EmptyFile):
        sniff_head(b"", 0, "a.docx")


@pytest.mark.parametrize("clean", ["в «Вестнике» В» и В«", "Рлан СССР — 5 №", "Îlôt café naïve", "РСФСР, СПб, ССС"])
def test_honest_text_is_never_recoded(clean: str) -> None:
    assert repair(clean) == (clean, False)


def test_certain_damage_is_undone() -> None:
    whole = "Об утверждении порядка ведения реестра муниципальных правовых актов"
    assert repair(whole.encode("cp1251").decode("cp1252"))[0] == whole
    assert repair("в„– 5 вЂ“ 6")[0] == "№ 5 – 6"
