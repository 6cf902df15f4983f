"""pdfminer.six's own interpreter and layout: slow, but another's code, for files that ours does not get through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTImage, LTTextLine
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

from ingest.reading.pdf.device import WORD_GAP, Content, Run
from ingest.reading.pdf.fonts import UNMAPPED, is_bold_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.pdfpage import PDFPage

_LAYOUT: Final = LAParams(boxes_flow=None, char_margin=60)
"""Lines across the page, no guesses about columns (their cost grows with the square of a page's lines)."""
_UNKNOWN: Final = re.compile(r"\(cid:(\d{1,5})\)")


class StockPages:
    """Draws pages with the library alone; one object for one file."""

    def __init__(self) -> None:
        manager = PDFResourceManager()
        self._device = PDFPageAggregator(manager, laparams=_LAYOUT)
        self._interpreter = PDFPageInterpreter(manager, self._device)

    def content(self, page: PDFPage) -> Content:
        """Return what a page shows."""
        self._interpreter.process_page(page)
        laid = self._device.get_result()
        content = Content(float(laid.width) or 612.0, float(laid.height) or 792.0)
        for item in _items(laid):
            if isinstance(item, LTTextLine):
                content.runs += _runs(item, content.height)
            elif isinstance(item, LTImage):
                content.images.append(
                    (
                        max(0.0, item.x0),
                        max(0.0, content.height - item.y1),
                        min(content.width, item.x1),
                        min(content.height, content.height - item.y0),
                    )
                )
        return content


def _items(container: Any) -> Iterator[Any]:
    for item in container:
        if isinstance(item, (LTTextLine, LTImage)):
            yield item
        elif hasattr(item, "__iter__") and not isinstance(item, LTChar):
            yield from _items(item)


def _runs(line: LTTextLine, height: float) -> list[Run]:
    """Return the letters of a line as runs, parted where words are."""
    runs: list[Run] = []
    for letter in line:
        if not isinstance(letter, LTChar):
            continue
        text = _UNKNOWN.sub(lambda found: chr(UNMAPPED + min(int(found.group(1)), 0xFFFD)), letter.get_text())
        y = height - letter.matrix[5]
        last = runs[-1] if runs else None
        if last is not None and abs(last.y - y) < 0.1 * last.size and letter.x0 - last.x1 < WORD_GAP * last.size:
            last.text += text
            last.x1 = max(last.x1, letter.x1)
        elif text.strip():
            runs.append(Run(letter.x0, y, letter.x1, letter.size, text, is_bold_name(letter.fontname)))
    return runs
