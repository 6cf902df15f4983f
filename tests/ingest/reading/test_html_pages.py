"""What of a page of a site is the document: nothing of the act is lost, and what is left out is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading import ReadLimits, Tools, read_document

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document


def page(tmp_path: Path, inside: str) -> Document:
    path = tmp_path / "act.html"
    path.write_text(f"<html><body>{inside}</body></html>", "utf-8")
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())


def said(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks]


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


ACTS = "".join(f"<li><a href='/{n}'>постановление от {n}.04.2019 № {n}-п</a>;</li>" for n in range(1, 7))
PLAIN_LINKS = "".join(f"<li><a href='/{n}'>Порядок номер {n}</a></li>" for n in range(1, 7))


@pytest.mark.parametrize(
    "inside",
    [
        f"<div><p>1. Признать утратившими силу</p><ul>{ACTS}</ul></div>",
        f"<div><p>1. Признать утратившими силу:</p><ul>{PLAIN_LINKS}</ul></div>",
        f"<div>1. Признать утратившими силу:<div><ul>{PLAIN_LINKS}</ul></div></div>",
    ],
)
def test_a_list_of_linked_acts_is_part_of_the_act(tmp_path: Path, inside: str) -> None:
    document = page(tmp_path, inside)
    assert len(document.blocks) == 7
    assert "page-surroundings" not in codes(document)


def test_a_menu_is_left_out_and_the_text_after_it_stays(tmp_path: Path) -> None:
    document = page(tmp_path, f"<p>Главная страница</p><ul>{PLAIN_LINKS}</ul>ПОСТАНОВЛЕНИЕ<nav>Меню</nav> № 7")
    assert said(document) == ["Главная страница", "ПОСТАНОВЛЕНИЕ", "№ 7"]
    assert codes(document) == set(), "every page has a menu: nobody would read such a notice"


@pytest.mark.parametrize("heading", ["<h3>Последние документы</h3>", "<p>Смотрите также:</p>", ""])
def test_a_list_of_other_acts_beside_the_act_is_left_out_and_told(tmp_path: Path, heading: str) -> None:
    act = "<p>ПОСТАНОВЛЕНИЕ</p><p>от 12.03.2021 № 55</p>"
    for inside in (f"<div>{heading}<ul>{ACTS}</ul></div>{act}", f"{act}<div>{heading}<ul>{ACTS}</ul></div>"):
        document = page(tmp_path, inside)
        assert [text for text in said(document) if "-п" in text] == []
        assert "page-surroundings" in codes(document)


def test_a_menu_costs_no_more_than_the_page_is_long(tmp_path: Path) -> None:
    document = page(tmp_path, "<nav>меню</nav>текст " * 20_000)
    assert len(document.blocks) == 20_000


@pytest.mark.parametrize("lines", [24, 60])
def test_a_letter_of_many_headers_is_told_from_a_page_at_once(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "act.txt"
    path.write_bytes(b"Subject: akt\r\n" * lines + b"X-1DE0: a\r\nPrivet\r\n")
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert document.format == "txt"


def test_styles_without_end_are_looked_at_in_part(tmp_path: Path) -> None:
    style = "list-style:" * 8_000
    document = page(tmp_path, f"<ol style='{style}'>" + "<li>пункт" * 50 + "</ol>")
    assert len(document.blocks) == 50


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>Текст</p><footer>Глава города И.И. Иванов</footer>", ["Текст", "Глава города И.И. Иванов"]),
        ("<p>Текст</p><footer>© Администрация города</footer>", ["Текст"]),
        ("<p>Текст</p><footer>Телефон <a href='tel:1'>1</a></footer>", ["Текст"]),
        ("<article><p>Текст</p><footer>См. <a href='/1'>закон</a></footer></article>", ["Текст", "См. закон"]),
        ("<p>Текст</p><aside>Сноска к пункту 1</aside>", ["Текст", "Сноска к пункту 1"]),
        (
            "<table>между<caption>Таблица 1. Тарифы</caption><tr><td>а</td><td>б</td></tr></table>",
            ["между", "Таблица 1. Тарифы", "а\tб"],
        ),
        ("<p>№ <input value='308'> от <select><option>1<option selected>2 мая</select></p>", ["№ 308 от 2 мая"]),
        (
            "<p><input type=hidden value=тайное><input type=checkbox checked> да <textarea>нет</textarea></p>",
            ["☑ да нет"],
        ),
    ],
)
def test_what_a_person_sees_is_read(tmp_path: Path, inside: str, expected: list[str]) -> None:
    assert said(page(tmp_path, inside)) == expected


@pytest.mark.parametrize("depth", [300, 1500, 5000])
def test_tags_that_were_never_closed_lose_no_text(tmp_path: Path, depth: int) -> None:
    document = page(tmp_path, "".join(f"<div><font><p>абзац {n}" for n in range(depth)))
    assert "".join(said(document)).count("абзац") == depth
    assert said(document)[-1].endswith(f"абзац {depth - 1}")


def test_a_page_too_deep_to_read_whole_says_so(tmp_path: Path) -> None:
    document = page(tmp_path, "<p>начало</p>" + "<ul><li>" * 3000 + "конец")
    assert said(document)[0] == "начало"
    assert "deep-page" in codes(document)


ARCHIVE = """From: <Saved by WebKit>
Subject: =?utf-8?Q?=D0=90=D0=BA=D1=82?=
MIME-Version: 1.0
Content-Type: multipart/related;
 boundary="----x"; type="text/html"

------x
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<html><head><meta charset=3Dutf-8></head><body><p>=D0=9F=D0=9E=D0=A1=D0=A2=\r
=D0=90=D0=9D=D0=9E=D0=92=D0=9B=D0=95=D0=9D=D0=98=D0=95 =E2=84=96 7</p></body></html>
------x
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------x--
"""


@pytest.mark.parametrize("name", ["act.mht", "act.doc"])
def test_a_page_saved_with_its_pictures_is_read_as_a_page(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ARCHIVE.replace("\r", "").encode())
    document = read_document(tmp_path / name, name=name, limits=ReadLimits(), tools=Tools())
    assert (document.format, said(document)) == ("html", ["ПОСТАНОВЛЕНИЕ № 7"])
    assert ("name-differs" in codes(document)) == (name == "act.doc")
