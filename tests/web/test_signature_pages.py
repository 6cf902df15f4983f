"""Electronic signatures on the whole way: uploaded beside the file, shown in the review and on the page of the act."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.models import Act, IntakeItem
from tests.factories import EXAMPLES
from tests.signing import changed_pdf, container, gost_container, person, signed_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

ACT = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"
PDF = EXAMPLES / "acts" / "Постановление 402 от 07.05.2026.pdf"
HEAD = person("ec")
OWNER = "Лукашин Андрей Викторович"
UNTRUSTED = "доверие к сертификату не проверялось"


def upload(register: Register, visit: Visit, *files: tuple[str, bytes]) -> str:
    """Upload files together, have them read, return the list of the intake."""
    visit.post("/intake/files", files=[("files", (name, io.BytesIO(data))) for name, data in files])
    with register.records.reading() as session:
        ids = session.scalars(select(IntakeItem.id).order_by(IntakeItem.id)).all()
    for intake_id in ids:
        register.processor.process(intake_id)
    return visit.get("/intake").text


def draft_path(register: Register) -> str:
    with register.records.reading() as session:
        items = session.scalars(select(IntakeItem)).all()
        return next(f"/drafts/{item.draft.id}" for item in items if item.draft is not None)


def register_act(register: Register, visit: Visit) -> str:
    """Register the only draft as it stands; return the path of the act."""
    page = visit.get(path := draft_path(register)).text
    values = {}
    for name in ("version", "kind", "body", "date", "number", "title", "signatory", "signatory_post"):
        _, _, rest = page.partition(f'name="{name}"')
        tag = rest[: rest.index(">")]
        values[name] = tag.partition('value="')[2].partition('"')[0] or rest[len(tag) + 1 :].partition("<")[0]
    answer = visit.post(f"{path}/register", values)
    with register.records.reading() as session:
        act_id = session.scalar(select(Act.id))
    assert act_id is not None, answer.text
    return f"/acts/{act_id}"


def test_a_signature_goes_from_the_door_to_the_page_of_the_act(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, sig = visit_as("registrar"), container(ACT.read_bytes(), HEAD)
    listed = upload(register, visit, (f"{ACT.name}.sig", sig), (ACT.name, ACT.read_bytes()))
    assert f"к файлу «{ACT.name}»" in listed
    assert "Открыть подпись" in listed
    assert "Ввести вручную" not in listed
    review = visit.get(draft_path(register)).text
    for words in ("Электронные подписи", "документ не изменён", OWNER, "0A1B2C3D4E", "ECDSA, SHA-256", UNTRUSTED):
        assert words in review, words
    act = register_act(register, visit)
    page = visit.get(act).text
    assert OWNER in page
    _, _, rest = page.partition(f'href="{act}/signatures/')
    given = visit.get(f"{act}/signatures/{rest.partition(chr(34))[0]}")
    assert given.content == sig
    assert given.headers["content-disposition"].startswith("attachment")
    assert visit.get(f"{act}/signatures/01JQ0000000000000000000000").status_code == 404


def test_a_signature_without_its_document_says_what_to_do(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    listed = upload(register, visit, (f"{ACT.name}.sig", gost_container()))
    assert "документ к ней не найден" in listed
    assert "ждёт документ" in listed
    assert "Повторить" in listed
    assert "Ввести вручную" not in listed
    listed = upload(register, visit, (ACT.name, ACT.read_bytes()))
    assert f"к файлу «{ACT.name}»" in listed


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (signed_pdf(PDF.read_bytes(), HEAD), "документ не изменён"),
        (changed_pdf(signed_pdf(PDF.read_bytes(), HEAD)), "Электронная подпись файла нарушена"),
    ],
)
def test_a_signature_inside_a_pdf_is_shown(
    register: Register, visit_as: Callable[[str], Visit], data: bytes, words: str
) -> None:
    visit = visit_as("registrar")
    upload(register, visit, (PDF.name, data))
    review = visit.get(draft_path(register)).text
    assert words in review
    assert "внутри файла" in review


def test_a_mark_in_the_text_is_shown_as_a_mark(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    text = (
        "АДМИНИСТРАЦИЯ ГОРОДА ВЕРХНЕРЕЧЕНСКА\n\nРАСПОРЯЖЕНИЕ\n\n05.05.2026 № 55-р\n\nО мерах\n\nДокумент подписан "
        "электронной подписью\nСертификат 00A3F5129C44D1E87B2290FF6E01BC34\nВладелец Северов Иван Петрович\n"
        "Действителен с 10.01.2026 по 05.04.2027\n"
    )
    upload(register, visit, ("акт.txt", text.encode()))
    review = visit.get(draft_path(register)).text
    assert "отметка в тексте" in review
    assert "сама по себе подписью не является" in review
    assert "Северов Иван Петрович" in review
    assert "с 10.01.2026 по 05.04.2027" in review


def test_a_signature_is_added_to_an_act(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    upload(register, visit, (ACT.name, ACT.read_bytes()))
    act = register_act(register, visit)
    foreign = visit.post(f"{act}/files", {"role": "signature"}, files=[("file", ("a.sig", container(b"x", HEAD)))])
    assert foreign.status_code == 422
    assert "не подходит ни к одному файлу акта" in foreign.text
    inside = container(b"x", HEAD, inside=True)
    foreign = visit.post(f"{act}/files", {"role": "signature"}, files=[("file", ("b.sig", inside))])
    assert foreign.status_code == 422
    good = container(ACT.read_bytes(), HEAD)
    page = visit.post(f"{act}/files", {"role": "other"}, files=[("file", ("глава.sig", good))]).text
    assert "документ не изменён" in page
    assert OWNER in page
    spoiled = visit.post(f"{act}/files", {"role": "signature"}, files=[("file", ("c.sig", good[:300]))])
    assert spoiled.status_code == 422
    assert "Файл подписи повреждён" in spoiled.text


def test_a_certificate_cannot_bring_its_own_markup(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    forged = container(ACT.read_bytes(), person("ec", given="<script>alert(1)</script>"))
    upload(register, visit, (f"{ACT.name}.sig", forged), (ACT.name, ACT.read_bytes()))
    review = visit.get(draft_path(register)).text
    assert "&lt;script&gt;alert(1)" in review
    assert "<script>alert(1)" not in review
