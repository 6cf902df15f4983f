"""Signatures inside a PDF (ISO 32000-1, 12.8): integrity, what they cover, what was added afterwards.

A signature dictionary is never in a compressed object: its place in the file is part of what it signs. So a file
without ``/ByteRange`` in its bytes has none, and pyHanko need not be asked. The verdict never stops the reading of
the text: what cannot be judged in its time, or is too strange for the library, is said to be not verifiable.

Reads: a PDF. Writes: :class:`domain.signatures.Signature`.
"""

from __future__ import annotations

import contextlib
import itertools
import mmap
import re
import signal
import threading
from typing import TYPE_CHECKING, Any, Final

import msgspec

from domain.errors import IntakeError
from domain.signatures import Signature, SignatureKind, SignatureState
from ingest.signatures.verdicts import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.reading.limits import ReadLimits

SECONDS: Final = 10.0
"""Processor seconds for all signatures of a file: the usual one takes a tenth, besides the start of the library."""
_AGAIN: Final = 0.5
"""After so many more seconds the clock rings again: a call back from C may have swallowed the first ring."""
SIGNATURES: Final = 50
"""As many signatures of one PDF are judged."""
CHANGED: Final = (
    "После подписания в документ внесены изменения. Сравните его с подписанным экземпляром и запросите у отправителя "
    "исходный файл."
)
NOT_COVERED: Final = (
    "Подпись охватывает не весь документ, и остальное могли изменить. Запросите у отправителя исходный файл."
)
ADDED: Final = "После этой подписи в файл добавлено то, что PDF допускает: ещё одна подпись, отметка времени, поля."
UNREADABLE: Final = f"Подпись в файле есть, но разобрать её здесь не удалось. {ELSEWHERE}"
TOO_LONG: Final = f"Проверка подписи заняла слишком много времени и остановлена. {ELSEWHERE}"
_MARK: Final = b"/ByteRange"
_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_LONGEST: Final = 2**20
"""Longest container inside a PDF, characters of its hexadecimal form."""


class _TimeUp(BaseException):
    """The processor time for signatures is used up; no library may take it for a fault of its own."""


def inspect_pdf(path: Path, limits: ReadLimits, *, anchors: Sequence[bytes] = (), **_: object) -> tuple[Signature, ...]:
    """Return the signatures of a PDF with what could be verified of them; never fails because of what is in the file.

    Args:
        path: The file.
        limits: What the file may cost; a file over its size has no signatures here.
        anchors: Certificates of authorities that are trusted, DER; empty: trust is not judged.
    """
    if not _has_mark(path, limits):
        return ()
    seen: list[Signature | None] = []
    reason = ""
    try:
        with _clock(SECONDS):
            seen.extend(_judged(path, anchors))
    except _TimeUp:
        reason = TOO_LONG
    except Exception:  # noqa: BLE001 - the text must be read whatever ails the signatures
        reason = UNREADABLE
    found = [said for said in seen if said is not None]
    if reason or not seen:
        found += _unjudged(path, reason or UNREADABLE)[len(seen) :]
    return tuple(found)


def _has_mark(path: Path, limits: ReadLimits) -> bool:
    size = path.stat().st_size
    if not 0 < size <= limits.max_bytes:
        return False
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(_MARK) >= 0


@contextlib.contextmanager
def _clock(seconds: float) -> Iterator[None]:
    """Raise :class:`_TimeUp` in the block after so many processor seconds (in the main thread of a child)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _judged(path: Path, anchors: Sequence[bytes]) -> Iterator[Signature | None]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    from ingest.signatures.detached import certificates_of

    roots = certificates_of(anchors)
    with path.open("rb") as stream:
        reader = PdfFileReader(stream, strict=False)
        if reader.encrypted:
            reader.decrypt("")
        for number, (name, _, field) in enumerate(enumerate_sig_fields(reader, filled_status=True)):
            if number == SIGNATURES:
                return
            yield _judge(reader, name, field, roots)


def _judge(reader: Any, name: str, field: Any, roots: Sequence[Any]) -> Signature | None:
    """Return one signature; None for a time stamp of the whole document, which nobody signs."""
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from ingest.signatures.container import opened_der
    from ingest.signatures.facts import facts_of
    from ingest.signatures.verdicts import digest_oid, judged, new_hash, trusted

    said = Signature(kind=SignatureKind.EMBEDDED, state=SignatureState.NOT_VERIFIABLE, reason=UNREADABLE)
    try:
        sign = EmbeddedPdfSignature(reader, field, name)
        if sign.sig_object.get("/Type") == "/DocTimeStamp":
            return None
        container = opened_der(sign.pkcs7_content)
        signer = container.signers[0]
        certificate = container.certificate_of(signer)
        said = msgspec.structs.replace(facts_of(signer, certificate, SignatureKind.EMBEDDED), reason=UNREADABLE)
        digest = sign.compute_digest() if new_hash(digest_oid(signer)) is not None else None
        verdict = _covering(judged(said, signer, certificate, digest), sign)
        return trusted(verdict, certificate, container.certificates, roots)
    except Exception:  # noqa: BLE001 - one signature too strange for the library; the others are judged
        return said


def _covering(said: Signature, sign: Any) -> Signature:
    """Return a signature with what it covers; one over a part of the document, or over another state of it, is broken.

    This is about places in the file, so it holds for algorithms that cannot be verified here as well.
    """
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    coverage = sign.coverage = sign.evaluate_signature_coverage()
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return said
    said = msgspec.structs.replace(said, covers_all=False)
    if said.state is SignatureState.BROKEN:
        return said
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return msgspec.structs.replace(said, state=SignatureState.BROKEN, reason=NOT_COVERED)
    if not _allowed(sign):
        return msgspec.structs.replace(said, state=SignatureState.BROKEN, reason=CHANGED)
    return msgspec.structs.replace(said, reason=" ".join(part for part in (said.reason, ADDED) if part))


def _allowed(sign: Any) -> bool:
    """Tell whether everything that was added after a signature is of the kind that may be added."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel

    found = sign.evaluate_modifications(DEFAULT_DIFF_POLICY)
    if not isinstance(found, DiffResult) or found.modification_level == ModificationLevel.OTHER:
        return False
    permitted = sign.docmdp_level
    return permitted is None or bool(found.modification_level.value <= permitted.value)


def _unjudged(path: Path, reason: str) -> list[Signature]:
    """Return what the signatures of a file say of themselves where the file itself is beyond the library."""
    from ingest.signatures.container import opened_der
    from ingest.signatures.facts import facts_of

    found = []
    data = path.read_bytes()
    for match in itertools.islice(_RANGE.finditer(data), SIGNATURES):
        _, length, second, _ = (int(number) for number in match.groups())
        digits = data[length : min(second, length + _LONGEST)].strip(b"<> \r\n\t\x00")
        with contextlib.suppress(IntakeError, ValueError):
            container = opened_der(bytes.fromhex(digits.decode("ascii")))
            signer = container.signers[0]
            said = facts_of(signer, container.certificate_of(signer), SignatureKind.EMBEDDED)
            found.append(msgspec.structs.replace(said, reason=reason))
    return found
