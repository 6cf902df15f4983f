"""Which entries of the journal are kept back: the same over SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.statuses import AccessLevel
from registry_api.journal_view import hidden_subjects
from storage.models import Draft, JournalEntry
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
        unit.commit()
    with records.reading() as session:
        rows = session.scalars(sa.select(JournalEntry)).all()
        hidden = hidden_subjects(session, rows)
    assert hidden == {
        f"acts:{secret}",
        f"drafts:{marked}",
        f"intake:{intake[marked]}",
        f"file:{files[marked]}",
    }
    assert {f"acts:{shown}", f"drafts:{plain}", f"intake:{intake[plain]}"} <= {row.subject for row in rows}
