"""Colours of areas and states of painting -> whether what is filled with them is seen on white paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral

from ingest.reading.pdf.guard import PDF_FAULTS
from ingest.reading.pdf.layers import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reading.pdf.layers import Layers

_WHITE: Final = 0.95
"""Parts of light from which on nobody sees a letter on white paper."""
_NO_ALPHA: Final = 0.01
_MOST: Final = 1_000
"""States or spaces of a stream that are looked at; more count as odd."""
_CMYK: Final = 4
_PLAIN_MODES: Final = frozenset({"", "Normal", "Compatible"})
_SIMPLE: Final = frozenset({"DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "G", "RGB", "CMYK"})
_TAKES: Final = {"Indexed": 1, "I": 1, "Separation": 1, "Lab": 3}
"""Spaces whose numbers mean something else, and how many they take."""
_ANY: Final = frozenset({1, 3, 4})


class State(NamedTuple):
    """What a graphics state dictionary says of how areas are painted (PDF 32000-1: 8.4.5)."""

    alpha: float | None = None
    odd: bool = False
    """It mixes colours with what lies beneath, or masks: what is painted may look otherwise than its colour."""

    @property
    def is_clear(self) -> bool:
        """Whether what is painted lets all through."""
        return self.alpha is not None and self.alpha <= _NO_ALPHA


@dataclass(slots=True)
class Sight:
    """What a file says of how things are seen."""

    layers: Layers | None = None
    states: dict[int, State] = field(default_factory=dict)
    """By the number of their object."""


def states_of(resources: Any, known: dict[int, State]) -> dict[str, State]:
    """Return the states that resources name; those that are damaged are odd.

    Args:
        resources: Of a page or form.
        known: States of this file by the number of their object, which is added to.
    """
    try:
        named = found(resources.get("ExtGState"))
        if not isinstance(named, dict):
            return {}
        if len(named) > _MOST:
            return {"": State(odd=True)}
        return {str(name): _state(reference, known) for name, reference in named.items()}
    except PDF_FAULTS:
        return {"": State(odd=True)}


def _state(reference: Any, known: dict[int, State]) -> State:
    number = reference.objid if isinstance(reference, PDFObjRef) else None
    if number is not None and number in known:
        return known[number]
    said = found(reference)
    state = State()
    if isinstance(said, dict):
        alpha = found(said.get("ca"))
        mask = found(said.get("SMask"))
        mode = found(said.get("BM", ""))
        modes = {str(getattr(one, "name", one)) for one in (map(found, mode) if isinstance(mode, list) else [mode])}
        is_masked = mask is not None and not (isinstance(mask, PSLiteral) and mask.name == "None")
        state = State(float(alpha) if isinstance(alpha, (int, float)) else None, is_masked or not modes <= _PLAIN_MODES)
    if number is not None:
        known[number] = state
    return state


def odd_counts(resources: Any) -> frozenset[int]:
    """Return for how many numbers it cannot be told which colour ``sc`` sets: a space may give them another meaning."""
    try:
        named = found(resources.get("ColorSpace"))
        if not isinstance(named, dict):
            return frozenset()
        if len(named) > _MOST:
            return _ANY
        return frozenset(count for space in named.values() for count in _odd(found(space)))
    except PDF_FAULTS:
        return _ANY


def _odd(space: Any) -> Iterator[int]:
    kind = found(space[0]) if isinstance(space, list) and space else space
    name = str(getattr(kind, "name", ""))
    if name == "ICCBased":
        stream = found(space[1])
        if not isinstance(stream, PDFStream) or found(stream.attrs.get("N")) not in _ANY:
            yield from _ANY
    elif name in _TAKES:
        yield _TAKES[name]
    elif name not in _SIMPLE:
        yield from _ANY


def is_pale(values: Sequence[float]) -> bool:
    """Tell whether grey, red-green-blue or cyan-magenta-yellow-black is white, or nearly so."""
    if len(values) == _CMYK:
        return max(0.0, *values[:3]) + max(0.0, values[3]) <= 1 - _WHITE and min(values) > -1
    return len(values) in _ANY and min(values) >= _WHITE
