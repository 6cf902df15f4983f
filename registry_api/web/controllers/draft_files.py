"""The files of a draft: the original, signatures over it, the searchable copy of a scan."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from domain.errors import NotFound
from domain.roles import Right
from registry_api.web.downloads import download
from registry_api.web.guard import needs
from registry_api.web.presenters import signatures
from registry_api.web.requests import House
from registry_api.web.visitor import PageRequest
from storage import derivatives, drafts

REVIEW = needs(Right.REGISTER)


@get("/drafts/{draft_id:str}/file", opt=REVIEW, sync_to_thread=True)
def draft_file(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[Any]:
    """Give the original file."""
    with register.records.reading() as session:
        item = drafts.get(session, draft_id).intake
        file, name = item.file, item.file_name
    return download(register, file, name, inline="view" in request.query_params)


@get("/drafts/{draft_id:str}/signatures/{signature_id:str}", opt=REVIEW, sync_to_thread=True)
def draft_signature(register: House, draft_id: FromPath[str], signature_id: FromPath[str]) -> Response[Any]:
    """Give the file of a detached signature over the draft's file."""
    with register.records.reading() as session:
        file_id = drafts.get(session, draft_id).intake.file_id
        file = signatures.file_of(session, signature_id, [file_id])
    return download(register, file, file.name)


@get("/drafts/{draft_id:str}/searchable", opt=REVIEW, sync_to_thread=True)
def draft_searchable_copy(register: House, draft_id: FromPath[str]) -> Response[Any]:
    """Give the searchable PDF/A of a scan."""
    with register.records.reading() as session:
        file_id = drafts.get(session, draft_id).intake.file_id
        made = derivatives.made_of(session, [file_id]).get(file_id)
        if made is None:
            raise NotFound
    return download(register, made, made.name)


HANDLERS = [draft_file, draft_signature, draft_searchable_copy]
