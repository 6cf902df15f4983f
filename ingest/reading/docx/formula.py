"""A formula of Word as one line of text: «S = a/b», «x^2», «∛(a+b)», «{К=1,5; 2≤x».

The form is that of UnicodeMath, which Word itself calls linear, with two departures for people who read it in an act:
rows of systems and matrices are parted by «;» instead of «@», and brackets that only group are round. Nothing may
change its meaning on the way: what has no sign of its own keeps brackets or a space.

Source: Unicode Technical Note 28, UnicodeMath (M. Sargent); elements: ECMA-376 part 1, 22.1.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.docx.package import W

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VAL: Final = M + "val"
_DEEPEST: Final = 60
_GONE: Final = frozenset({W + "del", W + "moveFrom"})
_SCRIPTS: Final = {
    M + "sSup": (("sup", "^"),),
    M + "sSub": (("sub", "_"),),
    M + "sSubSup": (("sub", "_"), ("sup", "^")),
    M + "sPre": (("sub", "_"), ("sup", "^")),
    M + "limLow": (("lim", "_"),),
    M + "limUpp": (("lim", "^"),),
}
"""What hangs on a base, or stands before it, and the sign of each."""
_ROOTS: Final = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_RAISED: Final = str.maketrans("0123456789nmki", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵐᵏⁱ")
_CAN_BE_RAISED: Final = re.compile(r"[0-9nmki]+")
_ONE: Final = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_][^\W_]*")
"""One number or name, which needs no brackets."""
_NUMBERS: Final = re.compile(r"\d+/\d+")
_INNER: Final = re.compile(r"\([^()]*\)")
_TERMS: Final = re.compile(r"[-+−±=<>≤≥≠;]")
_OFF: Final = frozenset({"0", "off", "false"})


class _Kind(Enum):
    PLAIN = auto()
    FRACTION = auto()
    TAIL = auto()
    """What ends with an exponent, an index or a root, and would take in a letter that follows."""
    ROOT = auto()
    """As before; it begins with a raised degree, which a number before it would take for its exponent."""


class _Piece(NamedTuple):
    text: str
    kind: _Kind = _Kind.PLAIN


def formula_text(element: Element, depth: int = 0) -> str:
    """Return what ``m:oMath``, ``m:oMathPara`` or a part of it says, as corrections would be accepted."""
    if element.tag == M + "oMathPara":
        return "\n".join(filter(None, (_line(one, depth + 1) for one in element.iter(M + "oMath"))))
    return _line(element, depth)


def _line(element: Element, depth: int) -> str:
    """Return the pieces of a part in a row; next to each other without a sign between them they stay apart."""
    pieces = [piece for piece in _pieces(element, depth) if piece.text]
    said = ""
    for place, (text, kind) in enumerate(pieces):
        before = said[-1:]
        after = pieces[place + 1].text[0] if place + 1 < len(pieces) else ""
        if kind is _Kind.FRACTION:
            said += _fraction_between(text, before, after)
            continue
        if kind is _Kind.ROOT and (before.isalnum() or before == ")"):
            said += " "
        said += text
        if kind is not _Kind.PLAIN and text[-1].isalnum() and after.isalnum():
            said += " "
    return said


def _fraction_between(text: str, before: str, after: str) -> str:
    """Return a fraction so that neighbours do not become part of it: «2 1/2», «(a/b)c», «c/(a/b)»."""
    follows = after.isalnum() or after in {"(", "[", "{", "√", "∛", "∜", "!", "^", "_"}
    if before.isdigit() and _NUMBERS.fullmatch(text) and not follows:
        return " " + text
    return f"({text})" if follows or before.isalnum() or before in {")", "]", "}", "/", "√"} else text


def _pieces(element: Element, depth: int) -> list[_Piece]:
    tag = element.tag
    if depth > _DEEPEST or tag in _GONE:
        return []
    if tag == M + "t":
        return [_Piece(_plain(element))]
    if tag == W + "br":
        return [_Piece(" ")]
    construct = _CONSTRUCTS.get(tag)
    if construct is not None:
        return [construct(element, depth)]
    if tag == M + "phant" and _said(element, "phantPr", "show", "1") in _OFF:
        return []
    return [piece for child in element.iterchildren() for piece in _pieces(child, depth + 1)]


def _plain(text: Element) -> str:
    """Return the text of a run; in a system «&» only aligns its lines."""
    said = text.text or ""
    return said.replace("&", "") if "&" in said and next(text.iterancestors(M + "eqArr"), None) is not None else said


def _part(element: Element, name: str, depth: int) -> str:
    part = element.find(M + name)
    return _line(part, depth + 1).strip() if part is not None else ""


def _said(element: Element, properties: str, name: str, default: str) -> str:
    sign = element.find(f"{M}{properties}/{M}{name}")
    return default if sign is None else sign.get(_VAL, default)


def _scripted(element: Element, depth: int) -> _Piece:
    hung = [sign + _operand(_part(element, name, depth)) for name, sign in _SCRIPTS[element.tag]]
    base = _operand(_part(element, "e", depth))
    return _Piece(f"({''.join(hung)}){base}" if element.tag == M + "sPre" else base + "".join(hung), _Kind.TAIL)


def _applied(element: Element, depth: int) -> _Piece:
    """Return a function with its argument: «sin x», «ln(a+b)»."""
    name, argument = _part(element, "fName", depth), _operand(_part(element, "e", depth))
    return _Piece(name + ("" if argument[:1] == "(" else " ") + argument, _Kind.TAIL)


def _fraction(element: Element, depth: int) -> _Piece:
    above, below = (_operand(_part(element, name, depth)) for name in ("num", "den"))
    if _said(element, "fPr", "type", "bar") == "noBar":
        return _Piece(f"({above}¦{below})")  # one above the other without a line, as binomials are written
    return _Piece(f"{above}/{below}", _Kind.FRACTION)


def _root(element: Element, depth: int) -> _Piece:
    hides = element.find(f"{M}radPr/{M}degHide")
    hidden = hides is not None and hides.get(_VAL, "1").lower() not in _OFF
    degree = "" if hidden else _part(element, "deg", depth)
    under = _part(element, "e", depth)
    if degree in _ROOTS:
        return _Piece(_ROOTS[degree] + _operand(under), _Kind.TAIL)
    if _CAN_BE_RAISED.fullmatch(degree):
        return _Piece(f"{degree.translate(_RAISED)}√{_operand(under)}", _Kind.ROOT)
    return _Piece(f"√({degree}&{under})")


def _summed(element: Element, depth: int) -> _Piece:
    """Return a sum or an integral with its bounds; several terms under it stand in brackets."""
    said = _said(element, "naryPr", "chr", "∫") or "∫"
    for name, before in (("sub", "_"), ("sup", "^")):
        bound = _part(element, name, depth)
        said += before + _operand(bound) if bound else ""
    what = _part(element, "e", depth)
    outside = what
    while _INNER.search(outside):
        outside = _INNER.sub("", outside)
    return _Piece(f"{said} {f'({what})' if _TERMS.search(outside) else what}", _Kind.TAIL)


def _fenced(element: Element, depth: int) -> _Piece:
    """Return what stands in brackets."""
    left, right, between = (
        _said(element, "dPr", name, default) for name, default in (("begChr", "("), ("endChr", ")"), ("sepChr", "|"))
    )
    parts = []
    for part in element.iterchildren(M + "e"):
        inner = [child for child in part.iterchildren() if child.tag not in {M + "argPr", M + "ctrlPr"}]
        alone = len(inner) == 1 and inner[0].tag in {M + "m", M + "eqArr"}
        parts.append(_rows(inner[0], depth + 1) if alone else _line(part, depth + 1))
    return _Piece(f"{left}{between.join(parts)}{right}")


def _enclosed(element: Element, depth: int) -> _Piece:
    """Return a matrix or a system that has no brackets of its own."""
    return _Piece(f"({_rows(element, depth)})")


def _rows(element: Element, depth: int) -> str:
    """Return a matrix or a system: rows are parted by «;», what stands beside each other in a row by «&»."""
    if element.tag == M + "m":
        cells = [
            [_line(cell, depth + 1) for cell in row.iterchildren(M + "e")] for row in element.iterchildren(M + "mr")
        ]
    else:
        cells = [[_line(line, depth + 1)] for line in element.iterchildren(M + "e")]
    return "; ".join(" & ".join(text.strip() for text in row) for row in cells)


def _accented(element: Element, depth: int) -> _Piece:
    """Return what bears a sign or a line above or below it: its sign follows it, more than a letter in brackets."""
    if element.tag == M + "acc":
        sign = _said(element, "accPr", "chr", "\u0302")
    else:
        sign = "\u0305" if _said(element, "barPr", "pos", "bot") == "top" else "\u0332"
    under = _part(element, "e", depth)
    return _Piece(under + sign if len(under) == 1 else f"({under}){sign}")


def _operand(text: str) -> str:
    """Return a part in brackets unless it is one number or name, or stands in one pair of brackets already."""
    text = text.strip()
    return text if _ONE.fullmatch(text) or _is_enclosed(text) else f"({text})"


def _is_enclosed(text: str) -> bool:
    """Tell whether the bracket that a text begins with is closed by its last sign."""
    if text[:1] != "(":
        return False
    open_ones = 0
    for place, sign in enumerate(text):
        open_ones += (sign == "(") - (sign == ")")
        if not open_ones:
            return place == len(text) - 1
    return False


_CONSTRUCTS: Final[dict[str, Callable[[Element, int], _Piece]]] = {
    **dict.fromkeys(_SCRIPTS, _scripted),
    M + "f": _fraction,
    M + "rad": _root,
    M + "d": _fenced,
    M + "nary": _summed,
    M + "m": _enclosed,
    M + "eqArr": _enclosed,
    M + "acc": _accented,
    M + "bar": _accented,
    M + "func": _applied,
}
