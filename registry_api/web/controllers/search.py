"""Search: words in any form, requisites directly, filters with counts; the whole question stands in the address."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect

from domain.dates import format_date, parse_date
from domain.errors import SearchError
from domain.roles import Right
from registry_api.asked import LONGEST, SIZE, TYPED, Asked, cut_note
from registry_api.finding import Answer, find, from_records, suggest
from registry_api.recorded import MOST
from registry_api.substitutes import told
from registry_api.web import labels
from registry_api.web.downloads import disposition
from registry_api.web.formats import sentence
from registry_api.web.found_list import LIMIT, TYPE, write_list
from registry_api.web.guard import needs
from registry_api.web.pages import show
from registry_api.web.presenters import search as presenter
from registry_api.web.presenters.paging import Paging
from registry_api.web.presenters.searches import conditions
from registry_api.web.requests import House, Who
from registry_api.web.visitor import PageRequest
from search.port import WINDOW, Sort
from storage.scratch import Scratch

READ: Final = needs(Right.SEARCH)
_NO_QUOTES: Final = str.maketrans(dict.fromkeys('"«»„“”', " "))


@get("/search", opt=READ, sync_to_thread=True)
def search_page(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show the box and, when something was asked, what was found."""
    asked = Asked.of(request.query_params)
    answer, trouble, help_ = Answer(0, [], {}), "", presenter.Help()
    hints: list[presenter.Hint] = []
    if not asked.is_empty:
        try:
            answer = find(register, asked.question(visitor.levels))
            hints = presenter.hints(register, asked, answer, visitor.levels) if asked.page == 1 else []
            if not answer.total:
                help_ = presenter.help_for(register, asked, visitor.levels)
        except SearchError as error:
            trouble = error.message
            answer = from_records(register, asked.question(visitor.levels))
    shown = min(answer.total, WINDOW)
    return show(
        request,
        "search.html",
        503 if trouble else 200,
        asked=asked,
        longest=TYPED,
        cut_note=cut_note(request.query_params.get("q", "")),
        answer=answer,
        trouble=trouble,
        help=help_,
        hints=hints,
        sought_inside=presenter.sought_inside(asked, answer),
        facets=presenter.facets(asked, answer),
        chips=presenter.chips(asked),
        told=told(answer.instead, has_conditions=bool(asked.filters)) if answer.instead else (),
        list_limit=LIMIT,
        most_recorded=MOST,
        paging=Paging(asked.page, shown, "/search", asked.pairs, SIZE),
        sorts=[(str(sort), labels.SORT_TITLES[sort]) for sort in Sort],
        day_from=format_date(asked.date_from) if asked.date_from else "",
        day_to=format_date(asked.date_to) if asked.date_to else "",
        bad_day=any(request.query_params.get(n) and not parse_date(request.query_params[n]) for n in ("from", "to")),
    )


@get("/search/card", opt=READ, sync_to_thread=False)
def by_card(request: PageRequest) -> Redirect:
    """Turn the fields of the card into a query and lead to its results: the address tells what was asked."""
    given = request.query_params
    parts = [given.get("words", "").strip()]
    for name, field in (("number", "номер"), ("kind", "вид"), ("body", "орган"), ("title", "заголовок")):
        value = " ".join(given.get(name, "").translate(_NO_QUOTES).split())
        if value:
            parts.append(f'{field}:"{value}"')
    pairs = [("q", " ".join(filter(None, parts))[:LONGEST])]
    pairs += [(name, given[name].strip()) for name in ("from", "to") if given.get(name, "").strip()]
    return Redirect(f"/search?{urlencode(pairs)}", status_code=303)


@get("/search/suggest", opt=READ, sync_to_thread=True)
def suggestions(request: PageRequest, register: House, visitor: Who) -> dict[str, Any]:
    """Give what may be meant by the text in the box; nothing when the index does not answer."""
    try:
        found = suggest(register, request.query_params.get("q", "")[:LONGEST], visitor.levels)
    except SearchError:
        return {"texts": [], "acts": []}
    acts = [{"href": f"/acts/{act.id}", "name": sentence(act.name), "title": act.title} for act in found.acts]
    return {"texts": list(found.texts), "acts": acts}


@get("/search/list.xlsx", opt=READ, sync_to_thread=True)
def found_list(request: PageRequest, register: House, visitor: Who) -> Response[Any]:
    """Give the whole list as a spreadsheet; who took how much stands in the journal."""
    asked = Asked.of(request.query_params)
    question = asked.question(visitor.levels, offset=0)
    answer = find(register, replace(question, limit=1))
    total = answer.total
    moment = datetime.now().astimezone()
    about = [
        ("Запрос", "; ".join(conditions(asked)) or "все акты"),
        ("Порядок", labels.SORT_TITLES[asked.sort]),
        ("Составил", f"{visitor.full_name} ({visitor.login}), {moment:%d.%m.%Y %H:%M}"),
        ("Найдено", str(total)),
    ]
    if answer.instead:
        about += [("Внимание", words) for words in told(answer.instead, has_conditions=bool(asked.filters))]
    if total > LIMIT:
        about.append(("Внимание", f"В списке первые {LIMIT} актов: больше в один список не входит. Уточните запрос."))
    site = (register.settings["SITE_URL"] or str(request.base_url)).rstrip("/")
    with Scratch() as folder:
        path = folder / "list.xlsx"
        rows = write_list(register, question, path, about, site)
        content = path.read_bytes()
    with register.records.writing(visitor.login) as unit:
        unit.record("search.exported", "searches:-", acts=rows)
        unit.commit()
    headers = {"content-disposition": disposition("attachment", f"Найденное {moment:%Y-%m-%d}.xlsx")}
    return Response(content, media_type=TYPE, headers=headers)


HANDLERS = [search_page, by_card, suggestions, found_list]
