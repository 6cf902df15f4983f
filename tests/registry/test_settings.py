"""Settings: environment over file over default, secrets from files, what makes no sense is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
