"""Lists of ten a page in a modal, which a press in them draws anew."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.messages import View
from handlers.forms import is_number
from handlers.request import Request
from handlers.rows import Show

Draw = Callable[[Request, int], View]  # the list at this page


def shown(request: Request, draw: Draw) -> Show | None:
    """What a press shows: in the list, the list as it stands now; in App Home nothing more, as it is drawn anew. None
    anywhere else.
    """
    if request.is_in_modal:
        page = str((request.body.get("view") or {}).get("private_metadata") or "")
        return Show(here=draw(request, int(page) if is_number(page) else 0))
    return Show() if request.is_in_home else None


def more(request: Request, draw: Draw) -> View | Show:
    """The page that the button names: in place of the one before, or as a list of its own."""
    page = draw(request, request.id)
    return Show(here=page) if request.is_in_modal else page
