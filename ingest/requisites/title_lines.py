"""Which lines go on with a title: the date of the act that it names, not the act's own; not the text's first sentence.

Reads: Lines, Shape. Writes: answers for the state machine, and the doubt that a title may not end there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from ingest.requisites.figures import dates_of, numbers_in, numbers_of
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.parts import Part
from ingest.requisites.registration import is_registration, without_adoption
from ingest.requisites.words import ABOUT, CHANGES, CITED_KIND, HANGS

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.parts import Shape

_GOVERNS: Final = re.compile(r"(?<![а-яё])(?:посвящ[её]нн?\S+|на|до|с|к|ко|за|по|и)$", re.IGNORECASE)
"""A title that a day must follow: «О мероприятиях, посвящённых / 9 мая 2013 года»."""

_SENTENCE: Final = re.compile(
    r"(?:В|Во|Для|По|За|С|Со|На|При|Из|К|Ко|Под|После|Вследствие|Ради) [а-яё]"
    r"|(?:Постановлением|Распоряжением|Решением|Приказом|Указом|Законом|Федеральным законом)(?![а-яё])"
)
"""How a sentence begins and the next line of a title does not."""

_ENDED: Final = re.compile(r"[.»\"”)]\s*$|\sоб?\s", re.IGNORECASE)
"""What a title that waits for nothing more ends with."""


def opens_sentence(line: Line, title: list[Line]) -> bool:
    """«По представлению комитета», «Федеральным законом … установлено»: most likely the text begins, a doubt."""
    about, last = ABOUT.match(title[0].plain), title[-1].plain
    return about is not None and _SENTENCE.match(line.plain) is not None and not HANGS.search(last)


def cites_on(line: Line, shape: Shape) -> bool:
    """«Об отмене решения Думы / от 15 мая 2014 года № 41»: below the act's own requisites a date is the title's."""
    head = shape.headline
    if head is not None and head.kind == "протокол":
        return False
    above = [one for one in without_adoption(shape.of(Part.REGISTRATION)) if is_registration(one)]
    if head is not None and head.shape is HeadShape.REGISTERED:
        above.append(head.line)
    own = any(next(find_dates(one.text), None) for one in above) or (bool(above) and bool(numbers_of([line], "", 1.0)))
    if not is_registration(line):
        return False
    title = shape.of(Part.TITLE)
    if own and (line.plain.lower().startswith("от ") or _GOVERNS.search(title[-1].plain)):
        return True
    whole = own and any(numbers_of([one], "", 1.0) for one in above)
    waits = _cites_unfinished(title, line, whole=whole)
    several = waits and bool(dates_of(title, "", 1.0)) and not title[-1].plain.endswith((",", " и", " от"))
    shape.title_doubtful |= waits and (several or not any(CHANGES.search(one.plain) for one in title))
    return waits


def _cites_unfinished(title: list[Line], line: Line, *, whole: bool) -> bool:
    """«О внесении изменений в решение Думы / от 12.12.2019 № 1299»: the title names an act and waits for its date.

    So it is wherever the act's own requisites stand, and where it has none. Of several acts one may follow the other.
    Below own requisites that are ``whole`` it may go on in any order: «… в решение Думы / № 1299 от 12.12.2019».
    """
    text = " ".join(one.plain for one in title)
    kinds = list(CITED_KIND.finditer(text)) if ABOUT.match(text) else []
    if not kinds:
        return False
    told = text[kinds[-1].end() :]
    if told.rstrip().endswith((",", " и", " от")):
        return True
    dates, numbers = len(list(find_dates(told))), len(list(numbers_in(told)))
    dated, numbered = dates > 0, numbers > 0
    if whole and not dated and not numbered:
        return not _ENDED.search(told)
    if line.plain.startswith("№"):
        return dates > numbers
    several = dated and kinds[-1].group().lower().endswith(("й", "ям", "ов", "ам"))
    return line.plain.startswith("от ") and (several or not (dated or numbered or _ENDED.search(told)))
