"""README.txt: what is inside and how to prove it, for a person who has never seen the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.dates import format_date

if TYPE_CHECKING:
    from export.package.plan import Plan


def readme(plan: Plan) -> bytes:
    """Return the text in UTF-8 with a byte order mark and Windows line ends, so that any editor shows it."""
    acts = len(plan.acts)
    lines = [
        f"Пакет муниципальных нормативных правовых актов за {plan.month.title}",
        f"Отправитель: {plan.sender.organisation or 'не указан'}",
        f"Пакет: {plan.run_id}, сформирован {format_date(plan.built_at.date())} {plan.built_at:%H:%M %z}",
        f"Срок отправки: {format_date(plan.dates.due)}",
        *([f"Заменяет пакет: {plan.replaces}"] if plan.replaces else []),
        f"Актов: {acts}" if acts else "Актов, подлежащих направлению, нет.",
        "",
        "ЧТО ВНУТРИ",
        "cover-letter.docx   сопроводительное письмо (номер и дату проставляет канцелярия)",
        "inventory.docx      опись: реквизиты актов, файлы, контрольные суммы",
        "inventory.csv       та же опись для электронных таблиц",
        "acts/               папка на каждый акт: номер по описи, вид, номер и дата акта",
        "  original.*        файл акта; scan.* — скан подписанного экземпляра; signature.* — файл подписи",
        "  text.txt          текст акта",
        "  card.json         карточка акта: реквизиты, опубликование, связи, дополнительные документы",
        "  card.xml          то же в XML по схеме schema/card.xsd",
        "  supplementary/    дополнительные документы к акту: решения судов, акты прокуратуры и другие",
        "schema/card.xsd     схема карточки",
        "validation.json     итоги проверки перед отправкой",
        "manifest.json       состав пакета, даты, контрольные суммы всех файлов, отметка журнала реестра",
        "SHA256SUMS          контрольные суммы файлов в формате sha256sum",
        "manifest.sha256     контрольная сумма manifest.json",
        "",
        "КАК ПРОВЕРИТЬ",
        "1. Обычными средствами. Распакуйте архив и выполните в его папке:",
        "     sha256sum -c SHA256SUMS",
        "     sha256sum -c manifest.sha256",
        "   В Windows контрольную сумму файла показывает команда:",
        "     certutil -hashfile ИМЯ_ФАЙЛА SHA256",
        "2. Программой реестра. Она находит изменение любого байта архива, база данных и сеть ей не нужны:",
        f"     registry export verify {plan.name}",
        "",
        "Пакет не изменяется. Исправление — это новый пакет, в котором указан заменяемый.",
    ]
    if plan.problems:
        lines += ["", "Пакет сформирован с замечаниями, они перечислены в файле validation.json."]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
