"""Derivatives: wanted once, made by one worker, taken up again when that worker died, but not for ever."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import StateConflict
from domain.statuses import DerivativeState
from storage import derivatives, intake
from storage.models import Derivative, File, JournalEntry, now

if TYPE_CHECKING:
    from storage.database import Records, UnitOfWork

MAKER = "ocrmypdf 17.13.0"


def stored(unit: UnitOfWork, name: str = "скан.pdf") -> File:
    return intake.record_file(unit, name.encode().hex().ljust(64, "0")[:64], 100, "pdf", name)


def want(records: Records, name: str = "скан.pdf") -> str:
    with records.writing("система") as unit:
        row = derivatives.want(unit, stored(unit, name))
        unit.commit()
    return row.id


def claim(records: Records, derivative_id: str) -> Derivative | None:
    with records.writing("система") as unit:
        row = derivatives.claim(unit, derivative_id)
        unit.commit()
    return row


def claimed(records: Records, derivative_id: str) -> Derivative:
    row = claim(records, derivative_id)
    assert row is not None
    return row


def let_time_pass(records: Records) -> None:
    with records.writing("система") as unit:
        unit.session.execute(sa.update(Derivative).values(wanted_at=now() - timedelta(seconds=1)))
        unit.commit()


def waiting(records: Records, limit: int = 10) -> list[str]:
    with records.reading() as session:
        return list(derivatives.next_wanted(session, limit=limit))


def the_one(records: Records) -> Derivative:
    with records.reading() as session:
        return session.scalars(sa.select(Derivative).options(sa.orm.joinedload(Derivative.made_file))).one()


def journal(records: Records) -> list[tuple[str, str, dict[str, object]]]:
    with records.reading() as session:
        rows = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
        return [(row.action, row.subject, json.loads(row.details)) for row in rows]


def test_what_is_wanted_twice_is_one_piece_of_work(records: Records) -> None:
    assert want(records) == want(records)
    assert waiting(records) == [the_one(records).id]


def test_of_units_that_want_the_same_at_once_none_fails(records: Records) -> None:
    with records.writing("система") as unit:
        stored(unit)
        unit.commit()
    with ThreadPoolExecutor(6) as threads:
        ids = list(threads.map(lambda _: want(records), range(6)))
    assert len(set(ids)) == 1


def test_what_was_made_is_a_file_of_its_own_and_stands_in_the_journal(records: Records) -> None:
    row = claimed(records, want(records))
    assert row.file.name == "скан.pdf"
    with records.writing("система") as unit:
        result = stored(unit, "архив.pdf")
        derivatives.made(unit, row, result, MAKER)
        unit.commit()
    with records.reading() as session:
        (kept,) = derivatives.of_file(session, row.file_id)
        assert (kept.state, kept.maker) == (DerivativeState.MADE, MAKER)
        assert kept.made_file is not None
        assert kept.made_file.name == "архив.pdf"
        assert kept.made_at is not None
    details = {"kind": "pdfa", "maker": MAKER, "made": result.sha256, "size": 100}
    assert journal(records) == [("derivative.made", f"file:{row.file_id}", details)]
    assert waiting(records) == []
    assert claim(records, row.id) is None


def test_a_claim_is_for_one_worker_and_runs_out(records: Records) -> None:
    wanted = want(records)
    first = claimed(records, wanted)
    assert (waiting(records), claim(records, wanted)) == ([], None)
    let_time_pass(records)
    assert waiting(records) == [wanted]
    second = claimed(records, wanted)
    with records.writing("система") as unit:
        result = stored(unit, "архив.pdf")
        with pytest.raises(StateConflict):
            derivatives.made(unit, first, result, MAKER)
        derivatives.made(unit, second, result, MAKER)
        unit.commit()
    assert the_one(records).state == DerivativeState.MADE


def test_of_many_who_want_a_claim_one_gets_it(records: Records) -> None:
    wanted = want(records)
    with ThreadPoolExecutor(6) as threads:
        took = list(threads.map(lambda _: claim(records, wanted), range(6)))
    assert sum(row is not None for row in took) == 1


def test_work_that_kills_its_workers_is_given_up(records: Records) -> None:
    wanted = want(records)
    for _ in range(derivatives.MAX_ATTEMPTS):
        claimed(records, wanted)
        let_time_pass(records)
    assert claim(records, wanted) is None
    assert the_one(records).state == DerivativeState.FAILED
    assert [(action, details["code"]) for action, _, details in journal(records)] == [
        ("derivative.failed", "reading-failed")
    ]


def test_a_failure_is_final_unless_it_may_pass(records: Records) -> None:
    wanted = want(records)
    for number in range(derivatives.MAX_ATTEMPTS):
        row = claimed(records, wanted)
        with records.writing("система") as unit:
            derivatives.failed(unit, row, "tool-missing", again=True)
            unit.commit()
        last = number == derivatives.MAX_ATTEMPTS - 1
        assert the_one(records).state == (DerivativeState.FAILED if last else DerivativeState.WANTED)
        let_time_pass(records)
    assert waiting(records) == []
    assert [details["attempts"] for _, _, details in journal(records)] == [derivatives.MAX_ATTEMPTS]
    assert want(records) == wanted
    assert (the_one(records).attempts, waiting(records)) == (0, [wanted])


def test_the_oldest_wish_comes_first(records: Records) -> None:
    first, second = want(records, "первый.pdf"), want(records, "второй.pdf")
    assert waiting(records) == [first, second]
    assert waiting(records, limit=1) == [first]
