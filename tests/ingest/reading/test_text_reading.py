"""Sniffing, encodings, plain text and HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.document import BlockKind, Document, check_document
from domain.errors import EmptyFile, UnsupportedFormat
from ingest.reading import ReadLimits, Tools, read_document, sniff_head
from ingest.reading.text import dictionary
from ingest.reading.text.encoding import decode
from ingest.reading.text.mojibake import repair
from ingest.reading.text.repairs import Mended

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
ACT = "ПОСТАНОВЛЕНИЕ\nот 5 мая 2024 года № 7\nОб утверждении порядка ведения реестра муниципальных правовых актов"


def read(tmp_path: Path, data: bytes, name: str) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def test_words_are_known_as_the_library_knows_them() -> None:
    import pymorphy3

    others = "счет счёт еще ещё елка её постановленье абырвалг теест стол-стул abc х 1 ¬"
    words = f"{ACT.lower()} {others}".split()
    library = pymorphy3.MorphAnalyzer(lang="ru")
    assert [dictionary.has(word) for word in words] == [library.word_is_known(word) for word in words]


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


def blocks_of(tmp_path: Path, inside: str) -> list[tuple[str, str]]:
    document = read(tmp_path, f"<html><body>{inside}</body></html>".encode(), "act.html")
    return [(block.label, document.text_of(block)) for block in document.blocks]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<ol start=3 type=a><li>в<li value=9>г<li>д</ol>", [("c.", "в"), ("i.", "г"), ("j.", "д")]),
        ("<ol reversed><li>два<li>один</ol>", [("2.", "два"), ("1.", "один")]),
        ("<ol><li>раз<ol type=I><li>внутри</ol><li>два</ol>", [("1.", "раз"), ("I.", "внутри"), ("2.", "два")]),
        ("<ul style='list-style: none'><li>1.2. пункт</ul>", [("", "1.2. пункт")]),
        (
            "<ul style='list-style:decimal inside'><li>а<li style='list-style-type:none'>б<li>в</ul>",
            [("1.", "а"), ("", "б"), ("3.", "в")],
        ),
        ("<ol style='list-style-type:upper-roman'><li>а</ol><ul><li>б</ul>", [("I.", "а"), ("•", "б")]),
        (
            "<ol><li><p>первый</p><p>его продолжение</p><li>второй</ol>",
            [("1.", "первый"), ("", "его продолжение"), ("2.", "второй")],
        ),
        (
            "<p hidden>нет</p><p style='mso-hide:all'>нет</p><p>да<span style='visibility: hidden'>нет</span></p>",
            [("", "да")],
        ),
        (
            "<p>статья 13<sup>1</sup>, 5 м<sup>2</sup>, H<sub>2</sub>O<sup>прим</sup></p>",
            [("", "статья 13¹, 5 м², H2Oприм")],
        ),
        ("<pre>раз\n  два\n\nтри</pre>", [("", "раз\nдва"), ("", "три")]),
        ("<noscript>нет</noscript><template>нет</template><p>да</p><style>p{}</style>", [("", "да")]),
    ],
)
def test_a_page_says_what_a_browser_shows(tmp_path: Path, inside: str, expected: list[tuple[str, str]]) -> None:
    assert blocks_of(tmp_path, inside) == expected


def test_paragraphs_stand_as_the_block_around_them(tmp_path: Path) -> None:
    inside = "<center><p>раз<p>два<p align=right>три</center><div align=center>четыре<p>пять</p>шесть</div><p>семь"
    document = read(tmp_path, f"<html><body>{inside}</body></html>".encode(), "act.html")
    assert [block.align for block in document.blocks] == ["center", "center", "right", *["center"] * 3, ""]


def test_cells_of_a_page_know_their_span_and_say_their_lists(tmp_path: Path) -> None:
    table = (
        "<table><tr><th colspan=2>шапка<th rowspan=2>справа<tr><td>а<ol><li>раз<li>два</ol><td>б<span hidden>нет</span>"
        "<tr><td colspan=99999999>низ</table>"
    )
    document = read(tmp_path, f"<html><body><p>до</p>{table}</body></html>".encode(), "act.html")
    found = {document.text[c.start : c.end]: (c.row, c.col, c.row_span, c.col_span) for c in document.blocks[1].cells}
    assert found == {
        "шапка": (0, 0, 1, 2), "справа": (0, 2, 2, 1), "а\n1. раз\n2. два": (1, 0, 1, 1), "б": (1, 1, 1, 1),
        "низ": (2, 0, 1, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "a.docx", "ole"),
        (b"PK\x03\x04", "a.doc", "zip"),
        (b"{\\rtf1", "a.doc", "rtf"),
        (b"\xff\xd8\xff\xe0", "a.pdf", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "png"),
        (b"II*\x00", "a.doc", "tiff"),
        (b"junk\n%PDF-1.4", "a.pdf", "pdf"),
        (b"<!DOCTYPE html><html>", "a.doc", "html"),
        ("просто текст".encode(), "a.txt", "txt"),
        ("просто текст".encode("cp1251"), "a.doc", "txt"),
        (bytes(range(256)) * 9, "a.doc", "unknown"),
    ],
)
def test_the_door_tells_kinds_by_content(head: bytes, name: str, kind: str) -> None:
    assert sniff_head(head, len(head), name) == kind


@pytest.mark.parametrize(("head", "name"), [(b"GIF89a", "a.pdf"), (b"MZ\x90", "a.docx"), (b"plain text", "a.pdf")])
def test_the_door_refuses_what_is_surely_nothing(head: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        sniff_head(head, len(head), name)
    assert caught.value.message != UnsupportedFormat.message


def test_the_door_refuses_nothing_at_all() -> None:
    with pytest.raises(EmptyFile):
        sniff_head(b"", 0, "a.docx")


SHORT = "Об отмене приказа я прошу известить"


@pytest.mark.parametrize(
    "text", [SHORT, ACT.replace("№", "N"), "Приложение к решению Думы", "Член комиссии — Я. Щёголев"]
)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866", "iso-8859-5"]
)
def test_short_texts_are_told_apart_too(encoding: str, text: str) -> None:
    written = text if encoding.startswith(("utf", "cp1251")) else text.replace("—", "-")
    assert decode(written.encode(encoding)) == written


def test_texts_of_old_macs_are_told_apart() -> None:
    assert decode(ACT.encode("mac-cyrillic")) == ACT


def test_a_text_without_its_mark_passes_the_door(tmp_path: Path) -> None:
    assert read(tmp_path, ACT.encode("utf-16-le"), "act.txt").text == ACT


def test_a_few_broken_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    data = (ACT * 20).encode()
    broken = data[:500] + b"\xff" + data[500:]
    assert "Об утверждении порядка" in read(tmp_path, broken, "act.txt").text


def test_a_declaration_is_believed_unless_it_is_nonsense(tmp_path: Path) -> None:
    page = "<html><head><meta charset={}></head><body><p>Об утверждении порядка ведения реестра</p></body></html>"
    for declared in ("windows-1251", "utf-8", "koi8-r"):
        document = read(tmp_path, page.format(declared).encode("cp1251"), "act.html")
        assert document.text == "Об утверждении порядка ведения реестра"


def repaired(text: str) -> str:
    return repair(Mended(text)).text


@pytest.mark.parametrize(
    "clean",
    [
        "в «Вестнике» В» и В«", "Рлан СССР — 5 №", "Îlôt café naïve", "РСФСР, СПб, ССС", "МБОУ СОШ ГБУ ДПО ФГБОУ ВО НИИ",  # noqa: E501 - markup
        "ЁЖЗЪЫЭ щфцхъыэ ЪЪЪЪ фффф", "Ўзбекистон Республикаси", "Український Їжак ґанок", "Сүхбаатар Өндөрхаан Ұлытау",
        "║ │ таблица ║ │ рамка ║", "АаБбВвГгДдЕеЖжЗзИиКк", "еИСЖиСПД, АИСЭВМ, ГАСУправление",
    ],
)  # fmt: skip
def test_honest_text_is_never_recoded(clean: str) -> None:
    assert repaired(clean) == clean
    assert repair(Mended(clean)).repairs == ()


WHOLE = "Об утверждении порядка ведения реестра муниципальных правовых актов"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("utf-8", "cp1251"), ("cp1251", "cp1252"), ("koi8-r", "cp1251"), ("cp1251", "koi8-r"), ("cp866", "cp1251"),
        ("cp1251", "cp866"),
    ],
)  # fmt: skip
def test_a_wrong_page_is_undone(right: str, wrong: str) -> None:
    shown = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in WHOLE.encode(right))
    assert shown != WHOLE
    mended = repair(Mended(shown))
    assert mended.text == WHOLE
    assert "".join(one.raw for one in mended.repairs) == shown


def test_signs_are_undone_one_by_one_and_what_stood_there_is_kept(tmp_path: Path) -> None:
    document = read(tmp_path, "Приказ от 5 мая 2024 г. в„– 5 вЂ“ 6 в строке В»".encode(), "act.txt")
    assert document.text == "Приказ от 5 мая 2024 г. № 5 – 6 в строке В»"
    assert [(document.text[one.start : one.end], one.raw, one.rule) for one in document.repairs] == [
        ("№", "в„–", "mojibake"), ("–", "вЂ“", "mojibake"),
    ]  # fmt: skip
    assert document.raw_text == "Приказ от 5 мая 2024 г. в„– 5 вЂ“ 6 в строке В»"
    assert [notice.code for notice in document.notices] == ["recoded"]


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the repository")
def test_clean_texts_of_real_documents_are_not_touched() -> None:
    lines = 0
    for path in sorted(CORPUS.rglob("*.txt")) + sorted(CORPUS.rglob("*.docx")):
        if path.suffix == ".txt":
            text = decode(path.read_bytes())
        else:
            text = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False).raw_text
        for line in text.splitlines():
            assert repaired(line) == line, path.name
            lines += 1
    assert lines > 10_000
