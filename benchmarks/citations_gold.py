"""Hand-labelled citations of real documents, and how findings are compared with them.

The labels (``tests/ingest/requisites/citations_gold.jsonl``) hold no text: the name of a file of the corpus, its
SHA-256, windows of the text as it is read, and for each citation its place and what a person read there. Places count
the signs that are not blank, so that they do not hang on where lines are cut. ``*`` is a part that the place alone does
not tell. The files are parted by name into a half for tuning and a half for checking.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.document import Document
    from domain.references import ActReference

LABELS: Final = Path(__file__).parents[1] / "tests" / "ingest" / "requisites" / "citations_gold.jsonl"
ANY: Final = "*"
_FURTHEST: Final = 3000
"""So far a window may have moved, in signs."""
_MARKS: Final = re.compile(r"\s*\[\d\]| [¹²³]+")


_Placed = tuple[int, int, "ActReference"]
"""A citation that was found, with its start and end in signs that are not blank."""


class Label(msgspec.Struct, frozen=True):
    """A citation as a person read it; an empty role was not decided."""

    start: int
    end: int
    kind: str
    date: str | None = None
    number: str | None = None
    role: str = ""
    provision: str = ""
    name: str = ""
    """A word of the title, for acts that are cited by name."""
    body: str = ANY
    """Whose act it is, in the nominative; empty when the text does not say it, ``*`` when nobody labelled it."""
    title: str = ANY
    """How its title begins; empty when the text does not give it, ``*`` when nobody labelled it."""


class Window(msgspec.Struct, frozen=True):
    """A piece of the text in which every citation is labelled; ``check`` tells whether it is still read the same."""

    start: int
    end: int
    check: str
    citations: tuple[Label, ...] = ()


class Labelled(msgspec.Struct, frozen=True):
    """A file; ``part`` is ``tuning`` or ``checking``."""

    file: str
    sha256: str
    part: str
    windows: tuple[Window, ...]


@dataclass(slots=True)
class Counts:
    """What is right, wrong and missed of what a person found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """The share of what a person found that the rules found."""
        return self.right / ((self.right + self.missed) or 1)

    def count(self, other: Counts) -> None:
        """Add the counts of another file."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(slots=True)
class Words(Counts):
    """How one part of the citations is read that is told in words: its body or its title."""

    def judge(self, found: str | None, label: str, *, right: bool) -> bool:
        """Count one value; return whether it is as the label says. A wrong one is missed, too."""
        if label == ANY or not (found or label):
            return True
        self.right += right
        self.wrong += bool(found) and not right
        self.missed += bool(label) and not right
        return right


@dataclass(slots=True)
class Score(Counts):
    """What was found in labelled windows."""

    provisions: int = 0
    roles: int = 0
    decided: int = 0
    unread: int = 0
    """Windows that are read otherwise here than when they were labelled."""
    bodies: Words = field(default_factory=Words)
    titles: Words = field(default_factory=Words)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add what another file gave."""
        self.count(other)
        for name in ("provisions", "roles", "decided", "unread"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.bodies.count(other.bodies)
        self.titles.count(other.titles)
        self.faults += other.faults


def labelled() -> Iterator[Labelled]:
    """Yield the labelled files."""
    decoder = msgspec.json.Decoder(Labelled)
    for line in LABELS.read_text("utf-8").splitlines():
        yield decoder.decode(line)


def score(document: Document, found: tuple[ActReference, ...], labels: Labelled) -> Score:
    """Compare what the rules found in a document with its labels; a citation over the edge of a window is not wrong."""
    total = Score()
    text = "".join(document.text.split())
    places = [0, *accumulate(not letter.isspace() for letter in document.text)]
    refs = [(places[ref.span.start], places[ref.span.end], ref) for ref in found if ref.span]
    for window in labels.windows:
        moved = _moved(text, window)
        if moved is None:
            total.unread += 1
            continue
        near = [
            (start - moved, end - moved, ref) for start, end, ref in refs if window.start <= start - moved < window.end
        ]
        used: set[int] = set()
        for label in window.citations:
            _judge(label, near, used, total, labels.file)
        for index, (start, end, ref) in enumerate(near):
            if index not in used and end <= window.end:
                total.wrong += 1
                total.faults.append(f"{labels.file} {start}: found {ref.kind} {ref.date} {ref.number}")
    return total


def _moved(text: str, window: Window) -> int | None:
    """Return how far a window moved because what stands before it is read otherwise; None when it reads otherwise."""
    for by in sorted(range(-min(_FURTHEST, window.start), _FURTHEST + 1), key=abs):
        piece = text[window.start + by : window.end + by]
        if hashlib.sha256(piece.encode()).hexdigest()[:16] == window.check:
            return by
    return None


def _judge(label: Label, near: list[_Placed], used: set[int], total: Score, file: str) -> None:
    match = next((i for i, placed in enumerate(near) if i not in used and _same(label, placed)), None)
    if match is None:
        total.missed += 1
        total.faults.append(f"{file} {label.start}: missed {label.kind} {label.date} {label.number} {label.name}")
        return
    used.add(match)
    total.right += 1
    total.provisions += _plain(near[match][2].provision) == _plain(label.provision)
    _judge_words(label, near[match][2], total, file)
    if label.role:
        total.decided += 1
        total.roles += near[match][2].role == label.role


def _judge_words(label: Label, ref: ActReference, total: Score, file: str) -> None:
    body, title = _plain(ref.body), _plain(ref.title)
    if not total.bodies.judge(ref.body, label.body, right=body == _plain(label.body)):
        total.faults.append(f"{file} {label.start}: body {ref.body} for {label.body!r}")
    begins = bool(label.title) and title.startswith(_plain(label.title))
    if not total.titles.judge(ref.title, label.title, right=begins):
        total.faults.append(f"{file} {label.start}: title {ref.title} for {label.title!r}")


def _same(label: Label, placed: _Placed) -> bool:
    start, end, ref = placed
    return (
        start < label.end
        and label.start < end
        and label.kind in (ANY, ref.kind)
        and label.date in (ANY, ref.date)
        and label.number in (ANY, ref.number)
        and label.name.lower() in (ref.title or "").lower()
    )


def _plain(provision: str | None) -> str:
    return _MARKS.sub("", (provision or "").lower())
