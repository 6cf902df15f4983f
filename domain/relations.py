"""Links between acts and documents that stand beside an act."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Relation(StrEnum):
    """What the act on the left does to the act on the right."""

    AMENDS = "amends"
    REPEALS = "repeals"
    BASED_ON = "based-on"
    REFERS = "refers"


RELATION_TITLES: Final[dict[Relation, tuple[str, str]]] = {
    Relation.AMENDS: ("вносит изменения в", "изменён актом"),
    Relation.REPEALS: ("признаёт утратившим силу", "признан утратившим силу актом"),
    Relation.BASED_ON: ("принят в соответствии с", "является основанием для"),
    Relation.REFERS: ("ссылается на", "упоминается в"),
}
"""Each relation seen from the left act and from the right one."""


class SupplementaryKind(StrEnum):
    """Supplementary documents of an act (regulation, chapter 4.1 point 1.3)."""

    COURT_DECISION = "court-decision"
    PROSECUTOR_PROTEST = "prosecutor-protest"
    PROSECUTOR_SUBMISSION = "prosecutor-submission"
    PROSECUTOR_DEMAND = "prosecutor-demand"
    PROSECUTOR_CLAIM = "prosecutor-claim"
    ANTIMONOPOLY = "antimonopoly"
    EXPERT_OPINION = "expert-opinion"
    OTHER = "other"


SUPPLEMENTARY_TITLES: Final[dict[SupplementaryKind, str]] = {
    SupplementaryKind.COURT_DECISION: "решение суда",
    SupplementaryKind.PROSECUTOR_PROTEST: "протест прокурора",
    SupplementaryKind.PROSECUTOR_SUBMISSION: "представление прокурора",
    SupplementaryKind.PROSECUTOR_DEMAND: "требование прокурора",
    SupplementaryKind.PROSECUTOR_CLAIM: "заявление прокурора в суд",
    SupplementaryKind.ANTIMONOPOLY: "предписание антимонопольного органа",
    SupplementaryKind.EXPERT_OPINION: "экспертное заключение",
    SupplementaryKind.OTHER: "иной документ",
}


class PublicationKind(StrEnum):
    """Where an act is officially published."""

    PRINTED = "printed"
    NETWORK = "network"
    PORTAL = "portal"
    STAND = "stand"


PUBLICATION_TITLES: Final[dict[PublicationKind, str]] = {
    PublicationKind.PRINTED: "печатное издание",
    PublicationKind.NETWORK: "сетевое издание",
    PublicationKind.PORTAL: "официальный сайт или портал",
    PublicationKind.STAND: "информационный стенд",
}
