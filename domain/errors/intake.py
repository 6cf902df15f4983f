"""A file cannot be taken in or read."""

from __future__ import annotations

from domain.errors.base import RegisterError


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
