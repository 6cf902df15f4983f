"""The first start: the examples go the real way once and every screen has something to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from registry_api.checking import Standing, examine
from registry_api.demonstration import bring_in
from storage import journal
from storage.models import Act, ActLink, Draft, Protocol, Publication, SupplementaryDocument
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.houses import House


@pytest.mark.timeout(120)
def test_the_examples_are_brought_in_once(house: House) -> None:
    register = house.register
    register.prepare()
    registered = bring_in(register, EXAMPLES)
    assert registered >= 22
    assert bring_in(register, EXAMPLES) == 0
    with register.records.reading() as session:

        def count(table: type) -> int:
            return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0

        assert count(Act) == registered
        assert (count(Protocol), count(SupplementaryDocument)) == (1, 3)
        assert count(Publication) >= 8
        assert {row for (row,) in session.execute(sa.select(Act.is_normative).distinct())} >= {True, False}
        connected = session.scalars(sa.select(ActLink.relation).where(ActLink.to_act_id.is_not(None))).all()
        assert {"amends", "repeals"} <= set(connected)
        assert session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.state == "rejected")) == 0
        assert journal.verify(session) > registered
    standing = {finding.part: finding for finding in examine(register, deep=True)}
    assert [part for part, finding in standing.items() if finding.standing is Standing.WRONG] == []
    assert f"актов {registered}" in standing["индекс"].used


def test_a_folder_that_is_not_there_brings_nothing(house: House, tmp_path: Path) -> None:
    house.register.prepare()
    assert bring_in(house.register, tmp_path / "нет") == 0


def test_a_part_that_does_not_answer_is_a_finding_with_advice(house: House) -> None:
    house.register.prepare()
    house.more |= {"REGISTRY_DATABASE_URL": "postgresql+psycopg://nobody:тайна@127.0.0.1:1/nothing"}
    house.close()
    findings = {finding.part: finding for finding in examine(house.register)}
    assert findings["база данных"].standing is Standing.WRONG
    assert findings["файлы"].standing is Standing.GOOD
    assert findings["журнал"].standing is Standing.WRONG
    assert all(finding.advice for finding in findings.values() if finding.standing is not Standing.GOOD)
    assert not any("тайна" in finding.used + finding.advice for finding in findings.values())
