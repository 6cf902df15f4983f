"""Intake and drafts."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, JSONBody
from msgspec import Struct, to_builtins

from domain.ids import new_id
from domain.roles import Right
from registry_api.api.acts import DEPENDENCIES
from registry_api.api.caller import Caller, Limit
from registry_api.presenting import act_whole, draft_whole, intake_item
from registry_api.root import Register
from storage import acts, drafts, intake, signatures
from storage.signatures import CONTAINER

LARGEST_BODY = 512 * 2**20
"""Largest request that brings a file, bytes: the largest file that settings allow, and its envelope."""


class DraftDecision(Struct, forbid_unknown_fields=True):
    """Values that a person confirms; ``version`` is the one that was seen."""

    version: int
    values: dict[str, str]
    is_normative: bool | None = None
    normative_reason: str = ""


class IntakeApi(Controller):
    """Files on their way to a draft."""

    path = "/intake"
    tags = ("Приём",)
    dependencies = DEPENDENCIES

    @post(
        "/",
        summary="Принять файл",
        opt={"right": Right.TAKE_IN},
        sync_to_thread=True,
        request_max_body_size=LARGEST_BODY,
    )
    def accept(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> dict[str, Any]:
        """Take one file in: accepted, duplicate or refused, with the reason."""
        caller.must(Right.TAKE_IN)
        receipt = house.door.receive(data.file, data.filename, actor=caller.login, origin="api", batch=new_id())
        if receipt.intake_id is not None:
            house.queue.enqueue([receipt.intake_id])
        told: dict[str, Any] = to_builtins(receipt)
        return told

    @get("/", summary="Последние принятые файлы", sync_to_thread=True)
    def list_items(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], limit: Annotated[int, Limit] = 50
    ) -> list[dict[str, Any]]:
        """Return the newest intake items."""
        caller.must(Right.TAKE_IN)
        with house.records.reading() as session:
            found = intake.recent(session, limit=limit)
            signed = signatures.signed_by(session, [item.file_id for item in found if item.file.format == CONTAINER])
            return [intake_item(item, signed.get(item.file_id)) for item in found]

    @get("/{intake_id:str}", summary="Принятый файл", sync_to_thread=True)
    def show(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], intake_id: FromPath[str]
    ) -> dict[str, Any]:
        """Return where an item stands."""
        caller.must(Right.TAKE_IN)
        with house.records.reading() as session:
            item = intake.get(session, intake_id)
            return intake_item(item, signatures.signed_by(session, [item.file_id]).get(item.file_id))

    @post("/{intake_id:str}/retry", summary="Прочитать ещё раз", status_code=200, sync_to_thread=True)
    def retry(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], intake_id: FromPath[str]
    ) -> dict[str, Any]:
        """Let a failed item be read again."""
        caller.must(Right.TAKE_IN)
        with house.records.writing(caller.login) as unit:
            item = intake.retry(unit, intake_id)
            unit.commit()
            told = intake_item(item)
        house.queue.enqueue([intake_id])
        return told


class DraftsApi(Controller):
    """Drafts that wait for a person."""

    path = "/drafts"
    tags = ("Черновики",)
    dependencies = DEPENDENCIES

    @get("/", summary="Черновики, ждущие проверки", sync_to_thread=True)
    def list_drafts(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], limit: Annotated[int, Limit] = 50
    ) -> list[dict[str, Any]]:
        """Return open drafts, oldest first."""
        caller.must(Right.REGISTER)
        with house.records.reading() as session:
            return [draft_whole(draft) for draft in intake.open_drafts(session, limit=limit)]

    @get("/{draft_id:str}", summary="Черновик с доказательствами значений", sync_to_thread=True)
    def show(
        self, house: NamedDependency[Register], caller: NamedDependency[Caller], draft_id: FromPath[str]
    ) -> dict[str, Any]:
        """Return a draft with the text that its evidence points into."""
        caller.must(Right.REGISTER)
        with house.records.reading() as session:
            draft = drafts.get(session, draft_id)
            return draft_whole(draft) | {"text": draft.document.text if draft.document else ""}

    @post("/{draft_id:str}/register", summary="Зарегистрировать", sync_to_thread=True)
    def register(
        self,
        house: NamedDependency[Register],
        caller: NamedDependency[Caller],
        draft_id: FromPath[str],
        data: JSONBody[DraftDecision],
    ) -> dict[str, Any]:
        """Turn the draft into an act."""
        caller.must(Right.REGISTER)
        with house.records.writing(caller.login) as unit:
            act = drafts.register(
                unit,
                draft_id,
                data.version,
                data.values,
                is_normative=data.is_normative,
                normative_reason=data.normative_reason,
            )
            unit.commit()
        with house.records.reading() as session:
            return act_whole(acts.get(session, act.id), caller.levels)
