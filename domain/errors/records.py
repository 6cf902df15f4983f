"""The records refuse, or the person may not."""

from __future__ import annotations

from domain.errors.base import RegisterError


class RecordError(RegisterError):
    """The records refuse."""

    code = "record"


class NotFound(RecordError):
    """No such record."""

    code = "not-found"
    message = "Запись не найдена. Возможно, ссылка неполная: вернитесь к списку и откройте запись оттуда."


class DuplicateNumber(RecordError):
    """Body, kind, number and year are registered already; ``act_id`` and ``act_title`` name the act."""

    code = "duplicate-number"
    message = (
        "Акт этого органа с таким видом, номером и годом уже зарегистрирован. "
        "Откройте существующий акт и сверьте номер."
    )


class IncompleteRequisites(RecordError):
    """A mandatory requisite is empty or not valid; ``fields`` maps field to sentence."""

    code = "incomplete-requisites"
    message = "Заполнены не все обязательные реквизиты. Заполните отмеченные поля."


class StateConflict(RecordError):
    """The thing is no longer in the state that the step needs."""

    code = "state-conflict"
    message = "Запись уже изменил другой сотрудник. Обновите страницу и проверьте данные."


class StillBeingRead(StateConflict):
    """Pages of the file are still to be recognised: what is registered must be whole. Data: ``pages``."""

    code = "still-being-read"
    message = "Файл ещё читается: распознано не всё. Дождитесь конца чтения на странице приёма и повторите."


class LoginTaken(RecordError):
    """The login belongs to somebody."""

    code = "login-taken"
    message = "Такое имя пользователя уже есть. Выберите другое."


class LastAdministrator(RecordError):
    """The change would leave nobody who may manage people."""

    code = "last-administrator"
    message = "В системе должен остаться хотя бы один действующий администратор. Сначала назначьте другого."


class JournalBroken(RecordError):
    """The chain of the journal does not agree; ``seq`` is the first bad entry."""

    code = "journal-broken"
    message = "Журнал не сходится: запись изменена или удалена в обход системы. Сообщите администратору безопасности."


class RecordsUnavailable(RecordError):
    """The database does not answer."""

    code = "records-unavailable"
    message = "База данных реестра не отвечает. Повторите через минуту; если не поможет, сообщите администратору."


class AccessError(RegisterError):
    """The person may not."""

    code = "access"


class SignInRequired(AccessError):
    """No session or token."""

    code = "sign-in-required"
    message = "Войдите в систему, чтобы продолжить."


class BadCredentials(AccessError):
    """Login or password is wrong, or the account is closed."""

    code = "bad-credentials"
    message = "Неверное имя или пароль. Проверьте раскладку клавиатуры и попробуйте ещё раз."


class Forbidden(AccessError):
    """The role does not allow it."""

    code = "forbidden"
    message = "Ваша роль не позволяет выполнить это действие. Обратитесь к администратору."
