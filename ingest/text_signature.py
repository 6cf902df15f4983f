"""The signature by which a text finds those that are like it.

Reads: Document. Writes: :class:`storage.doubles.Signature`.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from rensa import RMinHash

from domain.likeness import words_of
from storage import doubles
from storage.documents import load_document
from storage.doubles import HASHES, Signature
from storage.models import ReadDocument

if TYPE_CHECKING:
    from domain.document import Document
    from storage.database import Records

SEED: Final = 42
MAKER: Final = f"rensa RMinHash {RMinHash.ALGORITHM_VERSION}, {HASHES}, pairs 1"
"""Changes with everything that changes a signature; those of another maker are made anew by ``registry db upgrade``."""


def sign(document: Document) -> Signature | None:
    """Return the signature of a document's words; None when it says nothing."""
    words = words_of(document)
    if not words.words:
        return None
    minhash = RMinHash(num_perm=HASHES, seed=SEED)
    minhash.update([f"{one} {other}" for one, other in words.pairs])
    return Signature(MAKER, words, struct.pack(f"<{HASHES}I", *minhash.digest()))


def sign_missing(records: Records, actor: str) -> int:
    """Sign the texts that were read before there were signatures, or were signed by another maker; return how many."""
    done, after = 0, ""
    while True:
        with records.reading() as session:
            waiting = doubles.unsigned(session, MAKER, after=after)
        if not waiting:
            return done
        for document_id in waiting:
            with records.writing(actor) as unit:
                row = unit.session.get_one(ReadDocument, document_id)
                signature = sign(load_document(row))
                if signature is not None:
                    doubles.keep(unit, row, signature)
                    done += 1
                unit.commit()
        after = waiting[-1]
