"""What stands beside the records does not do its part: objects, index, mail."""

from __future__ import annotations

from domain.errors.base import RegisterError


class StorageError(RegisterError):
    """The store of originals."""

    code = "storage"


class ObjectMissing(StorageError):
    """No object under this hash; ``sha256``."""

    code = "object-missing"
    message = "Файл не найден в хранилище. Сообщите администратору: нужна сверка хранилища с записями."


class ObjectCorrupted(StorageError):
    """The bytes do not have the hash that they were stored under; ``sha256``."""

    code = "object-corrupted"
    message = "Содержимое файла в хранилище изменилось. Не используйте его и сообщите администратору."


class StoreUnavailable(StorageError):
    """The store does not answer or refuses the credentials."""

    code = "store-unavailable"
    message = "Хранилище файлов не отвечает. Повторите через минуту; если не поможет, сообщите администратору."


class SearchError(RegisterError):
    """The index."""

    code = "search"


class IndexUnavailable(SearchError):
    """The engine does not answer."""

    code = "index-unavailable"
    message = "Поиск временно не отвечает. Регистрация работает; повторите поиск через минуту."


class IndexOutdated(SearchError):
    """Built by another analysis or mapping."""

    code = "index-outdated"
    message = "Поисковый индекс построен другой версией программы. Администратору: выполните «registry index rebuild»."


class RebuildRunning(SearchError):
    """Another program rebuilds the same index."""

    code = "rebuild-running"
    message = (
        "Поисковый индекс уже перестраивает другая программа. Дождитесь конца: новый индекс заменит прежний сам, "
        "вторая перестройка не нужна."
    )


class MailError(RegisterError):
    """A letter was not sent."""

    code = "mail"
    message = "Письмо не отправлено. Реестр повторит попытку; если это длится, сообщите администратору."


class MailUnavailable(MailError):
    """The mail server does not answer, or takes nothing from the register at present."""

    code = "mail-unavailable"
    message = "Почтовый сервер не отвечает. Письмо будет отправлено, когда он ответит."


class MailRefused(MailError):
    """The mail server takes no letter for this mailbox."""

    code = "mail-refused"
    message = "Почтовый сервер не принимает письма на этот адрес. Проверьте адрес."
