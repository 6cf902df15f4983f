"""Marks of readers in a file: text struck out or marked to go, notes. PDFium's view of them, and what is told.

Our interpreter sees them with the other annotations (:mod:`ingest.reading.pdf.stamps`).
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Final

from pypdfium2 import raw

from ingest.reading.pdf.stamps import MOST

if TYPE_CHECKING:
    import pypdfium2

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.pdf.device import Content

_UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_STRUCK: Final = frozenset({raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_REDACT})
_NOTED: Final = _STRUCK | {
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_CARET,
}
_LONGEST: Final = 4_096
"""Bytes of a note that is looked at; a longer one says something, and PDFium gives no part of it."""


def note(page: pypdfium2.PdfPage, content: Content) -> None:
    """Note on a page that PDFium has opened that somebody has struck text out, or left a note."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            content.struck |= kind in _STRUCK
            content.noted |= kind in _NOTED and _says(annotation)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def tell(builder: DocumentBuilder, content: Content, number: int) -> None:
    """Tell of what readers of the file have struck out or noted on a page, from 1."""
    if content.struck or content.struck_through:
        builder.notice(
            "struck-text",
            "На странице текст зачёркнут или помечен к удалению. Он оставлен на своём месте. Сверьте страницу с "
            "подписанным экземпляром.",
            number,
        )
    if content.noted:
        builder.notice("comments", "В файле есть примечания рецензентов. В текст акта они не вошли.")


def _says(annotation: raw.FPDF_ANNOTATION) -> bool:
    """Tell whether a note says anything."""
    length: int = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if not 0 < length <= _LONGEST:
        return length > 0
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return bool(buffer.raw.decode("utf-16-le", "ignore").strip("\0").strip())
