"""No serious fault of accessibility on any page, none wider than its window, nothing needs scripts to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PAGES = {
    "registrar": ["/", "/intake", "/drafts", "DRAFT", "/acts", "ACT", "EDIT", "/search?q=порядок", "/help", "/tokens"],
    "lawyer": ["/", "/packages", "/packages/2026-04", "/journal", "ACT", "/schema"],
    "reader": ["/", "/search", "/search?q=неттакогослова"],
    "admin": ["/", "/people", "/journal"],
}
FIRST = {"DRAFT": "/drafts", "ACT": "/acts", "EDIT": "/acts"}


def _open(desk: Desk, path: str) -> bool:
    """Open a page, or the first draft or act when there is one."""
    desk.go(FIRST.get(path, path))
    if path not in FIRST:
        return True
    link = desk.page.locator("main tbody th a").first
    if not link.count():
        return False
    desk.go(str(link.get_attribute("href")) + ("/edit" if path == "EDIT" else ""))
    return True


@pytest.mark.parametrize("login", PAGES)
def test_axe_finds_nothing_serious(login: str, desk_of: Callable[..., Desk]) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types

    desk, serious = desk_of(login), []
    for path in PAGES[login]:
        if not _open(desk, path):
            continue
        desk.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
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
        if _open(desk, path):
            width = desk.page.evaluate("document.documentElement.scrollWidth")
            wide += [(path, width)] if width > 390 else []
            desk.shot(f"narrow-{login}-{number}")
    assert wide == []
