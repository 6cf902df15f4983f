from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from factory import MOMENT, Town

from domain.periods import ReportingMonth
from domain.relations import Relation
from domain.requisites import ActReference
from domain.statuses import AccessLevel
from export.collect import CollectRules, collect
from export.contents import LateReason, MonthContents
from export.withheld import SHOWN, to_review, went_before
from storage.acts import card_of, change_card, decide_normative, get

APRIL = ReportingMonth(2026, 4)
MAY = ReportingMonth(2026, 5)


def look(town: Town, month: ReportingMonth = APRIL, rules: CollectRules | None = None) -> MonthContents:
    with town.records.reading() as session:
        return collect(session, month, moment=town.moment, rules=rules)


def build(town: Town, month: ReportingMonth = APRIL) -> str:
    return town.builder().build(month, town.folder / "out", "юрист", "проверка").package_id


def test_only_normative_acts_of_the_month_in_the_order_of_the_inventory(town: Town) -> None:
    ids = {
        "10": town.act("10", date(2026, 4, 30)),
        "9": town.act("9", date(2026, 4, 30)),
        "8": town.act("8", date(2026, 4, 1), kind="решение"),
        "99": town.act("99", date(2026, 4, 1)),
    }
    town.act("11", normative=False)
    town.act("12", date(2026, 5, 1))
    town.act("3", kind="протокол", normative=True)
    undecided = town.act("13", normative=None)
    town.act("4", kind="протокол", normative=None)
    contents = look(town)
    assert [act.id for act in contents.acts] == [ids["99"], ids["9"], ids["10"], ids["8"]]
    assert [act.id for act in contents.undecided] == [undecided]
    assert contents.late == ()


def test_nothing_of_a_month_depends_on_acts_for_official_use(town: Town) -> None:
    """Whoever compares two looks, or the gaps of one, learns of no such act: not its number, not that it is there."""
    went = town.act("50", date(2026, 3, 20))
    sent = build(town, ReportingMonth(2026, 3))
    for number in ("100", "103", "108"):
        town.act(number, links=[(Relation.REFERS, ActReference(date="2026-04-06", number="105"))])
    town.act("7", date(2026, 1, 15), normative=None)
    before = town.builder().preview(APRIL)
    secret = town.act("101", access="dsp", title="О мобилизации")
    undecided = town.act("105", access="dsp", normative=None)
    for number, options in (
        ("106", {"normative": False}),
        ("108", {"body": "Администрация г. Светлореченска"}),
        ("1", {"kind": "решение"}),
        ("6", {"day": date(2026, 1, 14), "normative": None}),
        ("200", {"day": date(2026, 4, 30), "content": b"100"}),
    ):
        town.act(number, access="dsp", **options)
    after = town.builder().preview(APRIL)
    assert (after.contents, after.problems) == (before.contents, before.problems)
    assert "№ 51–99, 101–102, 104–107." in next(item.message for item in after.problems if item.code == "number-gap")
    with town.records.writing("регистратор") as unit:
        act = get(unit.session, went)
        change_card(unit, went, act.version, replace(card_of(act), access=AccessLevel.OFFICIAL_USE), "гриф")
        unit.commit()
    restricted = town.builder().preview(APRIL)
    assert {problem.code for problem in restricted.problems} == {problem.code for problem in before.problems}
    assert went not in str(restricted)
    with town.records.reading() as session:
        assert {secret, undecided} <= {name.id for name in to_review(session, APRIL).first}
        assert went_before(session).total == 0
    town.builder().mark_sent(sent, "юрист")
    with town.records.reading() as session:
        assert [name.id for name in went_before(session).first] == [went]
    build(town, ReportingMonth(2026, 3))
    with town.records.reading() as session:
        assert [name.id for name in went_before(session).first] == [went], (
            "the region has it although a correction stands"
        )


def test_of_many_acts_for_official_use_the_first_are_named_and_all_are_counted(town: Town) -> None:
    for number in range(SHOWN + 2):
        town.act(str(number + 1), access="dsp", normative=None, published=False, with_file=False)
    with town.records.reading() as session:
        named = to_review(session)
    assert ([name.number for name in named.first], named.total) == ([str(n + 1) for n in range(SHOWN)], SHOWN + 2)


def test_a_link_to_an_act_for_official_use_says_no_more_than_the_act_itself(town: Town) -> None:
    town.act("77", date(2026, 2, 2), access="dsp", normative=False, body="Секретный штаб")
    town.act("308", links=[(Relation.REFERS, ActReference(date="2026-02-02", number="77"))])
    link = look(town).acts[0].links[0]
    assert (link.number, link.body) == ("77", "")


def test_an_earlier_act_goes_late_until_it_went(town: Town) -> None:
    late = town.act("5", date(2026, 3, 30))
    town.act("6", date(2026, 4, 2))
    contents = look(town)
    assert [(act.id, act.reasons) for act in contents.late] == [(late, (LateReason.NEVER_SENT,))]
    build(town)
    town.moment += timedelta(days=30)
    assert look(town, MAY).late == ()


def test_a_correction_holds_again_what_the_replaced_package_held(town: Town) -> None:
    late = town.act("5", date(2026, 3, 30))
    build(town)
    assert [act.id for act in look(town).late] == [late]
    build(town)
    town.moment += timedelta(days=30)
    assert look(town, MAY).late == ()


def test_what_changed_since_its_package_goes_again(town: Town) -> None:
    card, published, documents, same = (town.act(number, date(2026, 4, 2)) for number in ("1", "2", "3", "4"))
    build(town)
    town.moment += timedelta(days=30)
    with town.records.writing("юрист") as unit:
        act = get(unit.session, card)
        change_card(unit, card, act.version, replace(card_of(act), title="Об ином"), "опечатка")
        unit.commit()
    town.publish(published, date(2026, 5, 20), "Сайт")
    town.supplement(documents, datetime(2026, 5, 29, tzinfo=UTC))
    assert {act.id: act.reasons for act in look(town, MAY).late} == {
        card: (LateReason.CHANGED,),
        published: (LateReason.PUBLICATION,),
        documents: (LateReason.SUPPLEMENTARY,),
    }
    assert same not in {act.id for act in look(town, MAY).all_acts}


def test_a_document_of_the_month_brings_its_old_act(town: Town) -> None:
    old, older = town.act("1", date(2009, 2, 2)), town.act("2", date(2009, 2, 3))
    town.supplement(old, datetime(2026, 4, 30, 20, 59, tzinfo=UTC))
    town.supplement(older, datetime(2026, 4, 30, 21, 1, tzinfo=UTC))
    contents = look(town, rules=CollectRules(first_month=ReportingMonth(2026, 1)))
    assert [(act.id, act.reasons) for act in contents.late] == [(old, (LateReason.SUPPLEMENTARY,))]
    assert [act.id for act, _ in contents.supplementary] == [old]


def test_acts_of_before_the_first_month_are_not_late(town: Town) -> None:
    town.act("1", date(2025, 12, 31))
    late = town.act("2", date(2026, 1, 1))
    contents = look(town, rules=CollectRules(first_month=ReportingMonth(2026, 1)))
    assert [act.id for act in contents.late] == [late]


def test_an_act_that_went_and_is_not_normative_any_more_is_told(town: Town) -> None:
    act_id = town.act("1")
    build(town)
    with town.records.writing("юрист") as unit:
        decide_normative(unit, act_id, is_normative=False, reason="индивидуальный")
        unit.commit()
    town.moment = MOMENT + timedelta(days=30)
    contents = look(town, MAY)
    assert [name.id for name in contents.withdrawn] == [act_id]
    assert contents.all_acts == ()


def test_the_day_is_that_of_the_municipality(town: Town) -> None:
    town.moment = datetime(2026, 4, 30, 20, 0, tzinfo=UTC)
    assert look(town).today == date(2026, 4, 30)
    assert look(town, rules=CollectRules(utc_offset=timedelta(hours=5))).today == date(2026, 5, 1)
