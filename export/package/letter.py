"""The cover letter: to whom, by what law, what and how much; number and day are left for the chancery to fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Cm

from domain.dates import format_date
from export.contents import Section
from export.package.office import add_table, add_text, finish, keep_whole, new_document, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from export.package.plan import Plan

_BLANK: Final = "________"


def cover_letter(plan: Plan) -> bytes:
    """Return the letter as DOCX; a month with nothing to send gives a letter that says so."""
    subject = f"О направлении муниципальных нормативных правовых актов за {plan.month.title}"
    document = new_document(subject, plan.sender.organisation, plan.built_at)
    _head(document, plan)
    add_text(document)
    about = add_text(document, subject)
    about.paragraph_format.right_indent = Cm(8)
    add_text(document)
    _body(document, plan)
    _annexes(document, plan)
    _signature(document, plan)
    return finish(document)


def _head(document: Any, plan: Plan) -> None:
    table = add_table(document, (85, 15, 80), 1, borders=False)
    left, _, right = table.rows[0].cells
    write(left.paragraphs[0], plan.sender.organisation or _BLANK * 3, align="center", bold=True)
    add_text(left, size=8)
    add_text(left, f"{_BLANK}___ № {_BLANK}___", align="center", size=12)
    add_text(left, f"На № {_BLANK} от {_BLANK}", align="center", size=12)
    lines = plan.profile.addressee.lines
    write(right.paragraphs[0], lines[0] if lines else "")
    for line in lines[1:]:
        add_text(right, line)


def _body(document: Any, plan: Plan) -> None:
    register, month = plan.profile.letter.register, plan.month
    basis = _listed(plan.profile.basis_of(month))
    opening = f"В соответствии с {basis} " if basis else ""
    if not plan.acts:
        text = (
            f"{opening}сообщаем, что по состоянию на {format_date(plan.built_at.date())} муниципальных нормативных "
            f"правовых актов, подлежащих направлению за {month.title} "
            f"для включения в {register}, и дополнительных документов к ранее направленным актам нет."
        )
        add_text(document, text[0].upper() + text[1:], align="justify", indent=True)
        _undecided(document, plan)
        _correction(document, plan)
        return
    of_month, late = plan.counts(Section.MONTH), plan.counts(Section.LATE)
    groups = [f"принятые в {month.title_in}"] if of_month else []
    groups += ["принятые ранее и направляемые впервые либо с изменившимися сведениями"] if late else []
    text = (
        f"{opening}направляем муниципальные нормативные правовые акты, {' и '.join(groups)}, "
        f"для включения в {register}. Количество актов:"
    )
    add_text(document, text[0].upper() + text[1:], align="justify", indent=True)
    _counts(document, plan)
    documents = plan.supplementary_counts()
    if documents:
        said = "; ".join(f"{title} — {count}" for title, count in documents.items())
        add_text(
            document,
            f"К актам приложены дополнительные документы, зарегистрированные в {month.title_in}: {said}.",
            align="justify",
            indent=True,
        )
    _undecided(document, plan)
    _correction(document, plan)
    add_text(
        document,
        f"Сведения об актах и файлах приведены в описи. Пакет передаётся {plan.profile.letter.medium}; "
        "целостность каждого файла проверяется по контрольным суммам SHA-256, "
        "порядок проверки изложен в файле README.txt.",
        align="justify",
        indent=True,
    )


def _undecided(document: Any, plan: Plan) -> None:
    """Say of how many acts nobody has decided yet whether they go: a letter must not claim that there are none."""
    count = sum(problem.code == "normative-undecided" for problem in plan.problems)
    if count:
        add_text(
            document,
            f"Вопрос о нормативном характере ряда актов, принятых в {plan.month.title_in} (количество: {count}), "
            "рассматривается; подлежащие включению в регистр акты будут направлены дополнительно.",
            align="justify",
            indent=True,
        )


def _correction(document: Any, plan: Plan) -> None:
    if plan.replaces is not None:
        add_text(
            document,
            f"Настоящий пакет заменяет ранее сформированный пакет за {plan.month.title} "
            f"(идентификатор {plan.replaces}).",
            align="justify",
            indent=True,
        )


def _counts(document: Any, plan: Plan) -> None:
    of_month, late, total = plan.counts(Section.MONTH), plan.counts(Section.LATE), plan.counts()
    head = ["Вид акта", f"Принято в {plan.month.title_in}", "Принято ранее", "Всего"]
    lines = [
        [kind[:1].upper() + kind[1:], str(of_month.get(kind, 0)), str(late.get(kind, 0)), str(count)]
        for kind, count in total.items()
    ]
    lines.append(["Итого", str(sum(of_month.values())), str(sum(late.values())), str(sum(total.values()))])
    add_text(document, size=6)
    table = add_table(document, (70, 45, 35, 30), len(lines) + 1, borders=True)
    for row, line in zip(table.rows, [head, *lines], strict=True):
        keep_whole(row)
        for place, (cell, value) in enumerate(zip(row.cells, line, strict=True)):
            edge = line is head or line is lines[-1]
            write(cell.paragraphs[0], value, align="center" if place or line is head else "left", bold=edge, size=12)
    add_text(document, size=6)


def _annexes(document: Any, plan: Plan) -> None:
    copies = plan.profile.letter.copies
    add_text(document)
    lines = [f"опись на {_BLANK}\u00a0л. в\u00a0{copies}\u00a0экз.;"]
    if plan.acts:
        files = sum(len(placed.enclosed) for placed in plan.acts)
        sheets = plan.sheets or _BLANK
        lines.append(f"тексты актов и документы к ним (файлов: {files}) на {sheets}\u00a0л. в\u00a0{copies}\u00a0экз.;")
    lines.append(f"электронный пакет «{plan.name}» в\u00a01\u00a0экз.")
    table = add_table(document, (33, 147), 1, borders=False)
    left, right = table.rows[0].cells
    write(left.paragraphs[0], "Приложение:")
    for number, line in enumerate(lines, 1):
        text = f"{number}. {line[:1].upper()}{line[1:]}"
        if number == 1:
            write(right.paragraphs[0], text)
        else:
            add_text(right, text)


def _signature(document: Any, plan: Plan) -> None:
    add_text(document)
    add_text(document)
    table = add_table(document, (85, 40, 55), 1, borders=False)
    keep_whole(table.rows[0])
    post, line, name = table.rows[0].cells
    write(post.paragraphs[0], plan.sender.signatory_post or _BLANK * 2)
    write(line.paragraphs[0], _BLANK + "__")
    write(name.paragraphs[0], plan.sender.signatory or _BLANK * 2, align="right")
    for cell in (line, name):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    add_text(document)
    add_text(document, f"Исполнитель {_BLANK * 2}", size=10)
    add_text(document, f"Телефон {_BLANK * 2}", size=10)
    day = format_date(plan.built_at.date())
    add_text(document, f"Сформировано реестром муниципальных правовых актов {day}, пакет {plan.run_id}", size=8)


def _listed(items: Sequence[str]) -> str:
    """Join with commas and «и»."""
    return " и ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
