"""The ways that three people go every day, in a real browser; the tests build on each other's work, in order."""

from __future__ import annotations

import base64
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
FILES = [
    EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx",
    EXAMPLES / "acts" / "Постановление 334 от 14.04.2026.docx",
    EXAMPLES / "acts" / "Постановление 309 от 06.04.2026.pdf",
]
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  const zone = document.querySelector("#dropzone");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""
WATCH = """() => {
  const seen = (window.seenStates = []);
  new MutationObserver(() => {
    const text = document.querySelector("#progress-summary").textContent;
    if (text !== seen.at(-1)) seen.push(text);
  }).observe(document.querySelector("#progress-summary"), { childList: true, characterData: true, subtree: true });
}"""


UNSEEN = """(form) => {
  const sent = document.querySelector(form);
  return fetch(sent.action, { method: "post", body: new URLSearchParams(new FormData(sent)) });
}"""
"""The first of two presses: it is sent, and the second comes before its answer is shown."""


def _drop(page: Page, files: list[Path]) -> None:
    page.evaluate(DROP, [[file.name, base64.b64encode(file.read_bytes()).decode()] for file in files])
    page.wait_for_url("**/intake?batch=*")


def _open_draft(desk: Desk, title: str) -> None:
    desk.go("/drafts")
    desk.page.get_by_role("link", name=re.compile(title)).click()
    desk.page.wait_for_url("**/drafts/*")


def test_the_registrar_drops_files_and_watches_them_being_read(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("registrar")
    page = desk.page
    desk.go("/intake")
    _drop(page, FILES)
    page.evaluate(WATCH)
    desk.shot("intake-reading")
    expect(page.locator("#items tr.read")).to_have_count(3, timeout=90_000)
    expect(page.locator("#progress-summary")).to_contain_text("Прочитано: 3")
    assert page.get_by_role("link", name="Проверить").count() == 3
    assert page.evaluate("window.seenStates.length") >= 1
    desk.shot("intake-read")


def test_dropping_the_same_file_again_makes_nothing_new(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("registrar")
    desk.go("/intake")
    _drop(desk.page, FILES[:1])
    assert desk.page.get_by_text("Не принято из этой загрузки: 1 файл").is_visible()


def test_the_registrar_sees_evidence_corrects_and_confirms(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("registrar")
    page = desk.page
    _open_draft(desk, "нестационарных торговых объектов")
    page.get_by_label("Номер", exact=True).click()
    lit = page.locator("mark.ev.now")
    assert "308" in lit.first.inner_text()
    assert lit.first.is_visible()
    page.get_by_label("Заголовок", exact=True).focus()
    assert "нестационарных" in " ".join(page.locator("mark.ev.now").all_inner_texts())
    desk.shot("review")
    title = page.get_by_label("Заголовок", exact=True)
    title.fill(title.input_value() + " (уточнено)")
    page.get_by_label("да", exact=True).check()
    page.get_by_label("Основание решения").fill("правила для неопределённого круга лиц")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Зарегистрировано:").wait_for()
    page.get_by_role("link", name="Открыть карточку").click()
    assert "(уточнено)" in page.locator("h1").inner_text()
    desk.shot("act")


def test_the_scan_beside_the_fields_shows_where_each_value_was_read(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("registrar")
    page = desk.page
    _open_draft(desk, "прекращении купания")
    sheet = page.get_by_alt_text("Страница 1 исходного файла")
    sheet.wait_for()
    sheet.evaluate("image => image.decode()")
    assert page.get_by_alt_text("Дата принятия: это место на странице").is_visible()
    page.get_by_label("Номер", exact=True).click()
    lit = page.locator(".sheet rect.now")
    assert "398" in (lit.first.text_content() or "")
    page.get_by_label("Рядом", exact=True).check(force=True)
    page.locator("#paper p", has_text="ПОСТАНОВЛЕНИЕ").first.hover()
    assert "ПОСТАНОВЛЕНИЕ" in (page.locator(".sheet rect.under").text_content() or "")
    page.locator(".sheet rect", has_text="г. Верхнереченск").first.hover()
    assert "Верхнереченск" in page.locator("#paper p.under").inner_text()
    desk.shot("review-scan")


def test_on_a_telephone_nobody_loses_the_place(desk_of: Callable[..., Desk], tmp_path: Path) -> None:
    desk = desk_of("registrar", 390)
    page = desk.page
    misnamed = tmp_path / "Распоряжение 53-р от 22.04.2026.docx"
    shutil.copy(EXAMPLES / "acts" / "Распоряжение 52-р от 22.04.2026.docx", misnamed)
    desk.go("/intake")
    _drop(page, [misnamed])
    page.get_by_role("link", name="Проверить").click(timeout=90_000)
    number = page.get_by_label("Номер", exact=True)
    page.get_by_role("button", name="Номер: взять из имени файла").click()
    expect(number).to_have_value("53-р")
    expect(number).to_be_focused()
    desk.shot("hint-taken")
    page.get_by_role("button", name="Номер: вернуть как было").click()
    expect(number).to_have_value("52-р")
    expect(number).to_be_focused()
    clause = page.locator("a[data-show^=clause-]").first
    clause.click()
    place = page.locator("mark.ev.there").first
    expect(place).to_be_in_viewport()
    assert len(place.inner_text()) > len("1. ")
    desk.shot("clause-jump")
    page.get_by_role("button", name="Назад к реквизитам").click()
    expect(clause).to_be_in_viewport()
    expect(clause).to_be_focused()


def test_a_taken_place_is_told_while_the_number_is_typed(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("registrar")
    page = desk.page
    _open_draft(desk, "условно разрешённый вид")
    page.get_by_label("Дата принятия").fill("06.04.2026")
    page.get_by_label("Номер", exact=True).fill("308")
    page.get_by_text("Акт с таким видом, органом, номером и годом уже есть").wait_for()


def test_the_reader_finds_the_act_by_other_forms_of_its_words(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    page = desk.page
    for _ in range(20):
        desk.go("/search?q=нестационарным+торговым+объектом")
        if page.locator("article.hit").count():
            break
        page.wait_for_timeout(500)
    assert page.locator("article.hit").count() == 1
    assert page.locator("article.hit mark").count() >= 3
    desk.shot("search")
    page.locator("article.hit h3 a").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Об утверждении Порядка размещения")
    assert page.get_by_role("link", name="Изменить").count() == 0


def test_search_goes_by_the_keyboard_alone(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    page = desk.page
    desk.go("/search")
    page.keyboard.type("порядок размещения")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('article.hit') !== null"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/*")
    desk.go("/acts")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_lawyer_builds_the_package_of_the_month(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("lawyer")
    page = desk.page
    desk.go("/packages/2026-04")
    page.get_by_label("Почему пакет строится с замечаниями").fill("опубликование ожидается")
    page.evaluate(UNSEEN, 'form[action$="/build"]')
    page.get_by_role("button", name="Построить пакет").dblclick()
    page.get_by_text("Пакет построен.").wait_for()
    expect(page.get_by_role("link", name="Скачать пакет")).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Скачать пакет").click()
    assert waiting.value.suggested_filename.startswith("acts-2026-04-")
    assert waiting.value.path().read_bytes().startswith(b"PK")
    desk.shot("package")
    page.get_by_text("Отметить отправленным…").click()
    page.get_by_label("Как и под каким исходящим номером").fill("исх. 5")
    page.get_by_role("button", name="Отметить").dblclick()
    page.get_by_text("Отправка пакета отмечена.").wait_for()


def test_a_key_whose_button_is_pressed_twice_is_one_and_opens_the_register(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader", 390)
    page = desk.page
    desk.go("/tokens")
    page.get_by_label("Для чего").fill("выгрузка")
    page.evaluate(UNSEEN, 'form[action="/tokens"]')
    page.get_by_role("button", name="Создать ключ").dblclick()
    page.get_by_text("Кнопка нажата дважды, ключ один: действует этот.").wait_for()
    expect(page.get_by_role("button", name="Отозвать")).to_have_count(1)
    desk.shot("token-pressed-twice")
    shown = {"authorization": f"Bearer {page.locator('code.token').inner_text()}"}
    assert page.request.get(f"{desk.base}/api/acts", headers=shown).status == 200
