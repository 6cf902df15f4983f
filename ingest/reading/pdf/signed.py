"""Stamps of electronic signatures that are drawn as text of the page: parted from the post and the name beside them.

A headline, the certificate, its owner and how long it is valid, often in a frame. Such a stamp stands between post and
name, where one line of the page goes through all three, below them, or at the right margin.

Reads: runs and rules of a page. Writes: its stamps; their runs leave the content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ingest.reading.layout import CELL_GAP, SPACE_GAP
from ingest.reading.pdf.stamps import Stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.pdf.device import Content, Run
    from ingest.reading.pdf.rules import Edge
    from ingest.reading.pdf.stamps import Rect

_HEAD: Final = re.compile(r"\W{0,3}(?:документ\s{1,3})?подписано?(?![а-яё])", re.IGNORECASE)
_SIGNATURE: Final = re.compile(
    r"электронной\s{1,3}(?:цифровой\s{1,3})?подписью|(?<![а-яё])(?:УКЭП|ЭЦП|ЭП)(?![а-яё])", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"(?P<certificate>сертификат|номер сертификата|серийный номер)|(?P<owner>владелец|кому выдан|подписал)"
    r"|(?P<valid>действител[а-я]{1,4}|срок действия)",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    r"(?:усиленной|квалифицированной|электронной|подписью)(?![а-яё])|(?:с|по|до)\s\d\d\.\d\d\.\d{4}"
    r"|подписан[оа]|дата(?![а-яё])|кем выдан|издатель|[\da-f][\da-f ]{9,}$|\d\d\.\d\d\.\d{4}",
    re.IGNORECASE,
)
"""What else a line of a stamp begins with."""
_VALUES: Final = re.compile(r"(?<![\da-z])(?:[\da-f] ?){16,}|(?<!\d)\d\d\.\d\d\.\d{4}(?!\d)", re.IGNORECASE)
"""The number of a certificate, or a day; a sentence about signatures has neither."""
_BARE: Final = re.compile(r"[а-яё ]+:?", re.IGNORECASE)
"""A label whose value stands beside it."""
_LONGEST: Final = 70
"""Signs of a headline, at most; a sentence about signatures is longer."""
_CUT: Final = 0.8
"""Sizes of a gap that parts what a line says: posts stand close to stamps."""
_VALUE: Final = 15.0
"""Sizes from a bare label to its value, at most."""
_APART: Final = 3.0
"""Sizes from a line of a stamp to the next, at most."""
_SIDE: Final = 6.0
"""Sizes by which a line without a label may reach out of those above it."""
_ALIKE: Final = 1.15
"""Letters of one size differ by less."""
_KINDS: Final = 2
"""Kinds of labels that tell a stamp without a frame."""
_CORNER: Final = 3.0
"""Points by which the rules of a frame miss each other, at most."""
_WIDE, _HIGH = 0.65, 0.3
"""Shares of the page that a frame of a stamp takes, at most; a larger one is the border of the page."""
_MOST: Final = 50
"""Headlines of a page that are looked at: ten people sign one."""
_PLACE: Final = attrgetter("y", "x0")
_LEFT: Final = attrgetter("x0")


@dataclass(slots=True)
class _Atom:
    """Runs on one baseline, in one size, without a gap between them."""

    runs: list[Run]
    text: str
    x0: float
    x1: float
    y: float
    size: float


def take(content: Content) -> list[Stamp]:
    """Return the stamps of a page, from the top; their runs leave the content."""
    if not any("одпис" in run.text or "ОДПИС" in run.text for run in content.runs) and not _is_split(content.runs):
        return []
    atoms = _atoms(content.runs)
    found: list[Stamp] = []
    taken: set[int] = set()
    for head in [atom for atom in atoms if _is_head(atom, content.width)][:_MOST]:
        if id(head) in taken:
            continue
        members, kinds = _grow(head, [atom for atom in atoms if id(atom) not in taken])
        rect = _frame(_box(members), content)
        if rect is not None:
            members = [atom for atom in atoms if id(atom) not in taken and _is_in(atom, rect)]
            kinds = {kind for atom in members if (kind := _kind(atom))}
        if rect is None and (len(kinds) < _KINDS or not _VALUES.search(" ".join(atom.text for atom in members))):
            continue
        if not kinds or not any(_SIGNATURE.search(said) for said in _phrases(members)):
            continue
        taken |= {id(atom) for atom in members}
        found.append(Stamp(rect or _box(members), [run for atom in members for run in atom.runs]))
    gone = {id(run) for stamp in found for run in stamp.runs}
    if gone:
        content.runs = [run for run in content.runs if id(run) not in gone]
    return found


def _is_split(runs: Sequence[Run]) -> bool:
    """Tell whether letters or syllables are drawn one by one: then no run says a word."""
    return bool(runs) and sum(len(run.text) for run in runs) < 4 * len(runs)


def _atoms(runs: Sequence[Run]) -> list[_Atom]:
    groups: list[list[Run]] = []
    for run in sorted(runs, key=_PLACE):
        if groups and abs(run.y - groups[-1][0].y) <= 0.3 * min(run.size, groups[-1][0].size):
            groups[-1].append(run)
        else:
            groups.append([run])
    atoms: list[_Atom] = []
    for group in groups:
        atom: _Atom | None = None
        for run in sorted(group, key=_LEFT):
            if not run.text.strip():
                continue
            gap = run.x0 - atom.x1 if atom else 0.0
            if atom is None or gap > _CUT * run.size or not _alike(run.size, atom.size):
                atom = _Atom([run], run.text.strip(), run.x0, run.x1, run.y, run.size)
                atoms.append(atom)
                continue
            spaced = gap > SPACE_GAP * run.size or run.text[0].isspace() or atom.runs[-1].text[-1].isspace()
            atom.text += f" {run.text.strip()}" if spaced else run.text.strip()
            atom.x1 = max(atom.x1, run.x1)
            atom.runs.append(run)
    return atoms


def _alike(one: float, other: float) -> bool:
    return max(one, other) < _ALIKE * min(one, other)


def _is_head(atom: _Atom, width: float) -> bool:
    return len(atom.text) <= _LONGEST and atom.x1 - atom.x0 < _WIDE * width and _HEAD.match(atom.text) is not None


def _kind(atom: _Atom) -> str | None:
    match = _LABEL.match(atom.text)
    return match.lastgroup if match else None


def _phrases(members: Sequence[_Atom]) -> list[str]:
    """Return what the upper lines say: the headline may take two or three."""
    return [" ".join(atom.text for atom in members[number : number + 3]) for number in range(len(members))]


def _grow(head: _Atom, atoms: Sequence[_Atom]) -> tuple[list[_Atom], set[str]]:
    """Return the lines under a headline that belong to it, and the kinds of their labels.

    What is no label belongs to the stamp when a label follows it: an owner on two lines.
    """
    members, kinds = [head], set[str]()
    waiting: list[_Atom] = []
    low = head.y
    for atom in atoms:
        x0, y0, x1, _ = _box([*members, *waiting])
        if atom is head or atom.y < y0 + 0.5 * head.size:
            continue
        if atom.y - low > _APART * head.size:
            break
        kind = _kind(atom)
        above = (waiting or members)[-1]
        beside = (
            abs(atom.y - above.y) < 0.3 * above.size
            and _alike(atom.size, above.size)
            and 0
            < atom.x0 - above.x1
            < (_VALUE if _BARE.fullmatch(above.text) and _kind(above) else CELL_GAP) * above.size
        )
        if not beside and not (atom.x0 < x1 and atom.x1 > x0 and (kind or _is_under(atom, x0, x1, members))):
            continue
        if kind or beside or _MORE.match(atom.text):
            members += [*waiting, atom]
            waiting = []
            kinds |= {kind} if kind else set()
        else:
            waiting.append(atom)
        low = atom.y
    return members, kinds


def _is_under(atom: _Atom, x0: float, x1: float, members: Sequence[_Atom]) -> bool:
    """Tell whether a line without a label is set as those of the stamp are, and not much wider."""
    near = _SIDE * atom.size
    return x0 - near <= atom.x0 and atom.x1 <= x1 + near and any(_alike(atom.size, member.size) for member in members)


def _box(atoms: Sequence[_Atom]) -> Rect:
    return (
        min(atom.x0 for atom in atoms),
        min(atom.y - atom.size for atom in atoms),
        max(atom.x1 for atom in atoms),
        max(atom.y + 0.2 * atom.size for atom in atoms),
    )


def _is_in(atom: _Atom, rect: Rect) -> bool:
    return rect[0] < (atom.x0 + atom.x1) / 2 < rect[2] and rect[1] < atom.y - 0.3 * atom.size < rect[3]


def _frame(box: Rect, content: Content) -> Rect | None:
    """Return the rectangle of rules round a box, when it is no larger than those of stamps are."""
    level, upright = content.rules.from_top(content.height)
    x0, y0, x1, y1 = box
    across = [edge for edge in level if edge.start < x0 + _CORNER and edge.end > x1 - _CORNER]
    along = [edge for edge in upright if edge.start < y0 + _CORNER and edge.end > y1 - _CORNER]
    top = max((edge for edge in across if edge.at < y0 + _CORNER), default=None)
    bottom = min((edge for edge in across if edge.at > y1 - _CORNER), default=None)
    left = max((edge for edge in along if edge.at < x0 + _CORNER), default=None)
    right = min((edge for edge in along if edge.at > x1 - _CORNER), default=None)
    if top is None or bottom is None or left is None or right is None:
        return None
    meet = all(_spans(edge, left.at, right.at) for edge in (top, bottom)) and all(
        _spans(edge, top.at, bottom.at) for edge in (left, right)
    )
    small = right.at - left.at < _WIDE * content.width and bottom.at - top.at < _HIGH * content.height
    return (left.at, top.at, right.at, bottom.at) if meet and small else None


def _spans(edge: Edge, start: float, end: float) -> bool:
    return edge.start <= start + _CORNER and edge.end >= end - _CORNER
