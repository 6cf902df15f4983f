"""Which document a file of signatures belongs to, and what it says over it.

Files come in any order, together or apart: a signature whose document is not here waits, and is asked again when a
document of its name arrives (:meth:`SignatureDesk.waiting_for`). Parsing and verification happen in children.

Reads: intake items, objects. Writes: nothing; the caller records the :class:`Pair`.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.errors import SignatureWithoutDocument
from domain.signatures import Look, Signature, SignatureState
from storage import signatures
from storage.scratch import Scratch
from storage.signatures import CONTAINER, signed_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.reading import ReadingPool
    from storage.database import Records
    from storage.models import IntakeItem
    from storage.objects import Objects

_LOOK: Final = "ingest.signatures.detached:look"
_OVER: Final = "ingest.signatures.detached:inspect_detached"
_INSIDE_PDF: Final = "ingest.signatures.embedded:inspect_pdf"
_FOUND: Final = tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and what a file of signatures says over it."""

    file_id: str
    name: str
    signatures: tuple[Signature, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against the two belonging together."""
        return all(said.state is not SignatureState.BROKEN for said in self.signatures)

    @property
    def proven(self) -> bool:
        """Whether the signature was compared with the very content; ГОСТ cannot be, so its name alone speaks for it."""
        return any(said.state is SignatureState.INTACT for said in self.signatures)


class _Place(NamedTuple):
    """A file that a signature may belong to."""

    file_id: str
    sha256: str
    name: str
    batch: str
    by: str

    @classmethod
    def of(cls, row: IntakeItem) -> _Place:
        return cls(row.file_id, row.file.sha256, row.file_name, row.batch, row.submitted_by)


def _is_the_only(place: _Place, places: Sequence[_Place], item: IntakeItem) -> bool:
    """Tell whether the person who brought the signature has brought one file of exactly its name."""
    return (
        place.name == signed_name(item.file_name)
        and place.by == item.submitted_by
        and sum(other.name == place.name for other in places) == 1
    )


@dataclass(frozen=True, slots=True)
class SignatureDesk:
    """Works on files of signatures; ``anchors`` are certificates of trusted authorities, DER."""

    records: Records
    objects: Objects
    reader: ReadingPool
    anchors: tuple[bytes, ...] = ()

    def look(self, item: IntakeItem) -> Look:
        """Open a container. Raises :class:`IntakeError` when it is damaged, hostile or no signature."""
        return self._look(item.file.sha256)

    def _look(self, sha256: str) -> Look:
        with self.objects.local_path(sha256) as path:
            seen: Look = self.reader.call(_LOOK, path, result_type=Look, arguments=self._arguments)
        return seen

    def over(self, signature: str, document: str) -> tuple[Signature, ...]:
        """Return what one stored file of signatures says over another stored file, both named by their SHA-256."""
        with self.objects.local_path(signature) as container, self.objects.local_path(document) as path:
            found: tuple[Signature, ...] = self.reader.call(
                _OVER, container, path, result_type=_FOUND, arguments=self._arguments
            )
        return found

    def inside(self, path: Path, found: Sequence[Signature]) -> tuple[Signature, ...]:
        """Return the signatures that were found in a PDF with trust judged, where authorities are named."""
        if not found or not self.anchors:
            return tuple(found)
        judged: tuple[Signature, ...] = self.reader.call(
            _INSIDE_PDF, path, result_type=_FOUND, arguments=self._arguments
        )
        return judged

    def pair(self, item: IntakeItem, seen: Look) -> Pair:
        """Find the document of a detached signature.

        A signature that does not fit is recorded only over a file that came with it: a file of the same name from
        another day is most likely another act. For the same reason a signature that cannot be verified here joins a
        file that came apart from it only when the same person brought it, under exactly that name, and no other did.

        Raises:
            SignatureWithoutDocument: there is none.
        """
        with self.records.reading() as session:
            found = signatures.candidates(session, item, seen.digests)
            places = [_Place.of(row) for row in found]
        unfit: Pair | None = None
        unsure = ""
        for place in places:
            made = Pair(place.file_id, place.name, self.over(item.file.sha256, place.sha256))
            together = bool(place.batch) and place.batch == item.batch
            if made.fits:
                if made.proven or together or place.sha256 in seen.digests or _is_the_only(place, places, item):
                    return made
                unsure = unsure or place.name
            elif unfit is None and together:
                unfit = made
        if unfit is not None:
            return unfit
        if unsure:
            raise SignatureWithoutDocument(
                f"Подпись принята. Проверить здесь, относится ли она к файлу «{unsure}», нельзя: они пришли порознь. "
                "Загрузите подпись вместе с документом или приложите её в карточке акта.",
                name=unsure,
            )
        if places:
            raise SignatureWithoutDocument(
                f"Подпись принята, но к файлу «{places[0].name}» она не подходит: он изменён после подписания или это "
                "другой документ. Загрузите подписанный файл: подпись присоединится к нему сама.",
                name=places[0].name,
            )
        raise SignatureWithoutDocument

    def choose(self, sha256: str, files: Sequence[tuple[str, str, str]]) -> Pair:
        """Find which of some files a stored file of signatures belongs to; of several that fit, the first.

        Args:
            sha256: The file of signatures.
            files: Identifier, SHA-256 and name of each file, the likeliest first.

        Raises:
            SignatureWithoutDocument: it fits none of them.
            IntakeError: it is damaged, hostile or no signature.
        """
        seen = self._look(sha256)
        for file_id, content, name in sorted(files, key=lambda file: file[1] not in seen.digests):
            if seen.content is not None:
                made = Pair(file_id, name, seen.signatures)
                if hashlib.sha256(seen.content).hexdigest() == content and made.fits:
                    return made
                continue
            made = Pair(file_id, name, self.over(sha256, content))
            if made.fits:
                return made
        raise SignatureWithoutDocument(
            "Подпись не подходит ни к одному файлу акта: файл изменён после подписания или это подпись другого "
            "документа. Проверьте, тот ли файл выбран; если подписан другой файл, сначала приложите его."
        )

    def waiting_for(self, item: IntakeItem) -> Sequence[str]:
        """Return the signatures that wait for a document of this name."""
        if item.file.format == CONTAINER:
            return ()
        with self.records.reading() as session:
            return signatures.waiting_for(session, item)

    @property
    def _arguments(self) -> dict[str, object]:
        return {"anchors": list(self.anchors)}


@contextmanager
def taken_out(item: IntakeItem, content: bytes) -> Iterator[tuple[Path, str]]:
    """Give the document of a container as a file, with the name that it most likely had."""
    with Scratch() as folder:
        path = folder / "document"
        path.write_bytes(content)
        name = item.file_name
        while (inner := signed_name(name)) != name:
            name = inner
        yield path, name
