"""Text of a DOCX that a reader does not see as what it is: struck out, white on white, hidden.

Struck and white text is kept and doubted; hidden text, which neither the screen nor the paper shows, is left out. Each
is told of. Source: ECMA-376 part 1, 17.3.2 (run properties), 17.3.5 (shading).
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ingest.reading.builder import DOUBTED
from ingest.reading.docx.package import W
from ingest.reading.docx.styles import attribute, is_shade
from ingest.reading.text.struck import Struck

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.docx.inline import Inline
    from ingest.reading.docx.styles import Styles

_TABLE, _BOX, _CELL, _SHADE = W + "tbl", W + "txbxContent", W + "tc", W + "shd"
_OF_PROGRAMS: Final = re.compile(r"\s*(?:(?:начало|конец) формы|#[A-Z]\d{1,2})\s*", re.IGNORECASE)
"""What programs hide: Word at both ends of a form that was pasted from a site, legal systems their marks."""


class Doubts:
    """What one document has of such text."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._struck = Struck()
        self._pale = self._hidden = False
        self.background = False
        """Whether the whole page has a colour."""

    def left_out(self, text: str) -> None:
        """Note hidden text."""
        self._hidden = self._hidden or (any(map(str.isalnum, text)) and not _OF_PROGRAMS.fullmatch(text))

    def trust(self, inline: Inline, around: Element | None, *, shaded: bool) -> float:
        """Return the trust of a paragraph; ``around``: the cell or box it is in, ``shaded``: it has its own colour."""
        if not inline.is_odd:
            return 1.0
        kinds = set(inline.looks)
        trust = 1.0
        if any(look.struck for look in kinds):
            for struck, pieces in groupby(zip(inline.pieces, inline.looks, strict=True), lambda piece: piece[1].struck):
                if struck:
                    trust = min(trust, self._struck.trust("".join(text for text, _ in pieces)))
        if any(look.pale and not look.shaded for look in kinds) and not shaded:
            said = (text for text, look in zip(inline.pieces, inline.looks, strict=True) if look.pale)
            if any(map(str.isalnum, "".join(said))) and not self._is_on_shade(around):
                self._pale, trust = True, DOUBTED
        return trust

    def tell(self, builder: DocumentBuilder) -> None:
        """Tell of what was met."""
        self._struck.tell(builder)
        if self._pale:
            builder.notice(
                "white-text",
                "В файле есть слова белым по белому: на листе их не видно. Они прочитаны, но сверьте их с подписанным "
                "экземпляром: в нём их может не быть.",
            )
        if self._hidden:
            builder.notice(
                "hidden-text", "В файле есть скрытый текст. При просмотре и на листе его нет, поэтому сюда он не вошёл."
            )

    def _is_on_shade(self, around: Element | None) -> bool:
        """Tell whether a cell, its table or the page may have a colour; of a box that is taken for granted."""
        while around is not None and not self.background:
            if around.tag == _BOX:
                return True
            shade = around.find(f"{around.tag}Pr/{_SHADE}") if around.tag in {_CELL, _TABLE} else None
            if is_shade(shade) or (around.tag == _TABLE and self._has_shaded_style(around)):
                return True
            around = around.getparent()
        return self.background

    def _has_shaded_style(self, table: Element) -> bool:
        name = attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val") or ""
        return any(is_shade(shade) for style in self._styles.chain(name) for shade in style.iter(_SHADE))
