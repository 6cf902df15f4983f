"""Every hostile file ends with a coded reason or a document, within its limits, and the register goes on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.document import Document, check_document
from domain.errors import HostileFile, IntakeError
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.ways import METHODS
from tests.hostile import archives, faults, legacy, mutants, pdf, word

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = ReadLimits(seconds=4.0, xobject_calls=2_000, page_operators=300_000)
"""As the defaults, but quicker to reach: a test has no patience."""
WHOLE = word.docx(word.paragraph("Постановление администрации города"))

CODED = {
    "empty.docx": (bytes, "empty-file"),
    "empty.pdf": (bytes, "empty-file"),
    "noise.pdf": (pdf.noise, "damaged-file"),
    "bare-noise.pdf": (lambda: pdf.noise()[9:], "unsupported-format"),
    "header-only.pdf": (pdf.header_only, "damaged-file"),
    "text-called.pdf": ("это не PDF".encode, "unsupported-format"),
    "picture.docx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged-file"),
    "animation.docx": (lambda: b"GIF89a" + bytes(100), "unsupported-format"),
    "truncated.docx": (lambda: WHOLE[: len(WHOLE) // 2], "damaged-file"),
    "empty-zip.docx": (lambda: b"PK\x05\x06" + bytes(18), "damaged-file"),
    "bomb.docx": (word.bomb, "hostile-file"),
    "laughs.docx": (word.laughs, "hostile-file"),
    "entity.docx": (word.external_entity, "hostile-file"),
    "deep.docx": (lambda: word.deep_tables(3000), "hostile-file"),
    "sixty-deep.docx": (lambda: word.deep_tables(60), "hostile-file"),
    "millions.docx": (word.many_paragraphs, "hostile-file"),
    "entries.docx": (word.many_entries, "hostile-file"),
    "two.docx": (word.two_documents, "hostile-file"),
    "escape.docx": (word.escaping, "hostile-file"),
    "lying.docx": (word.lying_sizes, "damaged-file"),
    "password.docx": (word.encrypted_package, "encrypted-file"),
    "ole-stub.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged-file"),
    "no-pages.pdf": (pdf.no_pages, "nothing-to-read"),
    "loop.pdf": (pdf.kids_loop, "nothing-to-read"),
    "kids.pdf": (lambda: pdf.many_kids(20_000), "hostile-file"),
    "flate.pdf": (pdf.flate_twice, "hostile-file"),
    "fan-out.pdf": (pdf.fan_out, "hostile-file"),
    "operators.pdf": (pdf.many_operators, "hostile-file"),
    "password.pdf": (pdf.with_password, "encrypted-file"),
    "self.pdf": (pdf.form_in_itself, "nothing-to-read"),
    "overlapping.docx": (archives.overlapping, "hostile-file"),
    "letters.docx": (archives.stored_bomb, "hostile-file"),
    "locked.pdf": (lambda: faults.locked("secret", "owner"), "encrypted-file"),
    "locked.doc": (lambda: legacy.doc(flags=0x0100), "encrypted-file"),
    "locked.odt": (legacy.odt_with_password, "encrypted-file"),
    "with-zip.doc": (legacy.doc_with_zip, "tool-missing"),
    "groups.rtf": (legacy.rtf_nested, "tool-missing"),
    "rtf-called.doc": (lambda: legacy.rtf("text"), "tool-missing"),
    "odt-called.doc": (legacy.odt, "tool-missing"),
}
READ = {
    "wide.docx": (word.wide_cell, "ячейка"),
    "backslashes.docx": (lambda: word.backslashes("текст за чертой"), "текст за чертой"),
    "strict.docx": (lambda: word.strict("строгий текст"), "строгий текст"),
    "prefix.docx": (lambda: bytes(1000) + WHOLE, "Постановление администрации города"),
    "labels.pdf": (pdf.labels_loop, "x"),
    "no-types.docx": (archives.without_types, "текст без типов"),
    "no-numbering.docx": (archives.numbering_gone, "пункт"),
    "macros.docx": (archives.with_macros, "текст с макросом"),
    "style-loop.docx": (archives.style_loop, "текст в петле"),
    "docx-called.doc": (lambda: WHOLE, "Постановление администрации города"),
    "html-called.doc": (
        '<html><body><p>Постановление<img src="http://127.0.0.1:9/x.png"></p></body></html>'.encode,
        "Постановление",
    ),
    "previous.pdf": (faults.previous_loop, "whole text"),
    "start.pdf": (faults.wrong_start, "whole text"),
    "line-ends.pdf": (faults.line_ends, "whole text"),
    "before.pdf": (faults.junk_before, "whole text"),
    "after.pdf": (faults.junk_after, "whole text"),
    "owner.pdf": (lambda: faults.locked("", "owner"), "whole text"),
    "owner-40.pdf": (lambda: faults.locked("", "owner", 40), "whole text"),
    "objects.pdf": (faults.endless_objects, "whole text"),
}
ANY = {
    "bfrange.pdf": lambda: pdf.range_bomb(b"bfrange"),
    "cidrange.pdf": lambda: pdf.range_bomb(b"cidrange"),
    "widths.pdf": pdf.width_bomb,
    "inline.pdf": pdf.inline_without_end,
    "arrays.pdf": pdf.nested_arrays,
    "loop.doc": legacy.ole_loop,
    "predictor.pdf": lambda: faults.predictor(2_000_000),
    "states.pdf": lambda: faults.saved_states(1_000_000),
    "words.pdf": lambda: faults.scattered_words(10_000),
    "strings.pdf": lambda: faults.many_strings(500_000),
    "unclosed.pdf": faults.unclosed_string,
    "lzw.pdf": faults.lzw_noise,
    "huge.pdf": faults.huge_page,
    "numbers.pdf": faults.not_a_number,
    "attribute.docx": archives.long_attribute,
    "attributes.docx": archives.many_attributes,
    "truncated.pdf": lambda: pdf.page_of(pdf.stream(pdf.words(b"whole text")))[:400],
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(LIMITS, Tools()) as made:
        yield made


def outcome(pool: ReadingPool, folder: Path, name: str, data: bytes) -> Document | IntakeError:
    path = folder / name
    path.write_bytes(data)
    begun = time.monotonic()
    try:
        return pool.read(path)
    except IntakeError as error:
        return error
    finally:
        assert time.monotonic() - begun < len(METHODS) * (LIMITS.seconds + 5), "each way of reading has its own clock"


@pytest.mark.parametrize("name", CODED)
def test_a_hostile_file_gets_its_reason(pool: ReadingPool, tmp_path: Path, name: str) -> None:
    make, code = CODED[name]
    found = outcome(pool, tmp_path, name, make())
    assert isinstance(found, IntakeError), found
    assert found.code == code, found.details


@pytest.mark.parametrize("name", READ)
def test_an_odd_but_honest_file_is_read(pool: ReadingPool, tmp_path: Path, name: str) -> None:
    make, text = READ[name]
    found = outcome(pool, tmp_path, name, make())
    assert isinstance(found, Document), (found, getattr(found, "details", None))
    assert text in found.text
    assert check_document(found) == []


@pytest.mark.parametrize("name", ANY)
def test_a_bomb_goes_out_within_its_limits(pool: ReadingPool, tmp_path: Path, name: str) -> None:
    found = outcome(pool, tmp_path, name, ANY[name]())
    if isinstance(found, Document):
        assert check_document(found) == []
    else:
        assert found.code in {
            "hostile-file", "damaged-file", "nothing-to-read", "tool-missing", "reading-timed-out",
        }, found.details  # fmt: skip


def test_mutations_of_good_files_end_with_a_document_or_a_reason(pool: ReadingPool, tmp_path: Path) -> None:
    acts = Path(__file__).parents[2] / "examples" / "acts"
    chosen = [min(acts.glob("*.docx")), min(acts.glob("*.pdf"))]
    for name, data in mutants.mutants(chosen, 120, seed=5):
        found = outcome(pool, tmp_path, name, data)
        if isinstance(found, Document):
            assert check_document(found) == [], name
        else:
            assert found.code != "reading-failed", (name, found.details)


@pytest.mark.parametrize(
    "form", ["../../../../../..{}", "word/../../../../../../..{}", "{}", "C:{}", "..\\..\\..\\..\\..{}"]
)
def test_a_name_that_leads_out_of_the_archive_refuses_it(pool: ReadingPool, tmp_path: Path, form: str) -> None:
    outside = tmp_path / "outside"
    data = word.escaping(form.format(outside))
    found = outcome(pool, tmp_path, "escape.docx", data)
    assert isinstance(found, HostileFile)
    assert found.details["limit"] == "zip_escaping_names"
    inside = outcome(pool, tmp_path, "stays.docx", word.escaping("word/outside"))
    assert isinstance(inside, Document), "the name alone is what was refused"
    assert {path.name for path in tmp_path.iterdir()} == {"escape.docx", "stays.docx"}


def test_the_pool_reads_on_after_all_of_them(pool: ReadingPool, tmp_path: Path) -> None:
    for name in ("noise.pdf", "bomb.docx", "operators.pdf"):
        outcome(pool, tmp_path, name, CODED[name][0]())
    found = outcome(pool, tmp_path, "whole.docx", WHOLE)
    assert isinstance(found, Document)
    assert found.text == "Постановление администрации города"
