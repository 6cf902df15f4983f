"""HTML -> drafts of blocks; :mod:`ingest.reading.html_page` tells what of a page is the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.document import BlockKind
from domain.errors import HostileFile
from ingest.reading.builder import CellDraft, DocumentBuilder, Draft
from ingest.reading.docx.numbering import format_number
from ingest.reading.html_page import parse_page
from ingest.reading.html_pictures import Gallery, opened
from ingest.reading.office.shown import pages_among
from ingest.reading.sniffing import is_web_archive
from ingest.reading.text import judging
from ingest.reading.text.encoding import decoded
from ingest.reading.text.raised import raised
from ingest.reading.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from ingest.reading.office.shown import PagePicture

_BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HEADINGS: Final = {f"h{level}": level - 1 for level in range(1, 7)}
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_BOLD: Final = frozenset({"b", "strong", "th"})
_ALIGN: Final = re.compile(r"text-align\s*:\s*(left|center|right|justify)", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STRUCK: Final = frozenset({"s", "strike", "del"})
_THROUGH: Final = re.compile(r"line-through", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_KEPT: Final = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES: Final = {
    "none": "", "disc": "bullet", "circle": "bullet", "square": "bullet",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
"""How a list is marked (CSS) -> the form of its numbers; empty: its items have no mark."""
_STYLE_CHARS: Final = 2_000
"""As much of a style as is looked at."""
_CELL_CHARS: Final = 5_000
"""A cell with more text is a column of the page, not a cell."""


def read_html(data: bytes, builder: DocumentBuilder) -> list[PagePicture]:
    """Read an HTML file into the builder; return its pictures that are pages, so that they may be recognised.

    Raises:
        DamagedFile: no parser makes a tree of it, or a web archive holds no page.
        HostileFile: too many tags.
    """
    gallery = Gallery(builder)
    if is_web_archive(data):
        data, gallery = opened(data, builder)
    if data.count(b"<") > 2 * builder.limits.xml_nodes:
        raise HostileFile(limit="xml_nodes")
    said = decoded(data, declared=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", said.text.replace("\x00", ""))
    _Writer(builder, gallery).write(parse_page(text, builder))
    if said.mixed:
        judging.doubt_mixed(builder)
    return pages_among(gallery.shown, builder, gallery.data)


class Manner(NamedTuple):
    """How text inside an element is said: inherited, unlike its block."""

    bold: bool = False
    raised: bool = False
    kept: bool = False
    """Spaces and line ends are kept, as in ``pre``."""
    struck: bool = False

    def inside(self, element: Element, tag: str) -> Manner:
        """Return the manner inside an element."""
        style = element.get("style") or ""
        return Manner(
            self.bold or tag in _BOLD,
            (self.raised or tag == "sup" or bool(_RAISED.search(style))) and tag != "sub",
            self.kept or tag == "pre" or bool(_KEPT.search(style)),
            self.struck or _strikes(element),
        )

    def said(self, text: str) -> str:
        """Return text as it is shown; a raised number stays apart from the one before it: «13¹», not «131»."""
        if self.raised:
            text = raised(text)
        return text if self.kept else _SPACE.sub(" ", text)


class ListCounter:
    """Counts the items of one ``ol`` or ``ul``."""

    def __init__(self, element: Element) -> None:
        usual = _FORMS.get(element.get("type") or "", "decimal") if element.tag == "ol" else "bullet"
        self._form = _styled(element, usual)
        self._step = -1 if element.get("reversed") is not None else 1
        first = _whole(element.get("start"))
        if first is None:
            first = 1 if self._step > 0 else len(element.findall("li"))
        self._next = first

    def label(self, item: Element) -> str:
        """Return the mark of an item as a browser prints it; empty when its style takes it away."""
        form = _styled(item, self._form)
        own = _whole(item.get("value"))
        number = self._next if own is None else own
        self._next = number + self._step
        if form == "bullet":
            return "•"
        return f"{format_number(number, form)}." if form else ""


def _styled(element: Element, usual: str) -> str:
    """Return the form of the numbers of a list or an item as its style says, or what is usual."""
    for rule in (element.get("style") or "")[:_STYLE_CHARS].lower().split(";"):
        name, _, value = rule.partition(":")
        if name.strip() in {"list-style", "list-style-type"}:
            return next((_STYLES[word] for word in value.split() if word in _STYLES), usual)
    return usual


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 6 else None  # noqa: PLR2004 - digits


def _strikes(element: Element) -> bool:
    return element.tag in _STRUCK or bool(_THROUGH.search((element.get("style") or "")[:_STYLE_CHARS]))


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


class _Writer:
    """Collects inline text and lets it go as a block at each border."""

    def __init__(self, builder: DocumentBuilder, gallery: Gallery) -> None:
        self._builder = builder
        self._gallery = gallery
        self._hung: list[Draft] = []
        """Pictures of the block that is being said: they follow it."""
        self._pieces: list[str] = []
        self._struck = Struck()
        self._trust = 1.0
        self._bold = self._letters = 0
        self._align = ""
        self._aligns: list[str] = []
        """How the blocks around stand."""
        self._level: int | None = None
        self._label = ""
        self._lists: list[ListCounter] = []

    def write(self, body: Element) -> None:
        """Write a whole body; nesting is bounded by the parser, so a stack of our own suffices."""
        stack: list[tuple[str, Element, Manner]] = [("open", body, Manner())]
        while stack:
            step, element, manner = stack.pop()
            if step == "close":
                self._close(element)
                continue
            if step == "tail":
                self._say(element.tail, manner)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if not tag or _is_hidden(element):
                continue
            if tag == "table" and _is_grid(element):
                self._flush()
                self._table(element, struck=manner.struck)
                continue
            inner = manner.inside(element, tag)
            self._open(element, tag)
            self._say(element.text, inner)
            stack.append(("close", element, manner))
            for child in reversed(element):
                stack.append(("tail", child, inner))
                stack.append(("open", child, inner))
        self._flush()
        self._struck.tell(self._builder)

    def _open(self, element: Element, tag: str) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "img":
            self._hang(element)
        elif tag in _BLOCKS:
            self._flush()
            self._aligns.append(self._align)
            found = _ALIGN.search(element.get("style") or "")
            self._align = (
                found.group(1) if found else element.get("align") or ("center" if tag == "center" else self._align)
            ).lower()
            self._level = _HEADINGS.get(tag)
            if tag in {"ol", "ul"}:
                self._lists.append(ListCounter(element))
            elif tag == "li":
                self._label = self._lists[-1].label(element) if self._lists else "•"

    def _hang(self, image: Element) -> None:
        draft = self._gallery.draft(image)
        if draft is not None:
            self._hung.append(draft)

    def _close(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self._align = self._aligns.pop()
            if element.tag in {"ol", "ul"}:
                self._lists.pop()
            elif element.tag == "li":
                self._label = ""

    def _say(self, text: str | None, manner: Manner) -> None:
        if not text:
            return
        said = manner.said(text)
        self._pieces.append(said)
        if manner.struck:
            self._trust = min(self._trust, self._struck.trust(said))
        letters = sum(map(str.isalnum, said))
        self._letters += letters
        self._bold += letters if manner.bold else 0

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
                    Draft(
                        kind=kind,
                        text=part,
                        label=self._label,
                        level=self._depth(),
                        align=align,
                        bold=bold,
                        trust=self._trust,
                    )
                )
            self._label = ""
        self._pieces, self._bold, self._letters, self._level, self._trust = [], 0, 0, None, 1.0
        hung, self._hung = self._hung, []
        for draft in hung:
            self._builder.add(draft)

    def _depth(self) -> int:
        """Return the level of the block: of a heading, or how many lists are around."""
        return self._level if self._level is not None else max(0, len(self._lists) - 1)

    def _table(self, table: Element, *, struck: bool) -> None:
        trust = 1.0
        for element in [table] if struck else [element for element in table.iter() if _strikes(element)]:
            trust = min(trust, self._struck.trust(_text(element)))
        for text in _beside_cells(table):
            self._builder.add(Draft(kind=BlockKind.PARAGRAPH, text=text, trust=trust))
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
            self._builder.add(Draft(kind=BlockKind.TABLE, cells=cells, trust=trust))
        for image in table.iter("img"):
            if not _is_hidden(image):
                self._hang(image)
        self._flush()

    def _span(self, cell: Element, name: str) -> int:
        value = (cell.get(name) or "1").strip()
        return max(1, min(int(value), self._builder.limits.table_span)) if value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004 - digits


def _spaced(text: str) -> str:
    return re.sub(r"[ \u00a0]{2,}", lambda found: "\t" if len(found.group()) > 5 else " ", text)  # noqa: PLR2004 - signatures are set apart with spaces


def _beside_cells(table: Element) -> Iterator[str]:
    """Yield the caption of a table and what its author put between the cells: a browser shows both above it."""
    for element in table.iter("caption", "table", "thead", "tbody", "tfoot", "tr"):
        said = _text(element) if element.tag == "caption" else _SPACE.sub(" ", element.text or "").strip()
        if said:
            yield said
        if element.tag != "caption":
            yield from (tail for child in element if (tail := _SPACE.sub(" ", child.tail or "").strip()))


def _owner(row: Element) -> Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _text(cell: Element) -> str:
    """Return what a cell says, line by line, with the numbers of lists in it."""
    pieces: list[str] = []
    lists: list[ListCounter] = []
    stack: list[tuple[str, Element, Manner]] = [("open", cell, Manner())]
    while stack:
        step, element, manner = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if step == "tail":
            pieces.append(manner.said(element.tail or ""))
        elif step == "close":
            pieces.append("\n" if tag in _BLOCKS else "")
            if tag in {"ol", "ul"}:
                lists.pop()
        elif tag and not _is_hidden(element):
            pieces.append("\n" if tag in _BLOCKS or tag == "br" else "")
            if tag in {"ol", "ul"}:
                lists.append(ListCounter(element))
            elif tag == "li" and lists:
                pieces.append(f"{lists[-1].label(element)} ".lstrip())
            inner = manner.inside(element, tag)
            pieces.append(inner.said(element.text or ""))
            stack.append(("close", element, manner))
            for child in reversed(element):
                stack.append(("tail", child, inner))
                stack.append(("open", child, inner))
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
