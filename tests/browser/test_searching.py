"""Searching by the keyboard: suggestions, a search that is kept, places inside an act; each page without faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def _serious(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types

    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:100]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def _tab_to(page: Page, selector: str) -> None:
    """Go on by the tab key until something has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(selector)


def test_suggestions_are_walked_and_taken_by_the_keyboard(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    page = desk.page
    desk.go("/search")
    box = page.get_by_role("combobox", name="Что найти")
    page.keyboard.type("регламент")
    options = page.get_by_role("listbox", name="Подсказки").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert _serious(page) == []
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    assert box.input_value() == "регламент"
    page.keyboard.type("а")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/*")
    assert "регламента" in page.locator("h1").inner_text()


def test_a_search_is_kept_and_an_act_is_walked_by_the_keyboard(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    page = desk.page
    desk.go("/search")
    page.keyboard.type("регламенты")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    _tab_to(page, ".hits-steps a[href^='/searches/new']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Сохранить поиск").wait_for()
    assert _serious(page) == []
    name = page.get_by_label("Название")
    _tab_to(page, "#f-name")
    name.fill("Регламенты")
    page.keyboard.press("Enter")
    page.get_by_text("Поиск сохранён").wait_for()
    assert _serious(page) == []
    desk.shot("searches")
    _tab_to(page, ".saved h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    _tab_to(page, "article.hit h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/*?find=*")
    total = int(page.locator("#find-count").get_attribute("data-total") or 0)
    assert total > 3
    now = page.locator("mark.sought.now")
    _tab_to(page, "#find")
    for number in (1, 2):
        page.keyboard.press("Enter")
        expect(page.locator("#find-count")).to_have_text(f"{number} из {total}")
        expect(now.first).to_be_in_viewport()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#find-count")).to_have_text(f"{total} из {total}")
    expect(now.first).to_be_in_viewport()
    desk.shot("act-inside")


@pytest.mark.parametrize("width", [1280, 390])
def test_words_are_looked_for_inside_an_act_by_the_keyboard_alone(desk_of: Callable[..., Desk], width: int) -> None:
    desk = desk_of("reader", width)
    page = desk.page
    desk.go("/search?q=регламент")
    page.locator("article.hit h3 a").first.click()
    page.wait_for_url("**/acts/*?find=*")
    _tab_to(page, "#find")
    box, count, now = page.locator("#find"), page.locator("#find-count"), page.locator("mark.sought.now")
    page.keyboard.press("Control+A")
    page.keyboard.type("земляной работа")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/*#find")
    expect(box).to_be_focused()
    total = int(count.get_attribute("data-total") or 0)
    for key, number in (("", 1), ("Enter", 2), ("Enter", 3), ("Shift+Enter", 2), ("Enter", 3)):
        if key:
            page.keyboard.press(key)
        expect(count).to_have_text(f"{number} из {total}")
        expect(box).to_be_focused()
        expect(now.first).to_be_in_viewport()
    assert count.get_attribute("role") == "status"
    page.keyboard.press("Control+A")
    page.keyboard.type("земляныи работы")
    page.keyboard.press("Enter")
    told = page.locator("#find-told")
    expect(told).to_contain_text("В тексте нет: земляныи. Возможно: ")
    expect(told).to_be_in_viewport()
    expect(box).to_be_focused()
    desk.shot(f"act-inside-absent-{width}")
    _tab_to(page, "#find-told a")
    page.keyboard.press("Enter")
    expect(count).to_have_text(f"1 из {total}")
    expect(box).to_be_focused()


def test_what_was_found_is_reached_from_the_box_by_few_keys(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader", 1280)
    page = desk.page
    desk.go("/search?q=регламент&sort=newest")
    page.locator("#q").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    skip = page.locator("a.skip.here")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator("a.skip.near")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#facets")).to_be_focused()
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_focused()
    passed = 0
    while not page.evaluate("() => document.activeElement.matches('article.hit h3 a')"):
        page.keyboard.press("Tab")
        passed += 1
    assert passed <= 3
    kinds = page.evaluate("() => [...document.querySelectorAll('main h1, main h2, main h3')].map(each => each.tagName)")
    assert kinds[:3] == ["H1", "H2", "H3"]
    assert _serious(page) == []


def test_search_works_without_scripts(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    context = desk.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # it has one
    context.add_cookies(desk.page.context.cookies())  # type: ignore[arg-type]  # what it gives it takes
    page = context.new_page()
    page.goto(f"{desk.base}/search?q=регламент")
    page.locator("article.hit h3 a").first.click()
    page.get_by_role("link", name="К первому").click()
    expect(page.locator("#ev-hit-1")).to_be_attached()
    assert page.url.endswith("#ev-hit-1")
    page.locator("#find").fill("порядок")
    page.locator("#find").press("Enter")
    page.wait_for_url("**/acts/*#find")
    expect(page.locator("#find")).to_be_focused()
    context.close()


def test_what_was_searched_instead_is_told_and_left_by_the_keyboard(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("reader")
    page = desk.page
    desk.go("/search?q=регламент+разрешение+земляные+работы+вертолётами")
    notice = page.locator(".notice.instead")
    expect(notice).to_contain_text("Показаны акты, где есть не меньше 4 из 5 слов.")
    expect(notice).to_contain_text("Нигде не найдено: вертолётами.")
    assert _serious(page) == []
    desk.shot("search-loosened")
    _tab_to(page, ".notice.instead a")
    page.keyboard.press("Enter")
    expect(page.locator(".hits-count")).to_have_text("Ничего не найдено")
    desk.go("/search?q=регламент+земляных+рабто")
    expect(notice).to_contain_text("Показано найденное по запросу «регламент земляных работ».")
    desk.shot("search-corrected")
    assert desk.faults == []
