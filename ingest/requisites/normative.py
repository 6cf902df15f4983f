"""A hint whether the act is normative: rules for an indefinite circle and repeated use, or one person and one case.

Reads: kind and title. Writes: Found with ``yes`` or ``no``; the decision is a person's, so the hint is never certain.
"""

from __future__ import annotations

import re
from typing import Final

from domain.kinds import Normativity, kind_named
from domain.requisites import Found

_INDIVIDUAL: Final = re.compile(
    r"назначении (?!публичн|выбор|голосован|пенси|ежемесяч|и проведении)|награжд|поощрен|благодарн"
    r"|почетн\w+ грамот|увольнен|освобожден\w+ от (?:занимаемой|должност)"
    r"|командиров|отпуск|предоставлении (?:земельн|разрешени|жил|в аренду|гражд)|выделении|изъятии"
    r"|разрешени\w+ на (?:условно|отклонени)"
    r"|о дежурств|утверждении схемы расположения|о присвоении|о переводе жил|о проведении (?:месячника"
    r"|субботник|конкурса|аукцион|торг|ярмар|праздн)"
    r"|об организации и проведении|о создании (?:комиссии|рабочей группы|штаба)|утверждении состава|о продаже"
    r"|об условиях приватизации"
    r"|о временном (?:ограничении|прекращении) движения|о назначении публичных|о подготовке (?:проекта|объект)"
    r"|о праздновании|об окончании отопит|о начале отопит",
    re.IGNORECASE,
)
_NORMATIVE: Final = re.compile(
    r"порядк|порядок|правил|положени[яей]|регламент|тариф|ставк|налог|льгот|норматив|устав|программ|методик|перечн|бюджет|стоимост|требовани"
    r"|установлении|стандарт|инструкц|реестр|плат[ыае]|схем[ыа] размещения|размер[аеу]|квалификационн|об оплате труда",
    re.IGNORECASE,
)
_AMENDING: Final = re.compile(r"о внесении изменени|об изменени|утратившим", re.IGNORECASE)


def find_normative(kind: Found | None, title: Found | None) -> Found | None:  # noqa: PLR0911 - one return for each rule
    """Return the hint; None when neither the kind nor the title says anything."""
    if kind is None:
        return None
    known = kind_named(kind.value)
    if known is not None and known.normativity is Normativity.NEVER:
        return _hint(kind, "no", "normative.kind", 0.85)
    if title is None:
        return None
    individual = _INDIVIDUAL.search(title.value)
    normative = _NORMATIVE.search(title.value)
    if individual and not normative:
        return _hint(title, "no", "normative.individual", 0.75)
    if normative and not individual:
        sure = 0.6 if _AMENDING.search(title.value) else 0.75
        return _hint(title, "yes", "normative.rules", sure)
    if individual and normative:
        first = "no" if individual.start() <= normative.start() else "yes"
        return _hint(title, first, "normative.mixed", 0.5)
    if known is not None and known.normativity is Normativity.RARE:
        return _hint(kind, "no", "normative.kind", 0.6)
    return None


def _hint(source: Found, value: str, rule: str, confidence: float) -> Found:
    return Found(value=value, raw=source.raw, span=source.span, rule=rule, confidence=confidence)
