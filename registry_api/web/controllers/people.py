"""People: who may sign in, with which roles. Nobody takes the last administrator away."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.errors import IncompleteRequisites, LoginTaken, NotFound, RecordError, RegisterError
from domain.roles import ROLE_TITLES, Right, Role
from registry_api.accounts import hash_password, is_password_of
from registry_api.errors import status_of
from registry_api.web.guard import needs
from registry_api.web.pages import go, show
from registry_api.web.pressed_twice import MOMENT
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import people
from storage.models import Person, now

MANAGE = needs(Right.MANAGE_USERS)


@get("/people", opt=MANAGE, sync_to_thread=True)
def people_page(request: PageRequest, register: House) -> Response[str]:
    """Show everybody."""
    return _page(request, register)


def _page(
    request: PageRequest, register: House, error: RegisterError | None = None, typed: dict[str, Any] | None = None
) -> Response[str]:
    with register.records.reading() as session:
        rows = [(person, {str(role) for role in people.roles_of(person)}) for person in people.everyone(session)]
    fields = error.details.get("fields") if error else None
    return show(
        request,
        "people/list.html",
        status_of(error) if error else 200,
        rows=rows,
        roles=[(str(role), title) for role, title in ROLE_TITLES.items()],
        fault=error.message if error else "",
        faults=fields if isinstance(fields, dict) else {},
        typed=typed or {},
    )


@post("/people", opt=MANAGE, sync_to_thread=True)
def add_person(request: PageRequest, register: House, visitor: Who, form: Sent) -> Response[Any]:
    """Add a person."""
    typed = {name: form.text(name) for name in ("login", "full_name")} | {"roles": form.texts("roles")}
    try:
        faults = {name: "Заполните поле." for name in ("login", "full_name") if not typed[name]}
        if not _roles(form):
            faults["roles"] = "Выберите хотя бы одну роль."
        if faults:
            raise IncompleteRequisites(fields=faults)
        kept = hash_password(form.password("password"))
        with register.records.writing(visitor.login) as unit:
            people.add(unit, form.text("login"), form.text("full_name"), kept, _roles(form))
            unit.commit()
    except LoginTaken as error:
        if not _is_added(register, form):
            return _page(request, register, error, typed)
    except RecordError as error:
        return _page(request, register, error, typed)
    return go("/people", "person-added")


def _is_added(register: House, form: Sent) -> bool:
    """Tell whether the person of the form was added a moment ago: the button was pressed twice.

    Later the password is not compared: whoever adds people would learn whether it is right.
    """
    with register.records.reading() as session:
        person = people.find(session, form.text("login"))
        return (
            person is not None
            and now() - person.created_at < MOMENT
            and person.full_name == form.text("full_name")
            and people.roles_of(person) == frozenset(_roles(form))
            and is_password_of(person, form.password("password"))
        )


@post("/people/{person_id:str}", opt=MANAGE, sync_to_thread=True)
def change_person(
    request: PageRequest, register: House, visitor: Who, form: Sent, person_id: FromPath[str]
) -> Response[Any]:
    """Change roles, standing or password of a person."""
    step = form.text("step")
    try:
        kept = hash_password(form.password("password")) if step == "password" else ""
        with register.records.writing(visitor.login) as unit:
            person = unit.session.get(Person, person_id)
            if person is None:
                raise NotFound
            login = person.login
            if step == "password":
                people.change(unit, login, password_hash=kept)
            elif step in ("close", "open"):
                people.change(unit, login, active=step == "open")
            elif step == "roles":
                if not _roles(form):
                    raise IncompleteRequisites("Выберите хотя бы одну роль.", fields={})
                people.change(unit, login, roles=_roles(form))
            else:
                raise NotFound
            unit.commit()
    except RecordError as error:
        return _page(request, register, error)
    return go("/people", "person-changed")


def _roles(form: Sent) -> list[Role]:
    return [Role(name) for name in form.texts("roles") if name in set(Role)]


HANDLERS = [people_page, add_person, change_person]
