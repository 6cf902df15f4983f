"""Everything that can go wrong and be told to a person, in one tree.

::

    RegisterError                    every expected failure: code, Russian sentence, data
    ├── IntakeError                  a file cannot be taken in or read
    │   ├── EmptyFile                nothing in it
    │   ├── FileTooLarge             over the limit of the settings
    │   ├── UnsupportedFormat        the content is of no kind that the register reads
    │   ├── DamagedFile              truncated, broken, inconsistent
    │   ├── EncryptedFile            needs a password
    │   ├── InfectedFile             the antivirus found something
    │   ├── AntivirusUnavailable     it does not answer, and unchecked files are not taken
    │   ├── HostileFile              exceeds a safety limit (bomb, depth, entities, objects)
    │   ├── SignatureWithoutDocument a signature in a file of its own, and nothing that it signs
    │   ├── NothingToRead            opened, but holds no page or no text
    │   ├── RecognitionFailed        all text is in pictures, none could be recognised
    │   ├── ReadingTimedOut          over the time of the settings
    │   ├── ReadingFailed            the reader died or gave up: memory, crash, defect
    │   ├── ToolMissing              a program of the system is needed (LibreOffice, tesseract)
    │   ├── DerivativeFailed         no searchable copy could be made; the original is there
    │   └── LabelsUnusable           a folder of labelled documents cannot be scored or written
    ├── RecordError                  the records refuse
    │   ├── NotFound
    │   ├── DuplicateNumber          body + kind + number + year is already registered
    │   ├── IncompleteRequisites     a mandatory requisite is empty or not valid
    │   ├── StateConflict            the thing is no longer in the state that the step needs
    │   │   └── StillBeingRead       pages of the file are still to be recognised
    │   ├── LoginTaken               the login belongs to somebody
    │   ├── LastAdministrator        nobody could manage people afterwards
    │   ├── JournalBroken            the chain of the journal does not agree
    │   └── RecordsUnavailable       the database does not answer
    ├── AccessError
    │   ├── SignInRequired
    │   ├── BadCredentials
    │   └── Forbidden
    ├── StorageError                 objects
    │   ├── ObjectMissing
    │   ├── ObjectCorrupted          the bytes do not have the hash that they were stored under
    │   └── StoreUnavailable
    ├── SearchError
    │   ├── IndexUnavailable
    │   ├── IndexOutdated            built by another analysis or mapping: rebuild
    │   └── RebuildRunning           another program rebuilds the same index
    ├── MailError                    letters
    │   ├── MailUnavailable          the mail server does not answer, or takes nothing from us
    │   └── MailRefused              it takes no letter for this mailbox
    └── PackageError
        ├── PackageRefused           the month still has problems
        ├── PackageTooLarge          over what one file of this format can hold
        ├── ProfileBroken            the region's profile cannot be used
        └── PackageBroken            verification found a difference

A code is stable and is part of the contract: pages, the JSON API and the command line show the same one. The sentence
is Russian and says what to do. Data that a caller needs (the existing act, the limit) travels in attributes, never in
the text alone.
"""

from __future__ import annotations


class RegisterError(Exception):
    """An expected failure: ``code`` (stable), ``message`` (Russian, says what to do), ``details`` (plain data)."""

    code: str = "error"
    message: str = (
        "Не получилось выполнить действие. Повторите попытку, а если не поможет — обратитесь к администратору."
    )
    exit_code: int = 1

    def __init__(self, message: str | None = None, /, **details: object) -> None:
        """Take a more exact sentence than the class's own, and the data that belongs to it."""
        self.message = message or type(self).message
        self.details: dict[str, object] = details
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a child process with message and details."""
        return _restore, (type(self), self.message, self.details)


def _restore(cls: type[RegisterError], message: str, details: dict[str, object]) -> RegisterError:
    return cls(message, **details)


class IntakeError(RegisterError):
    """A file cannot be taken in or read."""

    code = "intake"
    message = "Файл не удалось принять. Проверьте файл и отправьте его снова."


class EmptyFile(IntakeError):
    """The file has no bytes."""

    code = "empty-file"
    message = "Файл пустой (0 байт). Проверьте файл у отправителя и загрузите его снова."


class NotAFile(IntakeError):
    """A named pipe, a device or a socket: reading it might never end."""

    code = "not-a-file"
    message = "Это не файл, а канал, устройство или сокет: прочитать его нельзя. Укажите обычный файл."


class FileTooLarge(IntakeError):
    """Over the size limit; ``limit`` and ``size`` in bytes."""

    code = "file-too-large"
    message = "Файл больше допустимого размера. Разделите его или попросите администратора увеличить предел."


class UnsupportedFormat(IntakeError):
    """The content is of no kind that the register reads."""

    code = "unsupported-format"
    message = (
        "Формат файла не поддерживается. Загрузите акт в формате DOCX, DOC, RTF, ODT, PDF, HTML, TXT "
        "или его скан (PDF, JPEG, PNG, TIFF)."
    )


class DamagedFile(IntakeError):
    """Truncated, broken or inconsistent."""

    code = "damaged-file"
    message = "Файл повреждён или загружен не полностью. Откройте его у себя, сохраните заново и загрузите ещё раз."


class EncryptedFile(IntakeError):
    """Needs a password to be read."""

    code = "encrypted-file"
    message = "Файл защищён паролем. Снимите защиту и загрузите файл снова."


class InfectedFile(IntakeError):
    """The antivirus found something; ``signature`` is its name for it, ``sha256`` the file that was not kept."""

    code = "infected-file"
    message = (
        "Антивирус нашёл в файле вредоносный код. Файл не принят и не сохранён. "
        "Сообщите отправителю и попросите чистый файл."
    )


class AntivirusUnavailable(IntakeError):
    """The antivirus gives no verdict, and the settings refuse what was not checked; ``fault`` for the engineer."""

    code = "antivirus-unavailable"
    message = (
        "Файл не принят: антивирус на сервере не отвечает. Повторите через несколько минут; "
        "если не поможет, сообщите администратору."
    )


class HostileFile(IntakeError):
    """Exceeds a safety limit; ``limit`` names it."""

    code = "hostile-file"
    message = (
        "Файл превышает пределы безопасности (похоже на «архивную бомбу» или испорченный файл). "
        "Получите другой файл у отправителя."
    )


class NothingToRead(IntakeError):
    """Opened, but holds no page or no text."""

    code = "nothing-to-read"
    message = (
        "В файле нет ни одной страницы или текста. Проверьте, тот ли это файл, и загрузите документ с текстом или скан."
    )


class RecognitionFailed(IntakeError):
    """All text is in pictures, and none of them could be recognised; ``pages`` tells how many there are."""

    code = "recognition-failed"
    message = (
        "В файле только изображения, и распознать их не удалось: они испорчены, слишком велики или программа "
        "распознавания дала сбой. Файл сохранён. Повторите чтение; если не поможет, загрузите скан, сделанный заново, "
        "или введите реквизиты вручную."
    )


class SignatureWithoutDocument(IntakeError):
    """A signature in a file of its own whose document is not here (yet)."""

    code = "signature-without-document"
    message = (
        "Подпись принята, а документ к ней не найден. Загрузите подписанный файл: подпись присоединится к нему сама. "
        "К акту, который уже зарегистрирован, приложите её в его карточке, в разделе «Файлы»."
    )


class ReadingTimedOut(IntakeError):
    """Reading took longer than the settings allow."""

    code = "reading-timed-out"
    message = (
        "Чтение файла заняло слишком много времени и остановлено. "
        "Файл сохранён; разделите его или введите реквизиты вручную."
    )


class ReadingFailed(IntakeError):
    """The reader died or gave up: memory, crash, defect."""

    code = "reading-failed"
    message = "Файл не удалось прочитать. Он сохранён; повторите чтение или введите реквизиты вручную."


class ToolMissing(IntakeError):
    """A program of the system is needed; ``tool`` and ``package`` name it."""

    code = "tool-missing"
    message = (
        "Для чтения файла не хватает программы на сервере. "
        "Файл сохранён; попросите администратора установить её и повторите чтение."
    )


class DerivativeFailed(IntakeError):
    """No searchable copy came out that keeps its promises; ``exit`` or ``fault`` tells the engineer why."""

    code = "derivative-failed"
    message = "Копию с поиском по тексту сделать не удалось. Пользуйтесь оригиналом: он сохранён и не изменён."


class LabelsUnusable(IntakeError):
    """A folder that should hold labelled documents cannot be scored or written."""

    code = "labels-unusable"
    message = "Папку с размеченными документами использовать нельзя. Проверьте её имя и содержание."


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
    message = "Файл ещё читается: не все страницы распознаны. Дождитесь конца чтения на странице приёма и повторите."


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


class PackageError(RegisterError):
    """The monthly package."""

    code = "package"


class PackageRefused(PackageError):
    """The month still has problems; ``problems`` lists them."""

    code = "package-refused"
    message = (
        "Пакет не построен: в актах месяца есть замечания. Устраните их или укажите причину отправки с замечаниями."
    )


class PackageTooLarge(PackageError):
    """Over what one file of this format can hold; ``size`` in bytes."""

    code = "package-too-large"
    message = (
        "Пакет больше 4 ГБ и не может быть одним файлом. Уменьшите сканы актов этого месяца и постройте пакет снова."
    )


class ProfileBroken(PackageError):
    """The profile of the region cannot be read or says something impossible; ``fault`` tells what."""

    code = "profile-broken"
    message = "Профиль отправки в регистр не читается. Администратору: проверьте файл профиля, указанный в настройках."


class PackageBroken(PackageError):
    """Verification found a difference; ``differences`` lists them."""

    code = "package-broken"
    message = "Пакет изменён после построения или повреждён. Не отправляйте его; возьмите исходный файл из реестра."


def all_codes() -> dict[str, type[RegisterError]]:
    """Every code with its class; two classes never share a code (a test holds it)."""
    found: dict[str, type[RegisterError]] = {}
    waiting: list[type[RegisterError]] = [RegisterError]
    while waiting:
        cls = waiting.pop()
        found[cls.code] = cls
        waiting.extend(cls.__subclasses__())
    return found
