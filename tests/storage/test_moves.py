"""Whatever people and workers do to one file in whatever order, its records never contradict each other."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domain.errors import NotFound, StateConflict
from domain.statuses import DraftState, IntakeState
from storage import drafts, intake, journal
from storage.database import Records
from storage.documents import store_document
from storage.models import Act, Draft, IntakeItem, now
from tests.factories import document, requisites, take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import UnitOfWork

OWNER = "узел/1/1"


class OneFile(RuleBasedStateMachine):
    """A file, the workers that read it and the people who decide on it."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "registry.sqlite3"
        shutil.copy(self.template, path)
        self.records = Records(f"sqlite:///{path}")
        self.intake_id = take_in(self.records)

    def teardown(self) -> None:
        self.records.close()
        self.folder.cleanup()

    def attempt(self, step: Callable[[UnitOfWork, IntakeItem], object]) -> None:
        try:
            with self.records.writing("кто-то") as unit:
                step(unit, intake.get(unit.session, self.intake_id))
                unit.commit()
        except (StateConflict, NotFound):
            return

    @rule()
    def claim(self) -> None:
        self.attempt(lambda unit, item: intake.claim(unit, item.id, OWNER))

    @rule()
    def lose_lease(self) -> None:
        def step(_unit: UnitOfWork, item: IntakeItem) -> None:
            if item.lease_until is not None:
                item.lease_until = now() - timedelta(seconds=1)

        self.attempt(step)

    @rule()
    def finish(self) -> None:
        def step(unit: UnitOfWork, item: IntakeItem) -> None:
            owned = intake.owned(unit, item.id, OWNER)
            row = store_document(unit.session, owned.file_id, document())
            if owned.draft is None:
                drafts.make(unit, owned, row, requisites())
            else:
                drafts.replace_reading(unit, owned.draft, row, requisites())

        self.attempt(step)

    @rule()
    def fail(self) -> None:
        self.attempt(lambda unit, item: intake.fail(unit, intake.owned(unit, item.id, OWNER), "damaged-file", "Нет."))

    @rule()
    def release(self) -> None:
        self.attempt(lambda unit, item: intake.release(intake.owned(unit, item.id, OWNER)))

    @rule()
    def retry(self) -> None:
        self.attempt(lambda unit, item: intake.retry(unit, item.id))

    @rule()
    def dismiss(self) -> None:
        self.attempt(lambda unit, item: intake.dismiss(unit, item.id, "не акт"))

    @rule()
    def by_hand(self) -> None:
        self.attempt(lambda unit, item: drafts.make_by_hand(unit, item.id))

    @rule()
    def confirm(self) -> None:
        self.attempt(lambda unit, item: item.draft and drafts.register(unit, item.draft.id, item.draft.version, {}))

    @rule()
    def reject(self) -> None:
        self.attempt(lambda unit, item: item.draft and drafts.reject(unit, item.draft.id, item.draft.version, "не наш"))

    @invariant()
    def nothing_contradicts(self) -> None:
        with self.records.reading() as session:
            item = intake.get(session, self.intake_id)
            draft: Draft | None = item.draft
            acts = session.scalars(sa.select(Act.id)).all()
            journal.verify(session)
        assert (item.state == IntakeState.READING) == (item.lease_owner is not None)
        assert (item.state == IntakeState.FAILED) <= (item.error_code is not None)
        assert len(acts) == (draft is not None and draft.state == DraftState.REGISTERED)
        if draft is not None:
            assert acts == ([draft.act_id] if draft.act_id else [])
        if item.state == IntakeState.READ:
            assert draft is not None
            assert draft.state != DraftState.REJECTED
        if item.state == IntakeState.DISMISSED:
            assert draft is None or draft.state == DraftState.REJECTED
        if item.state == IntakeState.ACCEPTED:
            assert draft is None or draft.state != DraftState.REJECTED


@pytest.mark.timeout(120)
def test_no_order_of_steps_makes_records_contradict(sqlite_template: Path) -> None:
    OneFile.template = sqlite_template
    run_state_machine_as_test(
        OneFile,
        settings=settings(
            max_examples=40,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
