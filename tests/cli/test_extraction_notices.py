"""What reading noticed stands below what was found: each sentence once, with its pages."""

from __future__ import annotations

import msgspec

from domain.document import Notice
from registry_api.cli.extraction_text import lines_of
from registry_api.presenting import extraction
from tests import factories


def test_a_sentence_about_many_pages_is_said_once_with_their_numbers() -> None:
    notices = tuple(
        Notice(code=message, message=message, page=page)
        for message, page in (("Сверьте.", 5), ("Скан.", 0), ("Сверьте.", 1), ("Сверьте.", 3), ("Сверьте.", 4))
    )
    document = msgspec.structs.replace(factories.document(), notices=notices)
    row = extraction("акт.pdf", document, factories.requisites())
    assert [notice["page"] for notice in row["notices"]] == [5, 0, 1, 3, 4]
    said = [line.strip() for line in lines_of(row)]
    assert said[said.index("замечания:") + 1 :] == ["Стр. 1, 3–5: Сверьте.", "Скан."]
