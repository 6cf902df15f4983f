from __future__ import annotations

import pytest

from domain.document import Block, BlockKind, Document
from domain.likeness import SAME, compare, words_in, words_of

ADDRESS = (
    "АДМИНИСТРАЦИЯ ГОРОДА СВЕТЛОРЕЧЕНСКА\nП О С Т А Н О В Л Е Н И Е\n06.04.2026 № 308\nО присвоении адреса\n"
    "В соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ «Об общих принципах организации местного "
    "самоуправления в Российской Федерации», постановлением Правительства Российской Федерации от 19.11.2014 "
    "№ 1221 «Об утверждении Правил присвоения, изменения и аннулирования адресов», Уставом города "
    "Светлореченска постановляю:\n"
    "1. Присвоить земельному участку адрес: Российская Федерация, город Светлореченск, улица Ленина, 5.\n"
    "2. Отделу архитектуры внести сведения в государственный адресный реестр в течение трёх рабочих дней.\n"
    "3. Контроль за исполнением настоящего постановления оставляю за собой.\nГлава города И.П. Северов"
)
SCAN = (
    ADDRESS.replace("06.04.2026 № 308", "Об ОЧ 2026 к ЗА8")
    .replace("Федеральным", "Федералъным")
    .replace("трёх", "трех")
    .replace("исполнением", "исполиением")
    + "\nгербовая печать"
)


def _same(one: str, other: str, *, scan: bool = False) -> bool:
    return compare(words_in([one]), words_in([other], is_recognised=scan)).is_same


def test_a_copy_in_another_format_is_the_same() -> None:
    other = ADDRESS.replace("П О С Т А Н О В Л Е Н И Е", "Постановление").replace("\n", " \u00a0\n ").replace("№ ", "№")
    likeness = compare(words_in([ADDRESS]), words_in([other]))
    assert (likeness.share, likeness.is_same) == (1.0, True)
    assert words_in([ADDRESS]).sha256 == words_in([other]).sha256


def test_a_scan_with_misread_words_and_a_stamp_is_the_same() -> None:
    assert _same(ADDRESS.replace("06.04.2026 № 308", ""), SCAN.replace("2026", ""), scan=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ленина, 5", "Ленина, 7"),
        ("Ленина, 5", "Мира, 5"),
        ("Ленина, 5", "Калинина, 5"),
        ("06.04.2026 № 308", "07.04.2026 № 309"),
    ],
)
def test_standard_wording_with_another_address_or_number_is_not_the_same(old: str, new: str) -> None:
    likeness = compare(words_in([ADDRESS]), words_in([ADDRESS.replace(old, new)]))
    assert likeness.share > SAME
    assert not likeness.is_same


def test_another_house_in_two_scans_is_not_the_same() -> None:
    one, other = SCAN, SCAN.replace("Ленина, 5", "Калинина, 7")
    assert not compare(words_in([one], is_recognised=True), words_in([other], is_recognised=True)).is_same


def test_running_heads_do_not_count_and_an_empty_text_is_like_nothing() -> None:
    text = "стр. 1 из 9\nО налоге на землю"
    blocks = (
        Block(kind=BlockKind.HEADER, start=0, end=11),
        Block(kind=BlockKind.PARAGRAPH, start=12, end=len(text)),
    )
    document = Document(format="pdf", text=text, blocks=blocks)
    assert words_of(document).words == words_in(["О налоге на землю"]).words
    assert compare(words_in([""]), words_in([""])).share == 0
