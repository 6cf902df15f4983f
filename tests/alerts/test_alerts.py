"""What saved searches tell: once for a version of an act, within what the person may see, whoever is killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from domain.alerts import Frequency, LetterState, SearchState, Suspension, next_letter
from domain.roles import Role
from domain.statuses import AccessLevel
from registry_api.alerts import letters
from registry_api.alerts.matching import match, warnings_of
from registry_api.asked import Asked
from storage import acts, people, searches
from storage.models import AlertChange, AlertItem, AlertLetter, SavedSearch
from storage.searches import Wish
from tests.databases import BACKENDS
from tests.factories import REPOSITORY, add_act, card
from tests.houses import House
from tests.mailbox import Postbox, PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from registry_api.root import Register

TO = "ivanova@example.org"
SEND = """
import sys
from registry_api.alerts import letters
from registry_api.root import Register
with Register() as house:
    print("ready", flush=True)
    sys.stdin.readline()
    letters.prepare(house)
    letters.send_due(house, house.mailer)
"""


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(params=BACKENDS)
def alert_house(request: pytest.FixtureRequest, tmp_path: Path, office: PostOffice) -> Iterator[House]:
    """A register on each backend in turn, with a reader and a mail server."""
    more = {"REGISTRY_DATABASE_URL": request.getfixturevalue("postgres_copy")} if request.param == "postgres" else {}
    house = House(tmp_path / "data", more | office.settings)
    house.register.prepare()
    with house.register.records.writing("установка") as unit:
        people.add(unit, "reader", "Иванова А.А.", "-", [Role.READER])
        people.add(unit, "admin", "Админ", "-", [Role.ADMIN])
        unit.commit()
    yield house
    house.close()


@pytest.fixture
def register(alert_house: House) -> Register:
    return alert_house.register


@pytest.fixture
def box(office: PostOffice) -> Postbox:
    return office.box


def save(register: Register, text: str = "субсидии", *, name: str = "", **wish: object) -> str:
    """Keep a search of the reader."""
    given = {"frequency": Frequency.AT_ONCE, "mail_to": TO} | wish
    address = Asked(text=text).address
    with register.records.writing("reader") as unit:
        person = people.find(unit.session, "reader")
        assert person is not None
        wanted = Wish(name=name or text, **given)  # type: ignore[arg-type]  # the test's own words
        row = searches.add(unit, person.id, address, warnings_of(address), wanted)
        unit.commit()
    return row.id


def tell(register: Register) -> int:
    """Do what the scheduler does."""
    assert register.mailer is not None
    match(register)
    letters.prepare(register)
    return letters.send_due(register, register.mailer)


def change(register: Register, act_id: str, **changes: object) -> None:
    with register.records.writing("регистратор") as unit:
        act = acts.get(unit.session, act_id)
        acts.change_card(unit, act_id, act.version, card(**changes), "уточнение")
        unit.commit()


def hurry(register: Register) -> None:
    """Let time pass: every letter and every search is due."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with register.records.writing("тест") as unit:
        unit.session.execute(sa.update(AlertLetter).values(next_at=past))
        unit.session.execute(sa.update(SavedSearch).values(next_at=past))
        unit.commit()


def standing(register: Register, search_id: str) -> SavedSearch:
    with register.records.reading() as session:
        row = session.get(SavedSearch, search_id)
        assert row is not None
        return row


def told(register: Register) -> list[tuple[str, int]]:
    with register.records.reading() as session:
        rows = session.scalars(sa.select(AlertItem).where(AlertItem.told_at.is_not(None)).order_by(AlertItem.id))
        return [(row.act_id, row.act_version) for row in rows]


def test_each_version_that_matches_is_told_once(register: Register, box: Postbox) -> None:
    add_act(register.records, number="1", title="О субсидиях прежних лет")
    match(register)
    save(register)
    assert tell(register) == 0
    act_id = add_act(register.records, title="О субсидии аптекам")
    add_act(register.records, number="2", title="О дорогах")
    assert tell(register) == 1
    assert tell(register) == 0
    (text,) = box.texts()
    assert "О субсидии аптекам" in text
    assert "О дорогах" not in text
    assert f"https://reestr.example.org/acts/{act_id}" in text
    with register.records.writing("регистратор") as unit:
        unit.changed(act_id)
        unit.commit()
    assert tell(register) == 0, "the same version again is nothing new"
    change(register, act_id, title="О субсидии аптекам и больницам")
    change(register, act_id, title="О субсидиях аптекам")
    assert tell(register) == 1
    assert "изменена карточка" in box.texts()[1]
    change(register, act_id, title="О помощи аптекам")
    assert tell(register) == 0
    assert told(register) == [(act_id, 1), (act_id, 3)]
    assert len(set(box.ids())) == 2
    with register.records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AlertChange)) == 0


def test_letters_stay_within_what_the_person_may_see_when_they_go(register: Register, box: Postbox) -> None:
    search_id = save(register)
    first = add_act(register.records, title="О субсидии тайной")
    add_act(register.records, number="2", title="О субсидии явной")
    add_act(register.records, number="3", title="О субсидии служебной", access=AccessLevel.OFFICIAL_USE)
    match(register)
    letters.prepare(register)
    with register.records.writing("регистратор") as unit:
        act = acts.get(unit.session, first)
        acts.change_card(
            unit, first, act.version, card(title="О субсидии тайной", access=AccessLevel.OFFICIAL_USE), "гриф"
        )
        unit.commit()
    assert register.mailer is not None
    assert letters.send_due(register, register.mailer) == 1
    (text,) = box.texts()
    assert "явной" in text
    assert "тайной" not in text
    assert "служебной" not in text
    with register.records.writing("admin") as unit:
        people.change(unit, "reader", roles=[Role.ADMIN])
        unit.commit()
    add_act(register.records, number="4", title="О субсидии новой")
    assert tell(register) == 0
    row = standing(register, search_id)
    assert (row.state, row.suspended_for) == (SearchState.SUSPENDED, Suspension.ACCOUNT)
    assert len(box.taken) == 1


def test_an_account_that_is_closed_before_a_letter_goes_gets_none(register: Register, box: Postbox) -> None:
    search_id = save(register)
    add_act(register.records, title="О субсидии")
    match(register)
    letters.prepare(register)
    with register.records.writing("admin") as unit:
        people.change(unit, "reader", active=False)
        unit.commit()
    assert tell(register) == 0
    assert box.taken == []
    assert standing(register, search_id).suspended_for == Suspension.ACCOUNT


def test_a_worker_killed_while_a_letter_is_taken_tries_again_under_the_same_id(
    alert_house: House, register: Register, box: Postbox
) -> None:
    save(register)
    act_id = add_act(register.records, title="О субсидии")
    match(register)
    process = subprocess.Popen(
        [sys.executable, "-c", SEND],
        env=alert_house.environment,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    box.kills = process.pid
    process.communicate("go\n", timeout=60)
    assert process.returncode == -9
    assert told(register) == []
    assert tell(register) == 0, "the claim of the dead still holds"
    hurry(register)
    assert tell(register) == 1
    hurry(register)
    assert tell(register) == 0
    assert told(register) == [(act_id, 1)]
    first, second = box.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert "могло прийти раньше" in second.get_content()
    assert "могло прийти раньше" not in first.get_content()


def test_a_process_killed_before_it_wrote_down_what_it_found_loses_and_doubles_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(register)
    act_id = add_act(register.records, title="О субсидии")
    from storage.database import UnitOfWork

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(UnitOfWork, "commit", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        match(register)
    assert match(register) == 1
    assert match(register) == 0
    with register.records.reading() as session:
        assert [(row.act_id, row.act_version) for row in session.scalars(sa.select(AlertItem))] == [(act_id, 1)]


def test_a_mailbox_that_refuses_again_and_again_suspends_its_search_and_loses_nothing(
    register: Register, box: Postbox
) -> None:
    search_id = save(register)
    box.refused.add(TO)
    add_act(register.records, title="О субсидии первой")
    for _ in range(3):
        assert standing(register, search_id).state == SearchState.ACTIVE
        hurry(register)
        tell(register)
    row = standing(register, search_id)
    assert (row.state, row.suspended_for) == (SearchState.SUSPENDED, Suspension.MAIL)
    assert "код 550" in row.trouble
    add_act(register.records, number="2", title="О субсидии второй")
    hurry(register)
    assert tell(register) == 0
    box.refused.clear()
    with register.records.writing("reader") as unit:
        searches.resume(unit, searches.own(unit.session, row.person_id, search_id))
        unit.commit()
    hurry(register)
    assert tell(register) == 1
    hurry(register)
    assert tell(register) == 1
    assert ["первой" in text for text in box.texts()] == [True, False]
    assert standing(register, search_id).trouble == ""


def test_a_server_that_is_busy_or_gone_never_suspends(register: Register, box: Postbox, office: PostOffice) -> None:
    search_id = save(register)
    box.later = True
    add_act(register.records, title="О субсидии")
    for _ in range(5):
        hurry(register)
        assert tell(register) == 0
    row = standing(register, search_id)
    assert row.state == SearchState.ACTIVE
    assert "повторить позже" in row.trouble
    with register.records.reading() as session:
        letter = session.scalars(sa.select(AlertLetter)).one()
    assert letter.next_at > datetime.now(UTC) + timedelta(hours=1)
    box.later = False
    hurry(register)
    assert tell(register) == 1
    del office


def test_a_query_that_is_understood_otherwise_than_when_it_was_saved_is_suspended(register: Register) -> None:
    search_id = save(register, "субсидии дата:вчера")
    add_act(register.records, title="О субсидии")
    match(register)
    assert standing(register, search_id).state == SearchState.ACTIVE, "the person saw the warning when saving"
    with register.records.writing("тест") as unit:
        unit.session.execute(sa.update(SavedSearch).values(accepted=[]))
        unit.commit()
    add_act(register.records, number="2", title="О субсидии")
    match(register)
    row = standing(register, search_id)
    assert (row.state, row.suspended_for) == (SearchState.SUSPENDED, Suspension.QUERY)


def test_a_paused_search_gathers_and_tells_when_it_is_resumed(register: Register, box: Postbox) -> None:
    search_id = save(register)
    person_id = standing(register, search_id).person_id
    with register.records.writing("reader") as unit:
        searches.pause(unit, searches.own(unit.session, person_id, search_id))
        unit.commit()
    add_act(register.records, title="О субсидии")
    assert tell(register) == 0
    with register.records.writing("reader") as unit:
        searches.resume(unit, searches.own(unit.session, person_id, search_id))
        unit.commit()
    assert tell(register) == 1
    assert len(box.taken) == 1


def test_two_processes_that_match_at_once_write_each_find_once(register: Register) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for name in ("а", "б", "в"):
        save(register, name=name)
    for number in range(1, 6):
        add_act(register.records, number=str(number), title="О субсидии")
    with ThreadPoolExecutor(3) as pool:
        found = sum(pool.map(lambda _: match(register), range(3)))
    with register.records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AlertItem)) == 15
        assert session.scalar(sa.select(sa.func.count()).select_from(AlertChange)) == 0
    assert found == 15


def test_a_letter_with_nothing_left_to_tell_is_dropped(register: Register, box: Postbox) -> None:
    save(register)
    act_id = add_act(register.records, title="О субсидии")
    match(register)
    letters.prepare(register)
    change(register, act_id, title="О дорогах")
    assert tell(register) == 0
    assert box.taken == []
    with register.records.reading() as session:
        assert session.scalars(sa.select(AlertLetter.state)).all() == [LetterState.DROPPED]


@pytest.mark.parametrize(
    ("frequency", "after", "expected"),
    [
        (Frequency.DAILY, "2026-11-27T07:59+03:00", "2026-11-27T08:00+03:00"),
        (Frequency.DAILY, "2026-11-27T08:00+03:00", "2026-11-28T08:00+03:00"),
        (Frequency.WEEKLY, "2026-11-27T12:00+03:00", "2026-11-30T08:00+03:00"),
        (Frequency.WEEKLY, "2026-11-30T07:00+03:00", "2026-11-30T08:00+03:00"),
        (Frequency.WEEKLY, "2026-11-30T09:00+03:00", "2026-12-07T08:00+03:00"),
        (Frequency.AT_ONCE, "2026-11-30T09:00+03:00", "2026-11-30T09:00+03:00"),
    ],
)
def test_daily_and_weekly_letters_go_in_the_morning_of_the_office(
    frequency: Frequency, after: str, expected: str
) -> None:
    moment = datetime.fromisoformat(after)
    assert next_letter(frequency, moment, ZoneInfo("Europe/Moscow")) == datetime.fromisoformat(expected)
