"""``registry user``: accounts and keys from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import BadCredentials
from registry_api.accounts import sign_in
from storage import people

if TYPE_CHECKING:
    from tests.houses import House

SECRET = "длинная фраза из слов"
OTHER = "совсем другая фраза"


def test_the_whole_life_of_an_account(house: House) -> None:
    records = house.register.records
    added = house.run(
        "user", "add", "Vetrova", "--name", "О.Н. Ветрова", "--role", "registrar", stdin=f"{SECRET}\n{SECRET}\n"
    )
    assert (added.code, added.out) == (0, ""), added.err
    assert SECRET not in added.err
    person, session_key = sign_in(records, "vetrova", SECRET, "127.0.0.1")
    assert house.run("user", "list", "--json").rows == [
        {"login": "vetrova", "full_name": "О.Н. Ветрова", "roles": ["registrar"], "active": True}
    ]
    assert house.run("user", "roles", "vetrova", "--role", "reader", "--role", "lawyer").code == 0
    with records.reading() as session:
        assert people.session_of(session, session_key) is None
    token = house.run("user", "token", "vetrova", "для проверки").out.strip()
    with records.reading() as session:
        row = people.good_token(session, token)
        assert row is not None
        assert row.person_id == person.id
        assert sorted(people.roles_of(row.person)) == ["lawyer", "reader"]
    assert house.run("user", "password", "vetrova", stdin=f"{OTHER}\n{OTHER}\n").code == 0
    with pytest.raises(BadCredentials):
        sign_in(records, "vetrova", SECRET, "127.0.0.1")
    assert house.run("user", "close", "vetrova").code == 0
    with pytest.raises(BadCredentials):
        sign_in(records, "vetrova", OTHER, "127.0.0.1")
    with records.reading() as session:
        assert people.good_token(session, token) is None
    assert house.run("user", "open", "vetrova").code == 0
    assert sign_in(records, "vetrova", OTHER, "127.0.0.1")


def test_what_is_refused_is_told(house: House) -> None:
    house.run("user", "add", "vetrova", "--name", "О", "--role", "reader", stdin=f"{SECRET}\n{SECRET}\n")
    taken = house.run("user", "add", "VETROVA", "--name", "О", "--role", "reader", stdin=f"{SECRET}\n{SECRET}\n")
    assert (taken.code, "[login-taken]" in taken.err) == (1, True)
    short = house.run("user", "add", "b", "--name", "О", "--role", "reader", stdin="мало\nмало\n")
    assert (short.code, "Пароль короче" in short.err) == (1, True)
    nothing = house.run("user", "add", "b", "--name", "О", "--role", "reader", stdin="")
    assert (nothing.code, nothing.out) == (1, "")
    long = house.run("user", "add", "b" * 61, "--name", "О", "--role", "reader", stdin=f"{SECRET}\n{SECRET}\n")
    assert long.code == 1
    for words in (["close", "нет"], ["roles", "нет", "--role", "reader"], ["token", "нет", "x"]):
        told = house.run("user", *words)
        assert (told.code, "[not-found]" in told.err) == (1, True)
    assert [row["login"] for row in house.run("user", "list", "--json").rows] == ["vetrova"]
