"""The composition root: builds everything from the settings, each part when it is first needed.

Nothing else reads the settings. The embedded default and the production stack differ only in what is built here.
"""

from __future__ import annotations

import os
import time
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import make_url

from registry_api.settings import Settings, SettingsError, load
from storage import migrating, scratch
from storage.database import Records
from storage.objects import FolderObjects

if TYPE_CHECKING:
    from types import TracebackType

    from export.build import PackageBuilder
    from ingest.antivirus import Antivirus
    from ingest.deriving import Deriver
    from ingest.processing import Processor
    from ingest.reading import ReadingPool, ReadLimits
    from ingest.receiving import Door
    from ingest.signatures.pairing import SignatureDesk
    from registry_api.alerts.mail import Mailer
    from registry_api.jobs.queue import JobQueue
    from registry_api.page_pictures import PagePictures
    from search.indexer import Indexer
    from search.port import SearchIndex
    from search.query import SynonymFile
    from storage.objects import Objects


class Register:
    """All parts of the product, made on first use and closed together."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load()
        os.environ["TZ"] = self.settings["TIME_ZONE"]
        time.tzset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what was made, in the reverse order of need."""
        for name in ("queue", "processor", "pictures", "pool", "index", "records"):
            part = self.__dict__.pop(name, None)
            if part is not None:
                part.close()

    def prepare(self) -> None:
        """Make what is missing and bring the database up to this version."""
        if self.settings["OBJECTS"] == "folder" or not self.settings["DATABASE_URL"]:
            self._make_folder()
        if migrating.present(self.records) != migrating.NEWEST:
            migrating.upgrade(self.records)
        self.objects.prepare()
        scratch.sweep()

    def _make_folder(self) -> None:
        """Make the data folder, closed to others. Raises :class:`SettingsError` when the system refuses."""
        folder = self.settings.data
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            raise SettingsError(
                f"REGISTRY_DATA: папка данных {folder} недоступна ({os.strerror(error.errno or 0)}). "
                "Проверьте путь, права и место на диске."
            ) from error

    @cached_property
    def records(self) -> Records:
        """The records: SQLite in the data folder, or PostgreSQL."""
        url = self.settings["DATABASE_URL"]
        if not url:
            return Records(f"sqlite:///{self.settings.data / 'registry.sqlite3'}")
        return Records(self._with_password(url))

    def _with_password(self, url: str) -> str:
        password = self.settings["DATABASE_PASSWORD"]
        if not password:
            return url
        return make_url(url).set(password=password).render_as_string(hide_password=False)

    @property
    def queue_url(self) -> str:
        """SQLAlchemy URL of the queue's own tables: beside the records."""
        if self.settings["QUEUE_URL"]:
            return self._with_password(self.settings["QUEUE_URL"])
        if not self.settings["DATABASE_URL"]:
            return f"sqlite:///{self.settings.data / 'queue.sqlite3'}"
        return self._with_password(self.settings["DATABASE_URL"])

    @cached_property
    def objects(self) -> Objects:
        """The original files: a folder, or an S3 bucket."""
        given = self.settings
        if given["OBJECTS"] == "folder":
            return FolderObjects(given.data / "objects")
        if not given["S3_ENDPOINT"]:
            raise SettingsError("REGISTRY_S3_ENDPOINT: укажите адрес сервера S3 (узел:порт).")
        from pathlib import Path

        from storage.objects.s3 import S3Objects, S3Place

        return S3Objects(
            S3Place(
                endpoint=given["S3_ENDPOINT"],
                bucket=given["S3_BUCKET"],
                access_key=given["S3_ACCESS_KEY"],
                secret_key=given["S3_SECRET_KEY"],
                secure=given.yes("S3_SECURE"),
                ca_file=Path(given["S3_CA_FILE"]) if given["S3_CA_FILE"] else None,
            )
        )

    @cached_property
    def index(self) -> SearchIndex:
        """The index: a folder, or OpenSearch."""
        given = self.settings
        from search.analysis import default_analysis

        if given["INDEX"] == "embedded":
            from search.embedded import EmbeddedIndex

            return EmbeddedIndex(given.data / "index", analysis=default_analysis())
        from search.opensearch import OpenSearchIndex

        return OpenSearchIndex(
            given["OPENSEARCH_URL"],
            analysis=default_analysis(),
            alias=given["OPENSEARCH_INDEX"],
            user=given["OPENSEARCH_USER"],
            password=given["OPENSEARCH_PASSWORD"],
            ca_file=given["OPENSEARCH_CA_FILE"],
        )

    @cached_property
    def synonyms(self) -> SynonymFile:
        """Abbreviations and synonyms: the packaged table with the lines of the administrator's file."""
        from pathlib import Path

        from search.analysis import default_analysis
        from search.query import SynonymFile

        own = self.settings["SYNONYMS"]
        return SynonymFile(Path(own) if own else self.settings.data / "synonyms.txt", default_analysis())

    @cached_property
    def indexer(self) -> Indexer:
        """Carries changes from the outbox into the index."""
        from search.indexer import Indexer
        from storage.index_feed import IndexFeed

        return Indexer(IndexFeed(self.records), self.index)

    @cached_property
    def mailer(self) -> Mailer | None:
        """Sends letters; None when the settings name no mail server."""
        given = self.settings
        if not given["MAIL_HOST"]:
            return None
        from email.utils import parseaddr

        from registry_api.alerts.mail import Mailer

        if "@" not in parseaddr(given["MAIL_FROM"])[1]:
            raise SettingsError("REGISTRY_MAIL_FROM: укажите адрес отправителя писем, например reestr@example.ru.")
        return Mailer(
            host=given["MAIL_HOST"],
            port=given.number("MAIL_PORT"),
            tls=given["MAIL_TLS"],
            sender=given["MAIL_FROM"],
            user=given["MAIL_USER"],
            password=given["MAIL_PASSWORD"],
            ca_file=given["MAIL_CA_FILE"],
        )

    @property
    def mail_domains(self) -> tuple[str, ...]:
        """Mail domains that letters may go to; none: any."""
        return tuple(
            name for word in self.settings["MAIL_DOMAINS"].split(",") if (name := word.strip().lstrip("@").lower())
        )

    @property
    def limits(self) -> ReadLimits:
        """Limits of reading."""
        from ingest.reading import ReadLimits
        from ingest.reading.limits import MIB, tuned

        given = self.settings
        unpacked = given.number("READ_UNPACKED_MB") * MIB
        limits = ReadLimits(
            max_bytes=self.max_upload,
            seconds=given.number("READ_SECONDS"),
            memory_bytes=given.number("READ_MEMORY_MB") * MIB,
            unpacked_bytes=unpacked,
            xml_part_bytes=min(ReadLimits().xml_part_bytes, unpacked),
            pdf_pages=given.number("READ_PDF_PAGES"),
            ocr_pages=given.number("READ_OCR_PAGES"),
            ocr_seconds_per_page=given.number("READ_OCR_SECONDS"),
            office_seconds=given.number("READ_OFFICE_SECONDS"),
            image_pixels=given.number("READ_IMAGE_MEGAPIXELS") * 1_000_000,
        )
        return tuned(limits, given["READ_LIMITS"])

    @property
    def max_upload(self) -> int:
        """Largest file that is accepted, bytes."""
        return self.settings.number("MAX_UPLOAD_MB") * 2**20

    @cached_property
    def door(self) -> Door:
        """Takes files in."""
        from ingest.receiving import Door

        return Door(self.records, self.objects, self.max_upload, self.antivirus)

    @cached_property
    def antivirus(self) -> Antivirus | None:
        """Looks at files before they are stored; None when the settings want no check."""
        from ingest.antivirus import Antivirus, Clamd, Policy

        chosen, address = self.settings["ANTIVIRUS"], self.settings["CLAMAV_ADDRESS"]
        if chosen == "off":
            return None
        host, _, port = address.rpartition(":")
        if not address.startswith("/") and not (host and port.isdecimal()):
            raise SettingsError(
                f"REGISTRY_CLAMAV_ADDRESS: нужен путь сокета clamd или «узел:порт», а задано «{address}»."
            )
        return Antivirus(Clamd(address), Policy(chosen))

    @cached_property
    def pool(self) -> ReadingPool:
        """Reads files in child processes."""
        from ingest.reading import ReadingPool, Tools

        return ReadingPool(self.limits, Tools.find(), preload=("ingest.requisites",))

    @cached_property
    def pictures(self) -> PagePictures:
        """Draws pages of PDF files for the site."""
        from registry_api.page_pictures import PagePictures

        return PagePictures(self.objects, lambda: self.pool)

    @cached_property
    def processor(self) -> Processor:
        """Works on intake items."""
        from ingest.processing import Processor

        return Processor(
            self.records,
            self.objects,
            self.pool,
            self.authorities,
            searchable_copies=self.settings.yes("SEARCHABLE_COPIES") and bool(self.pool.tools.tesseract),
        )

    @cached_property
    def deriver(self) -> Deriver:
        """Makes searchable copies of scans."""
        from ingest.deriving import Deriver

        return Deriver(self.records, self.objects, self.pool)

    @cached_property
    def authorities(self) -> tuple[bytes, ...]:
        """Certificates of authorities whose signatures are trusted."""
        from registry_api.authorities import NAME, load_authorities

        return load_authorities(self.settings[NAME])

    @cached_property
    def signatures(self) -> SignatureDesk:
        """Looks at files of electronic signatures in child processes."""
        from ingest.signatures.pairing import SignatureDesk

        return SignatureDesk(self.records, self.objects, self.pool, self.authorities)

    @cached_property
    def queue(self) -> JobQueue:
        """Reminds workers of what is to be done."""
        from registry_api.jobs.queue import JobQueue

        return JobQueue(self.queue_url)

    @cached_property
    def packages(self) -> PackageBuilder:
        """Builds monthly packages."""
        from export.build import PackageBuilder
        from export.profile import load_profile

        profile = self.settings["EXPORT_PROFILE"]
        return PackageBuilder(
            self.records,
            self.objects,
            load_profile(profile or "default"),
            organisation=self.settings["ORGANISATION"],
            signatory_post=self.settings["PACKAGE_SIGNATORY_POST"],
            signatory=self.settings["PACKAGE_SIGNATORY"],
        )
