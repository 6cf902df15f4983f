"""Acts and search."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from litestar import Controller, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import ColumnElement, func, select

from domain.errors import Forbidden, NotFound
from domain.relations import PublicationKind
from domain.roles import Right
from domain.statuses import AccessLevel
from registry_api.api.caller import Caller, Limit, Offset, Year, provide_caller, provide_house
from registry_api.presenting import act_card, act_whole, signature
from registry_api.root import Register
from registry_api.substitutes import as_data
from search.port import Sort
from storage import acts, signatures
from storage.act_versions import versions_of
from storage.models import Act, Publication

DEPENDENCIES = {
    "house": Provide(provide_house, sync_to_thread=False),
    "caller": Provide(provide_caller, sync_to_thread=True),
}


class CardChange(Struct, forbid_unknown_fields=True):
    """A new version of a card; ``version`` is the one that was seen, ``reason`` stays in the journal.

    A signatory, post or access that is not named stays as it is.
    """

    version: int
    reason: str
    kind: str
    body: str
    date: date
    number: str
    title: str
    signatory: str | UnsetType | None = UNSET
    signatory_post: str | UnsetType | None = UNSET
    access: AccessLevel | UnsetType = UNSET


class NormativeDecision(Struct, forbid_unknown_fields=True):
    """Whether an act is normative, and why."""

    is_normative: bool
    reason: str


class NewPublication(Struct, forbid_unknown_fields=True):
    """A source of official publication."""

    source: str
    kind: PublicationKind = PublicationKind.PRINTED
    issue: str = ""
    published_on: date | None = None
    pages: str = ""
    url: str = ""


class ActsApi(Controller):
    """The register."""

    path = "/acts"
    tags = ("Акты",)
    dependencies = DEPENDENCIES

    @get("/", summary="Акты реестра, новые первыми", sync_to_thread=True)
    def list_acts(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        year: Annotated[int | None, Year] = None,
        kind: FromQuery[str | None] = None,
        limit: Annotated[int, Limit] = 50,
        offset: Annotated[int, Offset] = 0,
    ) -> dict[str, Any]:
        """Return a page of cards with the total."""
        caller.must(Right.SEARCH)
        wanted: list[ColumnElement[bool]] = [Act.access.in_(caller.levels)]
        wanted += [Act.year == year] if year else []
        wanted += [Act.kind == kind] if kind else []
        with house.records.reading() as session:
            total = session.scalar(select(func.count()).select_from(Act).where(*wanted)) or 0
            query = select(Act).where(*wanted).order_by(Act.date.desc(), Act.id.desc()).limit(limit).offset(offset)
            return {"total": total, "acts": [act_card(act) for act in session.scalars(query)]}

    @get("/{act_id:str}", summary="Акт целиком", sync_to_thread=True)
    def show(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], act_id: FromPath[str]
    ) -> dict[str, Any]:
        """Return everything that the register holds of an act."""
        caller.must(Right.SEARCH)
        with house.records.reading() as session:
            return act_whole(_visible(acts.get(session, act_id), caller), caller.levels)

    @get("/{act_id:str}/signatures", summary="Электронные подписи файлов акта", sync_to_thread=True)
    def signatures(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], act_id: FromPath[str]
    ) -> list[dict[str, Any]]:
        """Return the signatures of every file of the act, with what could be verified of them."""
        caller.must(Right.SEARCH)
        with house.records.reading() as session:
            act = _visible(acts.get(session, act_id), caller)
            names = {item.file_id: item.name for item in act.files}
            found = signatures.of_files(session, names)
            return [{"file": names[key]} | signature(row) for key in names for row in found.get(key, ())]

    @get("/{act_id:str}/versions", summary="История карточки", sync_to_thread=True)
    def versions(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], act_id: FromPath[str]
    ) -> list[dict[str, Any]]:
        """Return every version of the card, newest first."""
        caller.must(Right.SEARCH)
        with house.records.reading() as session:
            _visible(acts.get(session, act_id), caller)
            return [
                {
                    "version": row.version,
                    "card": row.card,
                    "changed_by": row.changed_by,
                    "changed_at": row.changed_at.isoformat(),
                    "reason": row.reason,
                }
                for row in versions_of(session, act_id)
            ]

    @patch("/{act_id:str}", summary="Изменить карточку новой версией", sync_to_thread=True)
    def change(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        act_id: FromPath[str],
        data: JSONBody[CardChange],
    ) -> dict[str, Any]:
        """Make a new version of the card."""
        caller.must(Right.EDIT_ACT)
        with house.records.writing(caller.login) as unit:
            current = _visible(acts.get(unit.session, act_id), caller)
            card = acts.Card(
                kind=data.kind,
                body=data.body,
                date=data.date,
                number=data.number,
                title=data.title,
                signatory=current.signatory if data.signatory is UNSET else data.signatory,
                signatory_post=current.signatory_post if data.signatory_post is UNSET else data.signatory_post,
                signed_at=current.signed_at,
                access=AccessLevel(current.access) if data.access is UNSET else data.access,
            )
            may_move = Right.REGISTER in caller.rights
            act = acts.change_card(unit, act_id, data.version, card, data.reason, may_move=may_move)
            unit.commit()
            return act_whole(act, caller.levels)

    @post("/{act_id:str}/normative", summary="Решить, нормативный ли акт", status_code=200, sync_to_thread=True)
    def decide(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        act_id: FromPath[str],
        data: JSONBody[NormativeDecision],
    ) -> dict[str, Any]:
        """Record the decision."""
        caller.must(Right.DECIDE_NORMATIVE)
        with house.records.writing(caller.login) as unit:
            _visible(acts.get(unit.session, act_id), caller)
            act = acts.decide_normative(unit, act_id, is_normative=data.is_normative, reason=data.reason)
            unit.commit()
            return act_whole(act, caller.levels)

    @post("/{act_id:str}/publications", summary="Добавить источник опубликования", sync_to_thread=True)
    def publish(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        act_id: FromPath[str],
        data: JSONBody[NewPublication],
    ) -> dict[str, Any]:
        """Record a source of official publication."""
        caller.must(Right.EDIT_ACT)
        with house.records.writing(caller.login) as unit:
            _visible(acts.get(unit.session, act_id), caller)
            place = Publication(
                source=data.source,
                kind=data.kind,
                issue=data.issue,
                published_on=data.published_on,
                pages=data.pages,
                url=data.url,
            )
            act = acts.add_publication(unit, act_id, place)
            unit.commit()
            return act_whole(act, caller.levels)


class SearchApi(Controller):
    """Search."""

    path = "/search"
    tags = ("Поиск",)
    dependencies = DEPENDENCIES

    @get("/", summary="Найти акты", sync_to_thread=True)
    def search(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        q: Annotated[str, QueryParameter(description="Запрос: слова, «фраза», номер:827-Д, дата:2020..2021.")] = "",
        kind: FromQuery[list[str] | None] = None,
        bodies: Annotated[list[str] | None, QueryParameter(name="body", description="Принявший орган.")] = None,
        year: FromQuery[list[int] | None] = None,
        date_from: FromQuery[date | None] = None,
        date_to: FromQuery[date | None] = None,
        has_publication: FromQuery[bool | None] = None,
        has_supplementary: FromQuery[bool | None] = None,
        exact: Annotated[bool, QueryParameter(description="Без сокращений и синонимов.")] = False,  # noqa: FBT002 a parameter of the address, given by name
        loosen: Annotated[  # noqa: FBT002 a parameter of the address, given by name
            bool,
            QueryParameter(
                description="Ничего не найдено — ответить по исправленному написанию или по большинству слов; "
                "чем ответ отличается от запроса, сказано в instead."
            ),
        ] = False,
        sort: FromQuery[Sort] = Sort.RELEVANCE,
        limit: Annotated[int, Limit] = 20,
        offset: Annotated[int, Offset] = 0,
    ) -> dict[str, Any]:
        """Return a page of hits with snippets, facets over all hits, and what of the query was not understood."""
        from registry_api.finding import Question, find

        caller.must(Right.SEARCH)
        answer = find(
            house,
            Question(
                text=q,
                access=caller.levels,
                kinds=tuple(kind or ()),
                bodies=tuple(bodies or ()),
                years=tuple(year or ()),
                date_from=date_from,
                date_to=date_to,
                has_publication=has_publication,
                has_supplementary=has_supplementary,
                exact=exact,
                strict=not loosen,
                sort=sort,
                offset=offset,
                limit=limit,
            ),
        )
        return {
            "total": answer.total,
            "hits": [
                act_card(hit.act) | {"snippet": " … ".join(snippet.text for snippet in hit.snippets)}
                for hit in answer.hits
            ],
            "facets": answer.facets,
            "warnings": list(answer.warnings),
            "also": {said.typed: list(said.also) for said in answer.expansions},
            "correction": answer.correction.text if answer.correction else None,
            "instead": as_data(answer.instead) if answer.instead else None,
        }


def _visible(act: Act, caller: Caller) -> Act:
    """Hide what the caller may not see as if it were not there."""
    if Right.SEARCH not in caller.rights:
        raise Forbidden
    if act.access not in caller.levels:
        raise NotFound
    return act
