"""What annotations show over a page: stamps of signatures, seals, notes typed on it.

PDF 32000-1: 12.5.5 (where an appearance is drawn), 12.5.3 (flags), 12.5.6.6 (text typed on the page).
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, decode_text, mult_matrix

from ingest.reading.pdf.device import Content, Run
from ingest.reading.pdf.fonts import UNMAPPED
from ingest.reading.pdf.guard import PDF_FAULTS
from ingest.reading.pdf.overlays import turned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.pdfpage import PDFPage

    from ingest.reading.pdf.content import FastInterpreter
    from ingest.reading.pdf.device import Matrix, RunDevice

Rect = tuple[float, float, float, float]

MOST: Final = 500
"""Annotations of a page that are looked at: people leave a dozen."""
_UNSEEN: Final = 1 << 1 | 1 << 5
"""Flags Hidden and NoView."""
_SILENT: Final = frozenset({"Popup", "Link"})
"""Kinds whose look says nothing: the window of a note, the frame of a link."""
_STRUCK: Final = frozenset({"StrikeOut", "Redact"})
_NOTED: Final = frozenset({"Text", "Highlight", "Underline", "Squiggly", "Caret", *_STRUCK})
"""Kinds that carry a note of a reader."""
_SIZE: Final = re.compile(r"([\d.]+)\s+Tf")
_WRITTEN: Final = frozenset({"Tx", "Ch"})
"""Fields whose value is text: written or chosen."""
_SECRET: Final = 1 << 13
"""Flag of a field whose value is a password."""
_DEEP: Final = 10
"""Fields in fields; forms nest two or three deep."""
_PICTURED: Final = 0.25
"""Share of an annotation that a picture without text, an emblem, may take."""
_USUAL_SIZE: Final = 12.0
"""Points, when a note without a look names no size of its letters."""


@dataclass(slots=True)
class Stamp:
    """What one annotation says, and its place in points from the top left of the page as it is shown."""

    rect: Rect
    runs: list[Run]
    index: int = -1
    """Its place among the annotations of the page, when all that it shows is said by its runs; else -1."""

    def turned(self, degrees: int, width: float, height: float) -> Stamp:
        """Return it as it lies on the page of that width and height when the page is turned clockwise."""
        return Stamp(turned(self.rect, degrees, width, height), self.runs, self.index)


def stamps_of(page: PDFPage, interpreter: FastInterpreter, device: RunDevice) -> list[Stamp]:
    """Draw the visible annotations of a page that was drawn, within the same budget; return those that say something.

    A damaged annotation shows what could be drawn of it.
    """
    body, base = device.content, page_matrix(page)
    device.unsure |= bool(body.images)
    found = []
    for index, annotation in _visible(page):
        _note_marks(annotation, body)
        rect = _numbers(annotation.get("Rect"), 4)
        if rect is None:
            continue
        left, low, right, high = rect
        place = min(left, right), min(low, high), max(left, right), max(low, high)
        if "AP" in annotation or _kind(annotation) != "Widget":  # of a bare one viewers paint nothing
            x0, y0, x1, y1 = _shown(place, base, body.height)
            body.overlays.put((x0, body.height - y1, x1, body.height - y0), body)
        device.content = Content(body.width, body.height, covers=body.covers)
        with contextlib.suppress(*PDF_FAULTS):
            form = _appearance(annotation)
            if form is not None:
                _draw(form, place, interpreter, base)
            else:
                device.content.runs = _typed(annotation, _shown(place, base, body.height))
        body.broken |= device.content.broken
        drawn = [*device.content.runs, *chain.from_iterable(device.content.sideways.values())]
        runs = drawn if device.content.images else [run for run in drawn if not run.hidden]
        body.unseen |= len(runs) < len(drawn)
        _note_layers(annotation, device, body, says=bool(runs))
        if any(not run.text.isspace() for run in runs):
            shown = _shown(place, base, body.height)
            found.append(Stamp(shown, runs, index if _is_all_text(shown, device.content, runs) else -1))
    device.content = body
    return found


def _note_marks(annotation: dict[str, Any], body: Content) -> None:
    """Note on the page that somebody has struck text out, or left a note."""
    kind = _kind(annotation)
    body.struck |= kind in _STRUCK
    if kind in _NOTED:
        said = resolve1(annotation.get("Contents"))
        body.noted |= isinstance(said, bytes) and bool(decode_text(said).strip())


def _note_layers(annotation: dict[str, Any], device: RunDevice, body: Content, *, says: bool) -> None:
    """Note on the page what layers hide in an annotation.

    One that is itself of a layer that is off is doubted: PDFium draws it all the same, others do not.
    """
    layers, own, drawn = device.sight.layers, annotation.get("OC"), device.content
    seen = (True, True) if layers is None or own is None else layers.seen(own)
    body.put_out |= drawn.put_out
    body.veiled |= drawn.veiled or (says and seen != (True, True))
    body.printed_else |= drawn.printed_else


def page_matrix(page: PDFPage) -> Matrix:
    """Return the matrix from the page's own space to the page as it is shown, origin at the bottom left."""
    x0, y0, x1, y1 = page.mediabox
    if page.rotate == 90:  # noqa: PLR2004 - degrees
        return (0, -1, 1, 0, -y0, x1)
    if page.rotate == 180:  # noqa: PLR2004 - degrees
        return (-1, 0, 0, -1, x1, y1)
    if page.rotate == 270:  # noqa: PLR2004 - degrees
        return (0, 1, -1, 0, y1, -x0)
    return (1, 0, 0, 1, -x0, -y0)


def _is_all_text(rect: Rect, content: Content, runs: list[Run]) -> bool:
    """Tell whether letters that are known are all that an annotation says: a picture in it may hold more."""
    area = (rect[2] - rect[0]) * (rect[3] - rect[1])
    pictured = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in content.images)
    known = all(ord(max(run.text)) < UNMAPPED for run in runs if run.text)
    return known and not content.faults and not content.broken and pictured < _PICTURED * area


def _visible(page: PDFPage) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = resolve1(page.annots)
    for index, reference in enumerate(listed[:MOST] if isinstance(listed, list) else ()):
        annotation = resolve1(reference)
        if not isinstance(annotation, dict) or _kind(annotation) in _SILENT:
            continue
        flags = resolve1(annotation.get("F", 0))
        if not (isinstance(flags, int) and flags & _UNSEEN):
            yield index, annotation


def _kind(annotation: dict[str, Any]) -> str:
    kind = resolve1(annotation.get("Subtype"))
    return str(kind.name) if isinstance(kind, PSLiteral) else ""


def _appearance(annotation: dict[str, Any]) -> PDFStream | None:
    """Return the stream of the normal appearance, in the state that is on."""
    looks = resolve1(annotation.get("AP"))
    normal = resolve1(looks.get("N")) if isinstance(looks, dict) else None
    if isinstance(normal, dict):
        state = resolve1(annotation.get("AS"))
        normal = resolve1(normal.get(state.name)) if isinstance(state, PSLiteral) else None
    return normal if isinstance(normal, PDFStream) else None


def _draw(form: PDFStream, rect: Rect, interpreter: FastInterpreter, base: Matrix) -> None:
    """Draw an appearance so that its box, turned by its matrix, fills the rectangle of the annotation."""
    box = _numbers(form.get("BBox"), 4)
    if box is None:
        return
    own = _numbers(form.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)
    corners = [apply_matrix_pt(own, (x, y)) for x in (box[0], box[2]) for y in (box[1], box[3])]
    x0, y0 = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - x0, max(y for _, y in corners) - y0
    across = (rect[2] - rect[0]) / width if width else 1.0
    up = (rect[3] - rect[1]) / height if height else 1.0
    fitting = (across, 0, 0, up, rect[0] - x0 * across, rect[1] - y0 * up)
    resources = resolve1(form.get("Resources"))
    interpreter.render_contents(
        resources if isinstance(resources, dict) else interpreter.resources,
        [form],
        ctm=mult_matrix(mult_matrix(own, fitting), base),
    )


def _typed(annotation: dict[str, Any], rect: Rect) -> list[Run]:
    """Return what viewers set themselves where nothing is drawn: a typed note, the value of a field, in its size."""
    said, look = _said(annotation), _inherited(annotation, "DA")
    if not isinstance(said, bytes):
        return []
    named = _SIZE.search(look.decode("latin-1")) if isinstance(look, bytes) else None
    size = float(named.group(1)) if named else 0.0
    size = size if 1 < size < 200 else _USUAL_SIZE  # noqa: PLR2004 - zero means: as it fits
    lines = [line for line in re.split(r"\r\n?|\n", decode_text(said)) if line.strip()]
    return [Run(rect[0], rect[1] + (number + 1) * 1.2 * size, rect[2], size, line) for number, line in enumerate(lines)]


def _said(annotation: dict[str, Any]) -> Any:
    kind = _kind(annotation)
    if kind == "Widget":
        field, flags = _inherited(annotation, "FT"), _inherited(annotation, "Ff")
        is_text = isinstance(field, PSLiteral) and field.name in _WRITTEN
        return _inherited(annotation, "V") if is_text and not (isinstance(flags, int) and flags & _SECRET) else None
    return resolve1(annotation.get("Contents")) if kind == "FreeText" else None


def _inherited(field: dict[str, Any], key: str) -> Any:
    """Return an entry of a form's field or of what it belongs to (12.7.3.1)."""
    node: Any = field
    for _ in range(_DEEP):
        if not isinstance(node, dict):
            break
        value = resolve1(node.get(key))
        if value is not None:
            return value
        node = resolve1(node.get("Parent"))
    return None


def _shown(rect: Rect, base: Matrix, height: float) -> Rect:
    (xa, ya), (xb, yb) = apply_matrix_pt(base, rect[:2]), apply_matrix_pt(base, rect[2:])
    return min(xa, xb), height - max(ya, yb), max(xa, xb), height - min(ya, yb)


def _numbers(value: Any, count: int) -> Any:
    """Return so many numbers of an array as a tuple, None when it holds something else."""
    listed = resolve1(value)
    if not isinstance(listed, list) or len(listed) != count:
        return None
    numbers = tuple(resolve1(number) for number in listed)
    return numbers if all(isinstance(number, (int, float)) for number in numbers) else None
