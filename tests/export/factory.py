"""Acts made through the register's own rules, for the tests of packages."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import docx

from domain.document import Block, BlockKind, Document, Page
from domain.relations import SupplementaryKind
from export.build import PackageBuilder
from export.profile import Profile, load_profile
from storage.acts import Card, Enclosures, add_publication, add_supplementary, register
from storage.database import Records
from storage.documents import store_document
from storage.migrating import upgrade
from storage.models import File, Publication, SupplementaryDocument
from storage.objects import FolderObjects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from domain.relations import Relation
    from domain.requisites import ActReference

BODY = "Администрация города Светлореченска"
ORGANISATION = "Администрация города Светлореченска"
PAPER = "Светлореченский вестник"
MOMENT = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)


@dataclass
class Town:
    """A register of an invented town in a folder."""

    folder: Path
    moment: datetime = MOMENT
    profile: Profile = field(default_factory=load_profile)
    records: Records = field(init=False)
    objects: FolderObjects = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.records = Records(f"sqlite:///{self.folder / 'register.sqlite'}")
        upgrade(self.records)
        self.objects = FolderObjects(self.folder / "objects")
        self.objects.prepare()

    def builder(self, **options: Any) -> PackageBuilder:
        settings: dict[str, Any] = {
            "organisation": ORGANISATION,
            "signatory_post": "Начальник юридического отдела",
            "signatory": "Е.В. Соколова",
            "clock": lambda: self.moment,
        }
        return PackageBuilder(self.records, self.objects, self.profile, **(settings | options))

    def keep(self, content: bytes, name: str, form: str) -> str:
        stored = self.objects.put(content)
        with self.records.writing("тест") as unit:
            row = File(sha256=stored.sha256, size=stored.size, format=form, name=name)
            unit.session.add(row)
            unit.commit()
        return row.id

    def act(
        self,
        number: str = "308",
        day: date = date(2026, 4, 6),
        *,
        kind: str = "постановление",
        title: str = "Об утверждении Порядка предоставления субсидий",
        body: str = BODY,
        signatory: str | None = "И.П. Северов",
        normative: bool | None = True,
        published: date | bool | None = True,
        content: bytes | None = None,
        pages: int = 3,
        with_file: bool = True,
        text: str = "Администрация города ПОСТАНОВЛЯЕТ:\nУтвердить Порядок.\nОпубликовать постановление.",
        links: Sequence[tuple[Relation, ActReference]] = (),
        access: str = "public",
    ) -> str:
        from domain.statuses import AccessLevel

        data = content if content is not None else docx_bytes(f"{kind} {number} {day} {title} {body}")
        file_id = self.keep(data, f"{kind} № {number}.docx", "docx") if with_file else None
        card = Card(
            kind=kind,
            body=body,
            date=day,
            number=number,
            title=title,
            signatory=signatory,
            signatory_post="Глава города" if signatory else None,
            access=AccessLevel(access),
        )
        with self.records.writing("регистратор") as unit:
            document_id = store_document(unit.session, file_id, read_document(text, pages)).id if file_id else None
            act = register(
                unit,
                card,
                Enclosures(
                    file_id=file_id,
                    file_name=f"{kind} № {number}.docx",
                    document_id=document_id,
                    is_normative=normative,
                    normative_reason="правила для неопределённого круга лиц" if normative else "",
                    links=links,
                ),
            )
            unit.commit()
        if published:
            self.publish(act.id, published if isinstance(published, date) else day)
        return act.id

    def publish(self, act_id: str, day: date | None, source: str = PAPER) -> None:
        with self.records.writing("юрист") as unit:
            added = add_publication(
                unit, act_id, Publication(kind="printed", source=source, issue="14", published_on=None, pages="3-7")
            )
            item = max(added.publications, key=lambda publication: publication.id)
            item.added_at, item.published_on = self.moment, day  # the checks of a package must see wrong days too
            unit.commit()

    def supplement(
        self, act_id: str, registered: datetime, *, with_file: bool = True, number: str = "2а-117/2026"
    ) -> str:
        file_id = (
            self.keep(f"%PDF-1.4 решение суда {number} {act_id}".encode(), "решение суда.pdf", "pdf")
            if with_file
            else None
        )
        document = SupplementaryDocument(
            kind=SupplementaryKind.COURT_DECISION,
            issuer="Светлореченский городской суд",
            date=date(2026, 4, 14),
            number=number,
            incoming_number="АГ-4007",
            title="О признании пункта 4 недействующим",
            file_id=file_id,
            registered_at=registered,
        )
        with self.records.writing("регистратор") as unit:
            add_supplementary(unit, act_id, document)
            unit.commit()
        return document.id


def docx_bytes(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text.replace("\x0b", " "))
    document.save(out)
    return out.getvalue()


def read_document(text: str, pages: int) -> Document:
    blocks, place = [], 0
    for number, line in enumerate(text.split("\n")):
        kind = BlockKind.LIST_ITEM if number else BlockKind.PARAGRAPH
        blocks.append(
            Block(
                kind=kind,
                start=place,
                end=place + len(line),
                label=f"{number}." if number else "",
                page=1 if pages else 0,
            )
        )
        place += len(line) + 1
    return Document(
        format="docx",
        text=text,
        blocks=tuple(blocks),
        pages=tuple(Page(number=number) for number in range(1, pages + 1)),
        reader="test",
    )
