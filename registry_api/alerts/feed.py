"""The Atom feed of a saved search (RFC 4287): what it has found, within what the person may see now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from domain.alerts import SearchState
from registry_api.alerts.matching import levels_for
from registry_api.web.formats import sentence
from storage import searches
from storage.acts import name_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import AlertItem, SavedSearch

ATOM: Final = "http://www.w3.org/2005/Atom"
MOST: Final = 100
"""Entries, newest first."""
TYPE: Final = "application/atom+xml"


def feed(session: Session, search: SavedSearch, site: str) -> bytes:
    """Return the feed; ``site`` is the address of the site without a slash at its end."""
    items = searches.news(session, search.id, levels_for(search.person), MOST)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the default namespace has no prefix
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'saved-search/{search.id}')}")
    stopped = {SearchState.PAUSED: " (приостановлен)", SearchState.SUSPENDED: " (остановлен, откройте «Мои поиски»)"}
    _add(root, "title", f"Реестр: {search.name}{stopped.get(SearchState(search.state), '')}")
    _add(root, "updated", (items[0].found_at if items else search.created_at).isoformat())
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", "Реестр муниципальных правовых актов")
    _link(root, f"{site}/searches/{search.id}/open")
    for item in items:
        if search.stopped_at is None or item.found_at <= search.stopped_at:
            _entry(root, search, item, site)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _entry(root: etree._Element, search: SavedSearch, item: AlertItem, site: str) -> None:
    act = item.act
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'saved-search/{search.id}/{act.id}/{item.act_version}')}")
    news = "" if item.act_version == 1 else " (изменена карточка)"
    _add(entry, "title", f"{sentence(name_of(act.kind, act.number_raw, act.date))}{news}. {act.title}")
    _add(entry, "updated", item.found_at.isoformat())
    _link(entry, f"{site}/acts/{act.id}")
    _add(entry, "summary", act.body)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = "".join(c for c in text if c.isprintable())


def _link(parent: etree._Element, href: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel="alternate", href=href)
