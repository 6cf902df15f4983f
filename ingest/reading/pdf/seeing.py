"""Content streams with an eye on what is seen: layers that are off, white and clear text, letters that only clip.

A stream is carried out by the fast grammar until something occurs that may hide text; from there on colours, states and
marks are obeyed one by one (:data:`ingest.reading.pdf.grammar.WATCHED_TOKEN`), until that is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from pdfminer.pdftypes import stream_value
from pdfminer.psparser import literal_name

from ingest.reading.pdf import inks
from ingest.reading.pdf.content import FastInterpreter
from ingest.reading.pdf.device import AWAITED, CLEAR, PALE, Content
from ingest.reading.pdf.grammar import WATCHED_TOKEN
from ingest.reading.pdf.layers import found
from ingest.reading.pdf.operands import floats, name_of

if TYPE_CHECKING:
    import re

    from ingest.reading.pdf.device import TextState
    from ingest.reading.pdf.paths import Action, Stack

_WHITE: Final = 1
_THROUGH: Final = 2
"""Signs of a veil: filled with white, or with what lets all through."""
_NEAR: Final = 64
"""Saved states that are looked through for a veil."""
_SAVED, _SAVED_AGAIN, _BACK = 1, 4, 24
"""Parts of a phrase that save and take back the state."""
_TYPE3: Final = "PDFType3Font"
Seen = tuple[bool | None, bool | None]
_SEEN: Final[Seen] = (True, True)


def _showing(name: bytes) -> Action:
    show = FastInterpreter.actions[name]

    def watched(self: Any, numbers: bytes, stack: Stack) -> None:
        self._prepare(len(self.gstack))
        show(self, numbers, stack)

    return watched


def _drawing(name: bytes) -> Action:
    draw = FastInterpreter.actions[name]

    def watched(self: Any, numbers: bytes, stack: Stack) -> None:
        self._settle(shown=True)
        draw(self, numbers, stack)

    return watched


class _Mark(NamedTuple):
    """A piece of marked content that is open."""

    seen: Seen = _SEEN
    before: tuple[int, ...] = ()
    """What the page said when it began."""
    is_dark: bool = False
    """What it holds goes to a page of its own."""


class SeeingInterpreter(FastInterpreter):
    """Tells the device of each run how it is painted, and leaves out what belongs to layers that are off."""

    _inherited = (0, 0.0)
    """Veil and mode of the text around a form."""
    _is_watching = False

    def subinterp(self) -> FastInterpreter:
        """Go one form deeper, in the colours of what is around it."""
        inner: Any = super().subinterp()
        inner._inherited = self.state.veil, self.state.render  # noqa: SLF001 - of this class
        return inner  # type: ignore[no-any-return]  # the library makes it of this class

    def init_resources(self, resources: Any) -> None:
        """Look for what may hide text."""
        super().init_resources(resources)
        device, sight = self.device, self.device.sight
        self._odd_counts: frozenset[int] | None = None
        self._states = inks.states_of(resources, sight.states)
        self._layers = sight.layers.of_resources(resources) if sight.layers is not None else {}
        if not device.unsure:
            device.unsure = any(state.odd for state in self._states.values()) or any(
                type(font).__name__ == _TYPE3 for font in self.fontmap.values()
            )

    def init_state(self, ctm: Any) -> None:
        """Begin in the colour of what is around, attentive when the stream has reason for that."""
        super().init_state(ctm)
        self._marks: list[_Mark] = []
        self._tag: bytes | None = None
        self._lit: Content | None = None
        self._is_torn = False
        self._awaiting: tuple[Content, int, int] | None = None
        state = self.state
        state.veil, state.render = self._inherited
        self._stays = self._is_watching = bool(
            self._layers
            or state.veil
            or state.render == AWAITED
            or any(known.is_clear for known in self._states.values())
        )

    def execute(self, streams: Any) -> None:
        """Carry out streams as one; marks that are open at their end are closed."""
        super().execute(streams)
        while self._marks:
            self._end_mark(b"", [])
        self._settle(shown=False)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802 - the library's name
        """Draw a form or a picture, unless its layer is off."""
        layers = self.device.sight.layers
        drawn = self.xobjmap.get(literal_name(xobjid_arg)) if layers is not None else None
        own = stream_value(drawn).attrs.get("OC") if drawn is not None else None
        if layers is None or own is None:
            super().do_Do(xobjid_arg)
            return
        self._begin(layers.seen(own))
        try:
            super().do_Do(xobjid_arg)
        finally:
            self._end_mark(b"", [])

    # going on attentively, and no longer

    def _way(self) -> Any:
        return (
            (WATCHED_TOKEN.finditer, self.watched, self._say_watched, self._set_watched)
            if self._is_watching
            else super()._way()
        )

    def _watch(self) -> bool:
        """Go on attentively; tell whether that is another way than before."""
        was, self._is_watching = self._is_watching, True
        return not was

    def _look_away(self) -> bool:
        """Go on fast when nothing is left that may hide text; tell whether it is so."""
        saved: list[Any] = self.gstack
        if (
            self._stays
            or self.state.veil
            or len(saved) > _NEAR
            or not self._is_watching
            or any(state[-1] for _, state in saved)
        ):
            return False
        self._is_watching = False
        return True

    def _say_watched(self, said: re.Match[bytes]) -> bool | None:
        before = len(self.gstack) + bool(said[_SAVED]) + bool(said[_SAVED_AGAIN])
        is_awaited = self._prepare(before)
        self._say(said)
        if is_awaited and len(self.gstack) < before:
            self._settle(shown=False)
        return bool(said[_BACK]) and self._look_away()

    # how things are painted

    def _set_veil(self, sign: int, *, on: bool) -> None:
        state = self.state
        state.veil = state.veil | sign if on else state.veil & ~sign
        if not state.render or state.render >= PALE:
            state.render = _mode(state)

    def _ink(self, values: list[float]) -> bool:
        """Take a colour of areas."""
        self._set_veil(_WHITE, on=bool(values) and inks.is_pale(values))
        return self._watch() if self.state.veil else self._look_away()

    def _device_colour(self, numbers: bytes, stack: Stack) -> bool:
        return self._ink(_values(numbers, stack))

    def _own_colour(self, numbers: bytes, stack: Stack) -> bool:
        values = _values(numbers, stack)
        if values and inks.is_pale(values):
            if self._odd_counts is None:
                self._odd_counts = inks.odd_counts(self.resources)
            if len(values) in self._odd_counts:
                values = []
        return self._ink(values)

    def _space(self, _numbers: bytes, _stack: Stack) -> bool:
        return self._ink([])

    def _graphics_state(self, _numbers: bytes, stack: Stack) -> None:
        state = self._states.get(name_of(stack[-1]).name) if stack else None
        if state is not None and state.alpha is not None:
            self._set_veil(_THROUGH, on=state.is_clear)

    def _text_mode(self, numbers: bytes, stack: Stack) -> bool:
        return self._set_mode(*floats(numbers, stack, 1))

    def _set_mode(self, mode: float) -> bool:
        """Take a mode of painting letters; what is none is as print."""
        self.state.render = mode if 0 < mode <= AWAITED else _mode(self.state)
        if mode != AWAITED:
            return False
        self._stays = True
        return self._watch()

    def _set_watched(self, operators: bytes) -> bool | None:
        before, self.state.render = self.state.render, -1.0
        self._set(operators)
        mode, self.state.render = self.state.render, before
        return None if mode < 0 else self._set_mode(mode)

    # letters that only clip: PDF 32000-1, 9.3.6

    def _prepare(self, depth: int) -> bool:
        """Before text: tell whether it is to wait; what waited is seen by other text."""
        if self.state.render != AWAITED:
            self._settle(shown=True)
            return False
        content = self.device.content
        if self._awaiting is None:
            self._awaiting = content, len(content.runs), depth
        return True

    def _settle(self, *, shown: bool) -> None:
        """Tell of text that waited whether something was painted through it."""
        if self._awaiting is not None:
            content, since, _ = self._awaiting
            for run in content.runs[since:]:
                if run.hidden == AWAITED:
                    run.hidden = not shown
            self._awaiting = None

    def _paint(self, *, stroked: bool, filled: bool) -> None:
        self._settle(shown=True)
        super()._paint(stroked=stroked, filled=filled)

    def _inline_image(self, data: bytes, place: int) -> int:
        self._settle(shown=True)
        return super()._inline_image(data, place)

    def _restore_watched(self, numbers: bytes, stack: Stack) -> bool:
        self._restore(numbers, stack)
        if self._awaiting is not None and len(self.gstack) < self._awaiting[2]:
            self._settle(shown=False)
        return self._look_away()

    # marked content: PDF 32000-1, 14.6 and 8.11.3.2

    def _keep_tag(self, _numbers: bytes, stack: Stack) -> None:
        """Keep the tag of a dictionary that stands in the stream: a word in it ends what waits."""
        if self._tag is None and stack:
            self._tag = stack[0]

    def _begin_mark(self, numbers: bytes, stack: Stack) -> None:
        tag = self._tag or (stack[0] if stack else b"")
        is_named = self._tag is None and not numbers and stack[-1:] != [] and stack[-1][:1] == b"/"
        if is_named and len(stack) != 2:  # noqa: PLR2004 - a dictionary, or something superfluous before
            is_named = stack[-2:-1] == [b"/OC"]
            tag = b"/OC" if is_named else tag
        self._tag = None
        if not is_named:
            self._begin((None, None) if tag == b"/OC" else _SEEN)
            return
        name = name_of(stack[1]).name
        if name not in _marks_of(self.resources):  # PDFium opens no mark there: its end closes the one around
            self._is_torn = self._is_torn or self._lit is not None
            self._begin((None, None) if tag == b"/OC" else _SEEN)
        else:
            self._begin(self._layers.get(name, _SEEN) if tag == b"/OC" else _SEEN)

    def _begin_bare_mark(self, _numbers: bytes, _stack: Stack) -> None:
        self._tag = None
        self._begin(_SEEN)

    def _begin(self, seen: Seen) -> None:
        """Open a mark; what is drawn on a layer that is off goes to a page of its own."""
        device = self.device
        if seen[0] is False and self._lit is None:
            self._lit = device.content
            device.content = Content(self._lit.width, self._lit.height)
            self._marks.append(_Mark(seen, is_dark=True))
        else:
            self._marks.append(_Mark(seen, () if seen == _SEEN else _said(device.content)))

    def _end_mark(self, _numbers: bytes, _stack: Stack) -> None:
        if not self._marks:
            return
        mark = self._marks.pop()
        if mark.seen == _SEEN:
            return
        device = self.device
        if mark.is_dark and self._lit is not None:
            dark, device.content, self._lit = device.content, self._lit, None
            if dark.runs or dark.sideways or dark.put_out:
                if self._is_torn:
                    _put_back(dark, device.content)
                else:
                    device.content.put_out = True
                    device.content.printed_else |= mark.seen[1] is not False
            self._is_torn = False
        elif mark.before != _said(device.content):
            device.content.veiled |= mark.seen[0] is None
            device.content.printed_else |= mark.seen[0] is True

    actions: ClassVar[dict[bytes, Action]] = {
        **FastInterpreter.actions,
        **dict.fromkeys((b"g", b"rg", b"k"), _device_colour),
        **dict.fromkeys((b"sc", b"scn"), _own_colour),
        b"Tr": _text_mode,
    }

    watched: ClassVar[dict[bytes, Action]] = {
        **actions,
        **{name: _showing(name) for name in (b"Tj", b"TJ", b"'", b'"')},
        **{name: _drawing(name) for name in (b"Do", b"sh")},
        b"cs": _space,
        b"gs": _graphics_state,
        b"Q": _restore_watched,
        b"BDC": _begin_mark,
        b"BMC": _begin_bare_mark,
        b"EMC": _end_mark,
        **dict.fromkeys((b"true", b"false", b"null"), _keep_tag),
    }


def _marks_of(resources: Any) -> Any:
    named = found(resources.get("Properties")) if isinstance(resources, dict) else None
    return named if isinstance(named, dict) else {}


def _mode(state: TextState) -> float:
    return CLEAR if state.veil & _THROUGH else PALE if state.veil else 0.0


def _values(numbers: bytes, stack: Stack) -> list[float]:
    """Return the numbers of a colour; none where they are damaged, or it is a pattern."""
    try:
        return [float(token) for token in (*stack, *numbers.split())]
    except (TypeError, ValueError):
        return []


def _said(content: Content) -> tuple[int, ...]:
    """Return what changes when a page gets text."""
    last = content.runs[-1:]
    return (
        len(content.runs), *(len(run.text) for run in last), *(len(runs) for runs in content.sideways.values())
    )  # fmt: skip


def _put_back(dark: Content, content: Content) -> None:
    """Take text that may be seen as text of the page, with a doubt."""
    content.runs += dark.runs
    for way, runs in dark.sideways.items():
        content.sideways.setdefault(way, []).extend(runs)
    content.images += dark.images
    content.veiled = True
