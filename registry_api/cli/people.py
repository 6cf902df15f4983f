"""``registry user``: accounts and API tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from domain.roles import ROLE_TITLES, Role
from registry_api.cli.output import STDOUT, actor, emit, plain, say
from registry_api.root import Register
from storage import people

app = typer.Typer(help="Учётные записи и ключи доступа к API.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="Имя пользователя.")]
Roles = Annotated[list[Role], typer.Option("--role", help="Роль; можно несколько раз.")]


@contextmanager
def _ready() -> Iterator[Register]:
    with Register() as house:
        house.prepare()
        yield house


def _new_password() -> str:
    return str(typer.prompt("Новый пароль", hide_input=True, confirmation_prompt="Ещё раз", err=True))


@app.command("list")
def list_people(*, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Показать учётные записи."""
    with Register() as house:
        house.prepare()
        with house.records.reading() as session:
            rows = [(p.login, p.full_name, sorted(people.roles_of(p)), p.active) for p in people.everyone(session)]
    table = Table("Имя", "Кто", "Роли", "Открыта")
    for login, name, roles, active in rows:
        if as_json:
            emit({"login": login, "full_name": name, "roles": roles, "active": active})
        table.add_row(
            Text(plain(login)),
            Text(plain(name)),
            ", ".join(ROLE_TITLES[role] for role in roles),
            "да" if active else "нет",
        )
    if not as_json:
        STDOUT.print(table)


@app.command()
def add(login: Login, roles: Roles, *, name: Annotated[str, typer.Option(help="Фамилия, имя, отчество.")]) -> None:
    """Добавить человека; пароль спрашивается."""
    from registry_api.accounts import hash_password

    password = hash_password(_new_password())
    with Register() as house:
        house.prepare()
        with house.records.writing(actor()) as unit:
            people.add(unit, login, name, password, roles)
            unit.commit()
    say(f"Учётная запись {login} открыта.", "green")


@app.command()
def password(login: Login) -> None:
    """Сменить пароль; все сеансы человека закрываются."""
    from registry_api.accounts import hash_password

    hashed = hash_password(_new_password())
    with _ready() as house, house.records.writing(actor()) as unit:
        people.change(unit, login, password_hash=hashed)
        unit.commit()
    say(f"Пароль {login} изменён.", "green")


@app.command()
def roles(login: Login, roles: Roles) -> None:
    """Назначить роли вместо прежних."""
    with _ready() as house, house.records.writing(actor()) as unit:
        people.change(unit, login, roles=roles)
        unit.commit()
    say(f"Роли {login} изменены.", "green")


@app.command()
def close(login: Login) -> None:
    """Закрыть учётную запись: войти нельзя, журнал помнит."""
    with _ready() as house, house.records.writing(actor()) as unit:
        people.change(unit, login, active=False)
        unit.commit()
    say(f"Учётная запись {login} закрыта.", "green")


@app.command("open")
def reopen(login: Login) -> None:
    """Снова открыть учётную запись."""
    with _ready() as house, house.records.writing(actor()) as unit:
        people.change(unit, login, active=True)
        unit.commit()
    say(f"Учётная запись {login} открыта.", "green")


@app.command()
def token(login: Login, name: Annotated[str, typer.Argument(help="Для чего ключ.")]) -> None:
    """Выдать ключ доступа к API: он показывается один раз."""
    from registry_api.accounts import new_api_token

    with Register() as house:
        house.prepare()
        made = new_api_token(house.records, login, name, actor())
    say("Сохраните ключ: больше он не будет показан.")
    STDOUT.print(made, markup=False)
