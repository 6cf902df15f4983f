"""Settings are data: name, default, one line of meaning. The docs list every one; a test holds it.

A value comes from the environment (``REGISTRY_…``), else from the TOML file that ``REGISTRY_SETTINGS`` names (same
names, lower case, without the prefix), else from the default. A secret may come from a file: ``REGISTRY_…_FILE``. No
other module reads the environment.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "REGISTRY_"


class SettingsError(ValueError):
    """A setting cannot be used; the text says which and what it should be."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: upper-case name without prefix, default, meaning; ``secret`` ones may come from a file."""

    name: str
    default: str
    meaning: str
    secret: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    """For a whole number: the least and the greatest that make sense."""


SETTINGS: Final = (
    Setting("DATA", "data", "Folder of the embedded default: database, files, index, secrets."),
    Setting(
        "DATABASE_URL", "", "SQLAlchemy URL of PostgreSQL (postgresql+psycopg://…); empty: SQLite in the data folder."
    ),
    Setting("DATABASE_PASSWORD", "", "Password that is put into DATABASE_URL.", secret=True),
    Setting("OBJECTS", "folder", "Where original files are kept.", choices=("folder", "s3")),
    Setting("S3_ENDPOINT", "", "Host and port of the S3 server."),
    Setting("S3_BUCKET", "registry", "Bucket of original files."),
    Setting("S3_ACCESS_KEY", "", "Access key of the S3 server.", secret=True),
    Setting("S3_SECRET_KEY", "", "Secret key of the S3 server.", secret=True),
    Setting("S3_SECURE", "yes", "Whether the S3 server is spoken to over TLS.", choices=("yes", "no")),
    Setting("S3_CA_FILE", "", "File of the certificate authority that signed the S3 server's certificate."),
    Setting("INDEX", "embedded", "Search engine.", choices=("embedded", "opensearch")),
    Setting("OPENSEARCH_URL", "", "URL of OpenSearch."),
    Setting("OPENSEARCH_USER", "", "User of OpenSearch."),
    Setting("OPENSEARCH_PASSWORD", "", "Password of OpenSearch.", secret=True),
    Setting("OPENSEARCH_CA_FILE", "", "File of the certificate authority that signed OpenSearch's certificate."),
    Setting("OPENSEARCH_INDEX", "acts", "Alias under which the acts are found; generations are named after it."),
    Setting(
        "SYNONYMS",
        "",
        "Text file of abbreviations and synonyms added to the packaged table; empty: synonyms.txt in the data folder.",
    ),
    Setting("QUEUE_URL", "", "SQLAlchemy URL of the job queue's database; empty: beside the records."),
    Setting("HOST", "127.0.0.1", "Address on which the site listens."),
    Setting("PORT", "8000", "Port on which the site listens."),
    Setting("ALLOWED_HOSTS", "", "Host names under which the site is reached, separated by commas; empty: any."),
    Setting("SECURE_COOKIES", "no", "Send cookies over TLS only (yes behind a TLS proxy).", choices=("yes", "no")),
    Setting("SECRET_KEY", "", "Key that signs CSRF tokens; empty: made once in the data folder.", secret=True),
    Setting("WORKERS", "2", "Files that one worker process reads at the same time."),
    Setting("MAX_UPLOAD_MB", "50", "Largest file that is accepted, megabytes (at most 500).", bounds=(1, 500)),
    Setting(
        "READ_SECONDS",
        "120",
        "Wall clock that reading one file may take, seconds; recognition has its own per page.",
        bounds=(5, 3_600),
    ),
    Setting(
        "READ_MEMORY_MB",
        "1024",
        "Memory that reading one file may take, megabytes; more than WORKERS times this should be free.",
        bounds=(128, 65_536),
    ),
    Setting(
        "READ_UNPACKED_MB",
        "200",
        "Unpacked size of a DOCX or ODT, megabytes: more is taken for an archive bomb.",
        bounds=(10, 4_096),
    ),
    Setting("READ_PDF_PAGES", "2000", "Pages of one PDF: longer files are refused.", bounds=(10, 100_000)),
    Setting(
        "READ_OCR_PAGES",
        "300",
        "Pages of one file that may be recognised: each takes a second or more.",
        bounds=(1, 10_000),
    ),
    Setting("READ_OCR_SECONDS", "60", "Time that recognition of one page may take, seconds.", bounds=(5, 600)),
    Setting(
        "READ_OFFICE_SECONDS",
        "120",
        "Time that LibreOffice may take to convert one DOC, RTF or ODT, seconds.",
        bounds=(10, 1_800),
    ),
    Setting(
        "READ_IMAGE_MEGAPIXELS",
        "100",
        "Largest picture that is recognised, millions of pixels (A2 at 400 dpi has 62).",
        bounds=(5, 1_000),
    ),
    Setting(
        "READ_LIMITS",
        "",
        "Any other limit of reading, by its name in ingest/reading/limits.py, where its reason stands: nesting=60, "
        "blocks=300000. It goes over the settings above.",
    ),
    Setting(
        "SEARCHABLE_COPIES",
        "yes",
        "Make a searchable PDF/A of scans (PDF, JPEG, PNG, TIFF) when nothing more urgent waits; the original stays.",
        choices=("yes", "no"),
    ),
    Setting(
        "ANTIVIRUS",
        "off",
        "Check by ClamAV at the door. Infected files are never taken; when it does not answer, files are taken with a "
        "mark, or refused.",
        choices=("off", "mark", "refuse"),
    ),
    Setting(
        "CLAMAV_ADDRESS",
        "/run/clamav/clamd.ctl",
        "Socket of clamd: a path, or host:port. Its StreamMaxLength must exceed MAX_UPLOAD_MB.",
    ),
    Setting(
        "SIGNATURE_AUTHORITIES",
        "",
        "Folder of certificates (PEM, DER) of authorities that are trusted for signatures; empty: trust is not judged.",
    ),
    Setting(
        "SITE_URL",
        "",
        "Address of the site as people reach it, for links in letters and feeds; empty: letters hold none.",
    ),
    Setting("MAIL_HOST", "", "Mail server that takes the letters of saved searches; empty: no letters are sent."),
    Setting("MAIL_PORT", "587", "Port of the mail server.", bounds=(1, 65_535)),
    Setting(
        "MAIL_TLS",
        "starttls",
        "How the connection is protected: after a plain start, from the first byte, not at all (own network only).",
        choices=("starttls", "tls", "none"),
    ),
    Setting("MAIL_CA_FILE", "", "File of the authority that signed the mail server's certificate; empty: known ones."),
    Setting("MAIL_USER", "", "User of the mail server; empty: letters are sent without signing in."),
    Setting("MAIL_PASSWORD", "", "Password of the mail server.", secret=True),
    Setting("MAIL_FROM", "", "Sender of the letters, like: Реестр актов <reestr@example.ru>."),
    Setting(
        "MAIL_DOMAINS",
        "",
        "Mail domains that letters may go to, separated by commas (letters name internal acts); empty: any.",
    ),
    Setting("ORGANISATION", "Администрация города Верхнереченска", "Sender of the monthly package."),
    Setting("PACKAGE_SIGNATORY_POST", "Начальник правового управления", "Post of who signs the cover letter."),
    Setting("PACKAGE_SIGNATORY", "", "Name of who signs the cover letter; empty: left to be written by hand."),
    Setting("EXPORT_PROFILE", "", "TOML file of the profile of the regional register; empty: the neutral profile."),
    Setting(
        "TIME_ZONE",
        "Europe/Moscow",
        "Zone of the office: whose calendar says what day it is, and in which moments are shown.",
    ),
    Setting("LOG_LEVEL", "warning", "How much the log says.", choices=("debug", "info", "warning", "error")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings by name, checked."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a setting as text."""
        return self.values[name]

    def number(self, name: str) -> int:
        """Return a setting as a whole number of at least 1. Raises :class:`SettingsError`."""
        try:
            value = int(self.values[name])
        except ValueError:
            value = 0
        if value < 1:
            raise SettingsError(f"{PREFIX}{name}: нужно целое число не меньше 1, а задано «{self.values[name]}».")
        least, greatest = next((s.bounds for s in SETTINGS if s.name == name and s.bounds), (1, value))
        if not least <= value <= greatest:
            raise SettingsError(f"{PREFIX}{name}: допустимо от {least} до {greatest}, а задано {value}.")
        return value

    def yes(self, name: str) -> bool:
        """Return a setting as a decision."""
        return self.values[name] == "yes"

    @property
    def data(self) -> Path:
        """Folder of the embedded default."""
        return Path(self.values["DATA"]).absolute()


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings.

    Raises :class:`SettingsError` for an unknown name in the file or a value that is not allowed.
    """
    env = os.environ if environment is None else environment
    filed = _from_file(env.get(f"{PREFIX}SETTINGS", ""))
    values = {}
    for setting in SETTINGS:
        value = _value(setting, env, filed)
        if setting.choices and value not in setting.choices:
            allowed = ", ".join(setting.choices)
            raise SettingsError(f"{PREFIX}{setting.name}: допустимо {allowed}, а задано «{value}».")
        values[setting.name] = value
    settings = Settings(values)
    for setting in SETTINGS:
        if setting.bounds:
            settings.number(setting.name)
    if settings["READ_LIMITS"]:
        _check_limits(settings["READ_LIMITS"])
    return settings


def _check_limits(given: str) -> None:
    from ingest.reading.limits import ReadLimits, tuned

    try:
        tuned(ReadLimits(), given)
    except ValueError as error:
        raise SettingsError(f"{PREFIX}READ_LIMITS: {error}.") from error


def _value(setting: Setting, env: Mapping[str, str], filed: Mapping[str, str]) -> str:
    for source, name in ((env, PREFIX + setting.name), (filed, setting.name)):
        if name in source:
            return source[name]
        if setting.secret and f"{name}_FILE" in source:
            return _secret(source[f"{name}_FILE"])
    return setting.default


def _secret(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"Не читается файл с секретом {path}: {error.strerror}.") from error


def _from_file(path: str) -> dict[str, str]:
    if not path:
        return {}
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"Не читается файл настроек {path}: {error}.") from error
    known = {setting.name for setting in SETTINGS} | {f"{s.name}_FILE" for s in SETTINGS if s.secret}
    values = {}
    for name, value in given.items():
        if name.upper() not in known:
            raise SettingsError(f"В файле {path} неизвестная настройка «{name}». Список — в docs/settings.md.")
        values[name.upper()] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return values
