from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import structs

from domain.relations import Relation
from domain.roles import Role
from domain.statuses import AccessLevel
from storage import acts, people
from storage.models import Publication
from tests.factories import BODY, TITLE, add_act, card, cites

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from storage.models import Act
    from tests.web.conftest import Visit

CARD = {
    "kind": "постановление",
    "body": BODY,
    "date": "06.04.2026",
    "number": "308",
    "title": TITLE,
    "access": "public",
}


def _act(register: Register, act_id: str) -> Act:
    with register.records.reading() as session:
        return acts.get(session, act_id)


def test_a_change_makes_a_version_with_its_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    data = CARD | {"version": 1, "title": "Об ином", "reason": "опечатка"}
    text = visit.post(f"/acts/{act_id}/edit", data).text
    assert "Редакция 2" in text
    assert f"<del>{TITLE}</del> → <ins>Об ином</ins>" in text
    assert "Опечатка" in text
    late = visit.post(f"/acts/{act_id}/edit", data | {"title": "Поздно"})
    assert late.status_code == 409
    assert "Поздно" in late.text
    assert _act(register, act_id).title == "Об ином"


def test_a_change_without_a_reason_is_refused(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = add_act(register.records)
    answer = visit_as("lawyer").post(f"/acts/{act_id}/edit", CARD | {"version": 1, "title": "Об ином", "reason": ""})
    assert answer.status_code == 422
    assert "Укажите основание изменения" in answer.text
    assert _act(register, act_id).version == 1


def test_normativity_is_decided_with_a_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    assert visit.post(f"/acts/{act_id}/normative", {"normative": "yes"}).status_code == 422
    text = visit.post(f"/acts/{act_id}/normative", {"normative": "no", "reason": "об одном лице"}).text
    assert "нет — об одном лице" in text
    assert "решил: Человек lawyer" in text


def test_a_publication_is_recorded_and_taken_back(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("registrar"), add_act(register.records)
    wrong = visit.post(f"/acts/{act_id}/publications", {"source": "Ведомости", "published_on": "вчера"})
    assert wrong.status_code == 422
    assert 'value="вчера"' in wrong.text
    script = visit.post(f"/acts/{act_id}/publications", {"source": "Сайт", "url": "javascript:alert(1)"})
    assert script.status_code == 422
    good = {"kind": "printed", "source": "Ведомости", "issue": "12", "published_on": "10.04.2026"}
    assert "Ведомости, № 12 от 10.04.2026" in visit.post(f"/acts/{act_id}/publications", good).text
    (row,) = _act(register, act_id).publications
    assert visit.post(f"/acts/{act_id}/publications/{row.id}/remove", {"reason": ""}).status_code == 422
    visit.post(f"/acts/{act_id}/publications/{row.id}/remove", {"reason": "не тот выпуск"})
    assert _act(register, act_id).publications == []


def test_only_addresses_of_the_web_are_linked(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = add_act(register.records)
    with register.records.writing("регистратор") as unit:
        for url in ("https://example.org/1", "javascript:alert(1)"):
            unit.session.add(Publication(act_id=act_id, source="Сайт", url=url, added_by="регистратор"))
        unit.commit()
    text = visit_as("reader").get(f"/acts/{act_id}").text
    assert 'href="https://example.org/1"' in text
    assert 'href="javascript' not in text
    assert "javascript:alert(1)" in text


def test_a_supplementary_document_comes_with_its_file(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    data = {"kind": "prosecutor-protest", "issuer": "Прокуратура города", "date": "12.05.2026", "number": "7-3"}
    file = {"file": ("протест.pdf", io.BytesIO(b"%PDF-1.4 test"))}
    answer = visit.post(f"/acts/{act_id}/supplementary", data, files=file)
    assert "Протест прокурора" in answer.text
    (row,) = _act(register, act_id).supplementary
    assert (row.date, row.issuer, row.registered_by) == (date(2026, 5, 12), "Прокуратура города", "lawyer")
    assert visit.get(f"/acts/{act_id}/supplementary/{row.id}").content == b"%PDF-1.4 test"


def test_an_attached_file_comes_back_sealed_under_its_own_name(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, act_id = visit_as("registrar"), add_act(register.records)
    name, data = "скан № 308 «подлинник».html", b"<script>alert(1)</script>"
    visit.post(f"/acts/{act_id}/files", {"role": "scan"}, files={"file": (name, io.BytesIO(data))})
    (file,) = _act(register, act_id).files
    answer = visit.get(f"/acts/{act_id}/files/{file.id}?view=1")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    given = answer.headers["content-disposition"]
    assert given.startswith("attachment; ")
    assert f"filename*=UTF-8''{quote(name, safe='')}" in given
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_file_over_the_limit_is_refused_on_the_page(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("registrar"), add_act(register.records)
    big = {"file": ("скан.pdf", io.BytesIO(b"0" * (2 * 2**20 + 1)))}
    answer = visit.post(f"/acts/{act_id}/files", {"role": "scan"}, files=big)
    assert answer.status_code == 413
    assert "больше допустимого" in answer.text
    assert _act(register, act_id).files == []


def test_what_others_do_to_an_act_stands_on_its_page(register: Register, visit_as: Callable[[str], Visit]) -> None:
    old = add_act(register.records)
    new = add_act(
        register.records,
        number="400",
        title="О внесении изменений",
        links=((Relation.AMENDS, cites("308", "2026-04-06")),),
    )
    visit = visit_as("reader")
    assert f'Изменён актом: <a href="/acts/{new}">' in visit.get(f"/acts/{old}").text
    assert f'href="/acts/{old}"' in visit.get(f"/acts/{new}").text


def test_whether_an_act_is_in_force_stands_on_its_page_and_in_the_list(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    whole, part = add_act(register.records), add_act(register.records, number="309")
    hidden = add_act(register.records, number="310")
    add_act(
        register.records,
        number="400",
        title="О признании утратившими силу",
        links=(
            (Relation.REPEALS, cites("308", "2026-04-06")),
            (Relation.REPEALS, structs.replace(cites("309", "2026-04-06"), provision="пункт 2")),
        ),
    )
    add_act(
        register.records,
        number="77-дсп",
        access=AccessLevel.OFFICIAL_USE,
        links=((Relation.REPEALS, cites("310", "2026-04-06")),),
    )
    visit = visit_as("reader")
    said = "утратил силу (постановление № 400 от 06.04.2026)"
    partly = "утратил силу частично (постановление № 400 от 06.04.2026)"
    listed = visit.get("/acts").text
    assert (listed.count(said), listed.count(partly)) == (1, 1)
    assert said in visit.get(f"/acts/{whole}").text
    assert partly in visit.get(f"/acts/{part}").text
    unnamed = visit.get(f"/acts/{hidden}").text
    assert ">утратил силу<" in unnamed
    assert "77-дсп" not in unnamed


def test_a_court_decision_stands_at_the_top(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    data = {"kind": "court-decision", "issuer": "Областной суд", "date": "12.05.2026", "outcome": "признан законным"}
    top = visit.post(f"/acts/{act_id}/supplementary", data).text.partition('id="text"')[0]
    assert "Есть решение суда от 12.05.2026: признан законным" in top


def test_history_speaks_russian(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    good = {"kind": "printed", "source": "Ведомости", "issue": "12", "published_on": "10.04.2026", "pages": "3"}
    visit.post(f"/acts/{act_id}/publications", good)
    data = {"kind": "court-decision", "issuer": "Областной суд", "date": "12.05.2026", "number": "2-1"}
    history = visit.post(f"/acts/{act_id}/supplementary", data).text.partition('id="history"')[2]
    assert "Ведомости, № 12 от 10.04.2026, с. 3 (печатное издание)" in history
    assert "решение суда № 2-1 от 12.05.2026, Областной суд" in history
    assert "Человек lawyer" in history
    assert "court-decision" not in history.partition("<details")[0]


def test_a_step_of_the_machine_names_the_person_behind_it(register: Register, visit_as: Callable[[str], Visit]) -> None:
    with register.records.writing("установка") as unit:
        people.add(unit, "vetrova", "Ветрова Ольга Николаевна", "x", [Role.REGISTRAR])
        unit.commit()
    with register.records.writing("система по поручению vetrova") as unit:
        act = acts.register(unit, card(), acts.Enclosures())
        unit.commit()
    assert "система, по поручению: Ветрова О. Н." in visit_as("reader").get(f"/acts/{act.id}").text


def test_an_act_for_official_use_does_not_exist_for_others(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    secret = add_act(register.records, title="О тайном", access=AccessLevel.OFFICIAL_USE)
    add_act(
        register.records, number="309", title="О внесении изменений",
        links=((Relation.AMENDS, cites("308", "2026-04-06")),),
    )  # fmt: skip
    for login in ("reader", "lawyer"):
        visit = visit_as(login)
        assert visit.get(f"/acts/{secret}").status_code == 404
        assert "О тайном" not in visit.get("/acts").text
        assert "О тайном" not in visit.get("/").text
    assert visit_as("lawyer").post(f"/acts/{secret}/normative", {"normative": "yes", "reason": "x"}).status_code == 404
    assert "О тайном" in visit_as("registrar").get(f"/acts/{secret}").text


def test_the_register_is_filtered_and_paged(register: Register, visit_as: Callable[[str], Visit]) -> None:
    for number in range(1, 53):
        add_act(register.records, number=str(number))
    add_act(register.records, kind="приказ", number="1-к", date=date(2025, 2, 3), title="О кадрах")
    visit = visit_as("reader")
    assert "53 акта" in visit.get("/acts").text
    assert visit.get("/acts").text.count('<th scope="row">') == 50
    assert visit.get("/acts?page=2").text.count('<th scope="row">') == 3
    only = visit.get("/acts?year=2025&kind=приказ").text
    assert only.count('<th scope="row">') == 1
    assert "О кадрах" in only
