"""The register's own rules: the place of an act, versions, normativity, citations, what the index learns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import DuplicateNumber, IncompleteRequisites, NotFound
from domain.relations import Relation
from domain.statuses import AccessLevel
from storage import acts
from storage.act_versions import versions_of
from storage.acts import Enclosures
from storage.index_feed import IndexFeed
from storage.models import Act, ActLink, Publication, SupplementaryDocument
from tests.factories import BODY, add_act, card, cites

if TYPE_CHECKING:
    from storage.database import Records


def links_of(records: Records, act_id: str) -> list[str | None]:
    with records.reading() as session:
        return [link.to_act_id for link in acts.get(session, act_id).links]


def amends(number: str, day: str, kind: str | None = "постановление") -> tuple[tuple[Relation, object], ...]:
    return ((Relation.AMENDS, cites(number, day, kind)),)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"number": "№ 308"},
        {"body": "администрация  города «Светлореченска»"},
        {"date": date(2026, 1, 15), "title": "О другом"},
    ],
)
def test_one_place_is_taken_once_and_the_refusal_names_the_act(records: Records, changes: dict[str, object]) -> None:
    first = add_act(records)
    with pytest.raises(DuplicateNumber) as refused:
        add_act(records, **changes)
    assert refused.value.details["act_id"] == first
    assert refused.value.details["act_title"] == "постановление № 308 от 06.04.2026"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "308-Д"},
        {"kind": "распоряжение"},
        {"date": date(2025, 4, 6)},
        {"body": "Дума города Светлореченска"},
    ],
)
def test_what_differs_has_a_place_of_its_own(records: Records, changes: dict[str, object]) -> None:
    assert add_act(records) != add_act(records, **changes)


def test_many_at_once_for_one_place_give_one_act_and_named_refusals(records: Records) -> None:
    def attempt(number: int) -> str:
        try:
            return add_act(records, title=f"Попытка {number}")
        except DuplicateNumber as refused:
            return f"занято {refused.details['act_id']}"

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(attempt, range(8)))
    won = [line for line in told if not line.startswith("занято")]
    assert len(won) == 1
    assert told.count(f"занято {won[0]}") == 7
    with records.reading() as session:
        assert session.scalars(sa.select(Act.id)).all() == won


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": " "}, "kind"),
        ({"kind": "к" * 61}, "kind"),
        ({"body": ""}, "body"),
        ({"title": ""}, "title"),
        ({"title": "О\x00б"}, "title"),
        ({"signatory": "\x00"}, "signatory"),
        ({"number": "без"}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"date": date.today() + timedelta(days=2)}, "date"),  # noqa: DTZ011 - the zone of the office may be a day ahead
        ({"date": date(1900, 1, 1)}, "date"),
    ],
)
def test_a_card_that_is_not_valid_is_refused_by_field(records: Records, changes: dict[str, object], field: str) -> None:
    with pytest.raises(IncompleteRequisites) as refused:
        add_act(records, **changes)
    assert list(refused.value.details["fields"]) == [field]


def test_every_change_is_a_version_that_stays(records: Records) -> None:
    act_id = add_act(records)
    with records.writing("регистратор") as unit:
        acts.change_card(unit, act_id, 1, card(title="Исправленное название"), "опечатка")
        unit.commit()
    with records.writing("юрист") as unit:
        acts.decide_normative(unit, act_id, is_normative=True, reason="правила для всех")
        unit.commit()
    with records.writing("регистратор") as unit:
        acts.add_publication(unit, act_id, Publication(source="Вестник", issue="14", published_on=date(2026, 4, 10)))
        unit.commit()
    with records.reading() as session:
        versions = {row.version: row for row in versions_of(session, act_id)}
        act = acts.get(session, act_id)
    assert sorted(versions) == [1, 2, 3, 4]
    assert act.version == 4
    assert [versions[n].card["title"] == card().title for n in (1, 2)] == [True, False]
    assert (versions[2].reason, versions[2].changed_by) == ("опечатка", "регистратор")
    assert (versions[2].card["is_normative"], versions[3].card["is_normative"]) == (None, True)
    assert versions[3].card["publications"] == []
    assert versions[4].card["publications"][0]["issue"] == "14"
    assert (act.normative_by, act.normative_reason) == ("юрист", "правила для всех")
    assert act.normative_at is not None


def test_a_change_needs_a_reason_and_a_free_place(records: Records) -> None:
    first, second = add_act(records), add_act(records, number="309")
    unit = records.writing("регистратор")
    with pytest.raises(IncompleteRequisites) as refused, unit:
        acts.change_card(unit, second, 1, card(number="309", title="Н"), " ")
    assert "reason" in refused.value.details["fields"]
    unit = records.writing("регистратор")
    with pytest.raises(DuplicateNumber) as taken, unit:
        acts.change_card(unit, second, 1, card(), "сверка")
    assert taken.value.details["act_id"] == first


def test_a_publication_can_be_taken_back_and_the_version_remembers_it(records: Records) -> None:
    act_id = add_act(records)
    with records.writing("регистратор") as unit:
        place = acts.add_publication(unit, act_id, Publication(source="Вестник")).publications[0]
        unit.commit()
    with records.writing("регистратор") as unit:
        acts.remove_publication(unit, act_id, place.id, "ошибка")
        unit.commit()
    with records.reading() as session:
        assert acts.get(session, act_id).publications == []
        assert len(versions_of(session, act_id)[1].card["publications"]) == 1
    unit = records.writing("регистратор")
    with pytest.raises(NotFound), unit:
        acts.remove_publication(unit, act_id, place.id, "снова")


def test_supplementary_documents_need_an_issuer(records: Records) -> None:
    act_id = add_act(records)
    unit = records.writing("регистратор")
    with pytest.raises(IncompleteRequisites), unit:
        acts.add_supplementary(
            unit, act_id, SupplementaryDocument(kind="court-decision", issuer=" ", date=date(2026, 6, 17))
        )
    with records.writing("регистратор") as unit:
        acts.add_supplementary(
            unit, act_id, SupplementaryDocument(kind="court-decision", issuer="Суд", date=date(2026, 6, 17))
        )
        unit.commit()
    with records.reading() as session:
        assert acts.get(session, act_id).supplementary[0].registered_by == "регистратор"


class TestCitations:
    """Who amends whom: kept as cited, connected when it can mean one act only."""

    def test_a_citation_finds_the_act_that_is_there(self, records: Records) -> None:
        cited = add_act(records)
        amending = add_act(records, number="400", links=amends("308", "2026-04-06"))
        assert links_of(records, amending) == [cited]
        with records.reading() as session:
            assert [link.from_act_id for link in acts.get(session, cited).linked_from] == [amending]

    def test_an_act_that_comes_later_adopts_what_waited_for_it(self, records: Records) -> None:
        amending = add_act(records, number="400", links=amends("308", "2026-04-06"))
        assert links_of(records, amending) == [None]
        cited = add_act(records)
        assert links_of(records, amending) == [cited]

    def test_the_number_is_compared_in_normal_form(self, records: Records) -> None:
        amending = add_act(records, number="400", links=amends("N 827 – Д", "2026-04-06"))
        cited = add_act(records, number="827-д")
        assert links_of(records, amending) == [cited]

    def test_a_citation_that_may_mean_two_acts_stays_open(self, records: Records) -> None:
        add_act(records)
        add_act(records, body="Глава города Светлореченска")
        amending = add_act(records, number="400", links=amends("308", "2026-04-06"))
        assert links_of(records, amending) == [None]
        add_act(records, body="Дума города Светлореченска")
        assert links_of(records, amending) == [None]

    def test_a_citation_that_was_connected_opens_when_a_second_act_fits(self, records: Records) -> None:
        cited = add_act(records)
        amending = add_act(records, number="400", links=amends("308", "2026-04-06", None))
        assert links_of(records, amending) == [cited]
        add_act(records, kind="распоряжение")
        assert links_of(records, amending) == [None]

    def test_another_kind_date_or_number_is_not_adopted(self, records: Records) -> None:
        amending = add_act(records, number="400", links=amends("308", "2026-04-06"))
        add_act(records, kind="решение")
        add_act(records, date=date(2026, 4, 7))
        add_act(records, number="308-Д")
        assert links_of(records, amending) == [None]

    def test_an_act_does_not_cite_itself(self, records: Records) -> None:
        assert links_of(records, add_act(records, links=amends("308", "2026-04-06"))) == [None]

    def test_a_corrected_number_loses_and_finds_citations(self, records: Records) -> None:
        wrong = add_act(records, number="300")
        to_300 = add_act(records, number="400", links=amends("300", "2026-04-06"))
        to_308 = add_act(records, number="401", links=amends("308", "2026-04-06"))
        assert (links_of(records, to_300), links_of(records, to_308)) == ([wrong], [None])
        with records.writing("регистратор") as unit:
            acts.change_card(unit, wrong, 1, card(number="308"), "номер введён с ошибкой")
            unit.commit()
        assert (links_of(records, to_300), links_of(records, to_308)) == ([None], [wrong])

    def test_a_citation_without_number_or_with_a_strange_one_is_kept(self, records: Records) -> None:
        strange = (*amends("", "2026-04-06"), *amends("№" + "9" * 200, "2026-04-06"), *amends("б", "2026-04-06"))
        assert links_of(records, add_act(records, links=strange)) == [None] * 3
        with records.reading() as session:
            assert max(len(link.cited_number) for link in session.scalars(sa.select(ActLink))) == 60


class TestIndexFeed:
    """What the index is given: changes in order, never an act for official use."""

    def test_each_change_is_told_once_in_order(self, records: Records) -> None:
        feed = IndexFeed(records)
        first, second = add_act(records), add_act(records, number="309")
        told = feed.pending(10)
        assert [change.act_id for change in told] == [first, second]
        feed.mark_done([told[0].seq])
        assert [change.act_id for change in feed.pending(10)] == [second]
        assert feed.waiting() == 1

    def test_an_act_for_official_use_is_never_given(self, records: Records) -> None:
        feed = IndexFeed(records)
        shown = add_act(records)
        hidden = add_act(records, number="309", access=AccessLevel.OFFICIAL_USE)
        internal = add_act(records, number="310", access=AccessLevel.INTERNAL)
        assert {record.id for record in feed.records([shown, hidden, internal])} == {shown, internal}
        assert [record.id for batch in feed.all_records(1) for record in batch] == sorted([shown, internal])
        assert {act_id for act_id, _ in feed.versions()} == {shown, internal}
        assert feed.expected_count() == 2
        assert hidden in {change.act_id for change in feed.pending(10)}

    def test_an_act_that_becomes_for_official_use_is_told_and_no_longer_given(self, records: Records) -> None:
        feed = IndexFeed(records)
        act_id = add_act(records)
        feed.mark_done([change.seq for change in feed.pending(10)])
        with records.writing("регистратор") as unit:
            acts.change_card(unit, act_id, 1, card(access=AccessLevel.OFFICIAL_USE), "пометка ДСП")
            unit.commit()
        assert [change.act_id for change in feed.pending(10)] == [act_id]
        assert feed.records([act_id]) == []

    def test_a_record_says_what_the_card_says(self, records: Records) -> None:
        act_id = add_act(records)
        with records.writing("регистратор") as unit:
            acts.add_publication(unit, act_id, Publication(source="Вестник"))
            unit.commit()
        told = asdict(IndexFeed(records).records([act_id])[0])
        assert told["body"] == BODY
        assert (told["number_norm"], told["date"], told["version"], told["has_publication"]) == (
            "308",
            "2026-04-06",
            2,
            True,
        )


def test_registering_without_enclosures_keeps_no_files(records: Records) -> None:
    with records.writing("регистратор") as unit:
        act = acts.register(unit, card(), Enclosures(is_normative=False, normative_reason="разовый"))
        unit.commit()
    with records.reading() as session:
        whole = acts.get(session, act.id)
    assert (whole.files, whole.is_normative, whole.normative_by) == ([], False, "регистратор")
