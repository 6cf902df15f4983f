"""No serious fault of accessibility on any page, none wider than its window, nothing needs scripts to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAGES = {
    "registrar": [
        "/", "/intake", "/drafts", "DRAFT", "SCAN", "/acts", "ACT", "EDIT", "PROTOCOL", "/search?q=порядок", "/help",
        "/tokens",
    ],
    "lawyer": ["/", "/packages", "/packages/2026-04", "/journal", "ACT", "PROTOCOL", "/schema"],
    "reader": ["/", "/search", "/search?q=неттакогослова", "/searches", "/searches/new?q=порядок"],
    "admin": ["/", "/people", "/journal"],
}  # fmt: skip
OPEN_ALL = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
LISTED = {
    "DRAFT": ("/drafts", "земельному налогу"),
    "SCAN": ("/drafts", "половодья"),
    "ACT": ("/acts", "Административного регламента"),
    "EDIT": ("/acts", "Административного регламента"),
    "PROTOCOL": ("/acts", "аппаратного совещания"),
}


def _open(desk: Desk, path: str) -> None:
    """Open a page, or the page of a draft or act that a list names."""
    where, words = LISTED.get(path, (path, ""))
    desk.go(where)
    if words:
        link = desk.page.locator("main tbody th a").filter(has_text=words)
        assert link.count() == 1, (path, desk.page.locator("main tbody").inner_text())
        where = str(link.get_attribute("href")) + ("/edit" if path == "EDIT" else "")
        desk.go(where)
    assert desk.page.url == desk.base + quote(where, safe="/?=&"), path
    assert desk.page.locator("h1").count() == 1, path
    assert desk.page.locator(".error-page").count() == 0, path


@pytest.mark.parametrize("login", PAGES)
def test_axe_finds_nothing_serious(login: str, desk_of: Callable[..., Desk]) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types

    desk, serious = desk_of(login), []
    for path in PAGES[login]:
        _open(desk, path)
        desk.page.evaluate(OPEN_ALL)
        found = Axe().run(desk.page).response["violations"]
        serious += [
            (path, fault["id"], fault["nodes"][0]["html"][:120], fault["nodes"][0]["failureSummary"][:200])
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]
    assert serious == []


@pytest.mark.parametrize("login", PAGES)
def test_no_page_is_wider_than_a_telephone(login: str, desk_of: Callable[..., Desk]) -> None:
    desk = desk_of(login, 390)
    wide = []
    for number, path in enumerate(PAGES[login]):
        _open(desk, path)
        for step in ("closed", "open"):
            width = desk.page.evaluate("document.documentElement.scrollWidth")
            wide += [(path, step, width)] if width > 390 else []
            desk.page.evaluate(OPEN_ALL)
        desk.shot(f"narrow-{login}-{number}")
    assert wide == []


def test_the_button_of_the_sign_in_page_is_a_button(chromium: Browser, site: str, shots: Path | None) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}/sign-in")
    box = page.get_by_role("button", name="Войти").bounding_box()
    if shots is not None:
        page.screenshot(path=shots / "sign-in.png")
    page.close()
    assert box is not None
    assert 30 < box["height"] < 60
