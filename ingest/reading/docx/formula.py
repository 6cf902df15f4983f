"""A formula of Word as one line of text: «S = a/b», «x^2», «√(a+b)»; what has no line form is said part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VAL: Final = M + "val"
_DEEPEST: Final = 60
_JOINED: Final = {
    M + "f": (("num", ""), ("den", "/")),
    M + "sSup": (("e", ""), ("sup", "^")),
    M + "sSub": (("e", ""), ("sub", "_")),
    M + "sSubSup": (("e", ""), ("sub", "_"), ("sup", "^")),
    M + "rad": (("e", "√"),),
}
"""The parts of a construct, and what stands before each."""


def formula_text(element: Element, depth: int = 0) -> str:
    """Return what ``m:oMath`` or a part of it says."""
    if depth > _DEEPEST:
        return ""
    pieces = []
    for child in element.iterchildren():
        tag = child.tag
        if tag == M + "t":
            pieces.append(child.text or "")
        elif tag in _JOINED:
            pieces.extend(before + _bracketed(_part(child, name, depth)) for name, before in _JOINED[tag])
        elif tag == M + "d":
            pieces.append(_fenced(child, depth))
        elif tag == M + "nary":
            pieces.append(_summed(child, depth))
        else:
            pieces.append(formula_text(child, depth + 1))
    return "".join(pieces)


def _part(element: Element, name: str, depth: int) -> str:
    part = element.find(M + name)
    return formula_text(part, depth + 1) if part is not None else ""


def _summed(element: Element, depth: int) -> str:
    """Return a sum or an integral with its bounds."""
    sign = element.find(f"{M}naryPr/{M}chr")
    said = (sign.get(_VAL) if sign is not None else None) or "∫"
    for name, before in (("sub", "_"), ("sup", "^")):
        bound = _part(element, name, depth)
        said += before + _bracketed(bound) if bound else ""
    return f"{said} {_part(element, 'e', depth)}"


def _fenced(element: Element, depth: int) -> str:
    """Return what stands in brackets."""
    left, right, between = (
        sign.get(_VAL, default) if (sign := element.find(f"{M}dPr/{M}{name}")) is not None else default
        for name, default in (("begChr", "("), ("endChr", ")"), ("sepChr", "|"))
    )
    parts = [formula_text(part, depth + 1) for part in element.iterchildren(M + "e")]
    return f"{left}{between.join(parts)}{right}"


def _bracketed(text: str) -> str:
    """Return a part in brackets unless it is one number or name."""
    return text if text.isalnum() or (text[:1] == "(" and text[-1:] == ")") else f"({text})"
