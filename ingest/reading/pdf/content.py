"""Content streams by one regular expression instead of a parser that goes sign by sign: some ten times faster.

Only what places text, pictures, forms and ruling lines is carried out; colours and marks that follow an operator are
passed over with it (:mod:`ingest.reading.pdf.grammar`). Whether text is seen is told by
:mod:`ingest.reading.pdf.seeing`, which changes the way of going on where an operator asks for that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pdfminer.pdftypes import stream_value
from pdfminer.utils import mult_matrix

from domain.errors import HostileFile
from ingest.reading.pdf import guard
from ingest.reading.pdf.device import AWAITED
from ingest.reading.pdf.grammar import (
    BARE,
    CLOSE,
    IMAGE_END,
    NAME,
    NESTED,
    NUMBER,
    NUMBERS,
    OPEN,
    OPERATOR,
    PAINT,
    PARTS,
    PATH,
    ROW,
    SETTINGS,
    SIZE,
    STRING,
    TOKEN,
)  # fmt: skip
from ingest.reading.pdf.operands import SET, TEXT_VALUES, across, floats, name_of, nested_string
from ingest.reading.pdf.paths import PATH_ACTIONS, Action, Paths, Stack
from ingest.reading.pdf.strings import Learnt

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from ingest.reading.pdf.fonts import FontCache

_BYTES: Final = 64
"""So many bytes of a stream count as one operator besides: what is passed over within a match has its price too."""
_OPERANDS: Final = 1_000
"""Operands that wait for an operator; more are thrown away (an array of TJ counts as one)."""
_STATES: Final = 5_000
"""Saved graphics states; real pages nest some ten deep."""
_FAULTS: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, StopIteration)
Way = tuple[
    Callable[[bytes, int], "Iterator[re.Match[bytes]]"],
    dict[bytes, Action],
    Callable[["re.Match[bytes]"], "bool | None"],
    Callable[[bytes], "bool | None"],
]


def _setting(name: str) -> Action:
    return lambda self, numbers, stack: self._text_value(numbers, stack, name)


class FastInterpreter(Paths):
    """Executes a page's content and stops when it costs more than any real page."""

    depth = 0

    def subinterp(self) -> FastInterpreter:
        """Go one form deeper."""
        inner: Any = super().subinterp()
        inner.depth = self.depth + 1
        if inner.depth > self.device.limits.xobject_depth:
            raise HostileFile(limit="xobject_depth")
        return inner  # type: ignore[no-any-return]  # the library makes it of this class

    def init_state(self, ctm: Any) -> None:
        """Begin with a fresh text state and no path."""
        super().init_state(ctm)
        self._fonts: dict[bytes, FontCache] = {}
        self._looks, self._matrices = Learnt(self._look), Learnt(across)

    def execute(self, streams: Any) -> None:
        """Carry out streams as one; a stream that is being carried out already is not entered again."""
        self.stream_ids.clear()
        pieces = []
        for reference in streams:
            stream = stream_value(reference)
            if stream.objid is not None and stream.objid in self.parent_stream_ids:
                continue
            if stream.objid is not None:
                self.stream_ids.add(stream.objid)
            data, broken = guard.data_of(stream)
            pieces.append(data)
            self.device.content.broken |= broken
        self._run(b"\n".join(pieces))

    def _way(self) -> Way:
        """Return how to go on: what finds the next piece, carries out operators, phrases, and settings of text."""
        return TOKEN.finditer, self.actions, self._say, self._set

    def _run(self, data: bytes) -> None:  # noqa: C901, PLR0912, PLR0915 - the hot loop: calls would double its time
        device = self.device
        operators, budget = len(data) // _BYTES, device.limits.page_operators - device.operators
        if operators > budget:
            raise HostileFile(limit="page_operators")
        stack: Stack = []
        array: list[bytes] | None = None
        place = 0
        while place < len(data):
            begin, place = place, len(data)
            scan, actions, say, put = self._way()
            for found in scan(data, begin):
                kind = found.lastindex or 0
                operators += 1
                if kind < NUMBERS:
                    turn = say(found) if kind < SETTINGS else put(found[SETTINGS])
                    if stack:
                        stack = []
                    array = None
                    if turn:
                        place = found.end()
                        break
                elif kind in (OPERATOR, BARE):
                    name = found[kind]
                    action = actions.get(name)
                    turn = None
                    if action is not None:
                        try:
                            turn = action(self, found[NUMBERS] or b"", stack)
                        except _FAULTS:
                            device.content.faults += 1
                    if stack:
                        if operators > budget:
                            raise HostileFile(limit="page_operators")
                        stack = []
                    array = None
                    if turn:
                        place = found.end(kind)
                        break
                    if name == b"BI":
                        place = self._inline_image(data, found.end(kind))
                        break
                elif kind == SIZE:
                    try:
                        self._set_font(found[NAME], found[SIZE])
                    except _FAULTS:
                        device.content.faults += 1
                    stack, array = [], None
                elif kind in (PAINT, PATH):
                    self._take_path(found)
                    stack, array = [], None
                elif kind == NUMBERS:
                    waiting = found[NUMBERS].split()
                    operators += len(waiting)
                    (stack if array is None else array).extend(waiting)
                elif kind in (STRING, NUMBER, NAME):
                    (stack if array is None else array).append(found[kind])
                elif kind == OPEN:
                    array = []
                elif kind == CLOSE:
                    if array is not None:
                        stack.append(array)
                    array = None
                elif kind == NESTED:
                    value, place = nested_string(data, found.end())
                    (stack if array is None else array).append(value)
                    break
                if len(stack) > _OPERANDS:
                    del stack[:-10]
                    if operators > budget:
                        raise HostileFile(limit="page_operators")
        device.operators += operators
        if operators > budget:
            raise HostileFile(limit="page_operators")

    def _say(self, found: re.Match[bytes]) -> bool | None:  # noqa: C901, PLR0912, PLR0915 - one branch a part, hot
        """Carry out a phrase: the place and look of a text, and its showing."""
        (
            save, clip, is_clipped, again, inner, is_clipped_again, stretch, begin, look, scale, e, f, x, y, led,
            other, value, is_space, several, one, is_below, row, next_line, back, back_again,
        ) = found.groups()[:PARTS]  # fmt: skip
        state, device = self.state, self.device
        if again:
            self._save(b"", [])
            clip, is_clipped = inner, is_clipped or is_clipped_again
        alone = save and back and not (value or led or stretch)
        if alone:  # all that changes between saving and restoring is the font
            kept, kept_size = state.font, state.size
        elif save:
            self._save(b"", [])
        if is_clipped:
            self._path.clear()
        try:
            if stretch:
                state.scale = float(stretch) * 0.01
            if scale:
                state.matrix, state.e, state.f, state.x = self._matrices[scale], float(e), float(f), 0.0
            elif begin:
                state.place(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
            if look:
                state.font, state.size = self._looks[look]
            if x:
                state.move(float(x), float(y))
                if led:
                    state.leading = -float(y)
            if other:
                state.font, state.size = self._looks[other]
            if is_space:
                state.charspace = float(value)
            elif value:
                state.leading = float(value)
        except _FAULTS:
            device.content.faults += 1
        if is_below:
            state.move(0.0, -state.leading)
        if clip and alone and not row and state.is_outside(clip):
            pass
        elif one:
            device.show_one(state, self.ctm, one)
            if row:
                device.show_row(state, self.ctm, ROW.findall(row))
        else:
            device.show_array(state, self.ctm, several)
            if row:
                device.show_row(state, self.ctm, ROW.findall(row))
        if next_line:
            state.move(0.0, -state.leading)
        if alone:
            state.font, state.size = kept, kept_size
        elif back:
            self._restore(b"", [])
        if back_again:
            self._restore(b"", [])
        return None

    def _set(self, operators: bytes) -> bool | None:
        """Carry out operators that set how texts look."""
        state = self.state
        begins, look, values = SET[operators]
        if begins:
            state.place(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        if look:
            try:
                state.font, state.size = self._looks[look]
            except _FAULTS:
                self.device.content.faults += 1
        for name, value in values:
            setattr(state, name, value)
        return self._set_mode(state.render) if state.render >= AWAITED else None

    def _set_mode(self, mode: float) -> bool | None:
        """Set how letters are painted."""
        self.state.render = mode
        return None

    def _inline_image(self, data: bytes, place: int) -> int:
        """Note an inline image and return the place after it; one without an end swallows the rest."""
        self.device.set_ctm(self.ctm)
        self.device.render_image("", None)
        begin = data.find(b"ID", place)
        if begin < 0:
            return len(data)
        found = IMAGE_END.search(data, begin + 2)
        return found.end() if found else len(data)

    def _save(self, _numbers: bytes, _stack: Stack) -> None:
        if len(self.gstack) < _STATES:
            self.gstack.append((self.ctm, self.state.saved()))  # type: ignore[arg-type]  # ours alone reads it

    def _restore(self, _numbers: bytes, _stack: Stack) -> None:
        if self.gstack:
            self.ctm, saved = self.gstack.pop()  # type: ignore[misc]  # ours alone writes it
            self.state.restore(saved)

    def _concatenate(self, numbers: bytes, stack: Stack) -> None:
        a, b, c, d, e, f = floats(numbers, stack, 6)
        self.ctm = mult_matrix((a, b, c, d, e, f), self.ctm)

    def _draw_object(self, _numbers: bytes, stack: Stack) -> None:
        device = self.device
        device.calls += 1
        if device.calls > device.limits.xobject_calls:
            raise HostileFile(limit="xobject_calls")
        device.set_ctm(self.ctm)
        self.do_Do(name_of(stack[-1]))

    def _begin_text(self, _numbers: bytes, _stack: Stack) -> None:
        self.state.place(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def _matrix(self, numbers: bytes, stack: Stack) -> None:
        a, b, c, d, e, f = floats(numbers, stack, 6)
        self.state.place(a, b, c, d, e, f)

    def _move(self, numbers: bytes, stack: Stack) -> None:
        self.state.move(*floats(numbers, stack, 2))

    def _move_leading(self, numbers: bytes, stack: Stack) -> None:
        x, y = floats(numbers, stack, 2)
        self.state.leading = -y
        self.state.move(x, y)

    def _next_line(self, _numbers: bytes, _stack: Stack) -> None:
        self.state.move(0.0, -self.state.leading)

    def _font(self, numbers: bytes, stack: Stack) -> None:
        (self.state.size,) = floats(numbers, stack, 1)
        self._choose_font(next(token for token in reversed(stack) if token[:1] == b"/"))

    def _look(self, spelled: bytes) -> tuple[FontCache | None, float]:
        """Return font and size as they are named before Tf."""
        name, size = spelled.replace(b"\x00", b" ").split()
        return self._font_named(name), float(size)

    def _set_font(self, name: bytes, size: bytes) -> None:
        self.state.size = float(size)
        self._choose_font(name)

    def _choose_font(self, name: bytes) -> None:
        self.state.font = self._font_named(name)

    def _font_named(self, name: bytes) -> FontCache:
        cache = self._fonts.get(name)
        if cache is None:
            font: Any = self.fontmap.get(name_of(name).name)
            cache = self.device.font_cache(font if font is not None else self.rsrcmgr.get_font(None, {}))
            self._fonts[name] = cache
        return cache

    def _text_value(self, numbers: bytes, stack: Stack, name: str) -> None:
        (value,) = floats(numbers, stack, 1)
        setattr(self.state, name, value)

    def _scale(self, numbers: bytes, stack: Stack) -> None:
        (value,) = floats(numbers, stack, 1)
        self.state.scale = value * 0.01

    def _show(self, _numbers: bytes, stack: Stack) -> None:
        tokens = stack[-1]
        self.device.show(self.state, self.ctm, tokens if isinstance(tokens, list) else [tokens])

    def _show_next_line(self, numbers: bytes, stack: Stack) -> None:
        self.state.move(0.0, -self.state.leading)
        self._show(numbers, stack)

    def _show_spaced(self, numbers: bytes, stack: Stack) -> None:
        self.state.wordspace, self.state.charspace = floats(b"", stack[:-1], 2)
        self._show_next_line(numbers, stack)

    actions: ClassVar[dict[bytes, Action]] = {
        b"Td": _move,
        b"TD": _move_leading,
        b"Tm": _matrix,
        b"T*": _next_line,
        b"Tf": _font,
        b"Tz": _scale,
        **{
            b"T" + letter: _setting(attribute)
            for letter, attribute in TEXT_VALUES.items()
            if letter != b"z"
        },
        b"Tj": _show,
        b"TJ": _show,
        b"'": _show_next_line,
        b'"': _show_spaced,
        b"BT": _begin_text,
        b"q": _save,
        b"Q": _restore,
        b"cm": _concatenate,
        b"Do": _draw_object,
        **PATH_ACTIONS,
    }  # fmt: skip
