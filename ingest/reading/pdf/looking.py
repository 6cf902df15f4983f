"""Ruled tables of scans that another program has recognised: its text is kept, the rules are in the picture.

That is work with pictures: it is left to the lane of scans, and what the layer says is in the draft meanwhile.

Reads: judged pages. Writes: tables and lines into them, how many are left into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading.ocr import Layer, Seen
from ingest.reading.pdf import judging, recognised
from ingest.reading.text import quality

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.ocr import Recogniser
    from ingest.reading.pdf.judging import PageText
    from ingest.reading.pdf.recognition import Recognition


def look(pages: list[PageText], recognition: Recognition) -> None:
    """Find the tables of the pages whose layer was kept, as far as this reading and its time allow."""
    path, builder, recogniser, progress, patience = recognition
    layered = [page for page in pages if page.layer and not page.needs_ocr]
    if not builder.recognise:
        builder.unrecognised += len(layered)
        return
    before = sum(page.needs_ocr for page in pages)
    for done, page in enumerate(layered):
        progress("rules", done, len(layered))
        if patience.lasts(before + done) and ("rules", done) not in builder.passed:
            _look(path, page, recogniser)
        else:
            builder.notice("tables-left", "Таблицы страницы не разобраны. Сверьте её с изображением.", page.number)


def _look(path: Path, page: PageText, recogniser: Recogniser) -> None:
    """Find the tables of a page."""
    for run in page.layer if page.doubtful else ():
        run.trust = page.trust  # the rest of the file has told that it is good
    own = [stamp.index for stamp in page.stamps if stamp.index >= 0]
    looked = recogniser.tables(path, page.number - 1, Layer(page.layer, page.turned, own))
    if looked is None:
        return
    seen = Seen(page.width, page.height, looked.runs, rules=looked.rules)
    found, lines = recognised.split(seen, quality.is_known)
    if found:
        judging.lay_anew(page, found, lines)
