"""Pages of the original as pictures: drawn truly, only for those who may see the record, only of what has pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image, ImageChops

from domain.statuses import AccessLevel
from ingest.processing import Ended
from registry_api.page_pictures import IN_LINE
from storage import drafts, intake
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from httpx import Response

    from registry_api.root import Register
    from tests.web.conftest import Visit

PDF = EXAMPLES / "acts" / "Постановление 309 от 06.04.2026.pdf"
WORD = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"


def read(register: Register, path: Path) -> str:
    """Take a file in and read it; return its draft."""
    with path.open("rb") as stream:
        receipt = register.door.receive(stream, path.name, actor="registrar", origin="web")
    assert receipt.intake_id is not None
    assert register.processor.process(receipt.intake_id) is Ended.DONE
    with register.records.reading() as session:
        item = intake.get(session, receipt.intake_id)
        assert item.draft is not None
        return item.draft.id


def registered(register: Register, draft_id: str, access: AccessLevel) -> str:
    with register.records.writing("registrar") as unit:
        draft = drafts.get(unit.session, draft_id)
        act = drafts.register(unit, draft_id, draft.version, {"access": access})
        unit.commit()
        return act.id


def picture(answer: Response) -> Image.Image:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp"), answer.text
    assert "private" in answer.headers["cache-control"]
    assert "cookie" in answer.headers["vary"].lower(), "the next person at this browser would be shown what is kept"
    return Image.open(io.BytesIO(answer.content)).convert("L")


def drawn(path: Path, width: int) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        return page.render(scale=width / page.get_width()).to_pil().convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, 0..255."""
    histogram = ImageChops.difference(one, other.resize(one.size)).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / (one.width * one.height)


def test_the_page_and_a_part_of_it_are_what_the_file_shows(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, draft_id = visit_as("registrar"), read(register, PDF)
    whole = picture(visit.get(f"/drafts/{draft_id}/pages/1?w=1000"))
    expected = drawn(PDF, 1000)
    assert (whole.width, abs(whole.height - expected.height) <= 1) == (1000, True)
    assert difference(whole, expected) < 3
    assert difference(whole, Image.new("L", whole.size, 255)) > 3, "a white page would pass otherwise"
    part = picture(visit.get(f"/drafts/{draft_id}/pages/1?w=1000&part=0-100-1000-300"))
    band = expected.crop((0, round(expected.height * 0.1), 1000, round(expected.height * 0.3)))
    assert abs(part.height - band.height) <= 2
    assert difference(part, band) < 8


def test_the_places_of_blocks_lie_where_their_text_is_drawn(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    draft_id = read(register, PDF)
    text = visit_as("registrar").get(f"/drafts/{draft_id}").text
    assert f'src="/drafts/{draft_id}/pages/1?w=1600"' in text
    ink = drawn(PDF, 1000).point(lambda value: 255 if value < 128 else 0)  # type: ignore[operator]  # its stubs know no lambda of a number
    with register.records.reading() as session:
        document = drafts.get(session, draft_id).document
        assert document is not None
        boxes = [block.look["box"] for block in document.blocks if block.page == 1 and block.look.get("box")]
    assert boxes
    for x0, y0, x1, y1 in boxes:
        place = ink.crop((int(x0 * ink.width), int(y0 * ink.height), int(x1 * ink.width), int(y1 * ink.height)))
        assert place.getbbox() is not None, "nothing is drawn where the block is said to lie"
        ink.paste(
            0, (int(x0 * ink.width) - 4, int(y0 * ink.height) - 4, int(x1 * ink.width) + 5, int(y1 * ink.height) + 5)
        )
    left = sum(ink.histogram()[200:])
    assert left < 0.05 * sum(drawn(PDF, 1000).histogram()[:128]), "text is drawn outside the places of all blocks"


@pytest.mark.parametrize("page", ["0", "99", "-1"])
def test_a_page_that_is_not_there_is_told(register: Register, visit_as: Callable[[str], Visit], page: str) -> None:
    draft_id = read(register, PDF)
    assert visit_as("registrar").get(f"/drafts/{draft_id}/pages/{page}").status_code == 404


def test_a_file_without_pages_offers_none(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), read(register, WORD)
    assert "view-sheet" not in visit.get(f"/drafts/{draft_id}").text
    assert visit.get(f"/drafts/{draft_id}/pages/1").status_code == 404


def test_pages_are_for_those_who_may_see_the_record(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = read(register, PDF)
    assert visit_as("reader").get(f"/drafts/{draft_id}/pages/1").status_code == 403
    act_id = registered(register, draft_id, AccessLevel.OFFICIAL_USE)
    assert visit_as("registrar").get(f"/acts/{act_id}/pages/1").status_code == 200
    closed = visit_as("reader").get(f"/acts/{act_id}/pages/1")
    assert closed.status_code == visit_as("reader").get(f"/acts/{act_id}").status_code == 404


@pytest.mark.parametrize("part", ["1-2-3", "0-0-0-0", "900-900-100-100", "0-0-5000-10", "a-b-c-d", "-1-0-1-1"])
def test_a_part_that_is_none_shows_the_whole_page(
    register: Register, visit_as: Callable[[str], Visit], part: str
) -> None:
    draft_id = read(register, PDF)
    whole = picture(visit_as("registrar").get(f"/drafts/{draft_id}/pages/1?w=600&part={part}"))
    assert whole.size == picture(visit_as("registrar").get(f"/drafts/{draft_id}/pages/1?w=600")).size


def test_who_asks_for_too_many_pages_at_once_leaves_the_site_to_others(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, draft_id = visit_as("registrar"), read(register, PDF)
    address, pictures = f"/drafts/{draft_id}/pages/1?w=600", register.pictures
    known = visit.get(address)
    for _ in range(IN_LINE):
        assert pictures._line.acquire(blocking=False)
    busy = visit.get(f"{address}&part=0-0-1000-500")
    assert (busy.status_code, busy.headers["cache-control"]) == (503, "no-store")
    assert visit.get(address).content == known.content, "what is kept needs no place in the line"
    pictures._line.release(IN_LINE)
    for part in range(1, IN_LINE + 3):
        assert visit.get(f"{address}&part=0-0-1000-{part * 10}").status_code == 200, "every place is given back"


def test_looking_at_many_files_keeps_few_copies(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    found = [
        visit.get(f"/drafts/{read(register, path)}/pages/1?w=600")
        for path in sorted((EXAMPLES / "acts").glob("*.pdf"))[:4]
    ]
    assert {answer.status_code for answer in found} == {200}
    again = visit.get(str(found[0].url.path) + "?w=600")
    assert again.content == found[0].content
    folder = register.pictures._folder.path
    register.pictures.close()
    assert not folder.exists()
