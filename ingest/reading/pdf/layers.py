"""Layers of a file, and whether they are seen on the screen (PDF 32000-1: 8.11, optional content).

What viewers decide in different ways, and what is damaged, is told to be unknown: text of such a layer is read, with a
doubt. Viewers differ where a layer's usage is not asked for by the file (``/AS``): PDFium and pdf.js obey it all the
same, others do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral

from ingest.reading.pdf.guard import PDF_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage

    Look = Callable[[int], "bool | None"]

_HOPS: Final = 10
_MOST: Final = 20_000
"""Layers of a file that are looked at; drawings of engineers have some hundred."""
_RESOURCES: Final = 1_000
"""Resources of a page that are looked at."""
_DEEP: Final = 32
"""Expressions within expressions; deeper ones are not told."""
_WIDE: Final = 1_000
"""Parts of an expression, or layers of a membership, that are looked at; more are not told."""
_TOLD: Final = {"View": "ViewState", "Print": "PrintState", "Export": "ExportState"}
"""Categories of usage that do not depend on who looks and how near, and where a layer tells its state for them."""


class Layers:
    """The layers of one file as they are when it is opened."""

    def __init__(self, properties: Any) -> None:
        self._known: dict[int, tuple[bool | None, bool | None]] = {}
        self._groups: dict[int, Any] = {}
        self._ways: list[_Way] = []
        try:
            self._take(found(properties))
        except PDF_FAULTS:
            self._ways = []

    def _take(self, properties: Any) -> None:
        if not isinstance(properties, dict):
            return
        listed = found(properties.get("OCGs"))
        self._groups = {one.objid: one for one in _items(listed, _MOST) if isinstance(one, PDFObjRef)}
        usual = found(properties.get("D"))
        if isinstance(usual, dict):
            self._ways = [_Way(usual)]
            others = [found(other) for other in _items(found(properties.get("Configs")), _WIDE)]
            self._ways += [
                _Way(other)
                for other in others
                if isinstance(other, dict) and {"View", "All"} & _names(other.get("Intent"))
            ][:1]  # PDFium prefers it

    def seen(self, reference: Any) -> tuple[bool | None, bool | None]:
        """Tell whether what belongs to a layer, or to a membership of several, is seen on the screen and on paper.

        None stands for what cannot be told.
        """
        number = reference.objid if isinstance(reference, PDFObjRef) else None
        if number is not None and number in self._known:
            return self._known[number]
        try:
            said = _Question(self._screen).answer(reference), _Question(self._paper).answer(reference)
        except PDF_FAULTS:
            said = (None, None)
        if number is not None:
            self._known[number] = said
        return said

    def of_resources(self, resources: Any) -> dict[str, tuple[bool | None, bool | None]]:
        """Return the marks of a stream whose contents are not simply seen."""
        try:
            named = found(resources.get("Properties"))
            each = {str(name): self.seen(one) for name, one in named.items()} if isinstance(named, dict) else {}
        except PDF_FAULTS:
            return {}
        return {name: seen for name, seen in each.items() if seen != (True, True)}

    def _screen(self, number: int) -> bool | None:
        group = found(self._groups.get(number))
        if not self._ways or not isinstance(group, dict):
            return None
        usual, *others = [way.state(number) for way in self._ways]
        if any(other != usual for other in others):
            return None
        intents = _names(group.get("Intent")) or {"View"}
        told = _usage(group, "View")
        by_usage = True if not intents & {"View", "All"} else usual if told is None else told
        states = self._ways[0].asked(number, group)
        asked = usual if not states else None if None in states else all(states)
        by_rule = asked if {"All"} & (self._ways[0].intents | intents) or self._ways[0].intents & intents else True
        return by_rule if by_rule == by_usage else None

    def _paper(self, number: int) -> bool | None:
        group = found(self._groups.get(number))
        told = _usage(group, "Print") if isinstance(group, dict) else None
        return self._screen(number) if told is None else told


class _Way:
    """One configuration of a file's layers."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._base = _name(config.get("BaseState")) != "OFF"
        self._on, self._off = _numbers(config.get("ON")), _numbers(config.get("OFF"))
        self.intents = _names(config.get("Intent")) or {"View"}
        self._asked = [
            (_name(entry.get("Event")), _numbers(entry.get("OCGs")), _names(entry.get("Category")))
            for entry in map(found, _items(found(config.get("AS")), _WIDE))
            if isinstance(entry, dict)
        ]

    def state(self, number: int) -> bool:
        """Return the state when the file is opened, before it is asked how it is used."""
        return number not in self._off and (self._base or number in self._on)

    def asked(self, number: int, group: dict[str, Any]) -> list[bool | None]:
        """Return the states that the file asks viewers to set on the screen, None for what depends on who looks."""
        wanted = {
            kind for event, numbers, kinds in self._asked if event == "View" and number in numbers for kind in kinds
        }
        states = [_usage(group, kind) for kind in wanted & _TOLD.keys()]
        return [state for state in states if state is not None] + [None] * len(wanted - _TOLD.keys())


class _Question:
    """Whether one membership is seen, when its layers are as somebody tells."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._parts = 0
        self._is_lost = False
        """An expression has no end, or is none of a person's."""

    def answer(self, reference: Any) -> bool | None:
        said = found(reference)
        if said is None and not isinstance(reference, PDFObjRef):
            return True
        if not isinstance(said, dict):
            return None
        if _name(said.get("Type")) != "OCMD":
            return self._look(reference.objid) if isinstance(reference, PDFObjRef) else None
        expression = found(said.get("VE"))
        if not isinstance(expression, list):
            return self._policy(said)
        state = self._expression(expression, 0)
        return None if self._is_lost else state

    def _policy(self, said: dict[str, Any]) -> bool | None:
        groups, policy = said.get("OCGs"), _name(said.get("P")) or "AnyOn"
        listed = found(groups)
        if isinstance(listed, dict):  # PDFium does not ask the policy of a single one
            return self._look(groups.objid) if isinstance(groups, PDFObjRef) and policy in {"AnyOn", "AllOn"} else None
        references = [one for one in _items(listed, _WIDE) if found(one) is not None]
        if not references or len(references) == _WIDE:
            return None if references else True
        states = [self._look(one.objid) if isinstance(one, PDFObjRef) else None for one in references]
        answers = {
            "AnyOn": _any(states), "AllOn": _all(states), "AnyOff": _not(_all(states)), "AllOff": _not(_any(states))
        }  # fmt: skip
        return answers.get(policy)

    def _expression(self, reference: Any, depth: int) -> bool | None:
        said = found(reference)
        self._parts += 1
        if depth > _DEEP or self._parts > _WIDE:
            self._is_lost = True
        if self._is_lost:
            return None
        if isinstance(said, dict):
            return self._look(reference.objid) if isinstance(reference, PDFObjRef) else None
        if not isinstance(said, list) or len(said) < 2:  # noqa: PLR2004 - an operator and what it is of
            return None
        states = [self._expression(one, depth + 1) for one in said[1 : _WIDE + 1]]
        kind = _name(said[0])
        if kind == "Not" and len(states) == 1:
            return _not(states[0])
        return _any(states) if kind == "Or" else _all(states) if kind == "And" else None


def layers_of(document: PDFDocument) -> Layers | None:
    """Return the layers of a file; None when it has none."""
    try:
        properties = document.catalog.get("OCProperties")
    except PDF_FAULTS:
        return None
    return None if properties is None else Layers(properties)


def uses(page: PDFPage, layers: Layers | None) -> bool:
    """Tell whether contents of a page, a picture or a form of it may be not seen: for readers that do not part them."""
    resources = found(page.resources)
    if layers is None or not isinstance(resources, dict):
        return False
    try:
        return any(layers.seen(reference) != (True, True) for reference in _memberships(resources))
    except PDF_FAULTS:
        return True


def _memberships(resources: dict[str, Any]) -> Iterator[Any]:
    named = found(resources.get("Properties"))
    if isinstance(named, dict):
        yield from list(named.values())[:_RESOURCES]
    drawn = found(resources.get("XObject"))
    if isinstance(drawn, dict):
        for reference in list(drawn.values())[:_RESOURCES]:
            stream = found(reference)
            if isinstance(stream, PDFStream):
                yield stream.attrs.get("OC")
                inner = found(stream.attrs.get("Resources"))
                inner = found(inner.get("Properties")) if isinstance(inner, dict) else None
                yield from list(inner.values())[:_RESOURCES] if isinstance(inner, dict) else ()


def _usage(group: dict[str, Any], kind: str) -> bool | None:
    """Return the state that a layer has when it is used so; None when it does not tell."""
    usage = found(group.get("Usage"))
    told = found(usage.get(kind)) if isinstance(usage, dict) else None
    state = _name(told.get(_TOLD[kind])) if isinstance(told, dict) else ""
    return state != "OFF" if state else None


def _all(states: Iterable[bool | None]) -> bool | None:
    states = set(states)
    return False if False in states else None if None in states else True


def _any(states: Iterable[bool | None]) -> bool | None:
    states = set(states)
    return True if True in states else None if None in states else False


def _not(state: bool | None) -> bool | None:  # noqa: FBT001 - a value of logic
    return None if state is None else not state


def _items(listed: Any, most: int) -> list[Any]:
    return listed[:most] if isinstance(listed, list) else []


def _numbers(listed: Any) -> set[int]:
    return {one.objid for one in _items(found(listed), _MOST) if isinstance(one, PDFObjRef)}


def _name(value: Any) -> str:
    value = found(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _names(value: Any) -> set[str]:
    """Return a name, or the names of an array."""
    value = found(value)
    names = {_name(one) for one in value[:_WIDE]} if isinstance(value, list) else {_name(value)}
    return names - {""}


def found(value: Any) -> Any:
    """Return what a reference leads to; nothing when it leads on and on (the library follows a circle for ever)."""
    for _hop in range(_HOPS):
        if not isinstance(value, PDFObjRef):
            return value
        value = value.resolve()
    return None
