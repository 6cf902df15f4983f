"""Codes of symbol fonts and soft hyphens: read by evidence, each change kept, what stays unknown said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.document import Document, Repair, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.builder import tidy_mended
from ingest.reading.text.repairs import Mended
from tests.hostile import word

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, body: str) -> Document:
    path = tmp_path / "act.docx"
    path.write_bytes(word.docx(body))
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def run(text: str, font: str = "") -> str:
    named = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{named}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def coded(text: str) -> str:
    """Return a text as old programs write it in a font that has its letters where symbols stand."""
    return "".join(chr(0xF000 + byte) for byte in text.encode("cp1251"))


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def test_letters_in_codes_are_read_when_their_words_exist(tmp_path: Path) -> None:
    said = "Постановление администрации города № 308-п и перечень"
    halves = run(coded(said[:7]), "TimesDL") + run(coded(said[7:]), "TimesDL")
    cell = f"<w:tbl><w:tr><w:tc><w:p>{run(coded('Иванцов'), 'TimesDL')}</w:p></w:tc></w:tr></w:tbl>"
    document = read(tmp_path, f"<w:p>{halves}</w:p>{cell}")
    assert document.text == f"{said}\nИванцов"
    assert document.raw_text == f"{coded(said)}\n{coded('Иванцов')}"
    assert codes(document) == ["recoded"]


@pytest.mark.parametrize("font", ["Times New Roman", ""])
def test_a_number_in_codes_is_no_loss(tmp_path: Path, font: str) -> None:
    document = read(tmp_path, f"<w:p>{run('№ ' + coded('308'), font)}{run(' и ' + coded('5-р'), font)}</w:p>")
    assert document.text.startswith("№ 308 и 5-")
    assert document.repairs[0] == Repair(2, 5, coded("308"), "symbols")


def test_a_sign_inserted_from_a_font_of_letters_is_its_letter(tmp_path: Path) -> None:
    signs = "".join(
        f'<w:r><w:sym w:font="Times New Roman" w:char="{code}"/></w:r>' for code in ("F033", "F030", "2116")
    )
    others = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Webdings" w:char="F061"/></w:r>'
    assert read(tmp_path, f"<w:p>{signs}{others}</w:p>").text == "30№✓"


def test_what_no_evidence_reads_is_said_and_not_trusted(tmp_path: Path) -> None:
    document = read(tmp_path, f"<w:p>{run(coded('Щцшъы'), 'TimesDL')}{run(' слово')}</w:p>{word.paragraph('цело')}")
    assert document.text == "\ufffd\ufffd\ufffd\ufffd\ufffd слово\nцело"
    assert codes(document) == ["unknown-signs"]
    assert [block.trust < 0.7 for block in document.blocks] == [True, False]


def test_signs_of_symbol_fonts_are_repairs_without_alarm(tmp_path: Path) -> None:
    ticks = run("\uf0fc", "Wingdings") + run(" да ") + run("\uf0fc") + run(" и ") + run("\uf0b3 5", "Symbol")
    document = read(tmp_path, f"<w:p>{ticks}</w:p>")
    assert document.text == "✓ да ✓ и ≥ 5"
    assert [(repair.raw, repair.rule) for repair in document.repairs] == [
        ("\uf0fc", "symbols"), ("\uf0fc", "symbols"), ("\uf0b3", "symbols"),
    ]  # fmt: skip
    assert codes(document) == []


def test_signs_in_cells_keep_what_stood_there(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc><w:p>{run('а ')}{run(chr(0xF0FC), 'Wingdings')}</w:p></w:tc></w:tr></w:tbl>"
    document = read(tmp_path, f"<w:tbl><w:tr><w:tc><w:p>{run('первая')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>")
    assert document.text == "первая\nа ✓"
    assert document.raw_text == "первая\nа \uf0fc"


def test_a_hyphen_that_was_seen_is_a_repair(tmp_path: Path) -> None:
    document = read(tmp_path, word.paragraph("духовно\u00adнравственное обеспе\u00adчение"))
    assert document.text == "духовно-нравственное обеспечение"
    assert document.repairs == (Repair(7, 8, "\u00ad", "soft-hyphen"),)


def test_what_composes_over_a_border_stays_a_repair() -> None:
    mended = Mended("краи\u0306 города", (Repair(3, 4, "у", "glyph-numbers"),))
    assert tidy_mended(mended) == Mended("край города", (Repair(0, 11, "крау\u0306 города", "glyph-numbers"),))
