"""Hand-labelled citations of real documents, and how findings are compared with them.

The labels (``tests/ingest/requisites/citations_gold.jsonl``) hold no text: the name of a file of the corpus, its
SHA-256, windows of the text as it is read, and for each citation its place and what a person read there. ``*`` is a
part that the place alone does not tell. The files are parted by name into a half for tuning and a half for checking.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.document import Document
    from domain.references import ActReference

LABELS: Final = Path(__file__).parents[1] / "tests" / "ingest" / "requisites" / "citations_gold.jsonl"
ANY: Final = "*"
_MARKS: Final = re.compile(r"\s*\[\d\]| [¹²³]+")


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
class Score:
    """What was found in labelled windows."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    provisions: int = 0
    roles: int = 0
    decided: int = 0
    unread: int = 0
    """Windows that are read otherwise here than when they were labelled."""
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """The share of what a person found that the rules found."""
        return self.right / ((self.right + self.missed) or 1)

    def add(self, other: Score) -> None:
        """Add the counts of another file."""
        for name in ("right", "wrong", "missed", "provisions", "roles", "decided", "unread"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults


def labelled() -> Iterator[Labelled]:
    """Yield the labelled files."""
    decoder = msgspec.json.Decoder(Labelled)
    for line in LABELS.read_text("utf-8").splitlines():
        yield decoder.decode(line)


def score(document: Document, found: tuple[ActReference, ...], labels: Labelled) -> Score:
    """Compare what the rules found in a document with its labels; a citation over the edge of a window is not wrong."""
    total = Score()
    for window in labels.windows:
        text = document.text[window.start : window.end]
        if hashlib.sha256(text.encode()).hexdigest()[:16] != window.check:
            total.unread += 1
            continue
        near = [ref for ref in found if ref.span and window.start <= ref.span.start < window.end]
        used: set[int] = set()
        for label in window.citations:
            _judge(label, near, used, total, labels.file)
        for index, ref in enumerate(near):
            if index not in used and ref.span and ref.span.end <= window.end:
                total.wrong += 1
                total.faults.append(f"{labels.file} {ref.span.start}: found {ref.kind} {ref.date} {ref.number}")
    return total


def _judge(label: Label, near: list[ActReference], used: set[int], total: Score, file: str) -> None:
    match = next((i for i, ref in enumerate(near) if i not in used and _same(label, ref)), None)
    if match is None:
        total.missed += 1
        total.faults.append(f"{file} {label.start}: missed {label.kind} {label.date} {label.number} {label.name}")
        return
    used.add(match)
    total.right += 1
    total.provisions += _plain(near[match].provision) == _plain(label.provision)
    if label.role:
        total.decided += 1
        total.roles += near[match].role == label.role


def _same(label: Label, ref: ActReference) -> bool:
    return (
        ref.span is not None
        and ref.span.start < label.end
        and label.start < ref.span.end
        and label.kind in (ANY, ref.kind)
        and label.date in (ANY, ref.date)
        and label.number in (ANY, ref.number)
        and label.name.lower() in (ref.title or "").lower()
    )


def _plain(provision: str | None) -> str:
    return _MARKS.sub("", (provision or "").lower())
