"""The searchable copy of a scan is offered where the original is, and whoever may see the record gets it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from domain.statuses import AccessLevel
from storage import derivatives, drafts
from storage.intake import record_file
from tests.web.test_page_pictures import PDF, read, registered

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

COPY = b"%PDF-1.7 the copy"
TITLE = "Копия с текстом (PDF/A)"


def copied(register: Register, draft_id: str) -> None:
    """Record a copy as a worker does."""
    stored = register.objects.put(io.BytesIO(COPY))
    with register.records.writing("реестр") as unit:
        wanted = derivatives.want(unit, drafts.get(unit.session, draft_id).intake.file)
        row = derivatives.claim(unit, wanted.id)
        assert row is not None
        file = record_file(unit, stored.sha256, stored.size, "pdf", "скан (PDF-A).pdf")
        derivatives.made(unit, row, file, "ocrmypdf 17")
        unit.commit()


def test_a_draft_gives_the_copy_that_it_offers(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), read(register, PDF)
    address = f"/drafts/{draft_id}/searchable"
    assert TITLE not in visit.get(f"/drafts/{draft_id}").text
    assert visit.get(address).status_code == 404
    copied(register, draft_id)
    assert f'href="{address}"' in visit.get(f"/drafts/{draft_id}").text
    assert visit.get(address).content == COPY
    assert visit_as("reader").get(address).status_code == 403


def test_an_act_gives_the_copy_to_those_who_may_see_it(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = read(register, PDF)
    copied(register, draft_id)
    act_id = registered(register, draft_id, AccessLevel.OFFICIAL_USE)
    shown = visit_as("registrar").get(f"/acts/{act_id}").text
    address = next(part for part in shown.split('"') if part.startswith("/acts/") and part.endswith("/searchable"))
    assert visit_as("registrar").get(address).content == COPY
    assert visit_as("reader").get(address).status_code == 404


def test_whoever_waits_for_a_copy_is_told_why_there_is_none(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    draft_id = read(register, PDF)
    with register.records.writing("реестр") as unit:
        wanted = derivatives.want(unit, drafts.get(unit.session, draft_id).intake.file)
        row = derivatives.claim(unit, wanted.id)
        assert row is not None
        derivatives.failed(unit, row, "reading-timed-out")
        unit.commit()
    why = "Копии с текстом (PDF/A) нет: распознавание заняло слишком много времени."
    visit = visit_as("registrar")
    assert why in visit.get(f"/drafts/{draft_id}").text
    assert why in visit.get(f"/acts/{registered(register, draft_id, AccessLevel.PUBLIC)}").text
    with register.records.writing("реестр") as unit:
        derivatives.want(unit, drafts.get(unit.session, draft_id).intake.file)
        unit.commit()
    assert why not in visit.get(f"/drafts/{draft_id}").text
