"""What of a page is the document: menus and what surrounds an act on a site are taken off, fields become their text.

A list of links is a menu, unless it is part of the act: the acts that a point names are links on the sites of legal
systems («1. Признать утратившими силу:» and a list).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree, html

from domain.errors import DamagedFile

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from ingest.reading.builder import DocumentBuilder

_SILENT: Final = (
    "script", "style", "noscript", "iframe", "object", "embed", "svg", "template", "button", "audio", "video", "canvas",
    "head", "title", "link", "meta", "map",
)  # fmt: skip
_SURROUNDINGS: Final = frozenset({"nav", "aside", "footer"})
_OF_THE_DOCUMENT: Final = frozenset({"article", "main", "blockquote", "td"})
"""A footer inside one of these belongs to the text (HTML, 4.3.8: to its nearest sectioning element)."""
_UNSAID_INPUTS: Final = frozenset({"hidden", "password", "submit", "button", "image", "reset", "file", "search"})
_TICKS: Final = frozenset({"checkbox", "radio"})
_LISTS: Final = frozenset({"ul", "ol", "div", "table", "section", "header", "td"})
_LINKS: Final = 5
_LINK_SHARE: Final = 0.75
_PART_OF_AN_ACT: Final = re.compile(
    r"утрати|изменени|дополнени|отмен|признать|внести|приостанов|в соответствии|руководств"
)
"""Words before a list that is part of an act."""
_OF_THE_SITE: Final = re.compile(
    r"смотрите|\bсм\.|также|похож|связанн|раздел|ссылк|по теме|меню|документы:|новости|последни"
)
"""Words before a list that a site shows beside it."""
_SAYS_MUCH: Final = 30
"""Signs of a link, on average, above which a list of links may be more than a menu."""
_OF_THE_TEXT: Final = frozenset({"p", "td", "th", "li", "dd", "article", "main"})
"""A field inside one of these is part of a sentence, not furniture of a site."""
_BEFORE: Final = 300
_ACT: Final = re.compile(r"(?:№|\bN)\s*\S*\d|\bот\s+\d{1,2}[. ]")
"""What a link to an act says: its number or its date."""
_CLASS: Final = re.compile(r"(?:^|,)\s*[a-z]*\.([\w-]+)\s*(?=,|$)", re.IGNORECASE)
"""A selector that is one class, of any element or of some kind."""
_DEEP_INLINE: Final = re.compile(r"</?(?:font|span|b|i|u|strong|em|small|big|a)\b[^<>]*+>", re.IGNORECASE)
_DEEP_BLOCK: Final = re.compile(r"</?(?:div|center|section|article|blockquote|fieldset|form)\b[^<>]*+>", re.IGNORECASE)


def parse_page(text: str, builder: DocumentBuilder) -> Element:
    """Return the body of a page, without what is not its document; the builder is told what was left.

    Raises:
        DamagedFile: no parser makes a tree of it.
    """
    root, whole = _tree(text)
    if not whole:  # what is nested this deep by unclosed tags has no order to lose
        root, whole = _tree(_DEEP_BLOCK.sub("<br><br>", _DEEP_INLINE.sub("", text)))
    if not whole:
        builder.notice(
            "deep-page",
            "Страница устроена слишком сложно и прочитана не до конца. Сохраните её как документ Word или PDF.",
        )
    _strike_by_class(root)
    etree.strip_elements(root, *_SILENT, with_tail=False)
    _say_fields(root)
    body = root.find("body")
    body = root if body is None else body
    if _take_off(body):
        builder.notice(
            "page-surroundings",
            "Меню и списки ссылок вокруг документа не прочитаны. Если они часть акта, внесите его файлом DOCX или PDF.",
        )
    return body


def _tree(text: str) -> tuple[Element, bool]:
    """Return the tree of a page and whether all of it is there."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile(found="html") from error
    deep = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return root, not deep


def _strike_by_class(root: Element) -> None:
    """Say at each element that its class strikes it out: the page's own style goes with the rest that is silent."""
    rules = "".join("".join(map(str, style.itertext())) for style in root.iter("style"))
    classes: set[str] = set()
    for rule in rules.split("}") if "line-through" in rules else ():
        names, _, body = rule.rpartition("{")
        if "line-through" in body:
            classes.update(_CLASS.findall(names.rpartition("*/")[2]))
    for element in root.iter() if classes else ():
        if not classes.isdisjoint((element.get("class") or "").split()):
            element.set("style", f"text-decoration:line-through;{element.get('style') or ''}")


def _say_fields(root: Element) -> None:
    """Let fields of forms say what a person sees in them."""
    for field in list(root.iter("input", "textarea", "select")):
        said = _seen_in(field) if _is_of_the_text(field) else ""
        for inside in list(field):
            field.remove(inside)
        field.tag, field.text = "span", said


def _is_of_the_text(field: Element) -> bool:
    around = field.getparent()
    while around is not None and around.tag in {"span", "label", "b", "i", "u", "font", "strong", "em", "a"}:
        around = around.getparent()
    return around is not None and around.tag in _OF_THE_TEXT


def _seen_in(field: Element) -> str:
    if field.tag == "textarea":
        return "".join(map(str, field.itertext()))
    if field.tag == "select":
        chosen = [option for option in field.iter("option") if option.get("selected") is not None]
        return "; ".join("".join(map(str, option.itertext())).strip() for option in chosen)
    kind = (field.get("type") or "text").lower()
    if kind in _TICKS:
        return "☑" if field.get("checked") is not None else "☐"
    return "" if kind in _UNSAID_INPUTS else field.get("value") or ""


class _Weight(NamedTuple):
    """What an element holds: links, signs, signs inside links, links to acts, the text before the first link."""

    links: int = 0
    total: int = 0
    linked: int = 0
    acts: int = 0
    before: str = ""
    owners: int = 0
    """Signs «©»."""

    def with_one(self, other: _Weight) -> _Weight:
        return _Weight(
            self.links + other.links, self.total + other.total, self.linked + other.linked, self.acts + other.acts,
            self.before if self.links else other.before, self.owners + other.owners,
        )  # fmt: skip

    @property
    def is_menu(self) -> bool:
        """Whether this is what surrounds a document on a site."""
        if self.links < _LINKS or self.linked <= _LINK_SHARE * self.total:
            return False
        before = self.before[-_BEFORE:].lower()
        is_announced = before.endswith(":")
        if _PART_OF_AN_ACT.search(before) and (is_announced or 2 * self.acts >= self.links):
            return False
        return not is_announced or _OF_THE_SITE.search(before) is not None

    @property
    def is_worth_telling(self) -> bool:
        """Whether a person should know that it was left out: it names acts, or says more than a menu does."""
        return self.acts > 0 or self.linked > _SAYS_MUCH * self.links or (not self.links and self.total > _SAYS_MUCH)


def _take_off(body: Element) -> bool:
    """Empty menus and surroundings; tell whether anything went that a person should know of."""
    said = False
    for element, weight in _unneeded(body):
        said = said or (element.tag != "nav" and weight.is_worth_telling)
        tail = element.tail
        element.clear()
        element.tail = tail
        if element.tag != "td":
            element.tag = "div"
    return said


def _unneeded(body: Element) -> list[tuple[Element, _Weight]]:
    """Return elements to leave out, in one pass: each weight is made of those of its children."""
    found: list[tuple[Element, _Weight]] = []
    stack: list[_Weight] = [_Weight()]
    inside = 0
    last = ""
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            inside += element.tag in _OF_THE_DOCUMENT
            before, last = last, _last(element.text, last)
            is_link = element.tag == "a" and element.get("href") is not None
            stack.append(_weight(element.text)._replace(links=int(is_link), before=before if is_link else ""))
            continue
        inside -= element.tag in _OF_THE_DOCUMENT
        weight = stack.pop()
        if element.tag == "a" and element.get("href") is not None:
            text = "".join(map(str, element.itertext()))
            weight = weight._replace(linked=weight.total, acts=int(bool(_ACT.search(text))))
        if element is not body and _is_unneeded(element, weight, inside):
            found.append((element, weight))
            weight = _Weight()
        last = _last(element.tail, last)
        stack[-1] = stack[-1].with_one(weight).with_one(_weight(element.tail))
    return found


def _is_unneeded(element: Element, weight: _Weight, inside: int) -> bool:
    if element.tag in _SURROUNDINGS:
        about_the_site = weight.links + weight.owners > 0
        return element.tag == "nav" or (not inside and about_the_site)
    return element.tag in _LISTS and weight.is_menu


def _last(text: str | None, before: str) -> str:
    """Return the last words said: those of ``text``, else those before."""
    return (text or "").rstrip() or before


def _weight(text: str | None) -> _Weight:
    return _Weight(total=len("".join((text or "").split())), owners=(text or "").count("©"))
