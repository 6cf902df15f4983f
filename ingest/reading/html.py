"""HTML -> drafts of blocks, without scripts and without what surrounds the document (menus, lists of links)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from domain.document import BlockKind
from domain.errors import DamagedFile, HostileFile
from ingest.reading.builder import CellDraft, DocumentBuilder, Draft
from ingest.reading.encoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DROPPED: Final = (
    "script", "style", "noscript", "nav", "aside", "footer", "iframe", "object", "embed", "svg", "template", "button",
    "select",
    "textarea", "input", "audio", "video", "canvas", "head", "title", "link", "meta", "map",
)  # fmt: skip
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS: Final = {f"h{level}": level - 1 for level in range(1, 7)}
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_BOLD: Final = frozenset({"b", "strong", "th"})
_ALIGN: Final = re.compile(r"text-align\s*:\s*(left|center|right|justify)", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CELL_CHARS: Final = 5_000
"""A cell with more text is a column of the page, not a cell."""
_LINKS: Final = 5
_LINK_SHARE: Final = 0.75


def read_html(data: bytes, builder: DocumentBuilder) -> None:
    """Read an HTML file into the builder.

    Raises:
        DamagedFile: no parser makes a tree of it.
        HostileFile: too many tags.
    """
    if data.count(b"<") > 2 * builder.limits.xml_nodes:
        raise HostileFile(limit="xml_nodes")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data, declared=True).replace("\x00", ""))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile(found="html") from error
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    body = root.find("body")
    _Writer(builder).write(body if body is not None else root)


class _Writer:
    """Collects inline text and lets it go as a block at each border."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._pieces: list[str] = []
        self._bold = self._letters = 0
        self._align = ""
        self._level: int | None = None
        self._label = ""

    def write(self, body: Element) -> None:
        """Write a whole body; nesting is bounded by the parser, so a stack of our own suffices."""
        stack: list[tuple[str, Element, bool]] = [("open", body, False)]
        while stack:
            step, element, bold = stack.pop()
            if step == "close":
                self._close(element)
                continue
            if step == "tail":
                self._say(element.tail, bold=bold)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if not tag or _HIDDEN.search(element.get("style") or "") or _is_menu(element, tag):
                continue
            if tag == "table" and _is_grid(element):
                self._flush()
                self._table(element)
                continue
            inner = bold or tag in _BOLD
            self._open(element, tag)
            self._say(element.text, bold=inner)
            stack.append(("close", element, bold))
            for child in reversed(element):
                stack.append(("tail", child, inner))
                stack.append(("open", child, inner))
        self._flush()

    def _open(self, element: Element, tag: str) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._flush()
            found = _ALIGN.search(element.get("style") or "")
            self._align = (
                found.group(1) if found else element.get("align") or ("center" if tag == "center" else self._align)
            ).lower()
            self._level = _HEADINGS.get(tag)
            if tag == "li":
                self._label = _list_label(element)

    def _close(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self._align = ""

    def _say(self, text: str | None, *, bold: bool) -> None:
        if not text:
            return
        said = _SPACE.sub(" ", text)
        self._pieces.append(said)
        letters = sum(map(str.isalnum, said))
        self._letters += letters
        self._bold += letters if bold else 0

    def _flush(self) -> None:
        text = re.sub(r" ?\n ?", "\n", _spaced("".join(self._pieces)))
        if text.strip():
            kind = (
                BlockKind.HEADING
                if self._level is not None
                else BlockKind.LIST_ITEM
                if self._label
                else BlockKind.PARAGRAPH
            )
            align = self._align if self._align in {"left", "center", "right", "justify"} else ""
            for part in re.split(r"\n{2,}", text.strip()):
                bold = self._letters > 0 and self._bold == self._letters
                self._builder.add(
                    Draft(kind=kind, text=part, label=self._label, level=self._level or 0, align=align, bold=bold)
                )
            self._label = ""
        self._pieces, self._bold, self._letters, self._level = [], 0, 0, None

    def _table(self, table: Element) -> None:
        cells: list[CellDraft] = []
        taken: dict[tuple[int, int], bool] = {}
        for number, row in enumerate(row for row in table.iter("tr") if _owner(row) is table):
            col = 0
            for cell in row.iterchildren("td", "th"):
                while taken.get((number, col)):
                    col += 1
                wide, tall = self._span(cell, "colspan"), self._span(cell, "rowspan")
                for down in range(1, tall):
                    taken.update({(number + down, col + right): True for right in range(wide)})
                cells.append(CellDraft(row=number, col=col, text=_text(cell), row_span=tall, col_span=wide))
                col += wide
        if cells:
            self._builder.add(Draft(kind=BlockKind.TABLE, cells=cells))

    def _span(self, cell: Element, name: str) -> int:
        value = (cell.get(name) or "1").strip()
        return max(1, min(int(value), self._builder.limits.table_span)) if value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004 - digits


def _spaced(text: str) -> str:
    return re.sub(r"[ \u00a0]{2,}", lambda found: "\t" if len(found.group()) > 5 else " ", text)  # noqa: PLR2004 - signatures are set apart with spaces


def _owner(row: Element) -> Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _text(cell: Element) -> str:
    pieces: list[str] = []
    for element in cell.iter():
        if element.tag in _BLOCKS or element.tag == "br":
            pieces.append("\n")
        pieces.append(_SPACE.sub(" ", element.text or ""))
        if element is not cell:
            pieces.append(_SPACE.sub(" ", element.tail or ""))
    return re.sub(r"\s*\n\s*", "\n", "".join(pieces)).strip()


def _is_grid(table: Element) -> bool:
    """Tell a table of data from one that lays out the page: no tables inside, short cells, two columns."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
    return (
        sum(len(row) > 1 for row in rows) >= 1
        and max((len("".join(map(str, cell.itertext()))) for row in rows for cell in row), default=0) < _CELL_CHARS
    )


def _is_menu(element: Element, tag: str) -> bool:
    """Tell a list of links: what surrounds a document on a site."""
    if tag not in {"ul", "ol", "div", "table", "section", "header", "td"}:
        return False
    links = list(element.iter("a"))
    if len(links) < _LINKS:
        return False
    total = len("".join(map(str, element.itertext())).strip())
    linked = sum(len("".join(map(str, link.itertext())).strip()) for link in links if link.get("href"))
    return linked > _LINK_SHARE * total


def _list_label(item: Element) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "•"
    place = 1 + sum(1 for before in item.itersiblings("li", preceding=True))
    start = parent.get("start") or "1"
    return f"{place + (int(start) if start.isdecimal() and len(start) < 6 else 1) - 1}."  # noqa: PLR2004 - digits
