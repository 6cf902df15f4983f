"""What was changed can always be taken back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.document import BlockKind, check_document
from ingest.reading.builder import CellDraft, DocumentBuilder, Draft, tidy
from ingest.reading.limits import ReadLimits
from ingest.reading.text.repairs import Edit, Mended

LETTERS = st.text("абв -№", max_size=30)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    return [Edit(a, b, draw(LETTERS)) for a, b in zip(places[::2], places[1::2], strict=False)]


def raw_of(mended: Mended) -> str:
    pieces, place = [], 0
    for repair in mended.repairs:
        assert repair.start >= place
        pieces += [mended.text[place : repair.start], repair.raw]
        place = repair.end
    return "".join([*pieces, mended.text[place:]])


def done_by_hand(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@given(st.data(), LETTERS)
def test_changes_upon_changes_are_made_and_can_be_taken_back(data: st.DataObject, text: str) -> None:
    mended = Mended(text)
    for rule in ("one", "two", "three"):
        edits = data.draw(edits_of(mended.text))
        expected = done_by_hand(mended.text, edits)
        mended = mended.apply(edits, rule)
        assert mended.text == expected
        assert raw_of(mended) == text


def test_a_change_of_a_change_names_both_rules_and_the_first_text() -> None:
    mended = Mended("N2 173").apply([Edit(0, 2, "No")], "sign").apply([Edit(0, 2, "№")], "numero")
    (repair,) = mended.repairs
    assert (mended.text, repair.raw, repair.rule) == ("№ 173", "N2", "sign+numero")


def test_repairs_keep_their_places_through_the_normal_form_and_in_cells() -> None:
    builder = DocumentBuilder(ReadLimits())
    first = Mended("\u00a0 О\u200b бюд-\nжете").apply([Edit(8, 10, "")], "hyphen")
    cell = Mended("\tв„– 5 ").apply([Edit(1, 4, "№")], "mojibake")
    builder.add(Draft(kind=BlockKind.PARAGRAPH, text=first.text, repairs=first.repairs))
    builder.add(
        Draft(kind=BlockKind.TABLE, cells=[CellDraft(row=0, col=1, text=cell.text, repairs=cell.repairs)]),
    )
    document = builder.finish("docx")
    assert document.text == "О бюджете\n№ 5"
    assert [(document.text[r.start : r.end], r.raw) for r in document.repairs] == [("", "-\n"), ("№", "в„–")]
    assert document.raw_text == "О бюд-\nжете\nв„– 5"
    assert not check_document(document)


def test_a_sign_that_could_not_be_read_is_seen_as_a_hole() -> None:
    assert tidy("пункт \ufffd\ufeff\uffff5") == "пункт \ufffd5"
