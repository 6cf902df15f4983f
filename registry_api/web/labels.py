"""Words for people: fields, states, stages, rules, steps of the journal, notes after a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.errors import IncompleteRequisites
from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind
from domain.roles import ROLE_TITLES, Role
from domain.statuses import AccessLevel, IntakeState, Lane, PackageState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.requisites import SupplementaryDetails

FIELD_TITLES: Final = {
    "kind": "Вид акта",
    "body": "Принявший орган",
    "date": "Дата принятия",
    "number": "Номер",
    "title": "Заголовок",
    "signatory": "Подписал",
    "signatory_post": "Должность подписавшего",
    "signed_at": "Электронная подпись",
    "access": "Доступ",
    "is_normative": "Нормативный",
    "normative_reason": "Основание решения о нормативности",
}

INTAKE_TITLES: Final = {
    IntakeState.ACCEPTED: "в очереди",
    IntakeState.READING: "читается",
    IntakeState.READ: "прочитан",
    IntakeState.FAILED: "не прочитан",
    IntakeState.DISMISSED: "отложен",
}

STAGE_TITLES: Final = {
    "queued": "начинается чтение",
    "sniff": "определяется формат",
    "convert": "преобразуется",
    "pages": "читаются страницы",
    "ocr": "распознаётся изображение",
    "rules": "ищутся таблицы скана",
    "text": "разбирается текст",
    "blocks": "разбирается текст",
    "requisites": "ищутся реквизиты",
    "after": "ищутся реквизиты",
}

ACCESS_TITLES: Final = {
    AccessLevel.PUBLIC: "общий",
    AccessLevel.INTERNAL: "для сотрудников",
    AccessLevel.OFFICIAL_USE: "для служебного пользования",
}

FILE_ROLES: Final = {
    "original": "исходный файл",
    "scan": "скан подписанного акта",
    "signature": "файл электронной подписи",
    "publication": "страница издания",
    "other": "иной файл",
}

PACKAGE_TITLES: Final = {
    PackageState.BUILT: "построен",
    PackageState.SENT: "отправлен",
    PackageState.REPLACED: "заменён новым",
}

SORT_TITLES: Final = {
    "relevance": "по соответствию",
    "newest": "сначала новые",
    "oldest": "сначала старые",
    "number": "по номеру",
}

ORIGIN_TITLES: Final = {"web": "загрузка на сайте", "cli": "командная строка", "api": "программный интерфейс"}

NOTES: Final = {
    "registered": "Акт зарегистрирован.",
    "registered-last": "Акт зарегистрирован. Черновиков на проверку больше нет.",
    "draft-saved": "Черновик сохранён.",
    "draft-attached": "Документ приложен к акту.",
    "draft-rejected": "Документ отложен. Файл остаётся в реестре приёма.",
    "intake-retried": "Файл поставлен в очередь на повторное чтение.",
    "intake-dismissed": "Файл отложен. Вернуть его можно в списке приёма.",
    "card-changed": "Карточка изменена, прежняя редакция сохранена в истории.",
    "assignment-changed": "Поручение изменено, прежняя редакция сохранена в истории.",
    "normative-decided": "Решение о нормативности записано.",
    "publication-added": "Источник опубликования добавлен.",
    "publication-removed": "Запись об опубликовании снята.",
    "supplementary-added": "Дополнительный документ зарегистрирован.",
    "file-attached": "Файл приложен.",
    "package-built": "Пакет построен.",
    "package-sent": "Отправка пакета отмечена.",
    "person-added": "Пользователь добавлен.",
    "person-changed": "Учётная запись изменена; открытые сеансы этого пользователя завершены.",
    "token-revoked": "Ключ отозван.",
    "search-saved": "Поиск сохранён. Новое и изменённое будет отмечено здесь.",
    "search-changed": "Изменения поиска сохранены.",
    "search-paused": "Поиск приостановлен: найденное копится, но не сообщается.",
    "search-resumed": "Поиск возобновлён: найденное за время остановки будет сообщено.",
    "search-removed": "Поиск удалён.",
    "feed-closed": "Адрес ленты отозван.",
    "signed-out": "Вы вышли из системы.",
}

ACTIONS: Final = {
    "intake.accepted": "файл принят",
    "intake.duplicate": "повторный файл",
    "intake.refused": "файл не принят",
    "intake.unchecked": "принят без проверки антивирусом",
    "file.refused": "приложенный файл не принят",
    "file.unchecked": "приложен без проверки антивирусом",
    "intake.failed": "файл не прочитан",
    "intake.retried": "чтение повторено",
    "intake.dismissed": "файл отложен",
    "intake.signature": "подпись присоединена к файлу",
    "draft.made": "создан черновик",
    "draft.read-again": "черновик прочитан заново",
    "draft.saved": "черновик сохранён",
    "draft.attached": "документ приложен к акту",
    "draft.rejected": "черновик отложен",
    "act.registered": "акт зарегистрирован",
    "act.changed": "карточка изменена",
    "act.normative": "решение о нормативности",
    "act.assignment": "изменено поручение",
    "act.published": "добавлено опубликование",
    "act.publication-removed": "снято опубликование",
    "act.supplementary": "дополнительный документ",
    "act.file": "приложен файл",
    "package.built": "пакет построен",
    "package.sent": "пакет отправлен",
    "package.replaced": "пакет заменён",
    "person.added": "добавлен пользователь",
    "person.changed": "изменён пользователь",
    "sign-in.done": "вход",
    "sign-in.failed": "неудачный вход",
    "derivative.made": "сделана копия скана с текстом",
    "derivative.failed": "копия скана с текстом не получилась",
    "token.added": "выпущен ключ",
    "token.renewed": "ключ показан заново, прежний не действует",
    "token.revoked": "отозван ключ",
    "search.saved": "сохранён поиск",
    "search.changed": "изменён сохранённый поиск",
    "search.paused": "приостановлен сохранённый поиск",
    "search.resumed": "возобновлён сохранённый поиск",
    "search.suspended": "остановлен сохранённый поиск",
    "search.removed": "удалён сохранённый поиск",
    "search.feed-opened": "выпущен адрес ленты",
    "search.feed-closed": "отозван адрес ленты",
    "search.letter": "отправлено письмо о найденном",
    "search.exported": "выгружен список найденного",
}

SUBJECTS: Final = {
    "acts": "акт",
    "drafts": "черновик",
    "file": "файл",
    "intake": "файл",
    "packages": "пакет",
    "people": "пользователь",
    "searches": "сохранённый поиск",
    "tokens": "ключ",
}

_RULES: Final = {
    "note": "отметка об опубликовании",
    "letterhead": "бланк документа",
    "registration": "строка регистрации (дата и номер)",
    "kind-line": "строка с видом акта",
    "preamble": "вводная часть текста",
    "signature": "подпись в конце текста",
    "meeting": "шапка протокола",
    "database": "карточка справочной системы",
    "about": "заголовок «О …» под реквизитами",
    "lines": "строки заголовка перед текстом",
    "alone": "вид акта отдельной строкой",
    "first-line": "первая строка документа",
    "verb": "глагол в вводной части («постановляет»)",
    "parent": "бланк основного документа",
    "letter": "бланк письма",
    "paper": "пункт об опубликовании в газете",
    "site": "пункт о размещении на сайте",
    "mark": "отметка на первой странице",
    "stamp": "штамп",
    "header": "колонтитул",
    "file-name": "имя файла",
    "registered": "вид акта в одной строке с датой и номером",
    "draft": "проект: принят ли акт, решает человек",
    "titled": "вид акта в одной строке с заголовком",
    "numbered": "вид акта в одной строке с числом",
    "without-sign": "число после вида акта, без знака «№»",
    "with-body": "вид акта в одной строке с органом",
    "misread": "вид акта, прочитанный со скана с ошибкой",
    "below-signature": "строка под подписью",
    "annex-stamp": "гриф первого приложения",
    "below-kind": "строка под видом документа",
    "adopted": "запись о принятии под видом документа",
    "letterhead-unknown": "бланк: название, которого нет в справочнике",
    "approval": "гриф утверждения",
    "named": "название документа в строке его вида",
    "self": "как текст называет сам себя",
    "headline": "строка базы документов",
    "name-alone": "фамилия под текстом, без должности",
    "chapter": "первый заголовок текста",
    "contents": "содержание под текстом",
    "page": "заголовок между номером и текстом в одной строке",
    "municipality": "должность или орган и муниципальное образование выше на бланке",
    "met": "строка о дате заседания",
    "kind": "вид документа",
    "rules": "слова заголовка о правилах для всех",
    "mixed": "слова заголовка, которые бывают в любых актах",
    "individual": "слова заголовка об одном лице или случае",
}

ROLES: Final = {str(role): title for role, title in ROLE_TITLES.items()}


def rule(name: str | None) -> str:
    """Return in plain Russian where a rule looks; never its name."""
    if not name:
        return ""
    place = name.partition(".")[2] or name
    return _RULES.get(place, "правило чтения")


def supplementary_form(details: SupplementaryDetails) -> str:
    """Return what a document of others is, in words: «протест прокурора», «апелляционное определение»."""
    kind = SUPPLEMENTARY_TITLES[SupplementaryKind(details.kind)]
    return kind if details.form.split()[-1] == kind.split(maxsplit=1)[0] else f"{details.form} ({kind})"


def heading(message: str, faults: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Return the sentence above a form: that something is empty is said only when something is."""
    if message != IncompleteRequisites.message or not faults:
        return message
    if any(not values.get(name, "") for name in faults):
        return message
    return "Проверьте отмеченные поля: под каждым написано, что исправить."


def intake_state(state: str, lane: str) -> str:
    """Return where a file stands; one whose pictures wait for recognition is told apart from one not looked at."""
    if state == IntakeState.ACCEPTED and lane == Lane.SCAN:
        return "ждёт распознавания"
    return INTAKE_TITLES[IntakeState(state)]


def stage(name: str) -> str:
    """Return what happens to a file in plain Russian."""
    return STAGE_TITLES.get(name, "читается")


def action(name: str) -> str:
    """Return a step of the journal in plain Russian."""
    return ACTIONS.get(name, name)


def subject(name: str) -> str:
    """Return what a journal entry is about: «акт», «черновик»."""
    return SUBJECTS.get(name.partition(":")[0], name.partition(":")[0])


def role(value: str) -> str:
    """Return a role as people call it."""
    return ROLE_TITLES[Role(value)]


def access(value: str) -> str:
    """Return an access level as people call it."""
    return ACCESS_TITLES[AccessLevel(value)]


_NO_COPY: Final = {
    "damaged-file": "файл повреждён",
    "encrypted-file": "файл закрыт паролем",
    "hostile-file": "в файле слишком много страниц или слишком большие картинки",
    "reading-timed-out": "распознавание заняло слишком много времени",
    "tool-missing": "на сервере нет программы распознавания",
}


def no_copy(code: str) -> str:
    """Return why there is no searchable copy of a scan, by the code of what went wrong."""
    reason = _NO_COPY.get(code, "его страницы нельзя перевести в PDF/A без потерь")
    return f"Копии с текстом (PDF/A) нет: {reason}. Пользуйтесь исходным файлом: он сохранён и не изменён."
