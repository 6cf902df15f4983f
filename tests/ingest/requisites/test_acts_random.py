"""Acts of random forms are read back whole; each value of a usual act is certain."""

from __future__ import annotations

from datetime import date

from documents import document_of
from headers import (
    BODIES,
    CHANGED,
    CITED,
    KINDS,
    NAMES,
    NUMBERS,
    POSTS,
    TITLES,
    layouts,
    registrations,
    signatures,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.document import Source
from domain.requisites import CERTAIN, MANDATORY
from ingest.requisites import find_requisites


@settings(max_examples=400, deadline=None)
@given(
    body=st.sampled_from(BODIES),
    kind=st.sampled_from(KINDS),
    title=st.sampled_from(TITLES),
    form=st.integers(0, 15),
    day=st.dates(date(1995, 1, 1), date(2035, 12, 31)),
    number=st.builds(lambda n, s: f"{n}{s}", st.integers(1, 9999), st.sampled_from(NUMBERS)),
    post=st.sampled_from(POSTS),
    name=st.sampled_from(NAMES),
    cited=st.sampled_from(CITED),
    signed=st.integers(0, 6),
)
def test_act_is_read_back(  # noqa: PLR0917 - each argument is a part of the act that varies by itself
    body: tuple[tuple[str, ...], str],
    kind: tuple[str, str, str],
    title: tuple[str, ...],
    form: int,
    day: date,
    number: str,
    post: str,
    name: str,
    cited: str,
    signed: int,
) -> None:
    verb = [kind[2]] if kind[2] else []
    found = find_requisites(
        document_of(
            *body[0],
            kind[0],
            *registrations(day, number)[form],
            *title,
            cited,
            *verb,
            "1. Утвердить прилагаемый порядок от 01.01.2020 № 999.",
            "2. Контроль за исполнением возложить на заместителя Главы города Сидорова С.С.",
            *signatures(post, name)[signed],
            "Приложение",
            "к постановлению от 11.11.2011 № 111",
        )
    )
    assert {field: getattr(found.field(field), "value", None) for field in MANDATORY} == {
        "kind": kind[1],
        "body": body[1],
        "date": day.isoformat(),
        "number": number,
        "title": " ".join(title),
    }
    assert found.signatory is not None
    assert found.signatory.value == name
    assert found.signatory_post is not None
    assert found.signatory_post.value == post
    nameless = {"body"} if body[1] == "Управление образования" else set()
    assert not {field for field in nameless if found.field(field).confidence >= CERTAIN}  # type: ignore[union-attr]  # asserted above
    assert all(found.field(field).confidence >= CERTAIN for field in {*MANDATORY} - nameless)  # type: ignore[union-attr]  # asserted above


@settings(max_examples=200, deadline=None)
@given(
    body=st.sampled_from(BODIES),
    kind=st.sampled_from(KINDS),
    changed=st.sampled_from(CHANGED),
    layout=st.sampled_from(sorted(layouts("", [], date(2021, 2, 16), "1"))),
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    number=st.builds(lambda n, s: f"{n}{s}", st.integers(1, 999), st.sampled_from(NUMBERS)),
    verb=st.sampled_from(["решения", "постановления", "распоряжения"]),
)
def test_a_cited_act_is_never_the_act_itself(  # noqa: PLR0917 - each argument varies by itself
    body: tuple[tuple[str, ...], str],
    kind: tuple[str, str, str],
    changed: tuple[str, ...],
    layout: str,
    day: date,
    number: str,
    verb: str,
) -> None:
    title = [line.format(verb if "в {}" not in line else verb.replace("ия", "ие")) for line in changed]
    opened, below = layouts(kind[0], title, day, number)[layout]
    found = find_requisites(
        document_of(
            *body[0],
            *opened,
            "Руководствуясь Уставом города,",
            *([kind[2]] if kind[2] else []),
            f"1. Внести изменения в {verb.replace('ия', 'ие')} от 12.12.2019 № 1299.",
            "Глава города\tИ.И. Иванов",
            *below,
        )
    )
    own = layout in {"above", "below-signature", "after-title"}
    assert {field: getattr(found.field(field), "value", None) for field in ("date", "number", "title")} == {
        "date": day.isoformat() if own else None,
        "number": number if own else None,
        "title": " ".join(title),
    }
    assert ("2019-12-12", "1299") in {(one.date, one.number) for one in found.citations}


SCRAPS = ["|", "< .", "°", "и .", "— ^", "`\tл\t."]
HANDWRITTEN = [
    "«и » мая 2020 г.\tМосква\t№ 15",
    "от 0908 дОДЧ № 61",
    "81 дариа 04775\t№ 161",
    "от 02.08.08 № 80 58",
    "№ 2.",
]
MISREAD = {"О": "0", "И": "Н", "Н": "П", "Е": "Б", "Л": "П"}


@settings(max_examples=150, deadline=None)
@given(
    body=st.sampled_from([body for body in BODIES if len(body[0]) < 3]),
    kind=st.sampled_from([kind for kind in KINDS if kind[0].isupper() and " " not in kind[0]]),
    title=st.sampled_from(TITLES[:5]),
    scrap=st.sampled_from(SCRAPS),
    written=st.sampled_from(HANDWRITTEN),
    letter=st.integers(1, 5),
)
def test_scan_gives_no_handwritten_requisites(  # noqa: PLR0917 - each argument varies by itself
    body: tuple[tuple[str, ...], str],
    kind: tuple[str, str, str],
    title: tuple[str, ...],
    scrap: str,
    written: str,
    letter: int,
) -> None:
    misread = kind[0][:letter] + MISREAD.get(kind[0][letter], kind[0][letter]) + kind[0][letter + 1 :]
    lines = [
        scrap,
        *body[0],
        misread,
        scrap,
        written,
        *title,
        "В соответствии с законом",
        "1. Утвердить порядок.",
        scrap,
    ]
    document = document_of(*lines, "Глава города ^°\tИ.И. Иванов .", source=Source.OCR)
    blocks = tuple(
        replace(block, trust=0.5 if document.text_of(block) == written else 0.9) for block in document.blocks
    )
    found = find_requisites(replace(document, blocks=blocks))
    assert {field: getattr(found.field(field), "value", None) for field in MANDATORY} == {
        "kind": kind[1],
        "body": body[1],
        "date": None,
        "number": None,
        "title": " ".join(title),
    }
    assert found.signatory is not None
    assert found.signatory.value == "И.И. Иванов"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet='АБВабв №N0123456789.,:«»"()\t_-\nОбГлаваПОСТАНОВЛЕНИЕ', max_size=60), max_size=25))
def test_any_text_is_read_without_failing(texts: list[str]) -> None:
    found = find_requisites(document_of(*texts))
    assert all(0 <= value.confidence <= 1 for field in MANDATORY if (value := found.field(field)) is not None)
