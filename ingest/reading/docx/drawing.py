"""What hangs on a paragraph: text boxes, word art, pictures with their size and what their author says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.reading.docx.package import R, W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_CHARTS: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",
)
_DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_EMU: Final = 12_700
"""English metric units of Office in a point."""
_POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}
_SIZE: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|cm|mm|px|)", re.IGNORECASE)
_NOT_SAID: Final = re.compile(
    r"[\\/]|://|\.(?:jpe?g|png|bmp|gif|tiff?|emf|wmf)\b|автоматически созданное|выглядит как|^(?:image|picture|рисунок|"
    r"изображение|описание)\b",
    re.IGNORECASE,
)
"""What programs write in the place of a description: names of files, guesses, «Рисунок 1»."""


@dataclass(slots=True)
class Picture:
    """A picture in the text: its relationship, its size in points, what its author wrote of it."""

    relation: str
    width: float = 0.0
    height: float = 0.0
    alt: str = ""


@dataclass(slots=True)
class Hung:
    """All that hangs on a paragraph, each kind in order."""

    boxes: list[Element] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    """Texts of word art: «ПРОЕКТ» across the page."""
    diagrams: list[str] = field(default_factory=list)
    """Relationships of diagrams, which keep their text in a part of their own."""
    charts: list[str] = field(default_factory=list)
    """Relationships of charts, which keep their text in a part of their own; empty for one without."""


def hang(element: Element, hung: Hung) -> None:
    """Set aside what a drawing holds; what stands twice in it for older programs is taken once."""
    for box in element.iter(W + "txbxContent"):
        above = _up_to(box, element)
        if not any(ancestor.tag in {W + "txbxContent", MC + "Fallback"} for ancestor in above):
            hung.boxes.append(box)
    for path in element.iter(_V + "textpath"):
        said = (path.get("string") or "").strip()
        if said and not _is_inner(path, element):
            hung.art.append(said)
    for diagram in element.iter(_DGM + "relIds"):
        name = diagram.get(R + "dm")
        if name and not _is_inner(diagram, element):
            hung.diagrams.append(name)
    hung.charts += [chart.get(R + "id") or "" for chart in element.iter(*_CHARTS) if not _is_inner(chart, element)]
    for found in element.iter(_A + "blip", _V + "imagedata"):
        relation = found.get(R + "embed") or found.get(R + "id")
        if relation and not _is_inner(found, element):
            hung.pictures.append(_picture(found, relation, element))


def _picture(found: Element, relation: str, drawing: Element) -> Picture:
    width = height = 0.0
    alt = ""
    extent = next(drawing.iter(_WP + "extent"), None)
    if extent is not None:
        width, height = (_number(extent.get(name)) / _EMU for name in ("cx", "cy"))
        described = next(drawing.iter(_WP + "docPr"), None)
        alt = (described.get("descr") or "") if described is not None else ""
    else:
        shape = found.getparent()
        if shape is not None:
            sizes = {
                name.lower(): _number(amount) * _POINTS[unit.lower()]
                for name, amount, unit in _SIZE.findall(shape.get("style") or "")
            }
            width, height = sizes.get("width", 0.0), sizes.get("height", 0.0)
            alt = shape.get("alt") or ""
    alt = " ".join(alt.split())
    return Picture(relation, width, height, "" if _NOT_SAID.search(alt) else alt)


def diagram_texts(root: Element) -> list[str]:
    """Return the texts of a diagram's data part, one for each of its shapes."""
    said = []
    for paragraph in root.iter(_A + "p"):
        text = "".join(piece.text or "" for piece in paragraph.iter(_A + "t")).strip()
        if text:
            said.append(text)
    return said


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _is_inner(inner: Element, outer: Element) -> bool:
    """Tell whether it belongs to a text box, which is read by itself, or stands there for older programs only."""
    return any(ancestor.tag in {W + "txbxContent", MC + "Fallback"} for ancestor in _up_to(inner, outer))


def _up_to(inner: Element, outer: Element) -> list[Element]:
    found: list[Element] = []
    current = inner.getparent()
    while current is not None and current is not outer:
        found.append(current)
        current = current.getparent()
    return found
