"""Verification of one signer by pyHanko: integrity, trust, time stamp.

pyHanko is imported when it is needed: it takes a second and a half and some 50 MB, and few files are signed.

Reads: a signer, its certificate, the digest of what is signed. Writes: :class:`domain.signatures.Signature`.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from domain.signatures import Signature, SignatureState
from ingest.signatures.container import attribute
from ingest.signatures.facts import is_gost

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ELSEWHERE: Final = (
    "Проверьте её на портале Госуслуг или в программе, которая поддерживает ГОСТ; "
    "сам файл и сведения о подписи сохранены."
)
GOST: Final = f"Подпись по ГОСТ здесь не проверяется. {ELSEWHERE}"
NO_CERTIFICATE: Final = f"В файле подписи нет сертификата подписавшего, поэтому проверить её здесь нельзя. {ELSEWHERE}"
UNKNOWN: Final = f"Подпись такого вида здесь не проверяется. {ELSEWHERE}"
OTHER_DOCUMENT: Final = (
    "Подпись не соответствует файлу: файл изменён после подписания или подпись сделана к другому файлу. "
    "Запросите у отправителя документ и подпись к нему заново."
)
SPOILED: Final = "Подпись повреждена: она не соответствует своему сертификату. Запросите её у отправителя заново."
TRAILING: Final = (
    "В файле подписи после самой подписи есть лишние данные, поэтому она не считается проверенной: такой файл мог быть "
    "дополнен или испорчен при пересылке. Запросите файл подписи у отправителя заново."
)
OUT_OF_TERM: Final = "В момент, указанный в подписи, сертификат не действовал. Уточните подпись у отправителя."

SHA256: Final = "2.16.840.1.101.3.4.2.1"
_HASHES: Final = {
    "1.3.14.3.2.26": "sha1",
    SHA256: "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "1.2.643.7.1.1.2.2": "md_gost12_256",
    "1.2.643.7.1.1.2.3": "md_gost12_512",
}
"""Digests by identifier as :mod:`hashlib` names them; those of ГОСТ only where the system's OpenSSL has them."""


def new_hash(oid: str) -> Any | None:
    """Return an empty digest, None when this machine does not know the algorithm."""
    try:
        return hashlib.new(_HASHES[oid], usedforsecurity=False)
    except (KeyError, ValueError):
        return None


def digest_oid(signer: Any) -> str:
    """Return the identifier of the digest that a signer has used."""
    return str(signer["digest_algorithm"]["algorithm"].dotted)


def claimed_digest(signer: Any) -> bytes | None:
    """Return the digest of the document that the signer has signed, None when only the signature itself tells."""
    value = attribute(signer["signed_attrs"], "message_digest")
    native = value.native if value is not None else None
    return native if isinstance(native, bytes) else None


def judged(said: Signature, signer: Any, certificate: Any | None, digest: bytes | None) -> Signature:
    """Return a signature with its state; ``digest`` is that of the document by the signer's algorithm, None: unknown.

    That the signature belongs to another document can be seen from the digest alone, whatever algorithm signed it.
    """
    claimed = claimed_digest(signer)
    if digest is not None and claimed is not None and claimed != digest:
        return _with(said, SignatureState.BROKEN, OTHER_DOCUMENT)
    if is_gost(signer, certificate):
        return _with(said, SignatureState.NOT_VERIFIABLE, GOST)
    if certificate is None:
        return _with(said, SignatureState.NOT_VERIFIABLE, NO_CERTIFICATE)
    if digest is None:
        return _with(said, SignatureState.NOT_VERIFIABLE, UNKNOWN)
    return _verified(said, signer, certificate, digest)


def doubted(said: Signature) -> Signature:
    """Return a signature of a file that goes on after the container: only what speaks against it stays."""
    if said.state is SignatureState.BROKEN:
        return said
    return _with(said, SignatureState.NOT_VERIFIABLE, TRAILING)


def _verified(said: Signature, signer: Any, certificate: Any, digest: bytes) -> Signature:
    try:
        intact, valid = _integrity(signer, certificate, digest)
    except Exception:  # noqa: BLE001 - whatever a library says of a strange signature, nothing is said against it
        return _with(said, SignatureState.NOT_VERIFIABLE, UNKNOWN)
    if not (intact and valid):
        return _with(said, SignatureState.BROKEN, SPOILED if intact else OTHER_DOCUMENT)
    said = msgspec.structs.replace(said, timestamped_at=_timestamped_at(signer))
    return _with(said, SignatureState.INTACT, "" if _was_valid(said) else OUT_OF_TERM)


def trusted(said: Signature, certificate: Any | None, others: Sequence[Any], anchors: Sequence[Any]) -> Signature:
    """Return a signature with whether its certificate leads to one of ``anchors``, at the moment that it claims.

    Revocation is not asked: nothing here goes to the network. Without anchors nothing is said.
    """
    if not anchors or certificate is None or said.state is not SignatureState.INTACT:
        return said
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

    moment = said.timestamped_at or said.signed_at or datetime.now(UTC)
    context = ValidationContext(
        trust_roots=list(anchors),
        other_certs=list(others),
        allow_fetching=False,
        moment=moment,
        best_signature_time=moment,
    )
    validator: Any = CertificateValidator(certificate, intermediate_certs=list(others), validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(set()))
    except (PathBuildingError, ValidationError):
        return msgspec.structs.replace(said, trusted=False)
    except Exception:  # noqa: BLE001 - certificates too strange to be judged: nothing is said of trust
        return said
    return msgspec.structs.replace(said, trusted=True)


def _with(said: Signature, state: SignatureState, reason: str) -> Signature:
    return msgspec.structs.replace(said, state=state, reason=reason)


def _was_valid(said: Signature) -> bool:
    moment = said.timestamped_at or said.signed_at
    if moment is None or said.valid_from is None or said.valid_until is None:
        return True
    return said.valid_from <= moment <= said.valid_until


def _integrity(signer: Any, certificate: Any, digest: bytes, content_type: str = "data") -> tuple[bool, bool]:
    """Return whether the digest is the signed one, and whether the signature is right."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    check: Callable[..., tuple[bool, bool]] = validate_sig_integrity
    return check(signer, certificate, expected_content_type=content_type, actual_digest=digest)


def _timestamped_at(signer: Any) -> datetime | None:
    """Return the moment of the time stamp over the signature, None when there is none or it does not hold."""
    from ingest.signatures.container import opened_der

    try:
        token = attribute(signer["unsigned_attrs"], "signature_time_stamp_token")
        if token is None:
            return None
        stamp = opened_der(token.dump())
        witness, info = stamp.signers[0], stamp.signed_data["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        over = new_hash(str(imprint["hash_algorithm"]["algorithm"].dotted))
        inside, certificate = new_hash(digest_oid(witness)), stamp.certificate_of(witness)
        if over is None or inside is None or certificate is None:
            return None
        over.update(signer["signature"].native)
        inside.update(stamp.content or b"")
        right = _integrity(witness, certificate, inside.digest(), "tst_info")
        moment: datetime = info["gen_time"].native
    except Exception:  # noqa: BLE001 - a stamp that cannot be read proves nothing
        return None
    return moment if right == (True, True) and over.digest() == imprint["hashed_message"].native else None
