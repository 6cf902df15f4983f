"""Where everything of a month lies in its package.

Letter, inventory, cards and manifest are written from this one plan.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind
from export.package.names import act_folder, file_names, supplementary_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from domain.periods import PackageDates, ReportingMonth
    from export.checks import Problem
    from export.contents import ActEntry, FileEntry, MonthContents, Section
    from export.profile import Profile
    from storage.journal import Head


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: names as they stand in the letter; empty ones are left blank to be filled by hand."""

    organisation: str
    signatory_post: str = ""
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class PlacedAct:
    """An act with its place in the inventory and its paths; an empty path is a file that cannot be enclosed."""

    position: int
    act: ActEntry
    folder: str
    paths: tuple[str, ...]
    supplementary_paths: tuple[str, ...]

    @property
    def enclosed(self) -> tuple[tuple[str, FileEntry], ...]:
        """Paths of the original files that go, each with its file."""
        pairs = list(zip(self.paths, self.act.files, strict=True))
        for path, item in zip(self.supplementary_paths, self.act.supplementary, strict=True):
            if item.file is not None:
                pairs.append((path, item.file))
        return tuple((path, item) for path, item in pairs if path)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the documents of a package say."""

    run_id: str
    built_at: dt.datetime
    """The moment of building, in the municipality's time."""
    name: str
    profile: Profile
    sender: Sender
    month: ReportingMonth
    dates: PackageDates
    acts: tuple[PlacedAct, ...]
    problems: tuple[Problem, ...]
    reason: str | None
    replaces: str | None
    journal: Head
    generator: str

    def counts(self, section: Section | None = None) -> dict[str, int]:
        """Return how many acts of each kind go, in the order of the inventory."""
        return dict(Counter(item.act.kind for item in self.acts if section in {None, item.act.section}))

    def supplementary_counts(self) -> dict[str, int]:
        """Return how many supplementary documents of each kind were registered in the month."""
        kinds = (item.kind for placed in self.acts for item in placed.act.supplementary if item.in_month)
        return dict(Counter(SUPPLEMENTARY_TITLES[SupplementaryKind(kind)] for kind in kinds))

    @property
    def sheets(self) -> int | None:
        """Sheets of all enclosed files; None when one of them does not tell."""
        found = [item.sheets for placed in self.acts for _, item in placed.enclosed]
        known = [sheets for sheets in found if sheets is not None]
        return sum(known) if known and len(known) == len(found) else None


def place(contents: MonthContents, broken: Collection[str]) -> tuple[PlacedAct, ...]:
    """Give every act its folder and every file its path."""
    total = len(contents.all_acts)
    return tuple(_place(position, total, act, broken) for position, act in enumerate(contents.all_acts, 1))


def _place(position: int, total: int, act: ActEntry, broken: Collection[str]) -> PlacedAct:
    folder = act_folder(position, total, act)
    paths = tuple(
        "" if item.sha256 in broken else f"{folder}/{name}"
        for item, name in zip(act.files, file_names(act.files), strict=True)
    )
    supplementary = tuple(
        f"{folder}/{supplementary_name(number, item, item.file)}"
        if item.file is not None and item.file.sha256 not in broken
        else ""
        for number, item in enumerate(act.supplementary, 1)
    )
    return PlacedAct(position, act, folder, paths, supplementary)
