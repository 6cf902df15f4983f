"""``make bench-doubles``: how long a text looks for its like among many, and what is found among real documents.

``speed`` puts generated acts into records (SQLite in a temporary folder, or ``REGISTRY_BENCH_DATABASE``: the address of
an empty PostgreSQL database), a twentieth of them of one standard wording, and looks for acts that are there, that
differ in the address, and that are new. ``truth`` reads the corpus and compares every two of its texts.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from benchmarks.corpus import files
from benchmarks.table import Figure, at_most, show
from domain.document import Block, BlockKind, Document
from domain.errors import IntakeError
from domain.ids import new_id
from domain.likeness import compare, words_of
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.text_signature import sign
from storage import doubles
from storage.database import Records
from storage.migrating import upgrade
from storage.models import File, ReadDocument, TextBand, TextSignature

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTS: Final = 100_000
STANDARD: Final = 20
"""Every so manieth act has the standard wording."""
ASKED: Final = 60
THERE: Final = "that is there"
LONGEST_MS: Final = 20
PIECE: Final = 2000
COPIES: Final = (
    {"d011.pdf", "u052.pdf"},
    {"u002.docx", "u025.doc", "u026.odt"},
    {"u009.docx", "u070.pdf"},
    {"u107.html", "u110.html"},
)
"""Files of the corpus that are one document, beside those of one number (``d001.doc``, ``d001-converted.docx``).

Candidates were pairs whose share of common words is 0.6 and more, and acts of one date and number; the limits of
:mod:`domain.likeness` were chosen on these same files, so the figures are no proof for others.
"""


def wording(chance: random.Random, words: list[str], *, standard: bool) -> str:
    """Return the text of an act: standard wording about an address, or some 300 words of its own."""
    if not standard:
        return "\n".join(" ".join(chance.choices(words, k=20)) for _ in range(15))
    street, house = chance.choice(words), chance.randrange(300)
    return (
        "АДМИНИСТРАЦИЯ ГОРОДА\nПОСТАНОВЛЕНИЕ\n"
        f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{chance.randrange(2000, 2026)} № {house * 7}\n"
        "О присвоении адреса земельному участку\nВ соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ «Об общих "
        "принципах организации местного самоуправления в Российской Федерации», постановлением Правительства "
        "Российской Федерации от 19.11.2014 № 1221 «Об утверждении Правил присвоения, изменения и аннулирования "
        "адресов» постановляю:\n1. Присвоить земельному участку с кадастровым номером "
        f"74:32:{house:07}:{house * 3} адрес: Российская Федерация, город, улица {street}, {house}.\n2. Отделу "
        "архитектуры внести сведения в государственный адресный реестр.\n3. Контроль за исполнением настоящего "
        "постановления возложить на заместителя главы города.\nГлава города"
    )


def as_document(text: str) -> Document:
    """Return a text as a document that was read."""
    blocks, place = [], 0
    for line in text.split("\n"):
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=place, end=place + len(line)))
        place += len(line) + 1
    return Document(format="docx", text=text, blocks=tuple(blocks))


def fill(records: Records, texts: Iterator[str]) -> None:
    """Put documents with signatures into the records, without looking for their like."""
    number = 0
    for piece in _batched(texts):
        rows: dict[type, list[dict[str, object]]] = {File: [], ReadDocument: [], TextSignature: [], TextBand: []}
        for text in piece:
            number += 1
            signature = sign(as_document(text))
            assert signature is not None  # noqa: S101 - the text has words
            file_id, document_id = new_id(), new_id()
            rows[File].append(
                {"id": file_id, "sha256": f"{number:064}", "size": 1, "format": "docx", "name": f"{number}.docx"}
            )
            rows[ReadDocument].append(
                {"id": document_id, "file_id": file_id, "format": "docx", "reader": "bench", "text": text}
                | {"text_sha256": f"{number:064}", "pages": [], "notices": [], "repairs": []}
            )
            rows[TextSignature].append(
                {"id": number, "document_id": document_id, "words_sha256": signature.words.sha256}
                | {"is_recognised": False, "maker": signature.maker, "hashes": signature.hashes}
            )
            rows[TextBand] += [{"band": band, "signature_id": number} for band in set(signature.bands)]
        with records.writing("bench") as unit:
            for table, values in rows.items():
                unit.session.execute(sa.insert(table.__table__), values)  # type: ignore[attr-defined]  # it is mapped
            unit.commit()


def _batched(texts: Iterator[str]) -> Iterator[list[str]]:
    while piece := list(itertools.islice(texts, PIECE)):
        yield piece


def speed() -> list[Figure]:
    """Measure the looking."""
    chance = random.Random(6)  # noqa: S311 - no secret
    words = [f"слово{number}" for number in range(6000)]
    with tempfile.TemporaryDirectory() as folder:
        records = Records(os.environ.get("REGISTRY_BENCH_DATABASE") or f"sqlite:///{folder}/bench.sqlite3")
        upgrade(records)
        began = time.perf_counter()
        asked: list[tuple[str, str]] = []

        def texts() -> Iterator[str]:
            for number in range(ACTS):
                text = wording(chance, words, standard=number % STANDARD == 0)
                if number % (ACTS // ASKED) == 0:
                    asked.append((THERE, text))
                    asked.append(("of the standard wording", wording(chance, words, standard=True)))
                    asked.append(("new", wording(chance, words, standard=False)))
                yield text

        fill(records, texts())
        print(f"{ACTS} acts with signatures in {time.perf_counter() - began:.0f} s")
        if records.is_sqlite:
            print(f"database: {Path(folder, 'bench.sqlite3').stat().st_size / 2**20:.0f} MiB")
        times: dict[str, list[float]] = {}
        found: dict[str, list[int]] = {}
        for kind, text in asked:
            with records.reading() as session:
                began = time.perf_counter()
                signature = sign(as_document(text))
                assert signature is not None  # noqa: S101 - the text has words
                near = doubles.find_near(session, signature, "")
                times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
            found.setdefault(kind, []).append(sum(likeness.is_same for _, likeness in near))
        records.close()
    figures = []
    for kind, taken in times.items():
        worst = sorted(taken)[int(len(taken) * 0.95)]
        figures.append(at_most(f"looking for an act {kind}, median", LONGEST_MS, median(taken), " ms"))
        figures.append(at_most(f"looking for an act {kind}, p95", LONGEST_MS, worst, " ms"))
        copies, wanted = sum(1 for number in found[kind] if number), len(taken) if kind == THERE else 0
        figures.append(Figure(f"doubles told of acts {kind}", f"{wanted}", f"{copies}", copies == wanted))
    return figures


def truth() -> list[Figure]:
    """Read the corpus and compare every two texts."""
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        documents = {}
        for path in files(".doc", ".docx", ".rtf", ".odt", ".pdf", ".html", ".txt"):
            try:
                documents[path.name] = pool.read(path, name=path.name)
            except IntakeError as refusal:
                print(f"{path.name}: {refusal.code}")
    return judge(documents)


def judge(documents: dict[str, Document]) -> list[Figure]:
    """Return how many pairs were judged wrong; print each."""
    words = {name: words_of(document) for name, document in documents.items()}
    right, wrong, missed = 0, [], []
    for one, other in itertools.combinations(sorted(words), 2):
        likeness = compare(words[one], words[other])
        is_copy = one.split(".")[0].removesuffix("-converted") == other.split(".")[0].removesuffix("-converted")
        is_copy = is_copy or any({one, other} <= group for group in COPIES)
        if likeness.is_same and is_copy:
            right += 1
        elif likeness.is_same != is_copy:
            (wrong if likeness.is_same else missed).append(f"{one} {other} {likeness.share:.2f}")
    print(*(f"false: {pair}" for pair in wrong), *(f"missed: {pair}" for pair in missed), sep="\n")
    pairs = len(words) * (len(words) - 1) // 2
    told = f"{len(words)} files, {pairs} pairs, {right + len(missed)} of copies"
    return [
        Figure(f"false doubles ({told})", "0", str(len(wrong)), not wrong),
        Figure("copies missed", "0", str(len(missed)), not missed),
    ]


PARTS: Final = {"speed": speed, "truth": truth}

if __name__ == "__main__":
    show("Doubles", [figure for part in sys.argv[1:] or ("speed", "truth") for figure in PARTS[part]()])
