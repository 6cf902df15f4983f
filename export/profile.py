"""What differs from region to region, as data.

Addressee, legal basis, deadline, required files, columns of the inventory.

No public rule fixes file names, media or forms for all regions, and the laws behind the register move; so nothing of
it is in the code.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from domain.errors import ProfileBroken
from domain.periods import DeadlineRule, NotAMonth, ReportingMonth, Shift
from export.checks import FIXED, SEVERITIES, Severity
from export.collect import CollectRules

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER: Final = Path(__file__).parent / "profiles"
COLUMN_IDS: Final = (
    "position",
    "kind",
    "body",
    "date",
    "number",
    "title",
    "publication",
    "sheets",
    "file",
    "sha256",
    "note",
)
"""Columns that an inventory may have."""

_LAST_SAFE_DAY: Final = 28
_WEEKS: Final = 4
_HOURS: Final = 14


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a package is due, see :class:`domain.periods.DeadlineRule`."""

    weekday: int = 3
    nth: int = 1
    day: int | None = None
    shift: Shift = Shift.NEXT


class Addressee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom the letter goes, line by line."""

    lines: tuple[str, ...]


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the cover letter."""

    register: str = "регистр муниципальных нормативных правовых актов"
    medium: str = "в электронном виде"
    copies: int = 1


class LegalBasis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A norm in the instrumental case, and the reporting months (``YYYY-MM``, included) for which it is cited."""

    cite: str
    since: str = ""
    until: str = ""


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Roles of files without which an act may not go."""

    required: tuple[Literal["original", "scan", "signature", "publication"], ...] = ("original",)


class Inventory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns of the inventory, in order."""

    columns: tuple[str, ...] = COLUMN_IDS


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The demands of one region."""

    id: str
    title: str
    addressee: Addressee
    first_month: str = ""
    utc_offset: float = 3
    deadline: Deadline = Deadline()
    letter: Letter = Letter()
    legal_basis: tuple[LegalBasis, ...] = ()
    files: Files = Files()
    severity: dict[str, Severity] = msgspec.field(default_factory=dict)
    inventory: Inventory = Inventory()

    @property
    def rule(self) -> DeadlineRule:
        """The deadline as a rule."""
        return DeadlineRule(self.deadline.weekday, self.deadline.nth, self.deadline.day, self.deadline.shift)

    @property
    def collect_rules(self) -> CollectRules:
        """What collecting needs of the profile."""
        first = ReportingMonth.parse(self.first_month) if self.first_month else None
        return CollectRules(first_month=first, utc_offset=timedelta(hours=self.utc_offset))

    def basis_of(self, month: ReportingMonth) -> tuple[str, ...]:
        """Return the norms that the letter of a month cites."""
        return tuple(
            norm.cite
            for norm in self.legal_basis
            if (not norm.since or ReportingMonth.parse(norm.since) <= month)
            and (not norm.until or month <= ReportingMonth.parse(norm.until))
        )


def load_profile(source: str | Path = "default", *, addressee: Sequence[str] = ()) -> Profile:
    """Read a profile.

    Args:
        source: The name of a profile that comes with the program, or the path of a TOML file.
        addressee: Lines that stand for the profile's own addressee (empty: the profile's).

    Raises:
        ProfileBroken: There is no such profile or it says something impossible; ``fault`` tells what.
    """
    shipped = FOLDER / f"{source}.toml"
    path = shipped if isinstance(source, str) and source.isidentifier() and shipped.is_file() else Path(source)
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise _broken(str(error) if not isinstance(error, OSError) else "file cannot be read") from error
    faults = _faults(profile)
    if faults:
        raise _broken("; ".join(faults))
    if addressee:
        profile = msgspec.structs.replace(profile, addressee=Addressee(tuple(addressee)))
    return profile


def _broken(fault: str) -> ProfileBroken:
    return ProfileBroken(
        f"Профиль отправки в регистр не читается ({fault}). Администратору: проверьте файл профиля.", fault=fault
    )


def _faults(profile: Profile) -> list[str]:
    faults = [f"inventory.columns: {name}" for name in profile.inventory.columns if name not in COLUMN_IDS]
    faults += [f"severity.{code}" for code in profile.severity if code not in SEVERITIES or code in FIXED]
    rule = profile.deadline
    if not (1 <= rule.weekday <= 7 and 1 <= rule.nth <= _WEEKS and 1 <= (rule.day or 1) <= _LAST_SAFE_DAY):  # noqa: PLR2004 - ISO weekdays
        faults.append("deadline: weekday 1..7, nth 1..4, day 1..28")
    if abs(profile.utc_offset) > _HOURS:
        faults.append("utc_offset: hours, -14..14")
    if not profile.id.isidentifier() or not profile.inventory.columns:
        faults.append("id, inventory.columns")
    for month in (profile.first_month, *(text for norm in profile.legal_basis for text in (norm.since, norm.until))):
        try:
            ReportingMonth.parse(month or "2000-01")
        except NotAMonth as error:
            faults.append(str(error))
    return faults
