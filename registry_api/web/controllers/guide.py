"""The users' guide as a page."""

from litestar import Response, get

from registry_api.web.guard import ANYBODY
from registry_api.web.pages import show
from registry_api.web.visitor import PageRequest


@get("/help", opt=ANYBODY, sync_to_thread=True)
def guide_page(request: PageRequest) -> Response[str]:
    """Show the guide."""
    return show(request, "guide.html")


HANDLERS = [guide_page]
