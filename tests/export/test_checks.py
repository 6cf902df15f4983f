from datetime import UTC, date, datetime

import pytest
from factory import Town, docx_bytes

from domain.periods import ReportingMonth
from export.checks import SEVERITIES, Problem, Severity

APRIL = ReportingMonth(2026, 4)


def problems(town: Town, month: ReportingMonth = APRIL) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in town.builder().preview(month).problems:
        found.setdefault(problem.code, []).append(problem)
    return found


def test_a_good_month_has_no_problems(town: Town) -> None:
    town.act("1")
    town.act("2")
    assert problems(town) == {}


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("normative-undecided", {"normative": None}),
        ("publication-missing", {"published": False}),
        ("publication-before-act", {"published": date(2026, 4, 5)}),
        ("publication-incomplete", {"published": date(2026, 5, 6)}),
        ("file-missing", {"with_file": False}),
        ("signatory-missing", {"signatory": None}),
        ("text-empty", {"text": ""}),
    ],
)
def test_each_problem_is_found_and_has_its_severity(town: Town, code: str, options: dict[str, object]) -> None:
    act_id = town.act("308", **options)
    found = problems(town)
    assert [problem.act_id for problem in found[code]] == [act_id]
    problem = found[code][0]
    assert problem.severity is SEVERITIES[code]
    assert problem.message.count(".") >= 2
    assert problem.message.startswith("Постановление № 308 от 06.04.2026:")


def test_a_file_that_vanished_or_rotted_is_found(town: Town) -> None:
    lost, rotten, good = (town.act(str(number), content=docx_bytes(f"акт {number}")) for number in (1, 2, 3))
    paths = {}
    for entry in town.builder().preview(APRIL).contents.acts:
        sha256 = entry.files[0].sha256
        paths[entry.id] = town.folder / "objects" / sha256[:2] / sha256[2:4] / sha256
    paths[lost].unlink()
    paths[rotten].chmod(0o600)
    paths[rotten].write_bytes(b"x" + paths[rotten].read_bytes()[1:])
    found = problems(town)
    assert [problem.act_id for problem in found["object-missing"]] == [lost]
    assert [problem.act_id for problem in found["object-corrupted"]] == [rotten]
    assert good not in {problem.act_id for several in found.values() for problem in several}


def test_gaps_in_the_numbers_of_a_kind(town: Town) -> None:
    town.act("100", date(2026, 3, 1))
    town.act("104", date(2026, 3, 2))
    town.act("105", date(2026, 4, 1))
    town.act("107", date(2026, 4, 2), normative=False)
    town.act("111-Д", date(2026, 4, 3))
    town.act("900", date(2026, 5, 1))
    town.act("5", date(2026, 4, 1), kind="решение")
    gaps = problems(town)["number-gap"]
    assert len(gaps) == 1
    assert "№ 106, 108–110." in gaps[0].message
    assert "в реестре нет" not in gaps[0].message
    assert "Постановление" in gaps[0].message


def test_in_january_numbers_begin_with_one(town: Town) -> None:
    town.act("3", date(2026, 1, 12))
    assert "№ 1–2." in problems(town, ReportingMonth(2026, 1))["number-gap"][0].message


def test_one_act_under_two_names_of_its_body_is_suspected(town: Town) -> None:
    first = town.act("308")
    second = town.act("308", body="Администрация г. Светлореченска")
    assert {problem.act_id for problem in problems(town)["duplicate-suspected"]} == {first, second}


def test_a_document_without_a_file_is_a_warning(town: Town) -> None:
    act_id = town.act("308")
    town.supplement(act_id, datetime(2026, 4, 20, tzinfo=UTC), with_file=False)
    problem = problems(town)["supplementary-without-file"][0]
    assert problem.severity is Severity.WARNING
    assert "решение суда от 14.04.2026 № 2а-117/2026" in problem.message


def test_a_month_that_is_not_over_warns_and_one_that_has_not_begun_refuses(town: Town) -> None:
    assert problems(town, ReportingMonth(2026, 5))["month-not-over"][0].severity is Severity.WARNING
    assert problems(town, ReportingMonth(2026, 6))["month-not-started"][0].severity is Severity.ERROR


def test_errors_stand_before_warnings_and_a_profile_may_soften_some(town: Town) -> None:
    import msgspec

    town.act("1", published=False, signatory=None)
    town.act("2", with_file=False)
    severities = [problem.severity for problem in town.builder().preview(APRIL).problems]
    assert severities == sorted(severities, key=lambda severity: severity is Severity.WARNING)
    town.profile = msgspec.structs.replace(
        town.profile, severity={"publication-missing": Severity.WARNING, "object-missing": Severity.WARNING}
    )
    found = problems(town)
    assert found["publication-missing"][0].severity is Severity.WARNING
    assert found["file-missing"][0].severity is Severity.ERROR


def test_undecided_acts_of_earlier_months_are_a_warning(town: Town) -> None:
    town.act("1", date(2026, 3, 3), normative=None)
    problem = problems(town)["normative-undecided-earlier"][0]
    assert (problem.act_id, problem.severity) == (None, Severity.WARNING)
    assert "постановление № 1 от 03.03.2026" in problem.message
