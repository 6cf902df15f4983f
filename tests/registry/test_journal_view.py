"""Which entries of the journal are kept back: the same over SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.statuses import AccessLevel
from registry_api.journal_view import hidden_subjects, tells_of_restricted
from storage.models import Draft, File, FileSignature, IntakeItem, JournalEntry, SupplementaryDocument
from tests.factories import add_act, add_draft, found, requisites

if TYPE_CHECKING:
    from storage.database import Records


def test_what_tells_of_a_restricted_document_is_kept_back_and_nothing_else(records: Records) -> None:
    mark = found("dsp", "Для служебного пользования")
    marked, plain = add_draft(records, "а", requisites(access=mark)), add_draft(records, "б")
    secret, shown = add_act(records, access=AccessLevel.OFFICIAL_USE), add_act(records, number="309")
    with records.reading() as session:
        intake = dict(session.execute(sa.select(Draft.id, Draft.intake_id)).all())
        files = {draft_id: session.get_one(Draft, draft_id).intake.file_id for draft_id in intake}
    with records.writing("система") as unit:
        for draft_id in intake:
            unit.record("derivative.made", f"file:{files[draft_id]}")
        brought = {}
        for number, of in enumerate((files[marked], files[plain])):
            file = File(sha256=f"{number}" * 64, size=1, format="sig", name="подпись.sig")
            unit.session.add(file)
            unit.session.flush()
            item = IntakeItem(file_id=file.id, file_name=file.name, origin="web", submitted_by="регистратор")
            signature = FileSignature(file_id=of, signature_file_id=file.id, facts={}, added_by="система")
            unit.session.add_all([item, signature])
            unit.session.flush()
            brought[of] = item.id
            unit.record("intake.accepted", f"intake:{item.id}")
            document = SupplementaryDocument(
                kind="court-decision", issuer="Суд", date=date(2026, 4, 14), file_id=file.id,
                act_id=secret if number else shown, registered_by="регистратор",
            )  # fmt: skip
            unit.session.add(document)
            unit.record("derivative.made", f"file:{file.id}")
            added = file.id
        unit.commit()
    with records.reading() as session:
        rows = session.scalars(sa.select(JournalEntry)).all()
        hidden = hidden_subjects(session, rows)
        by_filter = set(session.scalars(sa.select(JournalEntry.subject).where(tells_of_restricted())))
    assert hidden == by_filter
    assert hidden == {
        f"acts:{secret}",
        f"drafts:{marked}",
        f"intake:{intake[marked]}",
        f"intake:{brought[files[marked]]}",
        f"file:{files[marked]}",
        f"file:{added}",
    }
    assert {f"acts:{shown}", f"drafts:{plain}", f"intake:{intake[plain]}"} <= {row.subject for row in rows}
