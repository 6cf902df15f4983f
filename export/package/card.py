"""The card of an act in a package.

One value, written as JSON and as XML of our own declared schema, checked against it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from lxml import etree

from domain.errors import PackageError

if TYPE_CHECKING:
    from export.contents import ActEntry, FileEntry, LinkEntry, PublicationEntry, SupplementaryEntry

SCHEMA: Final = Path(__file__).parent / "schema" / "card.xsd"
NAMESPACE: Final = "urn:municipal-acts-register:card:1"
_NSMAP: Final[Any] = {None: NAMESPACE}
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CardFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file in the package; without ``path`` it could not be enclosed, and the problems of the package tell why."""

    path: str = ""
    role: str = ""
    name: str = ""
    format: str = ""
    size: int
    sha256: str
    sheets: int | None = None


class CardPublication(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A source of official publication."""

    kind: str
    source: str
    issue: str = ""
    published_on: dt.date | None = None
    pages: str = ""
    url: str = ""


class CardSupplementary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A supplementary document."""

    kind: str
    issuer: str
    date: dt.date
    number: str = ""
    incoming_number: str = ""
    incoming_on: dt.date | None = None
    title: str = ""
    outcome: str = ""
    in_month: bool
    file: CardFile | None = None


class CardLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the act does to another."""

    relation: str
    kind: str = ""
    body: str = ""
    date: dt.date | None = None
    number: str = ""
    provision: str = ""


class Normative(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why the act is held to be normative, and since when."""

    reason: str = ""
    decided_at: dt.datetime | None = None


class PackageCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The card; the order of the fields is that of the schema."""

    id: str
    version: int
    section: str
    reason: tuple[str, ...] = ()
    kind: str
    body: str
    date: dt.date
    number: str
    title: str
    signatory: str = ""
    signatory_post: str = ""
    signed_at: dt.datetime | None = None
    normative: Normative
    publication: tuple[CardPublication, ...] = ()
    supplementary: tuple[CardSupplementary, ...] = ()
    link: tuple[CardLink, ...] = ()
    file: tuple[CardFile, ...] = ()
    text: CardFile | None = None


def card_of(
    act: ActEntry, paths: tuple[str, ...], supplementary_paths: tuple[str, ...], text: CardFile | None
) -> PackageCard:
    """Return the card of an act.

    Paths stand in the order of its files and supplementary documents, empty for what is not enclosed.
    """
    return PackageCard(
        id=act.id,
        version=act.version,
        section=str(act.section),
        reason=tuple(str(reason) for reason in act.reasons),
        kind=act.kind,
        body=act.body,
        date=act.date,
        number=act.number,
        title=act.title,
        signatory=act.signatory,
        signatory_post=act.signatory_post,
        signed_at=act.signed_at,
        normative=Normative(reason=act.normative_reason, decided_at=act.normative_at),
        publication=tuple(_publication(item) for item in act.publications),
        supplementary=tuple(
            _supplementary(item, path) for item, path in zip(act.supplementary, supplementary_paths, strict=True)
        ),
        link=tuple(_link(item) for item in act.links),
        file=tuple(card_file(item, path) for item, path in zip(act.files, paths, strict=True)),
        text=text,
    )


def card_json(card: PackageCard) -> bytes:
    """Return the card as indented JSON in UTF-8."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def card_xml(card: PackageCard) -> bytes:
    """Return the card as XML that the schema accepts.

    Raises:
        PackageError: The schema refuses the card: a defect of the program or of the records, the package is not built.
    """
    root = etree.Element(f"{{{NAMESPACE}}}card", nsmap=_NSMAP)
    _fill(root, msgspec.to_builtins(card))
    schema = _schema()
    if not schema.validate(root):
        raise PackageError(
            f"Карточка акта {card.id} не соответствует схеме пакета. Пакет не построен; сообщите администратору.",
            act_id=card.id,
            fault=str(schema.error_log.last_error),
        )
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def card_file(item: FileEntry, path: str) -> CardFile:
    """Return a file for the card."""
    return CardFile(
        path=path,
        role=item.role,
        name=item.name,
        format=item.format,
        size=item.size,
        sha256=item.sha256,
        sheets=item.sheets,
    )


def _publication(item: PublicationEntry) -> CardPublication:
    return CardPublication(
        kind=item.kind,
        source=item.source,
        issue=item.issue,
        published_on=item.published_on,
        pages=item.pages,
        url=item.url,
    )


def _supplementary(item: SupplementaryEntry, path: str) -> CardSupplementary:
    return CardSupplementary(
        kind=item.kind,
        issuer=item.issuer,
        date=item.date,
        number=item.number,
        incoming_number=item.incoming_number,
        incoming_on=item.incoming_on,
        title=item.title,
        outcome=item.outcome,
        in_month=item.in_month,
        file=card_file(item.file, path) if item.file else None,
    )


def _link(item: LinkEntry) -> CardLink:
    return CardLink(
        relation=item.relation,
        kind=item.kind,
        body=item.body,
        date=item.date,
        number=item.number,
        provision=item.provision,
    )


def _fill(parent: Any, data: dict[str, Any]) -> None:
    """Write a struct as elements: lists repeat the element, empty optional values are not in the data."""
    for name, value in data.items():
        for item in value if isinstance(value, list | tuple) else (value,):
            element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
            if isinstance(item, dict):
                _fill(element, item)
            else:
                element.text = str(item).lower() if isinstance(item, bool) else _ILLEGAL.sub("�", str(item))


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))
