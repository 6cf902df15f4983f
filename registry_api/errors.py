"""One table from errors to HTTP: problem details (RFC 9457) for programs, pages for people.

Neither ever holds a traceback, SQL or a path: what went wrong inside goes to the log under a reference that the
person can name.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, SerializationException
from litestar.response import Redirect
from multipart import ParserLimitReached  # type: ignore[import-untyped]  # it ships no types

from domain.errors import (
    AccessError,
    AntivirusUnavailable,
    BadCredentials,
    DuplicateNumber,
    FileTooLarge,
    Forbidden,
    IncompleteRequisites,
    IndexOutdated,
    IndexUnavailable,
    IntakeError,
    JournalBroken,
    LastAdministrator,
    LoginTaken,
    NotFound,
    ObjectCorrupted,
    ObjectMissing,
    PackageBroken,
    PackageError,
    PackageRefused,
    RebuildRunning,
    RecordsUnavailable,
    RegisterError,
    SearchError,
    SignInRequired,
    StateConflict,
    StoreUnavailable,
)
from registry_api.web.pages import show

if TYPE_CHECKING:
    from registry_api.web.visitor import PageRequest

log = structlog.get_logger("registry.web")

API: Final = "/api/"
PROBLEM: Final = "application/problem+json"
INTERNAL: Final = 500
TOO_LARGE: Final = 413
BAD_REQUEST: Final = 400

STATUS: Final[dict[type[RegisterError], int]] = {
    RegisterError: 400,
    IntakeError: 422,
    FileTooLarge: 413,
    AntivirusUnavailable: 503,
    NotFound: 404,
    DuplicateNumber: 409,
    IncompleteRequisites: 422,
    StateConflict: 409,
    JournalBroken: 500,
    RecordsUnavailable: 503,
    AccessError: 403,
    SignInRequired: 401,
    BadCredentials: 401,
    Forbidden: 403,
    ObjectMissing: 500,
    ObjectCorrupted: 500,
    StoreUnavailable: 503,
    IndexUnavailable: 503,
    IndexOutdated: 503,
    RebuildRunning: 409,
    SearchError: 503,
    PackageError: 500,
    PackageRefused: 409,
    LoginTaken: 409,
    LastAdministrator: 409,
    PackageBroken: 500,
}
"""HTTP status of each error; a class that is not listed has the status of the nearest one above it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is told of an error: the same for programs and for people."""

    status: int
    code: str
    title: str
    message: str
    reference: str = ""


TITLES: Final = {
    400: "Запрос не понят",
    401: "Нужен вход",
    403: "Нет доступа",
    404: "Не найдено",
    405: "Так нельзя",
    409: "Данные изменились",
    413: "Слишком большой объём",
    422: "Проверьте введённое",
    500: "Внутренняя ошибка",
    503: "Временно недоступно",
}

_HTTP: Final = {
    400: "Адрес или данные формы не удалось разобрать. Вернитесь назад и повторите.",
    401: SignInRequired.message,
    403: "Форма устарела или открыта в другом окне. Вернитесь назад, обновите страницу и повторите.",
    404: "Страница не найдена. Возможно, ссылка неполная: вернитесь к списку и откройте запись оттуда.",
    405: "Эту страницу нельзя открыть таким способом. Вернитесь назад и повторите действие кнопкой на странице.",
    413: "Отправлено больше, чем принимается за один раз. Разделите файлы на несколько отправок.",
}
MOST_FILES: Final = 500
"""Files of one upload, at most."""
_TOO_MANY: Final = f"За один раз принимается не больше {MOST_FILES} файлов. Разделите их на несколько отправок."
_PARTS: Final = "Maximum segment count"
"""What the parser of forms says of too many of them; of all else that is too much it says something else."""
_TOO_LONG: Final = (
    "Имя файла или поле формы слишком длинное, ничего не принято. Переименуйте файл (до 200 знаков) и повторите."
)
NESTING: Final = "deserializing"
"""What the parser of JSON says when it gives up on brackets in brackets."""
_NAMED: Final = re.compile(r"field `(\w+)`")
"""How the parser names a field that is missing or unknown."""
LONGEST_REASON: Final = 200
_API_HTTP: Final = {
    400: "Запрос не разобран. Сверьте адрес, параметры и тело с описанием: /schema.",
    403: "Этому ключу действие не разрешено.",
    404: "Такого адреса в программном интерфейсе нет. Описание: /schema.",
    405: "Этот адрес не принимает такой метод. Описание: /schema.",
    413: "Тело запроса больше допустимого.",
}
"""What programs are told in place of words about pages and buttons."""
_DEFECT: Final = (
    "Действие не выполнено из-за ошибки программы. Сохранённые данные не пострадали. "
    "Повторите; если не поможет, сообщите администратору код обращения."
)


def status_of(error: RegisterError) -> int:
    """Return the HTTP status of an error."""
    return next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)


def fault_of(error: Exception) -> Fault:
    """Return what may be told of an error; a defect goes to the log and is told by a reference only."""
    if isinstance(error, RegisterError):
        status = status_of(error)
        reference = _logged(error) if status >= INTERNAL else ""
        return Fault(status, error.code, TITLES.get(status, TITLES[BAD_REQUEST]), error.message, reference)
    if isinstance(error.__context__, ParserLimitReached):
        if _PARTS in str(error.__context__):
            return Fault(TOO_LARGE, "too-many-files", TITLES[TOO_LARGE], _TOO_MANY)
        return Fault(TOO_LARGE, f"http-{TOO_LARGE}", TITLES[TOO_LARGE], _TOO_LONG)
    if isinstance(error, HTTPException) and error.status_code < INTERNAL:
        status = error.status_code
        message = _HTTP.get(status, _HTTP[BAD_REQUEST])
        return Fault(status, f"http-{status}", TITLES.get(status, TITLES[BAD_REQUEST]), message)
    return Fault(INTERNAL, "defect", TITLES[INTERNAL], _DEFECT, _logged(error))


def _logged(error: Exception) -> str:
    reference = secrets.token_hex(4).upper()
    log.error("request failed", reference=reference, kind=type(error).__name__, exc_info=error)
    return reference


def _in_data(error: Exception) -> tuple[Fault, list[dict[str, str]]] | None:
    """Tell a program what is wrong with what it sent: which field and why; ``None`` when the trouble lies elsewhere."""
    if isinstance(error, RecursionError) and NESTING in str(error):
        return Fault(BAD_REQUEST, "bad-data", TITLES[BAD_REQUEST], "Тело запроса: слишком глубокая вложенность."), []
    if not isinstance(error, HTTPException) or error.status_code != BAD_REQUEST or error.__cause__ is None:
        return None
    extra = error.extra if isinstance(error.extra, list) else []
    faults = [_field(str(item.get("key", "")), str(item.get("message", ""))) for item in extra]
    if not faults and isinstance(error.__cause__, SerializationException):
        faults = [_field("", error.detail)]
    if not faults:
        return None
    told = "; ".join(f"{item['field'] or 'тело запроса'}: {item['reason']}" for item in faults)
    return Fault(BAD_REQUEST, "bad-data", TITLES[BAD_REQUEST], f"Данные не приняты. {told}"), faults


def _field(name: str, said: str) -> dict[str, str]:
    """Return what the parser said of a field; what names classes of the program is left out."""
    if name in ("", "data"):
        found = _NAMED.search(said)
        name = found[1] if found else ""
    inside = not said or "<class" in said or "object at 0x" in said
    return {"field": name, "reason": "недопустимое значение" if inside else said[:LONGEST_REASON]}


def answer(request: PageRequest, error: Exception) -> Response[Any]:
    """Answer a request that failed: problem details under ``/api/``, a page elsewhere.

    Without a session, the way to sign in.
    """
    path = request.url.path
    if path.startswith(API) and (wrong := _in_data(error)):
        return problem(wrong[0], path, {"errors": wrong[1]})
    fault = fault_of(error)
    if path.startswith(API):
        if isinstance(error, HTTPException):
            fault = replace(fault, message=_API_HTTP.get(fault.status, fault.message))
        details = error.details if isinstance(error, RegisterError) else {}
        return problem(fault, path, details)
    if isinstance(error, SignInRequired) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(_target(request))}", status_code=303)
    response: Response[Any] = show(request, "error.html", fault.status, fault=fault)
    return response


def _target(request: PageRequest) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def problem(fault: Fault, instance: str, details: dict[str, object]) -> Response[Any]:
    """Return problem details; data that a caller needs stands in extension members."""
    plain = {name: value for name, value in details.items() if isinstance(value, str | int | list | dict | None)}
    body = plain | {
        "type": f"about:blank#{fault.code}",
        "title": fault.title,
        "status": fault.status,
        "detail": fault.message,
        "code": fault.code,
        "instance": instance,
    }
    if fault.reference:
        body["reference"] = fault.reference
    headers = {"www-authenticate": "Bearer"} if fault.status == STATUS[SignInRequired] else {}
    return Response(body, status_code=fault.status, media_type=PROBLEM, headers=headers)
