"""Files that are attached to an act: any content, because nothing reads them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.errors import EmptyFile, FileTooLarge, IntakeError
from ingest.reading import sniff_head
from ingest.receiving import HEAD, clean_name
from storage import intake

if TYPE_CHECKING:
    from litestar.datastructures import UploadFile

    from registry_api.root import Register
    from storage.database import UnitOfWork
    from storage.models import File

UNKNOWN: Final = "bin"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store; ``size`` in bytes."""

    sha256: str
    size: int
    kind: str
    name: str


def keep(register: Register, upload: UploadFile, *, actor: str) -> Kept:
    """Put a file into the store.

    Raises:
        FileTooLarge: over the limit of the settings.
        EmptyFile: nothing in it.
        InfectedFile: the antivirus found something.
        AntivirusUnavailable: it does not answer, and the settings refuse what was not checked.
    """
    stream, name = upload.file, clean_name(upload.filename)
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise EmptyFile
    if size > register.max_upload:
        raise FileTooLarge(size=size, limit=register.max_upload)
    stream.seek(0)
    try:
        kind = sniff_head(stream.read(HEAD), size, name)
    except IntakeError:
        kind = UNKNOWN
    register.door.check_attachment(stream, name, actor=actor, origin="web")
    stream.seek(0)
    stored = register.objects.put(stream)
    return Kept(stored.sha256, stored.size, kind, name)


def record_kept(unit: UnitOfWork, kept: Kept) -> File:
    """Return the row of a file that was put into the store."""
    return intake.record_file(unit, kept.sha256, kept.size, kept.kind, kept.name)
