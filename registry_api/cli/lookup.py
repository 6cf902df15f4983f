"""``registry search`` and ``registry show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from domain.statuses import AccessLevel
from registry_api.cli.output import STDOUT, emit, plain, say
from registry_api.root import Register
from registry_api.substitutes import told

if TYPE_CHECKING:
    from registry_api.finding import Answer

ACCESS = (AccessLevel.PUBLIC, AccessLevel.INTERNAL)
"""Who has the machine's command line is staff; documents for official use are not shown there."""


def search(
    query: Annotated[
        str, typer.Argument(help="Слова, «фраза в кавычках», номер:827-Д, дата:2020..2021, вид:постановление")
    ],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Сколько актов показать.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")] = False,
) -> None:
    """Найти акты."""
    from registry_api.finding import Question, find
    from registry_api.presenting import act_card

    with Register() as house:
        house.prepare()
        # what reads JSON is a program: it gets the answer to its query and no other
        answer = find(house, Question(text=query, access=ACCESS, limit=limit, strict=as_json))
    for warning in answer.warnings:
        say(warning, "yellow")
    for said in answer.expansions:
        say(f"Также искали: {', '.join(said.also)}", "dim")
    if answer.correction:
        say(f"Возможно, вы искали: {answer.correction.text} (актов: {answer.correction.total})", "yellow")
    for sentence in told(answer.instead, has_conditions=False) if answer.instead else ():
        say(sentence, "yellow")
    if as_json:
        hits = [
            act_card(hit.act) | {"snippet": " … ".join(snippet.text for snippet in hit.snippets)} for hit in answer.hits
        ]
        emit({"total": answer.total, "hits": hits, "facets": answer.facets, "warnings": list(answer.warnings)})
    else:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    from rich.text import Text

    from storage.acts import name_of

    STDOUT.print(f"Найдено: {answer.total}", style="bold")
    for hit in answer.hits:
        act = hit.act
        STDOUT.print(Text(name_of(act.kind, act.number_raw, act.date), "bold"), Text(f"  {act.id}", "dim"))
        STDOUT.print(Text(plain(f"  {act.title}")))
        for snippet in hit.snippets:
            line = Text("    ")
            for text, is_hit in snippet.parts:
                line.append(plain(" ".join(text.splitlines())), "bold yellow" if is_hit else "")
            STDOUT.print(line)


def show(
    act_id: Annotated[str, typer.Argument(metavar="ID", help="Идентификатор акта (показывает search).")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Объект JSON на стандартный вывод.")] = False,
) -> None:
    """Показать акт целиком."""
    from registry_api.presenting import act_whole
    from storage import acts

    with Register() as house:
        house.prepare()
        with house.records.reading() as session:
            act = acts.get(session, act_id)
            if act.access not in ACCESS:
                from domain.errors import Forbidden

                raise Forbidden
            whole = act_whole(act, ACCESS)
    if as_json:
        emit(whole)
        return
    for name in (
        "kind",
        "number",
        "date",
        "body",
        "title",
        "signatory_post",
        "signatory",
        "is_normative",
        "registered_at",
    ):
        STDOUT.print(plain(f"{name:16} {whole[name]}"), markup=False)
    STDOUT.print()
    STDOUT.print(plain(whole["text"]), markup=False)


COMMANDS = (search, show)
