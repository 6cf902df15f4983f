"""What holds for every document that is read, whatever its file was."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from domain.document import check_document

if TYPE_CHECKING:
    from domain.document import Document


def keep(document: Document) -> None:
    """Fail when a document breaks the model, or says nothing and has no pages to be recognised either."""
    assert check_document(document) == []
    assert unicodedata.is_normalized("NFC", document.text)
    assert sum(map(str.isalpha, document.text)) > 20 or document.unrecognised
    assert "\u00ad" not in document.text
    numbers = {page.number for page in document.pages} or {0}
    assert {block.page for block in document.blocks} <= numbers
