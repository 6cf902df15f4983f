"""Signatures in a file of their own, and documents inside such a file.

Reads: a container, perhaps the document that it signs. Writes: :class:`domain.signatures.Signature`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.errors import FileTooLarge
from domain.signatures import Look, Signature, SignatureKind
from ingest.signatures.container import Container, damage_told, opened
from ingest.signatures.facts import facts_of
from ingest.signatures.forms import is_signed_data
from ingest.signatures.verdicts import SHA256, claimed_digest, digest_oid, doubted, judged, new_hash, trusted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ingest.reading.limits import ReadLimits

_CHUNK: Final = 2**20
_ENVELOPES: Final = 5
"""A file that several people signed one after another is a container in a container; more is no practice."""


def inspect_detached(
    signature: Path, document: Path | None = None, *, limits: ReadLimits, anchors: Sequence[bytes] = (), **_: object
) -> tuple[Signature, ...]:
    """Return the signatures of a container over a document; without one (or one inside) nothing can be verified.

    Args:
        signature: The container, in any of its forms.
        document: What it signs; not asked when the container holds its document itself.
        limits: What the container may cost.
        anchors: Certificates of authorities that are trusted, DER; empty: trust is not judged.

    Raises:
        DamagedFile, UnsupportedFormat, HostileFile: see :func:`ingest.signatures.container.opened`.
        FileTooLarge: over the limit of a file.
    """
    return signatures_of(opened(_bytes(signature, limits)), document, anchors)


def look(path: Path, *, limits: ReadLimits, anchors: Sequence[bytes] = (), **_: object) -> Look:
    """Open the container in a file, and the containers in it; arguments and errors as of :func:`inspect_detached`.

    The signatures are those of all containers, the outermost first; the content is that of the innermost.
    """
    container = opened(_bytes(path, limits))
    with damage_told():
        digests = {
            claimed.hex()
            for signer in container.signers
            if digest_oid(signer) == SHA256 and (claimed := claimed_digest(signer)) is not None
        }
    found = signatures_of(container, None, anchors)
    for _depth in range(_ENVELOPES):
        if container.content is None or not is_signed_data(container.content):
            break
        inner = opened(container.content)
        if inner.content is None:
            break
        container, found = inner, found + signatures_of(inner, None, anchors)
    return Look(container.content, found, tuple(sorted(digests)))


def signatures_of(
    container: Container, document: Path | None = None, anchors: Sequence[bytes] = ()
) -> tuple[Signature, ...]:
    """Return the signatures of an open container. Raises :class:`DamagedFile`, :class:`HostileFile`."""
    kind = SignatureKind.EMBEDDED if container.content is not None else SignatureKind.DETACHED
    roots, found = certificates_of(anchors), []
    digests: dict[str, bytes | None] = {}
    with damage_told():
        for signer in container.signers:
            certificate = container.certificate_of(signer)
            oid = digest_oid(signer)
            if oid not in digests:
                digests[oid] = _digest(oid, container.content, document)
            said = judged(facts_of(signer, certificate, kind), signer, certificate, digests[oid])
            if not container.whole:
                said = doubted(said)
            found.append(trusted(said, certificate, container.certificates, roots))
    return tuple(found)


def certificates_of(anchors: Sequence[bytes]) -> list[Any]:
    """Return certificates as the library has them."""
    from asn1crypto import x509

    return [x509.Certificate.load(data) for data in anchors]


def _digest(oid: str, content: bytes | None, document: Path | None) -> bytes | None:
    digest = new_hash(oid)
    if digest is None or (content is None and document is None):
        return None
    if content is not None:
        digest.update(content)
    elif document is not None:
        with document.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
    value: bytes = digest.digest()
    return value


def _bytes(path: Path, limits: ReadLimits) -> bytes:
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise FileTooLarge(size=size, limit=limits.max_bytes)
    return path.read_bytes()
