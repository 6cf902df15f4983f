"""«Указанное постановление» is the act of that kind that was named last before; several or none stay unnamed."""

from __future__ import annotations

import pytest
from documents import document_of

from ingest.requisites import find_requisites

NAMED = "Рассмотрев протест на постановление администрации от 06.04.2023 № 308 «О торговле» (в ред. от 01.02.2024 № 9),"
AMENDING = "Внести в постановление от 06.04.2023 № 308 изменения: пункт 1 исключить."


def changes(*points: str) -> tuple[list[tuple[str | None, str | None]], list[tuple[str | None, str | None]]]:
    numbered = (f"{number}. {point}" for number, point in enumerate(points, 1))
    head = ("АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ", "от 16.02.2024 № 5", "О ярмарках", NAMED, "ПОСТАНОВЛЯЮ:")
    found = find_requisites(document_of(*head, *numbered, "Глава города\tИ.И. Иванов"))
    assert all(ref.confidence < 1 and ref.span for ref in (*found.amends, *found.repeals))
    amends, repeals = ([(ref.number, ref.provision) for ref in refs] for refs in (found.amends, found.repeals))
    return amends, repeals


@pytest.mark.parametrize(
    ("points", "amends", "repeals"),
    [
        (("Указанное постановление признать утратившим силу.",), [], [("308", None)]),
        (("Отменить вышеуказанное постановление.",), [], [("308", None)]),
        (("Пункт 3 указанного постановления признать утратившим силу.",), [], [("308", "пункт 3")]),
        (("Приложение № 2 к указанному постановлению изложить в новой редакции.",), [("308", "приложение № 2")], []),
        (("Внести в указанное постановление изменения:", "Опубликовать."), [("308", None)], []),
        ((AMENDING, "Пункт 4 указанного постановления признать утратившим силу."), [("308", None)], []),
        (("Указанные постановления признать утратившими силу.",), [], []),
        (("Признать утратившим силу указанное решение.",), [], []),
        (("Опубликовать указанное постановление.", "Настоящее постановление вступает в силу."), [], []),
    ],
)
def test_the_act_that_was_named_before(
    points: tuple[str, ...], amends: list[tuple[str, str | None]], repeals: list[tuple[str, str | None]]
) -> None:
    assert changes(*points) == (amends, repeals)
