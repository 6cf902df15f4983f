"""Paths of a content stream: pieces of them -> rules of tables, and shapes that lie beneath what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfinterp import PDFPageInterpreter

from ingest.reading.pdf.covers import PATH_POINTS
from ingest.reading.pdf.device import TextState
from ingest.reading.pdf.grammar import NUMBERS, PAINT, PATH, POINT, POINTS
from ingest.reading.pdf.overlays import ANYWHERE

if TYPE_CHECKING:
    import re

    from ingest.reading.pdf.device import RunDevice

Stack = list[Any]
"""Operands as they stand in the stream; an array is a list of them."""
Action = Callable[[Any, bytes, Stack], bool | None]
"""Carries out one operator: numbers before it as one string, other operands; tells whether to go on another way."""
_FILLS: Final = (b"f", b"F", b"f*")
_STROKES: Final = (b"S", b"s")


def _painting(*, stroked: bool, filled: bool) -> Action:
    return lambda self, _numbers, _stack: self._paint(stroked=stroked, filled=filled)


def _pointing(kind: bytes) -> Action:
    return lambda self, numbers, _stack: self._point(kind, numbers)


class Paths(PDFPageInterpreter):
    """Takes the paths of a stream."""

    device: RunDevice
    state: TextState

    def init_state(self, ctm: Any) -> None:
        """Begin with a fresh text state and no path."""
        super().init_state(ctm)
        self.state = TextState()
        self._path: list[tuple[bytes, bytes]] = []

    def _point(self, kind: bytes, numbers: bytes) -> None:
        if len(self._path) < PATH_POINTS:
            self._path.append((kind, numbers))

    def _take_path(self, found: re.Match[bytes]) -> None:
        """Take a piece of a path, to its painting when that follows."""
        paint = found[PAINT]
        if paint == b"n":
            self._path.clear()
            return
        self._point(found[POINT], found[NUMBERS])
        if found[PATH] and len(self._path) < PATH_POINTS:
            self._path += [(kind, numbers) for numbers, kind in POINTS.findall(found[PATH])]
            del self._path[PATH_POINTS:]
        if paint:
            self._paint(stroked=paint not in _FILLS, filled=paint not in _STROKES)

    def _paint(self, *, stroked: bool, filled: bool) -> None:
        content, path = self.device.content, self._path
        content.paths += 1
        is_rule = content.rules.add(path, self.ctm, stroked=stroked) if 0 < len(path) < PATH_POINTS else False
        if filled and not is_rule:
            if content.runs or content.sideways:
                content.overlays.add(path, self.ctm, content)
            if not self.state.veil:
                content.covers.add(path, self.ctm)
            self._path = []
        else:
            path.clear()

    def _shade(self) -> None:
        content = self.device.content
        content.covers.anywhere = True
        content.overlays.put(ANYWHERE, content)


PATH_ACTIONS: Final[dict[bytes, Action]] = {
    **{kind: _pointing(kind) for kind in (b"m", b"l", b"re", b"c", b"v", b"y", b"h")},
    **{name: _painting(stroked=True, filled=False) for name in _STROKES},
    **{name: _painting(stroked=True, filled=True) for name in (b"B", b"B*", b"b", b"b*")},
    **{name: _painting(stroked=False, filled=True) for name in _FILLS},
    b"sh": lambda self, _numbers, _stack: self._shade(),
    b"n": lambda self, _numbers, _stack: self._path.clear(),
}
