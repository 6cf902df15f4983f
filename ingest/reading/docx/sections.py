"""Sections of a DOCX: where pages break between them, which headers and footers are printed, how large a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.reading.docx.package import R, W
from ingest.reading.docx.styles import attribute, switch, whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SECTION, _OLD = W + "sectPr", W + "sectPrChange"
_SAME_PAGE: Final = frozenset({"continuous", "nextColumn"})
_TWIPS: Final = 20
"""Twentieths of a point."""
_A4: Final = (595.0, 842.0)


class Sections:
    """All ``w:sectPr`` of the body in order; the last belongs to the body itself."""

    def __init__(self, body: Element | None, settings: Element | None) -> None:
        found = [] if body is None else list(body.iter(_SECTION))
        self._all = [section for section in found if not _is_old(section)]
        self._next = dict(zip(self._all, self._all[1:], strict=False))
        self._even = settings is not None and bool(switch(settings, "evenAndOddHeaders"))
        self._page = _page_size(self._all[-1]) if self._all else _A4

    def breaks_page_after(self, section: Element) -> bool:
        """Tell whether what follows a section begins on a new page: the next section says so."""
        following = self._next.get(section)
        return following is None or attribute(following.find(W + "type"), "val") not in _SAME_PAGE

    def margins(self, kind: str) -> list[str]:
        """Return the relationships of the headers or footers that are printed, each once, in order of the sections."""
        names: dict[str, None] = {}
        for section in self._all:
            wanted = {None, "default"}
            if switch(section, "titlePg"):
                wanted.add("first")
            if self._even:
                wanted.add("even")
            references = [
                one for one in section.iterchildren(f"{W}{kind}Reference") if attribute(one, "type") in wanted
            ]
            for reference in sorted(references, key=lambda one: attribute(one, "type") != "first"):
                names[reference.get(R + "id") or ""] = None
        return list(names)

    def share_of_page(self, width: float, height: float) -> float:
        """Return the area of something, given in points, to that of a page."""
        return width * height / (self._page[0] * self._page[1])


def _page_size(section: Element) -> tuple[float, float]:
    size = section.find(W + "pgSz")
    width, height = (whole(attribute(size, name), 0) or 0 for name in ("w", "h"))
    return (width / _TWIPS, height / _TWIPS) if width > 0 and height > 0 else _A4


def _is_old(section: Element) -> bool:
    parent = section.getparent()
    return parent is not None and parent.tag == _OLD
