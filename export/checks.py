"""Check a month before it goes.

The regulation (chapter 4.1 points 1.3, 2.5, 2.6) names the requisites and who answers for completeness and accuracy.

Every problem has a stable code, a severity and a Russian sentence that names the act and says what to do. Errors
refuse the package, warnings are shown and kept in it. A profile may change the severity of a code, for instance where
the region takes acts before publication.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from domain.dates import format_date
from domain.errors import ObjectCorrupted, ObjectMissing
from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from export.contents import ActEntry, FileEntry, MonthContents, NumberSeries, SupplementaryEntry
    from storage.objects import Objects


class Severity(StrEnum):
    """Whether a problem refuses the package."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; ``act_id`` is None when it concerns the month."""

    act_id: str | None
    code: str
    message: str
    severity: Severity

    def as_data(self) -> dict[str, str | None]:
        """Return plain data for the records, the manifest and the interfaces."""
        return {**asdict(self), "severity": str(self.severity)}


SEVERITIES: Final[dict[str, Severity]] = {
    "requisite-missing": Severity.ERROR,
    "date-in-future": Severity.ERROR,
    "normative-undecided": Severity.ERROR,
    "normative-undecided-earlier": Severity.WARNING,
    "no-longer-normative": Severity.WARNING,
    "publication-missing": Severity.ERROR,
    "publication-incomplete": Severity.WARNING,
    "publication-before-act": Severity.ERROR,
    "file-missing": Severity.ERROR,
    "object-missing": Severity.ERROR,
    "object-corrupted": Severity.ERROR,
    "signatory-missing": Severity.WARNING,
    "text-empty": Severity.WARNING,
    "supplementary-without-file": Severity.WARNING,
    "duplicate-requisites": Severity.ERROR,
    "duplicate-suspected": Severity.WARNING,
    "number-gap": Severity.WARNING,
    "month-not-over": Severity.WARNING,
    "month-not-started": Severity.ERROR,
}
"""Every code with its own severity."""

FIXED: Final = frozenset({"object-missing", "object-corrupted", "requisite-missing", "month-not-started"})
"""Codes whose severity no profile may change."""

_GAPS_SHOWN: Final = 20
_LISTED: Final = 5
_MANDATORY: Final = {"kind": "вид акта", "body": "орган, принявший акт", "number": "номер", "title": "заголовок"}


def unreadable(contents: MonthContents, objects: Objects) -> dict[str, str]:
    """Read every file of the month; return the hashes of those that cannot be enclosed, each with the problem's code.

    Raises:
        StoreUnavailable: The store does not answer, so nothing can be said of the files.
    """
    found: dict[str, str] = {}
    sizes = {item.sha256: item.size for act in contents.all_acts for item in files_of(act)}
    for sha256, size in sizes.items():
        try:
            with objects.open(sha256) as stream:
                if stream.seek(0, 2) != size:
                    found[sha256] = "object-corrupted"
        except ObjectMissing:
            found[sha256] = "object-missing"
        except ObjectCorrupted:
            found[sha256] = "object-corrupted"
    return found


def check(
    contents: MonthContents,
    *,
    broken: Mapping[str, str] | None = None,
    required_roles: tuple[str, ...] = ("original",),
    severities: Mapping[str, Severity] | None = None,
) -> list[Problem]:
    """Return every problem of the month, errors first; ``broken`` is what :func:`unreadable` found."""
    chosen = {**SEVERITIES, **{code: value for code, value in (severities or {}).items() if code not in FIXED}}
    found = [*_of_month(contents), *_of_duplicates(contents)]
    for act in contents.all_acts:
        found += _of_card(act, contents)
        found += _of_publication(act, contents)
        found += _of_files(act, required_roles, broken or {})
    found += [gap for series in contents.series for gap in _gaps(series, contents)]
    problems = [Problem(act_id, code, message, chosen[code]) for act_id, code, message in found]
    return sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)


Told = tuple[str | None, str, str]


def _told(act_id: str | None, code: str, *sentences: str) -> Told:
    return act_id, code, " ".join(sentences)


def _of_month(contents: MonthContents) -> Iterator[Told]:
    month = contents.month
    if contents.today < month.first:
        yield _told(None, "month-not-started", f"Месяц ({month.title}) ещё не начался.", "Выберите прошедший месяц.")
    elif contents.today <= month.last:
        yield _told(
            None,
            "month-not-over",
            f"Месяц ({month.title}) ещё не закончился.",
            "Акты, принятые позже, войдут в следующий пакет как поступившие после отправки.",
        )
    for act in contents.undecided:
        yield _told(
            act.id,
            "normative-undecided",
            f"{_start(act.called)}: не решено, нормативный ли это акт.",
            "Откройте карточку и укажите решение с основанием.",
        )
    if contents.undecided_earlier:
        names = "; ".join(act.called for act in contents.undecided_earlier[:_LISTED])
        more = len(contents.undecided_earlier) - _LISTED
        tail = f" и ещё {more}" if more > 0 else ""
        yield _told(
            None,
            "normative-undecided-earlier",
            f"Среди актов прошлых месяцев нормативность не определена: {names}{tail}.",
            "Решите, подлежат ли они отправке.",
        )
    for act in contents.withdrawn:
        yield _told(
            act.id,
            "no-longer-normative",
            f"{_start(act.called)}: был отправлен в регистр, но теперь не считается нормативным.",
            "Сообщите об этом органу, который ведёт регистр.",
        )


def _of_duplicates(contents: MonthContents) -> Iterator[Told]:
    for name, body in contents.twins:
        yield _told(
            name.id,
            "duplicate-suspected",
            f"{_start(name.called)}: такой же вид, номер и дата у записи другого органа ({body}).",
            "Проверьте, не один ли это акт.",
        )
    seen: dict[tuple[str, str, str, int], ActEntry] = {}
    for act in contents.all_acts:
        first = seen.setdefault((act.body_key, act.kind, act.number_norm, act.date.year), act)
        if first is not act:
            yield _told(
                act.id,
                "duplicate-requisites",
                f"{_start(act.name.called)}: те же орган, вид, номер и год у записи «{first.name.called}».",
                "Оставьте одну из них.",
            )


def _of_card(act: ActEntry, contents: MonthContents) -> Iterator[Told]:
    called = _start(act.name.called)
    missing = [title for name, title in _MANDATORY.items() if not str(getattr(act, name)).strip()]
    if missing:
        lacks = f"{called}: не заполнено — {', '.join(missing)}."
        yield _told(act.id, "requisite-missing", lacks, "Заполните карточку акта.")
    if act.date > contents.today:
        yield _told(act.id, "date-in-future", f"{called}: дата акта ещё не наступила.", "Исправьте дату в карточке.")
    if not act.signatory.strip():
        fill = "Внесите должность и фамилию в карточку."
        yield _told(act.id, "signatory-missing", f"{called}: не указано, кто подписал акт.", fill)
    if not act.has_text:
        load = "Загрузите файл с текстом или распознайте скан."
        yield _told(act.id, "text-empty", f"{called}: нет текста акта.", load)


def _of_publication(act: ActEntry, contents: MonthContents) -> Iterator[Told]:
    called = _start(act.name.called)
    if not act.publications:
        yield _told(
            act.id,
            "publication-missing",
            f"{called}: нет сведений об официальном опубликовании. Внесите источник и дату;",
            "если акт ещё не опубликован, укажите это как причину отправки с замечаниями.",
        )
    for item in act.publications:
        source, day = f"опубликование «{item.source.strip('«»')}»", item.published_on
        if day is None or not item.source.strip():
            lacks = f"{called}: {source} не имеет даты или названия источника."
            yield _told(act.id, "publication-incomplete", lacks, "Дополните сведения.")
        elif day < act.date:
            yield _told(
                act.id,
                "publication-before-act",
                f"{called}: {source} датировано {format_date(day)}, раньше самого акта.",
                "Исправьте дату акта или опубликования.",
            )
        elif day > contents.today:
            yield _told(
                act.id,
                "publication-incomplete",
                f"{called}: {source} датировано {format_date(day)}, этот день ещё не наступил.",
                "Проверьте дату.",
            )


_ROLE_TITLES: Final = {
    "original": "файла с текстом акта",
    "scan": "скана подписанного экземпляра",
    "signature": "файла подписи",
}

_BROKEN_TITLES: Final = {"object-missing": "не найден в хранилище", "object-corrupted": "в хранилище повреждён"}


def _of_files(act: ActEntry, required_roles: tuple[str, ...], broken: Mapping[str, str]) -> Iterator[Told]:
    called, roles = _start(act.name.called), {item.role for item in act.files}
    for role in required_roles:
        if role not in roles:
            title = _ROLE_TITLES.get(role, f"файла ({role})")
            yield _told(act.id, "file-missing", f"{called}: нет {title}.", "Прикрепите его к карточке акта.")
    for item in act.supplementary:
        if item.file is None:
            lacks = f"{called}: к документу «{_document(item)}» не приложен файл."
            yield _told(act.id, "supplementary-without-file", lacks, "Прикрепите скан.")
    for file in files_of(act):
        if file.sha256 in broken:
            fault = f"{called}: файл «{file.name}» {_BROKEN_TITLES[broken[file.sha256]]}."
            yield _told(act.id, broken[file.sha256], fault, "Загрузите его заново и сообщите администратору.")


def files_of(act: ActEntry) -> tuple[FileEntry, ...]:
    """Return all files of an act, those of its supplementary documents last."""
    return act.files + tuple(item.file for item in act.supplementary if item.file is not None)


def _gaps(series: NumberSeries, contents: MonthContents) -> Iterator[Told]:
    """Yield numbers without an act before an act of the month (numbers run per body and kind from 1 January).

    Whose these are is never said: not registered, never given, or of an act for official use. So a number is told in
    the same words whether the register holds such an act under it or not.
    """
    missing, last = [], 0 if contents.month.month == 1 else None
    for number, day in series.numbers:
        if last is not None and number > last + 1 and day in contents.month:
            missing.append(f"{last + 1}" if number == last + 2 else f"{last + 1}–{number - 1}")
        last = number
    if missing:
        shown = ", ".join(missing[:_GAPS_SHOWN]) + ("…" if len(missing) > _GAPS_SHOWN else "")
        where = f"{_start(series.kind)} ({series.body}), {contents.month.year} г."
        yield _told(
            None,
            "number-gap",
            f"{where}: среди актов без грифа «ДСП» нет № {shown}.",
            "Попросите регистратора сверить эти номера: акт не внесён, номер пропущен или доступ к акту ограничен — "
            "здесь этого не видно.",
        )


def _document(item: SupplementaryEntry) -> str:
    number = f" № {item.number}" if item.number else ""
    return f"{SUPPLEMENTARY_TITLES[SupplementaryKind(item.kind)]} от {format_date(item.date)}{number}"


def _start(called: str) -> str:
    return called[:1].upper() + called[1:]
