"""Layers of a page that its author has switched off (PDF 32000-1: 8.11, optional content).

Text of such a layer is in the contents, and nobody sees it. The contents are not parted by layers here: a page that
uses a layer which is off is read whole, told of and doubted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdftypes import PDFObjRef, PDFStream

from ingest.reading.pdf.guard import PDF_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage

_HOPS: Final = 10
_MOST: Final = 1_000
"""Layers of a file, and resources of a page, that are looked at."""


def switched_off(document: PDFDocument) -> frozenset[int]:
    """Return the numbers of the objects of layers that are off when the file is opened; none where they are damaged."""
    try:
        return _switched_off(document)
    except PDF_FAULTS:
        return frozenset()


def _switched_off(document: PDFDocument) -> frozenset[int]:
    properties = _found(document.catalog.get("OCProperties"))
    if not isinstance(properties, dict):
        return frozenset()
    usual = _found(properties.get("D"))
    if not isinstance(usual, dict):
        return frozenset()
    off = _numbers(usual.get("OFF"))
    if getattr(_found(usual.get("BaseState")), "name", "") == "OFF":
        off |= _numbers(properties.get("OCGs")) - _numbers(usual.get("ON"))
    return frozenset(off)


def uses(page: PDFPage, off: frozenset[int]) -> bool:
    """Tell whether the contents of a page, a picture or a form of it may belong to one of these layers."""
    resources = _found(page.resources)
    if not off or not isinstance(resources, dict):
        return False
    try:
        return any(_names(reference, off) for reference in _memberships(resources))
    except PDF_FAULTS:
        return True


def _memberships(resources: dict[str, Any]) -> Iterator[Any]:
    named = _found(resources.get("Properties"))
    if isinstance(named, dict):
        yield from list(named.values())[:_MOST]
    drawn = _found(resources.get("XObject"))
    if isinstance(drawn, dict):
        for reference in list(drawn.values())[:_MOST]:
            stream = _found(reference)
            if isinstance(stream, PDFStream):
                yield stream.attrs.get("OC")
                inner = _found(stream.attrs.get("Resources"))
                inner = _found(inner.get("Properties")) if isinstance(inner, dict) else None
                yield from list(inner.values())[:_MOST] if isinstance(inner, dict) else ()


def _names(reference: Any, off: frozenset[int]) -> bool:
    """Tell whether a layer, or a membership of several (``OCMD``), names one that is off."""
    if isinstance(reference, PDFObjRef) and reference.objid in off:
        return True
    said = _found(reference)
    if not isinstance(said, dict) or "OCGs" not in said:
        return False
    groups = said["OCGs"]
    return (isinstance(groups, PDFObjRef) and groups.objid in off) or bool(_numbers(groups) & off)


def _numbers(listed: Any) -> set[int]:
    listed = _found(listed)
    return {one.objid for one in listed[:_MOST] if isinstance(one, PDFObjRef)} if isinstance(listed, list) else set()


def _found(value: Any) -> Any:
    """Return what a reference leads to; nothing when it leads on and on (the library follows a circle for ever)."""
    for _hop in range(_HOPS):
        if not isinstance(value, PDFObjRef):
            return value
        value = value.resolve()
    return None
