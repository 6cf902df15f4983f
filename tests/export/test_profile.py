from pathlib import Path

import pytest

from domain.errors import ProfileBroken
from domain.periods import ReportingMonth, Shift
from export.checks import Severity
from export.profile import FOLDER, load_profile


def changed(folder: Path, old: str, new: str) -> Path:
    text = (FOLDER / "default.toml").read_text("utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


@pytest.mark.parametrize("name", [path.stem for path in FOLDER.glob("*.toml")])
def test_every_shipped_profile_is_good(name: str) -> None:
    profile = load_profile(name)
    assert profile.id == name
    assert profile.addressee.lines
    assert profile.basis_of(ReportingMonth(2026, 4))


def test_norms_are_cited_only_for_their_months() -> None:
    profile = load_profile()
    assert "131-ФЗ" in profile.basis_of(ReportingMonth(2025, 5))[0]
    assert "33-ФЗ" in profile.basis_of(ReportingMonth(2025, 6))[0]
    assert len(profile.basis_of(ReportingMonth(2025, 6))) == 1


def test_an_own_profile_from_a_file(tmp_path: Path) -> None:
    path = changed(tmp_path, 'shift = "next"', 'shift = "previous"')
    path.write_text(
        path.read_text("utf-8").replace("[severity]", '[severity]\npublication-missing = "warning"'), "utf-8"
    )
    profile = load_profile(path, addressee=("Министерство",))
    assert profile.rule.shift is Shift.PREVIOUS
    assert profile.severity == {"publication-missing": Severity.WARNING}
    assert profile.addressee.lines == ("Министерство",)
    assert load_profile(str(path)).rule.shift is Shift.PREVIOUS


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('shift = "next"', 'shift = "back"', "shift"),
        ("weekday = 3", "weekday = 8", "deadline"),
        ("weekday = 3", "day = 31", "deadline"),
        ('"sha256"', '"hash"', "inventory.columns"),
        ("[severity]", '[severity]\nobject-missing = "warning"', "severity.object-missing"),
        ("[severity]", '[severity]\nsome-code = "warning"', "severity.some-code"),
        ('since = "2025-06"', 'since = "июнь"', "месяц"),
        ("utc_offset = 3", "utc_offset = 30", "utc_offset"),
        ("[letter]", "[lettre]", "lettre"),
        ("[deadline]", "[deadline", "line"),
    ],
)
def test_a_profile_that_says_something_impossible_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ProfileBroken) as caught:
        load_profile(changed(tmp_path, old, new))
    assert fault in str(caught.value.details["fault"])


def test_a_profile_that_is_not_there_is_refused_without_its_path(tmp_path: Path) -> None:
    for source in ("nowhere", tmp_path / "none.toml", tmp_path):
        with pytest.raises(ProfileBroken) as caught:
            load_profile(source)
        assert str(tmp_path) not in caught.value.message
