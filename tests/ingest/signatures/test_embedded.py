"""Signatures inside PDF: what holds, what was changed afterwards, what is beyond the library."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from domain.signatures import Signature, SignatureKind, SignatureState
from ingest.reading.limits import ReadLimits
from ingest.signatures import embedded
from ingest.signatures.embedded import inspect_pdf
from tests.factories import EXAMPLES
from tests.signing import STAMPED, changed_pdf, gost_container, person, signed_pdf, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.signing import Person

ACT = EXAMPLES / "acts" / "Постановление 402 от 07.05.2026.pdf"
LIMITS = ReadLimits()


@pytest.fixture(scope="module", params=["rsa", "ec"])
def head(request: pytest.FixtureRequest) -> Person:
    return person(request.param)


@pytest.fixture(scope="module")
def signed(head: Person) -> bytes:
    return signed_pdf(ACT.read_bytes(), head)


def inspect(folder: Path, data: bytes, **more: object) -> tuple[Signature, ...]:
    return inspect_pdf(write(folder, "акт.pdf", data), LIMITS, **more)  # type: ignore[arg-type]  # by name


def with_container(signed: bytes, container: bytes) -> bytes:
    """A signed PDF whose signature is another one of the same place."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    digits = container.hex().encode()
    return signed[:start] + digits + b"0" * (end - start - len(digits)) + signed[end:]


def test_a_file_without_signatures_has_none(tmp_path: Path) -> None:
    assert inspect(tmp_path, ACT.read_bytes()) == ()
    assert inspect(tmp_path, b"") == ()


def test_a_signature_over_the_whole_file_is_intact(tmp_path: Path, signed: bytes, head: Person) -> None:
    (found,) = inspect(tmp_path, signed, anchors=[head.der])
    assert (found.kind, found.state, found.reason) == (SignatureKind.EMBEDDED, SignatureState.INTACT, "")
    assert (found.signer, found.covers_all, found.trusted) == ("Лукашин Андрей Викторович", True, True)


def test_a_time_stamp_is_told_when_it_holds(tmp_path: Path, head: Person) -> None:
    data = signed_pdf(ACT.read_bytes(), head, stamped_by=person("rsa"))
    (found,) = inspect(tmp_path, data)
    assert (found.state, found.timestamped_at) == (SignatureState.INTACT, STAMPED)
    start = data.index(b"/Contents <") + len(b"/Contents <")
    digits = data[start : data.index(b">", start)]
    moment = STAMPED.strftime("%Y%m%d%H%M%SZ").encode().hex().upper().encode()
    later = STAMPED.replace(year=2027).strftime("%Y%m%d%H%M%SZ").encode().hex().upper().encode()
    assert digits.count(moment) == 1
    (found,) = inspect(tmp_path, data.replace(digits, digits.replace(moment, later)))
    assert (found.state, found.timestamped_at) == (SignatureState.INTACT, None)


def test_a_second_signature_does_not_break_the_first(tmp_path: Path, signed: bytes) -> None:
    first, second = inspect(tmp_path, signed_pdf(signed, person("ec"), "Signature2"))
    assert (first.state, first.covers_all) == (SignatureState.INTACT, False)
    assert "ещё одна подпись" in first.reason
    assert (second.state, second.covers_all, second.reason) == (SignatureState.INTACT, True, "")


def test_an_update_that_changes_the_page_breaks_the_signature(tmp_path: Path, signed: bytes) -> None:
    (found,) = inspect(tmp_path, changed_pdf(signed))
    assert (found.state, found.covers_all) == (SignatureState.BROKEN, False)
    assert "внесены изменения" in found.reason


def test_one_byte_changed_inside_breaks_the_signature(tmp_path: Path, signed: bytes) -> None:
    (found,) = inspect(tmp_path, signed.replace(b"/Producer", b"/Producex", 1))
    assert found.state is SignatureState.BROKEN
    assert "не соответствует файлу" in found.reason


def test_bytes_after_the_signature_are_told(tmp_path: Path, signed: bytes) -> None:
    (found,) = inspect(tmp_path, signed + b"\n% more\n")
    assert (found.state, found.covers_all) == (SignatureState.INTACT, False)
    assert "добавлено" in found.reason


def test_a_signature_over_a_part_of_the_file_is_broken_whatever_its_algorithm(tmp_path: Path, signed: bytes) -> None:
    other = with_container(signed, gost_container())
    _, _, rest = other.partition(b"/ByteRange [0 ")
    length = rest.split()[0]
    less = str(int(length) - 1000).encode()
    (found,) = inspect(tmp_path, other.replace(b"/ByteRange [0 " + length, b"/ByteRange [0 " + less))
    assert (found.state, found.covers_all) == (SignatureState.BROKEN, False)
    assert "не весь документ" in found.reason


def test_gost_inside_is_read_and_its_place_is_still_judged(tmp_path: Path, signed: bytes) -> None:
    other = with_container(signed, gost_container())
    (found,) = inspect(tmp_path, other)
    assert (found.state, found.covers_all) == (SignatureState.NOT_VERIFIABLE, True)
    assert found.algorithm == "ГОСТ Р 34.10-2012 (256 бит)"
    assert "ГОСТ здесь не проверяется" in found.reason
    (found,) = inspect(tmp_path, changed_pdf(other))
    assert (found.state, found.algorithm) == (SignatureState.BROKEN, "ГОСТ Р 34.10-2012 (256 бит)")


def test_a_damaged_file_never_stops_the_reading_and_never_says_intact(tmp_path: Path, signed: bytes) -> None:
    for length in range(1, len(signed), len(signed) // 40):
        for said in inspect(tmp_path, signed[:length]):
            assert said.state is not SignatureState.INTACT, length


def test_what_is_left_of_a_file_still_tells_who_has_signed(tmp_path: Path, signed: bytes) -> None:
    (found,) = inspect(tmp_path, signed[: signed.rindex(b"/ByteRange") + 100].replace(b"/AcroForm", b"/AcroForx"))
    assert found.state is SignatureState.NOT_VERIFIABLE
    assert found.signer == "Лукашин Андрей Викторович"


def test_a_verification_without_end_is_stopped(tmp_path: Path, signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> Iterator[None]:
        while True:
            with contextlib.suppress(Exception):
                sum(range(1000))
        yield

    monkeypatch.setattr(embedded, "SECONDS", 0.05)
    monkeypatch.setattr(embedded, "_judged", endless)
    (found,) = inspect(tmp_path, signed)
    assert found.state is SignatureState.NOT_VERIFIABLE
    assert "слишком много времени" in found.reason
    assert found.signer == "Лукашин Андрей Викторович"
