"""The JSON API: the same rules as the pages, for programs with a key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from domain.roles import Role
from domain.statuses import AccessLevel
from ingest.processing import Ended
from storage import people
from tests.api.programs import is_problem
from tests.factories import BODY, EXAMPLES, TITLE, add_act, add_draft, cites, found, requisites

if TYPE_CHECKING:
    from tests.api.programs import Api

ACT = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"


def test_a_file_goes_the_whole_way(api: Api) -> None:
    taken = api.ask("registrar", "POST", "/intake", files={"data": (ACT.name, ACT.read_bytes())})
    assert taken.status_code == 201, taken.text
    assert (taken.json()["outcome"], taken.json()["file"]) == ("accepted", ACT.name)
    intake_id = taken.json()["intake_id"]
    assert api.ask("registrar", "GET", f"/intake/{intake_id}").json()["state"] == "accepted"
    assert api.house.register.processor.process(intake_id) is Ended.DONE
    (row,) = api.ask("registrar", "GET", "/drafts").json()
    draft = api.ask("registrar", "GET", f"/drafts/{row['id']}").json()
    number = draft["values"]["number"]
    assert draft["text"][number["start"] : number["end"]] == number["raw"]
    decision = {"version": draft["version"], "values": {}, "is_normative": True, "normative_reason": "правила для всех"}
    registered = api.ask("registrar", "POST", f"/drafts/{row['id']}/register", json=decision)
    assert registered.status_code == 201, registered.text
    act = registered.json()
    assert (act["number"], act["registered_by"], act["is_normative"]) == ("308", "registrar", True)
    again = api.ask("registrar", "POST", f"/drafts/{row['id']}/register", json=decision)
    assert is_problem(again, 409, "state-conflict")["act_id"] == act["id"]
    api.house.register.indexer.drain()
    hits = api.ask("reader", "GET", "/search", params={"q": "номер:308"}).json()
    assert [hit["id"] for hit in hits["hits"]] == [act["id"]]
    odd = {"q": "постановление администрации города вертолётами"}
    strict = api.ask("reader", "GET", "/search", params=odd).json()
    assert (strict["total"], strict["instead"]) == (0, None), "a program gets the answer to its query"
    loose = api.ask("reader", "GET", "/search", params=odd | {"loosen": "true"}).json()
    assert (loose["total"], loose["instead"]["least"], loose["instead"]["absent"]) == (1, 3, ["вертолётами"])
    place = {"source": "Вестник города", "issue": "14", "published_on": "2026-04-10"}
    assert api.ask("registrar", "POST", f"/acts/{act['id']}/publications", json=place).status_code == 201
    versions = api.ask("reader", "GET", f"/acts/{act['id']}/versions").json()
    assert [version["version"] for version in versions] == [2, 1]


def test_a_package_is_listed_and_given_as_it_was_built(api: Api, tmp_path_factory: pytest.TempPathFactory) -> None:
    from domain.periods import ReportingMonth

    built = api.house.register.packages.build(
        ReportingMonth.parse("2026-04"), tmp_path_factory.mktemp("out"), actor="lawyer", with_problems="проверка"
    )
    (row,) = api.ask("lawyer", "GET", "/packages", params={"month": "2026-04"}).json()
    assert (row["id"], row["sha256"]) == (built.package_id, built.sha256)
    assert api.ask("lawyer", "GET", "/packages", params={"month": "2026-05"}).json() == []
    assert row["problems"] == []
    file = api.ask("lawyer", "GET", f"/packages/{row['id']}/file")
    assert file.content == built.path.read_bytes()
    assert hashlib.sha256(file.content).hexdigest() == row["sha256"]
    assert row["name"] in file.headers["content-disposition"]


def test_a_package_of_before_tells_no_number_to_who_may_not_know_it(
    api: Api, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from domain.periods import ReportingMonth
    from storage.models import Package

    house, secret = api.house.register, add_act(api.house.register.records, access=AccessLevel.OFFICIAL_USE)
    built = house.packages.build(
        ReportingMonth.parse("2026-04"), tmp_path_factory.mktemp("out"), actor="lawyer", with_problems="проверка"
    )
    plain = {"code": "number-gap", "act_id": None, "message": "Среди актов без грифа «ДСП» нет № 7."}
    kept = [plain | {"message": "В 2026 г.: в реестре нет № 12."}, plain, plain | {"act_id": secret}]
    kept.append(plain | {"code": "official-use"})

    def seen(login: str, problems: list[dict[str, object]]) -> tuple[int, int]:
        with house.records.writing("тест") as unit:
            unit.session.get_one(Package, built.package_id).problems = problems
            unit.commit()
        (row,) = api.ask(login, "GET", "/packages", params={"month": "2026-04"}).json()
        return len(row["problems"]), api.ask(login, "GET", f"/packages/{row['id']}/file").status_code

    assert seen("lawyer", kept) == (1, 403)
    assert [seen("lawyer", [problem])[1] for problem in kept] == [403, 200, 403, 200]
    with house.records.writing("установка") as unit:
        people.change(unit, "lawyer", roles=[Role.LAWYER, Role.REGISTRAR])
        unit.commit()
    assert seen("lawyer", kept) == (4, 200)


def test_the_same_file_and_the_same_number_are_named(api: Api) -> None:
    files = {"data": ("а.docx", ACT.read_bytes())}
    api.ask("registrar", "POST", "/intake", files=files)
    assert api.ask("registrar", "POST", "/intake", files=files).json()["code"] == "duplicate-file"
    refused = api.ask("registrar", "POST", "/intake", files={"data": ("п.docx", b"")}).json()
    assert (refused["outcome"], refused["code"]) == ("refused", "empty-file")
    act_id, draft_id = add_act(api.records), add_draft(api.records)
    version = api.ask("registrar", "GET", f"/drafts/{draft_id}").json()["version"]
    taken = api.ask("registrar", "POST", f"/drafts/{draft_id}/register", json={"version": version, "values": {}})
    told = is_problem(taken, 409, "duplicate-number")
    assert (told["act_id"], told["act_title"]) == (act_id, "постановление № 308 от 06.04.2026")


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer reg_wrong", "Basic cmVhZGVyOg=="])
def test_without_a_good_key_nobody_is_let_in(api: Api, key: str) -> None:
    answer = api.client.get("/api/acts", headers={"authorization": key} if key else {})
    is_problem(answer, 401, "sign-in-required")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_that_was_revoked_or_whose_person_is_gone_opens_nothing(api: Api) -> None:
    with api.records.writing("admin") as unit:
        reader = people.find(unit.session, "reader")
        assert reader is not None
        people.revoke_token(unit, people.tokens_of(unit.session, reader.id)[0].id)
        people.change(unit, "lawyer", active=False)
        unit.commit()
    is_problem(api.ask("reader", "GET", "/acts"), 401, "sign-in-required")
    is_problem(api.ask("lawyer", "GET", "/acts"), 401, "sign-in-required")


CARD = {
    "version": 1, "reason": "сверка", "kind": "постановление", "body": BODY, "date": "2026-04-06", "number": "308",
    "title": TITLE,
}  # fmt: skip


def test_an_act_for_official_use_is_as_if_it_were_not_there(api: Api) -> None:
    hidden = add_act(api.records, access=AccessLevel.OFFICIAL_USE, title="О сведениях ограниченного доступа")
    shown = add_act(api.records, number="309", links=((acts_relation(), cites("308", "2026-04-06")),))
    api.house.register.indexer.drain()
    for role in ("reader", "lawyer"):
        is_problem(api.ask(role, "GET", f"/acts/{hidden}"), 404, "not-found")
        is_problem(api.ask(role, "GET", f"/acts/{hidden}/versions"), 404, "not-found")
        assert [act["id"] for act in api.ask(role, "GET", "/acts").json()["acts"]] == [shown]
        told = api.ask(role, "GET", f"/acts/{shown}")
        assert hidden not in told.text
        assert "ограниченного" not in told.text
        found_there = api.ask(role, "GET", "/search", params={"q": "сведения ограниченного доступа"}).json()
        assert hidden not in [hit["id"] for hit in found_there["hits"]]
    is_problem(api.ask("lawyer", "PATCH", f"/acts/{hidden}", json=CARD), 404, "not-found")
    assert api.ask("registrar", "GET", f"/acts/{hidden}").json()["access"] == "dsp"
    assert api.ask("registrar", "GET", f"/acts/{shown}").json()["links"][0]["act_id"] == hidden


def acts_relation() -> Any:
    from domain.relations import Relation

    return Relation.AMENDS


def test_a_marked_draft_is_registered_for_official_use(api: Api) -> None:
    mark = found("dsp", "Для служебного пользования")
    draft_id = add_draft(api.records, values=requisites(access=mark))
    version = api.ask("registrar", "GET", f"/drafts/{draft_id}").json()["version"]
    act = api.ask("registrar", "POST", f"/drafts/{draft_id}/register", json={"version": version, "values": {}}).json()
    assert act["access"] == "dsp"
    is_problem(api.ask("reader", "GET", f"/acts/{act['id']}"), 404, "not-found")


def test_what_is_wrong_with_a_request_is_told_by_field(api: Api) -> None:
    act_id = add_act(api.records)
    wrong = api.ask(
        "registrar", "PATCH", f"/acts/{act_id}", json=CARD | {"title": " ", "number": "много", "reason": ""}
    )
    assert set(is_problem(wrong, 422, "incomplete-requisites")["fields"]) == {"title", "number", "reason"}
    nul = api.ask("registrar", "PATCH", f"/acts/{act_id}", json=CARD | {"title": "О\x00"})
    assert set(is_problem(nul, 422, "incomplete-requisites")["fields"]) == {"title"}
    assert api.ask("registrar", "PATCH", f"/acts/{act_id}", json=CARD | {"title": "Новое"}).status_code == 200
    is_problem(api.ask("registrar", "PATCH", f"/acts/{act_id}", json=CARD), 409, "state-conflict")
    for body in ({"unknown": 1}, CARD | {"date": "вчера"}, CARD | {"extra": 1}):
        is_problem(api.ask("registrar", "PATCH", f"/acts/{act_id}", json=body), 400, "bad-data")
    is_problem(api.ask("reader", "GET", "/acts/нет"), 404, "not-found")
    assert api.ask("reader", "GET", "/acts", params={"limit": "9999"}).status_code == 400
    for year in ("x", str(2**63)):
        assert api.ask("reader", "GET", "/acts", params={"year": year}).status_code == 400
    is_problem(api.ask("registrar", "POST", "/intake/нет/retry"), 404, "not-found")
    assert is_problem(api.client.get("/api/nothing"), 404, "http-404")


def test_the_journal_is_given_with_its_head(api: Api) -> None:
    add_act(api.records)
    told = api.ask("admin", "GET", "/journal", params={"limit": 2}).json()
    assert told["entries"][0]["seq"] == told["head"]["seq"]
    assert told["entries"][0]["hash"] == told["head"]["hash"]
    older = api.ask("admin", "GET", "/journal", params={"before": told["entries"][-1]["seq"], "limit": 1}).json()
    assert older["entries"][0]["seq"] == told["entries"][-1]["seq"] - 1


def test_what_a_change_does_not_name_stays(api: Api) -> None:
    act_id = add_act(api.records, access=AccessLevel.OFFICIAL_USE)
    changed = api.ask("registrar", "PATCH", f"/acts/{act_id}", json=CARD | {"title": "О порядке"}).json()
    assert (changed["title"], changed["version"], changed["access"]) == ("О порядке", 2, "dsp")
    assert (changed["signatory"], changed["signatory_post"]) == ("И.П. Северов", "Глава города")
    named = CARD | {"version": 2, "signatory": None, "access": "internal"}
    changed = api.ask("registrar", "PATCH", f"/acts/{act_id}", json=named).json()
    assert (changed["signatory"], changed["signatory_post"], changed["access"]) == (None, "Глава города", "internal")


def test_a_number_that_is_taken_is_named_and_nobody_can_try_which_are_hidden(api: Api) -> None:
    first, second = add_act(api.records), add_act(api.records, number="309")
    add_act(api.records, number="310", access=AccessLevel.OFFICIAL_USE)
    told = is_problem(api.ask("registrar", "PATCH", f"/acts/{second}", json=CARD), 409, "duplicate-number")
    assert (told["act_id"], told["act_title"]) == (first, "постановление № 308 от 06.04.2026")
    taken, free = (
        is_problem(
            api.ask("lawyer", "PATCH", f"/acts/{second}", json=CARD | {"number": number}), 422, "incomplete-requisites"
        )
        for number in ("310", "311")
    )
    assert taken == free
    assert set(taken["fields"]) == {"number"}
    assert api.ask("lawyer", "GET", f"/acts/{second}").json()["version"] == 1
    other_year = api.ask("lawyer", "PATCH", f"/acts/{second}", json=CARD | {"number": "309", "date": "2025-04-06"})
    assert set(is_problem(other_year, 422, "incomplete-requisites")["fields"]) == {"date"}
    same_place = CARD | {"number": "309", "title": "Об ином"}
    assert api.ask("lawyer", "PATCH", f"/acts/{second}", json=same_place).json()["version"] == 2
    nameless = add_act(api.records, number="б/н")
    add_act(api.records, number="б/н", title="О тайном", access=AccessLevel.OFFICIAL_USE)
    taken, free = (
        is_problem(
            api.ask("lawyer", "PATCH", f"/acts/{nameless}", json=CARD | {"number": "б/н", "title": title}),
            422,
            "incomplete-requisites",
        )
        for title in ("О тайном", "О явном")
    )
    assert taken == free
    assert set(taken["fields"]) == {"title"}
    other_day = api.ask("lawyer", "PATCH", f"/acts/{nameless}", json=CARD | {"number": "б/н", "date": "2026-04-07"})
    assert set(is_problem(other_day, 422, "incomplete-requisites")["fields"]) == {"date"}
    named = CARD | {"number": "б/н", "signatory": "П.И. Северов"}
    assert api.ask("lawyer", "PATCH", f"/acts/{nameless}", json=named).json()["version"] == 2


def test_a_decision_needs_its_reason(api: Api) -> None:
    act_id = add_act(api.records)
    blank = api.ask("lawyer", "POST", f"/acts/{act_id}/normative", json={"is_normative": True, "reason": " "})
    assert set(is_problem(blank, 422, "incomplete-requisites")["fields"]) == {"reason"}
    unnamed = api.ask("lawyer", "POST", f"/acts/{act_id}/normative", json={"is_normative": True})
    assert [wrong["field"] for wrong in is_problem(unnamed, 400, "bad-data")["errors"]] == ["reason"]
    assert api.ask("lawyer", "GET", f"/acts/{act_id}").json()["is_normative"] is None


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "//elsewhere.example/act"}, "url"),
        ({"source": " "}, "source"),
        ({"published_on": "2026-04-05"}, "published_on"),
        ({"published_on": "2999-01-01"}, "published_on"),
    ],
)
def test_a_publication_that_cannot_be_is_refused_by_field(api: Api, place: dict[str, str], field: str) -> None:
    act_id = add_act(api.records)
    told = api.ask("registrar", "POST", f"/acts/{act_id}/publications", json={"source": "Вестник"} | place)
    assert set(is_problem(told, 422, "incomplete-requisites")["fields"]) == {field}
    assert api.ask("registrar", "GET", f"/acts/{act_id}").json()["publications"] == []


def test_the_journal_tells_nothing_of_acts_for_official_use(api: Api) -> None:
    hidden = add_act(api.records, number="310", access=AccessLevel.OFFICIAL_USE)
    shown = add_act(api.records)
    for role in ("lawyer", "admin"):
        rows = api.ask(role, "GET", "/journal", params={"limit": 2}).json()["entries"]
        assert [row["subject"] for row in rows] == [f"acts:{shown}", None]
        assert hidden not in str(rows)
        assert "постановление № 308 от 06.04.2026" in rows[0]["details"]
        assert (rows[1]["action"], rows[1]["details"]) == ("restricted", None)


def test_text_without_end_is_refused_by_field(api: Api) -> None:
    act_id = add_act(api.records)
    for method, path, body, field in (
        ("PATCH", "", CARD | {"title": "ж" * 4001}, "title"),
        ("PATCH", "", CARD | {"reason": "ж" * 2001}, "reason"),
        ("POST", "/normative", {"is_normative": True, "reason": "ж" * 2001}, "reason"),
        ("POST", "/publications", {"source": "Вестник", "issue": "ж" * 61}, "issue"),
    ):
        told = is_problem(api.ask("lawyer", method, f"/acts/{act_id}{path}", json=body), 422, "incomplete-requisites")
        assert "Введено знаков" in told["fields"][field]


def test_signs_that_turn_a_line_are_not_kept(api: Api) -> None:
    act_id = add_act(api.records)
    turned = CARD | {"title": "О\u202eрядке\u2066 цен", "signatory": "И.П.\u200f Северов"}
    told = api.ask("registrar", "PATCH", f"/acts/{act_id}", json=turned).json()
    assert (told["title"], told["signatory"]) == ("Орядке цен", "И.П. Северов")
    place = {"kind": "printed", "source": "Вед\u202eомости ", "issue": "1\u20662", "published_on": "2026-04-10"}
    (kept,) = api.ask("lawyer", "POST", f"/acts/{act_id}/publications", json=place).json()["publications"]
    assert (kept["source"], kept["issue"]) == ("Ведомости", "12")
