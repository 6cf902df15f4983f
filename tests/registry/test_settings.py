"""Settings: environment over file over default, secrets from files, what makes no sense is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry_api.checking import Standing, examine
from registry_api.root import Register
from registry_api.settings import PREFIX, SETTINGS, SettingsError, load
from tests.factories import REPOSITORY


def test_defaults_are_the_embedded_register() -> None:
    settings = load({})
    assert (settings["OBJECTS"], settings["INDEX"], settings["DATABASE_URL"]) == ("folder", "embedded", "")
    assert settings.data == Path("data").absolute()
    assert settings.number("PORT") == 8000


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("port = 9000\nworkers = 5\ns3_secure = false\n", "utf-8")
    settings = load({"REGISTRY_SETTINGS": str(file), "REGISTRY_PORT": "9001"})
    assert (settings.number("PORT"), settings.number("WORKERS"), settings.yes("S3_SECURE")) == (9001, 5, False)


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("тайна\n", "utf-8")
    (tmp_path / "s.toml").write_text(f"s3_secret_key_file = '{tmp_path / 'secret'}'\n", "utf-8")
    assert load({"REGISTRY_S3_ACCESS_KEY_FILE": str(tmp_path / "secret")})["S3_ACCESS_KEY"] == "тайна"
    assert load({"REGISTRY_SETTINGS": str(tmp_path / "s.toml")})["S3_SECRET_KEY"] == "тайна"
    given = {"REGISTRY_S3_ACCESS_KEY_FILE": str(tmp_path / "secret"), "REGISTRY_S3_ACCESS_KEY": "сразу"}
    assert load(given)["S3_ACCESS_KEY"] == "сразу"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("objekts = 1", "objekts"),
        ("port = ", "Не читается"),
        ("index = 'google'", "REGISTRY_INDEX"),
        ("host_file = 'x'", "host_file"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "s.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=word):
        load({"REGISTRY_SETTINGS": str(tmp_path / "s.toml")})


def test_a_missing_secret_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="нет"):
        load({"REGISTRY_SECRET_KEY_FILE": str(tmp_path / "нет")})


@pytest.mark.parametrize("value", ["0", "-1", "много", "", "1.5"])
def test_a_number_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match="REGISTRY_WORKERS"):
        load({"REGISTRY_WORKERS": value}).number("WORKERS")


def test_the_settings_of_the_stack_are_known_ones(tmp_path: Path) -> None:
    text = (REPOSITORY / "deploy" / "production.toml").read_text("utf-8")
    (tmp_path / "secret").write_text("тайна", "utf-8")
    file = tmp_path / "production.toml"
    file.write_text(re.sub(r'"/run/secrets/[a-z0-9_]+"', f'"{tmp_path / "secret"}"', text), "utf-8")
    settings = load({"REGISTRY_SETTINGS": str(file)})
    assert (settings["OBJECTS"], settings["INDEX"], settings["DATABASE_PASSWORD"]) == ("s3", "opensearch", "тайна")
    assert settings.yes("SECURE_COOKIES")


def test_no_other_module_reads_the_environment() -> None:
    folders = ("domain", "storage", "ingest", "search", "export", "registry_api")
    readers = {
        str(path.relative_to(REPOSITORY))
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*.py")
        if re.search(r"os\.(?:getenv|environ(?!\[\"TZ\"\] =))", path.read_text("utf-8"))
    }
    assert readers - {"registry_api/settings.py"} <= {path for path in readers if path.startswith("ingest/reading/")}, (
        "only settings.py reads settings; the readers pass a clean environment on to programs"
    )


def test_names_and_meanings() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
    assert all(setting.meaning.endswith(".") and setting.name.isupper() for setting in SETTINGS)
    assert PREFIX == "REGISTRY_"


@pytest.mark.parametrize(
    ("name", "value"),
    [("READ_MEMORY_MB", "5"), ("READ_PDF_PAGES", "1000000"), ("READ_OCR_PAGES", "много"), ("MAX_UPLOAD_MB", "5000")],
)
def test_an_absurd_limit_of_reading_is_refused_at_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"REGISTRY_{name}: .*{value}"):
        load({PREFIX + name: value})


def test_the_limits_of_reading_are_those_of_the_settings(tmp_path: Path) -> None:
    given = {
        "DATA": str(tmp_path), "READ_SECONDS": "7", "READ_MEMORY_MB": "256", "READ_UNPACKED_MB": "20",
        "READ_PDF_PAGES": "11", "READ_OCR_PAGES": "12", "READ_OCR_SECONDS": "13", "READ_OFFICE_SECONDS": "14",
        "READ_IMAGE_MEGAPIXELS": "15",
    }  # fmt: skip
    limits = Register(load({PREFIX + name: value for name, value in given.items()})).limits
    assert (limits.seconds, limits.memory_bytes, limits.unpacked_bytes) == (7, 256 * 2**20, 20 * 2**20)
    assert limits.xml_part_bytes == limits.unpacked_bytes
    assert (limits.pdf_pages, limits.ocr_pages, limits.ocr_seconds_per_page) == (11, 12, 13)
    assert (limits.office_seconds, limits.image_pixels) == (14, 15_000_000)


def test_any_limit_of_reading_can_be_given_by_its_name(tmp_path: Path) -> None:
    given = {PREFIX + "DATA": str(tmp_path), PREFIX + "READ_PDF_PAGES": "11"}
    limits = Register(load(given | {PREFIX + "READ_LIMITS": " nesting = 60,seconds_per_page=0.5,"})).limits
    assert (limits.nesting, limits.seconds_per_page, limits.pdf_pages) == (60, 0.5, 11)
    for slip, said in (
        ("nestin=60", "нет предела «nestin».*nesting"),
        ("nesting", "предел nesting: нужно число"),
        ("nesting=6.5", "нужно число, а задано «6.5»"),
        ("nesting=1", "допустимо от 4 до 4000, а задано 1"),
        ("seconds_per_page=nan", "допустимо от 0.02 до 20, а задано nan"),
    ):
        with pytest.raises(SettingsError, match=f"REGISTRY_READ_LIMITS: .*{said}"):
            load(given | {PREFIX + "READ_LIMITS": slip})


def test_the_antivirus_is_built_only_when_it_is_wanted(tmp_path: Path) -> None:
    given = {PREFIX + "DATA": str(tmp_path)}
    assert Register(load(given)).antivirus is None
    made = Register(load(given | {PREFIX + "ANTIVIRUS": "refuse", PREFIX + "CLAMAV_ADDRESS": "clamav:3310"})).antivirus
    assert made is not None
    assert (made.policy, made.clamd.address) == ("refuse", "clamav:3310")
    with pytest.raises(SettingsError, match="CLAMAV_ADDRESS"):
        _ = Register(load(given | {PREFIX + "ANTIVIRUS": "mark", PREFIX + "CLAMAV_ADDRESS": "clamav"})).antivirus


def test_a_check_tells_of_an_antivirus_that_is_silent(tmp_path: Path) -> None:
    given = {PREFIX + "DATA": str(tmp_path), PREFIX + "ANTIVIRUS": "refuse", PREFIX + "CLAMAV_ADDRESS": "/no/clamd.ctl"}
    with Register(load(given)) as house:
        house.prepare()
        (finding,) = [found for found in examine(house, quick=True) if found.part == "антивирус"]
    assert finding.standing is Standing.WRONG
    assert "не принимаются" in finding.advice
